"""What a platform shows of a questionnaire to whom: nobody answers what they did not see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.questionnaire.form import Form, Matrix, Question
from pipeline.questionnaire.googleforms import begin, sectioned
from sample_data.form_sheet import versions_of

_EVERYTHING: Final = ("word", "sheet")
"""Paper hides nothing, nor does a matrix of Microsoft Forms: statements that are not for somebody say so."""


def statements_seen(form: Form, platform: str, rows: pd.DataFrame) -> dict[str, NDArray[np.bool_]]:
    """Name of a statement -> the rows in which it was seen. rows : with a column role, in the order of the export."""
    versions, roles = versions_of(len(rows), form), rows["role"].to_numpy(dtype=object)
    names = [row.name for matrix in form.matrices for row in matrix.rows]
    found = {name: np.zeros(len(rows), dtype=bool) for name in names}
    for role in dict.fromkeys(roles):
        for version in range(form.versions):
            who = (roles == role) & (versions == version)
            for name in _seen(form, platform, str(role), version):
                found[name] |= who
    return found


def _seen(form: Form, platform: str, role: str, version: int) -> Iterable[str]:
    if platform in _EVERYTHING:
        return (row.name for matrix in form.matrices for row in matrix.rows)
    if platform == "googleforms":
        return _names(_parts_of_sections(form, role))
    return (row.name for matrix in form.matrices for row in matrix.rows if row.audience.sees(role, version))


def _parts_of_sections(form: Form, role: str) -> Iterable[Question | Matrix]:
    """Of the first section and of all from where the role begins."""
    first, sections = sectioned(form)
    labels: Mapping[str, str] = {option.code: option.label for option in form.role.options} if form.role else {}
    start = begin(form, sections).get(labels.get(role, ""), 0)
    return (part for section in (first, *sections[start:]) for part in section.parts)


def _names(parts: Iterable[Question | Matrix]) -> Iterable[str]:
    return (row.name for part in parts if isinstance(part, Matrix) for row in part.rows)
