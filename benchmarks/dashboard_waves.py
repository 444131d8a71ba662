"""Waves to measure the dashboard with: the sample, its center with 100,000 answers, twenty roles by twenty departments.

Each is made once in the folder given and used again; the large one takes some minutes to make.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

FOLDER: Final = Path(tempfile.gettempdir()) / "telehealth_dashboard_waves"
"""Where they are kept between two runs; remove it to have them made anew."""
WAVE: Final = "2026-11"
LARGE: Final = 100_000
SAMPLE: Final = Path(__file__).parents[1] / "sample_data" / "sample"


def sample(folder: Path) -> Path:
    """``outputs/`` with the shipped sample, about 800 answers."""
    return _made(folder / "sample", SAMPLE / f"{WAVE}.csv", SAMPLE / "roster.csv")


def large(folder: Path) -> Path:
    """``outputs/`` with the sample's center, everything 122 times as large: 100,000 answers."""
    from pipeline.instrument.load import load_instrument
    from sample_data import qualtrics
    from sample_data.fieldwork import field
    from sample_data.people import draw
    from sample_data.simulate import write_roster
    from sample_data.world import load_world

    own = folder / "large"
    if (own / "outputs" / WAVE).exists():
        return own / "outputs"
    own.mkdir(parents=True, exist_ok=True)
    instrument, small = load_instrument(), load_world("sample")
    times = LARGE / small.answers
    staff = {role: {name: round(n * times) for name, n in row.items()} for role, row in small.staff.items()}
    world = small.model_copy(update={"staff": staff, "answers": LARGE})
    export = qualtrics.write(field(draw(world, instrument), instrument), instrument, own / f"{WAVE}.csv", split=())
    return _made(own, export, write_roster(world.roster(instrument), instrument, own / "roster.csv"))


def twenty(folder: Path) -> Path:
    """``outputs/`` with twenty roles by twenty departments."""
    from tests.browser.states import outputs_of

    folder.mkdir(parents=True, exist_ok=True)
    return outputs_of("twenty", folder)


def _made(folder: Path, export: Path, roster: Path) -> Path:
    from pipeline.run import Request, analyze

    if not (folder / "outputs" / WAVE).exists():
        analyze(Request(export, roster=roster, out=folder / "outputs"))
    return folder / "outputs"
