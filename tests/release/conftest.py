"""Made-up organisations with scores, for the release alone."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pipeline.instrument.load import load_instrument
from pipeline.instrument.model import Instrument
from pipeline.tables import Organisation, Scores

NOTHING = Organisation.of()


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return load_instrument("tele_oncology_short")


@pytest.fixture(scope="session")
def nothing() -> Organisation:
    return NOTHING


@pytest.fixture(scope="session")
def scores_of(instrument: Instrument) -> Callable[..., Scores]:
    """Scores for people given as (role, department, how many); willingness drawn unless ``reluctant`` says who is."""

    def make(cells: list[tuple[str, str, int]], *, seed: int = 1, reluctant: set[tuple[str, str]] | None = None) -> Scores:
        rng = np.random.default_rng(seed)
        role = np.repeat([c[0] for c in cells], [c[2] for c in cells]).astype(object)
        department = np.repeat([c[1] for c in cells], [c[2] for c in cells]).astype(object)
        n = len(role)
        base = rng.normal(62, 16, n)
        ids = [scale.id for scale in instrument.scales] + [composite.id for composite in instrument.composites]
        scales = pd.DataFrame({scale: np.clip(base + rng.normal(0, 10, n), 0, 100) for scale in ids})
        if reluctant is not None:
            low = np.array([pair in reluctant for pair in zip(role, department, strict=True)])
            scales["willingness"] = np.where(low, 30.0, 80.0)
        willing = scales["willingness"]
        standing = pd.Series(np.where(willing < 50, "reluctant", np.where(willing >= 62.5, "willing", "undecided")))
        topics = [topic.id for topic in instrument.topics]
        asked = rng.random((n, len(topics))) < 0.6
        chosen = {
            "barriers": pd.DataFrame({b.id: rng.random(n) < 0.2 for b in instrument.barriers}),
            "formats": pd.DataFrame({f.id: rng.random(n) < 0.3 for f in instrument.formats}),
        }
        return Scores.of(
            people=pd.DataFrame({"role": role, "department": department}),
            scales=scales,
            standing=standing,
            items=pd.DataFrame({i.id: rng.integers(0, 5, n) * 25.0 for i in instrument.items}),
            importance=pd.DataFrame(np.where(asked, rng.integers(2, 6, asked.shape), np.nan), columns=topics),
            confidence=pd.DataFrame(np.where(asked, rng.integers(1, 6, asked.shape), np.nan), columns=topics),
            chosen=chosen,
            strongest=pd.Series(rng.choice([b.id for b in instrument.barriers], n)),
        )

    return make


@pytest.fixture(scope="session")
def random_cells(instrument: Instrument) -> Callable[[int], list[tuple[str, str, int]]]:
    """A random organisation: very unequal cells, 5 × 6 to 12 × 10."""

    def make(seed: int) -> list[tuple[str, str, int]]:
        rng = np.random.default_rng(seed)
        rows, columns, n = int(rng.integers(5, 13)), int(rng.integers(6, 11)), int(rng.integers(200, 1200))
        counts = rng.multinomial(n, rng.dirichlet(np.full(rows * columns, rng.choice([0.2, 0.4, 0.8]))))
        roles = [role.id for role in instrument.roles][:rows]
        departments = [d.id for d in instrument.departments][:columns]
        return [(roles[i // columns], departments[i % columns], int(count)) for i, count in enumerate(counts) if count]

    return make
