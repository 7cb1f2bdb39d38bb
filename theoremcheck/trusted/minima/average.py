"""Minima at a constant output c by one inequality between class averages (theory: lemma.support).

f is a sum of parts: the neurons of the shortcut, and the deep part. Near the point each part g has E+ g = E- g, or
E+ g <= E- g, for a reason of its own; so E+ f <= E- f there, and with l convex and c a minimiser of h the point is a
local minimum. Where all parts are equal, l need not be nondecreasing. Convexity and monotonicity of l are premises of
the rules; which reasons a rule accepts is said by its row at the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from typing import Any, Final, TypeAlias

from theoremcheck.trusted.data.measures import equal_classes, equal_means, even_measure, odd_measure
from theoremcheck.trusted.data.moments import definite_moments, semidefinite_moments
from theoremcheck.trusted.data.order import Coupling, check_convex_order
from theoremcheck.trusted.functions.comparison import sign_of
from theoremcheck.trusted.functions.normal import is_zero
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import check_identity
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.constants import check_constant_point, enclosure
from theoremcheck.trusted.minima.curved_layers import Bend, check_curved_layers
from theoremcheck.trusted.minima.moment_layers import check_moment_layers
from theoremcheck.trusted.minima.point import Constant, Curve, Neurons, Number, Point
from theoremcheck.trusted.minima.reach import formula, neuron_pieces, pre_activations, value_at
from theoremcheck.trusted.minima.regimes import check_affine, check_curve, check_dead, check_deep_affine, smooth_piece
from theoremcheck.trusted.problem.expr import Expr, Num, add, mul, substitute
from theoremcheck.trusted.problem.model import Block, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal, require

# --- evidence: why the averages of a part are equal near the point ------------------------------------------------


@dataclass(frozen=True, slots=True)
class AffinePart:
    """The part is affine in x on the samples, and the class means agree.

    rule.affine: "near the point f is affine in x on the samples, and E+ - E- annihilates affine functions". Every unit
    lies strictly inside one affine piece for all samples; the pieces, w_j and b_j may differ from unit to unit.
    """


@dataclass(frozen=True, slots=True)
class DeadPart:
    """The deep part is dead: it is the same number on all samples, so both averages are that number.

    rule.order: "a deep part is affine, or the same for all samples, or curved"; rule.stationary: "a deep part is dead".
    """


@dataclass(frozen=True, slots=True)
class ParityPart:
    """The part is odd up to a constant and E+ - E- is even, or the part is even and E+ - E- is odd.

    rule.parity: "x -> a_j s(w_j . x) is odd up to a constant (even), so its averages over the classes agree for all
    parameters; a deep part is odd if all its layers are, even if its first one is". The b_j are absent or
    frozen at 0, and no layer of the deep part has biases.
    """


@dataclass(frozen=True, slots=True)
class EqualClassesPart:
    """E+ and E- are the same measure. rule.duplicate: "E+ f = E- f for every function f", near the point and far."""


@dataclass(frozen=True, slots=True)
class FrozenPart:
    """The hidden weights are frozen, and each w_j . x has the same distribution in both classes.

    rule.frozen (1): "E+ f = E- f for all a_0, a, b": neuron by neuron, so w_j may differ, and so may b_j.
    """


EqualPart: TypeAlias = AffinePart | DeadPart | ParityPart | EqualClassesPart | FrozenPart
"""E+ g = E- g for all parameters nearby."""

# --- evidence: why they are ordered -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CurvedPart:
    """All w_j = 0, one class is a contraction of the other, and s is curved to its advantage around every b_j.

    rule.order: "near the point every a_j s(w_j . x + b_j) is concave in x (if class - is the contraction; convex if
    class + is); Jensen along the coupling gives E+ f <= E- f". a_j keeps its strict sign, and s is curved on an
    interval around its own b_j, which holds all pre-activations for w_j near 0; ``curves`` has one for each group.
    """

    coupling: Coupling
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class MomentPart:
    """All w_j = 0, equal means, and S, the difference of the second moments, is definite on the data.

    rule.moment: "by Taylor it is (1/2) s''(b) w^T S w + o(|w|^2), so a_j times it is <= 0 near w = 0". For s quadratic
    near b_j there is no remainder, and S semidefinite is enough.
    """


@dataclass(frozen=True, slots=True)
class StationaryPart:
    """As MomentPart with S about the origin instead of the means, where s'(b_j) = 0 and no b_j moves.

    rule.stationary: "s(w . x + b) has no term of first order in w", whatever the means are.
    """


@dataclass(frozen=True, slots=True)
class CurvedLayersPart:
    """The deep part is curved to the advantage of the inner class, layer by layer; beside a CurvedPart only.

    rule.order: "or curved in that way, whatever its parameters are nearby": convex if class + is the contraction,
    concave if class - is. One bend for each layer; the output weights keep their one strict sign.
    """

    bends: tuple[Bend, ...]


@dataclass(frozen=True, slots=True)
class MomentLayersPart:
    """The deep part is smooth, and curved against the second moments to second order; beside a MomentPart only.

    rule.moment: "a deep part is affine, or dead, or smooth, and its second derivative has the sign opposite to S".
    """


OrderedPart: TypeAlias = CurvedPart | MomentPart | StationaryPart | CurvedLayersPart | MomentLayersPart
"""E+ g <= E- g for all parameters nearby."""
Part: TypeAlias = EqualPart | OrderedPart


@dataclass(frozen=True, slots=True)
class AverageMinimum:
    """f = c at the point. ``parts`` has a reason for the neurons of the shortcut, then one for a deep part."""

    point: Point
    constant: Constant
    parts: tuple[Part, ...]


# --- the check ----------------------------------------------------------------------------------------------------


def check_average(
    problem: Problem, evidence: AverageMinimum, *, shortcut: type[Part], deep: tuple[type[Part], ...]
) -> tuple[int, int]:
    """Accept: f = c minimises h, and E+ f <= E- f nearby; returns the least and the greatest number of wrong samples.

    The rule in question accepts the kind of reason ``shortcut`` for the neurons and those of ``deep`` for a deep part.
    """
    wrong = check_constant_point(problem, evidence.point, evidence.constant)
    check_parts(problem, evidence, shortcut, deep)
    return wrong


def check_parts(problem: Problem, evidence: AverageMinimum, shortcut: type[Part], deep: tuple[type[Part], ...]) -> None:
    """Accept if the parts are of these kinds, one for the neurons and one for a deep part, and hold near the point."""
    parts = evidence.parts
    require(len(parts) == (2 if problem.network.deep else 1), "average.parts")
    require(isinstance(parts[0], shortcut) and all(isinstance(part, deep) for part in parts[1:]), "point.label")
    _check_neurons(problem, evidence, parts[0])
    for part in parts[1:]:
        _check_deep(problem, evidence, part)


def _check_neurons(problem: Problem, evidence: AverageMinimum, part: Part) -> None:
    """The reason holds for the sum of all a_j s(w_j . x + b_j)."""
    groups = evidence.point.neurons
    match part:
        case AffinePart():
            require(equal_means(problem), "measures.means_differ")
            for group in groups:
                check_affine(neuron_pieces(problem), pre_activations(problem, group.hidden_weights, group.hidden_bias))
        case ParityPart():
            even = _parity(problem)
            if problem.network.width:
                check_identity(formula(problem.neuron, "neuron"), even=even)
        case EqualClassesPart():
            require(equal_classes(problem), "average.classes")
        case FrozenPart():
            _check_features(problem, groups)
        case CurvedPart():
            _check_curved(problem, evidence, part)
        case MomentPart():
            _check_moments(problem, evidence, centred=True)
        case StationaryPart():
            _check_stationary(problem, groups)
            _check_moments(problem, evidence, centred=False)
        case DeadPart() | CurvedLayersPart() | MomentLayersPart():
            raise Refusal("point.label")


def _check_deep(problem: Problem, evidence: AverageMinimum, part: Part) -> None:
    """The reason holds for the deep part f_D."""
    match part:
        case AffinePart():
            require(equal_means(problem), "measures.means_differ")
            check_deep_affine(problem, evidence.point)
        case DeadPart():
            check_dead(problem, evidence.point)
        case CurvedLayersPart():
            _check_curved_layers(problem, evidence, part)
        case MomentLayersPart():
            _check_moment_layers(problem, evidence)
        case ParityPart():
            _check_deep_parity(problem, even=_parity(problem))
        case EqualClassesPart():
            require(equal_classes(problem), "average.classes")
        case _:
            raise Refusal("point.label")


# --- parity -------------------------------------------------------------------------------------------------------


def _parity(problem: Problem) -> bool:
    """True if E+ - E- is odd, so that even functions are wanted; False if it is even. No hidden bias breaks it."""
    network = problem.network
    frozen = network.frozen_block(Block.HIDDEN_BIAS)
    still = frozen is not None and frozen.value is not None and not any(frozen.value)
    require(still or not (network.width and network.hidden_bias), "average.hidden_bias")
    require(not any(map(network.biased, network.deep)), "average.hidden_bias")
    even = odd_measure(problem)
    require(even or even_measure(problem), "average.no_parity")
    return even


def _check_deep_parity(problem: Problem, *, even: bool) -> None:
    """f_D is even if its first layer is; odd up to a constant if all layers are, all but the last without constant."""
    layers = [formula(layer.neuron, "deep neuron") for layer in problem.network.deep]
    if even:
        check_identity(layers[0], even=True)
        return
    for index, expr in enumerate(layers):
        check_identity(expr, even=False)
        centred = is_zero(value_at(split(expr), Fraction(0)))
        require(centred or index == len(layers) - 1, "average.inner_layer")


# --- frozen features ----------------------------------------------------------------------------------------------


def _check_features(problem: Problem, groups: tuple[Neurons, ...]) -> None:
    """The mass that E+ - E- gives to every value of w_j . x is 0."""
    require(problem.network.frozen_block(Block.HIDDEN_WEIGHTS) is not None, "average.trained_weights")
    shares = samples(problem).dataset.signed_shares
    for group in groups:
        mass: defaultdict[Fraction, Fraction] = defaultdict(Fraction)
        for value, share in zip(pre_activations(problem, group.hidden_weights, Fraction(0)), shares, strict=True):
            mass[value] += share
        require(not any(mass.values()), "average.feature")


# --- curved neurons at w = 0 --------------------------------------------------------------------------------------


def _check_curved(problem: Problem, evidence: AverageMinimum, part: CurvedPart) -> None:
    """Class - inside: every a_j s is concave near b_j; class + inside: convex."""
    groups = evidence.point.neurons
    check_convex_order(problem, part.coupling)
    require(len(groups) == len(part.curves), "average.curves")
    for group, curve in zip(groups, part.curves, strict=True):
        require(not any(group.hidden_weights), "average.hidden_weight")
        sign = part.coupling.inner * _number_sign(group.output_weight, evidence.constant)
        check_curve(neuron_pieces(problem), curve, sign, (group.hidden_bias,))


def _check_curved_layers(problem: Problem, evidence: AverageMinimum, part: CurvedLayersPart) -> None:
    """Class - inside: f_D is concave in x on the samples, for all parameters nearby; class + inside: convex."""
    first, output = evidence.parts[0], evidence.point.deep_output
    if not isinstance(first, CurvedPart) or output is None:  # the order of the classes is shown with the neurons
        raise Refusal("point.label")
    bent = check_curved_layers(problem, evidence.point, part.bends)
    require(bent * _number_sign(output, evidence.constant) == first.coupling.inner, "layers.downhill")


def _check_stationary(problem: Problem, groups: tuple[Neurons, ...]) -> None:
    """s'(b_j) = 0, and b_j stays: no hidden bias is trained."""
    require(not problem.network.trains(Block.HIDDEN_BIAS), "average.trained_bias")
    for group in groups:
        piece = smooth_piece(neuron_pieces(problem), group.hidden_bias, 2)
        require(is_zero(_derivative(piece, group, 1)), "average.slope")


