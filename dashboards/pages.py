"""Which pages there are and which roles see them. What is not declared here is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEADERSHIP: Final = "leadership"
TRAINER: Final = "trainer"
ROLES: Final = (LEADERSHIP, TRAINER)
"""The roles of an access file; who has several gets the first."""
LOCAL: Final = "local"
"""The person at this machine, without sign-in: has every role."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its file in ``app_pages/`` (also its address), its title, and the roles that see it."""

    name: str
    title: str
    roles: frozenset[str]


PAGES: Final = (
    Page("overview", "Overview", frozenset({LEADERSHIP})),
    Page("not_yet_convinced", "Not yet convinced", frozenset({LEADERSHIP})),
    Page("change", "What changed", frozenset({LEADERSHIP})),
    Page("training", "Training", frozenset({LEADERSHIP, TRAINER})),
    Page("seat_planner", "Seat planner", frozenset({LEADERSHIP, TRAINER})),
    Page("actions", "What was done", frozenset({LEADERSHIP})),
    Page("data_quality", "Data quality", frozenset({LEADERSHIP})),
)
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
