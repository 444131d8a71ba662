"""From an id in a report back to the row, the rule, the release and the file it stands on."""

from __future__ import annotations

from pipeline.publish.trace.found import Found, find_id, ids
from pipeline.publish.trace.story import Story, story

__all__ = ["Found", "Story", "find_id", "ids", "story"]
