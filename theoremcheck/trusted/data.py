"""The kernel's checks of the data conditions.

Every check rebuilds its claim from the problem and returns None, or raises ``Refusal`` with the reason. Vectors act on
the hidden layer's inputs X_i (``Problem.inputs``); spans, ranks and products are exact (``exact.py``). Ids such as T2
refer to the theory text; the idea of classes in different subspaces is Liang et al. 2018.

Trusted: standard library and trusted modules only.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise

from theoremcheck.trusted.evidence import (
    Farkas,
    HullNormals,
    HullPoint,
    InCore,
    InSpan,
    OffCore,
    Partition,
    Separation,
    SpanVectors,
    Violators,
)
from theoremcheck.trusted.exact import (
    Quotient,
    annihilator,
    clear,
    cleared_combination_vanishes,
    cleared_matrix,
    combination_vanishes,
    distinct,
    product_signs,
)
from theoremcheck.trusted.model import AbstractDataset, Dataset, Problem, Vector
from theoremcheck.trusted.proofs import Sparse
from theoremcheck.trusted.refusal import Refusal, require

FEWEST = 3
"""The least width that network.width_fewer speaks of."""
CORE_IN_ONE_CLASS = "core in one class"
"""The reason why a width on the core is refused where the core (as far as it is shown) does not meet both classes."""


# --- what the checks share ----------------------------------------------------------------------------------------


def _dataset(problem: Problem) -> Dataset:
    if isinstance(problem.dataset, AbstractDataset):
        raise Refusal("the dataset is abstract: it has no samples")
    return problem.dataset


def _inputs(problem: Problem) -> tuple[Vector, ...]:
    _dataset(problem)
    return problem.inputs


def _check_length(vector: Vector, points: Sequence[Vector], name: str) -> None:
    width = len(points[0])
    require(len(vector) == width, f"{name} has {len(vector)} entries, the inputs have {width}")


def _check_indices(indices: Sequence[int], count: int, name: str) -> None:
    require(all(0 <= i < count for i in indices), f"{name}: a sample index is out of range")
    require(all(i < j for i, j in pairwise(indices)), f"{name}: indices do not increase strictly")


def _check_inside(indices: Sequence[int], allowed: Collection[int], name: str, where: str) -> None:
    for index in indices:
        if index not in allowed:
            raise Refusal(f"{name}: sample {index} is not {where}")


def check_sparse(sparse: Sparse, count: int, name: str) -> None:
    """Accept a sparse vector over ``count`` samples: as many indices as entries, in strictly increasing order."""
    require(len(sparse.indices) == len(sparse.entries), f"{name}: as many indices as entries are needed")
    _check_indices(sparse.indices, count, name)


def _check_positive(sparse: Sparse, count: int) -> None:
    check_sparse(sparse, count, "the multipliers")
    require(len(sparse.indices) > 0, "the multipliers are all zero")
    require(all(entry > 0 for entry in sparse.entries), "a multiplier is not positive")


def _take(points: Sequence[Vector], indices: Sequence[int]) -> list[Vector]:
    return [points[i] for i in indices]


# --- linear separability ------------------------------------------------------------------------------------------


def check_separable(problem: Problem, evidence: Separation) -> None:
    """data.linearly_separable holds: y_i (u . X_i) > 0 for all i."""
    _check_separates(_inputs(problem), _dataset(problem).labels, evidence)


def check_not_separable(problem: Problem, evidence: Farkas) -> None:
    """data.linearly_separable fails: m >= 0, m != 0 and sum m_i y_i X_i = 0."""
    _check_balances(_inputs(problem), _dataset(problem).labels, evidence.multipliers)


def check_affinely_separable(problem: Problem, evidence: Separation) -> None:
    """data.affinely_separable holds: as ``check_separable`` on the vectors (x_i, 1), whatever the biases."""
    _check_separates(lifted(_dataset(problem)), _dataset(problem).labels, evidence)


def check_not_affinely_separable(problem: Problem, evidence: Farkas) -> None:
    """data.affinely_separable fails: as ``check_not_separable`` on the vectors (x_i, 1), whatever the biases."""
    _check_balances(lifted(_dataset(problem)), _dataset(problem).labels, evidence.multipliers)


def lifted(dataset: Dataset) -> tuple[Vector, ...]:
    """The vectors (x_i, 1), n of length d + 1."""
    return dataset.lifted


def _check_separates(points: Sequence[Vector], labels: Sequence[int], evidence: Separation) -> None:
    _check_length(evidence.normal, points, "the normal")
    for index, (sign, label) in enumerate(zip(product_signs(points, evidence.normal), labels, strict=True)):
        if sign != label:
            raise Refusal(f"y (u . X) is not positive for sample {index}")


def _check_balances(points: Sequence[Vector], labels: Sequence[int], multipliers: Sparse) -> None:
    _check_positive(multipliers, len(points))
    _check_relation(points, labels, multipliers)


def _check_relation(points: Sequence[Vector], labels: Sequence[int], multipliers: Sparse) -> None:
    signed = [m * labels[i] for i, m in zip(multipliers.indices, multipliers.entries, strict=True)]
    require(
        not signed or combination_vanishes(_take(points, multipliers.indices), signed),
        "the sum of m y X over the samples is not zero",
    )


# --- spans --------------------------------------------------------------------------------------------------------


def check_span_exclusion(problem: Problem, evidence: SpanVectors) -> None:
    """data.span_exclusion holds: no X_i of one class lies in the span of the other class.

    ``positive`` vanishes on class - and on no X_i of class +, so no X_i of class + lies in U-; ``negative`` likewise.
    """
    dataset = _dataset(problem)
    _check_span_vectors(_inputs(problem), dataset.members(1), dataset.members(-1), evidence)


def check_span_meeting(problem: Problem, evidence: InSpan) -> None:
    """data.span_exclusion fails: X_index is a combination of samples of the other class."""
    dataset = _dataset(problem)
    _check_in_span(_inputs(problem), dataset.members(1), dataset.members(-1), evidence)


def _check_span_vectors(
    points: Sequence[Vector], positives: Sequence[int], negatives: Sequence[int], evidence: SpanVectors
) -> None:
    _check_cuts(points, positives, negatives, evidence.positive, "the positive vector")
    _check_cuts(points, negatives, positives, evidence.negative, "the negative vector")


def _check_cuts(points: Sequence[Vector], own: Sequence[int], other: Sequence[int], vector: Vector, name: str) -> None:
    _check_length(vector, points, name)
    signs = product_signs(points, vector)
    for index in other:
        if signs[index] != 0:
            raise Refusal(f"{name} is not orthogonal to sample {index} of the other class")
    for index in own:
        if signs[index] == 0:
            raise Refusal(f"{name} is orthogonal to sample {index} of its own class")


def _check_in_span(
    points: Sequence[Vector], positives: Sequence[int], negatives: Sequence[int], evidence: InSpan
) -> None:
    index, combination = evidence.index, evidence.combination
    require(0 <= index < len(points), "the sample said to lie in the span: a sample index is out of range")
    check_sparse(combination, len(points), "the combination")
    own, other = (positives, negatives) if index in positives else (negatives, positives)
    _check_inside([index], own, "the sample said to lie in the span", "among the samples in question")
    _check_inside(combination.indices, frozenset(other), "the combination", "of the other class")
    rows = [*_take(points, combination.indices), points[index]]
    require(
        combination_vanishes(rows, [*combination.entries, Fraction(-1)]),
        f"the combination does not equal sample {index}",
    )


# --- the origin and the hulls of the classes ----------------------------------------------------------------------


def check_origin_outside_hulls(problem: Problem, evidence: HullNormals) -> None:
    """Third arm of balance (T2): 0 lies outside the convex hull of the X_i of each class."""
    points, dataset = _inputs(problem), _dataset(problem)
    for vector, label, name in ((evidence.positive, 1, "positive"), (evidence.negative, -1, "negative")):
        _check_length(vector, points, f"the {name} normal")
        members = dataset.members(label)
        for index, sign in zip(members, product_signs(_take(points, members), vector), strict=True):
            if sign <= 0:
                raise Refusal(f"the {name} normal is not positive on sample {index}")


def check_origin_in_hull(problem: Problem, evidence: HullPoint) -> None:
    """0 lies in the convex hull of one class: m >= 0 on that class, m != 0 and sum m_i X_i = 0."""
    points, labels = _inputs(problem), _dataset(problem).labels
    _check_positive(evidence.multipliers, len(points))
    classes = {labels[i] for i in evidence.multipliers.indices}
    require(len(classes) == 1, "the multipliers mix the classes")
    _check_relation(points, [1] * len(points), evidence.multipliers)


# --- widths -------------------------------------------------------------------------------------------------------


def check_width(problem: Problem, evidence: Partition) -> None:
    """network.width(m+ + m- - 1) of T2 holds.

    The blocks cover the distinct X_i of each class, each block is independent modulo the span of the other class, and
    M >= (positive blocks) + (negative blocks) - 1.
    """
    dataset = _dataset(problem)
    _check_partition(problem, dataset.members(1), dataset.members(-1), evidence)


def check_width_too_small(problem: Problem, evidence: Violators) -> None:
    """network.width(m+ + m- - 1) of T2 fails, by Edmonds: m >= ceil(|K| / rho(K)) for every set K of distinct X_i.

    An empty K stands for the bound m >= 1; K not empty with rho(K) = 0 means that no width is enough.
    """
    dataset = _dataset(problem)
    _check_violators(problem, dataset.members(1), dataset.members(-1), evidence, problem.network.width)


def width_distinct(problem: Problem) -> int | None:
    """n+ + n- - 1, counting the distinct X_i of each class: the width of T2's C^1 variant.

    Of an abstract dataset the numbers of samples are counted (which is at least as many); None if one is not known.
    """
    dataset = problem.dataset
    if isinstance(dataset, AbstractDataset):
        if dataset.positives is None or dataset.negatives is None:
            return None
        return dataset.positives + dataset.negatives - 1
    points = problem.inputs
    counts = [len(distinct(_take(points, dataset.members(label)))) for label in (1, -1)]
    return sum(counts) - 1


def _check_partition(problem: Problem, positives: Sequence[int], negatives: Sequence[int], evidence: Partition) -> None:
    points = _inputs(problem)
    _check_blocks(points, positives, negatives, evidence.positive, "class +")
    _check_blocks(points, negatives, positives, evidence.negative, "class -")
    needed, width = len(evidence.positive) + len(evidence.negative) - 1, problem.network.width
    require(width >= needed, f"the width {width} is below the {needed} that the partition needs")


def check_width_fewer(problem: Problem, evidence: Partition) -> None:
    """network.width_fewer holds: a partition as for check_width, a single sample in some block of each class.

    M >= 3 and M >= (positive blocks) + (negative blocks) - 2.
    """
    points, dataset = _inputs(problem), _dataset(problem)
    positives, negatives = dataset.members(1), dataset.members(-1)
    _check_blocks(points, positives, negatives, evidence.positive, "class +")
    _check_blocks(points, negatives, positives, evidence.negative, "class -")
    for blocks, name in ((evidence.positive, "class +"), (evidence.negative, "class -")):
        require(any(len(block) == 1 for block in blocks), f"no block of {name} has a single sample")
    needed, width = max(FEWEST, len(evidence.positive) + len(evidence.negative) - 2), problem.network.width
    require(width >= needed, f"the width {width} is below the {needed} that the partition needs")


def check_width_much_too_small(problem: Problem, evidence: Violators) -> None:
    """network.width_fewer fails: M + 1 neurons are too few for network.width, or M < 3."""
    dataset = _dataset(problem)
    if problem.network.width >= FEWEST:
        _check_violators(problem, dataset.members(1), dataset.members(-1), evidence, problem.network.width + 1)


def _check_blocks(
    points: Sequence[Vector], own: Sequence[int], other: Sequence[int], blocks: Sequence[Sequence[int]], name: str
) -> None:
    covered: set[int] = set()
    members = frozenset(own)
    quotient = Quotient(_take(points, other), len(points[0]))
    for number, block in enumerate(blocks):
        label = f"block {number} of {name}"
        require(len(block) > 0, f"{label} is empty")
        _check_indices(block, len(points), label)
        _check_inside(block, members, label, "a sample of this class in question")
        require(covered.isdisjoint(block), f"{label} shares a sample with an earlier block")
        covered.update(block)
        require(
            quotient.rank(_take(points, block)) == len(block),
            f"{label} is dependent modulo the span of the other class",
        )
    values = distinct(_take(points, sorted(covered)))
    for index in own:
        if index not in covered and clear(points[index]) not in values:
            raise Refusal(f"no block of {name} holds sample {index}")


def _check_violators(
    problem: Problem, positives: Sequence[int], negatives: Sequence[int], evidence: Violators, width: int
) -> None:
    points = _inputs(problem)
    first = _least_blocks(points, positives, negatives, evidence.positive, "K of class +")
    second = _least_blocks(points, negatives, positives, evidence.negative, "K of class -")
    if first is None or second is None:
        return
    needed = first + second - 1
    require(width < needed, f"the sets show only that a width of {needed} is needed, and the width is {width}")


def _least_blocks(
    points: Sequence[Vector], own: Sequence[int], other: Sequence[int], members: Sequence[int], name: str
) -> int | None:
    """ceil(|K| / rho(K)) over distinct values, 1 for an empty K, None if rho(K) = 0 with K not empty."""
    _check_indices(members, len(points), name)
    _check_inside(members, frozenset(own), name, "a sample of this class in question")
    if not members:
        return 1
    chosen = _take(points, members)
    rho = Quotient(_take(points, other), len(points[0])).rank(chosen)
    return None if rho == 0 else -(-len(distinct(chosen)) // rho)


# --- the core (T2's variant for increasing neurons) ---------------------------------------------------------------
#
# The core F is the largest support of m >= 0 with sum m_i y_i X_i = 0. It lies in the zero set of every u with
# y_i (u . X_i) >= 0, and it contains the support of every such m. A claim that holds on the zero set holds on F, and
# one that fails on a support fails on F: ranks modulo the other class's span only grow when that class shrinks.


def check_core_in_one_class(problem: Problem, evidence: OffCore) -> None:
    """The core lies inside one class (or is empty): the zero set of u does."""
    require(evidence.inner is None, "the core inside one class needs no inner evidence")
    positives, negatives = _zero_set(problem, evidence)
    require(not positives or not negatives, "u vanishes on samples of both classes")


def check_core_in_both_classes(problem: Problem, evidence: InCore) -> None:
    """The core meets both classes: the support of m does."""
    require(evidence.inner is None, "the core in both classes needs no inner evidence")
    positives, negatives = _support(problem, evidence)
    require(bool(positives) and bool(negatives), "the multipliers lie in one class")


def check_core_span_exclusion(problem: Problem, evidence: OffCore) -> None:
    """data.span_exclusion holds on the core, shown on the zero set of u."""
    inner = evidence.inner
    if not isinstance(inner, SpanVectors):
        raise Refusal("two span vectors are needed as inner evidence")
    _check_span_vectors(_inputs(problem), *_zero_set(problem, evidence), inner)


def check_core_span_meeting(problem: Problem, evidence: InCore) -> None:
    """data.span_exclusion fails on the core, shown inside the support of m."""
    inner = evidence.inner
    if not isinstance(inner, InSpan):
        raise Refusal("a sample in the span of the other class is needed as inner evidence")
    _check_in_span(_inputs(problem), *_support(problem, evidence), inner)


def check_core_width(problem: Problem, evidence: OffCore) -> None:
    """network.width(m+ + m- - 1) holds with m+ and m- computed on the core, shown on the zero set of u."""
    inner = evidence.inner
    if not isinstance(inner, Partition):
        raise Refusal("a partition is needed as inner evidence")
    positives, negatives = _zero_set(problem, evidence)
    require(bool(positives) and bool(negatives), CORE_IN_ONE_CLASS)
    _check_partition(problem, positives, negatives, inner)


def check_core_width_too_small(problem: Problem, evidence: InCore) -> None:
    """network.width(m+ + m- - 1) fails with m+ and m- computed on the core, shown inside the support of m."""
    inner = evidence.inner
    if not isinstance(inner, Violators):
        raise Refusal("two crowded sets are needed as inner evidence")
    positives, negatives = _support(problem, evidence)
    require(bool(positives) and bool(negatives), CORE_IN_ONE_CLASS)
    _check_violators(problem, positives, negatives, inner, problem.network.width)


def _zero_set(problem: Problem, evidence: OffCore) -> tuple[list[int], list[int]]:
    points, labels = _inputs(problem), _dataset(problem).labels
    _check_length(evidence.normal, points, "the normal")
    zero: dict[int, list[int]] = {1: [], -1: []}
    for index, (sign, label) in enumerate(zip(product_signs(points, evidence.normal), labels, strict=True)):
        if sign == 0:
            zero[label].append(index)
        elif sign != label:
            raise Refusal(f"y (u . X) is negative for sample {index}")
    return zero[1], zero[-1]


def _support(problem: Problem, evidence: InCore) -> tuple[list[int], list[int]]:
    points, labels = _inputs(problem), _dataset(problem).labels
    _check_balances(points, labels, evidence.multipliers)
    support = evidence.multipliers.indices
    return [i for i in support if labels[i] == 1], [i for i in support if labels[i] == -1]


def circuit(problem: Problem) -> bool:
    """data.circuit: up to a factor sum m_i y_i X_i = 0 is the only relation, all m_i > 0, two samples in each class."""
    points, labels = _inputs(problem), _dataset(problem).labels
    count, columns = len(points), len(points[0])
    if count > columns + 1 or any(labels.count(label) < 2 for label in (1, -1)):
        return False
    relations = annihilator(cleared_matrix(points, columns).transpose())
    if relations.ncols() != 1:
        return False
    signed = [int(relations[i, 0]) * label for i, label in enumerate(labels)]
    return all(entry > 0 for entry in signed) or all(entry < 0 for entry in signed)


# --- class averages -----------------------------------------------------------------------------------------------
#
# These are about the points x_i themselves. E+ and E- are the averages over the classes; where sample weights differ
# they are the weighted averages, which is what L and its first-order conditions see.


def equal_means(problem: Problem) -> bool:
    """data.equal_means: the (weighted) mean of class + equals that of class -."""
    dataset = _dataset(problem)
    return vanishing_mean(dataset)


def vanishing_mean(dataset: Dataset) -> bool:
    """True iff the signed measure E+ - E- has the mean 0: the means of the classes agree."""
    return cleared_combination_vanishes(list(dataset.measure), list(dataset.measure.values()))


def even_measure(problem: Problem) -> bool:
    """data.even: the signed measure E+ - E- is even under x -> -x."""
    return _symmetric(_dataset(problem), 1)


def odd_measure(problem: Problem) -> bool:
    """data.odd: the signed measure E+ - E- is odd under x -> -x."""
    return _symmetric(_dataset(problem), -1)


def class_shares(dataset: Dataset) -> list[Fraction]:
    """The measure E+ - E-: y_i weight_i / (weight of the class of i)."""
    return [y * share for y, share in zip(dataset.labels, dataset.shares, strict=True)]


def _symmetric(dataset: Dataset, parity: int) -> bool:
    mass = dataset.measure
    zero = Fraction(0)
    return all(
        value == parity * mass.get((tuple(-entry for entry in numerators), denominator), zero)
        for (numerators, denominator), value in mass.items()
    )
