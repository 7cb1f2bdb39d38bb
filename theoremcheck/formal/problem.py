"""A problem as a Coq term of the record ``problem`` of ``library/Setting.v``.

Data are integers over one common denominator, weights are integers, every formula is written out: a reader of the file
sees the problem, and no certificate.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

from theoremcheck.formal.functions import NotTranslated, translate
from theoremcheck.formal.text import boolean, integers, listed, real
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyFunction,
    Block,
    Dataset,
    Function,
    Kind,
    Layer,
    Network,
    PerClass,
    Piece,
    Problem,
    overlap,
)
from theoremcheck.trusted.records import dataclass

SUBJECT = "the_problem"
HIDDEN = "the_hidden_layers"
"""The layers below a residual head."""


class NotCovered(Exception):  # noqa: N818 - the answer of the exporter, not a failure of it
    """The problem, or its verdict, has no Coq form yet, and why."""


@dataclass(frozen=True)
class Cleared:
    """The data over the integers: rows, (n, d), over ``denominator``; labels; weights."""

    rows: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...]
    weights: tuple[int, ...]
    denominator: int


def cleared(dataset: Dataset) -> Cleared:
    """The data with their denominators cleared: all features by one common number, all weights by another."""
    denominator = math.lcm(*(value.denominator for point in dataset.points for value in point))
    rows = tuple(tuple(int(value * denominator) for value in point) for point in dataset.points)
    scale = math.lcm(*(weight.denominator for weight in dataset.weights))
    scaled = [int(weight * scale) for weight in dataset.weights]
    common = math.gcd(*scaled)
    return Cleared(rows, dataset.labels, tuple(weight // common for weight in scaled), denominator)


def definitions(problem: Problem) -> Iterator[str]:
    """The definitions of a file about the problem, one after the other. Raises ``NotCovered``."""
    if isinstance(problem.dataset, AbstractDataset):
        raise NotCovered("the dataset is abstract: the verdict rests on assumptions that the spec states")
    if problem.parameters:
        raise NotCovered("the functions have free parameters")
    functions = _names(problem)
    data = cleared(problem.dataset)
    rows = ";\n    ".join(map(_sample, data.rows, data.labels, data.weights))
    yield f"Definition the_data : list sample :=\n  [ {rows}\n  ]."
    for function, identifier in functions.items():
        yield f"Definition {identifier} : fn :=\n  {_translated(function)}."
    if problem.network.residual:
        *below, _ = problem.network.deep
        yield f"Definition {HIDDEN} : list (list fn) :=\n  {listed(_units(layer, functions) for layer in below)}."
    elif problem.network.layers:
        yield f"Definition the_layers : list (list (list fn)) :=\n  {_layers(problem.network, functions)}."
    yield _record(problem, data, functions)


def _record(problem: Problem, data: Cleared, functions: dict[Function, str]) -> str:
    network, layout = problem.network, Layout.of(problem)
    d = layout.dimension
    deep, deep_dom = _deep(network, d)
    trains = {name: boolean(network.trains(block)) for name, block in _SHORTCUT.items()}
    fields = [
        ("data", "the_data"),
        ("denominator", f"{data.denominator}%positive"),
        ("dim", f"{d}%nat"),
        ("width", f"{network.width}%nat"),
        ("neuron", functions[_known(problem.neuron)]),
        ("deep", deep),
        ("deep_dom", deep_dom),
        *((f"{name}_trained", value) for name, value in trains.items()),
        ("deep_trained", _deep_trained(network, d)),
        ("fixed", _fixed(layout)),
        ("loss", functions[the_loss(problem)]),
        ("penalties", _penalties(problem, layout)),
    ]
    body = ";\n".join(f"  {field} := {value}" for field, value in fields)
    return f"Definition {SUBJECT} : problem := {{|\n{body} |}}."


def _deep(network: Network, dimension: int) -> tuple[str, str]:
    """f_D, and where it is a real number."""
    if network.residual:
        return f"residual {dimension} {HIDDEN}", f"residual_defined {dimension} {HIDDEN}"
    if network.layers:
        return f"branches {dimension} the_layers", f"branches_defined {dimension} the_layers"
    return "fun _ _ => 0", "fun _ _ => True"


_SHORTCUT = {
    "a0": Block.OUTPUT_BIAS,
    "a": Block.OUTPUT_WEIGHTS,
    "w": Block.HIDDEN_WEIGHTS,
    "b": Block.HIDDEN_BIAS,
}


# --- functions ----------------------------------------------------------------------------------------------------


def function_names(problem: Problem) -> dict[Function, str]:
    """The Coq name of every function of the problem."""
    return _names(problem)


def _names(problem: Problem) -> dict[Function, str]:
    """the_neuron, the_loss, and deep_neuron_1, .. for what the deep part has beside them."""
    found: dict[Function, str] = {_known(problem.neuron): "the_neuron"}
    loss = the_loss(problem)
    if loss not in found:
        found[loss] = "the_loss"
    for neuron in problem.network.neurons:
        known = _known(neuron)
        if known not in found:
            found[known] = f"deep_neuron_{len(found) - 1}"
    return found


def the_loss(problem: Problem) -> Function:
    """The loss of both classes. Raises ``NotCovered`` where each has its own."""
    if isinstance(problem.loss, PerClass):
        raise NotCovered("each class has its own loss, and the formal library speaks of one loss for both")
    return _known(problem.loss)


def _known(function: AnyFunction) -> Function:
    if not isinstance(function, Function):
        raise NotCovered("a function is known by assumed properties only")
    return function


def _translated(function: Function) -> str:
    try:
        return translate(function.expr)
    except NotTranslated as reason:
        raise NotCovered(f"the formula of {function.name or 'a function'} is not translated: {reason}") from None


# --- data ---------------------------------------------------------------------------------------------------------


def _sample(row: Sequence[int], label: int, weight: int) -> str:
    return f"{{| row := {integers(row)}; positive_label := {boolean(label > 0)}; weight := {weight}%positive |}}"


# --- the network --------------------------------------------------------------------------------------------------


def _layers(network: Network, functions: dict[Function, str]) -> str:
    """The branches of f_D: lists of layers, each the list of its units' neurons."""
    return listed(listed(_units(layer, functions) for layer in layers) for layers in network.branches.values())


