"""What next? The steps that come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.publish.content.model import Item, ListBlock, Section
from pipeline.publish.content.refer import Refer
from pipeline.publish.wording import first_steps, next_sentence

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def first(bundle: Bundle, refer: Refer) -> Section:
    """What to do first, each step with the people behind it."""
    items = tuple(Item(refer.said(step, led=True, note=f"n = {step.n:,}" if step.n else "")) for step in first_steps(bundle))
    blocks = (ListBlock(items, numbered=True),) if items else ()
    return Section("next", "What next?", refer.said(next_sentence(bundle)), blocks, slide="next")
