"""Write the national export, its roster, and what an analyst who codes it by hand has to know of it."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.national.draw import KINDS, Drawn, draw
from benchmarks.national.layout import SETTINGS, Layout, layout, spellings
from benchmarks.national.texts import barriers, comments, moments, names, picked, response_ids

CHUNK: Final = 100_000
PART: Final = 1_000_000
"""Larger surveys are written as several files of so many lines."""
_TIE: Final = 1e-9  # a mean of exactly the threshold is not below it, in whichever order it was added up
_CLOCK: Final = "%Y-%m-%d %H:%M:%S"
_STATUS: Final = {"preview": "Survey Preview", "test": "Survey Test", "spam": "Spam"}
_CHANNEL: Final = {"preview": "preview", "test": "test"}
_ADDRESSES: Final = tuple(f"192.0.2.{n}" for n in range(1, 255))  # reserved for documentation


@dataclass(frozen=True, slots=True)
class Made:
    """Files of one survey. plan : columns, scales and labels, for the programs that the pipeline is compared with."""

    exports: tuple[Path, ...]
    roster: Path
    plan: Path
    rows: int

    @property
    def size(self) -> int:
        """Bytes of all exports."""
        return sum(path.stat().st_size for path in self.exports)


def made(rows: int, folder: Path, part: int = PART) -> Made:
    """The survey with so many rows in a folder, in files of ``part`` lines; files that are there already are used as they are."""
    sizes = [part] * (rows // part) + ([rows % part] if rows % part else [])
    name = str(rows) if part == PART else f"{rows}_by_{part}"
    stems = [name] if len(sizes) == 1 else [f"{name}/{number:02d}" for number in range(len(sizes))]
    exports = tuple(folder / f"{stem}.csv" for stem in stems)
    result = Made(exports, folder / f"{name}.roster.csv", folder / f"{name}.plan.json", rows)
    if all(path.is_file() for path in (*result.exports, result.roster, result.plan)):
        return result
    asked = layout()
    counts = np.zeros(len(asked.cells), dtype=np.int64)
    for number, (path, size) in enumerate(zip(exports, sizes, strict=True)):
        path.parent.mkdir(parents=True, exist_ok=True)
        counts += _write_export(asked, path, size, number)
    _write_plan(asked, result.plan)
    _write_roster(asked, counts, result.roster)
    return result


def _write_export(asked: Layout, path: Path, rows: int, part: int) -> NDArray[np.int64]:
    """Write one file; returns lines per cell. It takes its name when it is whole."""
    counts = np.zeros(len(asked.cells), dtype=np.int64)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        with open(file.fileno(), "w", encoding="utf-8", newline="", closefd=False) as text:
            csv.writer(text, lineterminator="\n").writerows(asked.heads)
        for chunk, start in enumerate(range(0, rows, CHUNK)):
            size = min(CHUNK, rows - start)
            rng = np.random.default_rng([SETTINGS["seed"], 3, part, chunk])
            drawn = draw(asked, size, rng)
            ended = moments(size, start / rows, (start + size) / rows, rng)
            columns = [*_platform(drawn, ended, rng), *_answers(asked, drawn, rng)]
            frame = pl.DataFrame([column.alias(str(i)) for i, column in enumerate(columns)])
            frame.write_csv(file, include_header=False, datetime_format=_CLOCK)
            counts += np.bincount(drawn.cell, minlength=len(counts))
    os.replace(unfinished, path)
    return counts


def _platform(drawn: Drawn, ended: NDArray[np.datetime64], rng: np.random.Generator) -> list[pl.Series]:
    """The 17 columns that the platform adds."""
    size = len(ended)
    progress = np.where(drawn.reached < 1, np.maximum(drawn.reached * 100, 4), 100).astype(np.int64)
    progress[drawn.kind == KINDS.index("blank")] = 100
    places, empty = drawn.kind.astype(np.int64), pl.Series([None], dtype=pl.String).new_from_index(0, size)
    recorded = ended + rng.integers(0, 3, size=size).astype("timedelta64[s]")
    south = [f"-{n / 1000:.3f}" for n in range(97)]
    return [
        _clock(ended - drawn.seconds.astype("timedelta64[s]")),
        _clock(ended),
        picked([_STATUS.get(kind, "IP Address") for kind in KINDS], places),
        picked(_ADDRESSES, rng.integers(len(_ADDRESSES), size=size)),
        pl.Series(progress),
        pl.Series(drawn.seconds),
        picked(["False" if kind == "partial" else "True" for kind in KINDS], places),
        _clock(recorded),
        response_ids(drawn, rng),
        *[empty] * 4,
        picked(south, rng.integers(len(south), size=size)),
        picked(["-30.0"], np.zeros(size, dtype=np.int64)),
        picked([_CHANNEL.get(kind, "anonymous") for kind in KINDS], places),
        picked(["EN"], np.zeros(size, dtype=np.int64)),
    ]


def _clock(at: NDArray[np.datetime64]) -> pl.Series:
    return pl.Series(at.astype("datetime64[ms]"))


def _answers(asked: Layout, drawn: Drawn, rng: np.random.Generator) -> list[pl.Series]:
    """Everything that people answered, in the order of the layout's heads."""
    rated = [picked(column.labels, drawn.codes[:, j]) for j, column in enumerate(asked.rated)]
    several, strongest = barriers(asked, drawn, rng)
    return [
        names(asked, "roles", drawn, rng),
        names(asked, "departments", drawn, rng),
        *rated,
        *[_single(asked, asked.questions[name].answers, drawn, rng) for name in SETTINGS["single"]],
        several,
        strongest,
        _attention(asked, drawn, rng),
        comments(drawn, "long", rng),
        comments(drawn, "short", rng),
    ]


