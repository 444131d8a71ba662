"""Tables to be downloaded: one address per table and sign-in, not to be guessed, within bounded memory."""

from __future__ import annotations

import pytest

from dashboards.made_tables import Later, MadeTable, MadeTables, safe_file_name


def made(session: str = "a", data: bytes = b"x") -> MadeTable:
    return MadeTable(session, "overview", "2026-11", "table.csv", data)


def test_the_same_table_keeps_its_address_and_another_sign_in_gets_its_own() -> None:
    tables = MadeTables()
    token = tables.keep(made())
    assert tables.keep(made()) == token and len(token) >= 32
    assert len({token, tables.keep(made("b")), tables.keep(made(data=b"y"))}) == 3
    assert tables.get(token) == made() and tables.get("guessed") is None


def test_the_oldest_go_first_when_memory_is_short() -> None:
    tables = MadeTables(most_bytes=250)
    tokens = [tables.keep(made(data=bytes([number]) * 100)) for number in range(3)]
    assert tables.get(tokens[0]) is None and tables.get(tokens[2]) is not None
    tables.keep(made(data=b"\x01" * 100))  # seen again, so the youngest
    tables.keep(made(data=b"\x03" * 100))
    assert tables.get(tokens[1]) is not None and tables.get(tokens[2]) is None
    assert tables.keep(made(data=b"\x00" * 100)) != tokens[0]


def test_what_several_people_were_shown_takes_room_once() -> None:
    tables = MadeTables(most_bytes=250)
    data = b"x" * 100
    tokens = [tables.keep(made(str(number), bytes(data))) for number in range(50)]
    assert len(set(tokens)) == 50 and len({id(tables.get(token).data) for token in tokens}) == 1
    for number in range(2):
        tables.keep(made("late", bytes([number]) * 100))
    assert tables.get(tokens[0]) is None and tables.get(tokens[-1]) is None  # only without all of them is there room
    assert tables.keep(made("late", b"\x01" * 100)) == tables.keep(made("late", b"\x01" * 100))


def test_a_drawing_of_a_chart_is_not_its_picture() -> None:
    """Two files made later from the same figure: each is made its own way, and has its own address."""

    def picture(figure: str) -> bytes:
        return f"picture of {figure}".encode()

    def drawing(figure: str) -> bytes:
        return f"drawing of {figure}".encode()

    tables = MadeTables()
    tokens = [tables.keep(MadeTable("a", "overview", "2026-11", "chart", Later("figure", make))) for make in (picture, drawing)]
    assert [tables.get(token).content for token in tokens] == [b"picture of figure", b"drawing of figure"]


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Table of groups", "table_of_groups.csv"),
        ("../../etc/passwd", "etc_passwd.csv"),
        ('a"; filename="b.exe\r\n', "a_filename_b_exe.csv"),
        ("§§", "table.csv"),
        ("x" * 200, "x" * 60 + ".csv"),
    ],
)
def test_file_names_are_safe(label: str, name: str) -> None:
    assert safe_file_name(label) == name
