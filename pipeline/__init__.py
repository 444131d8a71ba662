"""Telehealth readiness of cancer-care staff: a survey export in, safe findings about groups out.

The public face is lazy, so that importing the package costs nothing: ``analyze``, ``inspect``, ``load_instrument``.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "Request": "pipeline.run",
    "analyze": "pipeline.run",
    "inspect": "pipeline.run",
    "load_instrument": "pipeline.instrument.load",
}
__all__ = ["Request", "__version__", "analyze", "inspect", "load_instrument"]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute '{name}'")
