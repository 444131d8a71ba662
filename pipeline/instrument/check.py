"""What a model cannot see field by field: ids that name nothing, ids that stand twice, words that mean two things.

Works on unchecked values, so that these mistakes are reported together with the model's own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.errors import Problem
from pipeline.instrument.document import Document
from pipeline.instrument.model import EVERYBODY
from pipeline.instrument.words import normal


def near(word: str, known: Iterable[str]) -> str:
    """Allowed ids, the most similar first, at most eight."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    rest = [name for name in names if name not in close]
    shown = (close + rest)[:8]
    return ", ".join(shown) + (" …" if len(names) > len(shown) else "")


def _entries(values: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    found = values.get(part)
    return [entry if isinstance(entry, dict) else {} for entry in found] if isinstance(found, list) else []


def _ids(values: Mapping[str, Any], part: str) -> set[str]:
    return {str(entry.get("id")) for entry in _entries(values, part) if entry.get("id")}


#: part -> (key, part it must name); a key may hold one id or a list of ids.
_REFERENCES: Final = (
    ("items", "scale", "scales"),
    ("items", "answers", "answer_scales"),
    ("barriers", "cause", "causes"),
    ("causes", "scales", "scales"),
    ("roles", "group", "role_groups"),
    ("departments", "group", "department_groups"),
    ("departments", "site", "sites"),
    ("topics", "suggested_formats", "formats"),
    ("topics", "relevance", "roles"),
    ("questions", "answers", "answer_scales"),
    ("reference_points", "scale", "scales"),
)
_UNIQUE: Final = (
    "answer_scales", "scales", "items", "topics", "barriers", "causes", "formats", "activities", "questions", "comment_topics",
    "role_groups", "roles", "department_groups", "departments", "sites", "reference_points",
)  # fmt: skip


_SESSIONS: Final = "sessions"
_SHOWN: Final = ("learning", "fix_first", "conviction")


def reference_problems(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """Ids that are named but not there, ids that stand twice, answers that mean two things. Works on unchecked values."""
    problems: list[Problem] = []

    def named(ids: Any, target: str, path: tuple[str | int, ...]) -> None:
        known = _ids(values, target) if target != "role_sets" else {EVERYBODY, *_mapping(values, "role_sets")}
        for one in ids if isinstance(ids, (list, dict)) else [ids]:
            if isinstance(one, str) and one not in known:
                problems.append(Problem(f"'{one}' is not among the {target}", document.where(path), near(one, known)))

    for part, key, target in _REFERENCES:
        for i, entry in enumerate(_entries(values, part)):
            if key in entry:
                named(entry[key], target, (part, i, key))
    for i, entry in enumerate(_entries(values, "items")):
        named(entry.get("applies", EVERYBODY), "role_sets", ("items", i, "applies"))
    for name, roles in _mapping(values, "role_sets").items():
        named(roles, "roles", ("role_sets", name))
    for name in ("readiness", "willingness"):
        named(_mapping(values, name).get("scales", []), "scales", (name, "scales"))
    named(values.get("intention", []), "scales", ("intention",))
    ratings = _mapping(values, "topic_ratings")
    for name in ("importance", "confidence"):
        if _entries(values, "topics"):
            named(ratings.get(name, name), "answer_scales", ("topic_ratings", name))
    problems += _doubled(values, document)
    problems += _unmeasured(values, document)
    problems += _site_problems(values, document)
    problems += _without_help(values, document)
    for part in ("answer_scales", "roles", "departments", "sites", "barriers", "formats", "topics"):
        problems += _ambiguous(values, part, document)
    return problems


def _mapping(values: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = values.get(key)
    return found if isinstance(found, dict) else {}


def _doubled(values: Mapping[str, Any], document: Document) -> list[Problem]:
    problems = []
    for part in _UNIQUE:
        seen: set[str] = set()
        for i, entry in enumerate(_entries(values, part)):
            one = str(entry.get("id"))
            if one in seen:
                problems.append(Problem(f"the id '{one}' stands twice among the {part}", document.where((part, i, "id"))))
            seen.add(one)
    for i, role in enumerate(_entries(values, "roles")):
        if str(role.get("id")).casefold() == _SESSIONS:
            what = f"the id '{role.get('id')}' is the name of a file beside the training lists, which are named by role"
            problems.append(Problem(what, document.where(("roles", i, "id")), fix="give the role another id"))
    return problems


def _site_problems(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """Sites belong to departments (each names its own) or are asked from a list, never both; what is published of them exists."""
    problems: list[Problem] = []
    departments = _entries(values, "departments")
    placed = [i for i, department in enumerate(departments) if department.get("site")]
    asked = [i for i, question in enumerate(_entries(values, "questions")) if question.get("options_from") == "sites"]
    rule = _mapping(values, "lattice")
    named = [name for key in ("rollups", "crossings") for name in _list(rule.get(key)) if "site" in str(name)]
    if named and not placed and not asked:
        fix = "give every department a `site:`, or ask a question `site` with `options_from: sites`"
        problems.append(Problem(f"nothing tells the site that {named[0]} needs", document.where(("lattice",)), fix=fix))
    if placed and asked:
        fix = "leave out one of them"
        what = "departments name their site, and the site is asked as well"
        problems.append(Problem(what, document.where(("questions", asked[0])), fix=fix))
    if placed and len(placed) < len(departments):
        first = next(i for i, department in enumerate(departments) if not department.get("site"))
        where = document.where(("departments", first))
        problems.append(Problem("some departments name their site, and this one does not", where, fix="add `site:`"))
    for i in asked:
        if _entries(values, "questions")[i].get("id") != "site":
            problems.append(Problem("the question that asks the site has the id `site`", document.where(("questions", i, "id"))))
    return problems


def _without_help(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """Causes that are shown with a group, but not what helps; and courses where something must be mended first."""
    problems = []
    for i, cause in enumerate(_entries(values, "causes")):
        missing = [key for key in ("action", "owner", "grade", "evidence") if not cause.get(key)]
        if cause.get("kind") in _SHOWN and missing:
            what = f"the cause '{cause.get('id')}' is shown with groups, but has no {', '.join(missing)}"
            fix = "say what helps, who does it and how that is known, or give it the kind none"
            problems.append(Problem(what, document.where(("causes", i)), fix=fix))
        if str(cause.get("blocks")).lower() == "true" and cause.get("kind") != "fix_first":
            what = f"the cause '{cause.get('id')}' blocks, so no course and no talk can be its step"
            problems.append(Problem(what, document.where(("causes", i)), fix="give it the kind fix_first"))
    return problems


def _unmeasured(values: Mapping[str, Any], document: Document) -> list[Problem]:
    """Scales without items, and rated answers outside the declared range."""
    measured = {entry.get("scale") for entry in _entries(values, "items")}
    problems = [
        Problem(f"no item measures the scale '{entry.get('id')}'", document.where(("scales", i)))
        for i, entry in enumerate(_entries(values, "scales"))
        if entry.get("id") and entry.get("id") not in measured
    ]
    rated = {str(entry.get("answers", "agreement")) for entry in _entries(values, "items")}
    for i, scale in enumerate(_entries(values, "answer_scales")):
        if scale.get("id") in rated and not ("low" in scale and "high" in scale):
            problems.append(
                Problem("items use this answer scale, so it needs `low` and `high`", document.where(("answer_scales", i)))
            )
        problems += _outside(scale, i, document)
    return problems


def _outside(scale: Mapping[str, Any], i: int, document: Document) -> list[Problem]:
    try:
        low, high = float(scale["low"]), float(scale["high"])
        scores = [(j, float(a["score"])) for j, a in enumerate(_entries(scale, "answers")) if "score" in a]
    except (KeyError, TypeError, ValueError):
        return []  # the model says what is wrong
    if not low < high:
        return [Problem(f"low ({low:g}) must be below high ({high:g})", document.where(("answer_scales", i, "low")))]
    return [
        Problem(f"the score {score:g} lies outside {low:g} to {high:g}", document.where(("answer_scales", i, "answers", j)))
        for j, score in scores
        if not low <= score <= high
    ]


def _ambiguous(values: Mapping[str, Any], part: str, document: Document) -> list[Problem]:
    """The same word for two answers, roles, departments or options."""
    groups = [(part, _entries(values, part))]
    if part == "answer_scales":
        groups = [(f"answers of {s.get('id')}", _entries(s, "answers")) for s in _entries(values, part)]
    problems = []
    for name, entries in groups:
        meaning: dict[str, str] = {}
        for entry in entries:
            key = str(entry.get("code", entry.get("id")))
            for word in (key, entry.get("label", key), *_list(entry.get("synonyms"))):
                other = meaning.setdefault(normal(str(word)), key)
                if not normal(str(word)):
                    what = f"'{word}' among the {name} cannot be told from no answer"
                    problems.append(Problem(what, document.name, fix="give it letters or digits"))
                elif other != key:
                    problems.append(Problem(f"'{word}' means both '{other}' and '{key}' among the {name}", document.name))
    return problems


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
