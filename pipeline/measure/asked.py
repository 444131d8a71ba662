"""Which items concern which role: an answer that nobody had to give is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.instrument.model import Instrument
from pipeline.tables import NOT_STATED
from pipeline.tables.coded import NO_ANSWER, NOT_FOR_ME, Rated


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Which codes become ``NOT_FOR_ME`` in which role, because the item does not concern it.

    Attributes
    ----------
    tables : item -> (roles, codes), the code to take; an item that concerns every role as it is has none.
    """

    tables: Mapping[str, NDArray[np.uint8]]

    def codes(self, rated: Rated, item: str, role: NDArray[np.integer]) -> NDArray[np.integer]:
        """Codes of one item, (n,)."""
        codes = rated.codes[rated.names.index(item)]
        table = self.tables.get(item)
        if table is None:
            return codes
        place = np.multiply(role, table.shape[1], dtype=np.intp)
        place += codes
        return table.ravel().take(place)


def asked(rated: Rated, roles: Sequence[str], instrument: Instrument) -> Asked:
    """For roles by number. Where the role is not stated or unknown, an item is for everybody, or was answered."""
    known = {role.id for role in instrument.roles}
    tables = {}
    for item in instrument.items:
        concerns = [instrument.applies_to(item, role) for role in roles]
        if all(concerns):
            continue
        codes = np.arange(len(rated.values[rated.names.index(item.id)]), dtype=np.uint8)
        nobody, answered = np.zeros_like(codes), np.where(codes == NO_ANSWER, NOT_FOR_ME, codes).astype(np.uint8)
        unasked = [nobody if role in known and role != NOT_STATED else answered for role in roles]
        tables[item.id] = np.array(
            [codes if own else other for own, other in zip(concerns, unasked, strict=True)], dtype=np.uint8
        )
    return Asked(tables)
