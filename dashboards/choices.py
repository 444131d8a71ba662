"""What a reader chooses, kept in the address by its id: a link shows the same view whatever the words are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import streamlit as st

from dashboards.plain_text import plain
from pipeline.publish.words import say

_LOOKS: Final = ("list", "row")
_LONGEST: Final = 40
"""So much of what an address asks for is repeated."""


def asked(name: str, options: Mapping[str, str], default: str = "") -> str:
    """The option that the address asks for: by its id or, as older links do, by its words; else the default, else the first.

    name : of the address' part. options : id -> words.
    """
    wanted = st.query_params.get(name)
    if wanted in options:
        return str(wanted)
    by_words = {words: one for one, words in options.items()}
    return by_words.get(str(wanted)) or (default if default in options else next(iter(options)))


def unknown(name: str, options: Mapping[str, str]) -> str | None:
    """What the address asks for where that is none of the options; else None."""
    wanted = st.query_params.get(name)
    return None if wanted is None or wanted in options or wanted in options.values() else wanted


def told(name: str, options: Mapping[str, str], default: str = "") -> None:
    """Say so where the address asks for what is none of the options, and what is shown instead."""
    if (wanted := unknown(name, options)) is not None:
        shown = options[asked(name, options, default)]
        st.warning(plain(say("state.unknown_choice", asked=wanted[:_LONGEST], shown=shown)))


def choice(
    label: str,
    name: str,
    options: Mapping[str, str],
    default: str = "",
    *,
    look: str = "list",
    within: Any = st,
    meaning: str | None = None,
) -> str:
    """A choice among options whose id stands in the address; the default does not. Gives the id.

    look : ``list`` to search in, or ``row`` of a few beside one another. within : where it stands. meaning : what appears when a
    reader points at it.
    """
    if look not in _LOOKS:
        raise ValueError(f"a choice looks like one of {_LOOKS}")
    default = default if default in options else next(iter(options))
    st.session_state[name] = asked(name, options, default)
    shown: dict[str, Any] = {"format_func": options.__getitem__, "key": name, "help": meaning}
    shown |= {"on_change": _into_address, "args": (name, default)}
    if look == "row":
        within.segmented_control(label, list(options), required=True, wrap=True, **shown)
    else:
        within.selectbox(label, list(options), **shown)
    return str(st.session_state[name])


def several(label: str, name: str, options: Mapping[str, str], default: Sequence[str], *, within: Any = st) -> list[str]:
    """A choice of some of the options, in their order; their ids stand in the address, joined by dots, unless they are the
    default."""
    wanted = st.query_params.get(name)
    given = [one for one in options if one in (wanted or "").split(".")]
    st.session_state[name] = given if given or wanted == "" else [one for one in options if one in default]
    shown: dict[str, Any] = {"format_func": options.__getitem__, "key": name, "on_change": _all_into_address}
    within.pills(label, list(options), selection_mode="multi", wrap=True, **shown, args=(name, tuple(default)))
    return [one for one in options if one in st.session_state[name]]


def _all_into_address(name: str, default: tuple[str, ...]) -> None:
    chosen = st.session_state.get(name) or []
    if set(chosen) == set(default):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = ".".join(chosen)


def _into_address(name: str, default: str) -> None:
    """Write the choice into the address, before the page is drawn anew."""
    chosen = st.session_state.get(name)
    if chosen is None or chosen == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)
