"""What the first reader would wait for is done while the server starts: pages' modules are loaded and the newest wave is read."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from dashboards.gate import gate
from dashboards.opened import opened
from dashboards.waves_shown import outputs, waves_shown
from pipeline.errors import UserError


def warm(folder: Path, *, drafts: bool) -> None:
    """Load what pages need, read the newest wave that may be shown, and take all of it out of the collector's sight.

    Modules and tables of a wave stay for good, hundreds of thousands of objects: looking through them for rubbish again and again
    would take longer than a page does.
    """
    from dashboards import sections

    for module in pkgutil.iter_modules(sections.__path__):
        importlib.import_module(f"{sections.__name__}.{module.name}")
    with suppress(UserError, OSError):  # told on the page
        for wave in waves_shown(folder, drafts=drafts)[:1]:
            opened(folder, wave)
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def warming(_: object) -> AsyncIterator[None]:
    """While the server runs; it answers at once, and gets warm beside."""
    threading.Thread(target=warm, args=(outputs(),), kwargs={"drafts": gate().access is None}, daemon=True).start()
    yield
