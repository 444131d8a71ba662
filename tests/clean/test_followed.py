"""The edited list of actions is read whole, or refused with every mistake and its place; names are never repeated."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.followed import READ, Edited, read_followed
from pipeline.errors import SetupError
from pipeline.instrument.model import Instrument

EARLIER, WAVE = "2026-11", "2027-02"
STEPS = [("AAAA-0001", "skills", "education"), ("AAAA-0002", "workflow", "manager"), ("AAAA-0003", "rules", "compliance")]
TOPICS = [("BBBB-0001", "T01"), ("BBBB-0002", "T02")]
PRIVATE = "Erika Mustermann"


@pytest.fixture(scope="module")
def offered() -> pd.DataFrame:
    """Three steps for nurses, two topics."""
    rows = [(identity, "step", cause, "", owner) for identity, cause, owner in STEPS]
    rows += [(identity, "training", "", topic, "") for identity, topic in TOPICS]
    columns = ["id", "kind", "cause", "topic", "suggested_owner"]
    return pd.DataFrame(rows, columns=columns).assign(group="role:rn_onc", group_label="Oncology nurse")


def listed(**changes: dict[str, str]) -> list[dict[str, str]]:
    """The list as it went out, with cells changed by id; an id that is not in it adds a row without one."""
    base = {identity: {"kind": "step", "cause": cause} for identity, cause, _ in STEPS}
    base |= {identity: {"kind": "training", "topic": topic} for identity, topic in TOPICS}
    rows = [
        {"id": one, "wave": EARLIER, "group": "role:rn_onc", **cells, **changes.pop(one.replace("-", "_"), {})}
        for one, cells in base.items()
    ]
    return [*rows, *changes.values()]


def text_of(rows: list[dict[str, str]], delimiter: str = ",", columns: tuple[str, ...] = (*READ, "evidence")) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def reading(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument, text: str, encoding: str = "utf-8-sig") -> Edited:
    path = tmp_path / "edited.csv"
    path.write_bytes(text.encode(encoding))
    return read_followed(path, offered, EARLIER, WAVE, instrument)


def refused(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument, text: str) -> list[str]:
    with pytest.raises(SetupError) as error:
        reading(tmp_path, offered, instrument, text)
    return [str(problem) for problem in error.value.problems]


def test_every_state_is_read(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    rows = listed(
        AAAA_0001={"accepted": "Yes", "owner": "Education", "status": "Done", "due": "2027-01"},
        AAAA_0002={"accepted": "x", "owner": PRIVATE, "status": "in_progress", "due": "Jan-27", "note": "slow"},
        AAAA_0003={"accepted": "FALSE"},
        BBBB_0001={"seats_held": "12.0"},
        own_1={"group": "Oncology nurse", "step": "Coffee with the champion", "status": "done"},
        own_2={"kind": "step", "group": "infusion", "step": "Ask"} | {"group": "role:rn_onc"},
        own_3={"kind": "training", "group": "Oncology nurse", "topic": "T01", "seats_held": "3"},
    )
    found = reading(tmp_path, offered, instrument, text_of(rows))
    steps = found.steps.astype(object).where(found.steps.notna(), None)
    assert steps.set_index("id").to_dict("index") == {
        "AAAA-0001": dict(accepted="yes", status="done", due="2027-01", overdue=False, owner_named=True, as_suggested=True),
        "AAAA-0002": dict(
            accepted="yes", status="in_progress", due="2027-01", overdue=True, owner_named=True, as_suggested=False
        ),
        "AAAA-0003": dict(accepted="no", status="not_started", due=None, overdue=False, owner_named=False, as_suggested=False),
    }
    assert (found.own, found.own_done, found.left_out) == (2, 1, 0)
    assert found.held is not None
    assert found.held.to_dict("list") == {"role": ["rn_onc"], "topic": ["T01"], "seats": [15]}
    assert PRIVATE not in repr(found) and PRIVATE in found.rows["owner"].tolist()


def test_what_was_not_touched_or_left_out_is_open(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    untouched = reading(tmp_path, offered, instrument, text_of(listed()))
    shorter = reading(tmp_path, offered, instrument, text_of(listed()[:1]))
    assert untouched.steps.equals(shorter.steps) and set(untouched.steps["accepted"]) == {"open"}
    assert untouched.held is None and (untouched.left_out, shorter.left_out) == (0, 4)


def test_done_and_in_progress_were_taken_up(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    rows = listed(AAAA_0001={"status": "In progress"}, AAAA_0002={"status": "dropped"})
    found = reading(tmp_path, offered, instrument, text_of(rows)).steps
    assert found["accepted"].tolist() == ["yes", "open", "open"]


@pytest.mark.parametrize(
    ("due", "status", "late"), [("2027-01", "", True), ("2027-02", "", False), ("2027-01", "dropped", False)]
)
def test_overdue_is_due_before_this_wave(
    tmp_path: Path, offered: pd.DataFrame, instrument: Instrument, due: str, status: str, late: bool
) -> None:
    rows = listed(AAAA_0001={"accepted": "yes", "due": due, "status": status})
    assert reading(tmp_path, offered, instrument, text_of(rows)).steps["overdue"].tolist() == [late, False, False]


def test_the_order_of_rows_and_columns_does_not_matter(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    rows = listed(AAAA_0003={"accepted": "yes", "due": "2027-05"}, BBBB_0002={"seats_held": "4"})
    there = reading(tmp_path, offered, instrument, text_of(rows))
    back = reading(tmp_path, offered, instrument, text_of(rows[::-1], columns=READ[::-1]))
    assert there.steps.equals(back.steps) and there.held is not None and there.held.equals(back.held)


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")])
def test_what_a_spreadsheet_saves_is_read(
    tmp_path: Path, offered: pd.DataFrame, instrument: Instrument, delimiter: str, encoding: str
) -> None:
    rows = listed(AAAA_0001={"accepted": "TRUE", "owner": "Jörg Müßig", "due": "Feb-27", "wave": "Nov-26"})
    found = reading(tmp_path, offered, instrument, text_of(rows, delimiter), encoding)
    assert found.steps.iloc[0].to_dict() | {"id": ""} == dict(
        id="", accepted="yes", status="not_started", due="2027-02", overdue=False, owner_named=True, as_suggested=False
    )


def test_a_workbook_is_read_with_its_dates(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    from datetime import date

    from xlsxwriter import Workbook

    book = Workbook(tmp_path / "edited.xlsx", {"default_date_format": "mmm yy"})
    rows = listed(AAAA_0001={"accepted": "yes", "due": date(2027, 3, 1)}, BBBB_0001={"seats_held": 7})  # type: ignore[dict-item]
    sheet = book.add_worksheet()
    for number, row in enumerate([list(READ), *([row.get(name) for name in READ] for row in rows)]):
        sheet.write_row(number, 0, row)
    book.close()
    found = read_followed(tmp_path / "edited.xlsx", offered, EARLIER, WAVE, instrument)
    assert found.steps["due"].iloc[0] == "2027-03" and found.held is not None and found.held["seats"].tolist() == [7]


def test_all_mistakes_are_told_with_line_and_column_and_no_name(
    tmp_path: Path, offered: pd.DataFrame, instrument: Instrument
) -> None:
    rows = listed(
        AAAA_0001={"accepted": PRIVATE, "status": "doen", "due": "03/04/2027"},
        AAAA_0002={"due": "46419", "seats_held": "3", "owner": "=A1"},
        AAAA_0003={"status": "done", "accepted": "no", "group": "role:onc_med"},
        BBBB_0001={"seats_held": "many"},
        BBBB_0002={"status": "done"},
        lost={"id": "ZZZZ-9999", "kind": "step"},
        twice={"id": "AAAA-0001"},
        nameless={"owner": PRIVATE},
        odd={"kind": "meeting", "group": "Nurze", "step": "Ask", "due": "#NAME?"},
        added={"kind": "training", "group": "Oncology nurze", "topic": "", "seats_held": "2"},
    )
    told = refused(tmp_path, offered, instrument, text_of(rows))
    expected = [
        *[(2, "accepted"), (2, "status"), (2, "due"), (3, "owner"), (3, "seats_held"), (3, "due"), (4, "group"), (4, "accepted")],
        *[(5, "seats_held"), (6, "seats_held"), (7, "id"), (8, "id"), (9, "group"), (9, "step"), (10, "due"), (10, "kind")],
        *[(10, "group"), (11, "group"), (11, "topic")],
    ]
    places = [one.partition(":")[0] for one in told]
    assert sorted(places) == sorted(f"edited.csv, line {line}, column '{column}'" for line, column in expected)
    whole = "\n".join(told)
    assert PRIVATE not in whole and "did you mean 'done'" in whole and "perhaps 2027-02" in whole and "also line 2" in whole
    assert "cannot be told apart" in whole and "sorted by one column" in whole and "'ZZZZ-9999' is no id of wave 2026-11" in whole


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id,accepted,owner,due,status\nAAAA-0001,,,,\n", "no column seats_held"),
        ("", "edited.csv"),
        (
            "id,wave,accepted,owner,due,status,seats_held\nCCCC-0001,Aug-26,,,,,\n",
            "of wave 2026-08; the wave before this one is 2026-11",
        ),
        ("id,accepted,owner,due,status,seats_held\nCCCC-0001,,,,,\n", "no id of the list is known; the wave before this one is"),
    ],
)
def test_lists_that_cannot_be_used(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument, text: str, told: str) -> None:
    assert told in "\n".join(refused(tmp_path, offered, instrument, text))


def test_many_unknown_ids_are_told_together(tmp_path: Path, offered: pd.DataFrame, instrument: Instrument) -> None:
    rows = listed(**{f"lost_{number}": {"id": f"ZZZZ-{number:04d}", "kind": "step"} for number in range(30)})
    [told] = refused(tmp_path, offered, instrument, text_of(rows))
    assert "line 7" in told and "30 ids are not of wave 2026-11" in told
