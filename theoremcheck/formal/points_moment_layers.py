"""Points with a smooth deep part against second moments, in Coq: minimum.moment of networks without a shortcut.

``library/MomentBuild.v`` asks of each layer where the number lies that it receives, and of the whole two signs. Covered
are neurons in one piece whose derivatives have bounds by ``library/Enclose.v``, and output biases that are trained.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.points_layers import LAYERS, around, frame, output_weight
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import split_function
from theoremcheck.formal.text import integer
from theoremcheck.formal.trees import bounded_tree, tree
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.average import AverageMinimum
from theoremcheck.trusted.minima.point import Point
from theoremcheck.trusted.minima.reach import resting_places
from theoremcheck.trusted.problem.expr import Expr, Num, substitute
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass

_SURE: Final = "vm_compute; reflexivity"
_MAX_LAYERS: Final = 6
"""Formulas grow with every layer."""


@dataclass(frozen=True)
class _Layer:
    """A layer: its neuron, what it receives and gives as texts and as formulas, and the interval around that."""

    piece: Expr
    width: int
    weight: Fraction
    place: str
    place_tree: str
    given: str
    given_tree: str
    lower: Fraction
    upper: Fraction

    @property
    def affine(self) -> bool:
        """Whether the neuron is affine."""
        return is_zero(nth_derivative(self.piece, 2))

    @property
    def text(self) -> str:
        """The neuron."""
        return f"(fun v : R => {value(self.piece)})"

    @property
    def slope(self) -> str:
        """The formula of s' at what it receives."""
        return f"(put (slope {bounded_tree(self.piece)}) {self.place_tree})"

    @property
    def bend(self) -> str:
        """The formula of s'' there."""
        return f"(put (slope (slope {bounded_tree(self.piece)})) {self.place_tree})"


def moment_layers_point(
    problem: Problem, evidence: AverageMinimum, order: int, definite: str, *, local: bool
) -> str | None:
    """The script of minimum.moment, or minimum.moment_local. Raises ``Refusal``, ``NotTranslated``.

    ``order`` is the sign of the second moments, and ``definite`` the script that they have it.
    """
    point = evidence.point
    weight = output_weight(problem, point)
    if not weight or len(point.deep) > _MAX_LAYERS:
        return None
    layers = _layers(problem, point)
    found = frame(problem, evidence, weight, layers[-1].given, kind="moment", sign=order)
    if found is None:
        return None
    way = "left" if order > 0 else "right"
    means = f"apply (equal_means_by {SUBJECT}); vm_cast_no_check (eq_refl true)"
    parts = (
        f"apply (moment_of_layers {SUBJECT} {found.term}); [ reflexivity | "
        f"apply (moment_ordered {found.reached} {found.side} {found.level}); "
        f"[ {means} | {way}; reflexivity | {definite} | exact start ] ]"
    )
    claim = f"moment_at {found.term} {found.side} 0 {found.level} 0 (dim {SUBJECT}) 0 {LAYERS}"
    return found.script("minimum_moment", parts, claim, _start(layers, weight, order), local=local)


# --- the layers ---------------------------------------------------------------------------------------------------


def _layers(problem: Problem, point: Point) -> list[_Layer]:
    """The layers as Coq sees them. Raises ``NotTranslated`` where they are not covered."""
    found = list[_Layer]()
    network, places = problem.network, resting_places(problem, point.deep)
    for index, (layer, units, at) in enumerate(zip(network.deep, point.deep, places, strict=True)):
        if not isinstance(layer.neuron, Function):
            raise NotTranslated("a neuron is opaque")
        pieces = split_function(layer.neuron.expr).pieces.pieces
        if len(pieces) > 1:
            raise NotTranslated("a neuron has several pieces")
        place, place_tree, weight = rational(units.bias), _number(units.bias), Fraction(0)
        if index:
            below, weight = found[-1], units.weights[0]
            scale = weight * below.width
            place = f"({rational(scale)} * {below.given} + {place})"
            place_tree = f"(F_add (F_mul {_number(scale)} {below.given_tree}) {place_tree})"
        given_tree = bounded_tree(pieces[0]).replace("F_var", place_tree)
        lower, upper = around(at)
        found.append(
            _Layer(pieces[0], layer.width, weight, place, place_tree, value(pieces[0], place), given_tree, lower, upper)
        )
    return found


def _number(number: Fraction) -> str:
    """A rational as a formula."""
    return tree(Num(number))


def _product(*factors: str) -> str:
    """A product of formulas."""
    found = factors[-1]
    for factor in reversed(factors[:-1]):
        found = f"(F_mul {factor} {found})"
    return found


# --- scripts ------------------------------------------------------------------------------------------------------


