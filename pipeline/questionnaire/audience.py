"""Who sees a question: roles, and the version of the questionnaire where topics rotate.

An instrument says which roles an item or a topic concerns. Where a role is concerned by more topics than one person should
rate, people see different ones: the questionnaire has a few versions, one by chance for each person, and every topic stands in
about as many of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pipeline.instrument.model import EVERYBODY, Instrument, Item, Topic

TOPICS_OF_A_PERSON: Final = 12
"""Two ratings each: about three minutes."""
VERSIONS: Final = 4
_CORE: Final = 2


@dataclass(frozen=True, slots=True)
class Term:
    """Some roles. versions : in which they see it, from 0; None = in all."""

    versions: tuple[int, ...] | None
    roles: tuple[str, ...]


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
    def terms(self) -> tuple[Term, ...]:
        """It is shown where one of these holds; without any, to everybody."""
        if None in self.versions:
            return ()
        roles_of: dict[tuple[int, ...], list[str]] = {}
        for role in sorted(self.roles or ()):
            roles_of.setdefault(tuple(v for v in range(len(self.versions)) if self.sees(role, v)), []).append(role)
        every = tuple(range(len(self.versions)))
        found = [Term(None if versions == every else versions, tuple(roles)) for versions, roles in roles_of.items()]
        return tuple(sorted(found, key=lambda term: (term.versions is not None, term.versions or (), term.roles)))

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
    if item.applies == EVERYBODY or not _asks_for_role(instrument):
        return Audience.everybody(versions)
    return Audience((frozenset(instrument.role_sets[item.applies]),) * versions)


def _asks_for_role(instrument: Instrument) -> bool:
    """Without the question nothing can depend on its answer: everybody sees everything."""
    return any(question.options_from == "roles" for question in instrument.questions)


def topic_audiences(instrument: Instrument, most: int = TOPICS_OF_A_PERSON) -> dict[str, Audience]:
    """Topic -> whom it is shown to, so that nobody rates more than ``most``; one version where nothing has to rotate.

    A role with few enough topics has all of them in every version. For the others a topic stands in the same versions, whatever
    the role: so the conditions stay few where they are set by hand.
    """
    if not _asks_for_role(instrument):
        return {topic.id: Audience.everybody() for topic in instrument.topics}
    concerned = {topic.id: _concerned(topic, instrument) for topic in instrument.topics}
    many = [role.id for role in instrument.roles if sum(role.id in roles for roles in concerned.values()) > most]
    if not many:
        return {topic.id: _shown(topic, [concerned[topic.id]]) for topic in instrument.topics}
    versions = _rotated(instrument.topics, {role: {t for t, roles in concerned.items() if role in roles} for role in many}, most)
    found = {}
    for topic in instrument.topics:
        roles, turn = concerned[topic.id], versions[topic.id]
        found[topic.id] = _shown(topic, [roles if v in turn else roles - set(many) for v in range(VERSIONS)])
    return found


def _concerned(topic: Topic, instrument: Instrument) -> frozenset[str]:
    """Roles that a topic concerns; all of them where the instrument says of none."""
    every = (role.id for role in instrument.roles)
    return frozenset(role for role in every if not topic.relevance or topic.relevance.get(role, 0))


def _shown(topic: Topic, versions: Sequence[frozenset[str]]) -> Audience:
    """A topic for all roles is for people without a role too, but where it rotates."""
    everybody = not topic.relevance and len(set(versions)) == 1
    return Audience.everybody(len(versions)) if everybody else Audience(tuple(versions))


def _rotated(topics: Sequence[Topic], of_role: Mapping[str, set[str]], most: int) -> dict[str, set[int]]:
    """Topic -> its versions: one more to whichever has fewest, while no role has more than ``most`` in that version.

    Among those with as few, the ones at the core of more roles come first.
    """
    found: dict[str, set[int]] = {topic.id: set() for topic in topics}
    core = {topic.id: sum(topic.relevance.get(role, 0) == _CORE for role in of_role) for topic in topics}
    open_ = [topic.id for topic in topics]
    while open_:
        topic = min(open_, key=lambda one: (len(found[one]), -core[one]))
        free = [v for v in range(VERSIONS) if v not in found[topic] and _fits(topic, v, found, of_role, most)]
        if free:
            found[topic].add(min(free, key=lambda v: (sum(v in versions for versions in found.values()), v)))
        else:
            open_.remove(topic)
    return found


def _fits(topic: str, version: int, found: Mapping[str, set[int]], of_role: Mapping[str, set[str]], most: int) -> bool:
    """Whether no role that the topic concerns has ``most`` in this version already."""
    return all(sum(version in found[one] for one in own) < most for own in of_role.values() if topic in own)
