"""Points with multipliers: rule.support, rule.hull, rule.quadric and rule.frozen (theory: rule.support, lemma.support).

Near the point f on the samples that count moves in a linear space V, spanned by *columns*; slopes g_i of l at the
margins z_i, weighted by y_i and the weights, annihilate V. Then L is not smaller nearby.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from typing import Final, Protocol

import flint

from theoremcheck.trusted.data.exact import check_bits, cleared_matrix, rank
from theoremcheck.trusted.data.sparse import Sparse, check_sparse
from theoremcheck.trusted.functions.balls import ball, precision
from theoremcheck.trusted.functions.breaks import compare
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import jump
from theoremcheck.trusted.minima.cells import output_columns
from theoremcheck.trusted.minima.constants import loss_jets, loss_pieces, subgradients
from theoremcheck.trusted.minima.definite import Symmetric, proves_positive_definite
from theoremcheck.trusted.minima.expansion import box, margin_of, ridge
from theoremcheck.trusted.minima.features import Column, Features, combined, features_are_fixed, rational_column
from theoremcheck.trusted.minima.patterns import Patterns, affine_on
from theoremcheck.trusted.minima.reach import dot
from theoremcheck.trusted.minima.squares import Quadrics, squares_alone
from theoremcheck.trusted.problem.branches import as_deep
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.problem.layout import Layout, Unit
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

_BITS: Final = 256
NEAR: Final = Fraction(1, 2**160)
"""The radius of the box on which the affine pieces are read; the balls around it have ``_BITS`` bits."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A minimum lies at centre + sum_k tau_k ``basis``_k, |tau| <= ``radius``; the entries are those at ``moving``.

    The Hessian in tau, of what counts of the sum of the losses, minus ``curvature`` is positive definite there.
    """

    moving: tuple[int, ...]
    basis: tuple[Vector, ...]
    radius: Fraction
    curvature: Fraction
    precision: int


@dataclass(frozen=True, slots=True)
class MultiplierMinimum:
    """A point, ordered as StrictMinimum's centre, near which the outputs on the samples that count are a linear family.

    ``multipliers`` are those of samples where l has more than one slope, or the minimum is enclosed only. ``copies``
    (none: no copies) says for every layer, the shortcut first, how often each unit of the centre stands there: with the
    same incoming weights and bias, and equal shares of the outgoing weights.
    """

    centre: Vector
    copies: tuple[tuple[int, ...], ...]
    multipliers: Sparse | Enclosed


def check_multipliers(
    problem: Problem, evidence: MultiplierMinimum, *, convex: bool, fixed: bool | None = None
) -> tuple[int, int]:
    """Accept a point whose multipliers annihilate all that the outputs can do nearby.

    ``convex`` says that l is known to be convex: only a statement with the premise loss.convex may ask so. ``fixed``
    says what the label wants: hidden parameters that are frozen, or not (None: either).

    The proof, with t the point. *Copies.* Equal units with one share of what leads out of them receive and pass on what
    the one unit of the narrow network does, at t; so they stay in its pieces near t (these are open), whatever each of
    them does; where the one gives 0 on the box its piece is 0 or it receives nothing, and so do they, layer by layer.
    Every path through them has the column of the path through the one. So V, and f at t, are those of the narrow
    network, whose boxes are read. *V.* Near t f on the samples with g_i != 0 lies in the span of the columns, but for a
    frozen a_0, which is the same number at t and nearby: ``AffineCell``, ``Features``. *Slopes.* l(z) >= l(z_i) + g_i
    (z - z_i) near z_i for every sample: ``_ends``.
    *Sum.* So W (L(t') - L(t)) >= - sum_i weight_i g_i y_i (f(x_i; t') - f(x_i; t)); the differences lie in V, and
    sum_i weight_i y_i g_i phi_i = 0 for each column phi, exactly. Pieces may differ between units, layers and samples.
    *All samples.* f is continuous near t at every sample, also where g_i = 0: ``Patterns`` reads every unit at every
    sample, and refuses a jump, for that reason; squares are continuous. With
    ``Enclosed`` the minimum itself is not rational: ``check_enclosed``. L must carry no penalty.
    """
    narrow = narrow_problem(problem, evidence.copies)
    frozen = features_are_fixed(narrow.network)
    require(fixed is None or fixed == frozen, "multipliers.frozen" if frozen else "multipliers.trained")
    require(not ridge(narrow), "multipliers.penalty")
    check_bits(evidence.centre)
    reach = _reach(narrow, evidence.centre)
    found = evidence.multipliers
    if isinstance(found, Enclosed):
        require(convex, "multipliers.enclosed")
        return samples(problem).some_wrong(check_enclosed(problem, reach, found)[0])
    check_bits(found.entries)
    data, outputs = samples(problem), reach.exact_outputs()
    check_sparse(found, len(data.points), "the multipliers")
    slopes = _slopes(problem, outputs, dict(zip(found.indices, found.entries, strict=True)), convex=convex)
    factors = [w * y * g for w, y, g in zip(data.weights, data.labels, slopes, strict=True)]
    active = [i for i, factor in enumerate(factors) if factor]
    for column in reach.columns(active):
        total = dot([factors[i] for i in active], rational_column(column))
        require(total == 0, "multipliers.annihilate")
    return samples(problem).some_wrong(outputs)


def narrow_problem(problem: Problem, copies: Sequence[Sequence[int]]) -> Problem:
    """The problem with one unit for each entry of ``copies``, which stands so many times in its layer."""
    if not copies:
        return problem
    problem = as_deep(problem)
    network = problem.network
    require(problem.plain, "multipliers.not_plain")
    require(not network.frozen, "multipliers.frozen_copies")
    require(all(type(n) is int and n > 0 for layer in copies for n in layer), "multipliers.no_copy")
    widths = [network.width, *(layer.width for layer in network.deep)]
    require([sum(layer) for layer in copies] == widths, "multipliers.widths")
    width, *others = (len(layer) for layer in copies)
    deep = tuple(replace(layer, width=count) for layer, count in zip(network.deep, others, strict=True))
    return replace(problem, network=replace(network, width=width, deep=deep))


# --- the slopes ---------------------------------------------------------------------------------------------------


def _slopes(problem: Problem, outputs: Vector, given: Mapping[int, Fraction], *, convex: bool) -> Vector:
    """A multiplier for every sample: between the slopes of l at its margin, the left one where none is given."""
    pairs = [(label, -label * f) for f, label in zip(outputs, samples(problem).labels, strict=True)]
    known = {pair: rational_subgradients(problem, *pair) for pair in set(pairs)} if convex else {}
    found = []
    for i, (label, margin) in enumerate(pairs):
        own = known[label, margin] if convex else None
        low, high = own or _ends(loss_pieces(problem, label), margin, i, given=i in given)
        require(low <= given.get(i, low) <= high, "multipliers.slope", sample=i)
        found.append(given.get(i, low))
    return tuple(found)


def rational_subgradients(problem: Problem, label: int, margin: Fraction) -> tuple[Fraction, Fraction]:
    """The one-sided slopes of a class's convex l: any g between them has l(z) >= l(z_i) + g (z - z_i) for all z."""
    low, high = map(rational_value, subgradients(problem, label, Num(margin)))
    if low is None or high is None:
        raise Refusal("multipliers.irrational_slope")
    return low, high