def _single(asked: Layout, scale: str | None, drawn: Drawn, rng: np.random.Generator) -> pl.Series:
    labels = [answer.label for answer in asked.instrument.answer_scale[str(scale)].answers]
    place = rng.integers(len(labels), size=len(drawn.kind))
    place[(drawn.reached < 1) | (rng.random(len(place)) < SETTINGS["blank"])] = len(labels)
    return picked([*labels, None], place)


def _attention(asked: Layout, drawn: Drawn, rng: np.random.Generator) -> pl.Series:
    """The answer that was asked for; the careless choose any."""
    question = asked.questions[SETTINGS["attention"]]
    answers = asked.instrument.answer_scale[str(question.answers)].answers
    place = np.full(len(drawn.kind), next(i for i, answer in enumerate(answers) if answer.code == question.correct))
    astray = drawn.careless | (rng.random(len(place)) < 0.01)
    place[astray] = rng.integers(5, size=astray.sum())
    place[(drawn.reached < 1) | (rng.random(len(place)) < SETTINGS["blank"])] = len(answers)
    return picked([*(answer.label for answer in answers), None], place)


def _write_roster(asked: Layout, counts: NDArray[np.int64], path: Path) -> None:
    """Staff of every cell, so that the wanted share of them has answered; last, since it tells that all is there."""
    roles, departments = asked.instrument.roles, asked.instrument.departments
    staff = np.ceil(counts / SETTINGS["response"]).astype(int)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["role", "department", "staff"])
        for (role, department), n in zip(asked.cells, staff, strict=True):
            if n:
                writer.writerow([roles[role].label, departments[department].label, n])


def _write_plan(asked: Layout, path: Path) -> None:
    """What a hand-written script needs: which columns, what an answer is worth, which items make a scale, how names are spelt."""
    instrument = asked.instrument
    thresholds = instrument.thresholds
    items = {item.id: item for item in instrument.items}
    worth = {label: n for column in asked.rated for n, label in enumerate(column.labels) if label and n < len(column.labels) - 1}
    plan = {
        "kept": {"Status": "IP Address", "Finished": "True"},
        "worth": worth,
        "answers": {column.name: column.labels[1:] for column in asked.rated},
        "scales": {s.id: [i.id for i in instrument.items_of(s.id)] for s in instrument.scales},
        "ratings": [column.name for column in asked.rated if column.name not in items],
        "reversed": [column.name for column in asked.rated if column.reverse],
        "composite": {"name": instrument.willingness.id, "scales": list(instrument.willingness.scales)},
        "reluctant": {
            "composite_below": thresholds.person_reluctant_below - _TIE,
            "scale": instrument.intention,
            "scale_at_most": thresholds.person_intention_at_most,
        },
        "names": {asked.question_of(kind).id: _known(kind) for kind in ("roles", "departments")},
    }
    path.write_text(json.dumps(plan, indent=1), encoding="utf-8")


def _known(kind: str) -> dict[str, str]:
    """Every spelling of the file that is a known name -> the label."""
    parts: Sequence = getattr(layout().instrument, kind)
    ways = spellings(kind)
    known = (way for way in ways if way not in ("misspelt", "empty"))
    return {str(form): part.label for way in known for part, forms in zip(parts, ways[way], strict=True) for form in forms}
