"""A spec's network as a PyTorch module in double precision. PyTorch is imported with this file, so import it late."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor, nn

from theoremcheck.api.points import Point
from theoremcheck.doors.pytorch.formulas import value
from theoremcheck.functions.floats import to_float
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Branch
from theoremcheck.trusted.problem.model import AnyFunction, Block, Function, Problem
from theoremcheck.trusted.problem.samples import samples


class Network(nn.Module):
    """f and L of a spec. Parameters: a0, a (M,), w (M, d), b (M,); deep_w0, deep_b0, ..., deep_output, if present.

    ``network(x)`` is f at x, (n, d) -> (n,); ``network.objective()`` is L on the spec's samples, whose gradient is that
    of the training. Frozen blocks need no gradient.
    """

    def __init__(self, problem: Problem, point: Point) -> None:
        super().__init__()
        named, data = point.parameters, samples(problem)
        self._penalties: list[tuple[str, float]] = []
        self._problem = problem
        shortcut, biased = problem.network.width > 0, problem.network.hidden_bias
        if named.output_bias is not None:
            self._add("a0", Block.OUTPUT_BIAS, named.output_bias)
        if shortcut:
            self._add("a", Block.OUTPUT_WEIGHTS, named.output_weights)
            self._add("w", Block.HIDDEN_WEIGHTS, named.hidden_weights)
        if shortcut and biased:
            self._add("b", Block.HIDDEN_BIAS, named.hidden_bias)
        if named.deep is not None:
            self._add_deep(named.deep)
        self.shortcut = _expr(problem.neuron) if shortcut else None
        self.deep = [_expr(layer.neuron) for layer in problem.network.deep]
        self.loss = _expr(problem.loss)
        self.register_buffer("samples", _tensor(data.points), persistent=False)
        self.register_buffer("labels", torch.tensor(data.labels, dtype=torch.float64), persistent=False)
        self.register_buffer("shares", _tensor(data.shares), persistent=False)

    def _add(self, name: str, block: Block, values: Any) -> None:
        trains = self._problem.network.trains(block)
        setattr(self, name, nn.Parameter(_tensor(values), requires_grad=trains))
        coefficient = self._problem.objective.coefficient(block)
        if coefficient:
            self._penalties.append((name, to_float(coefficient)))

    def _add_deep(self, deep: Branch[Fraction]) -> None:
        for index, (rows, biases) in enumerate(deep.layers):
            self._add(f"deep_w{index}", Block.DEEP, rows)
            if biases is not None:
                self._add(f"deep_b{index}", Block.DEEP, biases)
        self._add("deep_output", Block.DEEP, deep.output)

    def forward(self, x: Tensor) -> Tensor:
        """F at each row of x, (n, d) -> (n,)."""
        found = torch.zeros(x.shape[0], dtype=torch.float64)
        if "a0" in self._parameters:
            found = found + self.a0
        if self.shortcut is not None:
            found = found + value(self.shortcut, self._affine(x, "w", "b")) @ self.a
        if self.deep:
            below = x
            for index, neuron in enumerate(self.deep):
                below = value(neuron, self._affine(below, f"deep_w{index}", f"deep_b{index}"))
            found = found + below @ self.deep_output
        return found

    def _affine(self, below: Tensor, weights: str, biases: str) -> Tensor:
        found = below @ self._parameters[weights].T
        bias = self._parameters.get(biases)
        return found if bias is None else found + bias

    def objective(self) -> Tensor:
        """L: the weighted mean of the losses on the spec's samples, and its penalties."""
        margins = -self.labels * self(self.samples)
        total = self.shares @ value(self.loss, margins)
        for name, coefficient in self._penalties:
            total = total + coefficient * (self._parameters[name] ** 2).sum()
        return total


def _expr(function: AnyFunction) -> Expr:
    if not isinstance(function, Function):
        raise ValueError(f"{function.name} is known by its properties only; a module needs formulas")
    return function.expr


def _tensor(values: Any) -> Tensor:
    """A number, or nested sequences of numbers, as doubles."""
    return torch.tensor(_floats(values), dtype=torch.float64)


def _floats(values: Any) -> Any:
    return [_floats(entry) for entry in values] if isinstance(values, Sequence) else to_float(values)
