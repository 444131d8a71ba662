"""The small center's roster and plan, calculated once."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline.clean.roster import read_roster
from pipeline.fielding.assumed import Assumed
from pipeline.fielding.plan import SampleSize, sample_size
from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument

SMALL = Path(__file__).parents[2] / "sample_data" / "small_center"


@pytest.fixture(scope="session")
def short_form() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture(scope="session")
def small_roster(short_form: Instrument) -> pd.DataFrame:
    return read_roster(SMALL / "roster.csv", short_form)


@pytest.fixture(scope="session")
def small_plan(small_roster: pd.DataFrame, short_form: Instrument) -> SampleSize:
    return sample_size(small_roster, short_form, Assumed())
