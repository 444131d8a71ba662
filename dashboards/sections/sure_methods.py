"""Methods in full: the pages of docs/methods as they were installed, read here and without a link that leaves the machine."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from dashboards.choices import choice
from pipeline.publish.bundle import Bundle
from pipeline.publish.trace.story import rules_of
from pipeline.publish.words import say

FOLDER: Final = Path(__file__).parents[2] / "docs" / "methods"
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_ADDRESS: Final = re.compile(r"<?\b(https?://|www\.)(\S+?)>?(?=[\s)|,;]|$)")
_TITLE: Final = re.compile(r"^# +(.+)$", re.MULTILINE)


def methods(bundle: Bundle) -> None:
    """One method after the other: every rule in a sentence, then its page."""
    st.subheader(say("how_sure.methods"))
    pages = titles(FOLDER)
    if not pages:
        st.markdown(say("how_sure.methods_missing"))
        return
    page = choice(say("how_sure.method"), "method", pages, "reluctance")
    sentences = [say(f"rule.{rule}") for rule in rules_of(page)]
    if sentences:
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))
    st.caption(say("how_sure.method_lies", page=f"docs/methods/{page}.md"))
    with st.container(border=True):
        st.markdown(without_links((FOLDER / f"{page}.md").read_text(encoding="utf-8")))


@cache
def titles(folder: Path) -> dict[str, str]:
    """Page -> its title, by title; empty where the pages are not installed."""
    found = {}
    for path in folder.glob("*.md") if folder.is_dir() else ():
        title = _TITLE.search(path.read_text(encoding="utf-8"))
        found[path.stem] = title[1] if title else path.stem
    return dict(sorted(found.items(), key=lambda one: one[1].lower()))


def without_links(text: str) -> str:
    """A page without its title and its links, small headings."""
    text = _TITLE.sub("", text, count=1)
    text = _LINK.sub(r"\1", text)
    text = _ADDRESS.sub(lambda found: found[2], text)
    text = re.sub(r"^#{2,5} +(.+)$", r"##### \1", text, flags=re.MULTILINE)
    return text.strip()
