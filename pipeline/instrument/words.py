"""One spelling for comparing words: how labels, answers and headers are matched.

Two texts are the same word when they differ only in case, accents of width, HTML tags, kinds of dashes, quotes or spaces.
Nothing else is ever treated as equal in silence.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

#: Tags inside a word or line leave nothing behind; all others part words.
_INLINE = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|small|mark|a|label)(?:\s[^<>]{0,400})?>", re.IGNORECASE)
#: A tag has its name at once: ``< 1 year, > 5 years`` holds none.
_TAG = re.compile(r"<(?:/?[A-Za-z]|!--)[^<>]{0,400}>")
_SPACE = re.compile(r"\s+")
_SAME = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u2018\u2019\u02bc", "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad", None)
)


def plain(text: str) -> str:
    """Readable text: no tags, entities resolved, one kind of space, NFKC; case kept."""
    if "<" in text:
        text = _TAG.sub(" ", _INLINE.sub("", text))
    if "&" in text:
        text = html.unescape(text)
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text).translate(_SAME)).strip()


@lru_cache(maxsize=65_536)
def normal(text: str) -> str:
    """The form in which two spellings of one word are equal; empty for blank text."""
    return plain(text).casefold().rstrip(".:;?! ").strip()
