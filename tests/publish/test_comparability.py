"""What changed since the wave before, in words: summary, page, JSON and traceable sentences say the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.plain_text import plain
from dashboards.serve import OUTPUTS
from pipeline.publish.analysis_json import printed, wave_values
from pipeline.publish.bundle import Bundle, open_wave, publish
from pipeline.publish.sentences import sentence_table
from pipeline.publish.summary import summary
from pipeline.publish.wording import changed_heading, comparability_sentences
from pipeline.tables import COMPARABILITY, NOT_CONVINCED

ROOT = Path(__file__).parents[2]
COUNTS = [("rows", name, "value", before, now, True) for name, before, now in (("read", "900", "1000"), ("kept", "850", "940"),
          ("set_aside", "50", "60"), ("scored", "840", "930"))]  # fmt: skip


@pytest.fixture(scope="module")
def base(small_center_outputs: Path) -> Bundle:
    return open_wave(small_center_outputs, "2026-11")


@pytest.fixture
def said(base: Bundle):
    """The sentences of a ledger with these rows."""

    def make(*rows: tuple) -> str:
        return " ".join(map(str, comparability_sentences(differing(base, *rows))))

    return make


def differing(base: Bundle, *rows: tuple) -> Bundle:
    frame = pd.DataFrame([*COUNTS, *rows], columns=["kind", "id", "what", "before", "now", "trended"])
    ledger = COMPARABILITY.check(frame.assign(earlier="2026-08", affects=None))
    return replace(base, findings=replace(base.findings, comparability=ledger))


def test_without_a_wave_before_nothing_is_said(base: Bundle) -> None:
    assert base.findings.comparability.empty
    assert comparability_sentences(base) == [] and changed_heading(base) == ""
    assert "What changed since" not in summary(base, Path("private"))
    values = wave_values(base, Path("private"))
    assert values["since"] is None and values["changed"] == [] and values["changed_sentences"] == []


def test_row_counts_are_said_with_those_before_and_that_everything_is_compared(said) -> None:
    text = said()
    assert "1,000 rows read (900), 940 kept (850), 60 set aside (50), 930 scored (840); in brackets as it was in 2026-08." in text
    assert "everything is compared" in text


def test_a_reworded_item_is_said_with_both_wordings_and_its_scale_falls_out(said, base: Bundle) -> None:
    scale = base.instrument.scales[0]
    item = base.instrument.items_of(scale.id)[0]
    text = said(("item", item.id, "wording", "I know", "I hardly know", False), ("scale", scale.id, "members", "3", "2", False))
    assert f"Other wording of items (1): {item.id} I know → I hardly know." in text
    assert f"Not compared over time: {scale.label} (2 of 3 items are as they were)." in text and "everything" not in text


def test_a_scale_on_fewer_items_is_said_to_be_compared_still(said, base: Bundle) -> None:
    label = base.instrument.readiness.label
    assert f"Still compared, on fewer items: {label} (17 of 20 items are as they were)." in said(
        ("scale", base.instrument.readiness.id, "members", "20", "17", True)
    )


def test_new_and_gone_questions_are_listed_the_first_five_by_name(said) -> None:
    questions = [
        ("question", f"Which shift do you work {i}", "new", None, f"Which shift do you work {i}", False) for i in range(7)
    ]
    text = said(*questions, ("item", "SK1", "gone", "I know how", None, False))
    assert "New questions (7): Which shift do you work 0; " in text and "; and 2 more." in text
    assert "Gone items (1): SK1 I know how." in text


def test_staff_with_the_largest_changes(said, base: Bundle) -> None:
    roles = base.instrument.roles[:2]
    text = said(
        ("staff", "overall", "value", "1000", "1011", True),
        ("staff", f"role:{roles[0].id}", "value", "20", "22", True),
        ("staff", f"role:{roles[1].id}", "value", "30", "39", True),
    )
    assert f"Staff on the roster: 1,011 (1,000); changed most: {roles[1].label} 39 (30), {roles[0].label} 22 (20)." in text
    assert "There is no roster; there was one before." in said(("staff", "overall", "gone", "1000", None, True))
    assert "There is a roster; there was none before." in said(("staff", "overall", "new", None, "1000", True))


def test_groups_limits_scoring_and_instrument(said, base: Bundle) -> None:
    role = base.instrument.roles[0]
    text = said(
        ("role", role.id, "new", None, role.label, False),
        ("threshold", "k", "value", "12", "10", True),
        ("threshold", "person_reluctant_below", "value", "55", "50", False),
        ("scale", NOT_CONVINCED, "value", "person_reluctant_below 55", "person_reluctant_below 50", False),
        ("instrument", "version", "value", "0.1", "0.2", True),
    )
    assert f"Groups that are not compared over time: {role.label} (role, new)." in text
    assert "Other limits: k 12 → 10; person_reluctant_below 55 → 50." in text
    assert "Not compared over time: the share of those not yet convinced (another limit)." in text
    assert "Another instrument: version 0.1 → 0.2." in text
    scoring = said(
        ("scoring", "rule", "value", "additive", "half", False), ("scale", "skills", "value", "additive", "half", False)
    )
    assert "No measure is compared over time" in scoring and "--scoring additive" in scoring


def test_summary_json_and_traceable_sentences_say_the_same(base: Bundle) -> None:
    bundle = differing(base, ("threshold", "k", "value", "12", "10", True))
    sentences = list(map(str, comparability_sentences(bundle)))
    values = json.loads(printed(wave_values(bundle, Path("private"))))
    assert values["changed_sentences"] == sentences and values["since"] == "2026-08"
    assert {
        "kind": "threshold",
        "id": "k",
        "what": "value",
        "before": "12",
        "now": "10",
        "trended": True,
        "affects": [],
    } in values["changed"]
    printed_lines = " ".join(summary(bundle, Path("private")).split())
    assert all(" ".join(sentence.split()) in printed_lines for sentence in sentences)
    table = sentence_table(bundle)
    traced = table[table["place"] == "what changed"]
    assert traced["text"].tolist() == sentences and set(traced["rule"]) == {"comparability"}


def test_the_page_of_how_sure_shows_sentences_and_ledger(base: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = differing(base, ("item", "SK1", "wording", "I *know*", "I <b>know</b>", False))
    publish(tmp_path / "outputs", bundle.release, bundle.findings, bundle.instrument, bundle.manifest, pdf=False)
    monkeypatch.setenv(OUTPUTS, str(tmp_path / "outputs"))
    monkeypatch.setattr("dashboards.page_access.refusal", lambda request, access: None)
    app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=60)
    app.query_params["section"] = "before"
    app.switch_page("app_pages/how_sure.py").run()
    assert not app.exception and not app.error
    assert "What changed since 2026-08" in [part.value for part in app.subheader]
    said = " ".join(str(part.value) for part in app.markdown)
    assert all(plain(sentence.text) in said for sentence in comparability_sentences(bundle))
    assert "I \\*know\\* → I \\<b\\>know\\</b\\>" in said
