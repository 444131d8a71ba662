"""Whether a wave may be released again, or closed: what was closed before decides.

Whoever holds two releases of one wave learns from their difference. So once a wave is closed, each later release of the same
answers must be the same, or differ by at least k people in every group and measure that changes, and withstand the attack on
the pair. Thresholds and the roll-ups that stand for small units stay as they were at the first closing. Specification:
docs/methods/release.md, "Time".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from pipeline.errors import Problem, UnsafeChange
from pipeline.instrument.model import Instrument
from pipeline.release.attack.pair import attack_pair
from pipeline.release.contributions import Changes, alike, changes
from pipeline.release.lattice import Lattice
from pipeline.release.ledger import Entry, Ledger, release_sha256
from pipeline.release.people_file import People
from pipeline.release.store import read_release
from pipeline.tables import Release, covered, group_key

_MOSTLY: Final = 0.5
"""Tables whose answers agree for more than this share of the smaller are versions of one wave, whatever they are called."""
_KEEP: Final = "keep what was closed, and put late answers into the next wave; `WAVE=` names it"
_SHOWN: Final = 5
_NOISE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a wave, before it is written.

    Attributes
    ----------
    wave : year and month. people : contributions. release : its tables.
    """

    wave: str
    people: People
    release: Release


def frozen_rollups(lattice: Lattice) -> dict[str, dict[str, list[str]]]:
    """Grouping -> roll-up id -> members, of the roll-ups that stand for small roles and departments."""
    found: dict[str, dict[str, list[str]]] = {}
    for group in lattice.groups:
        if group.axis in ("role", "department") and group.rollup is not None:
            found.setdefault(group.grouping, {})[group.rollup] = list(group.members)
    return found


def declared_rollups(instrument: Instrument) -> dict[str, dict[str, list[str]]]:
    """Kind -> roll-up id -> members, as the instrument declares them."""
    kinds = {
        "role_group": [(role.group, role.id) for role in instrument.roles],
        "department_group": [(department.group, department.id) for department in instrument.departments],
        "site": [(department.site or "", department.id) for department in instrument.departments],
    }
    found: dict[str, dict[str, list[str]]] = {}
    for kind, pairs in kinds.items():
        for rollup, member in pairs:
            if rollup:
                found.setdefault(kind, {}).setdefault(rollup, []).append(member)
    return found


def require_frozen(ledger: Ledger, instrument: Instrument) -> None:
    """Members of roll-ups must be those of the first closing, thresholds those of the first closing that knew them.

    raises : UnsafeChange naming each that is not.
    """
    if ledger.first is None:
        return
    frozen: dict[str, tuple[Any, str]] = {}
    for entry in ledger.closings:
        for name, value in _limits(entry.thresholds):
            frozen.setdefault(name, (value, entry.wave))
    wrong = [*_moved(ledger.first, instrument)]
    for name, value in _limits(instrument.thresholds.model_dump(mode="json")):
        before, wave = frozen.get(name, (value, ""))
        if value != before:
            what = f"{name} is {value}, but was {before} when wave {wave} was closed"
            fix = "put it back; another limit would let two releases be compared. A new start needs a private folder of its own."
            wrong.append(Problem(what, f"instrument '{instrument.id}', thresholds", fix=fix))
    if wrong:
        raise UnsafeChange(wrong)


def _moved(first: Entry, instrument: Instrument) -> Iterator[Problem]:
    """Roles and departments that stand in another roll-up than at the first closing; new ones may stand anywhere."""
    for kind, rollups in declared_rollups(instrument).items():
        before = {member: rollup for rollup, inside in first.declared.get(kind, {}).items() for member in inside}
        for rollup, inside in rollups.items():
            for member in inside:
                if before.get(member, rollup) != rollup:
                    what = f"{member} stands in {rollup}, but stood in {before[member]} when wave {first.wave} was closed"
                    yield Problem(what, f"instrument '{instrument.id}', {kind}", fix="put it back")


