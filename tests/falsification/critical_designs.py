"""From a point to a problem: weights that make it critical, and a minimum to second order where that is possible.

With p_i = c_i l'(z_i) > 0 for the weight c_i, the point is critical iff sum_i y_i p_i grad f(x_i) = 0, linear in p;
and where f does not move to first order, L moves to second order by C(p) = -sum_i y_i p_i Hess f(x_i), linear in p too.
Samples beyond the margin, with l' = 0, are left out of both: they may have any weight.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from design_points import CRITICAL
from edge_problems import Edge
from second_order import block_sizes, bounded, heard, margins, outputs

from theoremcheck.decide.data.lp import linear_program, minimise

LEAST = 1e-7
"""Every p_i is at least this."""
ROUNDS = 12
SCALES = (1.0, 0.1, 0.01, 3.0, 10.0, 30.0, 100.0, 1000.0)
_FAINT = 1e-5
RANGE = 1e80
"""The most that the sample weights of one problem may differ by."""


@dataclass(frozen=True)
class Design:
    """A critical point of a problem with weights, p_i = ``shares`` (0 for samples beyond the margin).

    ``margin`` is the least eigenvalue of C(p) where f does not move, scaled. ``complete``: the Hessian of L itself is
    positive definite, up to directions in which nothing happens.
    """

    edge: Edge
    point: tuple[float, ...]
    shares: np.ndarray
    margin: float
    passes: bool
    complete: bool = False


def _null_space(matrix: np.ndarray, tolerance: float) -> np.ndarray:
    """Columns: an orthonormal basis of the vectors that the matrix sends to (almost) 0."""
    if not matrix.size:
        return np.eye(matrix.shape[1])
    _, values, rows = np.linalg.svd(matrix)
    return rows[int((values > tolerance).sum()) :].T


def _best(rows: np.ndarray, signed: np.ndarray, floor: float | None) -> tuple[np.ndarray, float] | None:
    """u and the largest t with rows u >= t, given that ``signed`` u >= floor and sums to 1.

    With ``floor`` None, rows are ``signed`` themselves: the largest least entry.
    """
    count, width = signed.shape
    extra = rows if floor is not None else np.zeros((0, width))
    lift = np.zeros((count, 1)) if floor is not None else -np.ones((count, 1))
    table = np.vstack([
        np.hstack([signed, lift]),
        np.hstack([extra, -np.ones((len(extra), 1))]),
        np.hstack([signed.sum(axis=0), [0.0]]),
    ])  # fmt: skip
    least = floor if floor is not None else 0.0
    lower = np.concatenate([np.full(count, least), np.zeros(len(extra)), [1.0]])
    upper = np.append(np.full(count + len(extra), np.inf), 1.0)
    bounds = (-np.inf, np.append(np.full(width, np.inf), 1e6))
    found = minimise(linear_program(np.append(np.zeros(width), -1.0), table, (lower, upper), bounds))
    return None if found is None else (found.values[:-1], float(found.values[-1]))


@dataclass(frozen=True)
class _Forms:
    """What the samples with l' > 0 contribute to the first and second order of L, for each p_i."""

    slope: np.ndarray
    bend: np.ndarray
    steep: np.ndarray
    labels: np.ndarray
    active: np.ndarray


def _forms(edge: Edge, point: tuple[float, ...]) -> _Forms | None:
    with np.errstate(all="ignore"):
        jet = outputs(edge, point)
        if not bounded(jet.value, jet.slope, jet.bend):
            return None
        active = heard(edge, jet)
        z = margins(edge, jet)[active]
        ratio = edge.loss.curvature(z) / edge.loss.slope(z)
    slope, labels = jet.slope[active], np.array(edge.labels)[active]
    if len(set(labels.tolist())) < 2 or not bounded(ratio):
        return None
    steep = ratio[:, None, None] * slope[:, :, None] * slope[:, None, :]
    return _Forms(slope, -labels[:, None, None] * jet.bend[active], steep, labels, active)


def design(edge: Edge, point: tuple[float, ...]) -> Design | None:
    """Weights that make the point critical, chosen for the second order; None if there are none."""
    forms = _forms(edge, point)
    if forms is None:
        return None
    kernel = _null_space((forms.slope * forms.labels[:, None]).T, CRITICAL)  # sum_i p_i y_i slope_i = 0
    start = _best(kernel, kernel, None) if kernel.shape[1] else None
    if start is None or start[1] < LEAST:
        return None
    inner, floor = start[0], min(start[1], 1e-3 / len(forms.labels)) / 2
    still = _null_space(forms.slope, 1e-8 * max(1e-12, np.abs(forms.slope).max()))
    bends = np.einsum("pk,npq,ql->nkl", still, forms.bend, still)
    bends[np.abs(bends) < 1e-6 * np.abs(forms.bend).max()] = 0.0  # what is left of a gradient of CRITICAL
    margin, inner, flat = _raised(bends, kernel, inner, floor)
    found = Design(edge, point, _full(forms, kernel @ inner), margin, flat or margin > 1e-9)
    return found if not found.passes else _curved(found, forms, kernel, inner, floor) or found


