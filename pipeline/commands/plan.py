"""The `plan` command: its arguments, and what it prints and saves. Specification: docs/methods/planner.md."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pipeline.errors import LimitsClash, Problem, SetupError, UsageError, UserError
from pipeline.findings.plan_limits import PER_PERSON, SEATS_OF_CLASS, SMALLEST_CLASS, Assumption, Limits

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle
    from pipeline.publish.plan import Weekly

NAME: Final = "plan"
HELP: Final = "find the classes that meet most need within given hours"
EXAMPLES: Final = """examples:
  {command} plan --hours 40                              what 40 hours of teaching can do
  {command} plan --hours 40 --floor 5% --most rn_onc=100   every role gets something, nurses at most 100 seats
  {command} plan --hours 40 --length 1.5 --length T06=3   how long classes are
  {command} plan 2026-11 --hours 40 --start 2027-01-11 --save plans/2026-11   with dates, and as files"""
SILENT: Final[Mapping[str, Assumption]] = {"alike": "seats", "said": "said", "more": "more"}
"""What is said on the command line of those who did not answer -> column of seats."""
_Value = TypeVar("_Value")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """All arguments are read as text, so that their mistakes are told together and in our words."""
    parser.add_argument("wave", nargs="?", help="year and month, as 2026-11 (default: the newest)")
    parser.add_argument("--out", type=Path, default=Path("outputs"), help="where results are (default: outputs)")
    limits = parser.add_argument_group("limits")
    limits.add_argument("--hours", help="hours of teaching in all")
    for name, default, text in (
        ("--class-size", SEATS_OF_CLASS, "seats of one class at most"),
        ("--smallest", SMALLEST_CLASS, "smallest class worth holding"),
        ("--per-person", PER_PERSON, "seats of one person at most"),
    ):
        limits.add_argument(name, metavar="SEATS", default=str(default), help=f"{text} (default: {default})")
    limits.add_argument(
        "--length", action="append", default=[], metavar="HOURS | TOPIC=HOURS", help="of one class (default: the instrument's)"
    )
    limits.add_argument("--classes", help="number of classes at most")
    limits.add_argument("--most", action="append", default=[], metavar="ROLE=SEATS", help="seats of a role at most")
    for name, one in (("--floor", "ROLE"), ("--department-floor", "DEPARTMENT")):
        text = f"seats of every {one.lower()} at least, as a share of its staff, or of one"
        limits.add_argument(name, action="append", default=[], metavar=f"SHARE% | {one}=SEATS", help=text)
    limits.add_argument(
        "--silent",
        choices=tuple(SILENT),
        default="alike",
        help="those who did not answer need it as often as those who did, not at all, or more often (default: alike)",
    )
    limits.add_argument("--waiting", action="store_true", help="also plan for roles where something has to be mended first")
    dates = parser.add_argument_group("dates and files")
    dates.add_argument("--start", metavar="DATE", help="first day of classes, as 2027-01-11 (default: no dates)")
    dates.add_argument("--days", default="mon,tue,wed,thu,fri", help="teaching days (default: mon,tue,wed,thu,fri)")
    dates.add_argument("--at", default="09:00", help="start of the first class of a day (default: 09:00)")
    dates.add_argument("--a-day", default="1", metavar="CLASSES", help="classes a day at most (default: 1)")
    dates.add_argument("--save", type=Path, metavar="FOLDER", help="write CSV, XLSX and calendar there (default: only print)")


def run(options: argparse.Namespace) -> int:
    """Plan, print, save; returns the exit code."""
    from pipeline.publish.plan import Clash, clash_problems, plan_files, plan_of, plan_text, save_plan

    asked = _asked(options)
    plan = plan_of(asked.bundle, asked.limits)
    if isinstance(plan, Clash):
        raise LimitsClash(clash_problems(asked.bundle, plan, asked.limits))
    print(plan_text(asked.bundle, plan, asked.weekly))
    if options.save is None:
        print("\nNothing was written. As files: --save plans/" + asked.bundle.wave)
        return 0
    files = plan_files(asked.bundle, plan, asked.weekly)
    print(f"\n{save_plan(files, options.save)}: {', '.join(files)}")
    return 0


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the arguments mean for a wave."""

    bundle: Bundle
    limits: Limits
    weekly: Weekly | None


def _asked(options: argparse.Namespace) -> _Asked:
    """The arguments as values; raises UserError with all their mistakes together."""
    from pipeline.publish.plan import asked_problems, for_every_class, save_problems, weekly_problems

    read = _Reader()
    length = read.named(
        options.length, "--length", read.hours, "TOPIC=HOURS, as T06=3, or hours alone for every topic", read.hours
    )
    limits, weekly = _limits(options, read, length.by_id), _weekly(options, read)
    try:
        bundle = _wave(options)
    except UserError as error:
        if read.problems:
            raise UsageError([*read.problems, *error.problems]) from None
        raise
    if length.every is not None:
        limits = for_every_class(bundle, limits, length.every)
    problems = [*read.problems, *asked_problems(bundle, limits)]
    problems += weekly_problems(weekly) if weekly is not None else []
    problems += save_problems(options.save, options.out) if options.save is not None else []
    if problems:
        raise UsageError(problems)
    return _Asked(bundle, limits, weekly)


