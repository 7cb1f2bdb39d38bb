"""The deep part of a point, in Coq: its parameters, and what is known of f_D nearby.

Its weights are 0 at the points that are covered, so that every unit receives its bias (``DeepResting.v``).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.formal.functions import NotTranslated, rational, value
from theoremcheck.formal.problem import SUBJECT, function_names
from theoremcheck.formal.shapes import Split, applied, split_function
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.functions.pieces import Pieces
from theoremcheck.trusted.minima.point import Point
from theoremcheck.trusted.minima.reach import vanishes
from theoremcheck.trusted.minima.regimes import affine_form, common_piece, flat_value
from theoremcheck.trusted.problem.expr import Expr, Num, Z
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal


@dataclass(frozen=True)
class DeepScripts:
    """The parameters of f_D, and one script for each thing that may be asked about it; None where there is none."""

    parameters: str
    value: str
    dead: str | None = None
    continuous: str | None = None
    still: str | None = None
    affine: str | None = None
    odd: str | None = None
    even: str | None = None
    calm: str | None = None
    """That every unit is continuous where its bias is."""
    level: str = "0"
    """What f_D is on the samples."""

    @property
    def equal(self) -> str | None:
        """The script that f_D is affine or dead."""
        if self.affine is not None:
            return f"left; {self.affine}"
        return None if self.dead is None else f"right; {self.dead}"


@dataclass(frozen=True)
class DeepLayer:
    """The neuron of a layer, its name, and the bias of all of its units."""

    name: str
    function: Split
    bias: Fraction


def deep_scripts(problem: Problem, point: Point, head: str) -> DeepScripts | None:
    """What is known of f_D at a point whose other numbers are ``head``; None if it is not covered."""
    if not point.deep:
        none = {name: f"apply no_deep_{name}; reflexivity" for name in ("dead", "continuous", "still", "odd", "even")}
        return DeepScripts("(fun _ => 0)", "intros; reflexivity", **none)
    output, layers = _output(problem, point), deep_layers(problem, point)
    if output is None or layers is None or any(any(units.weights) for units in point.deep):
        return None
    cases = "".join(
        f" | Bias _ {index}%nat _ => {rational(layer.bias)}" for index, layer in enumerate(layers) if layer.bias
    )
    cases += f" | Output _ _ => {rational(output)}" if output else ""
    parameters = f"(fun p => match p with{cases} | _ => 0 end)" if cases else "(fun _ => 0)"
    return _scripts(f"(built {SUBJECT} {head} {parameters})", parameters, layers)


def deep_layers(problem: Problem, point: Point) -> list[DeepLayer] | None:
    """The layers of the branch at a point, None where a neuron has no formula."""
    names, found = function_names(problem), []
    for layer, units in zip(problem.network.deep, point.deep, strict=True):
        if not isinstance(layer.neuron, Function):
            return None
        found.append(DeepLayer(names[layer.neuron], split_function(layer.neuron.expr), units.bias))
    return found


def _output(problem: Problem, point: Point) -> Fraction | None:
    """The output weight where it is 0, or a rational above units that are linear and receive 0; else None."""
    output, last = point.deep_output, problem.network.deep[-1].neuron
    if output is None or vanishes(output):
        return None if output is None else Fraction(0)
    linear = last == Function(Z) and not point.deep[-1].bias
    return rational_value(output.base) if linear and is_zero(output.factor) else None


def _scripts(term: str, parameters: str, layers: list[DeepLayer]) -> DeepScripts:
    rest = "intros; unfold built; apply completed_zero; reflexivity"
    same = "intros; reflexivity"
    value_ = (
        f"intros e E; rewrite (deep_part_resting {SUBJECT} {term} the_layers);"
        f" [ cbn; ring | {same} | {rest} | intros b Hb; every Hb discriminate ]"
    )
    found: dict[str, str] = {}
    calm = calm_script(layers)
    if calm is not None:
        found["calm"] = calm
        start = f"{same} | {rest} | apply completed_admissible | {calm}"
        found["continuous"] = f"apply (resting_continuous {SUBJECT} {term} the_layers); [ {start} ]"
        flat = _first_flat(layers)
        if flat is not None:
            found["dead"] = f"apply (resting_dead {SUBJECT} {term} the_layers); [ {start} | {flat} ]"
        zero = _last_zero(layers)
        if zero is not None:
            found["still"] = f"apply (resting_still {SUBJECT} {term} the_layers); [ {start} | {zero} ]"
        affine = _all_affine(layers)
        if affine is not None:
            found["affine"] = f"apply (resting_affine {SUBJECT} {term} the_layers); [ {start} | {affine} ]"
    parity = f"{same} | apply completed_admissible | reflexivity | {rest}"
    if not any(layer.bias for layer in layers):
        for kind, script in (("odd", _odd(layers)), ("even", _even(layers[0]))):
            found[kind] = f"apply (branches_{kind} {SUBJECT} {term} the_layers); [ {parity} | {script} ]"
    return DeepScripts(parameters, value_, **found)


def on_branch(script: str, unfolded: str) -> str:
    """A script for the one branch."""
    return f"intros b Hb; every Hb ltac:(unfold the_layers; cbn [nth {unfolded}]; {script})"


def calm_script(layers: Sequence[DeepLayer], names: str = "u Hu", unfolded: str = "calm_at") -> str | None:
    """Every neuron is continuous: at its bias, or ("u e Hu He", "calm") at what it receives from every sample."""
    asserted, ways = [], []
    for name in dict.fromkeys(layer.name for layer in layers):
        function = next(layer.function for layer in layers if layer.name == name)
        goals = applied("continuity_pieces", function, "agrees", "smooths").rstrip(".")
        asserted.append(
            f"assert (continuous_{name} : continuity (val {name})) by (change (continuity {function.text}); {goals});"
        )
        ways.append(f"exact (continuous_{name} _)")
    each = f"conjuncts ltac:(intros {names}; every Hu ltac:(first [ {' | '.join(ways)} ]))"
    return f"{' '.join(asserted)} {on_branch(each, unfolded)}"


def _inner(layer: DeepLayer) -> tuple[str, int]:
    """Rational ends around the bias, inside its piece, and the number of the piece."""
    pieces: Pieces = layer.function.pieces
    index = common_piece(pieces, (layer.bias,))
    lower, upper = pieces.span(index)
    low = layer.bias - 1 if lower is None else lower
    high = layer.bias + 1 if upper is None else upper
    return f"exists {rational(low)}, {rational(high)}", index


def _flat_layer(layer: DeepLayer, level: Expr) -> str:
    ends, _ = _inner(layer)
    equal = f"intros v V; destruct V; change ({layer.function.text} v = {value(level)}); cbv beta; plain"
    return f"intros u Hu; every Hu ltac:({ends}; split; [ cbn; lra | {equal} ])"


def _level(layer: DeepLayer) -> Expr | None:
    try:
        return flat_value(layer.function.pieces, (layer.bias,))
    except Refusal:
        return None


def _first_flat(layers: list[DeepLayer]) -> str | None:
    for index, layer in enumerate(layers):
        level = _level(layer)
        if level is not None:
            path = "right; " * index + "left"
            return on_branch(f"{path}; exists (fun _ => {value(level)}); {_flat_layer(layer, level)}", "flat_at")
    return None


def _last_zero(layers: list[DeepLayer]) -> str | None:
    level = _level(layers[-1])
    if level is None or not is_zero(level):
        return None
    path = "right; " * (len(layers) - 1) + "left"
    return on_branch(f"{path}; split; [ reflexivity | {_flat_layer(layers[-1], Num(Fraction(0)))} ]", "zero_at")


def _all_affine(layers: list[DeepLayer]) -> str | None:
    script = "exact I"
    for layer in reversed(layers):
        try:
            ends, index = _inner(layer)
            slope, shift = affine_form(layer.function.pieces, index)
        except (Refusal, NotTranslated):
            return None
        form = f"{rational(slope)} * v + {rational(shift)}"
        equal = f"intros v V; destruct V; change ({layer.function.text} v = {form}); cbv beta; plain"
        numbers = f"{ends}, {rational(slope)}, {rational(shift)}"
        each = f"intros u Hu; every Hu ltac:({numbers}; split; [ cbn; lra | {equal} ])"
        script = f"split; [ {each} | {script} ]"
    return on_branch(f"left; cbn [affine_at]; {script}", "affine_at")


def _odd(layers: list[DeepLayer]) -> str:
    """Each neuron is odd up to a constant: twice its value at 0."""
    script = "exact I"
    for index, layer in reversed(list(enumerate(layers))):
        text = layer.function.text
        last = index == len(layers) - 1
        constant = f"(2 * {text} 0)" if last else "0"
        odd = f"intros v; change ({text} v + {text} (- v) = {constant}); cbv beta; mirrored v"
        inner = "intros N; exfalso; apply N; reflexivity" if last else "reflexivity"
        each = f"intros u Hu; every Hu ltac:(exists {constant}; split; [ {odd} | {inner} ])"
        script = f"split; [ {each} | {script} ]"
    return on_branch(script, "odd_layers")


def _even(first: DeepLayer) -> str:
    text = first.function.text
    each = f"intros v; change ({text} (- v) = {text} v); cbv beta; mirrored v"
    return on_branch(f"intros u Hu; every Hu ltac:({each})", "even_first")