def _ends(pieces: Pieces, margin: Fraction, sample: int, *, given: bool) -> tuple[Fraction, Fraction]:
    """The slopes of l on both sides of a margin, near which it is continuous and piecewise affine.

    Any g between them, if the left one is not the larger, has l(z) >= l(z_i) + g (z - z_i) for z near z_i. It has to be
    ``given`` on a break, and only there.
    """
    signs = [compare(point, margin) for point in pieces.breaks]
    index = sum(1 for sign in signs if sign < 0)
    left = right = affine_on(pieces, index)
    require(given or 0 not in signs, "multipliers.not_given", sample=sample)
    require(not given or 0 in signs, "multipliers.no_break", sample=sample)
    if 0 in signs:
        require(not pieces.owner[index] and is_zero(jump(pieces, index, 0)), "multipliers.discontinuous", sample=sample)
        right = affine_on(pieces, index + 1)
    if left is None or right is None:
        raise Refusal("multipliers.not_affine", sample=sample)
    return left[0], right[0]


# --- what the outputs can do near the point -----------------------------------------------------------------------


def _reach(problem: Problem, centre: Sequence[Fraction]) -> _Reach:
    """The space in which f moves near the centre: fixed features, squares, or affine pieces of the units."""
    if features_are_fixed(problem.network):
        return Features(problem, centre)
    return Quadrics(problem, centre) if squares_alone(problem) else AffineCell(problem, centre)


