"""An evaluator of L that shares no code with the checks: formulas, network and penalties are worked out anew here.

Values are exact rationals where neurons and loss are piecewise rational, else numbers of DIGITS digits; ``batch`` has
many points at once in extended floats, and only proposes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from theoremcheck.trusted.problem import expr as e
from theoremcheck.trusted.problem.model import Block, Dataset, Function, Problem

DIGITS = 110
LONG = np.longdouble
CONTEXT = mpmath.mp.clone()
CONTEXT.dps = DIGITS
Exact = Any
"""A Fraction, or a number of CONTEXT."""

_ERF = np.frompyfunc(math.erf, 1, 1)


def long(value: Fraction | Exact) -> np.longdouble:
    """A number in extended floats."""
    return LONG(CONTEXT.nstr(wide(value), 25))


def wide(value: Fraction | Exact) -> Any:
    """A number of DIGITS digits."""
    return CONTEXT.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def is_rational(expr: e.Expr) -> bool:
    """True if the formula keeps rationals rational."""
    match expr:
        case e.Num() | e.Var():
            return True
        case e.Add(parts) | e.Mul(parts) | e.Max(parts) | e.Min(parts):
            return all(map(is_rational, parts))
        case e.Pow(base, exponent):
            return exponent.denominator == 1 and is_rational(base)
        case e.Abs(arg):
            return is_rational(arg)
        case e.Cases(subject, _, _, pieces):
            return all(map(is_rational, (subject, *pieces)))
        case _:
            return False


def scalar(expr: e.Expr, *, rational: bool) -> Callable[[Exact], Exact]:
    """The formula as a function of one number."""
    convert: Callable[[Fraction], Exact] = (lambda v: v) if rational else wide
    ctx = CONTEXT

    def build(node: e.Expr) -> Callable[[Exact], Exact]:
        match node:
            case e.Num(value):
                constant = convert(value)
                return lambda z: constant
            case e.Pi():
                return lambda z: +ctx.pi
            case e.Var():
                return lambda z: z
            case e.Add(parts):
                terms = [build(part) for part in parts]
                return lambda z: sum(term(z) for term in terms)
            case e.Mul(parts):
                factors = [build(part) for part in parts]
                return lambda z: math.prod((factor(z) for factor in factors), start=1)
            case e.Pow(base, exponent):
                inner = build(base)
                if exponent.denominator == 1:
                    return lambda z: inner(z) ** exponent.numerator
                return lambda z: inner(z) ** (ctx.mpf(exponent.numerator) / exponent.denominator)
            case e.Call(fn, arg):
                inner = build(arg)
                if fn is e.Fn.SIGMOID:
                    return lambda z: 1 / (1 + ctx.exp(-inner(z)))
                function = getattr(ctx, fn.value)
                return lambda z: function(inner(z))
            case e.Max(args):
                options = [build(arg) for arg in args]
                return lambda z: max(alike(option(z) for option in options))
            case e.Min(args):
                options = [build(arg) for arg in args]
                return lambda z: min(alike(option(z) for option in options))
            case e.Abs(arg):
                inner = build(arg)
                return lambda z: abs(inner(z))
            case e.Cases(subject, breaks, left_closed, pieces):
                place, options = build(subject), [build(piece) for piece in pieces]
                ends = [(convert(point), closed) for point, closed in zip(breaks, left_closed, strict=True)]

                def chosen(z: Exact) -> Exact:
                    u, *points = alike((place(z), *(b for b, _ in ends)))
                    passed = zip(points, (closed for _, closed in ends), strict=True)
                    return options[sum(1 for b, closed in passed if u > b or (u == b and not closed))](z)

                return chosen
            case _:
                raise ValueError(f"{type(node).__name__} has no value")

    return build(expr)


def alike(values: Iterable[Exact]) -> list[Exact]:
    """Numbers of one type: older versions of mpmath do not compare theirs with fractions."""
    found = list(values)
    if all(isinstance(value, Fraction | int) for value in found):
        return found
    return [wide(Fraction(value)) if isinstance(value, Fraction | int) else value for value in found]


def vector(expr: e.Expr) -> Callable[[Any], Any]:
    """The formula as a function of an array of extended floats."""
    match expr:
        case e.Num(value):
            constant = long(value)
            return lambda z: constant
        case e.Pi():
            pi = long(+CONTEXT.pi)
            return lambda z: pi
        case e.Var():
            return lambda z: z
        case e.Add(parts):
            terms = [vector(part) for part in parts]
            return lambda z: sum(term(z) for term in terms)
        case e.Mul(parts):
            factors = [vector(part) for part in parts]
            return lambda z: math.prod((factor(z) for factor in factors), start=1)
        case e.Pow(base, exponent):
            inner = vector(base)
            if exponent.denominator == 1:
                return lambda z: inner(z) ** exponent.numerator
            power = long(exponent)
            return lambda z: inner(z) ** power
        case e.Call(fn, arg):
            inner = vector(arg)
            match fn:
                case e.Fn.SIGMOID:
                    return lambda z: 1 / (1 + np.exp(-inner(z)))
                case e.Fn.ERF:
                    return lambda z: _ERF(inner(z)).astype(LONG)
                case e.Fn.ATAN:
                    return lambda z: np.arctan(inner(z))
                case _:
                    function = getattr(np, fn.value)
                    return lambda z: function(inner(z))
        case e.Max(args):
            options = [vector(arg) for arg in args]
            return lambda z: _folded(np.maximum, [option(z) for option in options])
        case e.Min(args):
            options = [vector(arg) for arg in args]
            return lambda z: _folded(np.minimum, [option(z) for option in options])
        case e.Abs(arg):
            inner = vector(arg)
            return lambda z: abs(inner(z))
        case e.Cases(subject, breaks, left_closed, pieces):
            place, options = vector(subject), [vector(piece) for piece in pieces]
            ends = [(long(point), closed) for point, closed in zip(breaks, left_closed, strict=True)]

            def chosen(z: Any) -> Any:
                u = place(z)
                found = options[0](z) + 0 * u
                for (b, closed), option in zip(ends, options[1:], strict=True):
                    found = np.where(u > b if closed else u >= b, option(z), found)
                return found

            return chosen
        case _:
            raise ValueError(f"{type(expr).__name__} has no value")


def _folded(operation: Callable[[Any, Any], Any], values: list[Any]) -> Any:
    found = values[0]
    for value in values[1:]:
        found = operation(found, value)
    return found


class Objective:
    """L of a problem as a function of all parameters in one list.

    The order is a0, a, w (neuron by neuron), b, then layer by layer the weights unit by unit and the biases, and last
    the output weights of the deep part. ``places`` has the range of every part, ``block`` the block of each place.
    """

    def __init__(self, problem: Problem) -> None:
        data, network = problem.dataset, problem.network
        assert isinstance(data, Dataset)
        self.problem, self.labels = problem, data.labels
        functions = [problem.loss]
        functions += [problem.neuron] if network.width else []
        functions += [layer.neuron for layer in network.deep]
        formulas = [function.expr for function in functions if isinstance(function, Function)]
        self.rational = all(map(is_rational, formulas))
        self.convert: Callable[[Fraction], Exact] = (lambda v: v) if self.rational else wide
        self.loss = scalar(formulas[0], rational=self.rational)
        self.neuron = scalar(formulas[1], rational=self.rational) if network.width else None
        self.layers = [scalar(f, rational=self.rational) for f in formulas[1 + bool(network.width) :]]
        self.points = [[self.convert(x) for x in point] for point in data.points]
        total = sum(data.weights, Fraction(0))
        self.shares = [self.convert(weight / total) for weight in data.weights]
        self._fast_loss = vector(formulas[0])
        self._fast_neuron = vector(formulas[1]) if network.width else None
        self._fast_layers = [vector(f) for f in formulas[1 + bool(network.width) :]]
        self._fast_points = np.array([[long(x) for x in point] for point in data.points])
        self._fast_shares = np.array([long(weight / total) for weight in data.weights])
        self._fast_labels = np.array(data.labels)
        self.places: dict[str, slice] = {}
        self.block: list[Block] = []
        d, biased = data.dimension, network.hidden_bias
        self.dimension = d
        self._part("a0", Block.OUTPUT_BIAS, int(network.output_bias))
        self._part("a", Block.OUTPUT_WEIGHTS, network.width)
        self._part("w", Block.HIDDEN_WEIGHTS, network.width * d)
        self._part("b", Block.HIDDEN_BIAS, network.width if biased else 0)
        inputs = d
        for k, layer in enumerate(network.deep):
            self._part(f"W{k}", Block.DEEP, layer.width * inputs)
            self._part(f"B{k}", Block.DEEP, layer.width if biased else 0)
            inputs = layer.width
        self._part("V", Block.DEEP, inputs if network.deep else 0)
        self.size = len(self.block)
        frozen = {entry.block for entry in network.frozen}
        self.trained = [k for k, block in enumerate(self.block) if block not in frozen]
        self.ridge: list[Fraction] = [Fraction(0)] * self.size
        for term in problem.objective.penalties:
            for k, block in enumerate(self.block):
                if block in term.blocks:
                    self.ridge[k] += term.coefficient
        self._ridge = [self.convert(c) for c in self.ridge]
        self._fast_ridge = np.array([long(c) for c in self.ridge])

    def _part(self, name: str, block: Block, count: int) -> None:
        if count:
            self.places[name] = slice(len(self.block), len(self.block) + count)
            self.block += [block] * count

    def part(self, values: Sequence[Exact], name: str) -> Sequence[Exact]:
        """The entries of one part."""
        return values[self.places[name]] if name in self.places else []

    def outputs(self, values: Sequence[Exact]) -> list[Exact]:
        """f on the samples."""
        return [self._output(values, x) for x in self.points]

    def _output(self, values: Sequence[Exact], x: Sequence[Exact]) -> Exact:
        network, d = self.problem.network, self.dimension
        total = self.convert(Fraction(0))
        for value in self.part(values, "a0"):
            total += value
        w, b = self.part(values, "w"), self.part(values, "b")
        for j, weight in enumerate(self.part(values, "a")):
            if weight:
                place = sum((w[j * d + k] * x[k] for k in range(d)), b[j] if b else 0)
                total += weight * self.neuron(place)  # type: ignore[misc]
        if network.deep:
            inner = list(x)
            for k, (layer, neuron) in enumerate(zip(network.deep, self.layers, strict=True)):
                rows, shifts, size = self.part(values, f"W{k}"), self.part(values, f"B{k}"), len(inner)
                inner = [
                    neuron(sum((rows[u * size + m] * inner[m] for m in range(size)), shifts[u] if shifts else 0))
                    for u in range(layer.width)
                ]
            for v, h in zip(self.part(values, "V"), inner, strict=True):
                total += v * h
        return total

    def value(self, values: Sequence[Exact]) -> Exact:
        """L."""
        total = sum(c * v * v for c, v in zip(self._ridge, values, strict=True) if c)
        for label, share, f in zip(self.labels, self.shares, self.outputs(values), strict=True):
            total += share * self.loss(-label * f)
        return total

    def batch(self, values: Any) -> Any:
        """L at many points, (B, size), in extended floats; NaN counts as infinite."""
        with np.errstate(all="ignore"):
            terms = self._fast_loss(-self._fast_labels * self.batch_outputs(values)) * self._fast_shares
            total = terms.sum(axis=1) + (values * values * self._fast_ridge).sum(axis=1)
            return np.where(np.isnan(total), np.inf, total)

    def batch_outputs(self, values: Any) -> Any:
        """f on the samples at many points, (B, n), in extended floats."""
        with np.errstate(all="ignore"):
            count = len(values)
            f = np.zeros((count, len(self._fast_points)), dtype=LONG)
            if "a0" in self.places:
                f = f + values[:, self.places["a0"]]
            network, d = self.problem.network, self.dimension
            if network.width and self._fast_neuron is not None:
                rows = values[:, self.places["w"]].reshape(count, network.width, d)
                z = np.einsum("bjk,ik->bij", rows, self._fast_points)
                if "b" in self.places:
                    z = z + values[:, None, self.places["b"]]
                f = f + (self._fast_neuron(z) * values[:, None, self.places["a"]]).sum(axis=2)
            if network.deep:
                inner = np.broadcast_to(self._fast_points, (count, *self._fast_points.shape))
                for k, (layer, neuron) in enumerate(zip(network.deep, self._fast_layers, strict=True)):
                    rows = values[:, self.places[f"W{k}"]].reshape(count, layer.width, inner.shape[2])
                    z = np.einsum("bum,bim->biu", rows, inner)
                    if f"B{k}" in self.places:
                        z = z + values[:, None, self.places[f"B{k}"]]
                    inner = neuron(z) + 0 * z
                f = f + (inner * values[:, None, self.places["V"]]).sum(axis=2)
            return f
