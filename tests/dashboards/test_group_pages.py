"""Who is not yet convinced and why: filters choose among what is shown, a group has its page, two stand beside one another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.opening import group_of
from pipeline.publish.bundle import Bundle, open_wave, publish
from pipeline.publish.chart_tables import named_causes, reluctance_table
from pipeline.publish.wording import (
    GOES_TOGETHER,
    NO_CAUSE,
    ROUGHLY_MEANS,
    TOO_FEW_TO_TELL,
    flagged,
    group_sentences,
    headlines,
    records,
    why_sentence,
)
from pipeline.publish.wording.one_group import beside_headline, group_headline
from pipeline.publish.wording.sentence import row_key
from pipeline.publish.words import say
from pipeline.tables import group_key
from tests.dashboards.test_pages import opened, words

WAVE = "2026-11"


@pytest.fixture(scope="module")
def bundle(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def asked(page: str, outputs: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    """A page with a query in its address."""
    app = opened(page, outputs, monkeypatch)
    for name, value in address.items():
        app.query_params[name.removesuffix("_")] = value
    app.run()
    assert not app.exception and not app.error
    return app


def text_of(app: AppTest) -> str:
    return words(app).replace("\\", "")


def address_of(app: AppTest) -> dict[str, str]:
    """What the address says now."""
    return {name: value[-1] if isinstance(value, list) else value for name, value in app.query_params.items()}


def box(app: AppTest, key: str):
    return next(part for part in (*app.selectbox, *app.button_group, *app.text_input) if part.key == key)


def groups_shown(app: AppTest) -> pd.DataFrame:
    """The table of groups below the chart."""
    return next(frame.value for frame in app.dataframe if "tipping_point" in frame.value)


def row_of(bundle: Bundle, key: str) -> dict:
    frame = bundle.findings.reluctance
    return records(frame[group_key(frame) == key])[0]


def two_flagged(bundle: Bundle) -> list[str]:
    return list(group_key(flagged(bundle)))[:2]


def test_the_page_says_its_finding_first_and_every_flagged_group_with_all_its_sentences(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("not_yet_convinced", sample_outputs, monkeypatch)
    text = text_of(app)
    assert app.markdown[0].value.replace("\\", "").replace("\u00a0", " ") == f"#### {headlines(bundle)[-1].text}"
    for row in records(flagged(bundle)):
        for sentence in group_sentences(bundle, row):
            assert sentence.text in text
    assert ROUGHLY_MEANS in text
    heads = [part.value for part in app.subheader]
    assert heads[-3:] == [say("who.ready_and_willing"), say("who.role_by_department"), "A page for each department"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ({"show": "role"}, lambda table: table["kind"] == "Role"),
        ({"show": "cell"}, lambda table: table["kind"] == "Role in department"),
        ({"finding": "priority"}, lambda table: (table["label"] == "priority") & table["kind"].isin(["Role", "Department"])),
        ({"find": "NURSE", "show": "role"}, lambda table: table["group"].str.contains("nurse") & (table["kind"] == "Role")),
        ({"show": "nobody", "finding": "nothing"}, lambda table: table["kind"].isin(["Role", "Department"])),
    ],
)
def test_filters_in_the_address_choose_rows_and_change_no_number(
    address, kept, sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asked("not_yet_convinced", sample_outputs, monkeypatch, **address)
    table = reluctance_table(bundle)
    wanted = table[kept(table)]
    shown = groups_shown(app)
    assert shown["group"].tolist() == wanted["group"].tolist() and len(shown)
    assert shown["n"].tolist() == wanted["n"].tolist()
    assert shown["share"].tolist() == pytest.approx((100 * wanted["share"]).tolist())
    assert box(app, "open").options == wanted["group"].tolist()


def test_a_search_that_finds_nothing_says_so_and_is_taken_back(sample_outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = asked("not_yet_convinced", sample_outputs, monkeypatch, find="nobody is called so")
    assert say("who.nothing_fits") in text_of(app)
    box(app, "find").input("").run()
    assert not app.exception and "find" not in address_of(app) and len(groups_shown(app))


def test_a_group_that_is_chosen_opens_its_page_with_the_filters_in_the_address(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asked("not_yet_convinced", sample_outputs, monkeypatch, show="role")
    key = next(key for key in group_key(flagged(bundle)) if key.startswith("role:"))
    box(app, "open").select(key).run()
    assert not app.exception and app.title[0].value == say("page.why")
    assert address_of(app) == {"show": "role", "group": key}
    assert group_headline(row_of(bundle, key), bundle.instrument).text in text_of(app)


def test_every_flagged_group_has_its_page_with_causes_steps_owners_and_who_is_nearest(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("why", sample_outputs, monkeypatch)
    for key in two_flagged(bundle):
        app.query_params["group"] = key
        app.run()
        text = text_of(app)
        assert not app.exception and box(app, "group").value == key
        assert group_headline(row_of(bundle, key), bundle.instrument).text in text
        for action in records(named_causes(bundle, key)):
            assert action["step"] in text and action["owner"] in text
        assert ", nearest win:" in text and "Source: " in text and say("why.nothing_before") in text


def test_every_shown_group_can_be_chosen_and_says_its_causes_or_that_none_stands_out(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("why", sample_outputs, monkeypatch)
    groups = reluctance_table(bundle)
    assert box(app, "group").options == [say("why.all_groups"), *groups["group"]]
    calm = groups.loc[(groups["causes"] == "") & (groups["label"] == "none"), "key"].iloc[0]
    box(app, "group").select(calm).run()
    assert not app.exception and address_of(app) == {"group": calm}
    assert NO_CAUSE in words(app) and ", nearest win:" in words(app)
    box(app, "group").select("role:onc_rad").run()
    assert say("why.waits") in text_of(app)


def test_without_a_group_the_page_tells_all_flagged_ones_and_all_staff(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened("why", sample_outputs, monkeypatch)
    text = text_of(app)
    assert why_sentence(bundle).text in text and GOES_TOGETHER in text
    for row in records(flagged(bundle)):
        for action in records(named_causes(bundle, row_key(row))):
            assert action["step"] in text


@pytest.mark.parametrize("address", [{"group": "role:nobody"}, {"group": "role:nobody", "with_": "role:onc_rad"}])
def test_a_group_that_is_not_shown_is_said_and_no_other_is_shown_in_silence(
    address, sample_outputs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = asked("why", sample_outputs, monkeypatch, **address)
    assert say("why.not_shown") in text_of(app)
    assert box(app, "group").value == "" and ", nearest win:" not in text_of(app)
    box(app, "group").select("role:onc_rad").run()
    assert say("why.not_shown") not in text_of(app) and ", nearest win:" in text_of(app)


def test_two_groups_stand_beside_one_another_a_cell_too(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = reluctance_table(bundle)
    first = two_flagged(bundle)[0]
    cell = table.loc[table["kind"] == "Role in department", "key"].iloc[-1]
    app = asked("why", sample_outputs, monkeypatch, group=first, with_=cell)
    assert beside_headline(row_of(bundle, first), row_of(bundle, cell), bundle.instrument).text in text_of(app)
    assert box(app, "with").value == cell
    compared = next(frame.value for frame in app.dataframe if "second_n" in frame.value)
    assert compared["first_n"].max() == row_of(bundle, first)["n"] and compared["second_n"].max() == row_of(bundle, cell)["n"]


def test_a_group_beside_itself_or_beside_one_that_is_not_shown_is_said(
    sample_outputs: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = two_flagged(bundle)[0]
    app = asked("why", sample_outputs, monkeypatch, group=first, with_=first)
    assert say("why.same_group") in text_of(app)
    app.query_params["with"] = "role:nobody"
    app.run()
    assert not app.exception and say("why.not_shown") in text_of(app) and box(app, "with").value == "overall"
    assert group_headline(row_of(bundle, first), bundle.instrument).text in text_of(app)


def test_a_wave_in_which_nobody_is_flagged_and_nothing_can_be_told_has_both_pages(
    sample_outputs: Path, bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings, organisation = bundle.findings, bundle.release.organisation
    bare = {name: getattr(findings, name).head(0) for name in ("quadrants", "causes", "actions", "expected_cells", "barriers")}
    tables = {name: getattr(organisation, name).head(0) for name in ("drivers", "associations", "comparisons", "pairs")}
    calm = findings.reluctance["label"].where(findings.reluctance["grouping"] == "overall", "none").astype("str")
    reluctance = findings.reluctance.assign(causes="", blocked=False, label=calm)
    release = replace(bundle.release, organisation=replace(organisation, **tables))
    publish(tmp_path, release, replace(findings, reluctance=reluctance, **bare), bundle.instrument, bundle.manifest, pdf=False)
    app = opened("not_yet_convinced", tmp_path, monkeypatch)
    assert not app.exception and not app.error and "is flagged" in text_of(app)
    assert say("who.flagged", n=1) not in [part.value for part in app.subheader]
    app = asked("why", tmp_path, monkeypatch)
    assert "No group is flagged" in text_of(app) and TOO_FEW_TO_TELL in text_of(app)
    box(app, "group").select("role:onc_rad").run()
    assert not app.exception and NO_CAUSE in text_of(app) and say("why.no_four") in text_of(app)


def test_the_headline_of_a_group_names_its_causes_in_their_order(bundle: Bundle) -> None:
    row = {**row_of(bundle, two_flagged(bundle)[0]), "label": "priority"}
    labels = bundle.instrument.labels()["cause"]
    one, two, *_ = labels
    for causes, end in (
        ("", say("one_group.no_cause")),
        (one, say("one_group.causes_1", first=labels[one].lower())),
        (f"{one};{two}", say("one_group.causes_2", first=labels[one].lower(), second=labels[two].lower())),
    ):
        assert group_headline({**row, "causes": causes}, bundle.instrument).text.endswith(end)
    calm = group_headline({**row, "causes": "", "label": "none"}, bundle.instrument)
    assert say("one_group.no_cause") not in calm.text and calm.n == row["n"]


@pytest.mark.parametrize(
    ("points", "key"),
    [
        ([], ""),
        ([{"x": 1}], ""),
        ([{"customdata": []}, {"customdata": [0.5, None]}], ""),
        ([{"x": 1}, {"customdata": ["12 %", 0.9, "role:nurse"]}], "role:nurse"),
    ],
)
def test_a_click_opens_the_group_of_the_mark_and_nothing_where_it_has_none(points, key: str) -> None:
    assert group_of(points) == key
