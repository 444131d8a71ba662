"""What was started before there is anything to write, since starting takes longer than the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.publish.waiting_browser import WaitingBrowser
    from pipeline.second import Second


@dataclass(frozen=True, slots=True)
class Ready:
    """A browser to print with, and a process for half of the work. None where there is none."""

    browser: WaitingBrowser | None = None
    second: Second | None = None