class _Reach(Protocol):
    """Columns whose span V holds f on samples near the point, and f itself; the entries may be constants."""

    def columns(self, active: Sequence[int]) -> Collection[Column]:
        """The columns on these samples, each (active,)."""

    def along(self, moving: Sequence[int]) -> list[Column]:
        """The derivatives of f in these places of the centre, (n,), if f is affine in all of them together."""

    def exact_outputs(self) -> Vector:
        """F on the samples, (n,). Raises ``Refusal`` if it is not rational."""

    def outputs(self) -> list[flint.arb]:
        """Balls that hold f on the samples, (n,)."""


class AffineCell:
    """Every unit is in an affine piece at the samples that count, on a box around the centre (see ``patterns``).

    f is then a sum over paths: V is spanned by the columns of ``output_columns``. A branch of f_D in which some layer
    gives the same constants at all these samples, nearby, is one number there, whatever lies above and below, and w . x
    with it where that layer is below a residual head; it shares no parameter with the others, and V is the sum of the
    spaces of all. Each unit has the pieces of its own neuron, and a bias or none as its own layer has. What is frozen
    is moved all the same, but for a_0, which has no column then: V may only be too large.
    """

    def __init__(self, problem: Problem, centre: Sequence[Fraction]) -> None:
        self._problem, self._patterns = problem, patterns_near(problem, centre)
        self._layout = Layout.of(problem)
        self._values, self._trained = self._layout.full(centre), self._layout.trained

    @cached_property
    def _outputs(self) -> Vector:
        return exact_outputs(self._problem, self._values, self._patterns)

    def exact_outputs(self) -> Vector:
        return self._outputs

    def outputs(self) -> list[flint.arb]:
        return list(map(ball, self._outputs))

    def columns(self, active: Sequence[int]) -> Collection[Column]:
        still, one = [], set[Column]()
        for branch in self._layout.parts.values():
            last, head = branch.numbers[-1], self._layout.layer(branch.numbers[-1]).residual
            constants = [self._patterns.constants(number, active) for number in branch.numbers[: -1 if head else None]]
            if any(found is not None for found in constants):
                still.append(last)
                # A last layer that gives 0 makes the branch 0 nearby; any other constant moves with the weights above.
                silent = constants[-1] is not None and not any(constants[-1])
                one |= set() if silent else {(Fraction(1),) * len(active)}
                features = zip(*(samples(self._problem).points[i] for i in active), strict=True)
                one |= set(features) if head else set()
        return {*output_columns(self._problem, self._patterns, active, still), *one}

    def along(self, moving: Sequence[int]) -> list[Column]:
        """In a0, what leads into units that see the features, and the weights out of neurons into which nothing moves.

        No path runs through two of them, and every unit has its affine form in the cell: so f is affine in them. So it
        is in a0 and the output weights of a residual head.
        """
        require(all(0 <= k < len(self._trained) for k in moving), "multipliers.moving")
        chosen = {self._trained[k] for k in moving}
        one = (Fraction(1),) * len(self._outputs)
        found = {0: one} if self._problem.network.output_bias else {}
        for unit in (unit for unit in self._patterns.units() if self._layout.is_first(unit.layer)):
            near = self._layout.wiring(unit)
            if not chosen.isdisjoint(near.receiving):
                require(
                    bool(unit.layer) or chosen.isdisjoint(near.outgoing), "multipliers.not_affine_in", unit=unit.index
                )
                gain = self._change(self._values, unit)
                for k, place in enumerate(near.incoming):
                    found[place] = tuple(g * x[k] for g, x in zip(gain, samples(self._problem).points, strict=True))
                if near.bias is not None:
                    found[near.bias] = gain
            elif unit.layer == 0 and near.outgoing[0] in chosen:
                place = near.outgoing[0]
                found[place] = self._change(
                    (*self._values[:place], self._values[place] + 1, *self._values[place + 1 :])
                )
        for branch in self._layout.parts.values():
            outputs = range(branch.output.start, branch.output.stop)
            # Without a_0 place 0 is a weight below the head: of it and w together f is not affine.
            level = {0} if self._problem.network.output_bias else set[int]()
            if branch.layers[-1].residual and chosen <= {*level, *outputs}:
                found |= {
                    k: self._change((*self._values[:k], self._values[k] + 1, *self._values[k + 1 :])) for k in outputs
                }
        require(chosen <= set(found), "multipliers.moving")
        return [found[self._trained[k]] for k in moving]

    def _change(self, values: Vector, raised: Unit | None = None) -> Vector:
        after = exact_outputs(self._problem, values, self._patterns, raised)
        return tuple(b - a for a, b in zip(self._outputs, after, strict=True))


