"""The states that a dashboard can be in, each an ``outputs/`` of its own, made once per test run whoever asks first.

nothing : no wave. one : the sample's first wave, still a draft, printed too. two : the sample's two waves, both closed.
suppressed : the small center with a smallest group of 30, so that only all staff can be shown. small : the small center.
twenty : twenty roles by twenty departments with names as long as they come.
TELEHEALTH_TEST_STATES : a folder where they are kept from one test run to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from tests.made_once import copied, made_once

DATA: Final = Path(__file__).parents[2] / "sample_data"
FIRST, SECOND = "2026-11", "2027-02"


def nothing(folder: Path) -> None:
    (folder / "outputs").mkdir()


def one(folder: Path) -> None:
    _analyzed(folder, "sample", FIRST, pdf=True)


def two(folder: Path) -> None:
    """The second wave on the first, each closed when it was read."""
    from pipeline.run import close

    copied(outputs_of("one", folder.parent).parent, folder)
    close(FIRST, folder / "outputs", folder / "private")
    _analyzed(folder, "sample", SECOND)
    close(SECOND, folder / "outputs", folder / "private")


def suppressed(folder: Path) -> None:
    text = "extends: tele_oncology\nid: large_groups\nversion: '1'\ntitle: Staff telehealth readiness\nthresholds: {k: 30}\n"
    instrument = folder / "large_groups.yaml"
    instrument.write_text(text, encoding="utf-8")
    _analyzed(folder, "small_center", FIRST, str(instrument))


def small(folder: Path) -> None:
    _analyzed(folder, "small_center", FIRST)


def twenty(folder: Path) -> None:
    """Every role of the shipped instrument by its departments and one more; about half of the cells have staff."""
    from pipeline.instrument.load import load_instrument
    from pipeline.run import Request, analyze
    from sample_data import qualtrics
    from sample_data.fieldwork import field
    from sample_data.people import draw
    from sample_data.simulate import write_roster
    from sample_data.world import World

    path = folder / "twenty.yaml"
    more = "{id: virtual_care, label: Virtual care and remote symptom monitoring, group: access}"
    text = (
        f"extends: tele_oncology\nid: twenty\nversion: '1'\ntitle: Staff telehealth readiness\nadd: {{departments: [{more}]}}\n"
    )
    path.write_text(text, encoding="utf-8")
    instrument = load_instrument(path)
    roles, departments = ([part.id for part in parts] for parts in (instrument.roles, instrument.departments))
    assert len(roles) == len(departments) == 20
    sizes = np.random.default_rng(20).gamma(0.9, 14, (20, 20)).astype(int)
    staff = {
        role: {name: int(n) for name, n in zip(departments, row, strict=True) if n > 3}
        for role, row in zip(roles, sizes, strict=True)
    }
    latent = {"role_sd": 0.5, "department_sd": 0.4}
    world = World.model_validate(
        {"id": "twenty", "answers": 2600, "staff": staff, "latent": latent, "waves": [{"id": FIRST, "first_day": f"{FIRST}-02"}]}
    )
    export = qualtrics.write(field(draw(world, instrument), instrument), instrument, folder / f"{FIRST}.csv", split=())
    roster = write_roster(world.roster(instrument), instrument, folder / "roster.csv")
    analyze(Request(export, roster=roster, instrument=str(path), out=folder / "outputs"))


STATES: Final[dict[str, Callable[[Path], None]]] = {
    made.__name__: made for made in (nothing, one, two, suppressed, small, twenty)
}


def outputs_of(state: str, shared: Path) -> Path:
    """``outputs/`` of a state below a folder that all processes of one test run share; made by the first who asks."""
    return made_once(shared / f"state_{state}", STATES[state]) / "outputs"


def _analyzed(folder: Path, preset: str, wave: str, instrument: str = "tele_oncology", *, pdf: bool = False) -> None:
    from pipeline.run import Request, analyze

    data = DATA / preset
    analyze(Request(data / f"{wave}.csv", data / "roster.csv", instrument, out=folder / "outputs", pdf=pdf))
