"""``report.html``: one self-contained page, printable, without scripts; the same words and tables as the dashboard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from pipeline.publish import figures
from pipeline.publish.chart_tables import (
    FOUR,
    barrier_table,
    quadrant_bars,
    reluctance_table,
    response_table,
    scale_bars,
)
from pipeline.publish.measurement import alarm_sentences, careless_table, reliability_table, weighting_sentences, what_if_sentence
from pipeline.publish.numbers import odds, percent, points, share_range
from pipeline.publish.report_rows import flagged_rows, four_rows, group_rows, heat_rows, rows_of, together, trained_rows
from pipeline.publish.wording import (
    BLOCKED,
    DEPENDS,
    DID_IT_WORK,
    DRAFT,
    GOES_TOGETHER,
    GRADES_MEAN,
    IN_PERSON,
    ROUGHLY_MEANS,
    SILENCE,
    STATUS,
    TOO_FEW_TO_TELL,
    TRAINED_MEANS,
    first_steps,
    four_answers_text,
    headlines,
    quadrant_words,
    rows_sentence,
    rule,
)
from pipeline.release.attack.files import SENTENCES

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle

_TEMPLATES: Final = Path(__file__).parent / "templates"
_TOPICS_SHOWN: Final = 3


def report_html(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> str:
    """The page as text; everything that comes from files is escaped. ``lists`` : the training list of each role."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    environment = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    groups = reluctance_table(bundle)
    margins = groups[groups["kind"].isin(["Role", "Department", "Site"])]
    bars, four = scale_bars(bundle), quadrant_bars(bundle)
    limits = bundle.instrument.thresholds
    page = environment.get_template("report.html.j2").render(
        title=bundle.instrument.title,
        wave=bundle.wave,
        draft=DRAFT if bundle.manifest.state == "draft" else "",
        created=bundle.manifest.created_at[:10],
        headlines=headlines(bundle),
        steps=first_steps(bundle),
        flagged=flagged_rows(bundle),
        scale_chart=Markup(figures.scale_bars(bars)),
        scales=_formatted(bars, ("mean", "low", "high")),
        group_chart=Markup(figures.intervals(margins, limits.group_share, percent(limits.interval))) if len(margins) else "",
        cut=percent(limits.group_share),
        interval=percent(limits.interval),
        firm=odds(limits.firm),
        k=limits.k,
        words={"blocked": BLOCKED, "in_person": IN_PERSON, "depends": DEPENDS},
        groups=group_rows(margins),
        heat=heat_rows(bundle),
        four_chart=Markup(figures.four_answers(four)) if len(four) else "",
        grades=GRADES_MEAN,
        four=four_rows(bundle),
        quadrants=[quadrant_words(quadrant) for quadrant in FOUR],
        four_means=four_answers_text(limits),
        roughly=ROUGHLY_MEANS if (four["basis"] == "margins").any() else "",
        together=together(bundle),
        goes_together=GOES_TOGETHER,
        too_few_to_tell=TOO_FEW_TO_TELL,
        sentences_file=SENTENCES,
        barriers=[_barrier(row) for row in rows_of(barrier_table(bundle).head(8))],
        training=_training(bundle, lists),
        trained=trained_rows(bundle) | {"title": DID_IT_WORK, "means": TRAINED_MEANS},
        rows=rows_sentence(bundle.manifest.rows),
        notes=bundle.manifest.notes,
        response=[{**row, "rate": percent(row["response_rate"])} for row in rows_of(response_table(bundle))],
        reliability=_reliability(bundle),
        alarms=alarm_sentences(bundle),
        careless=rows_of(careless_table(bundle)),
        weighting=[*weighting_sentences(bundle), what_if_sentence(bundle)],
        rule=rule(limits),
        status=bundle.instrument.status,
        silence=SILENCE,
        thresholds=_thresholds(bundle),
        versions=bundle.manifest.versions,
        source=bundle.manifest.input,
    )
    return _unbroken(page)


def _unbroken(page: str) -> str:
    """Keep a number and its unit on one line."""
    return page.replace(" %", "\N{NO-BREAK SPACE}%").replace("n = ", "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}")


def _formatted(frame: pd.DataFrame, scores: tuple[str, ...]) -> list[dict[str, Any]]:
    return rows_of(frame.assign(**{name: frame[name].map(points) for name in scores}))


def _barrier(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "share": percent(row["share"]), "span": share_range(row["share_low"], row["share_high"])}


def _training(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Per role: its three largest gaps with seats."""
    labels = bundle.instrument.labels()["role"]
    found = []
    for role, frame in lists.items():
        rows = rows_of(frame.head(_TOPICS_SHOWN))
        for row in rows:
            row["status"] = STATUS[row["status"]]
            known = row["seats"] is not None
            row["seats"] = f"{row['seats']} ({row['seats_low']} to {row['seats_high']})" if known else "–"
        found.append({"role": labels.get(role, role), "topics": rows})
    return found


def _reliability(bundle: Bundle) -> list[dict[str, Any]]:
    return [
        {
            **row,
            "alpha": "–" if row["alpha"] is None else f"{row['alpha']:.2f}",
            "omega": "–" if row["omega"] is None else f"{row['omega']:.2f}",
            "span": "" if row["alpha_low"] is None else f"{row['alpha_low']:.2f} to {row['alpha_high']:.2f}",
        }
        for row in rows_of(reliability_table(bundle))
    ]


def _thresholds(bundle: Bundle) -> list[dict[str, str]]:
    values = bundle.instrument.thresholds.model_dump()
    return [
        {"name": name.replace("_", " "), "value": _value(values[name]), "reason": reason}
        for name, reason in bundle.instrument.threshold_reasons.items()
        if name in values
    ]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {part:g}" for name, part in value.items())
    return f"{value:g}"
