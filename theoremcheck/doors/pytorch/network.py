"""A spec's network as a PyTorch module in double precision. PyTorch is imported with this file, so import it late."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import torch
from torch import Tensor, nn

from theoremcheck.api.points import Point
from theoremcheck.doors.places import array_places, branch_names, trains
from theoremcheck.doors.pytorch.formulas import value
from theoremcheck.functions.floats import to_float
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import AnyFunction, Function, Problem
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class _Layer:
    """A layer: the names of its arrays, and its units kind by kind, as counts and functions.

    The units of a ``residual`` one receive the features as well.
    """

    weights: str
    biases: str | None
    parts: tuple[tuple[int, Expr], ...]
    residual: bool = False

    def activated(self, before: Tensor) -> Tensor:
        """The values of the units, (n, width), at their pre-activations."""
        pieces = torch.split(before, [width for width, _ in self.parts], dim=1)
        return torch.cat([value(expr, piece) for (_, expr), piece in zip(self.parts, pieces, strict=True)], dim=1)


@dataclass(frozen=True)
class _Chain:
    """A branch: its layers, and the name of its output weights."""

    layers: tuple[_Layer, ...]
    output: str


class Network(nn.Module):
    """f and L of a spec. Parameters: a0, a (M,), w (M, d), b (M,); deep_w0, deep_b0, ..., deep_output; beside_w0, ...

    There are those that the network has.

    ``network(x)`` is f at x, (n, d) -> (n,); ``network.objective()`` is L on the spec's samples, whose gradient is that
    of the training. Frozen blocks need no gradient.
    """

    def __init__(self, problem: Problem, point: Point) -> None:
        super().__init__()
        layout, data = point.layout, samples(problem)
        self._penalties: list[tuple[str, float]] = []
        coefficients = _coefficients(problem, layout)
        for name, place in array_places(layout).items():
            values = _tensor(point.full[place.own]).reshape(place.shape)
            setattr(self, name, nn.Parameter(values, requires_grad=trains(layout, place)))
            if coefficients[place.own.start]:
                self._penalties.append((name, to_float(coefficients[place.own.start])))
        self.losses = [_expr(loss) for loss in problem.losses]
        self._branches = _chains(problem, layout)
        self.register_buffer("samples", _tensor(data.points), persistent=False)
        self.register_buffer("labels", torch.tensor(data.labels, dtype=torch.float64), persistent=False)
        self.register_buffer("shares", _tensor(data.shares), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """F at each row of x, (n, d) -> (n,)."""
        found = torch.zeros(x.shape[0], dtype=torch.float64)
        if "a0" in self._parameters:
            found = found + self.a0
        for chain in self._branches:
            below = x
            for layer in chain.layers:
                before = self._affine(below, layer.weights, layer.biases)
                below = layer.activated(before + x if layer.residual else before)
            found = found + below @ self._parameters[chain.output]
        return found

    def _affine(self, below: Tensor, weights: str, biases: str | None) -> Tensor:
        found = below @ self._parameters[weights].T
        return found if biases is None else found + self._parameters[biases]

    def objective(self) -> Tensor:
        """L: the weighted mean of the losses on the spec's samples, and its penalties."""
        margins = -self.labels * self(self.samples)
        found = [value(loss, margins) for loss in self.losses]
        total = self.shares @ torch.where(self.labels > 0, found[0], found[-1])
        for name, coefficient in self._penalties:
            total = total + coefficient * (self._parameters[name] ** 2).sum()
        return total

    def settle(self, reach: float = 0.1, steps: int = 20) -> float:
        """Newton's method from here, as long as the gradient gets smaller and no parameter moves by over ``reach``.

        A certified minimum is known by a box around it, and has as few digits as that leaves it: so it gets the others.
        Directions along which L is flat are left alone. The norm that the gradient has in the end is returned.
        """
        trained = [own for own in self.parameters() if own.requires_grad]
        start = [own.detach().clone() for own in trained]
        norm: float = self._gradient(trained).norm().item()
        for _ in range(steps):
            before = [own.detach().clone() for own in trained]
            self._newton(trained)
            found: float = self._gradient(trained).norm().item()
            moved = max(float((own.detach() - old).abs().max()) for own, old in zip(trained, start, strict=True))
            if not (found < norm and moved <= reach):
                with torch.no_grad():
                    for own, old in zip(trained, before, strict=True):
                        own.copy_(old)
                break
            norm = found
        return norm

    def _newton(self, trained: list[Any]) -> None:
        """One step of Newton's method."""
        gradient = self._gradient(trained)
        rows = [torch.autograd.grad(entry, trained, retain_graph=True, allow_unused=True) for entry in gradient]
        hessian = torch.stack([_joined(row, trained) for row in rows])
        step = torch.linalg.pinv(hessian, rtol=1e-10, hermitian=True) @ gradient.detach()
        with torch.no_grad():
            for own, part in zip(trained, step.split([own.numel() for own in trained]), strict=True):
                own.sub_(part.reshape(own.shape))

    def _gradient(self, trained: list[Any]) -> Tensor:
        """The gradient of L by the trained parameters, (P,), of which derivatives can be taken."""
        found = torch.autograd.grad(self.objective(), trained, create_graph=True, allow_unused=True)
        return _joined(found, trained)


def _joined(parts: Sequence[Tensor | None], trained: list[Any]) -> Tensor:
    """Derivatives by each parameter, (P,); None are zeros."""
    found = [torch.zeros_like(own) if part is None else part for part, own in zip(parts, trained, strict=True)]
    return torch.cat([part.reshape(-1) for part in found])


def _chains(problem: Problem, layout: Layout) -> list[_Chain]:
    network = problem.network
    found = []
    if network.width:
        biases = "b" if network.hidden_bias else None
        found.append(_Chain((_Layer("w", biases, ((network.width, _expr(problem.neuron)),)),), "a"))
    for block, layers in network.branches.items():
        names = branch_names(block, layout.parts[block])
        chain = tuple(
            _Layer(weights, biases, tuple((part.width, _expr(part.neuron)) for part in layer.parts), layer.residual)
            for (weights, biases), layer in zip(names.layers, layers, strict=True)
        )
        found.append(_Chain(chain, names.output))
    return found


def _coefficients(problem: Problem, layout: Layout) -> list[Fraction]:
    """The coefficient of the square of every parameter in L, (p,)."""
    found = [Fraction(0)] * layout.size
    for term in problem.objective.penalties:
        for block in term.blocks:
            own = layout.places(block)
            for place in range(own.start, own.stop):
                found[place] += term.coefficient
    return found


def _expr(function: AnyFunction) -> Expr:
    if not isinstance(function, Function):
        raise ValueError(f"{function.name} is known by its properties only; a module needs formulas")
    return function.expr


def _tensor(values: Any) -> Tensor:
    """A number, or nested sequences of numbers, as doubles."""
    return torch.tensor(_floats(values), dtype=torch.float64)


def _floats(values: Any) -> Any:
    return [_floats(entry) for entry in values] if isinstance(values, Sequence) else to_float(values)
