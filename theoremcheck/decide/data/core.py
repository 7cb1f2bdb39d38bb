"""Proposes what ``trusted/data/core.py`` checks: the core, the largest support of m >= 0 with sum m_i y_i X_i = 0.

A pair (u, m) proves it, found by facial reduction: Farkas multipliers of an exact separation put their support into the
core, then everything is looked at modulo the span of what is inside. As a positive relation holds inside, a relation
modulo that span lifts to a real one. Each round raises the rank, so at most r rounds are needed; in the last one u
separates what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from flint import fmpz_mat

from theoremcheck.decide.case import Case, Proposal, Proposer, by_evidence
from theoremcheck.decide.data.modular import PRIMES
from theoremcheck.decide.data.separation import coprime, separate, shared_separation
from theoremcheck.decide.data.size import MAX_PROGRAM, is_large
from theoremcheck.decide.data.spans import Solver, span_evidence
from theoremcheck.decide.data.thinning import thinned
from theoremcheck.decide.data.widths import width_evidence, widths
from theoremcheck.trusted.data.core import InCore, OffCore
from theoremcheck.trusted.data.exact import annihilator, clear, integer_matrix, product_signs
from theoremcheck.trusted.data.separation import Farkas
from theoremcheck.trusted.data.spans import InSpan, SpanVectors
from theoremcheck.trusted.data.sparse import Sparse, relates
from theoremcheck.trusted.data.widths import Partition
from theoremcheck.trusted.problem.dataset import clear_all
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class Core:
    """F with its proof: y_i (u . X_i) is 0 on F and > 0 off F, and ``multipliers`` are > 0 exactly on F.

    ``spanning`` are multipliers too, on a small part of F that has the span of F.
    """

    normal: Vector
    multipliers: Sparse
    spanning: Sparse
    positives: tuple[int, ...]
    negatives: tuple[int, ...]


def core(problem: Problem) -> Core | None:
    """The core of the samples (T2's core variant); None leaves it open."""
    return core_of(problem.inputs, problem.samples.labels)


def core_of(points: Sequence[Vector], labels: Sequence[int]) -> Core | None:
    """The core of any labelled vectors; None leaves it open.

    A vector that is repeated as one and the same object is in the core with all its copies, which share its multiplier.
    """
    copies: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for i, (point, label) in enumerate(zip(points, labels, strict=True)):
        copies[id(point), label].append(i)
    groups = list(copies.values())
    found = _core_of([points[group[0]] for group in groups], [labels[group[0]] for group in groups])
    return found if found is None or len(groups) == len(points) else _repeated(found, groups)


def _repeated(found: Core, groups: Sequence[Sequence[int]]) -> Core:
    """The core of samples of which each group is one vector, from the core of those vectors."""
    shared = [
        (i, m / len(groups[k]))
        for k, m in zip(found.multipliers.indices, found.multipliers.entries, strict=True)
        for i in groups[k]
    ]
    shared.sort()
    spanning = sorted((groups[k][0], m) for k, m in zip(found.spanning.indices, found.spanning.entries, strict=True))
    return Core(
        found.normal,
        Sparse(tuple(i for i, _ in shared), tuple(m for _, m in shared)),
        Sparse(tuple(i for i, _ in spanning), tuple(m for _, m in spanning)),
        tuple(sorted(i for k in found.positives for i in groups[k])),
        tuple(sorted(i for k in found.negatives for i in groups[k])),
    )


def _core_of(points: Sequence[Vector], labels: Sequence[int]) -> Core | None:
    """The same for vectors that are not repeated."""
    thin = thinned(points)
    for prime in PRIMES:
        found = _Search(thin.points, labels, prime).run()
        if found is None:
            return None
        found = replace(found, normal=thin.spread(found.normal))
        if _holds(points, labels, found):
            return found
    return None


def core_in_one_class(problem: Problem, found: Core | None = None) -> OffCore | InCore | None:
    """Evidence for or against data.core_in_one_class. ``found`` may hand over a core computed before."""
    found = found or core(problem)
    if found is None:
        return None
    if not found.positives or not found.negatives:
        return OffCore(found.normal, None)
    few = {problem.samples.labels[i] for i in found.spanning.indices}
    return InCore(found.spanning if len(few) == 2 else found.multipliers, None)


def weakly_separable(problem: Problem, found: Core | None = None) -> OffCore | InCore | None:
    """Evidence for or against data.weakly_separable."""
    found = found or core(problem)
    if found is None:
        return None
    return _some_off(problem, found)


def _some_off(problem: Problem, found: Core) -> OffCore | InCore:
    """The vector, or multipliers of all samples, by the core of the X_i, of the (x_i, 1) or of the x_i."""
    whole = len(found.positives) + len(found.negatives) == len(problem.samples.labels)
    return InCore(found.multipliers, None) if whole else OffCore(found.normal, None)


def core_span_exclusion(problem: Problem, found: Core | None = None) -> OffCore | InCore | None:
    """Evidence for or against data.core_span_exclusion."""
    found = found or core(problem)
    if found is None:
        return None
    labels = problem.samples.labels
    for multipliers in (found.spanning, found.multipliers):
        sides = [[i for i in multipliers.indices if labels[i] == label] for label in (1, -1)]
        inner = span_evidence(problem.inputs, sides[0], sides[1])
        if isinstance(inner, InSpan):
            return InCore(multipliers, inner)
    return OffCore(found.normal, inner) if isinstance(inner, SpanVectors) else None


def core_width(problem: Problem, found: Core | None = None) -> OffCore | InCore | None:
    """Evidence for or against network.width_core; None also where the core does not meet both classes."""
    found = found or core(problem)
    if found is None or not found.positives or not found.negatives:
        return None
    counted = widths(problem, (found.positives, found.negatives))
    if counted is None:
        return None
    inner = width_evidence(counted, problem.network.width)
    return OffCore(found.normal, inner) if isinstance(inner, Partition) else InCore(found.multipliers, inner)


class _Search:
    """Z_i = y_i c_i X_i are integer rows; ``relation`` are positive integers p_i with sum p_i Z_i = 0."""

    def __init__(self, points: Sequence[Vector], labels: Sequence[int], prime: int) -> None:
        cleared = clear_all(points)
        self.points, self.labels, self.prime = points, labels, prime
        self.width = len(points[0])
        self.rows = [tuple(y * entry for entry in row) for (row, _), y in zip(cleared, labels, strict=True)]
        self.factors = [denominator for _, denominator in cleared]
        self.relation: dict[int, int] = {}

    def run(self) -> Core | None:
        count = len(self.rows)
        outside = list(range(count))
        points, labels, factors = self.points, self.labels, self.factors
        complement = annihilator(fmpz_mat(0, self.width))
        normal: Vector = (Fraction(0),) * self.width
        while outside:
            found = separate(points, labels)
            if found is None:
                return None
            if not isinstance(found, Farkas):
                normal = self._lift(complement, found.normal)
                break
            multipliers = found.multipliers
            self._extend(
                {outside[k]: m / factors[k] for k, m in zip(multipliers.indices, multipliers.entries, strict=True)}
            )
            inside = sorted(self.relation)
            complement = annihilator(integer_matrix([self.rows[i] for i in inside], self.width))
            images = (integer_matrix(self.rows, self.width) * complement).tolist()
            outside = [i for i, image in enumerate(images) if any(entry != 0 for entry in image)]
            points = [tuple(Fraction(int(entry)) for entry in images[i]) for i in outside]
            labels, factors = [1] * len(outside), [1] * len(outside)
        spanning = self._sparse()
        members = sorted(set(range(count)) - set(outside))
        rest = {i: Fraction(1) for i in members if i not in self.relation}
        if rest:
            self._extend(rest)
        return Core(
            normal,
            self._sparse(),
            spanning,
            tuple(i for i in members if self.labels[i] == 1),
            tuple(i for i in members if self.labels[i] == -1),
        )

    def _extend(self, weights: dict[int, Fraction]) -> None:
        """Join the rows of ``weights`` (all > 0), whose combination s lies in the span of the present relation.

        With s = sum c_b Z_b over a basis b of that span, the weights, minus c, plus t times the relation is positive.
        """
        numerators, _ = clear(list(weights.values()))
        fresh = dict(zip(weights, numerators, strict=True))
        total = [sum(w * self.rows[i][j] for i, w in fresh.items()) for j in range(self.width)]
        present = sorted(self.relation)
        solver = Solver.build(integer_matrix([self.rows[i] for i in present], self.width), self.prime)
        shift = {present[k]: c for k, c in zip(solver.basis, solver.coordinates(total), strict=True)}
        times = max((c // self.relation[i] + 1 for i, c in shift.items()), default=1)
        joined = {i: max(times, 1) * p - shift.get(i, 0) for i, p in self.relation.items()}
        joined.update(fresh)
        entries = coprime([Fraction(value) for value in joined.values()])
        self.relation = {i: int(entry) for i, entry in zip(joined, entries, strict=True)}

    def _lift(self, complement: fmpz_mat, normal: Vector) -> Vector:
        """The vector N v of the original space."""
        entries, _ = clear(normal)
        lifted = (complement * fmpz_mat(len(entries), 1, list(entries))).entries()
        return coprime([Fraction(int(value)) for value in lifted])

    def _sparse(self) -> Sparse:
        """The relation as multipliers of the samples."""
        indices = tuple(sorted(self.relation))
        return Sparse(indices, coprime([Fraction(self.relation[i] * self.factors[i]) for i in indices]))


def _holds(points: Sequence[Vector], labels: Sequence[int], found: Core) -> bool:
    members = {*found.positives, *found.negatives}
    signs = product_signs(points, found.normal)
    if any(sign != (0 if i in members else y) for i, (sign, y) in enumerate(zip(signs, labels, strict=True))):
        return False
    for multipliers in (found.multipliers, found.spanning):
        if any(m <= 0 for m in multipliers.entries) or not members.issuperset(multipliers.indices):
            return False
        if multipliers.indices and not relates(points, labels, multipliers):
            return False
    return set(found.multipliers.indices) == members


def _shared_core(case: Case) -> Core | None:
    return core(case.problem)


def _lifted_core(case: Case) -> Core | None:
    return core_of(case.problem.samples.lifted, case.problem.samples.labels)


def _plain_core(case: Case) -> Core | None:
    return core_of(case.problem.samples.points, case.problem.samples.labels)


def _by_core(
    decide: Callable[[Problem, Core], OffCore | InCore | None],
    shared: Callable[[Case], Core | None] = _shared_core,
    holding: type = OffCore,
) -> Proposer:
    def evidence(case: Case) -> object | None:
        found = case.shared(shared)
        return None if found is None else decide(case.problem, found)

    return by_evidence(holding, evidence)


def _propose_in_one_class(case: Case) -> Iterator[Proposal]:
    """On large data the multipliers that exclude a separation are enough, if they are not all of one class."""
    if is_large(case.problem.dataset):
        found, labels = case.shared(shared_separation), case.problem.samples.labels
        if isinstance(found, Farkas) and len({labels[i] for i in found.multipliers.indices}) == 2:
            yield False, InCore(found.multipliers, None)
            return
        if len(labels) * case.problem.samples.dimension > MAX_PROGRAM:
            return
    yield from _by_core(core_in_one_class)(case)


PROPOSERS: Final = MappingProxyType(
    {
        "data.weakly_separable": _by_core(weakly_separable),
        "data.affinely_weakly_separable": _by_core(_some_off, _lifted_core),
        "data.affinely_balanced": _by_core(_some_off, _lifted_core, InCore),
        "data.balanced": _by_core(_some_off, _plain_core, InCore),
        "data.core_in_one_class": _propose_in_one_class,
        "data.core_span_exclusion": _by_core(core_span_exclusion),
        "network.width_core": _by_core(core_width),
    }
)
