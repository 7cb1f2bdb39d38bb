"""The problem in words, as a verdict or a verification understood it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from theoremcheck.language.formula import show
from theoremcheck.language.parameters import show_range
from theoremcheck.language.shapes import short_names
from theoremcheck.language.spec import Spec
from theoremcheck.look import paragraph
from theoremcheck.report.numbers import rational
from theoremcheck.report.stated import (
    common_bias,
    data_digest,
    frozen_anywhere,
    frozen_values,
    listed,
    named_apart,
    neuron_names,
    ranges,
    runs,
    shown,
)
from theoremcheck.trusted.problem.expr import Param
from theoremcheck.trusted.problem.model import (
    AnyFunction,
    AnyLoss,
    Dataset,
    Function,
    Layer,
    Network,
    PerClass,
    Problem,
    Vector,
)


def describe(problem: Problem) -> Iterator[str]:
    """The problem as it was understood, a line or two for each block."""
    return (_row(name, text) for name, text in blocks(problem))


def described(spec: Spec) -> Iterator[str]:
    """The problem of a spec; where that is not the one that the file states, both, and how they belong together."""
    if spec.stated is not None:
        yield from describe(spec.stated)
        yield ""
        yield from read_lines(spec)
    else:
        yield from describe(spec.problem)


def read_lines(spec: Spec) -> Iterator[str]:
    """The problem without frozen layers, or the instance, below the paragraph that says so."""
    yield from paragraph(as_read(spec))
    yield from describe(spec.problem)


def as_read(spec: Spec) -> str:
    """The paragraph between the problem that a file states and what it is read as."""
    return f"{spec.reading[0].upper()}{spec.reading[1:]}:"


def blocks(problem: Problem) -> Iterator[tuple[str, str]]:
    """The problem as it was understood: the name of each block, and what it is."""
    names = neuron_names(problem)
    yield "network", _network(problem, names)
    yield "neuron", _function("s", problem.neuron, names[problem.neuron])
    for name, neuron in named_apart(problem, stated=True):
        yield "neuron", _function(name, neuron, name)
    yield from _losses(problem.loss)
    symbols = ranges(problem)
    if symbols:
        yield "for all", ", ".join(map(_range, symbols))
    yield "data", _data(problem)
    yield "objective", _objective(problem)


def _row(name: str, text: str) -> str:
    return "\n".join(paragraph(text, f"  {name:10}", " " * 12)) or f"  {name}"


def _losses(loss: AnyLoss) -> Iterator[tuple[str, str]]:
    if isinstance(loss, PerClass):
        yield "loss of +", f"{_function('l', loss.plus, loss.plus.name)}, at z = -f(x)"
        yield "loss of -", f"{_function('l', loss.minus, loss.minus.name)}, at z = f(x)"
    else:
        yield "loss", f"{_function('l', loss, loss.name)}, at z = -y f(x)"


def _range(symbol: Param) -> str:
    bounded = symbol.lower is not None or symbol.upper is not None
    return show_range(symbol) if bounded else f"real {symbol.name}"


def _network(problem: Problem, names: Mapping[AnyFunction, str]) -> str:
    network = problem.network
    parts = []
    if network.output_bias:
        parts.append("a0")
    if network.width:
        bias = " + b_j" if network.hidden_bias else ""
        neurons = f"sum_(j=1..{network.width}) a_j s(w_j . x{bias})"
        parts.append(neurons if network.width > 1 else f"a s(w . x{bias.replace('_j', '')})")
    both = len(network.branches) > 1
    for k, layers in enumerate(network.branches.values(), 1):
        parts.append(f"f_D{k if both else ''}(x; {_layers(network, layers, names)})")
    return "; ".join((f"f(x) = {' + '.join(parts)}", *_frozen(network)))


def _layers(network: Network, layers: Sequence[Layer], names: Mapping[AnyFunction, str]) -> str:
    """The layers as a spec writes them, each with a word on its biases unless one word is true of all."""
    common = common_bias(network, layers)
    texts = []
    for layer in layers:
        units = " + ".join(f"{part.width} {names[part.neuron]}" for part in layer.parts)
        own = f" {'with' if network.biased(layer) else 'without'} bias" if common is None else ""
        texts.append("residual" if layer.residual else f"{units}{own}")
    said = "" if common is None else f", all {'with' if common else 'without'} bias"
    return f"{' -> '.join(texts)}{said}"


def _frozen(network: Network) -> Iterator[str]:
    known = ", ".join(f"{name} = {_values(rows)}" for name, rows in frozen_values(network))
    if known:
        yield f"frozen: {known}"
    unknown = ", ".join(frozen_anywhere(network))
    if unknown:
        yield f"frozen: {unknown} at values that the spec does not give"


def _values(rows: Sequence[Vector]) -> str:
    """Numbers as a spec writes them, row by row; of many the first ones."""
    flat = tuple(entry for row in rows for entry in row)
    found = shown(flat)
    if found.cut:
        text = f"({', '.join(map(rational, found.entries))}, ...)"
    else:
        texts = [rational(row[0]) if len(row) == 1 else f"({', '.join(map(rational, row))})" for row in rows]
        text = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
    return f"{text} [{found.rest}]" if found.rest else text


def _function(letter: str, function: AnyFunction, name: str) -> str:
    if isinstance(function, Function):
        formula = f"{letter}(z) = {show(function.expr)}"
        return f"{name}: {formula}" if name not in ("", letter) else formula
    listed = ", ".join(
        ("" if a.value else "not ") + a.condition.partition(".")[2] for a in sorted(function.assumptions, key=str)
    )
    return f"{name}, opaque, assumed {listed or 'nothing'}"


def _data(problem: Problem) -> str:
    data = problem.dataset
    if isinstance(data, Dataset):
        plus, minus = len(data.members(1)), len(data.members(-1))
        name = f"{data.name}: " if data.name else ""
        size = f"{name}{plus + minus} samples in dimension {data.dimension} ({plus} of +, {minus} of -)"
        own = data_digest(problem)
        return f"{size}{_samples(data)}{f' [digest {own}]' if own else ''}"
    listed = ", ".join(("" if a.value else "not ") + a.condition for a in data.assumptions)
    size = f" in dimension {data.dimension}" if data.dimension is not None else ""
    counts = [f"{n} of {sign}" for n, sign in ((data.positives, "+"), (data.negatives, "-")) if n is not None]
    size += f" ({', '.join(counts)})" if counts else ""
    return f"{data.name}: no samples given{size}; assumed {listed or 'nothing'}"


def _samples(data: Dataset) -> str:
    """The samples in order, as a spec writes them, where they are few; else their weights, unless these are equal."""
    if not listed(data):
        return "" if data.uniform else f", with weights {_values((data.weights,))}"
    texts = []
    for label, indices in runs(data):
        rows = (
            f"{'' if data.uniform else _factor(data.weights[i])}({', '.join(map(rational, data.points[i]))})"
            for i in indices
        )
        texts.append(f"{'+' if label > 0 else '-'} {', '.join(rows)}")
    return f": {'; '.join(texts)}"


def _factor(weight: Fraction) -> str:
    return "" if weight == 1 else f"{rational(weight)} * "


def _objective(problem: Problem) -> str:
    penalties = [
        f"{_values(((term.coefficient,),))} |{', '.join(short_names(problem.network, term.blocks))}|^2"
        for term in problem.objective.penalties
    ]
    data = problem.dataset
    mean = "mean" if not isinstance(data, Dataset) or data.uniform else "weighted mean"
    own = ", l the loss of the class of sample i" if isinstance(problem.loss, PerClass) else ""
    return "L = " + " + ".join([f"{mean} of l(z_i)", *penalties]) + own
