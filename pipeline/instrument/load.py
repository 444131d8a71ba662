"""Read an instrument from YAML and report all of its mistakes together, each with its line and key path.

Scalars are read as text and typed by the model, so that ``NA``, ``No`` or ``1`` mean what is written. A file may extend
an instrument of the library: ``extends: <id>`` with keys to replace, and ``keep_items`` / ``keep_topics`` to shorten it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from pipeline.errors import Problem, SetupError
from pipeline.instrument.check import near, reference_problems
from pipeline.instrument.document import Document, read_yaml
from pipeline.instrument.model import Instrument

LIBRARY: Final = Path(__file__).parent / "library"
_OWN_KEYS: Final = ("extends", "keep_items", "keep_topics")


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
    values, missing = _extended(document)
    problems = [*missing, *reference_problems(values, document)]
    try:
        instrument = Instrument.model_validate(values)
    except ValidationError as error:
        problems = [*_model_problems(error, document), *problems]
    if problems:
        raise SetupError(problems)
    return instrument


def instrument_sha256(source: str | Path) -> str:
    """Hash of an instrument file as written."""
    return hashlib.sha256(find_instrument(source).read_bytes()).hexdigest()


def _extended(document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """The values with those of the extended instrument below, and what was to be kept but is not there."""
    own = document.values if isinstance(document.values, dict) else {}
    base_id = own.get("extends")
    if not base_id:
        return own, []
    if base_id not in library_ids():
        problem = Problem(f"'{base_id}' is not in the library", document.where(("extends",)), ", ".join(library_ids()))
        raise SetupError(problem)
    base = read_yaml(LIBRARY / f"{base_id}.yaml").values
    values = base | {key: value for key, value in own.items() if key not in _OWN_KEYS}
    if isinstance(own.get("thresholds"), dict):
        values["thresholds"] = base.get("thresholds", {}) | own["thresholds"]
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
    return values, problems


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
