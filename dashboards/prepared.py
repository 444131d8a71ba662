"""What a page draws is made once per wave, not once per reader and click: tables and charts are pure, so they can be kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from pipeline.publish.bundle import Bundle

T = TypeVar("T")


def prepared(make: Callable[..., T], bundle: Bundle, *more: Any) -> T:
    """``make(bundle, *more)``, kept for everybody who looks at this wave; treated as read-only.

    make : a pure function of a module, not a lambda. more : values that can be hashed.
    """
    name = f"{make.__module__}.{make.__qualname__}"
    return _kept(str(bundle.path), bundle.manifest.created_at, name, more, lambda: make(bundle, *more))  # type: ignore[no-any-return]


@st.cache_resource(max_entries=1_000, show_spinner=False)
def _kept(path: str, created: str, name: str, more: tuple[Any, ...], _make: Callable[[], Any]) -> Any:
    return _make()