def patterns_near(problem: Problem, centre: Sequence[Fraction]) -> Patterns:
    """The affine pieces of all units on a small box around the centre."""
    with precision(_BITS):
        return Patterns(problem, box(problem, centre, NEAR))


def exact_outputs(problem: Problem, values: Vector, patterns: Patterns, raised: Unit | None = None) -> Vector:
    """F on the samples, (n,), for the full list of parameters, every unit in the affine piece that ``patterns`` say.

    What ``raised`` receives is 1 more. Units of a last layer from which no weight leads on need not be in a piece, and
    nothing below need be if none of them leads on, or all weights into a residual head are 0.
    """
    data, layout = samples(problem), Layout.of(problem)
    found = [values[0] if problem.network.output_bias else Fraction(0)] * len(data.points)
    for branch in layout.branches:
        below: list[tuple[Fraction, ...]] = list(data.points)
        last, head = branch.numbers[-1], branch.layers[-1]
        numbers = branch.numbers if any(values[branch.output]) else ()
        if head.residual and not any(values[head.weights]):
            numbers, below = numbers[-1:], [(Fraction(0),) * head.inputs] * len(data.points)
        for number in numbers:
            columns = []
            for unit in patterns.of_layer(number):
                near = layout.wiring(unit)
                factor = values[near.outgoing[0]] if number == last else Fraction(1)
                if not factor:
                    continue
                weights = [values[k] for k in near.incoming]
                bias = (Fraction(0) if near.bias is None else values[near.bias]) + (unit == raised)
                forms = patterns.affine(unit, range(len(below)))
                places = [dot(weights, row) + bias for row in below]
                if number == last and head.residual:
                    places = [place + point[unit.index] for place, point in zip(places, data.points, strict=True)]
                column = [slope * place + c for (slope, c), place in zip(forms, places, strict=True)]
                columns.append(column)
                if number == last:
                    found = [f + factor * entry for f, entry in zip(found, column, strict=True)]
            below = [tuple(row) for row in zip(*columns, strict=True)]
    return tuple(found)


# --- a minimum that is enclosed -----------------------------------------------------------------------------------


