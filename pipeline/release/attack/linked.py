"""The attack on waves that are linked: what totals of each and changes between them tell about single answers and changes.

Reads the tables as they are published. Who knows where everybody was in each wave, and who gave a code, solves linear programs;
who does not compares group with group. Specification: docs/methods/linked.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.release.attack.linked_program import Joined, Sum
from pipeline.release.attack.people import Attack
from pipeline.tables import Release, covered, group_key

_FOLLOWED: Final = 4


def attack_simply(releases: Mapping[str, Release], wave: str, k: int) -> Attack:
    """What anybody can subtract: people not linked of a group in either wave, and of two groups one inside the other."""
    release = releases[wave]
    counts = {key: n for key, n in zip(group_key(release.linked), release.linked["n_linked"].astype(int), strict=True)}
    if not counts:
        return Attack(float("inf"), ())
    earlier = str(release.linked["earlier"].iloc[0])
    found: dict[str, int] = {}
    for key, n in counts.items():
        found[f"{key}: people linked"] = n
        for name in (wave, earlier) if earlier in releases else (wave,):
            groups = releases[name].groups
            people = dict(zip(group_key(groups), groups["n"].astype(int), strict=True))
            found[f"{key}: people of {name} who are not linked"] = people.get(key, n + 1) - n
    for inner, outer in _nested(release, list(counts)):
        found[f"{outer} without {inner}: people linked"] = counts[outer] - counts[inner]
    told = {what: n for what, n in found.items() if n != 0}
    few = tuple(f"release/linked: {what}: {n}" for what, n in told.items() if n < k)
    return Attack(float(min(told.values(), default=np.inf)), few)


def _nested(release: Release, keys: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of linked groups, one inside the other."""
    places = release.sites if len(release.sites) else release.cells[release.cells["state"] != "none_on_roster"]
    groups = dict(zip(group_key(release.groups), release.groups.to_dict("records"), strict=True))
    cover = {key: covered(groups[key], places) for key in keys}
    for inner, outer in product(keys, repeat=2):
        if inner != outer and cover[inner].any() and not (cover[inner] & ~cover[outer]).any():
            yield inner, outer


def attack_linked(releases: Mapping[str, Release], wave: str, paths: pd.DataFrame, k: int, *, points: bool = True) -> Attack:
    """Attack a wave with all waves that its people are followed through.

    releases : published tables by wave. paths : columns path, people, wave, role, department (site): how many people were where
    in each wave. points : whether sums near their ends are looked for too.
    """
    followed = sorted(sorted(releases, key=lambda one: one > wave or -_number(one))[:_FOLLOWED])
    seen = paths[paths["wave"].isin(followed)].reset_index(drop=True)
    sums, own = _sums(releases, wave, seen, followed)
    if not own:
        return Attack(float("inf"), ())
    program = Joined(seen, sums)
    tightest, found = float("inf"), list[str]()
    for signs in product((1, -1), repeat=len(followed) - 1):
        sign = dict(zip(followed, (1, *signs), strict=True))
        attack = program.people(sign, own, k)
        tightest, found = min(tightest, attack.tightest), [*found, *attack.found]
    scales = list(dict.fromkeys(releases[wave].linked["scale"])) if points else []
    for scale, signs in product(scales, product((1, -1), repeat=len(followed))):
        found += program.points(str(scale), dict(zip(followed, signs, strict=True)), own)
    return Attack(tightest, tuple(dict.fromkeys(found)))


def _number(wave: str) -> int:
    return int(wave[:4]) * 12 + int(wave[5:])


def _sums(releases: Mapping[str, Release], wave: str, seen: pd.DataFrame, followed: Sequence[str]) -> tuple[list[Sum], list[int]]:
    """All published sums, and the positions of the changes that the attacked wave shows."""
    sums: list[Sum] = []
    own: list[int] = []
    for name in followed:
        groups = releases[name].groups.to_dict("records")
        keys = list(group_key(releases[name].groups))
        at = {one: (seen["wave"] == one).to_numpy() for one in followed}
        scales = _by_group(releases[name].scales, "total")
        for key, group in zip(keys, groups, strict=True):
            inside = covered(group, seen) & at[name]
            sums.append(Sum(f"{name} {key}", inside.astype(np.int8), float(group["n"]), scales.get(key, {})))
        linked = releases[name].linked
        earlier = str(linked["earlier"].iloc[0]) if len(linked) else ""
        if earlier not in followed:
            continue
        people = dict(zip(group_key(linked), linked["n_linked"].astype(float), strict=True))
        for key, totals in _by_group(linked, "change_total").items():
            inside = covered(groups[keys.index(key)], seen)
            both = [_also(seen, inside & at[one], inside & at[other]) for one, other in ((name, earlier), (earlier, name))]
            if name == wave:
                own.append(len(sums))
            sums.append(Sum(f"{earlier} to {name}, {key}", both[0].astype(np.int8) - both[1], people[key], totals))
    return sums, own


def _also(seen: pd.DataFrame, here: NDArray[np.bool_], there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Observations ``here`` of paths that are ``there`` too."""
    return here & seen["path"].isin(seen.loc[there, "path"]).to_numpy()


def _by_group(frame: pd.DataFrame, total: str) -> dict[str, dict[str, float]]:
    """Key of a group -> scale -> its sum."""
    found: dict[str, dict[str, float]] = {}
    for key, scale, value in zip(group_key(frame), frame["scale"], frame[total], strict=True):
        found.setdefault(str(key), {})[str(scale)] = float(value)
    return found
