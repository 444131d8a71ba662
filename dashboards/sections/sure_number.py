"""What stands behind a number of a report: the reader types its id, and the address keeps it."""

from __future__ import annotations

import streamlit as st

from dashboards.plain_text import plain
from dashboards.wave import bundles_beside
from dashboards.way_back import sentence, way_back
from pipeline.errors import UserError
from pipeline.publish.bundle import Bundle
from pipeline.publish.words import say


def one_number(bundle: Bundle) -> None:
    """A box for an id, and what stands behind it."""
    from pipeline.publish.reference import number_id
    from pipeline.publish.trace import find_id, story

    st.subheader(say("how_sure.number"))
    st.markdown(say("how_sure.number_ask"))
    example = number_id(bundle.wave, "findings/reluctance#overall", "share")
    asked = st.text_input(say("how_sure.number_id"), key="id", bind="query-params", placeholder=example, max_chars=120)
    if not asked:
        st.markdown(say("how_sure.number_example", example=example))
        return
    bundles = [bundle, *bundles_beside()]
    try:
        told = story(find_id(asked, bundles), bundles)
    except UserError as error:
        st.warning(plain(_words(error)))
        return
    way_back(told, alone=True)


def _words(error: UserError) -> str:
    """What was wrong with an id, where it was looked for, and what to do, as sentences."""
    parts = [part for one in error.problems for part in (one.what, one.where, one.allowed, one.fix)]
    return " ".join(sentence(" ".join(part.split())) for part in parts if part)