def check_enclosed(
    problem: Problem, reach: _Reach, found: Enclosed, ridge: Sequence[tuple[Fraction, Fraction]] = ()
) -> tuple[list[flint.arb], list[int]]:
    """Balls around f, (n,), at a minimum within the radius: t = centre + sum_k tau_k basis_k, |tau| <= r.

    With it come the samples that are active.

    A sample is inactive if its margin stays inside a piece of l of slope 0 for |tau| <= r: it does not count, nor does
    it near t. On the others f is affine in tau (``along``); let L_A be the sum of their terms. The Hessian of L_A minus
    curvature I is positive definite for |tau| <= r, and the gradient at 0 is below curvature r: so L_A has its minimum
    over the ball at some t inside it. A positive definite Hessian makes the derivatives along the basis independent;
    they lie in V, and there are as many as V has dimensions, at least: near t the outputs are those for some tau near
    its, and L_A is not smaller. t is in the box on which V is read. (For a convex l the minimum is one over V.)
    ``ridge`` (for ``check_fit_right``): for each entry of ``moving`` the centre there, t_k, and c >= 0 of the term
    c t_k^2 of L_A.
    """
    data, pieces = samples(problem), {label: loss_pieces(problem, label) for label in (1, -1)}
    size, sizes = len(found.basis), {len(vector) for vector in found.basis}
    require(found.radius > 0 and found.curvature > 0, "multipliers.not_positive")
    require(sizes == {len(found.moving)} and len(set(found.moving)) == len(found.moving) > 0, "multipliers.basis")
    check_bits((found.radius, found.curvature, *(entry for vector in found.basis for entry in vector)))
    furthest = max(sum(map(abs, entries), Fraction(0)) for entries in zip(*found.basis, strict=True))
    require(found.radius * furthest < NEAR, "multipliers.beyond_box")
    with precision(found.precision):
        radius, jets = ball(found.radius), loss_jets(problem, 2)
        spread = radius.union(-radius)
        rows = list(zip(*reach.along(found.moving), strict=True))
        moved = [[combined(row, vector) for vector in found.basis] for row in rows]
        still = reach.outputs()
        around = [f + spread * norm(values) for f, values in zip(still, moved, strict=True)]
        places = [jets[label].piece(-label * f) for f, label in zip(around, data.labels, strict=True)]
        active = [i for i, place in enumerate(places) if not _is_level(pieces[data.labels[i]], place)]
        require(bool(active), "multipliers.inactive")
        require(_dimension(reach.columns(active)) <= size, "multipliers.dimensions", size=size)
        gradient, scaled = [flint.arb(0)] * size, []
        for i in active:
            label, weight = data.labels[i], ball(data.weights[i])
            slope = jets[label].at(-label * still[i], margin_of, i)[1]
            curvature = jets[label].at(-label * around[i], margin_of, i)[2]
            gradient = [g - weight * label * slope * v for g, v in zip(gradient, moved[i], strict=True)]
            scaled.append([weight * curvature * v for v in moved[i]])
        plain = [moved[i] for i in active]
        for k, (at, factor) in enumerate(ridge):
            twice, along = ball(2 * factor), [ball(vector[k]) for vector in found.basis]
            gradient = [g + twice * ball(at) * v for g, v in zip(gradient, along, strict=True)]
            scaled.append([twice * v for v in along])
            plain.append(along)
        hessian = Symmetric.read((flint.arb_mat(scaled).transpose() * flint.arb_mat(plain)).tolist())
        require(proves_positive_definite(hessian.minus(ball(found.curvature))), "multipliers.hessian")
        require(bool(norm(gradient) < ball(found.curvature) * radius), "multipliers.gradient")
        return around, active


def _dimension(columns: Collection[Column]) -> int:
    """At least the dimension of the span of the columns: their rank, or their number where one is not rational."""
    plain = [tuple(e for e in column if isinstance(e, Fraction)) for column in columns]
    if any(len(a) < len(b) for a, b in zip(plain, columns, strict=True)):
        return len(columns)
    return rank(cleared_matrix(plain, len(plain[0]))) if plain else 0


@lru_cache(maxsize=256)
def _is_level(pieces: Pieces, index: int | None) -> bool:
    """True proves that the piece is constant."""
    return index is not None and is_zero(nth_derivative(pieces.pieces[index], 1))


def norm(vector: Sequence[flint.arb]) -> flint.arb:
    """At least the Euclidean length, by the largest entries in the balls: the square of a ball around 0 has no root."""
    largest = [entry.abs_upper() for entry in vector]
    return sum((entry * entry for entry in largest), flint.arb(0)).sqrt()


CONDITIONS: Final = (
    ("minimum.hull", MultiplierMinimum, partial(check_multipliers, convex=True, fixed=False)),
    ("minimum.frozen_fit", MultiplierMinimum, partial(check_multipliers, convex=True, fixed=True)),
    ("minimum.support", MultiplierMinimum, partial(check_multipliers, convex=False)),
)
"""The conditions with their evidence, and the check of that."""
