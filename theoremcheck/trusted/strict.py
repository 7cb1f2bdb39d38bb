"""rule.strict: a box in which L is strongly convex and has its minimum (theory: rule.strict).

Parameters are listed in the order a0, a, w (neuron by neuron), b, deep; the deep block runs layer by layer, the
weights of a layer unit by unit, then its biases, and last the output weights. A centre lists the trained ones only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import flint

from theoremcheck.trusted.balls import ball, evaluate, precision
from theoremcheck.trusted.bounds import MAX_STRICT_BITS, MAX_STRICT_PARAMETERS
from theoremcheck.trusted.breaks import exact, shown
from theoremcheck.trusted.constants import loss_pieces
from theoremcheck.trusted.definite import is_positive_definite
from theoremcheck.trusted.expr import Expr, Num, Z, div, mul, substitute
from theoremcheck.trusted.fits import wrong_outputs
from theoremcheck.trusted.minima import StrictMinimum
from theoremcheck.trusted.model import Block, Network, Problem
from theoremcheck.trusted.normal import is_zero, normalise
from theoremcheck.trusted.pieces import Pieces, split
from theoremcheck.trusted.reach import formula, neuron_pieces, samples
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.slopes import nth_derivative
from theoremcheck.trusted.smooth import check_evident, closed_interval, jump


@dataclass(frozen=True)
class Expansion:
    """f on the samples, (n,), and the gradient, (P,), and Hessian, (P, P), of L in the trained parameters."""

    outputs: tuple[flint.arb, ...]
    gradient: tuple[flint.arb, ...]
    hessian: flint.arb_mat


def check_strict(problem: Problem, evidence: StrictMinimum) -> tuple[int, int]:
    """Accept: Hessian - mu I > 0 on the box, |grad L| < mu r at its centre, all signs of f known, some sample wrong."""
    require(evidence.radius > 0 and evidence.mu > 0, "radius and mu must be positive")
    for value in (*evidence.centre, evidence.radius, evidence.mu):
        size = max(value.numerator.bit_length(), value.denominator.bit_length())
        require(size <= MAX_STRICT_BITS, f"a number of more than MAX_STRICT_BITS = {MAX_STRICT_BITS} bits")
    moving = moving_places(problem, evidence.centre, evidence.held)
    with precision(evidence.precision):
        radius, mu = ball(evidence.radius), ball(evidence.mu)
        still = expand(problem, evidence.centre, Fraction(0))
        square = sum((still.gradient[k] * still.gradient[k] for k in moving), flint.arb(0))
        require(
            bool(square < (mu * radius) * (mu * radius)),
            "the gradient at the centre is not shown to be below mu times the radius",
        )
        around = expand(problem, evidence.centre, evidence.radius)
        for index, f in enumerate(around.outputs):
            known = bool(f < 0) or bool(f > 0)
            require(known, f"the sign of f at sample {index + 1} is not known on the box")
        rows = [[around.hessian[i, j] - (mu if i == j else 0) for j in moving] for i in moving]
        require(is_positive_definite(rows), "the Hessian minus mu is not shown to be positive definite on the box")
        return wrong_outputs(problem, around.outputs)


def moving_places(problem: Problem, centre: Sequence[Fraction], held: tuple[int, ...]) -> list[int]:
    """The places in the centre of the parameters that move: all but the output weights that are held."""
    if not held:
        return list(range(len(centre)))
    network = problem.network
    require(all(a < b for a, b in pairwise(held)), "the held neurons must increase")
    require(held[0] >= 0 and held[-1] < network.width, "a held neuron that the network does not have")
    require_homogeneous(neuron_pieces(problem))
    own = [Block.OUTPUT_WEIGHTS, Block.HIDDEN_WEIGHTS, *([Block.HIDDEN_BIAS] if network.hidden_bias else [])]
    require(all(network.trains(block) for block in own), "a neuron is rescaled only if a, w and b are trained")
    penalised = any(block in term.blocks for term in problem.objective.penalties for block in own)
    require(not penalised, "a penalised neuron cannot be rescaled")
    first = 1 if network.output_bias and network.trains(Block.OUTPUT_BIAS) else 0
    places = {first + j for j in held}
    require(all(place < len(centre) and centre[place] != 0 for place in places), "a held output weight is not 0")
    return [k for k in range(len(centre)) if k not in places]


def require_homogeneous(pieces: Pieces) -> None:
    """Refuse unless s(r z) = r^k s(z) for all r > 0 and one k > 0: by Euler's z s' = k s on each side of 0."""
    require(all(point == 0 for point in pieces.breaks), "a homogeneous neuron has no break point but 0")
    require(not any(pieces.owner), "a homogeneous neuron is continuous")
    require(is_zero(substitute(pieces.pieces[0], Num(Fraction(0)))), "a homogeneous neuron is 0 at 0")
    degrees = set()
    for index, piece in enumerate(pieces.pieces):
        check_evident(pieces, 0, index, closed_interval(pieces, index))
        if not is_zero(piece):
            degrees.add(normalise(div(mul((Z, nth_derivative(piece))), piece)).rational)
    degree = degrees.pop() if len(degrees) == 1 else None
    require(degree is not None and degree > 0, "the neuron is not shown to be positively homogeneous")


def sizes(network: Network, dimension: int) -> dict[Block, int]:
    """The number of parameters of every block, trained or frozen, in the order of the full list."""
    bias, inputs, deep = int(network.hidden_bias), dimension, 0
    for layer in network.deep:
        deep += layer.width * (inputs + bias)
        inputs = layer.width
    return {
        Block.OUTPUT_BIAS: int(network.output_bias),
        Block.OUTPUT_WEIGHTS: network.width,
        Block.HIDDEN_WEIGHTS: network.width * dimension,
        Block.HIDDEN_BIAS: network.width * bias,
        Block.DEEP: deep + inputs if network.deep else 0,
    }


def expand(problem: Problem, centre: Sequence[Fraction], radius: Fraction) -> Expansion:
    """L to second order on the box of that radius around the centre, at the current precision."""
    data, network = samples(problem), problem.network
    counts = sizes(network, data.dimension)
    require(sum(counts.values()) <= MAX_STRICT_PARAMETERS, f"above MAX_STRICT_PARAMETERS = {MAX_STRICT_PARAMETERS}")
    wanted = sum(count for block, count in counts.items() if network.trains(block))
    require(wanted > 0, "the network has no trained parameters")
    require(len(centre) == wanted, f"the centre needs {wanted} entries, not {len(centre)}")
    spread = ball(radius).union(-ball(radius))
    full: list[flint.arb] = []
    trained: list[int] = []
    used = 0
    for block, count in counts.items():
        frozen = network.frozen_block(block)
        if frozen is None:
            trained += range(len(full), len(full) + count)
            full += [ball(value) + spread for value in centre[used : used + count]]
            used += count
        else:
            if frozen.value is None:
                raise Refusal(f"the spec does not say at which value {block.value} is frozen")
            require(len(frozen.value) == count, f"the frozen {block.value} have another number of entries")
            full += map(ball, frozen.value)
    forward = _Forward(problem, full)
    total = sum(data.weights, Fraction(0))
    pieces = loss_pieces(problem)
    slopes, bends = [], []
    for index, (f, label, weight) in enumerate(zip(forward.outputs, data.labels, data.weights, strict=True)):
        _, first, second = jet(pieces, -label * f, f"the margin of sample {index + 1}")
        slopes.append(ball(-label * weight / total) * first)
        bends.append(ball(weight / total) * second)
    jacobian = forward.jacobian
    count = len(full)
    scaled = flint.arb_mat([[bends[i] * jacobian[i][k] for k in range(count)] for i in range(len(bends))])
    plain = flint.arb_mat(jacobian)
    hessian = scaled.transpose() * plain + forward.curvature(slopes)
    gradient = (flint.arb_mat([slopes]) * plain).entries()
    start = 0
    for block, number in counts.items():
        factor = 2 * sum((t.coefficient for t in problem.objective.penalties if block in t.blocks), Fraction(0))
        for k in range(start, start + number) if factor else ():
            gradient[k] += ball(factor) * full[k]
            hessian[k, k] = hessian[k, k] + ball(factor)
        start += number
    return Expansion(
        tuple(forward.outputs),
        tuple(gradient[k] for k in trained),
        flint.arb_mat([[hessian[i, j] for j in trained] for i in trained]),
    )


class _Forward:
    """f, its Jacobian, (n, p), and the weighted sums of its Hessians, in all p parameters, frozen ones included."""

    def __init__(self, problem: Problem, full: list[flint.arb]) -> None:
        data, network = samples(problem), problem.network
        self.full, self.network, self.dimension = full, network, data.dimension
        self.points = [list(map(ball, point)) for point in data.points]
        zero = flint.arb(0)
        self.outputs = [full[0] if network.output_bias else zero for _ in self.points]
        self.jacobian = [[zero] * len(full) for _ in self.points]
        self.bends: list[list[flint.arb]] = []
        self.slopes: list[list[flint.arb]] = []
        self.deep: list[flint.arb_mat] = []
        self.weights = int(network.output_bias)
        self.hidden = self.weights + network.width
        self.biases = self.hidden + network.width * self.dimension
        self.start = self.biases + network.width * int(network.hidden_bias)
        if network.output_bias:
            for row in self.jacobian:
                row[0] = flint.arb(1)
        if network.width:
            self._shortcut(neuron_pieces(problem))
        if network.deep:
            columns = [split(formula(layer.neuron, "deep neuron")) for layer in network.deep]
            for index in range(len(self.points)):
                self._deep(index, columns)

    def _shortcut(self, pieces: Pieces) -> None:
        d, network = self.dimension, self.network
        for j in range(network.width):
            weight, first, second = self.full[self.weights + j], [], []
            row = self.full[self.hidden + j * d : self.hidden + (j + 1) * d]
            shift = self.full[self.biases + j] if network.hidden_bias else flint.arb(0)
            for i, point in enumerate(self.points):
                place = sum((w * x for w, x in zip(row, point, strict=True)), shift)
                value, slope, bend = jet(pieces, place, f"neuron {j + 1} at sample {i + 1}")
                first.append(slope)
                second.append(bend)
                self.outputs[i] += weight * value
                found, moved = self.jacobian[i], weight * slope
                found[self.weights + j] = value
                for k, x in enumerate(point):
                    found[self.hidden + j * d + k] = moved * x
                if network.hidden_bias:
                    found[self.biases + j] = moved
            self.slopes.append(first)
            self.bends.append(second)

    def _deep(self, index: int, columns: Sequence[Pieces]) -> None:
        """Forward propagation of (value, gradient, Hessian) in the deep parameters."""
        size = len(self.full) - self.start
        parameters = self.full[self.start :]
        values = self.points[index]
        gradients = [flint.arb_mat(1, size) for _ in values]
        hessians = [flint.arb_mat(size, size) for _ in values]
        position = 0
        for depth, (layer, pieces) in enumerate(zip(self.network.deep, columns, strict=True)):
            inputs = len(values)
            new: list[tuple[flint.arb, flint.arb_mat, flint.arb_mat]] = []
            for unit in range(layer.width):
                z, g, h = _combine(parameters, position + unit * inputs, values, gradients, hessians)
                if self.network.hidden_bias:
                    k = position + layer.width * inputs + unit
                    z += parameters[k]
                    g[0, k] = g[0, k] + 1
                name = f"deep layer {depth + 1} unit {unit + 1} at sample {index + 1}"
                value, slope, bend = jet(pieces, z, name)
                new.append((value, g * slope, (g.transpose() * g) * bend + h * slope))
            position += layer.width * (inputs + int(self.network.hidden_bias))
            values = [value for value, _, _ in new]
            gradients = [gradient for _, gradient, _ in new]
            hessians = [hessian for _, _, hessian in new]
        z, g, h = _combine(parameters, position, values, gradients, hessians)
        self.outputs[index] += z
        for k in range(size):
            self.jacobian[index][self.start + k] = g[0, k]
        self.deep.append(h)

    def curvature(self, factors: Sequence[flint.arb]) -> flint.arb_mat:
        """sum_i factors_i Hess f(x_i), (p, p)."""
        network, d, count = self.network, self.dimension, len(self.full)
        found = flint.arb_mat(count, count)
        lifted = [[*point, flint.arb(1)] if network.hidden_bias else point for point in self.points]
        plain = flint.arb_mat(lifted)
        for j in range(network.width):
            places = list(range(self.hidden + j * d, self.hidden + (j + 1) * d))
            places += [self.biases + j] if network.hidden_bias else []
            weight, own = self.full[self.weights + j], self.weights + j
            once = flint.arb_mat([[q * s for q, s in zip(factors, self.slopes[j], strict=True)]]) * plain
            bent = [[weight * q * s * x for x in row]
                    for q, s, row in zip(factors, self.bends[j], lifted, strict=True)]  # fmt: skip
            twice = flint.arb_mat(bent).transpose() * plain
            for a, row in enumerate(places):
                found[own, row] = found[row, own] = once[0, a]
                for b, column in enumerate(places):
                    found[row, column] = twice[a, b]
        if self.deep:
            total = sum((h * q for h, q in zip(self.deep[1:], factors[1:], strict=True)), self.deep[0] * factors[0])
            for a in range(count - self.start):
                for b in range(count - self.start):
                    found[self.start + a, self.start + b] = total[a, b]
        return found


def _combine(
    parameters: Sequence[flint.arb],
    position: int,
    values: Sequence[flint.arb],
    gradients: Sequence[flint.arb_mat],
    hessians: Sequence[flint.arb_mat],
) -> tuple[flint.arb, flint.arb_mat, flint.arb_mat]:
    """sum_v W_v h_v to second order, where W_v is the parameter ``position`` + v."""
    size = len(parameters)
    z, g, h = flint.arb(0), flint.arb_mat(1, size), flint.arb_mat(size, size)
    for v, (value, gradient, hessian) in enumerate(zip(values, gradients, hessians, strict=True)):
        k = position + v
        z += parameters[k] * value
        g += gradient * parameters[k]
        h += hessian * parameters[k]
        g[0, k] = g[0, k] + value
        for m in range(size):
            h[k, m] = h[k, m] + gradient[0, m]
            h[m, k] = h[m, k] + gradient[0, m]
    return z, g, h


def jet(pieces: Pieces, place: flint.arb, name: str) -> tuple[flint.arb, flint.arb, flint.arb]:
    """Balls that hold (s, s', s'') on the ball ``place``; at a break inside it s must be C^2."""
    if not place.is_finite():
        raise Refusal(f"{name}: no finite ball")
    breaks = [evaluate(exact(point), flint.arb(0)) for point in pieces.breaks]
    first = sum(1 for point in breaks if point < place)
    last = sum(1 for point in breaks if not point > place)
    for index in range(first, last):
        if not _matches(pieces, index):
            raise Refusal(f"{name} touches the break point {shown(pieces.breaks[index])}")
    found = [evaluate(expr, place) for expr in _derivatives(pieces, first)]
    for index in range(first + 1, last + 1):
        found = [own.union(evaluate(expr, place)) for own, expr in zip(found, _derivatives(pieces, index), strict=True)]
    if not all(entry.is_finite() for entry in found):
        raise Refusal(f"{name}: no finite derivative")
    return found[0], found[1], found[2]


@lru_cache(maxsize=256)
def _matches(pieces: Pieces, index: int) -> bool:
    return all(is_zero(jump(pieces, index, order)) for order in range(3))


@lru_cache(maxsize=64)
def _derivatives(pieces: Pieces, index: int) -> tuple[Expr, Expr, Expr]:
    check_evident(pieces, 2, index, closed_interval(pieces, index))
    piece = pieces.pieces[index]
    return piece, nth_derivative(piece, 1), nth_derivative(piece, 2)
