"""The workers of a Dask cluster: reached, told to load what they need while the command still loads its own, and given work.

The scheduler loads whatever a task names, and no worker is given work before: tasks name what is here, which loads at once.
PRIVATE.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from pipeline.errors import Problem, UsageError

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE: Final = 10
"""Seconds until the scheduler must answer, and until there must be a worker."""


def connected(address: str) -> Client:
    """A client of a scheduler that has workers, which begin to load this program; raises UsageError."""
    try:
        from distributed import Client
    except ImportError:
        fix = "pip install 'telehealth-readiness[cluster]'"
        raise UsageError(Problem("the extra 'cluster' is not installed", "--cluster", fix=fix)) from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        fix = "start one with `dask scheduler`, and give the address that it tells, as tcp://10.0.0.5:8786"
        what = f"no scheduler answers at {address} ({type(error).__name__})"
        raise UsageError(Problem(what, "--cluster", fix=fix)) from None
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        with suppress(Exception):
            client.close()
        fix = f"start some with `dask worker {address}`"
        raise UsageError(Problem("the scheduler has no workers", "--cluster", fix=fix)) from None
    _begin_loading(client)
    return client


def _begin_loading(client: Client) -> None:
    """One task for each worker that is there. What goes wrong with it goes wrong again with the work, and is told then."""
    from distributed import fire_and_forget

    for worker in client.scheduler_info(n_workers=-1)["workers"]:
        fire_and_forget(client.submit(_load, workers=[worker], allow_other_workers=True, pure=False, retries=0))


def _load() -> None:
    import polars  # noqa: F401
    import pyarrow.csv  # noqa: F401

    import pipeline.measure.measure
    import pipeline.wave.cluster
    import pipeline.wave.wave  # noqa: F401


def same(work: bytes) -> bytes:
    return work


def call(*given: Any, work: bytes) -> Any:
    """Do pickled work. A worker has as many tasks at a time as it has threads, so each of them uses one processor."""
    from pipeline.tables.blocks import at_most

    with at_most(1):
        found = pickle.loads(work)(*given)
        return list(found) if isinstance(found, Iterator) else found  # what is made bit by bit cannot travel
