"""A draft beside the wave before, and beside other versions of the same wave; from published things only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pipeline.run.workbench import replaced
from pipeline.run.workbench.refusal import Refusal, attempt
from pipeline.run.workbench.work import Work

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.publish.bundle import Bundle

ROWS: Final = ("read", "kept", "set_aside", "scored")
ANSWERS: Final = ("n", "staff", "response")
SHARES: Final = ("share", "undecided", "willing")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of all staff, in both; None where one of them does not have it.

    key : of ROWS and ANSWERS (counts, but ``response``: 0 to 1), of SHARES (0 to 1), or the id of readiness or willingness
        (points, 0 to 100).
    """

    key: str
    before: float | None
    now: float | None


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One group that is in one of them only, or has another label. before, now : label id; "" where it is not shown."""

    group: str
    grouping: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A draft beside another one.

    Attributes
    ----------
    wave, state : of the other one. same_export : whether both were made from one file.
    rows, answers, headline : figures of all staff. came, gone : groups that only the draft, or only the other one, shows.
    labels : groups that both show, with another label.
    """

    wave: str
    state: str
    same_export: bool
    rows: tuple[Figure, ...]
    answers: tuple[Figure, ...]
    headline: tuple[Figure, ...]
    came: tuple[GroupChange, ...]
    gone: tuple[GroupChange, ...]
    labels: tuple[GroupChange, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft beside the wave before, beside what stood as this wave before this work, and beside the work's own run before; None
    where there was none."""

    draft: Bundle
    with_last: Comparison | None
    with_earlier_version: Comparison | None
    with_run_before: Comparison | None


def compared(work: Work, wave: str) -> Compared | Refusal:
    """What a draft changes; a refusal where a wave cannot be read."""
    from pipeline.publish.bundle import open_wave, wave_before

    def compare() -> Compared:
        draft = open_wave(work.out, wave)
        last = wave_before(work.out, wave)
        beside = open_wave(work.out, last) if last else None
        others = (beside, replaced.before(work, wave), replaced.run_before(work, wave))
        return Compared(draft, *(None if other is None else _comparison(other, draft) for other in others))

    return attempt(compare)


def _comparison(other: Bundle, draft: Bundle) -> Comparison:
    before, now = _groups(other), _groups(draft)
    return Comparison(
        wave=other.wave,
        state=other.manifest.state,
        same_export=other.manifest.input["sha256"] == draft.manifest.input["sha256"],
        rows=_figures(ROWS, _rows(other), _rows(draft)),
        answers=_figures(ANSWERS, _answers(other), _answers(draft)),
        headline=_figures((*SHARES, *_scales(draft)), _headline(other), _headline(draft)),
        came=tuple(now[key] for key in now if key not in before),
        gone=tuple(_turned(before[key]) for key in before if key not in now),
        labels=tuple(_labels(before, now)),
    )


def _figures(keys: tuple[str, ...], before: Mapping[str, float], now: Mapping[str, float]) -> tuple[Figure, ...]:
    return tuple(Figure(key, before.get(key), now.get(key)) for key in keys)


def _rows(bundle: Bundle) -> dict[str, float]:
    rows = bundle.manifest.rows
    return {"read": rows["read"], "kept": rows["kept"], "set_aside": sum(rows["set_aside"].values()), "scored": rows["scored"]}


def _overall(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame[frame["grouping"] == "overall"].to_dict("records")


def _answers(bundle: Bundle) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in _overall(bundle.findings.reluctance):
        found = {name: float(row[name]) for name in ("n", "staff") if row[name] == row[name]}
    return found | ({"response": found["n"] / found["staff"]} if found.get("staff") else {})


def _scales(bundle: Bundle) -> tuple[str, ...]:
    return tuple(composite.id for composite in bundle.instrument.composites)


def _headline(bundle: Bundle) -> dict[str, float]:
    found = {name: float(row[name]) for row in _overall(bundle.findings.reluctance) for name in SHARES if row[name] == row[name]}
    means = {str(row["scale"]): float(row["mean"]) for row in _overall(bundle.findings.estimates)}
    return found | {scale: means[scale] for scale in _scales(bundle) if scale in means}


def _groups(bundle: Bundle) -> dict[tuple[str, ...], GroupChange]:
    """Every published group by its key, with its label."""
    from pipeline.publish.wording.labels import group_label
    from pipeline.tables.declare import GROUP

    rows: list[dict[Any, Any]] = bundle.findings.reluctance.to_dict("records")
    return {
        tuple(str(row[column]) for column in GROUP): GroupChange(
            group_label(row, bundle.instrument), str(row["grouping"]), "", str(row["label"])
        )
        for row in rows
    }


def _turned(one: GroupChange) -> GroupChange:
    return GroupChange(one.group, one.grouping, one.now, "")


def _labels(before: Mapping[Any, GroupChange], now: Mapping[Any, GroupChange]) -> Iterator[GroupChange]:
    for key, one in now.items():
        if key in before and before[key].now != one.now:
            yield GroupChange(one.group, one.grouping, before[key].now, one.now)
