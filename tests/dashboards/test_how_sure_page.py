"""How sure: its parts by address, any id explained, methods in full without a link that leaves the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.explaining import Rows
from dashboards.sections.sure_methods import FOLDER, titles, without_links
from dashboards.serve import OUTPUTS
from dashboards.way_back import rule_words, shown
from pipeline.findings.rules import RULES
from pipeline.publish.reference import number_id
from pipeline.publish.trace.story import Figure
from pipeline.publish.words import has, say
from tests.dashboards.test_pages import ROOT, words

WAVE = "2026-11"


def at(outputs: Path, monkeypatch: pytest.MonkeyPatch, **asked: str) -> AppTest:
    monkeypatch.setenv(OUTPUTS, str(outputs))
    monkeypatch.setattr("dashboards.page_access.refusal", lambda request, access: None)
    app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.switch_page("app_pages/how_sure.py")
    return app.run()


@pytest.mark.parametrize("part", ["answered", "rows", "scales", "decisions", "shown", "number", "methods"])
def test_every_part_has_an_address(part: str, sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = at(sample_outputs, monkeypatch, section=part)
    assert not app.exception and not app.error and app.subheader
    assert "808 of 1,406 staff answered" in words(app)


def test_an_id_is_explained_whose_it_is_its_rule_and_what_it_stands_on(
    sample_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = number_id(WAVE, "findings/reluctance#role:front_desk", "share")
    app = at(sample_outputs, monkeypatch, section="number", id=asked)
    text = words(app).replace("\\", "")
    assert not app.exception and not app.warning
    assert "##### 46 %" in text and "Estimated share of current staff not yet convinced. It lies between 40 % and 51 %." in text
    assert "Front desk / scheduler, wave 2026-11: n = 98." in text and rule_words("not_convinced") in text
    for part in ("row", "behind", "limits", "source"):
        assert say(f"explain.part_{part}") in text
    assert "886 rows read, 808 kept" in text and "docs/methods/reluctance.md" in text


def test_an_id_that_is_none_gets_clear_words(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = at(sample_outputs, monkeypatch, section="number", id="ZZZZ-1111")
    said = app.warning[0].value.replace("\\", "")
    assert said.startswith("No row has the id 'ZZZZ-1111'.") and "opy the id from the report" in said


def test_a_cell_names_its_table_and_its_columns() -> None:
    rows = Rows("release/scales", ["overall:a"], (("scale", ""), ("mean", "findings/estimates#mean")), (("good", [("good/n",)]),))
    assert rows.asked(0, "n") == ("release/scales", ("n",))
    assert rows.asked(0, "mean") == ("findings/estimates", ("mean",))
    assert rows.asked(0, "good") == ("release/scales", ("good/n",))
    assert rows.asked(0, "scale") == ("release/scales", ())


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.456, "share, 0-1", "46 %"),
        (0.996, "chance, 0-1", "over 99 %"),
        (61.5, "points, 0-100", "62"),
        (1406, "whole number", "1,406"),
        (None, "whole number", "not shown"),
        (True, "yes or no", "yes"),
    ],
)
def test_a_figure_is_written_as_pages_write_it(value: object, unit: str, text: str) -> None:
    assert shown(Figure("x", value, "", unit, True)) == text


def test_every_rule_has_its_sentence_and_its_page() -> None:
    assert [rule for rule in RULES if not has(f"rule.{rule}")] == []
    assert {rule.page for rule in RULES.values()} <= set(titles(FOLDER))


def test_pages_on_methods_hold_no_link_and_no_formula_that_would_be_read_as_one() -> None:
    for page in titles(FOLDER):
        text = without_links((FOLDER / f"{page}.md").read_text(encoding="utf-8"))
        assert "](" not in text and "http" not in text and text.count("$") < 2, page


def test_a_link_keeps_its_words() -> None:
    text = "# Title\n\nSee [the page](x.md), <https://doi.org/10.1/x> and http://example.org.\n\n## Terms"
    assert without_links(text) == "See the page, doi.org/10.1/x and example.org.\n\n##### Terms"


def test_where_pages_on_methods_are_not_installed_there_is_none(tmp_path: Path) -> None:
    assert titles(tmp_path / "nowhere") == {}
