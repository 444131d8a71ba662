"""Read an instrument from YAML and report all of its mistakes together, each with its line and key path.

Scalars are read as text and typed by the model, so that ``NA``, ``No`` or ``1`` mean what is written. A file may extend an
instrument of the library: ``extends: <id>`` with keys to replace, ``keep_items`` / ``keep_topics`` to shorten it, and ``add``
with
entries to append to its lists.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from pipeline.errors import Problem, SetupError
from pipeline.instrument.check import near, reference_problems
from pipeline.instrument.comment_words import comment_problems
from pipeline.instrument.consent import contact_problems
from pipeline.instrument.document import Document, read_yaml
from pipeline.instrument.model import Instrument
from pipeline.instrument.reference_points import reference_point_problems, still_the_same

LIBRARY: Final = Path(__file__).parent / "library"
_CHECKS: Final = (reference_problems, contact_problems, comment_problems, reference_point_problems)
_OWN_KEYS: Final = ("extends", "keep_items", "keep_topics", "add")


def library_ids() -> list[str]:
    """Ids of the instruments that are shipped."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def find_instrument(source: str | Path) -> Path:
    """The file of an instrument, given by library id or by path."""
    path = Path(source)
    if str(source) in library_ids():
        return LIBRARY / f"{source}.yaml"
    if path.is_file():
        return path
    raise SetupError(Problem(f"no instrument '{source}'", allowed=f"a YAML file, or one of {', '.join(library_ids())}"))


def load_instrument(source: str | Path = "tele_oncology") -> Instrument:
    """The instrument of a library id or a YAML file; raises SetupError with all of its mistakes."""
    document = read_yaml(find_instrument(source))
    values, document, missing = _extended(document)
    problems = [*missing, *(one for check in _CHECKS for one in check(values, document))]
    try:
        instrument = Instrument.model_validate(values)
    except ValidationError as error:
        problems = [*_model_problems(error, document), *problems]
    if problems:
        raise SetupError(problems)
    return instrument


def instrument_sha256(source: str | Path) -> str:
    """Hash of an instrument file as written; of one that extends another, of both."""
    path = find_instrument(source)
    content = path.read_bytes()
    values = read_yaml(path).values
    base = values.get("extends") if isinstance(values, dict) else None
    if base in library_ids() and base != path.stem:
        content += instrument_sha256(base).encode()
    return hashlib.sha256(content).hexdigest()


def _extended(document: Document, above: tuple[str, ...] = ()) -> tuple[dict[str, Any], Document, list[Problem]]:
    """The values with those of the extended instrument below, where each stands, and what was to be kept but is not there.

    above : ids of the library that extend this one already, so that a circle is found.
    """
    own = document.values if isinstance(document.values, dict) else {}
    base_id = own.get("extends")
    if not base_id:
        return own, document, []
    if base_id not in library_ids() or base_id in above:
        what = f"'{base_id}' extends itself" if base_id in above else f"'{base_id}' is not in the library"
        raise SetupError(Problem(what, document.where(("extends",)), ", ".join(library_ids())))
    base, _, _ = _extended(read_yaml(LIBRARY / f"{base_id}.yaml"), (*above, base_id))
    values = base | {key: value for key, value in own.items() if key not in _OWN_KEYS}
    if isinstance(own.get("thresholds"), dict):
        values["thresholds"] = base.get("thresholds", {}) | own["thresholds"]
    problems = _kept(values, own, base_id, document)
    if "reference_points" in base and "reference_points" not in own:
        values["reference_points"] = still_the_same(base["reference_points"], own, base, values)
    values, lines, added = _added(values, own, document)
    if "scales" in own and "causes" not in own:
        values["causes"] = _without_scales(values)
    return values, Document(document.name, document.values, lines), [*problems, *added]


def _kept(values: dict[str, Any], own: dict[str, Any], base_id: str, document: Document) -> list[Problem]:
    """Shorten the items and topics of the base to those that are kept; names that are not there."""
    problems = []
    for key, part in (("keep_items", "items"), ("keep_topics", "topics")):
        if key not in own:
            continue
        known = {entry["id"] for entry in values[part]}
        problems += [
            Problem(f"'{kept}' is not in {base_id}", document.where((key, i)), near(kept, known))
            for i, kept in enumerate(own[key])
            if kept not in known
        ]
        values[part] = [entry for entry in values[part] if entry["id"] in own[key]]
    return problems


def _added(
    values: dict[str, Any], own: dict[str, Any], document: Document
) -> tuple[dict[str, Any], dict[tuple[str | int, ...], int], list[Problem]]:
    """The values with the entries under ``add`` behind their lists, the lines of these, and what cannot be added to."""
    lines, problems = dict(document.lines), []
    added = own.get("add", {})
    for part, entries in added.items() if isinstance(added, dict) else ():
        if not isinstance(values.get(part), list) or not isinstance(entries, list):
            lists = sorted(name for name, value in values.items() if isinstance(value, list))
            problems.append(Problem(f"nothing can be added to '{part}'", document.where(("add", part)), ", ".join(lists)))
            continue
        before = len(values[part])
        values = values | {part: [*values[part], *entries]}
        lines |= {
            (part, before + int(path[2]), *path[3:]): line
            for path, line in document.lines.items()
            if path[:2] == ("add", part) and len(path) > 2
        }
    return values, lines, problems


def _without_scales(values: dict[str, Any]) -> list[dict[str, Any]]:
    """Causes of the base for a file with scales of its own: they stand for barriers, and lose scales that are not there."""
    there = {scale.get("id") for scale in values["scales"] if isinstance(scale, dict)}
    causes = values.get("causes", [])
    return [cause | {"scales": [scale for scale in cause.get("scales", []) if scale in there]} for cause in causes]


def _model_problems(error: ValidationError, document: Document) -> list[Problem]:
    found = []
    for entry in error.errors(include_url=False):
        what = "the key is missing" if entry["type"] == "missing" else entry["msg"]
        if entry["type"] == "extra_forbidden":
            what = "this key is not known here"
        elif entry["type"] == "string_pattern_mismatch":
            what = f"'{entry['input']}' is not an id: a letter, then letters, digits and underscores"
        found.append(Problem(what, document.where(tuple(entry["loc"]))))
    return found


def json_schema() -> str:
    """JSON Schema of an instrument file, for editors."""
    return json.dumps(Instrument.model_json_schema(), indent=1, sort_keys=True) + "\n"
