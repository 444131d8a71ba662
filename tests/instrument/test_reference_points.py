"""Published means in an instrument: what cannot be true is refused with its line; none stays beside a scale that changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.instrument.load import library_ids, load_instrument
from pipeline.instrument.model import ReferencePoint

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "expected.json"
POINT = """
  - id: theirs
    scale: intention
    same: items
    mean: 4
    sd: 0.6
    low: 1
    high: 5
    n: 40
    people: nurses somewhere
    year: 2020
    source: A paper
    link: https://doi.org/10.1/1
    caveat: Other people.
"""
ORDER = re.compile(
    r"\b(rank\w*|average|above|below|ahead|behind|better|worse|best|worst|outperform\w*|benchmark\w*|norms?)\b", re.IGNORECASE
)


def written(tmp_path: Path, old: str = "", new: str = "", more: str = "") -> Path:
    """A file with one reference point, one text of it replaced, and more keys."""
    assert old in POINT
    path = tmp_path / "mine.yaml"
    points = POINT.replace(old, new, 1) if old else POINT
    path.write_text(f"extends: tele_oncology_short\nid: mine\nreference_points:{points}{more}", encoding="utf-8")
    return path


def points(source: Path | str) -> tuple[ReferencePoint, ...]:
    return load_instrument(source).reference_points


def test_a_point_of_ones_own_takes_the_place_of_those_of_the_library(tmp_path: Path) -> None:
    assert [point.id for point in points(written(tmp_path))] == ["theirs"]
    path = tmp_path / "more.yaml"
    path.write_text(
        f"extends: tele_oncology_short\nid: more\nadd:\n  reference_points:{POINT.replace(chr(10), chr(10) + '  ')}",
        encoding="utf-8",
    )
    assert [point.id for point in points(path)][-1] == "theirs" and len(points(path)) > 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("mean: 4\n", "mean: 5.4\n", "the mean 5.4 lies outside 1 to 5"),
        ("mean: 4\n", "mean: 61\n", "the mean 61 lies outside 1 to 5"),
        ("mean: 4\n", "mean: nan\n", "reference_points[0].mean"),
        ("mean: 4\n", "mean: four\n", "reference_points[0].mean"),
        ("n: 40", "n: 1", "reference_points[0].n"),
        ("n: 40", "n: 40.5", "reference_points[0].n"),
        ("    n: 40\n", "", "the key is missing"),
        ("    source: A paper\n", "", "the key is missing"),
        ("source: A paper", 'source: ""', "reference_points[0].source"),
        ("    caveat: Other people.\n", "", "the key is missing"),
        ("link: https://doi.org/10.1/1", "link: javascript:alert(1)", "reference_points[0].link"),
        ("link: https://doi.org/10.1/1", 'link: "https://a.org/x) [y](z"', "reference_points[0].link"),
        ("sd: 0.6", "sd: 2.9", "have no sd of 2.9"),
        ("sd: 0.6", "sd: 0", "reference_points[0].sd"),
        ("high: 5", "high: 1", "low (1) must be below high (1)"),
        ("scale: intention", "scale: intent", "'intent' is not among the scales"),
        ("same: items", "same: roughly", "reference_points[0].same"),
        ("year: 2020", "year: 20", "reference_points[0].year"),
        ("year: 2020", "year: 2020\n    rank: 3", "not known here"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SetupError) as error:
        load_instrument(written(tmp_path, old, new))
    assert told in str(error.value) and "mine.yaml, line" in str(error.value)


def test_two_points_of_one_id_and_several_mistakes_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as error:
        load_instrument(written(tmp_path, "mean: 4\n", "mean: 9\n", more=POINT.lstrip("\n")))
    said = [problem.what for problem in error.value.problems]
    assert any("'theirs' stands twice" in one for one in said) and any("the mean 9 lies outside" in one for one in said)


def test_the_largest_spread_is_half_of_the_people_at_either_end(tmp_path: Path) -> None:
    # Two people, one at 1 and one at 5: mean 3, sd = sqrt((4 + 4) / 1) = 2.83.
    path = written(tmp_path, "n: 40", "n: 2")
    path.write_text(path.read_text(encoding="utf-8").replace("sd: 0.6", "sd: 2.8"), encoding="utf-8")
    assert points(path)[0].sd == 2.8


def extended(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "ours.yaml"
    path.write_text(text, encoding="utf-8")
    return [point.id for point in points(path)]


def test_a_point_of_the_same_items_goes_when_they_are_no_longer_the_same(tmp_path: Path) -> None:
    head = "extends: sus\nid: ours\n"
    kept = [point.id for point in points("sus")]
    assert "sus_nurses_2017" in kept and extended(tmp_path, head) == kept
    others = [item.id for item in load_instrument("sus").items if item.id != "SUS10"]
    assert "sus_nurses_2017" not in extended(tmp_path, f"{head}keep_items: [{', '.join(others)}]\n")
    added = head + 'add:\n  items:\n    - {id: SUS11, scale: usability, text: "One more"}\n'
    assert "sus_nurses_2017" not in extended(tmp_path, added)
    elsewhere = head + 'add:\n  items:\n    - {id: IN9, scale: intention, text: "One more"}\n'
    assert extended(tmp_path, elsewhere) == kept  # of the same construct; and usability is as it was


def test_scales_that_are_replaced_take_their_points_along() -> None:
    assert points("tele_oncology") and not points("oric") and not points("aim_iam_fim")


@pytest.mark.parametrize("name", library_ids())
def test_what_is_shipped_says_who_when_where_and_what_differs_and_puts_nobody_in_an_order(name: str) -> None:
    for point in points(name):
        assert point.caveat.endswith(".") and 2000 < point.year < 2027 and len(point.people) < 60
        assert not ORDER.search(" ".join((point.people, point.caveat)))


@pytest.mark.skipif(not REFERENCE.exists(), reason="the shared reference data are not on this machine")
def test_what_is_shipped_is_what_was_printed() -> None:
    printed = json.loads(REFERENCE.read_text(encoding="utf-8"))["published_tables"]
    ours = {point.id: point for name in ("prat", "tele_oncology") for point in points(name)}
    austria, china = printed["prat_medicina2020"], printed["trat_tian2022"]
    assert (ours["prat_austria_2020"].mean, ours["prat_austria_2020"].sd) == (
        austria["published_total_mean"],
        austria["published_total_sd"],
    )
    assert len(load_instrument("prat").items_of("practitioner_readiness")) == len(austria["item_means"])
    assert (ours["prat_china_2020"].mean, ours["prat_china_2020"].sd) == (china["mean"], china["sd"])
    for people in ("nurses", "physicians"):
        point, theirs = ours[f"intention_{people}_iran_2016"], printed["ayatollahi2018"][people]
        assert (point.mean, point.sd) == (theirs["mean"], theirs["sd"])
        assert point.n < theirs["n"]  # its tables count fewer people than its abstract; the smaller number makes the wider band
