"""Words that only slides need: what the report has besides, what stands in the notes, where a figure is from."""

from __future__ import annotations

from typing import Final

from pipeline.publish.words import say

HOW_WE_KNOW: Final = say("show.how_we_know")
DETAILS: Final = say("slide.details")
IDS_MEAN: Final = say("slide.ids_mean")
NOTHING_HERE: Final = say("slide.nothing_here")
_HIDDEN: Final = say("slide.hidden")
NOTHING_MORE: Final = {
    "ready": _HIDDEN,
    "convinced": f"{say('slide.nothing_convinced')} {_HIDDEN}",
    "why": f"{say('slide.nothing_why')} {_HIDDEN}",
    "helps": say("slide.nothing_helps"),
    "training": f"{say('slide.nothing_training')} {_HIDDEN}",
    "next": say("slide.nothing_next"),
}
"""What stands on a slide that has no figures."""
IN_NOTES: Final = say("slide.in_notes")


def more_rows_text(more: int) -> str:
    """How many rows the report has besides those of a slide."""
    return say("slide.more_rows", rows=more)


def footer_text(title: str, wave: str, instrument: str) -> str:
    """What a slide is of."""
    return say("slide.footer", title=title, wave=wave, instrument=instrument)
