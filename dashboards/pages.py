"""Which pages there are and which roles see them. What is not declared here is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pipeline.publish.words import say

LEADERSHIP: Final = "leadership"
TRAINER: Final = "trainer"
ROLES: Final = (LEADERSHIP, TRAINER)
"""The roles of an access file; who has several gets the first."""
LOCAL: Final = "local"
"""The person at this machine, without sign-in: has every role."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file in ``app_pages/`` (also its address), and the roles that see it."""

    name: str
    roles: frozenset[str]

    @property
    def title(self) -> str:
        """Its name on the screen."""
        return say(f"page.{self.name}")


PAGES: Final = (
    Page("overview", frozenset({LEADERSHIP})),
    Page("not_yet_convinced", frozenset({LEADERSHIP})),
    Page("why", frozenset({LEADERSHIP})),
    Page("training", frozenset({LEADERSHIP, TRAINER})),
    Page("seat_planner", frozenset({LEADERSHIP, TRAINER})),
    Page("change", frozenset({LEADERSHIP})),
    Page("actions", frozenset({LEADERSHIP})),
    Page("how_sure", frozenset({LEADERSHIP})),
)
GROUP_PAGE: Final = "why"
"""The page that a click on a group opens."""
ACTIONS_PAGE: Final = "actions"
"""Who sees this page may also download the list of actions."""
LISTS_PAGE: Final = "training"
"""Who sees this page may also download the training lists."""


def pages_of(role: str) -> tuple[Page, ...]:
    """The pages that a role sees, in their order; the first is where it starts, at the root address."""
    return tuple(page for page in PAGES if role == LOCAL or role in page.roles)


def may_see(role: str, name: str) -> bool:
    """Whether a role sees a page; never for a page that is not declared."""
    return any(page.name == name for page in pages_of(role))
