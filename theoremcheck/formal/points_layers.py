"""Points with a deep part that is curved layer by layer, in Coq: minimum.order of networks without a shortcut.

``library/CurvedBuild.v`` asks one question of each layer: the number that it receives lies in an interval, and what the
neuron does on it. Covered are neurons in one piece whose derivatives have bounds there by ``library/Enclose.v``, and
output biases that are trained.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import flint

from theoremcheck.formal.coupling import contraction_script
from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.points_build import Built, average, pair
from theoremcheck.formal.points_deep import DeepScripts
from theoremcheck.formal.points_loss import loss_function, output, widened
from theoremcheck.formal.points_tangent import tangential
from theoremcheck.formal.problem import SUBJECT, function_names
from theoremcheck.formal.shapes import applied, split_function
from theoremcheck.formal.text import integer
from theoremcheck.formal.trees import bounded_tree, tree
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import START_PRECISION, ball, evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.minima.average import AverageMinimum, CurvedLayersPart, CurvedPart
from theoremcheck.trusted.minima.point import Between, Point
from theoremcheck.trusted.minima.reach import resting_places
from theoremcheck.trusted.problem.expr import Expr, Num
from theoremcheck.trusted.problem.model import Block, Function, Problem
from theoremcheck.trusted.records import dataclass

_GRID: Final = 64
_REACH: Final = Fraction(1, 32)
LAYERS: Final = "(nth 0 the_layers [])"
_SURE: Final = "vm_compute; reflexivity"


@dataclass(frozen=True)
class _Layer:
    """A layer: its neuron, what it receives and gives as texts and formulas, the interval, and how it is bent."""

    name: str
    piece: Expr
    place: str
    place_tree: str
    given: str
    given_tree: str
    lower: Fraction
    upper: Fraction
    sign: int
    received: int
    """How what it receives is bent; 0 in the first layer."""

    @property
    def text(self) -> str:
        """The neuron."""
        return f"(fun v : R => {value(self.piece)})"

    @property
    def tree(self) -> str:
        """Its formula."""
        return bounded_tree(self.piece)


@dataclass(frozen=True)
class Frame:
    """A point of a network of one branch with an output bias that makes the output c, as Coq has it.

    ``reached`` are the first arguments of the library's lemmas on its layers, ``side`` the sign of what they show, and
    ``level`` is f_D at the point.
    """

    built: Built
    term: str
    reached: str
    side: str
    level: str

    def script(self, lemma: str, parts: str, claim: str, start: str, *, local: bool) -> str | None:
        """The script of a condition ``lemma`` by its ``parts``, with the ``claim`` about the layers and its proof."""
        lemma = f"{lemma}{'_local' * local}_by"
        if local:
            script = tangential(self.built, lemma, [parts], rising=True, keeps=False)
        else:
            script = average(self.built, lemma, [parts], keeps=False)
        if script is None:
            return None
        return script.replace(f"apply ({lemma}", f"assert (start : {claim}) by ({start}).\n  apply ({lemma}", 1)


def output_weight(problem: Problem, point: Point) -> Fraction | None:
    """The output weight of the units of the last layer; None if it is not rational, or the network is another one."""
    if problem.network.width or not problem.network.trains(Block.OUTPUT_BIAS) or point.deep_output is None:
        return None
    return rational_value(point.deep_output.base) if is_zero(point.deep_output.factor) else None


def frame(
    problem: Problem, evidence: AverageMinimum, weight: Fraction, given: str, *, kind: str, sign: int
) -> Frame | None:
    """The point, of which units of the last layer give ``given``; ``kind`` begins the names of the library's lemmas."""
    loss, constant = loss_function(problem), evidence.constant
    if loss is None or not isinstance(problem.neuron, Function):
        return None
    if isinstance(constant, Between):
        constant = widened(problem, loss, constant)
    level = f"({rational(weight * problem.network.deep[-1].width)} * {given})"
    arguments = f"({output(constant)} - {level}) [] [] [] 1%positive {parameters(evidence.point, weight)}"
    term = f"(built {SUBJECT} {arguments})"
    branch = f"{SUBJECT} {term} {LAYERS} ltac:(intros; reflexivity)"
    reached, end = f"{branch} ltac:(apply completed_admissible)", f"{rational(Fraction(sign))} {level} start"
    scripts = DeepScripts(
        "", f"exact ({kind}_level {branch} {end})", continuous=f"exact ({kind}_continuous {reached} {end})", level=level
    )
    neuron = split_function(problem.neuron.expr)
    built = Built(problem, evidence.point, constant, neuron, loss, arguments, 1, scripts)
    return Frame(built, term, reached, rational(Fraction(sign)), level)