def _limits(options: argparse.Namespace, read: _Reader, lengths: Mapping[str, float]) -> Limits:
    """The limits as they were given. Where one cannot be read its problem is kept, and something harmless stands in its place."""
    if options.hours is None:
        read.problems.append(Problem("how many hours of teaching are there?", "--hours", fix="--hours 40 (make plan HOURS=40)"))
    floors = "SHARE% for every one, as 5%, or {}=SEATS"
    role = read.named(options.floor, "--floor", read.count, floors.format("ROLE"), read.share)
    department = read.named(options.department_floor, "--department-floor", read.count, floors.format("DEPARTMENT"), read.share)
    return Limits(
        hours=_else(read.hours(options.hours, "--hours"), 1.0),
        class_size=_else(read.count(options.class_size, "--class-size"), SEATS_OF_CLASS),
        smallest=_else(read.count(options.smallest, "--smallest"), 1),
        per_person=_else(read.count(options.per_person, "--per-person"), PER_PERSON),
        lengths=lengths,
        classes=read.count(options.classes, "--classes"),
        role_most=read.named(options.most, "--most", read.count, "ROLE=SEATS, as rn_onc=100").by_id,
        role_floor=role.by_id,
        department_floor=department.by_id,
        role_share=_else(role.every, 0.0),
        department_share=_else(department.every, 0.0),
        assumption=SILENT[options.silent],
        waiting=options.waiting,
    )


def _else(value: _Value | None, otherwise: _Value) -> _Value:
    return otherwise if value is None else value


def _weekly(options: argparse.Namespace, read: _Reader) -> Weekly | None:
    """When classes can be held; None without a first day."""
    from pipeline.publish.plan import DAYS, Weekly

    days = [day.strip().casefold()[:3] for day in options.days.split(",")]
    if unknown := [day for day in days if day not in DAYS]:
        read.problems.append(Problem(f"'{unknown[0]}' is not a day", "--days", ",".join(DAYS)))
    at = read.value(options.at, "--at", time.fromisoformat, "hours and minutes, as 09:00")
    a_day = read.count(options.a_day, "--a-day")
    first = read.value(options.start, "--start", date.fromisoformat, "a day, as 2027-01-11")
    if first is None or at is None or a_day is None:
        return None
    return Weekly(
        first, tuple(DAYS.index(day) for day in days if day in DAYS), at.replace(second=0, microsecond=0, tzinfo=None), a_day
    )


def _wave(options: argparse.Namespace) -> Bundle:
    """The wave that was named, else the newest."""
    from pipeline.publish.bundle import open_wave, waves

    wave = options.wave or next(iter(waves(options.out)), None)
    if wave is None:
        raise SetupError(Problem("there is no wave to plan for", str(options.out), fix="run `make analyze` first"))
    return open_wave(options.out, wave)


_NUMBER: Final = re.compile(r"\d{1,7}(\.\d{1,4})?")


@dataclass(frozen=True, slots=True)
class _Named(Generic[_Value]):
    """Values of ids, and the one for all."""

    by_id: Mapping[str, _Value]
    every: float | None = None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads values of arguments; what cannot be read is None, with its problem kept."""

    problems: list[Problem] = field(default_factory=list)

    def value(self, text: str | None, where: str, of: Callable[[str], _Value], allowed: str) -> _Value | None:
        """What ``of`` makes of a text; it raises ValueError where it can make nothing of it."""
        if text is None:
            return None
        try:
            return of(text.strip())
        except ValueError:
            self.problems.append(Problem(f"'{text}' cannot be read", where, allowed))
            return None

    def count(self, text: str | None, where: str) -> int | None:
        return self.value(text, where, lambda one: int(_matched(one.removesuffix(".0"), whole=True)), "a whole number")

    def hours(self, text: str | None, where: str, allowed: str = "hours, as 1.5") -> float | None:
        return self.value(text, where, lambda one: float(_matched(one)), allowed)

    def share(self, text: str | None, where: str, allowed: str = "a share, as 5%") -> float | None:
        return self.value(text, where, _share, allowed)

    def named(
        self,
        texts: Iterable[str],
        where: str,
        one: Callable[[str, str], _Value | None],
        allowed: str,
        every: Callable[[str, str, str], float | None] | None = None,
    ) -> _Named[_Value]:
        """Of each ``ID=VALUE`` what ``one`` reads, and of a value alone what ``every`` does; the last of an id stands."""
        by_id: dict[str, _Value] = {}
        of_all: float | None = None
        for text in texts:
            name, given, value = text.partition("=")
            if given:
                read = one(value, f"{where} {name.strip()}")
                if read is not None:
                    by_id[name.strip()] = read
            elif every is not None:
                of_all = every(text, where, allowed)
            else:
                self.problems.append(Problem(f"'{text}' cannot be read", where, allowed))
        return _Named(by_id, of_all)


def _matched(text: str, whole: bool = False) -> str:
    """The text where it is a plain number; raises ValueError."""
    if not _NUMBER.fullmatch(text) or (whole and "." in text):
        raise ValueError
    return text


def _share(text: str) -> float:
    """``5%`` as .05; raises ValueError."""
    if not text.endswith("%"):
        raise ValueError
    return float(_matched(text.removesuffix("%").strip())) / 100
