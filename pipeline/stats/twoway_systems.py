"""The linear systems of the two-way model, solved at all SDs of rows and columns from few decompositions.

Given the SD of the interaction, the precision of the effects (μ, a, b) is one matrix with 1/σ_a² and 1/σ_b² added on its
diagonal. μ is eliminated; an eigendecomposition of the rows' block serves every σ_a, one of what it leaves of the columns'
block serves every σ_b. So 8 + 64 decompositions of one side each take the place of 512 systems of both.
Specification: docs/methods/twoway.md. Source: Golub, G. H. & Van Loan, C. F. (2013). Matrix computations, 4th ed., ch. 6 and 8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Systems:
    """What the observations say of (μ, a, b), one entry per SD of the interaction (L).

    Attributes
    ----------
    precision : without that of the priors, shape (L, 1 + R + C, 1 + R + C). right : right-hand sides, (L, 1 + R + C).
    squares, volume : sum of squared observations by their precision, and sum of log variances, (L,).
    rows : how many of the effects are of rows.
    """

    precision: Array
    right: Array
    squares: Array
    volume: Array
    rows: int


@dataclass(frozen=True, slots=True)
class Points:
    """Numbers of the SDs of rows, columns and interaction at some grid points, each of shape (K,)."""

    row: NDArray[np.intp]
    column: NDArray[np.intp]
    inner: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Decomposed:
    """The systems with their decompositions; L, A and B number the SDs of interaction, rows and columns.

    Attributes
    ----------
    level : precision and right-hand side of μ, each (L,). pull : how μ moves with the effects, (L, R + C).
    basis, between : eigenvectors Q of the rows' block, (L, R, R), and Q' of the block between, (L, R, C). of_rows : Q' of the
        right-hand sides, (L, R). ridge : 1 / (eigenvalues + 1/σ_a²), (L, A, R).
    vectors, of_columns, spread : the same of what is left of the columns' block: V, (L, A, C, C); V' of the right-hand sides,
        (L, A, C); 1 / (eigenvalues + 1/σ_b²), (L, A, B, C).
    fit : log posterior weight of every grid point without the prior of the SDs, (A, B, L).
    """

    level: tuple[Array, Array]
    pull: Array
    basis: Array
    between: Array
    of_rows: Array
    ridge: Array
    vectors: Array
    of_columns: Array
    spread: Array
    fit: Array

    def effects(self, at: Points) -> Array:
        """(μ, a, b) at grid points, shape (K, 1 + R + C)."""
        scaled = self.of_columns[at.inner, at.row] * self.spread[at.inner, at.row, at.column]
        b = (self.vectors[at.inner, at.row] @ scaled[:, :, None])[:, :, 0]
        left = self.of_rows[at.inner] - (self.between[at.inner] @ b[:, :, None])[:, :, 0]
        a = (self.basis[at.inner] @ (self.ridge[at.inner, at.row] * left)[:, :, None])[:, :, 0]
        both = np.concatenate([a, b], axis=1)
        own, right = (part[at.inner] for part in self.level)
        return np.concatenate([(right / own - (self.pull[at.inner] * both).sum(axis=1))[:, None], both], axis=1)

    def sum_variances(self, at: Points) -> Array:
        """Variance of μ + a_r + b_c at grid points, shape (K, R, C).

        μ + a_r + b_c = μ₀ + (e_r - u_a)' a + (e_c - u_b)' b with u the pull on μ; a = a₀ - G b, and μ₀, a₀, b are independent.
        """
        rows = self.basis.shape[1]
        u_a, u_b = self.pull[:, None, None, :rows], self.pull[:, None, None, rows:]
        basis = self.basis[:, None]
        turned = u_a @ basis * self.ridge[:, :, None, :]
        along = (turned @ basis.swapaxes(2, 3))[:, :, 0]
        own = self.ridge @ np.square(self.basis).swapaxes(1, 2)
        of_rows = own - 2 * along + (along * self.pull[:, None, :rows]).sum(axis=2, keepdims=True)
        moved = basis @ (self.ridge[:, :, :, None] * self.between[:, None])
        by_row = (moved - u_a @ moved) @ self.vectors
        by_column = self.vectors - u_b @ self.vectors
        spread = self.spread[at.inner, at.row, at.column][:, None, :]
        x, y = by_row[at.inner, at.row], by_column[at.inner, at.row]
        found = (x * spread) @ y.swapaxes(1, 2)
        found *= -2
        found += ((x * x * spread).sum(axis=2) + of_rows[at.inner, at.row] + 1 / self.level[0][at.inner, None])[:, :, None]
        found += (y * y * spread).sum(axis=2)[:, None, :]
        return found


def decomposed(systems: Systems, row_sd: Array, column_sd: Array) -> Decomposed:
    """The systems at every pair of SDs of rows (A,) and columns (B,)."""
    rows, own, right = systems.rows, systems.precision[:, 0, 0], systems.right[:, 0]
    along = systems.precision[:, 0, 1:]
    pull = along / own[:, None]
    block = systems.precision[:, 1:, 1:] - pull[:, :, None] * along[:, None, :]
    sides = systems.right[:, 1:] - pull * right[:, None]
    values, basis = np.linalg.eigh(block[:, :rows, :rows])
    turned = basis.swapaxes(1, 2)
    between, of_rows = turned @ block[:, :rows, rows:], (turned @ sides[:, :rows, None])[:, :, 0]
    ridge = 1 / (values[:, None, :] + (row_sd**-2)[:, None])
    left = block[:, None, rows:, rows:] - (between.swapaxes(1, 2)[:, None] * ridge[:, :, None, :]) @ between[:, None]
    of_left = sides[:, None, rows:] - (ridge * of_rows[:, None]) @ between
    values, vectors = np.linalg.eigh(left)
    of_columns = (of_left[:, :, None, :] @ vectors)[:, :, 0]
    spread = 1 / (values[:, :, None, :] + (column_sd**-2)[:, None])
    explained = right**2 / own
    explained = explained[:, None] + (ridge * of_rows[:, None] ** 2).sum(axis=2)
    explained = explained[:, :, None] + (spread * of_columns[:, :, None, :] ** 2).sum(axis=3)
    # log determinants: of the priors' precisions less those of the systems
    known = 2 * rows * np.log(row_sd) - np.log(ridge).sum(axis=2) + (systems.volume + np.log(own))[:, None]
    volume = 2 * vectors.shape[2] * np.log(column_sd) - np.log(spread).sum(axis=3) + known[:, :, None]
    fit = -0.5 * (volume + systems.squares[:, None, None] - explained)
    return Decomposed(
        (own, right), pull, basis, between, of_rows, ridge, vectors, of_columns, spread, np.moveaxis(fit, 0, 2)
    )  # fmt: skip