def layers_point(problem: Problem, evidence: AverageMinimum, *, local: bool) -> str | None:
    """The script of minimum.order, or minimum.order_local. Raises ``Refusal``, ``NotTranslated``."""
    point, (first, part) = evidence.point, evidence.parts
    weight = output_weight(problem, point)
    if not weight or not isinstance(first, CurvedPart) or not isinstance(part, CurvedLayersPart):
        return None
    layers, inner = _layers(problem, point, part), first.coupling.inner
    found = frame(problem, evidence, weight, layers[-1].given, kind="curved", sign=inner)
    if found is None:
        return None
    way, kind = ("left", "convex") if inner > 0 else ("right", "concave")
    curved = f"exact (curved_{kind} {found.reached} {found.level} start)"
    parts = (
        f"apply (order_of_layers {SUBJECT} {found.term}); "
        f"[ reflexivity | {way}; split; [ {contraction_script(problem, first.coupling)} | {curved} ] ]"
    )
    claim = f"curved_start {SUBJECT} (fun p => {found.term} (D p)) {found.side} {found.level} {LAYERS}"
    return found.script("minimum_order", parts, claim, _start(layers), local=local)


def parameters(point: Point, weight: Fraction) -> str:
    """The parameters of f_D."""
    cases = [f"Weight _ {k}%nat _ _ => {rational(units.weights[0])}" for k, units in enumerate(point.deep) if k]
    cases += [f"Bias _ {k}%nat _ => {rational(units.bias)}" for k, units in enumerate(point.deep) if units.bias]
    return f"(fun p => match p with {' | '.join(cases)} | Output _ _ => {rational(weight)} | _ => 0 end)"


# --- the layers ---------------------------------------------------------------------------------------------------


def _layers(problem: Problem, point: Point, part: CurvedLayersPart) -> list[_Layer]:
    """The layers as Coq sees them. Raises ``NotTranslated`` where they are not covered."""
    names, found = function_names(problem), list[_Layer]()
    network, places = problem.network, resting_places(problem, point.deep)
    for index, (layer, units, bend, at) in enumerate(zip(network.deep, point.deep, part.bends, places, strict=True)):
        if not isinstance(layer.neuron, Function):
            raise NotTranslated("a neuron is opaque")
        pieces = split_function(layer.neuron.expr).pieces.pieces
        if len(pieces) > 1:
            raise NotTranslated("a neuron has several pieces")
        place = rational(units.bias)
        place_tree = tree(Num(units.bias))
        received = 0
        if index:
            below, weight = found[-1], units.weights[0] * network.deep[index - 1].width
            place = f"({rational(weight)} * {below.given} + {place})"
            place_tree = f"(F_add (F_mul {tree(Num(weight))} {below.given_tree}) {place_tree})"
            received = below.sign * (1 if weight > 0 else -1)
        piece = pieces[0]
        lower, upper = around(at)
        _require_signs(piece, lower, upper, bend.sign, received)
        given, given_tree = value(piece, place), bounded_tree(piece).replace("F_var", place_tree)
        found.append(
            _Layer(names[layer.neuron], piece, place, place_tree, given, given_tree, lower, upper, bend.sign, received)
        )
    return found


def around(place: Expr) -> tuple[Fraction, Fraction]:
    with precision(START_PRECISION):
        near = midpoint(evaluate(place, flint.arb(0)))
    middle = Fraction(round(near * _GRID), _GRID)
    return middle - _REACH, middle + _REACH


