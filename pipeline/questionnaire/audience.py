"""Who sees a question: roles, and the version of the questionnaire where topics rotate.

An instrument says which roles an item or a topic concerns. Where a role is concerned by more topics than one person should
rate, people see different ones: the questionnaire has a few versions, one by chance for each person, and every topic of a role
stands in about as many of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.instrument.model import EVERYBODY, Instrument, Item

TOPICS_OF_A_PERSON: Final = 12
"""Two ratings each: about three minutes."""
VERSIONS: Final = 4
_CORE, _USEFUL = 2, 1


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees something. versions : the roles of each version, None where it is everybody, also people without a role."""

    versions: tuple[frozenset[str] | None, ...]

    @classmethod
    def everybody(cls, versions: int = 1) -> Audience:
        """No condition."""
        return cls((None,) * versions)

    def sees(self, role: str, version: int = 0) -> bool:
        """Whether a person does. version : from 0."""
        roles = self.versions[version]
        return roles is None or role in roles

    @property
    def steady(self) -> bool:
        """Whether it is the same in every version."""
        return len(set(self.versions)) == 1

    @property
    def terms(self) -> tuple[tuple[int | None, tuple[str, ...]], ...]:
        """Roles in alphabetical order that see it in every version (None), then further ones of single versions, from 0.

        It is shown where one of the terms holds; without any, to everybody.
        """
        if None in self.versions:
            return ()
        sets = [roles for roles in self.versions if roles is not None]
        always = frozenset.intersection(*sets)
        found: list[tuple[int | None, tuple[str, ...]]] = [(None, tuple(sorted(always)))] if always or self.steady else []
        found += [(version, tuple(sorted(roles - always))) for version, roles in enumerate(sets) if roles - always]
        return tuple(found)

    @property
    def roles(self) -> frozenset[str] | None:
        """Roles that see it in some version; None where that is everybody."""
        found: set[str] = set()
        for roles in self.versions:
            if roles is None:
                return None
            found |= roles
        return frozenset(found)


def item_audience(item: Item, instrument: Instrument, versions: int = 1) -> Audience:
    """Whom an item concerns; those whose role is not on the list get the items for everybody."""
    if item.applies == EVERYBODY:
        return Audience.everybody(versions)
    return Audience((frozenset(instrument.role_sets[item.applies]),) * versions)


def topic_audiences(instrument: Instrument, most: int = TOPICS_OF_A_PERSON) -> dict[str, Audience]:
    """Topic -> whom it is shown to, so that nobody rates more than ``most``; one version where nothing has to rotate.

    The topics at the core of a role come first; useful ones fill up what is left.
    """
    everywhere = {topic.id for topic in instrument.topics if not topic.relevance}
    room = max(most - len(everywhere), 0)
    of_role = {role.id: _versions_of(role.id, instrument, room) for role in instrument.roles}
    rotates = any(len(set(versions)) > 1 for versions in of_role.values())
    versions = range(VERSIONS if rotates else 1)
    found = {}
    for topic in instrument.topics:
        if topic.id in everywhere:
            found[topic.id] = Audience.everybody(len(versions))
            continue
        shown = (frozenset(role for role, sets in of_role.items() if topic.id in sets[version]) for version in versions)
        found[topic.id] = Audience(tuple(shown))
    return found


def _versions_of(role: str, instrument: Instrument, most: int) -> tuple[frozenset[str], ...]:
    """The topics of a role in each version."""
    by_relevance = {
        level: [topic.id for topic in instrument.topics if topic.relevance.get(role, 0) == level] for level in (_CORE, _USEFUL)
    }
    core, useful = by_relevance[_CORE], by_relevance[_USEFUL]
    room = max(most - len(core), 0)
    return tuple(frozenset([*_turn(core, most, v), *_turn(useful, room, v)]) for v in range(VERSIONS))


def _turn(topics: Sequence[str], most: int, version: int) -> list[str]:
    """So many of the topics, beginning elsewhere in each version: each is left out about as often."""
    if len(topics) <= most:
        return list(topics)
    first = round(version * len(topics) / VERSIONS)
    return [topics[(first + step) % len(topics)] for step in range(most)]