def _check_moments(problem: Problem, evidence: AverageMinimum, *, centred: bool) -> None:
    """All w_j = 0, and a_j s''(b_j) has everywhere the sign opposite to S."""
    strict = definite_moments(problem, centred=centred)
    for group in evidence.point.neurons:
        require(not any(group.hidden_weights), "average.hidden_weight")
        piece = smooth_piece(neuron_pieces(problem), group.hidden_bias, 2)
        curvature = sign_of(_derivative(piece, group, 2))
        require(curvature != 0, "average.curvature")
        quadratic = is_zero(nth_derivative(piece, 3))
        order = semidefinite_moments(problem, centred=centred) if quadratic and strict == 0 else strict
        require(order != 0, "average.indefinite")
        require(order * curvature * _number_sign(group.output_weight, evidence.constant) < 0, "average.downhill")


def _check_moment_layers(problem: Problem, evidence: AverageMinimum) -> None:
    """The second derivative of f_D has everywhere the sign opposite to S, which is definite."""
    output = evidence.point.deep_output
    if output is None:
        raise Refusal("point.label")
    strict = definite_moments(problem, centred=True)
    require(strict != 0, "average.indefinite")
    bent = check_moment_layers(problem, evidence.point)
    require(strict * bent * _number_sign(output, evidence.constant) < 0, "average.downhill")