def signs(edge: Edge, point: tuple[float, ...], choice: np.ndarray) -> tuple[int, ...] | None:
    """Labels with which the point is critical for some weights: the signs of a vector y p with sum y_i p_i slope_i = 0.

    ``choice`` are coordinates of that vector among all that there are; None if there is none, or one has a 0.
    """
    with np.errstate(all="ignore"):
        jet = outputs(edge, point)
    if not bounded(jet.value, jet.slope):
        return None
    kernel = _null_space(jet.slope.T, CRITICAL)
    if not kernel.shape[1]:
        return None
    signed = kernel @ np.resize(choice, kernel.shape[1])
    if np.abs(signed).min() < LEAST * np.abs(signed).sum():
        return None
    return tuple(1 if v > 0 else -1 for v in signed)


def _full(forms: _Forms, shares: np.ndarray) -> np.ndarray:
    whole = np.zeros(len(forms.active))
    whole[forms.active] = shares
    return whole


def _curved(found: Design, first: _Forms, kernel: np.ndarray, inner: np.ndarray, floor: float) -> Design | None:
    """The design with other output weights, as the curvature of the loss needs them; None if none is found.

    Scaling all a_j changes neither whether a point of the shortcut is critical nor the sign of C(p) where f rests.
    """
    for scale in SCALES:
        point = scaled(found.edge, found.point, scale)
        forms = _forms(found.edge, point)
        if forms is None or not np.array_equal(forms.active, first.active):
            continue
        if np.abs((kernel @ inner * forms.labels) @ forms.slope).max() > CRITICAL * max(1.0, scale):
            continue
        basis = _whitened(np.tensordot(kernel @ inner, forms.steep, 1))
        if not bounded(forms.steep, basis):
            continue
        whole = np.einsum("pk,npq,ql->nkl", basis, forms.steep + forms.bend, basis)
        margin, chosen, flat = _raised(whole, kernel, inner, floor)
        curved = Design(found.edge, point, _full(forms, kernel @ chosen), found.margin, True, True)
        if (flat or margin > 1e-9) and weights(curved) is not None:
            return curved
    return None


def falls(found: Design) -> bool:
    """True if smaller values of L lie at every small distance tried, seen from starts where L is flat to second order.

    An idle neuron, for example, moves at no cost until another parameter feels it.
    """
    scales = (0.3, 0.1)
    return all(any(_lower(found, radius, seed) for seed in range(6)) for radius in scales)


def in_a_tail(found: Design) -> bool:
    """True if the point is critical up to CRITICAL only.

    A parameter is hardly felt, and the sum over the samples is not small beside what each of them contributes: to first
    order, or where an idle parameter and another one mix.
    """
    forms = _forms(found.edge, found.point)
    if forms is None:
        return True
    shares = found.shares[forms.active]
    for part in (forms.slope * forms.labels[:, None], forms.bend.reshape(len(shares), -1)):
        largest = np.abs(part).max(axis=0)
        faint = (largest > 0) & (largest < _FAINT)
        if np.any(np.abs(shares @ part)[faint] > _FAINT * largest[faint]):
            return True
    return False


