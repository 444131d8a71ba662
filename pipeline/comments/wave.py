"""Mask all comments of a wave: a word that many people wrote is nobody's. PRIVATE."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pandas as pd

from pipeline.comments.masked import Masked
from pipeline.comments.masking import mask
from pipeline.comments.tokens import read
from pipeline.comments.words import words_of
from pipeline.instrument.model import Instrument


def mask_all(texts: pd.Series, writers: pd.Series, names: Collection[str], instrument: Instrument) -> list[Masked]:
    """Each comment masked, in the order of ``texts``.

    writers : who wrote each, so that a word counts once of each. names : of people, as on a list of staff.
    """
    words = words_of(instrument, names, common_words(texts, writers, instrument.thresholds.k))
    return [mask(text, words) for text in texts]


def common_words(texts: pd.Series, writers: pd.Series, people: int) -> frozenset[str]:
    """Words that so many different people wrote in small letters, most of them so: names mostly have a capital."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for _, own in texts.groupby(writers, sort=False):
        tokens = [token for text in own for token in read(text).tokens if not token.has_digit and len(token.text) > 2]
        small.update({token.word for token in tokens if token.text.islower()})
        capital.update({token.word for token in tokens if token.is_capital and not token.opens})
    return frozenset(word for word, n in small.items() if n >= people and n > capital[word])
