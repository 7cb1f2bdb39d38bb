"""A spec as text: the parser reads it back as an equal spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from theoremcheck.language.formula import show
from theoremcheck.language.functions import Kind, in_library
from theoremcheck.language.parameters import show_range
from theoremcheck.language.shapes import short_names
from theoremcheck.language.spec import Candidate, CsvSource, SearchSettings, Spec
from theoremcheck.language.tree import HEAD
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.problem.expr import parameters
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    AnyBlock,
    AnyFunction,
    AnyLoss,
    Assumption,
    Block,
    Dataset,
    Function,
    Layer,
    Network,
    Objective,
    PerClass,
    Vector,
)

_INDENT: Final = "  "


def print_spec(spec: Spec) -> str:
    """The text of a spec, let names and calls expanded, in the order dataset, functions, network, the rest."""
    problem = spec.problem
    blocks = [
        _dataset(problem.dataset, spec.csv),
        *_neurons(problem.neuron, problem.network),
        "\n".join(_losses(problem.loss)),
        _network(problem.network, problem.neuron),
        *_objective(problem.objective, problem.network),
        *_candidate(spec.candidate, problem.network.width),
        *_search(spec.search),
        *([] if spec.question.asked is Asked.NO_BAD else [f"claim {spec.claim}"]),
        *(f"expect {entry.text}" for entry in spec.expectations),
    ]
    return "\n\n".join(blocks) + "\n"


def _braced(head: str, lines: Iterator[str]) -> str:
    body = "".join(f"{_INDENT}{line}\n" for line in lines)
    return f"{head} {{\n{body}}}"


def quoted(text: str) -> str:
    """A text in double quotes, as a spec writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _vector(entries: Vector) -> str:
    return f"({', '.join(rational_text(entry) for entry in entries)})"


# ---- dataset ----


def _dataset(dataset: Dataset | AbstractDataset, csv: CsvSource | None) -> str:
    head = f"dataset {dataset.name or 'data'}"
    if isinstance(dataset, AbstractDataset):
        return _braced(head, _abstract(dataset))
    return _braced(head, _from(csv) if csv is not None else _samples(dataset))


def _abstract(dataset: AbstractDataset) -> Iterator[str]:
    sizes = {"dimension": dataset.dimension, "positives": dataset.positives, "negatives": dataset.negatives}
    yield from (f"{key} {value}" for key, value in sizes.items() if value is not None)
    if dataset.assumptions:
        yield _assumptions(dataset.assumptions)


def _from(csv: CsvSource) -> Iterator[str]:
    yield f"from {quoted(csv.path)}"
    negative = "" if csv.negative is None else f" negative {quoted(csv.negative)}"
    yield f"label {quoted(csv.label)} positive {quoted(csv.positive)}{negative}"
    yield f"features {', '.join(quoted(name) for name in csv.features)}"


def _samples(dataset: Dataset) -> Iterator[str]:
    """One line for each sample: the order of the samples is kept."""
    for point, label, weight in zip(dataset.points, dataset.labels, dataset.weights, strict=True):
        sign = "+" if label == 1 else "-"
        yield f"{sign} {_vector(point)}" if weight == 1 else f"{sign} {rational_text(weight)} * {_vector(point)}"


def _assumptions(assumptions: tuple[Assumption, ...]) -> str:
    short = (f"{'' if entry.value else 'not '}{entry.condition.partition('.')[2]}" for entry in assumptions)
    return f"assume {', '.join(short)}"


# ---- functions ----


def _neurons(neuron: AnyFunction, network: Network) -> Iterator[str]:
    """The declarations of all neurons that are not the library's."""
    own = (part.neuron for layer in network.layers for part in layer.parts)
    distinct = {entry.name: entry for entry in (neuron, *own)}  # by name: equal formulas may have two
    for entry in distinct.values():
        if not in_library("neuron", entry):
            yield _declaration("neuron", entry)


def _losses(loss: AnyLoss) -> Iterator[str]:
    if not isinstance(loss, PerClass):
        yield _declaration("loss", loss)
        return
    alike = loss.plus.name == loss.minus.name
    for sign, own, suffix in (("+", loss.plus, "_plus"), ("-", loss.minus, "_minus")):
        written = _declaration("loss", own, suffix if alike else "")
        yield f"loss {sign} {written.removeprefix('loss ')}"


def _declaration(kind: Kind, function: AnyFunction, suffix: str = "") -> str:
    """The line of a function; ``suffix`` tells its name from another one, unless it is the library's."""
    if in_library(kind, function):
        return f"{kind} {function.name}"
    name = f"{function.name or kind}{suffix}"
    if isinstance(function, Function):
        symbols = sorted(parameters(function.expr), key=lambda param: param.name)
        assumed = f" assume {', '.join(map(show_range, symbols))}" if symbols else ""
        return f"{kind} {name}(z) = {show(function.expr)}{assumed}"
    return f"{kind} {name} {{ {_assumptions(function.assumptions)} }}"


# ---- network, objective, candidate, search ----


def _network(network: Network, neuron: AnyFunction) -> str:
    return _braced("network", _network_lines(network, neuron))


def _network_lines(network: Network, neuron: AnyFunction) -> Iterator[str]:
    if network.width:
        yield f"shortcut = {_layer(Layer(network.width, neuron))}"
    if network.hidden_bias:
        yield "hidden bias"
    if network.output_bias:
        yield "output bias"
    for branch, layers in network.branches.items():
        yield f"{branch.value} = {' -> '.join(_layer(layer) for layer in layers)}"
    for entry in network.frozen:
        value = "" if entry.value is None else f" = {_value(entry.block, entry.value, network.width)}"
        yield f"frozen {entry.block.value}{value}"


def _layer(layer: Layer) -> str:
    if layer.residual:
        return HEAD
    units = " + ".join(f"{part.width} {part.neuron.name}" for part in layer.parts)
    return units if layer.bias is None else f"{units} {'with' if layer.bias else 'without'} bias"


def _value(block: AnyBlock, entries: Vector, width: int) -> str:
    if block is Block.OUTPUT_BIAS:
        return rational_text(entries[0])
    if block is not Block.HIDDEN_WEIGHTS:
        return _vector(entries)
    size = len(entries) // width
    return f"({', '.join(_vector(entries[start : start + size]) for start in range(0, len(entries), size))})"


def _objective(objective: Objective, network: Network) -> Iterator[str]:
    if objective.penalties:
        terms = (f"{p.coefficient} * l2({', '.join(short_names(network, p.blocks))})" for p in objective.penalties)
        yield _braced("objective", iter((f"regularizer = {' + '.join(terms)}",)))


def _candidate(candidate: Candidate | None, width: int) -> Iterator[str]:
    if candidate is None:
        return
    yield _braced("candidate", (f"{b.value} = {_value(b, entries, width)}" for b, entries in candidate.values))


def _search(search: SearchSettings) -> Iterator[str]:
    settings = {"starts": search.starts, "seed": search.seed, "digits": search.digits}
    if any(value is not None for value in settings.values()):
        yield _braced("search", (f"{key} {value}" for key, value in settings.items() if value is not None))