def _lower(found: Design, radius: float, seed: int) -> bool:
    labels = np.array(found.edge.labels)
    start = np.array(found.point)
    loss, weights = found.edge.loss, _weights(found)
    if weights is None:
        return False

    def expand(point: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        jet = outputs(found.edge, tuple(point))
        z = -labels * jet.value
        first, second = -labels * weights * loss.slope(z), weights * loss.curvature(z)
        outer = jet.slope[:, :, None] * jet.slope[:, None, :]
        hessian = np.tensordot(second, outer, 1) + np.tensordot(first, jet.bend, 1)
        return float(weights @ loss.value(z)), first @ jet.slope, hessian

    height, _, hessian = expand(start)
    if not bounded(np.array([height]), hessian):
        return False
    values, vectors = np.linalg.eigh(hessian)
    flat = vectors[:, values < 1e-6 * max(1e-300, float(np.abs(values).max()))]
    if not flat.shape[1]:
        flat = vectors[:, :1]
    generator = np.random.default_rng(seed)
    way = flat @ generator.normal(size=flat.shape[1])
    point = start + radius / 2 * way / max(1e-300, float(np.linalg.norm(way)))
    for _ in range(12):
        value, gradient, hessian = expand(point)
        if not bounded(np.array([value]), gradient, hessian):
            return False
        if value < height - 1e-13 * abs(height):
            return True
        values, vectors = np.linalg.eigh(hessian)
        lift = float(np.linalg.norm(gradient)) / radius + 1e-300  # no step is longer than the radius
        step = -vectors @ ((vectors.T @ gradient) / (np.abs(values) + lift))
        moved = point + step - start
        point = start + moved * min(1.0, radius / max(1e-300, float(np.linalg.norm(moved))))
    return False


def _whitened(form: np.ndarray) -> np.ndarray:
    """Columns in which a positive semidefinite form is the identity, but for directions that it hardly sees."""
    values, vectors = np.linalg.eigh(form)
    return vectors / np.sqrt(np.maximum(values, 1e-9 * max(1e-300, float(values[-1]))))


def scaled(edge: Edge, point: tuple[float, ...], scale: float) -> tuple[float, ...]:
    """The point with all trained a_j times ``scale``."""
    if edge.held("a") is not None:
        return point
    start = int(edge.output_bias and edge.held("a0") is None)
    return tuple(v * scale if start <= k < start + edge.width else v for k, v in enumerate(point))


def _raised(forms: np.ndarray, kernel: np.ndarray, inner: np.ndarray, floor: float) -> tuple[float, np.ndarray, bool]:
    """The largest least eigenvalue of sum_i p_i forms_i found, scaled, over p = kernel u >= floor; cutting planes.

    Directions in which the sum is 0 for all these p are left out; the last entry is True if there are no others.
    """
    moving = _moving(forms, kernel)
    forms = np.einsum("pk,npq,ql->nkl", moving, forms, moving)
    if not forms.shape[1]:
        return 0.0, inner, True
    scale = np.abs(forms).max()
    cuts: list[np.ndarray] = []
    best = (-np.inf, inner)
    for _ in range(ROUNDS):
        values, vectors = np.linalg.eigh(np.tensordot(kernel @ inner, forms, 1))
        if float(values[0]) / scale < best[0] * (1 + 1e-3) and best[0] > 0:
            break
        best = max(best, (float(values[0]) / scale, inner), key=lambda entry: entry[0])
        cuts += [np.einsum("k,nkl,l->n", v, forms, v) @ kernel for v in vectors.T[: 1 + int((values < 0).sum())]]
        solved = _best(np.array(cuts) / scale, kernel, floor)
        if solved is None or solved[1] < -1e-9:
            break
        inner = solved[0]
    return best[0], best[1], False


def _moving(bends: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Columns: the directions in which C(p) is not 0 for all p with which the point is critical."""
    forms = np.tensordot(kernel.T, bends, 1)  # (c, k, k)
    size = forms.shape[-1]
    if not size:
        return np.eye(0)
    _, values, rows = np.linalg.svd(forms.reshape(-1, size))
    return rows[: int((values > 1e-9 * max(1e-300, np.abs(bends).max())).sum())].T


def weights(found: Design) -> list[str] | None:
    """c_i = p_i / l'(z_i) to twelve digits, largest about 1; 1 beyond the margin; None where they differ too much."""
    values = _weights(found)
    if values is None or values.max() / RANGE > values.min():
        return None
    return [f"{value:.12e}" for value in values]


def _weights(found: Design) -> np.ndarray | None:
    heard_of = found.shares > 0
    with np.errstate(all="ignore"):
        z = margins(found.edge, outputs(found.edge, found.point))
        values = found.shares / np.where(heard_of, found.edge.loss.slope(z), 1.0)
        values = np.where(heard_of, values / values.max(), 1.0)
    return values if np.all(np.isfinite(values)) and np.all(values > 0) else None


def has_errors(found: Design) -> bool:
    """True if the point classifies some sample wrongly."""
    f = outputs(found.edge, found.point).value
    return any((value >= 0) != (label > 0) for value, label in zip(f, found.edge.labels, strict=True))


def exact(point: tuple[float, ...]) -> tuple[Fraction, ...]:
    """The point in decimals."""
    return tuple(Fraction(f"{value:.16e}") for value in point)


def candidate(edge: Edge, point: tuple[float, ...]) -> str:
    """The candidate block of a spec."""
    entries, lines = iter(exact(point)), []
    for block, size in block_sizes(edge).items():
        if not size or edge.held(block) is not None:
            continue
        values = [str(_decimal(next(entries))) for _ in range(size)]
        if block == "w":
            d = edge.dimension
            values = [f"({', '.join(values[k : k + d])})" for k in range(0, size, d)]
        lines.append(f"{block} = {values[0] if block == 'a0' else '(' + ', '.join(values) + ')'}")
    return f"candidate {{ {'  '.join(lines)} }}\n"


def _decimal(value: Fraction) -> str:
    return f"{float(value):.16e}"
