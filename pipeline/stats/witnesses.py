"""Tables that show what atoms can hold, while totals are published and hidden again."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_SLACK: Final = 1e-6


class Witnesses:
    """Tables of one measure. A table that agrees with every published total speaks for all of its atoms."""

    def __init__(
        self, cover: NDArray[np.bool_], totals: NDArray[np.float64], known: NDArray[np.float64], shown: NDArray[np.bool_]
    ) -> None:
        """cover : (G, A). totals : (G,). known : a table that fits all of them, (A,). shown : totals that are published, (G,)."""
        self._weights, self._totals = cover.T.astype(float), totals
        self._shown = shown.copy()
        self._tables = [known[None].astype(float)]
        self._agrees = [np.ones((1, len(totals)), dtype=bool)]
        self.most = known.astype(float)
        """The largest count of each atom that is witnessed, (A,)."""

    def add(self, tables: NDArray[np.float64]) -> None:
        """Tables, (T, A), of non-negative counts; whether they agree with totals is looked at here."""
        agrees = np.abs(tables @ self._weights - self._totals) < _SLACK
        self._tables.append(tables)
        self._agrees.append(agrees)
        self.most = np.maximum(self.most, tables[agrees[:, self._shown].all(axis=1)].max(axis=0, initial=0.0))

    def publish(self, group: int) -> None:
        """A total becomes known: tables that disagree are witnesses no more, for as long as it is."""
        self._shown[group] = True
        self._look()

    def hide(self, group: int) -> None:
        """A total is no longer known."""
        self._shown[group] = False
        self._look()

    def _look(self) -> None:
        self._tables, self._agrees = [np.concatenate(self._tables)], [np.concatenate(self._agrees)]
        self.most = self._tables[0][self._agrees[0][:, self._shown].all(axis=1)].max(axis=0)
