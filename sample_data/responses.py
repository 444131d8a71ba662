"""The rows that count as coded ``Responses``, without a file in between: what cleaning the export must give."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED, Responses
from sample_data.fieldwork import USABLE, Fieldwork


def responses(fieldwork: Fieldwork, instrument: Instrument) -> Responses:
    """Usable rows in the order of the export; ``line`` is the row's number among all rows, from 0."""
    usable = np.flatnonzero(fieldwork.rows["kind"] == USABLE)
    rows = fieldwork.rows.iloc[usable].reset_index(drop=True)
    rated = fieldwork.rated.iloc[usable].reset_index(drop=True)
    scores, excluded = {}, {}
    for column, _, scale_id in instrument.rated_columns():
        answers = instrument.answer_scale[scale_id].answers
        scores[column] = rated[column].map({a.code: a.score for a in answers if a.score is not None}).astype(float)
        excluded[column] = rated[column].isin([a.code for a in answers if a.not_applicable])
    multiple = [question.id for question in instrument.questions if question.kind == "multiple"]
    chosen = {question: fieldwork.chosen[question].iloc[usable].reset_index(drop=True) for question in multiple}
    single = [
        question.id for question in instrument.questions if question.kind == "single" and question.id not in instrument.axes
    ]
    people = pd.DataFrame(
        {kind: rows[kind].where(rows[f"{kind}_known"], NOT_STATED) for kind in instrument.axes}
        | {"line": usable, "recorded": fieldwork.sessions.end[usable]}
    )
    return Responses.of(
        people,
        pd.DataFrame(scores),
        pd.DataFrame(excluded),
        chosen,
        fieldwork.single.iloc[usable].reset_index(drop=True).reindex(columns=single, fill_value="").astype("str"),
    )
