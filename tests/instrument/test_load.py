"""The instrument file: the shipped ones are whole, and every mistake is named with its place, all together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.errors import SetupError
from pipeline.instrument.load import LIBRARY, json_schema, library_ids, load_instrument
from pipeline.instrument.part import Labelled

DRAFT = Path(__file__).parents[2].parent / "shared" / "design" / "instrument_draft.json"


@pytest.fixture(scope="module")
def draft() -> dict:
    if not DRAFT.exists():
        pytest.skip("the design draft is not on this machine")
    return json.loads(DRAFT.read_text(encoding="utf-8"))


def written(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped instrument with one text replaced."""
    text = (LIBRARY / "tele_oncology.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def drafted(option: Labelled) -> str:
    """Its label in the draft: 'Other (text)' is read, but shown to nobody, since no text is asked for."""
    return "Other (text)" if "Other (text)" in option.synonyms else option.label


def test_all_of_the_draft_is_shipped(draft: dict) -> None:
    instrument = load_instrument("tele_oncology")
    for item in draft["items"]:
        [ours] = [i for i in instrument.items if i.id == item["id"]]
        assert (ours.text, ours.reverse, ours.scale) == (item["text"], item["reverse"], item["construct"])
        asked = {role.id for role in instrument.roles if instrument.applies_to(ours, role.id)}
        assert asked == set(draft["applies"][item["applies"]])
    for topic in draft["training_topics"]:
        [mine] = [t for t in instrument.topics if t.id == topic["id"]]
        assert mine.label == topic["label"]
        assert dict(mine.relevance) == draft["topic_role_relevance"][topic["id"]]
    assert [(b.id, drafted(b), b.cause) for b in instrument.barriers] == [
        (b["id"], b["label"], b["cause"]) for b in draft["barriers"]
    ]
    assert [(f.id, f.label) for f in instrument.formats] == [(f["id"], f["label"]) for f in draft["formats"]]
    assert [(a.id, a.label) for a in instrument.activities] == [(a["id"], a["label"]) for a in draft["activities"]]
    assert [(r.id, drafted(r), r.group) for r in instrument.roles] == [(r["id"], r["label"], r["group"]) for r in draft["roles"]]
    assert [d.label for d in instrument.departments] == draft["departments"]
    thresholds = instrument.thresholds.model_dump()
    for name, value in draft["thresholds"].items():
        if name != "units":
            assert thresholds[name] == value
    assert set(instrument.threshold_reasons) >= {name for name in draft["thresholds"] if name != "units"}


def test_the_short_form_is_a_part_of_the_long_one(draft: dict) -> None:
    short, long = load_instrument("tele_oncology_short"), load_instrument("tele_oncology")
    assert [item.id for item in short.items] == draft["short_form"]["items"]
    assert [topic.id for topic in short.topics] == draft["short_form"]["topics"]
    assert set(short.items) < set(long.items)
    assert short.roles == long.roles


def test_does_not_apply_is_never_a_score() -> None:
    for scale in load_instrument().answer_scales:
        for answer in scale.answers:
            assert not (answer.not_applicable and answer.score is not None)


def test_the_schema_for_editors_is_current() -> None:
    assert (LIBRARY / "instrument.schema.json").read_text(encoding="utf-8") == json_schema()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("scale: skills, applies: patient_facing", "scale: skils, applies: patient_facing", "'skils' is not among the scales"),
        ("scale: skills, applies: patient_facing", "scale: skills, applies: nobody", "'nobody' is not among the role_sets"),
        ("  k: 10", "  k: 3", "thresholds.k"),
        ("  k: 10", "  kk: 10", "not known here"),
        ('code: "5", label: Strongly agree, score: 5', 'code: "5", label: Strongly agree, score: 7', "lies outside 1 to 5"),
        ("cause: equipment}", "cause: equipmnt}", "'equipmnt' is not among the causes"),
        ("owner: compliance", 'owner: ""', "the cause 'rules' is shown with groups, but has no owner"),
        ("kind: learning\n    scales: [rules]", "kind: learning\n    blocks: true", "the cause 'rules' blocks, so no course"),
        ("{id: EQ2,", "{id: EQ1,", "'EQ1' stands twice"),
        ("{id: billing,", "{id: Sessions,", "'Sessions' is the name of a file"),
        ("title: Staff", "titel: Staff", "the key is missing"),
        ("synonyms: [Disagree strongly", "synonyms: [Agree, Disagree strongly", "means both"),
        (
            "synonyms: [Disagree strongly",
            'synonyms: ["?", Disagree strongly',
            "'?' among the answers of agreement cannot be told",
        ),
        ("{id: IN1, scale: intention", "{id: 1IN, scale: intention", "is not an id"),
        ("scales: [usefulness, confidence, intention, openness]", "scales: [usefulness, trust]", "'trust' is not among"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(SetupError) as error:
        load_instrument(written(tmp_path, old, new))
    assert told in str(error.value)
    assert "mine.yaml" in str(error.value)
    assert error.value.exit_code == 4


def test_all_mistakes_are_reported_together_with_lines(tmp_path: Path) -> None:
    path = written(tmp_path, "  k: 10", "  k: 3")
    path.write_text(path.read_text(encoding="utf-8").replace("cause: skills}", "cause: skil}"), encoding="utf-8")
    line = next(i for i, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if text == "  k: 3")
    with pytest.raises(SetupError) as error:
        load_instrument(path)
    assert len(error.value.problems) == 2
    assert f"line {line}, thresholds.k" in str(error.value)
    assert "skills" in next(p.allowed for p in error.value.problems if "skil" in p.what)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [1", "not valid YAML"),
        ("a: 1\na: 2", "'a' stands twice"),
        ("[" * 40 + "]" * 40, "nested deeper"),
        ("", "the key is missing"),
    ],
)
def test_files_that_are_no_instruments(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match=told):
        load_instrument(path)


def test_an_unknown_instrument_lists_the_known_ones() -> None:
    with pytest.raises(SetupError, match="tele_oncology, tele_oncology_short"):
        load_instrument("no_such_thing")


def test_every_cause_of_the_library_says_what_helps_who_how_sure_and_where_that_stands() -> None:
    for name in library_ids():
        for cause in load_instrument(name).causes:
            if cause.kind != "none":
                assert cause.action and cause.owner and cause.grade and cause.evidence and cause.source


def test_causes_that_are_not_shown_need_no_step_and_a_source_may_be_missing(tmp_path: Path) -> None:
    path = written(tmp_path, 'source: "Web course: doi:10.2196/74107."', "blocks: false")
    assert next(cause for cause in load_instrument(path).causes if cause.id == "rules").source == ""


CONSENT = "kind: consent, answers: consent}"
CONTACT = "kind: contact}"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('agreed: ["1"]', 'agreed: ["2"]', "'2' is no answer of contact_consent"),
        ('agreed: ["1"]', 'agreed: ["1", "0"]', "every answer counts as agreement"),
        ('agreed: ["1"]', "agreed: []", "contacts.agreed"),
        ("keep_days: 180", "keep_days: 4000", "contacts.keep_days"),
        ("keep_days: 180", "kept: 180", "not known here"),
        ('contacts: {agreed: ["1"], keep_days: 180}', "", "nothing says which answers agree"),
        (CONSENT, "kind: consent}", "'contact_consent' has no answers to agree with"),
        (CONSENT, "kind: consent, answers: consnt}", "'consnt' is not among the answer_scales"),
        (CONSENT, "kind: single, answers: consent}", "'contact' is asked, but none asks whether they agree"),
        (CONTACT, "kind: text}", "'contact_consent' is asked, but none asks for the contact"),
        (CONTACT, "kind: contact, answers: consent}", "kind contact has no `answers`"),
        ("kind: contact_topics, options_from: topics}", "kind: contact_topics, options_from: roles}", "offers no topics"),
        ("kind: contact_topics, options_from: topics}", "kind: contact}", "a second question of the kind contact"),
    ],
)
def test_mistakes_of_questions_about_contacts_are_named_with_their_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = written(tmp_path, old, new)
    with pytest.raises(SetupError) as error:
        load_instrument(path)
    assert told in str(error.value)
    assert all("mine.yaml, line" in problem.where for problem in error.value.problems)


def test_an_instrument_without_the_questions_needs_no_settings_and_may_inherit_them(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    head = "extends: tele_oncology_short\nid: mine\nquestions:\n  - {id: role, text: Role?, kind: single, options_from: roles}\n"
    path.write_text(head, encoding="utf-8")
    assert load_instrument(path).question_of("contact") is None
    path.write_text(head + 'contacts: {agreed: ["1"]}\n', encoding="utf-8")
    with pytest.raises(SetupError, match="no question asks for a contact"):
        load_instrument(path)
