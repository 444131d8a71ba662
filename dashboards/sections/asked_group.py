"""Which group, and which beside it, the address of a page asks for; and the choice of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboards.choices import asked as asked_for
from dashboards.choices import choice, unknown
from dashboards.opening import BESIDE, GROUP
from dashboards.plain_text import plain
from dashboards.prepared import prepared
from pipeline.publish.bundle import Bundle
from pipeline.publish.chart_tables import reluctance_table
from pipeline.publish.wording import records, why_sentence
from pipeline.publish.wording.one_group import beside_headline, group_headline
from pipeline.publish.words import say
from pipeline.tables import group_key

ALL_STAFF = "overall"
"""The key of all staff."""


@dataclass(frozen=True, slots=True)
class AskedGroup:
    """What the address asks for.

    group : key of a group that is shown; empty for all groups together. beside : key of what stands beside it, all staff where
    nothing else is asked for. missing : parts of the address that ask for a group that is not shown.
    """

    group: str
    beside: str = ALL_STAFF
    missing: tuple[str, ...] = ()


def asked(bundle: Bundle) -> AskedGroup:
    """What the address asks for, as far as the wave shows it."""
    group_names, beside_names = {"": "", **names(bundle)}, {ALL_STAFF: "", **names(bundle)}
    missing = tuple(
        part for part, options in ((GROUP, group_names), (BESIDE, beside_names)) if unknown(part, options) is not None
    )
    return AskedGroup(asked_for(GROUP, group_names), asked_for(BESIDE, beside_names), missing)


def names(bundle: Bundle) -> dict[str, str]:
    """Every group that is shown, flagged ones first: key -> name, with its kind where two have the same name."""
    return prepared(_names, bundle)


def _names(bundle: Bundle) -> dict[str, str]:
    table = reluctance_table(bundle)
    twice = table["group"].duplicated(keep=False)
    told = table["group"].where(~twice, table["group"] + " (" + table["kind"] + ")")
    return dict(zip(table["key"], told, strict=True))


def row_of(bundle: Bundle, key: str) -> dict[str, Any]:
    """The row of findings/reluctance of a group that is shown."""
    return prepared(_rows, bundle)[key]


def _rows(bundle: Bundle) -> dict[str, dict[str, Any]]:
    frame = bundle.findings.reluctance
    return dict(zip(group_key(frame), records(frame), strict=True))


def headline(bundle: Bundle, wanted: AskedGroup) -> str:
    """The finding: of the group, of both groups where two are asked for, of all flagged groups where none is."""
    if not wanted.group:
        return prepared(why_sentence, bundle).text
    own = row_of(bundle, wanted.group)
    if wanted.beside in (ALL_STAFF, wanted.group):
        return group_headline(own, bundle.instrument).text
    return beside_headline(own, row_of(bundle, wanted.beside), bundle.instrument).text


def not_shown(wanted: AskedGroup) -> None:
    """A clear word where the address asks for a group that is not shown, or for one beside itself."""
    if wanted.missing:
        st.info(say("why.not_shown"))
    if wanted.group and wanted.group == wanted.beside:
        st.info(say("why.same_group"))


def choices(bundle: Bundle, wanted: AskedGroup) -> None:
    """The choice of a group, and of one to set beside it."""
    known = names(bundle)
    left, right = st.columns(2)
    choice(say("column.group"), GROUP, {"": say("why.all_groups"), **known}, within=left, meaning=say("why.search"))
    if wanted.group:
        choice(say("why.beside"), BESIDE, {ALL_STAFF: say("group.all_staff"), **known}, within=right)


def called(bundle: Bundle, key: str) -> str:
    """A group's name."""
    return say("group.all_staff") if key == ALL_STAFF else names(bundle)[key]


def name_of(bundle: Bundle, key: str) -> str:
    """A group's name as markdown that shows it as it is."""
    return plain(called(bundle, key))
