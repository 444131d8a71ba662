"""The text of a file of quotes: how many they are and what they may be used for, then one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.publish.words import say


def quotes_text(wave: str, quotes: Sequence[str], people: int) -> str:
    """The file. quotes : approved and masked, in an order that tells nothing. people : who wrote them."""
    head = say("quotes.head", wave=wave, n=len(quotes), people=people)
    told = [" ".join(one.split()) for one in quotes]
    return "\n\n".join([head, say("quotes.use"), *(f"“{one}”" for one in told)]) + "\n"
