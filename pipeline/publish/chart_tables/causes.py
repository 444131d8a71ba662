"""Why one group stands where it stands, and what helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.wording import cause_figures as cause_text
from pipeline.publish.wording import flags, group_label
from pipeline.tables import Row, by_group, group_key, row_key

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_FIGURES = ("certainty", "strength", "score", "score_elsewhere", "n", "chosen", "chosen_elsewhere", "n_chosen")


def steps_by_group(actions: pd.DataFrame) -> dict[str, list[Row]]:
    """Rows of ACTIONS by group, at most two each, first first."""
    return {key: sorted(rows, key=lambda row: row["rank"]) for key, rows in by_group(actions).items()}


def named_causes(bundle: Bundle, key: str) -> pd.DataFrame:
    """The rows of findings/actions of one group, at most two, first first; columns as there."""
    frame = bundle.findings.actions
    return frame[group_key(frame) == key].sort_values("rank", kind="stable").reset_index(drop=True)


def cause_table(bundle: Bundle, key: str) -> pd.DataFrame:
    """The causes named with one group, at most two, first first, with the figures that led there and what helps.

    columns : cause (label), those of ``cause_figures``, action, owner, grade (A trial to D expert opinion), evidence, source,
    waits (a course that has to wait for what blocks).
    """
    rows = named_causes(bundle, key)
    more = {"action": "step", **{name: name for name in ("owner", "grade", "evidence", "source", "waits")}}
    return _labelled(bundle, rows).assign(**{name: rows[column].to_numpy() for name, column in more.items()})


def cause_figures(bundle: Bundle, key: str) -> pd.DataFrame:
    """Every cause of one group, strongest first, named or not.

    columns : cause (label), certainty (chance to be the group's strongest, 0-1), strength (SDs of persons worse than
    elsewhere), score, score_elsewhere (0-100; missing for causes without a scale), n, chosen, chosen_elsewhere (shares who
    ticked a barrier of it), n_chosen, shown (low in itself and worse than elsewhere).
    """
    frame = bundle.findings.causes
    rows = frame[group_key(frame) == key].sort_values("rank", kind="stable")
    return _labelled(bundle, rows).assign(shown=rows["shown"].to_numpy())


def cause_bars(bundle: Bundle) -> pd.DataFrame:
    """How much worse than elsewhere each named cause of each flagged group is; the surest group first, its first cause first.

    columns : key (of the row of findings/actions), group, cause (labels), strength (standard deviations of persons), certainty,
    figures (words), n, score, score_elsewhere (0-100), chosen, chosen_elsewhere (0-1), n_chosen.
    """
    steps, labels = steps_by_group(bundle.findings.actions), bundle.instrument.labels()["cause"]
    rows = [
        {
            "key": f"{row_key(step)}:{step['cause']}",
            "group": group_label(step, bundle.instrument),
            "cause": labels.get(step["cause"], step["cause"]),
            "figures": cause_text(step),
            **{name: step[name] for name in _FIGURES},
        }
        for row in flags(bundle)
        for step in steps.get(row_key(row), ())
    ]
    columns = ["key", "group", "cause", "strength", "certainty", "figures", *_FIGURES[2:]]
    return pd.DataFrame(rows, columns=columns).astype({"n_chosen": "Int64"})


def _labelled(bundle: Bundle, rows: pd.DataFrame) -> pd.DataFrame:
    labels = bundle.instrument.labels()["cause"]
    words = pd.Series([labels.get(cause, cause) for cause in rows["cause"]], dtype="str")
    table = pd.DataFrame({"cause": words, **{name: rows[name].to_numpy() for name in _FIGURES}})
    return table.astype({"n_chosen": "Int64"})
