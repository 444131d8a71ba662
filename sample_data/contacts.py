"""Who agrees to be contacted, how and about what: made-up addresses of a domain that is reserved for examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from sample_data.world import NOISE, World

_TOPICS: Final = 0.2
"""How often a topic is wanted."""


@dataclass(frozen=True, slots=True)
class ContactAnswers:
    """What everybody answers about contacts; nothing where nobody is asked.

    Attributes
    ----------
    single : question -> code of consent, or the address of who agreed. chosen : question -> one boolean column per topic.
    """

    single: Mapping[str, NDArray[np.object_]]
    chosen: Mapping[str, pd.DataFrame]


def draw_contacts(world: World, instrument: Instrument, size: int, wave: int) -> ContactAnswers:
    """Answers of everybody to the questions about contacts."""
    consent, contact, topics = (instrument.question_of(kind) for kind in ("consent", "contact", "contact_topics"))
    if not world.contacts or consent is None or instrument.contacts is None:
        return ContactAnswers({}, {})
    rng = world.stream(NOISE, wave, 5)
    yes, drawn = np.array(instrument.contacts.agreed, dtype=object), rng.random(size)
    codes = [answer.code for answer in instrument.answer_scale[consent.answers or ""].answers]
    no = np.array([code for code in codes if code not in yes] or [""], dtype=object)
    agrees = drawn < world.contacts
    single = {consent.id: np.where(agrees, yes[rng.integers(len(yes), size=size)], no[rng.integers(len(no), size=size)])}
    if contact is not None:
        addresses = np.array([f"person{number}@example.org" for number in range(1, size + 1)], dtype=object)
        single[contact.id] = np.where(agrees, addresses, "")
    chosen = {}
    if topics is not None:
        wanted = (rng.random((size, len(instrument.topics))) < _TOPICS) & agrees[:, None]
        chosen[topics.id] = pd.DataFrame(wanted, columns=[topic.id for topic in instrument.topics])
    return ContactAnswers(single, chosen)