def _start(layers: list[_Layer], weight: Fraction, order: int) -> str:
    """The script of moment_at."""
    first = next(index for index, layer in enumerate(layers) if not layer.affine)
    script = _bent(layers, first, weight, order)
    for index in range(first, -1, -1):
        layer, below = layers[index], layers[index - 1] if index else None
        no_weight = "intros; reflexivity" if not index else "intros Z; discriminate Z"
        way = (
            f"left; exists (value {layer.slope} 0), (value {layer.bend} 0); split; "
            f"[ intros u Hu; every Hu ltac:({_smooth(layer)}) | {script} ]"
            if index == first
            else f"right; split; [ intros u Hu; every Hu ltac:({_line(layer)}) | {script} ]"
        )
        numbers = f"{rational(layer.weight)}, (value {layer.place_tree} 0), {layer.given}"
        each = f"intros u Hu; every Hu ltac:({_unit(layer, below)})"
        script = f"exists {numbers}; split; [ {no_weight} | split; [ {each} | {way} ] ]"
    return f"unfold the_layers; cbn [nth moment_at bent_at]; {script}"


def _bent(layers: list[_Layer], first: int, weight: Fraction, order: int) -> str:
    """The script of bent_at above the first layer that is not affine."""
    units = layers[first].width
    slope, diagonal, common = layers[first].slope, _product(_number(Fraction(1, 2)), layers[first].bend), "(F_num 0 1)"
    scripts = list[str]()
    for index in range(first + 1, len(layers)):
        layer, below = layers[index], layers[index - 1]
        own, count = _number(layer.weight), _number(Fraction(layer.width))
        received = _product(own, slope)
        bent = _product(_number(Fraction(1, 2)), layer.bend, f"(F_pow {received} 2)")
        common = _product(count, f"(F_add {_product(layer.slope, own, common)} {bent})")
        diagonal, slope = _product(count, layer.slope, own, diagonal), _product(count, layer.slope, received)
        numbers = f"{rational(layer.weight)}, (value {layer.place_tree} 0), {layer.given}"
        scripts.append(
            f"exists {numbers}, (value {layer.slope} 0), (value {layer.bend} 0); split; "
            f"[ intros u Hu; every Hu ltac:({_unit(layer, below, _smooth(layer))}) | "
        )
    sign, last = _number(order * weight), layers[-1]
    whole = f"(F_add {diagonal} {_product(_number(Fraction(units)), common)})"
    across = "left; reflexivity" if units == 1 else f"right; {_negative(_product(sign, diagonal))}"
    end = (
        f"exists {rational(weight)}; split; [ intros u Hu; every Hu ltac:(cbn; lra) | split; "
        f"[ set (below := {last.given}); clearbody below; cbn; lra | split; "
        f"[ {across} | {_negative(_product(sign, whole))} ] ] ]"
    )
    return "".join(scripts) + end + " ]" * len(scripts)


def _negative(formula: str) -> str:
    return f"apply (negative_number {formula}); [ as_formula | {_SURE} ]"


def _unit(layer: _Layer, below: _Layer | None, more: str | None = None) -> str:
    """The script for one unit of a layer: its weights, what it receives, and what it gives."""
    if below is None:
        weights, place = "cbv beta; unfold built; apply completed_zero; reflexivity", "cbn; lra"
    else:
        weights, place = "every Hc ltac:(cbn; lra)", f"set (below := {below.given}); clearbody below; cbn; lra"
    received = f"transitivity {layer.place}; [ {place} | reflexivity ]"
    given = "reflexivity" if more is None else f"split; [ reflexivity | {more} ]"
    return f"split; [ intros c Hc; {weights} | split; [ {received} | {given} ] ]"


def _smooth(layer: _Layer) -> str:
    """The script that a unit is C^2 at what it receives."""
    ends = " ".join(f"({integer(end.numerator)}%Z, {end.denominator}%positive)" for end in (layer.lower, layer.upper))
    goals = f"{_SURE} | {_SURE} | intros v V; agrees | intros v V; written; sign"
    return f"apply (c2_at_number {layer.text} {bounded_tree(layer.piece)} {layer.place_tree} {ends}); [ {goals} ]"


def _line(layer: _Layer) -> str:
    """The script that a unit is affine."""
    slope = rational_value(nth_derivative(layer.piece, 1))
    start = rational_value(substitute(layer.piece, Num(Fraction(0))))
    if slope is None or start is None:
        raise NotTranslated("an affine neuron has irrational coefficients")
    at = f"(value {layer.place_tree} 0)"
    return (
        f"exists ({at} - 1), ({at} + 1), {rational(slope)}, {rational(start)}; "
        "split; [ lra | intros r _; cbn; first [ ring | field ] ]"
    )
