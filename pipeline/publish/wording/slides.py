"""Words that only slides need: what the report has besides, what stands in the notes, where a figure is from."""

from __future__ import annotations

from typing import Final

HOW_WE_KNOW: Final = "How we know"
DETAILS: Final = "In full, with evidence"
IDS_MEAN: Final = (
    "Small grey ids name the row that a figure is from: telehealth-readiness explain ID tells its rule, data and input."
)
NOTHING_HERE: Final = "There is nothing to show here in this wave."
_HIDDEN: Final = "What too few people answered is not shown, and nothing is made up for it."
NOTHING_MORE: Final = {
    "ready": _HIDDEN,
    "convinced": f"No role or department has enough answers to be shown. {_HIDDEN}",
    "why": f"Causes are told where a group is flagged, barriers where enough people answered. {_HIDDEN}",
    "helps": "Steps are suggested for flagged groups in which a cause stands out; here there is none. The last slide says what "
    "comes first.",
    "training": f"Nobody was asked about training topics, or too few answered. {_HIDDEN}",
    "next": "Ask again in the next wave, and ask those who did not answer. No sign of reluctance is no proof that there is none.",
}
"""What stands on a slide that has no figures."""
IN_NOTES: Final = "More in the notes."


def more_rows_text(more: int) -> str:
    """How many rows the report has besides those of a slide."""
    return f"and {more} more in the report"


def footer_text(title: str, wave: str, instrument: str) -> str:
    """What a slide is of."""
    return f"{title} · wave {wave} · {instrument}"
