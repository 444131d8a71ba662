"""Say what binds and what does not, with a draft binding file that an analyst can edit. For `inspect`; decides nothing."""

from __future__ import annotations

import difflib
from typing import Any, Final

from pipeline.clean.bind import BY_ID, Bound, claim
from pipeline.clean.binding_file import BindingFile
from pipeline.ingest.export import Export
from pipeline.instrument.model import Instrument
from pipeline.instrument.words import normal

_SIMILAR_ENOUGH: Final = 0.75  # difflib ratio of two wordings; a draft line below this would mislead


def explain(export: Export, instrument: Instrument, binding: BindingFile) -> dict[str, Any]:
    """Keys: instrument, bound [{field, column, how}], missing, unused [{id, name}], doubts, draft_binding (YAML text)."""
    claims = claim(export, instrument, binding)
    bound = claims.bound
    names = [column.name for column in export.columns]
    rows = [{"field": field, "column": names[p], "how": bound.how[field]} for field, p in bound.columns.items()]
    for field, options in bound.options.items():
        rows.append({"field": field, "column": f"{len(options)} columns", "how": bound.how[field]})
    return {
        "instrument": instrument.id,
        "bound": rows,
        "missing": [field for field in bound.missing if field not in binding.without],
        "unused": [{"id": export.columns[p].import_id or names[p], "name": names[p]} for p in bound.unused],
        "doubts": [str(problem) for problem in claims.problems],
        "draft_binding": draft_binding(export, instrument, bound),
    }


def draft_binding(export: Export, instrument: Instrument, bound: Bound) -> str:
    """YAML of a binding file: what is bound by other ways than its id, then what is missing with the likeliest column."""
    lines = [
        f"# Binding of this export to {instrument.id}. Check every line marked `# check:` and delete what is not so.",
        "columns:",
    ]
    for field, position in bound.columns.items():
        if bound.how[field] != BY_ID:
            lines.append(f"  {field}: {_name(export, position)}   # by {bound.how[field]}")
    wordings = {column: wording for column, wording, _ in instrument.rated_columns()}
    wordings |= {question.id: question.text for question in instrument.questions}
    texts = {normal(export.columns[p].text): p for p in bound.unused}
    for field in bound.missing:
        near = difflib.get_close_matches(normal(wordings[field]), list(texts), n=1, cutoff=_SIMILAR_ENOUGH)
        if near:
            lines.append(f"  {field}: {_name(export, texts[near[0]])}   # check: similar wording")
        else:
            lines.append(f"  # {field}: ?   # {wordings[field][:80]}")
    if len(lines) == 2:
        lines[1] = "columns: {}   # everything binds by its id"
    return "\n".join(lines) + "\n"


def _name(export: Export, position: int) -> str:
    column = export.columns[position]
    name = (column.import_id or column.name).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}"'
