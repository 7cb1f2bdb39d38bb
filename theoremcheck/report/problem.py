"""The problem in words, as a verdict or a verification understood it."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.language.formula import show
from theoremcheck.language.shapes import short_names
from theoremcheck.look import paragraph
from theoremcheck.report.numbers import rational
from theoremcheck.trusted.problem.model import AnyFunction, Dataset, Function, Layer, Network, PerClass, Problem


def describe(problem: Problem) -> Iterator[str]:
    """The problem as it was understood, a line or two for each block."""
    return (_row(name, text) for name, text in blocks(problem))


def blocks(problem: Problem) -> Iterator[tuple[str, str]]:
    """The problem as it was understood: the name of each block, and what it is."""
    yield "network", _network(problem)
    yield "neuron", _function("s", problem.neuron)
    if isinstance(problem.loss, PerClass):
        yield "loss of +", f"{_function('l', problem.loss.plus)}, at z = -f(x)"
        yield "loss of -", f"{_function('l', problem.loss.minus)}, at z = f(x)"
    else:
        yield "loss", f"{_function('l', problem.loss)}, at z = -y f(x)"
    yield "data", _data(problem)
    yield "objective", _objective(problem)


def _row(name: str, text: str) -> str:
    return "\n".join(paragraph(text, f"  {name:10}", " " * 12)) or f"  {name}"


def _network(problem: Problem) -> str:
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
        named = " -> ".join(_layer(network, layer) for layer in layers)
        parts.append(f"f_D{k if both else ''}(x; {named})")
    frozen = ", ".join(short_names(network, [entry.block for entry in network.frozen]))
    return f"f(x) = {' + '.join(parts)}" + (f"; frozen: {frozen}" if frozen else "")


def _layer(network: Network, layer: Layer) -> str:
    """A layer as a spec writes it, its biases only where they are an exception."""
    if layer.residual:
        return "residual"
    units = " + ".join(f"{part.width} {part.neuron.name or 'units'}" for part in layer.parts)
    biased = network.biased(layer)
    return units if biased == network.hidden_bias else f"{units} {'with' if biased else 'without'} bias"


def _function(letter: str, function: AnyFunction) -> str:
    if isinstance(function, Function):
        formula = f"{letter}(z) = {show(function.expr)}"
        return f"{function.name}: {formula}" if function.name not in ("", letter) else formula
    listed = ", ".join(
        ("" if a.value else "not ") + a.condition.partition(".")[2] for a in sorted(function.assumptions, key=str)
    )
    return f"{function.name}, opaque, assumed {listed}"


def _data(problem: Problem) -> str:
    data = problem.dataset
    if isinstance(data, Dataset):
        plus, minus = len(data.members(1)), len(data.members(-1))
        weighted = "" if data.uniform else ", weighted"
        name = f"{data.name}: " if data.name else ""
        return f"{name}{plus + minus} samples in dimension {data.dimension} ({plus} of +, {minus} of -{weighted})"
    listed = ", ".join(("" if a.value else "not ") + a.condition for a in data.assumptions)
    size = f" in dimension {data.dimension}" if data.dimension is not None else ""
    return f"{data.name}: no samples given{size}; assumed {listed or 'nothing'}"


def _objective(problem: Problem) -> str:
    penalties = [
        f"{rational(term.coefficient)} |{', '.join(short_names(problem.network, term.blocks))}|^2"
        for term in problem.objective.penalties
    ]
    data = problem.dataset
    mean = "mean" if not isinstance(data, Dataset) or data.uniform else "weighted mean"
    own = ", l the loss of the class of sample i" if isinstance(problem.loss, PerClass) else ""
    return "L = " + " + ".join([f"{mean} of l(z_i)", *penalties]) + own
