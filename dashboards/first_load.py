"""What the browser may fetch early: it would ask for the program that draws charts only once the first chart is there."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

_NEEDED: Final = ("PlotlyChart", "DataFrame")
"""Parts of Streamlit's program that every page with a chart and its table needs, and its page does not name."""
_LEAST: Final = 20_000  # bytes; what is smaller comes as fast as it is named
_HEAD: Final = 20_000  # characters; a part names what it loads before anything else
_IMPORT: Final = re.compile(r'(?:import|from)\s*"\./([\w.-]+\.js)"')
_NAMED: Final = re.compile(r"static/js/([\w.-]+\.js)")


def early(base_path: str) -> str:
    """Value of a ``Link`` header; "" where this version of Streamlit has no such parts."""
    links = (f"<{base_path}/static/js/{name}>; rel=modulepreload; crossorigin; fetchpriority=low" for name in _parts())
    return ", ".join(links)


@cache
def _parts() -> tuple[str, ...]:
    """Names of the parts and of what they load in turn, largest first; without small ones, and what the page names itself."""
    import streamlit

    static = Path(streamlit.__file__).parent / "static"
    known = set(_NAMED.findall((static / "index.html").read_text(encoding="utf-8")))
    folder = static / "static" / "js"
    todo = [path.name for name in _NEEDED for path in folder.glob(f"{name}.*.js")]
    found: dict[str, int] = {}
    while todo:
        name = todo.pop()
        path = folder / name
        if name not in known and name not in found and path.is_file():
            found[name] = path.stat().st_size
            with path.open(encoding="utf-8") as part:
                todo += _IMPORT.findall(part.read(_HEAD))
    return tuple(sorted((name for name, size in found.items() if size >= _LEAST), key=lambda name: -found[name]))
