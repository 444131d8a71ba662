"""Every sentence stands on a row that exists, follows a rule with a version, and says no more than the findings allow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pipeline.findings.rules import RULES
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.sentences import MEANINGS, sentence_table
from pipeline.publish.wording import (
    barrier_sentences,
    cause_sentences,
    driver_sentences,
    flagged,
    group_sentences,
    more_text,
    nearest_win,
    records,
    tipping_text,
)
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES, group_key

WAVE = "2026-11"
BY_NAME = {table.name: table for table in (*RELEASE_TABLES, *FINDING_TABLES)}


@pytest.fixture(scope="module", params=["sample_outputs", "small_center_outputs"])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    return open_wave(request.getfixturevalue(request.param), WAVE)


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def keyed(bundle: Bundle, name: str) -> pd.Series:
    """n of every row of a table, by the key that sentences use."""
    tables = bundle.release.by_name() | bundle.findings.by_name()
    frame = tables[name]
    parts = [part for part in BY_NAME[name].key if part not in ("grouping", "role", "department", "rollup")]
    key = group_key(frame).astype("object") if "grouping" in frame and "rollup" in frame else pd.Series("", index=frame.index)
    for part in parts:
        key = (key + ":" + frame[part].astype("object")).str.removeprefix(":")
    return pd.Series(frame["n"].to_numpy(), index=key)


def test_the_file_is_written_with_the_sentences_of_the_wave(bundle: Bundle) -> None:
    file = pd.read_csv(bundle.path / "sentences.csv", encoding="utf-8-sig")
    table = sentence_table(bundle)
    assert list(file.columns) == list(MEANINGS) and file["text"].tolist() == table["text"].tolist()
    assert file["id"].is_unique


def test_every_sentence_has_its_row_its_n_and_its_rule(bundle: Bundle) -> None:
    k = bundle.instrument.thresholds.k
    for row in sentence_table(bundle).to_dict("records"):
        if not row["finding"]:
            continue
        assert row["rule"] in RULES and row["rule_version"] == RULES[row["rule"]].version
        name, _, key = row["finding"].partition("#")
        if name.startswith("training_targets/"):
            listed = pd.read_csv(bundle.path / name, encoding="utf-8-sig").set_index("topic")["n"]
            assert not key or (listed[key] == row["n"] >= k)
            continue
        if not key:
            assert name in BY_NAME
            continue
        known = keyed(bundle, name)
        # The sentence on four answers sums up the four rows of its group.
        of = known[(known.index == key) | known.index.str.startswith(f"{key}:")]
        assert len(of), row["finding"]
        assert row["n"] >= k and set(of) == {row["n"]}, row["finding"]


def test_every_page_of_a_rule_is_there() -> None:
    for rule in RULES.values():
        assert (Path(__file__).parents[2] / "docs" / "methods" / f"{rule.page}.md").is_file()


def test_a_flagged_group_says_label_raw_value_n_and_tipping_point(sample: Bundle) -> None:
    rows = records(flagged(sample))
    assert rows
    for row in rows:
        first, second, *_ = group_sentences(sample, row)
        assert "not yet convinced" in first.text and "of those who answered" in first.text
        assert f"({row['n']} answers of {row['staff']} staff)" in first.text
        assert "points less reluctant" in second.text
    assert "cannot be told" in tipping_text({**rows[0], "staff": pd.NA, "tipping_point": float("nan")})


def test_a_group_has_at_most_two_causes_and_each_says_figures_owner_and_evidence(bundle: Bundle) -> None:
    actions = bundle.findings.actions
    for _, rows in actions.groupby(group_key(actions)):
        sentences = cause_sentences(records(rows.sort_values("rank")), bundle.instrument)
        assert len(sentences) <= 2 and sentences[0].text.startswith("First cause, ")
        assert all("n = " in said.text and "owner: " in said.text and "evidence " in said.text for said in sentences)


def test_a_course_for_a_blocked_group_waits(sample: Bundle) -> None:
    actions = sample.findings.actions
    learning = actions[actions["kind"] == "learning"]
    reluctance = sample.findings.reluctance
    blocked = set(group_key(reluctance)[reluctance["blocked"].astype(bool)])
    waiting = group_key(learning).isin(blocked)
    assert waiting.any() and (learning["waits"].astype(bool) == waiting).all()
    for row, said in zip(records(learning), cause_sentences(records(learning), sample.instrument), strict=True):
        assert ("a course waits" in said.text) == bool(row["waits"])


def test_what_blocks_never_suggests_a_course(sample: Bundle) -> None:
    steps = sample.findings.actions.query("kind == 'fix_first'")
    assert {"equipment", "workflow"} <= set(steps["cause"])
    offers = steps["step"].str.replace("No course.", "", regex=False).str.lower()
    assert not offers.str.contains("course|practice patient|briefing|webinar|training").any()
    assert not steps["waits"].astype(bool).any()


def test_the_nearest_win_is_said_of_every_group_with_its_n(bundle: Bundle) -> None:
    for row in records(bundle.findings.reluctance):
        text = nearest_win(row, bundle.instrument).text
        assert "nearest win" in text and f"n = {row['n']:,}" in text


def test_what_goes_together_is_silent_below_300_answers(bundle: Bundle) -> None:
    n = int(bundle.release.groups.query("grouping == 'overall'")["n"].iloc[0])
    assert bool(driver_sentences(bundle)) == (n >= 300)


def test_barriers_are_said_once_each_or_that_there_is_none(sample: Bundle) -> None:
    frame = sample.release.organisation.associations
    sentences = barrier_sentences(sample)
    assert len(sentences) == int(frame["goes_together"].sum()) and all("odds ratio" in said.text for said in sentences)
    assert more_text(sentences, 3) == f"{len(sentences) - 3} more in the table." and more_text(sentences[:2], 3) == ""
    none = replace(sample.release.organisation, associations=frame.assign(goes_together=False))
    quiet = barrier_sentences(replace(sample, release=replace(sample.release, organisation=none)))
    assert len(quiet) == 1 and quiet[0].text.startswith("No barrier")


def test_no_person_and_no_bare_rank_is_named(bundle: Bundle) -> None:
    everything = " ".join(sentence_table(bundle)["text"]).lower()
    assert "resistant" not in everything and "laggard" not in everything and "rank" not in everything


def test_every_group_and_every_list_has_its_sentences(bundle: Bundle) -> None:
    """Whatever group a reader can choose, what is said of it stands in the file."""
    table = sentence_table(bundle)
    groups = table.loc[table["place"] == "group", "finding"].str.partition("#")[2]
    assert set(group_key(bundle.findings.reluctance)) <= set(groups)
    lists = {path.stem for path in (bundle.path / "training_targets").glob("*.csv")}
    said = table.loc[table["place"] == "training", "finding"].str.extract(r"training_targets/(.*)\.csv")[0]
    assert {*said, "sessions"} == lists


def test_the_workbook_says_what_the_page_of_training_says(sample: Bundle) -> None:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(sample.path / "training_targets" / "training_targets.xlsx")
    cover = {str(cell) for row in book.get_sheet_by_name("About").to_python() for cell in row}
    table = sentence_table(sample)
    training = set(table.loc[table["place"] == "training", "text"])
    assert training and training <= cover
    # Who may open the lists need not be one who may read of reluctance.
    assert not any("convinced" in line for line in cover)
