"""Room that text takes: arithmetic one can see, and that nothing is ever measured too small."""

from __future__ import annotations

import pytest

from pipeline.publish.slides import measure


def test_a_text_takes_as_many_lines_as_its_words_need() -> None:
    word = measure.width("word", 10)
    two = 2 * word + measure.width(" ", 10)
    assert measure.lines("word word", 10, two + 0.001) == 1
    assert measure.lines("word word", 10, two - 0.001) == 2
    assert measure.lines("word\nword", 10, 99) == 2
    assert measure.lines("", 10, 1) == 1
    assert measure.height("word\nword", 10, 99) == pytest.approx(2 * 1.2 * 10 / 72)


def test_a_word_wider_than_its_room_is_broken() -> None:
    assert measure.lines("m" * 40, 10, measure.width("m" * 10, 10) + 0.001) >= 4


def test_a_number_and_its_unit_stay_together() -> None:
    room = measure.width("about 50", 10) + 0.01
    assert measure.lines("about 50 %", 10, room) == 2


def test_wide_letters_that_the_font_lacks_count_as_wide() -> None:
    assert measure.width("看護師", 72) == pytest.approx(3.0)
    assert measure.width("看護師", 72) > measure.width("abc", 72)


def test_the_largest_size_that_fits_is_taken() -> None:
    room = measure.width("a title", 20, bold=True) + 0.01
    line = 1.2 * 20 / 72 + 1e-9
    assert measure.largest("a title", (30, 20, 10), room, line, bold=True) == 20
    assert measure.largest("a title", (30, 25), room, 0.1, bold=True) is None


def test_a_text_that_fits_at_no_size_loses_words_at_its_end_and_says_so() -> None:
    text = "one, two, three, four, five, six, seven, eight, nine, ten"
    said = measure.shortened(text, 10, measure.width("one, two, three, four…", 10) + 0.01, 1.2 * 10 / 72 + 1e-9)
    assert said == "one, two, three, four…"
    assert measure.shortened("short", 10, 5, 1) == "short"


def test_other_fonts_of_a_machine_are_not_wider_than_the_one_that_is_measured() -> None:
    """The reference: widths of Helvetica, which Arial and Liberation Sans share, from Adobe's own table."""
    from importlib.util import find_spec
    from pathlib import Path

    found = find_spec("matplotlib")
    assert found is not None and found.submodule_search_locations
    table = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "pdfcorefonts" / "Helvetica.afm"
    widths = {}
    for line in table.read_text(encoding="latin-1").splitlines():
        if line.startswith("C ") and not line.startswith("C -1"):
            parts = line.split()
            widths[chr(int(parts[1]))] = float(parts[4]) / 1000
    text = "Screening and diagnostics (incl. imaging, laboratory): 52 of 100, n = 39"
    assert sum(widths[letter] for letter in text) * 10 / 72 < measure.width(text, 10)
