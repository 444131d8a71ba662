"""`findings/trained` and `findings/trained_overall`: confidence in two waves, where training was held and elsewhere."""

from __future__ import annotations

from pipeline.tables.declare import Field, Table
from pipeline.tables.grouped import TOPIC, group_table


def _change(meaning: str, *, nullable: bool = False) -> Field:
    return Field("number", meaning, nullable=nullable, low=-4, high=4)


TRAINED = group_table(
    "findings/trained",
    "group of roles × topic shown in this wave and the one before; no rows without a list of what was held",
    ("topic",),
    {
        **TOPIC,
        "trained": Field("flag", "training was held for the group, or for a role of it"),
        "seats": Field("count", "seats held; missing where none were", nullable=True, low=1),
        "n_before": Field("count", "answers in the earlier wave", low=0),
        "n": Field("count", "answers in this wave", low=0),
        "confidence_before": Field("number", "mean confidence in the earlier wave, 1-5", low=1, high=5),
        "confidence": Field("number", "mean confidence in this wave, 1-5", low=1, high=5),
        "change": _change("confidence minus confidence_before"),
        "change_low": _change("lower limit of the 90 % interval"),
        "change_high": _change("upper limit of the 90 % interval"),
    },
)
TRAINED_OVERALL = Table(
    "findings/trained_overall",
    "earlier wave that this one is compared with; no row without a list of what was held",
    ("earlier",),
    {
        "earlier": Field("text", "the earlier wave, year and month"),
        "n_before": Field("count", "answers in the earlier wave, all staff", low=0),
        "n": Field("count", "answers in this wave, all staff", low=0),
        "trained": Field("count", "role × topics with training, shown in both waves", low=0),
        "topics": Field("count", "different topics among these", low=0),
        "untrained": Field("count", "role × topics without training, shown in both waves", low=0),
        "not_shown": Field("count", "role × topics of the list that are not shown in both waves", low=0),
        "not_same": Field("text", "topic ids, joined by ';', that the two waves did not ask alike", nullable=True),
        "change_trained": _change("mean change where training was held", nullable=True),
        "change_untrained": _change("mean change elsewhere", nullable=True),
        "difference": Field(
            "number", "confidence with training minus that of topics of the same roles that started alike", nullable=True
        ),
        "difference_low": Field("number", "lower limit of its 90 % interval", nullable=True),
        "difference_high": Field("number", "upper limit of its 90 % interval", nullable=True),
        "status": Field("text", "whether there is enough to compare with", values=("compared", "too_few")),
    },
)