def _require_signs(piece: Expr, lower: Fraction, upper: Fraction, sign: int, received: int) -> None:
    """The signs that Coq is to find by bounds are found in balls. Raises ``NotTranslated``."""
    with precision(START_PRECISION):
        between: flint.arb = ball(lower).union(ball(upper))
        for order, wanted in ((2, sign), (1, sign * received)):
            bent = nth_derivative(piece, order)
            if wanted and not is_zero(bent) and not evaluate(bent, between) * wanted > 0:
                raise NotTranslated("a sign is not seen by bounds")


# --- scripts ------------------------------------------------------------------------------------------------------


def _start(layers: list[_Layer]) -> str:
    """The script of curved_start."""
    asserted = [
        f"assert (continuous_{name} : continuity (val {name})) by (change (continuity {layer.text}); "
        f"{applied('continuity_pieces', split_function(layer.piece), 'agrees', 'smooths').rstrip('.')});"
        for name, layer in {layer.name: layer for layer in layers}.items()
    ]
    script = _end(layers[-1])
    for index, layer in reversed(list(enumerate(layers))):
        below = layers[index - 1] if index else None
        numbers = [rational(Fraction(layer.sign)), layer.place, layer.given, ratio(layer.lower), ratio(layer.upper)]
        if below is not None:
            numbers.insert(1, rational(Fraction(layer.received)))
        inside = f"apply (lies_inside_by {layer.place_tree} {_bounds(layer)}); [ reflexivity | {_SURE} | {_SURE} ]"
        each = f"{_known(layer)} intros u Hu; every Hu ltac:({_unit(layer, below)})"
        script = (
            f"exists {', '.join(numbers)}; split; [ {side(layer.sign)}; reflexivity | split; [ {inside} | "
            f"split; [ {each} | {script} ] ] ]"
        )
    return f"{' '.join(asserted)} unfold the_layers; cbn [nth curved_start curved_at]; {script}"


def _known(layer: _Layer) -> str:
    """What all units of a layer share: that the neuron is curved on the interval, and does not fall."""
    goals = "intros v V; agrees | intros v V; written; sign"
    sign, received = integer(layer.sign), integer(layer.received)
    interval = f"{ratio(layer.lower)} < {{}} < {ratio(layer.upper)}"
    bent = (
        f"assert (bent : convex_on (fun z => IZR {sign} * {layer.text} z) {ratio(layer.lower)} {ratio(layer.upper)})"
        f" by (apply (bent_by {layer.text} {layer.tree} {_bounds(layer)}); [ {goals} | {_SURE} ]);"
    )
    if not layer.received:
        return bent
    return (
        f"{bent} assert (rises : forall y z : R, {interval.format('y')} -> {interval.format('z')} -> "
        f"IZR {received} * y <= IZR {received} * z -> IZR {sign} * {layer.text} y <= IZR {sign} * {layer.text} z)"
        f" by (apply (monotone_by {layer.text} {layer.tree} {_bounds(layer)}); [ {goals} | "
        f"{side(layer.sign)}; reflexivity | {side(layer.received)}; reflexivity | {_SURE} ]);"
    )


def _unit(layer: _Layer, below: _Layer | None) -> str:
    """The script for one unit of a layer."""
    if below is None:
        weights, place, shown = "cbv beta; unfold built; apply completed_zero; reflexivity", "cbn; lra", "exact bent"
    else:
        weights = "every Hc ltac:(cbn; lra)"
        place = f"set (below := {below.given}); clearbody below; cbn; lra"
        shown = "split; [ exact bent | exact rises ]"
    value_ = f"split; [ reflexivity | split; [ exact (continuous_{layer.name} _) | {shown} ] ]"
    return f"split; [ intros c Hc; {weights} | split; [ {place} | {value_} ] ]"


def _end(last: _Layer) -> str:
    """The script for the output weights."""
    return (
        "split; [ intros u Hu; every Hu ltac:(cbn; lra) | "
        f"set (below := {last.given}); clearbody below; cbn; lra ]"
    )  # fmt: skip


def side(sign: int) -> str:
    return "left" if sign > 0 else "right"


def ratio(number: Fraction) -> str:
    return f"(ratio {integer(number.numerator)} {number.denominator})"


def _bounds(layer: _Layer) -> str:
    return f"{pair(layer.lower)} {pair(layer.upper)}"
