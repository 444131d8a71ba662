"""The wave before, and what has changed since then that only the private side can see: headers, row counts, scoring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.clean.wordings import Wordings
    from pipeline.instrument.model import Instrument
    from pipeline.publish.bundle import Bundle
    from pipeline.tables import RowCounts


def earlier_wave(out: Path, wave: str, needed: bool) -> Bundle | None:
    """The newest published wave before this one; None where there is none. Raises UsageError where one is needed."""
    from pipeline.publish.bundle import open_wave, wave_before

    earlier = wave_before(out, wave)
    if earlier is not None:
        return open_wave(out, earlier)
    if needed:
        fix = "analyze the earlier wave into the same folder first, or leave the list of what was trained or done out"
        raise UsageError(Problem(f"there is no wave before {wave} to compare with", str(out), fix=fix))
    return None


def seen_since(
    earlier: Bundle, private: Path, asked: Wordings, rows: RowCounts, scored: int, scoring: str, instrument: Instrument
) -> pd.DataFrame:
    """Rows of COMPARABILITY, without ``earlier`` and ``affects``, that only the two exports tell; no answer of anybody.

    scored : people who were scored now.
    """
    import pandas as pd

    from pipeline.clean.wordings_differ import rows_frame, wordings_differ
    from pipeline.private.asked import read_asked

    rule = str(earlier.manifest.scoring["rule"])
    differ = [
        ("rows", name, "value", str(old), str(new), True) for name, old, new in _counts(earlier.manifest.rows, rows, scored)
    ]
    if rule != scoring:
        differ.append(("scoring", "rule", "value", rule, scoring, False))
    found = rows_frame(differ)
    before = read_asked(private, earlier.wave)
    return found if before is None else pd.concat([wordings_differ(before, asked, instrument), found], ignore_index=True)


def _counts(before: Mapping[str, Any], rows: RowCounts, scored: int) -> list[tuple[str, int, int]]:
    """Rows read, kept, set aside and scored, of both waves."""
    return [
        ("read", int(before["read"]), rows.read),
        ("kept", int(before["kept"]), rows.kept),
        ("set_aside", sum(before["set_aside"].values()), sum(rows.set_aside.values())),
        ("scored", int(before["scored"]), scored),
    ]