def _derivative(piece: Expr, group: Neurons, order: int) -> Expr:
    """s^(order)(b_j) for the piece of s around b_j."""
    return substitute(nth_derivative(piece, order), Num(group.hidden_bias))


def _number_sign(number: Number, constant: Constant) -> int:
    """The strict sign of a number of the point, the same for every c that is possible. Raises ``Refusal``."""
    signs = {sign_of(add((number.base, mul((number.factor, end))))) for end in enclosure(constant)}
    require(len(signs) == 1 and signs != {0}, "average.sign")
    return signs.pop()


def row(
    name: str, check: Callable[..., Any], shortcut: type[Part], *deep: type[Part]
) -> tuple[str, type, Callable[..., Any]]:
    """Class averages are compared by the check, by these reasons for the neurons and for the deep part."""
    return name, AverageMinimum, partial(check, shortcut=shortcut, deep=deep)


BENT: Final = (AffinePart, DeadPart, MomentLayersPart)
CONDITIONS: Final = (
    row("minimum.affine", check_average, AffinePart, AffinePart, DeadPart),
    row("minimum.order", check_average, CurvedPart, AffinePart, DeadPart, CurvedLayersPart),
    row("minimum.moment", check_average, MomentPart, *BENT),
    row("minimum.stationary", check_average, StationaryPart, DeadPart),
    row("minimum.parity", check_average, ParityPart, ParityPart),
    row("minimum.duplicate", check_average, EqualClassesPart, EqualClassesPart),
    row("minimum.frozen_features", check_average, FrozenPart, DeadPart),
)
"""The conditions with their evidence, and the check of that: the reasons are those that the rule accepts."""
