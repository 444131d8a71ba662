"""Staff of a center that is not known yet: some roles and departments of an instrument, unequal in size."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipeline.instrument.model import Instrument
from pipeline.instrument.part import Labelled
from pipeline.stats.apportion import apportion
from pipeline.tables import NOT_STATED


def made_up_staff(instrument: Instrument, size: int) -> pd.DataFrame:
    """Staff by role × department (× site), ``size`` in all, in the order of the instrument; only cells with staff.

    As many roles as the root of the size, and half as many departments, from all of the list: so all kinds of roles are there.
    Where the instrument has no list, its level is ``not_stated``.
    """
    lists = {"role": instrument.roles, "department": instrument.departments, "site": instrument.sites}
    most = {"role": math.isqrt(size), "department": math.isqrt(size) // 2, "site": 3}
    levels = [_some(lists[axis], max(most[axis], 2)) for axis in instrument.axes]
    weights = [1 / np.sqrt(np.arange(1, len(level) + 1)) for level in levels]
    cells = pd.DataFrame(list(itertools.product(*levels)), columns=list(instrument.axes))
    products = [math.prod(weight) for weight in itertools.product(*weights)]
    cells["staff"] = apportion(size, products)
    return cells[cells["staff"] > 0].reset_index(drop=True)


def _some(parts: Sequence[Labelled], most: int) -> list[str]:
    """Ids, evenly from all of a list."""
    ids = [part.id for part in parts] or [NOT_STATED]
    places = np.unique(np.linspace(0, len(ids) - 1, min(most, len(ids))).round().astype(int))
    return [ids[place] for place in places]
