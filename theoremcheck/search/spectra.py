"""Eigenvalues of symmetric matrices in floats, also where LAPACK gives up."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array


def spectra(matrices: Array) -> tuple[Array, Array]:
    """Eigenvalues, (S, P), and eigenvectors, (S, P, P), of matrices (S, P, P); entries that are not finite count as 0.

    A matrix whose eigenvalues do not converge (entries far apart) counts as 0.
    """
    clean = np.where(np.isfinite(matrices), matrices, 0.0)
    try:
        values, vectors = np.linalg.eigh(clean)
    except np.linalg.LinAlgError:
        single = [_spectrum(matrix) for matrix in clean]
        values, vectors = (np.array(part) for part in zip(*single, strict=True))
    return values, vectors


def spectrum(matrix: Array) -> tuple[Array, Array]:
    """As :func:`spectra` for one matrix."""
    values, vectors = spectra(matrix[None])
    return values[0], vectors[0]


def _spectrum(matrix: Array) -> tuple[Array, Array]:
    try:
        values, vectors = np.linalg.eigh(matrix)
    except np.linalg.LinAlgError:
        return np.zeros(len(matrix)), np.eye(len(matrix))
    return values, vectors
