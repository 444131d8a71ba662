"""Every id in the report leads to a row, and the number printed beside it is the value in the published table."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.findings.made_from import MADE_FROM
from pipeline.findings.rules import RULES
from pipeline.publish.bundle import Bundle, open_wave
from pipeline.publish.reference import number_id, row_id, row_keys
from pipeline.publish.sentences import sentence_table
from pipeline.publish.trace import Found, find_id, ids, story
from pipeline.publish.trace.text import story_json, story_text
from pipeline.run import Request, analyze
from pipeline.tables import FINDING_TABLES, RELEASE_TABLES
from tests.made_once import copied

WAVE = "2026-11"
LATER = "2027-02"
WAVES = (("sample_outputs", WAVE), ("small_center_outputs", WAVE), ("two_waves", LATER))
SMALL = Path(__file__).parents[2] / "sample_data" / "small_center"
TABLES = {table.name: table for table in (*RELEASE_TABLES, *FINDING_TABLES)}
NUMBER = re.compile(r"[-+\u2212]?\d[\d,]*(?:\.\d+)?")
NO_FIGURE = {"", "–", "expected"}


class Ids(HTMLParser):
    """Ids shown beside rows and sentences, and cells that carry the id of their number, with their text."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.cells: list[tuple[str, str]] = []
        self._open: str | None = None
        self._small = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        self._small = tag == "small" and values.get("class") == "id"
        if tag == "td":
            self._open = values.get("data-id")
            if self._open:
                self.cells.append((self._open, ""))

    def handle_endtag(self, tag: str) -> None:
        self._small = False
        if tag == "td":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._small:
            self.shown.append(data)
        elif self._open:
            name, text = self.cells[-1]
            self.cells[-1] = (name, f"{text} {data}".strip())


