"""Last hidden layers with as many units as samples.

Theory: thm.wide.beside, thm.wide_deep, thm.wide_basin; lemma.rank.

A unit counts if it lies in the last hidden layer of a part of f (the shortcut, or a branch), its output weight, weights
and bias are trained, and some difference of order N - 1 of its neuron is not 0, N the number of different x_i. Then
the vectors (s(w . h_i + b))_i span R^N, whatever N different inputs h_i are. The units of all parts count together.
lemma.rank (``last_width``) asks of its units for trained, unpenalised output weights alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import partial
from math import comb
from typing import Final, TypeAlias

import flint

from theoremcheck.trusted.bounds import MAX_PRECISION
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.data.linear import every, frozen_by, some
from theoremcheck.trusted.data.structure import counted, different_samples
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero, normalise
from theoremcheck.trusted.functions.pieces import Pieces, split
from theoremcheck.trusted.functions.quotients import used
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import check_obligations, jump
from theoremcheck.trusted.problem.expr import Expr, Num, Z, add, mul, parameters, substitute
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyBlock,
    AnyFunction,
    Block,
    Cleared,
    Dataset,
    Function,
    Kind,
    Layer,
    Part,
    Piece,
    Problem,
    Vector,
    overlap,
)
from theoremcheck.trusted.refusal import Refusal, require

_Lower: TypeAlias = Callable[[Problem, Block, int, Layer], bool]

MAX_DIFFERENCE: Final = 1_000
"""The greatest order of a difference that is looked at."""
_MAX_SYMBOLIC: Final = 24
"""The same with free parameters."""
_GRIDS: Final = tuple((Fraction(step), Fraction(offset)) for step, offset in (("1", "1/3"), ("1/2", "1/7"), ("3", "1")))
"""Steps of the differences, and by how much the middle of their points is away from 0: none is symmetric about 0."""
_SPOTS: Final = tuple(Fraction(spot) for spot in ("0", "1/3", "-1/7", "1/64"))
"""Where a slope is looked at, by its distance from a point inside a piece."""


# --- one neuron -------------------------------------------------------------------------------------------------------


def _pieces(neuron: AnyFunction) -> Pieces:
    if not isinstance(neuron, Function):
        raise Refusal("wide.opaque")
    return split(neuron.expr)


def has_difference(neuron: AnyFunction, order: int) -> bool:
    """True if sum_k (-1)^k C(order, k) s(z + k r) is not 0 for some z and r; False if s is a polynomial of less degree.

    Raises ``Refusal`` where neither is seen: the sums are enclosed on a few grids, with more and more bits. With free
    parameters in s they are taken as expressions, so that those of the terms are the same ones.
    """
    pieces = _pieces(neuron)
    require(order <= MAX_DIFFERENCE, "wide.order", most=MAX_DIFFERENCE)
    if _is_polynomial(pieces, order):
        return False
    if any(map(parameters, pieces.pieces)):
        seen = order <= _MAX_SYMBOLIC and any(_sign(_sum(pieces, order, *grid), Fraction(0)) for grid in _GRIDS)
        require(seen, "wide.no_difference", order=order)
        return True
    bits = 64 + 2 * order
    while bits <= MAX_PRECISION:
        if any(_difference(pieces, order, *grid, bits=bits) for grid in _GRIDS):
            return True
        bits *= 2
    raise Refusal("wide.no_difference", order=order)


def _is_polynomial(pieces: Pieces, order: int) -> bool:
    """True proves that s is one polynomial in z of a degree below ``order``."""
    if len(pieces.pieces) != 1:
        return False
    normal = normalise(pieces.pieces[0])
    mentioned = [normal.generators[index] for index in used(normal.numerator)]
    if not normal.denominator.is_constant() or any(generator != Z for generator in mentioned):
        return False
    degree = sum(map(int, normal.numerator.degrees())) if not normal.numerator.is_zero() else -1
    return degree < order


def _difference(pieces: Pieces, order: int, step: Fraction, offset: Fraction, *, bits: int) -> bool:
    """True if the difference on the grid, whose middle is ``offset``, is enclosed by a ball without 0."""
    start = offset - step * order / 2
    with precision(bits):
        total = flint.arb(0)
        for k in range(order + 1):
            place = start + k * step
            value = evaluate(pieces.piece_at(place), ball(place))
            total += (-1) ** k * comb(order, k) * value
        return bool(total > 0 or total < 0)


def _sum(pieces: Pieces, order: int, step: Fraction, offset: Fraction) -> Expr:
    """The same difference as an expression without z."""
    places = [offset - step * order / 2 + k * step for k in range(order + 1)]
    factors = [Num(Fraction((-1) ** k * comb(order, k))) for k in range(order + 1)]
    values = [substitute(pieces.piece_at(place), Num(place)) for place in places]
    return add(tuple(mul(pair) for pair in zip(factors, values, strict=True)))


def nowhere_flat(neuron: AnyFunction) -> bool:
    """True if s is constant on no interval: its pieces are analytic inside, each with a slope other than 0 somewhere.

    Raises ``Refusal`` where that is not seen.
    """
    pieces = _pieces(neuron)
    slopes = [nth_derivative(piece) for piece in pieces.pieces]
    if any(map(is_zero, slopes)):
        return False
    check_obligations(pieces, None, (), inner=True)
    for index, slope in enumerate(slopes):
        lower, upper = pieces.interval(index)
        middle = between(lower, upper)
        room = Fraction(1) if None in (lower, upper) else (middle - between(lower, middle)) / 2
        require(any(_sign(slope, middle + room * spot) for spot in _SPOTS), "wide.flat")
    return True


def _sign(expr: Expr, place: Fraction) -> int:
    """The sign of an expression at a point, 0 where none is seen."""
    try:
        return sign_of(substitute(expr, Num(place)))
    except Refusal:
        return 0


def steep_at_zero(neuron: AnyFunction) -> bool:
    """True if s is analytic on R with s'(0) != 0; False if it is with s'(0) = 0. Raises ``Refusal`` of others."""
    pieces = _pieces(neuron)
    require(len(pieces.pieces) == 1, "shape.not_analytic")
    check_obligations(pieces, None, ())
    return sign_of(substitute(nth_derivative(pieces.pieces[0]), Num(Fraction(0)))) != 0


def is_continuous(neuron: AnyFunction) -> bool:
    """True if a neuron that is defined on R is continuous: the values of its pieces agree at the breaks."""
    pieces = _pieces(neuron)
    jumps = [jump(pieces, index, 0) for index in range(len(pieces.breaks))]
    return all(is_zero(height) or sign_of(height) == 0 for height in jumps)


# --- the units that count ---------------------------------------------------------------------------------------------


def trained(problem: Problem, branch: Block, layer: int, kind: Kind) -> bool:
    """The network has that piece of a branch, and it is trained."""
    piece = Piece(branch, layer, kind)
    return piece in problem.network.pieces(branch, 1) and frozen_by(problem, piece) is None


def _last_trained(problem: Problem, branch: Block) -> bool:
    """Output weights, weights and biases of the last hidden layer are trained; no layer sees the features too."""
    layers = problem.network.branches[branch]
    last = len(layers)
    asked = ((0, Kind.OUTPUT), (last, Kind.WEIGHTS), (last, Kind.BIASES))
    return not any(layer.residual for layer in layers) and all(trained(problem, branch, *piece) for piece in asked)


def _below(problem: Problem, branch: Block, lower: _Lower) -> bool:
    """Every layer of a branch but the last is as ``lower`` says."""
    layers = tuple(enumerate(problem.network.branches[branch][:-1], 1))
    return not some([lambda k=k, layer=layer: not lower(problem, branch, k, layer) for k, layer in layers])  # type: ignore[misc]


def weights_move(problem: Problem, branch: Block, number: int, layer: Layer) -> bool:
    """The weights of a layer are trained."""
    return trained(problem, branch, number, Kind.WEIGHTS)


def keeps_apart(problem: Problem, branch: Block, number: int, layer: Layer) -> bool:
    """Weights near any given ones map different inputs to different outputs.

    The weights are trained, and some unit has a trained bias and a neuron that is constant on no interval, or no bias
    and a neuron that is analytic with s'(0) != 0.
    """
    if not weights_move(problem, branch, number, layer):
        return False
    if not problem.network.biased(layer):
        shows: Callable[[AnyFunction], bool] = steep_at_zero
    elif trained(problem, branch, number, Kind.BIASES):
        shows = nowhere_flat
    else:
        return False
    return some([partial(shows, part.neuron) for part in layer.parts])


def last_units(problem: Problem, *, below: bool) -> Iterator[tuple[Block | None, Part]]:
    """The units whose output weight, weights and bias are trained, by kind, with their branch (None: the shortcut).

    ``below``: those above lower layers too.
    """
    network = problem.network
    if all(map(network.trains, (Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, Block.HIDDEN_BIAS))):
        yield None, Part(network.width, problem.neuron)
    for branch, layers in network.branches.items():
        if (below or len(layers) == 1) and _last_trained(problem, branch):
            yield from ((branch, part) for part in layers[-1].parts)


def _more_than(points: Iterable[Vector], most: int) -> bool:
    """More than that many are different: of large data a few are enough to see that."""
    found: set[Cleared] = set()
    for point in points:
        found.add(clear(point))
        if len(found) > most:
            return True
    return False


def _wide(lower: _Lower | None, problem: Problem) -> bool:
    """As many units count as there are different x_i, or one less where a_0 is trained."""
    units = tuple(last_units(problem, below=lower is not None))
    # What is not known of a kind of unit counts for it at first.
    sure, possible, doubt = 0, sum(part.width for _, part in units), None
    free = int(problem.network.trains(Block.OUTPUT_BIAS))
    data = problem.dataset
    if isinstance(data, Dataset) and _more_than(data.points, possible + free):
        return False
    number = different_samples(problem)
    if number is None:
        raise Refusal("structure.sizes_unknown")
    needed = number - free
    for branch, part in units if possible >= needed else ():
        try:
            counts = lower is None or branch is None or _below(problem, branch, lower)
            counts = counts and has_difference(part.neuron, number - 1)
        except Refusal as refusal:
            doubt = refusal
            continue
        sure, possible = (sure + part.width, possible) if counts else (sure, possible - part.width)
    if sure >= needed:
        return True
    if possible >= needed and doubt is not None:
        raise doubt
    if isinstance(data, AbstractDataset):
        raise Refusal("structure.sizes_count_samples")
    return False


def wide_beside(problem: Problem) -> bool:
    """network.wide_beside: units of the shortcut and of branches of one layer."""
    return _wide(None, problem)


def wide_resolving(problem: Problem) -> bool:
    """network.wide_resolving: last units above layers that keep samples apart as well."""
    return _wide(keeps_apart, problem)


def wide_last(problem: Problem) -> bool:
    """network.wide_last: last units above layers whose weights move as well."""
    return _wide(weights_move, problem)


def continuous(problem: Problem) -> bool:
    """network.continuous: every neuron of f is continuous, of neurons that are defined on R."""
    return every((problem.neuron, *problem.network.neurons), is_continuous)


def features(problem: Problem) -> int:
    """The number of last hidden units whose output weight is trained and in no penalty, and one more where a_0 is."""
    network = problem.network
    sizes: dict[AnyBlock, int] = {Block.OUTPUT_BIAS: int(network.output_bias), Block.OUTPUT_WEIGHTS: network.width}
    sizes |= {Piece(branch, 0, Kind.OUTPUT): layers[-1].width for branch, layers in network.branches.items()}
    return sum(size for block, size in sizes.items() if is_free(problem, block))


def last_width(problem: Problem) -> bool:
    """network.last_width: as many features as different x_i."""
    number = features(problem)
    if isinstance(problem.dataset, Dataset):
        return not _more_than(problem.dataset.points, number)
    return counted(problem, different_samples(problem), number)


def is_free(problem: Problem, block: AnyBlock) -> bool:
    """Trained and in no penalty."""
    penalised = any(overlap(entry, block) for entry in problem.objective.penalised)
    return not penalised and frozen_by(problem, block) is None
