"""How many people a text says its figures stand on."""

from __future__ import annotations

import re
from typing import Final

_STANDS_ON: Final = re.compile(r"\bn\s?=\s?(\d[\d,]*)|\b(\d[\d,]*) answers of\b|\((\d[\d,]*) answers\)")


def stands_on(text: str) -> list[int]:
    """The numbers of people, in the order they are said."""
    return [int((a or b or c).replace(",", "")) for a, b, c in _STANDS_ON.findall(text)]