@pytest.fixture(scope="module")
def two_waves(small_center_outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small center again a quarter later, with its list of actions filled in."""
    folder = tmp_path_factory.mktemp("two_waves")
    copied(small_center_outputs.parent, folder)
    actions = pd.read_csv(folder / "outputs" / WAVE / "actions.csv", encoding="utf-8-sig", dtype="str", keep_default_na=False)
    actions.loc[actions["kind"] == "step", ["accepted", "status"]] = ["yes", "done"]
    actions.to_csv(folder / "actions.csv", index=False)
    given = {"roster": SMALL / "roster.csv", "out": folder / "outputs", "actions": folder / "actions.csv"}
    analyze(Request(SMALL / f"{WAVE}.csv", wave=LATER, **given))
    return folder / "outputs"


@pytest.fixture(scope="module", params=WAVES, ids=lambda wave: wave[0])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    name, wave = request.param
    return open_wave(request.getfixturevalue(name), wave)


@pytest.fixture(scope="module")
def sample(sample_outputs: Path) -> Bundle:
    return open_wave(sample_outputs, WAVE)


def waves_of(bundle: Bundle) -> list[Bundle]:
    return [bundle, open_wave(bundle.path.parent, WAVE)] if bundle.wave == LATER else [bundle]


def page(bundle: Bundle) -> Ids:
    found = Ids()
    found.feed((bundle.path / "report.html").read_text(encoding="utf-8"))
    return found


def printed(text: str) -> list[str]:
    """Numbers as a cell prints them."""
    return [number.replace(",", "").replace("\u2212", "-") for number in NUMBER.findall(text.replace("\xa0", " "))]


def same(number: str, value: float) -> bool:
    """Whether a printed number is the value, rounded as printed; shares are printed in percent."""
    digits = len(number.partition(".")[2])
    return any(abs(float(number) - scale * value) <= 0.5 * 10**-digits + 1e-9 for scale in (1, 100))


def values(bundle: Bundle, name: str, key: str, columns: list[str]) -> list:
    if name == "manifest":
        return [getattr(bundle.manifest, key)[column] for column in columns]
    row = Found("", bundle, name, key).rows
    assert len(row) == 1, (name, key)
    parts = [[row.iloc[0][one] for one in column.split("/")] for column in columns]
    return [part[0] if len(part) == 1 else part[0] / part[1] for part in parts]


def test_every_id_of_the_report_is_of_a_row(bundle: Bundle) -> None:
    known, found = ids(bundle), page(bundle)
    assert len(found.shown) > 100 and len(found.cells) > 150
    assert {one.strip() for one in found.shown} | {name.partition(".")[0] for name, _ in found.cells} <= set(known)


def test_every_number_of_the_report_is_the_value_of_its_column(bundle: Bundle) -> None:
    known, checked = ids(bundle), 0
    for name, text in page(bundle).cells:
        row, dot, columns = name.partition(".")
        if not dot or text in NO_FIGURE or "99 %" in text.replace("\xa0", " ") or "under" in text or text.startswith("<"):
            continue
        there = values(bundle, *known[row], columns.split("+"))
        if isinstance(there[0], (str, dict)):
            continue
        assert all(same(number, float(value)) for number, value in zip(printed(text), there, strict=True)), (name, text, there)
        checked += 1
    assert checked > 150


def test_a_cell_without_a_figure_has_none_in_the_table_or_too_small_a_chance(sample: Bundle) -> None:
    known = ids(sample)
    for name, text in page(sample).cells:
        row, dot, columns = name.partition(".")
        if dot and text in NO_FIGURE:
            (value,) = values(sample, *known[row], columns.split("+")[:1])
            assert pd.isna(value) or (columns == "among_lowest" and value < 0.05), name


def test_what_changed_leads_to_both_waves_and_a_step_to_the_wave_before(two_waves: Path) -> None:
    bundles = [open_wave(two_waves, wave) for wave in (LATER, WAVE)]
    changed = story(find_id(row_id(LATER, f"findings/change#overall:not_convinced:{WAVE}"), bundles), bundles)
    assert {part.wave for part in changed.behind if part.table == "release/willingness"} == {WAVE, LATER}
    assert not [part for part in changed.behind if part.table == "release/scales"]
    step = row_keys(TABLES["findings/follow_through"], bundles[0].findings.follow_through).iloc[0]
    told = story(find_id(row_id(LATER, f"findings/follow_through#{step}"), bundles), bundles)
    assert [(part.wave, part.table, part.many) for part in told.behind] == [(WAVE, "findings/actions", 1)]


def test_ids_are_unlike_within_a_wave_and_between_waves(sample: Bundle) -> None:
    assert len(ids(sample)) > 3000  # a dictionary: two rows with one id would be one
    assert len({*ids(sample), *(row_id("2027-02", f"{name}#{key}") for name, key in ids(sample).values())}) > 6000


def test_every_sentence_has_the_id_of_its_row(bundle: Bundle) -> None:
    known = ids(bundle)
    for row in sentence_table(bundle).to_dict("records"):
        assert (row["row_id"] in known) == bool(row["finding"]), row["finding"]
        if row["finding"]:
            assert "#".join(part for part in known[row["row_id"]] if part) == row["finding"]


def test_a_story_goes_from_the_number_to_the_file(sample: Bundle) -> None:
    asked = number_id(WAVE, "findings/actions#department:hematology_transplant:workflow", "score")
    told = story(find_id(asked, [sample]), [sample])
    assert told.about.startswith("Hematology") and told.about.endswith("Workflow")
    assert (told.rule.id, told.rule.version) == ("cause", RULES["cause"].version)
    (asked_for,) = [figure for figure in told.rows[0] if figure.asked]
    assert asked_for.column == "score" and "points" in asked_for.unit
    counted = next(part for part in told.behind if part.table == "release/scales")
    assert [row["scale"] for row in counted.rows] == ["workflow"] and counted.rows[0]["n"] == 77
    assert told.input["sha256"] == sample.manifest.input["sha256"] and told.counts["read"] == 886
    text = story_text(told)
    assert all(part in text for part in ("docs/methods/causes.md", "886 rows read", "808 people scored", "tele_oncology 1.0"))
    assert json.loads(story_json(told))["rule"]["id"] == "cause"


def test_a_number_of_a_row_may_follow_a_rule_of_its_own(sample: Bundle) -> None:
    asked = number_id(WAVE, "findings/reluctance#role:front_desk", "tipping_point")
    assert story(find_id(asked, [sample]), [sample]).rule.id == "tipping_point"


def test_a_sentence_is_found_by_its_number(sample: Bundle) -> None:
    table = sentence_table(sample)
    row = table[table["rule"] == "nearest_win"].iloc[0]
    told = story(find_id(row["id"].lower(), [sample]), [sample])
    assert told.sentence == row["text"] and told.rule.id == "nearest_win" and told.table == "findings/reluctance"


def test_letters_that_are_misread_do_no_harm(sample: Bundle) -> None:
    own = next(one for one in ids(sample) if "0" in one and "1" in one)
    asked = own.replace("0", "o").replace("1", "l").lower()
    assert find_id(f" {asked} ", [sample]).id == own


def test_an_unknown_id_is_refused_with_what_is_near(sample: Bundle) -> None:
    own = row_id(WAVE, "findings/reluctance#overall")
    with pytest.raises(UsageError, match=own):
        find_id(own[:-1] + ("2" if own[-1] != "2" else "3"), [sample])
    with pytest.raises(UsageError, match="share_low"):
        find_id(f"{own}.shar", [sample])
    with pytest.raises(UsageError, match="no sentence 'S9999'"):
        find_id("S9999", [sample])


def test_every_published_table_says_how_it_is_made(sample: Bundle) -> None:
    assert set(MADE_FROM) <= set(TABLES)
    assert {table.name for table in FINDING_TABLES} <= set(MADE_FROM)
    for name, made in MADE_FROM.items():
        assert made.rule in RULES and set(made.tables) <= set(TABLES), name
        assert set(made.limits) <= set(sample.manifest.thresholds), name
        assert set(made.columns) <= set(TABLES[name].fields) and set(made.columns.values()) <= set(RULES), name


def test_one_row_of_every_table_has_a_story_with_the_rows_it_stands_on(bundle: Bundle) -> None:
    for name, frame in (bundle.release.by_name() | bundle.findings.by_name()).items():
        if frame.empty:
            continue
        key = row_keys(TABLES[name], frame).iloc[-1]
        told = story(Found("", bundle, name, key), waves_of(bundle))
        assert told.many == 1 and told.rule is not None and story_text(told)
        counted = {"findings/alarms", "findings/variants", "findings/expected_cells"}  # of the whole organisation
        counted |= {"findings/comparability"}  # of the questionnaire, not of answers
        assert told.behind or name.startswith("release/") or name in counted, name


def test_the_command_prints_it_or_says_what_is_wrong(sample_outputs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = row_id(WAVE, "findings/reluctance#overall")
    assert main(["explain", own, "--out", str(sample_outputs)]) == 0
    assert "findings/reluctance, one row per published group" in capsys.readouterr().out
    assert main(["explain", own, "--json", "--wave", WAVE, "--out", str(sample_outputs)]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == own
    assert main(["explain", "AAAA-AAAA", "--out", str(sample_outputs)]) == 2
    assert main(["explain", own, "--out", str(sample_outputs / "nothing")]) == 3 + 1
    assert "no wave to look in" in capsys.readouterr().err
