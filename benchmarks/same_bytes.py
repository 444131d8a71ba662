"""Whether the same answers give the same files everywhere: in other folders, time zones, processes, threads and languages.

Run: python -m benchmarks.same_bytes [--every]   (with --every all combinations, else enough for every pair of conditions)
"""

from __future__ import annotations

import itertools
import locale
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.same_files import EQUAL, differences
from benchmarks.table import keep, markdown

ROOT: Final = Path(__file__).parents[1]
DATA: Final = ROOT / "sample_data"
WAVES: Final = ("2026-11", "2027-02")
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
ZONES: Final = ("UTC", "Pacific/Kiritimati", "America/St_Johns")
SEEDS: Final = ("0", "1", "random")
LANGUAGES: Final = ("C.UTF-8", "C", "de_DE.UTF-8")
"""The last is only another where the machine has it; elsewhere it is as C."""
PLACES: Final = ("relative", "absolute")

#: Runs in a process of its own: two waves one after the other, as a user gives them.
CHILD: Final = """
import sys
from pipeline.cli import main
first, second, roster, trained, out = sys.argv[1:]
common = ["--roster", roster, "--out", out, "--quiet"]
code = main(["analyze", first, "--wave", "2026-11", *common])
sys.exit(code or main(["analyze", second, "--wave", "2027-02", "--trained", trained, *common]))
"""


@dataclass(frozen=True, slots=True)
class Condition:
    """Under what an analysis runs. ``place`` : relative or absolute paths, each with a folder of its own name and depth."""

    zone: str
    seed: str
    threads: int
    language: str
    place: str

    def __str__(self) -> str:
        return f"{self.zone}, hash seed {self.seed}, {self.threads} thread(s), {self.language}, {self.place} paths"

    def environment(self) -> Mapping[str, str]:
        """What the process is given."""
        threads = dict.fromkeys(THREADS, str(self.threads))
        plain = {name: value for name, value in os.environ.items() if name not in ("LANG", "LANGUAGE", "PYTHONIOENCODING")}
        return {
            **plain, **threads, "TZ": self.zone, "PYTHONHASHSEED": self.seed, "LC_ALL": self.language, "PYTHONPATH": str(ROOT),
        }  # fmt: skip


PLAIN: Final = Condition("UTC", "0", 1, "C.UTF-8", "absolute")


def every() -> list[Condition]:
    """All combinations."""
    return [Condition(*values) for values in itertools.product(ZONES, SEEDS, (1, 2), LANGUAGES, PLACES)]


def pairwise() -> list[Condition]:
    """Few of them, so that every two conditions of different kinds meet at least once; the plain one comes first."""
    return [PLAIN, *_chosen(every(), _pairs(PLAIN))]


def _chosen(left: list[Condition], met: set[tuple]) -> Iterator[Condition]:
    """The condition with most pairs that were not met yet, until all were."""
    wanted = set().union(*(_pairs(one) for one in left))
    while met != wanted:
        best = max(left, key=lambda one: len(_pairs(one) - met))
        met = met | _pairs(best)
        yield best


def _pairs(one: Condition) -> set[tuple]:
    values = [(name, getattr(one, name)) for name in ("zone", "seed", "threads", "language", "place")]
    return set(itertools.combinations(values, 2))


def two_waves(preset: str, folder: Path) -> Path:
    """Two exports, roster and list of trained of a made-up center; where it has but one wave, another seed gives the next."""
    from pipeline.instrument.load import load_instrument
    from sample_data.simulate import simulate

    made, again = folder / "made", folder / "again"
    simulate(preset, made)
    second = made / f"{WAVES[1]}.csv"
    if not second.exists():
        simulate(preset, again, seed=7)
        second = again / f"{WAVES[0]}.csv"
    given = folder / "given"
    given.mkdir()
    for path, name in ((made / f"{WAVES[0]}.csv", "first.csv"), (second, "second.csv"), (made / "roster.csv", "roster.csv")):
        shutil.copyfile(path, given / name)
    instrument = load_instrument()
    held = [f"{role.id},{instrument.topics[0].id},12" for role in instrument.roles[:3]]
    (given / "trained.csv").write_text("\n".join(["role,topic,seats", *held]) + "\n", encoding="utf-8")
    return given


def analyzed(given: Path, condition: Condition, folder: Path) -> Path:
    """Both waves analyzed in a process of its own under a condition; returns ``outputs/``."""
    names = ("first.csv", "second.csv", "roster.csv", "trained.csv")
    if condition.place == "absolute":
        home, paths, out = folder, [str(given / name) for name in names], str(folder / "outputs")
    else:
        home = folder / "an other place" / "Größe 2"
        shutil.copytree(given, home / "my answers")
        paths, out = [f"my answers/{name}" for name in names], "outputs"
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", CHILD, *paths, out]
    done = subprocess.run(command, cwd=home, env=condition.environment(), capture_output=True)
    if done.returncode:
        raise RuntimeError(f"{condition}: exit code {done.returncode}\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return home / "outputs"


def compared(preset: str, conditions: Sequence[Condition], folder: Path) -> list[dict[str, object]]:
    """One row per condition against the first: files, how many of them are equal byte by byte, what differs."""
    given = two_waves(preset, folder)
    places = [folder / f"run{number}" for number in range(len(conditions))]
    with ThreadPoolExecutor(max(1, (os.cpu_count() or 1) // 2)) as pool:
        outputs = list(pool.map(lambda one: analyzed(given, *one), zip(conditions, places, strict=True)))
    return [_row(preset, condition, outputs[0], other) for condition, other in zip(conditions[1:], outputs[1:], strict=True)]


def _row(preset: str, condition: Condition, first: Path, other: Path) -> dict[str, object]:
    found = {wave: differences(first / wave, other / wave) for wave in WAVES}
    told = [f"{wave}/{one.name}: {one.how}" for wave in WAVES for one in found[wave] if not one.same]
    how = Counter(one.how for wave in WAVES for one in found[wave])
    return {
        "center": preset,
        "condition": condition,
        "files": sum(how.values()),
        EQUAL: how[EQUAL],
        "differs": "; ".join(told) or "nothing",
    }


def _languages() -> str:
    """Which of the languages this machine does not have; Python then takes that of C."""
    kept, lacking = locale.setlocale(locale.LC_ALL), []
    for language in LANGUAGES:
        try:
            locale.setlocale(locale.LC_ALL, language)
        except locale.Error:
            lacking.append(language)
    locale.setlocale(locale.LC_ALL, kept)
    return f"This machine has no {', '.join(lacking)}, which was as C." if lacking else ""


def main() -> None:
    conditions = [PLAIN, *(one for one in every() if one != PLAIN)] if "--every" in sys.argv else pairwise()
    rows: list[dict[str, object]] = []
    for preset in ("small_center", "linked", "sample"):
        with tempfile.TemporaryDirectory() as folder:
            rows += compared(preset, conditions if preset == "small_center" else conditions[:4], Path(folder))
    wrong = sum(row["differs"] != "nothing" for row in rows)
    text = (
        f"Two waves of each center, analyzed under {len(rows)} other conditions than '{PLAIN}', each in a process and with a "
        f"private folder of its own; the second wave with a list of what was held. {wrong} of them gave a file with another "
        f"content. Time stamps (`created_at` and `closed` in `manifest.json`) are left aside. {_languages()}"
    )
    keep("same_bytes", "The same files everywhere", text, markdown(rows))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
