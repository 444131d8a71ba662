"""Everything a wave says, put together in the order in which people ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.content.change import change
from pipeline.publish.content.comparability import comparability
from pipeline.publish.content.convinced import convinced
from pipeline.publish.content.first import first
from pipeline.publish.content.follow_through import follow_through
from pipeline.publish.content.model import Content, Said, Section
from pipeline.publish.content.ready import ready
from pipeline.publish.content.refer import Refer
from pipeline.publish.content.sure import sure
from pipeline.publish.content.training import training
from pipeline.publish.content.why import helps, why
from pipeline.publish.wording import DRAFT, headlines

if TYPE_CHECKING:
    from pipeline.publish.bundle import Bundle


def content(bundle: Bundle, lists: Mapping[str, pd.DataFrame]) -> Content:
    """What the wave says. lists : the training list of each role (``lists.target_lists``)."""
    refer, told, groups = Refer(bundle.wave), headlines(bundle), reluctance_table(bundle)
    found = (
        ready(bundle, told, groups, refer),
        convinced(bundle, told, groups, refer),
        why(bundle, refer),
        helps(bundle, refer),
        training(bundle, lists, refer),
        first(bundle, refer),
        change(bundle, refer),
        follow_through(bundle, refer),
        comparability(bundle, refer),
        sure(bundle, refer),
    )
    said = tuple(refer.said(one) for one in told)
    return _content(bundle, said, tuple(section for section in found if section))


def _content(bundle: Bundle, said: tuple[Said, ...], sections: tuple[Section, ...]) -> Content:
    manifest, instrument = bundle.manifest, bundle.instrument
    return Content(
        title=instrument.title,
        wave=bundle.wave,
        analyzed=manifest.created_at[:10],
        source=str(manifest.input["file"]),
        notices=(DRAFT,) if manifest.state == "draft" else (),
        headlines=said,
        sections=sections,
        instrument=f"{instrument.id} {instrument.version}",
        versions=", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
    )