def _units(layer: Layer, functions: dict[Function, str]) -> str:
    return " ++ ".join(f"repeat {functions[_known(part.neuron)]} {part.width}" for part in layer.parts if part.width)


def _deep_trained(network: Network, dimension: int) -> str:
    """The trained parameters of f_D, piece by piece."""
    found = [
        _places(number, piece, count, layers)
        for number, (branch, layers) in enumerate(network.branches.items())
        for piece, count in network.pieces(branch, dimension).items()
        if not any(overlap(entry.block, piece) for entry in network.frozen)
    ]
    return " ++\n    ".join(found) if found else "[]"


def _places(branch: int, piece: Piece, count: int, layers: tuple[Layer, ...]) -> str:
    """The list of the places of a piece."""
    layer = piece.layer - 1
    match piece.kind:
        case Kind.OUTPUT:
            return f"map (Output {branch}) (seq 0 {count})"
        case Kind.BIASES:
            return f"map (Bias {branch} {layer}) (seq 0 {count})"
        case Kind.WEIGHTS:
            width = layers[layer].width
            inputs = count // width
            return f"flat_map (fun u => map (Weight {branch} {layer} u) (seq 0 {inputs})) (seq 0 {width})"


def _fixed(layout: Layout) -> str:
    """The values of what is not trained: 0 for what is absent. Raises ``NotCovered`` where one is not known."""
    cases = [f"    | {place} => {real(value)}" for place, value in _frozen_values(layout) if value]
    return "fun p => match p with\n" + "\n".join([*cases, "    | _ => 0\n    end"]) if cases else "fun _ => 0"


def _frozen_values(layout: Layout) -> Iterator[tuple[str, Fraction]]:
    names = place_names(layout)
    for place, value in layout.frozen.items():
        if value is None:
            raise NotCovered("a frozen value is not known")
        yield names[place], value


def place_names(layout: Layout) -> tuple[str, ...]:
    """The Coq term of every parameter, in the order of the layout, (p,)."""
    network, d = layout.network, layout.dimension
    found = ["A0"] * network.output_bias
    found += [f"A {j}" for j in range(network.width)]
    found += [f"W {j} {k}" for j in range(network.width) for k in range(d)]
    found += [f"B {j}" for j in range(network.width) if network.hidden_bias]
    for number, (branch, layers) in enumerate(network.branches.items()):
        for piece, count in network.pieces(branch, d).items():
            layer = piece.layer - 1
            if piece.kind is Kind.WEIGHTS:
                width = layers[layer].width
                inputs = count // width
                found += [f"D (Weight {number} {layer} {u} {k})" for u in range(width) for k in range(inputs)]
            elif piece.kind is Kind.BIASES:
                found += [f"D (Bias {number} {layer} {u})" for u in range(count)]
            else:
                found += [f"D (Output {number} {u})" for u in range(count)]
    return tuple(found)


def _penalties(problem: Problem, layout: Layout) -> str:
    return listed(f"({real(coefficient)}, {name})" for coefficient, name in penalty_terms(problem, layout))


def penalty_terms(problem: Problem, layout: Layout) -> Iterator[tuple[Fraction, str]]:
    """Every penalty, parameter by parameter: the coefficient, and the name of the parameter in Coq."""
    names = place_names(layout)
    for term in problem.objective.penalties:
        for block in term.blocks:
            places = layout.places(block)
            yield from ((term.coefficient, names[place]) for place in range(places.start, places.stop))