def _limits(thresholds: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Name and value of each limit, nested ones too. One that a closing did not know yet decided nothing that was shown."""
    for name, value in thresholds.items():
        if isinstance(value, Mapping):
            yield from _limits(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def standing(version: Version, ledger: Ledger, k: int, *, own: bool = True) -> Literal["new", "same", "changed"]:
    """What a version is to what was closed: new, the same as a closed one, or changed safely.

    own : the ledger is that of the version's own private folder; else only its answers are looked for in it.
    raises : UnsafeChange where a release of this version beside the closed ones would tell of fewer than k people.
    """
    found: Literal["new", "same", "changed"] = "new"
    for entry in ledger.closings:
        people = ledger.people(entry)
        again = entry.wave == version.wave and own
        if not again and alike(people, version.people.frame) <= _MOSTLY:
            continue
        if entry.wave != version.wave:
            what = f"most of these answers are those of wave {entry.wave}, which is closed"
            raise UnsafeChange(Problem(what, f"wave {version.wave}", fix=f"analyze them as WAVE={entry.wave}"))
        if same_release(ledger_release(ledger, entry), version.release):
            found = "same"
            continue
        _require_safe(version, entry, people, ledger, k)
        found = "changed" if found == "new" else found
    return found


def _require_safe(version: Version, entry: Entry, people: pd.DataFrame, ledger: Ledger, k: int) -> None:
    where = f"wave {entry.wave}, closed {entry.at[:10]}"
    if ledger.forgotten(entry):
        what = "somebody was forgotten since it was closed; a closed wave is not made again"
        raise UnsafeChange(Problem(what, where, fix=_KEEP))
    found = changes(people, version.people.frame)
    if not found.any:
        changed = "the roster, the instrument, the program or whether comments are counted changed"
        what = f"the same answers would now be released in another way ({changed})"
        raise UnsafeChange(Problem(what, where, fix="use what it was closed with, or keep what was closed"))
    told = [*unsafe_groups(found, ledger_release(ledger, entry), version.release, k), *_pair(found, ledger, entry, version, k)]
    if told:
        what = f"since then {found.joined} answers came or changed and {found.left} went or changed: too few not to be seen"
        raise UnsafeChange([Problem(what, where, fix=_KEEP), *(Problem(text, where) for text in told)])


def ledger_release(ledger: Ledger, entry: Entry) -> Release:
    """The tables of a closing, as they were written; raises UnsafeChange where they are not."""
    release = read_release(ledger.folder(entry))
    if release_sha256(release) != entry.release:
        raise UnsafeChange(Problem("what was closed was changed", str(ledger.folder(entry)), fix="restore it from a backup"))
    return release


def same_release(first: Release, second: Release) -> bool:
    """Whether two releases say the same; sums may differ by the order in which they were taken."""
    return all(_same_table(frame, second.by_name()[name]) for name, frame in first.by_name().items())


def _same_table(first: pd.DataFrame, second: pd.DataFrame) -> bool:
    if list(first.columns) != list(second.columns) or len(first) != len(second):
        return False
    numbers = first.select_dtypes("float").columns
    exact = first.drop(columns=numbers).reset_index(drop=True).equals(second.drop(columns=numbers).reset_index(drop=True))
    return exact and bool(np.allclose(first[numbers], second[numbers], rtol=_NOISE, atol=_NOISE, equal_nan=True))


def unsafe_groups(found: Changes, first: Release, second: Release, k: int) -> list[str]:
    """Published groups in which a measure changed by 1 to k - 1 people, in one sentence."""
    rows = pd.concat([first.groups, second.groups]).drop_duplicates(["grouping", "role", "department", "rollup", "members"])
    keys = group_key(rows)
    unsafe = []
    for key, group in zip(keys, rows.to_dict("records"), strict=True):
        people = found.measures[covered(group, found.places)].sum(axis=0)
        if ((people > 0) & (people < k)).any():
            unsafe.append(str(key))
    if not unsafe:
        return []
    more = f" and {len(unsafe) - _SHOWN} more" if len(unsafe) > _SHOWN else ""
    return [f"fewer than {k} people changed something in {len(unsafe)} groups: {', '.join(unsafe[:_SHOWN])}{more}"]


def _pair(found: Changes, ledger: Ledger, entry: Entry, version: Version, k: int) -> list[str]:
    """What the attack on the pair of releases tells, in one sentence."""
    attack = attack_pair(ledger_release(ledger, entry), version.release, left=found.left, joined=found.joined, k=k)
    if not attack.found:
        return []
    tightest = int(np.floor(attack.tightest + 1e-6))
    return [f"comparing the two releases corners changed people in {len(attack.found)} ways, {tightest} people at the closest"]
