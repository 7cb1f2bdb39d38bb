"""Idle neurons (a = 0) at the best constant, and neurons that together compute the best affine function."""

from __future__ import annotations

from theoremcheck.functions.arrays import np
from theoremcheck.functions.special import Array
from theoremcheck.search.constructions.case import (
    Case,
    Construction,
    Proposal,
    best_constant,
    drawn,
    nothing,
    output_weights,
)
from theoremcheck.search.landscape import Landscape
from theoremcheck.trusted.problem.model import Block
from theoremcheck.trusted.refusal import Reason

_SMALL = 0.05
"""The affine fit is made on pre-activations this small, where a C^1 neuron is nearly affine."""
_FIT_STEPS = 60


def _constant(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    points = drawn(case, stream, count)
    for place in output_weights(case):
        points[:, place] = 0.0
    points[:, case.landscape.layout.blocks[Block.OUTPUT_BIAS]] = best_constant(case.landscape)
    return Proposal(points)


def _affine(case: Case, stream: np.random.Generator, count: int) -> Proposal:
    landscape, network = case.landscape, case.problem.network
    if not network.width or case.frozen or not network.output_bias or network.layers:
        return nothing(case, "starts.needs_output_bias")
    beta, constant = _affine_fit(landscape)
    if not np.abs(beta).max(initial=0.0) > 1e-9:
        return nothing(case, "starts.constant_fit")
    points = drawn(case, stream, count)
    blocks = landscape.layout.blocks
    reach = max(float(np.abs(landscape.features @ beta).max()), 1e-12)
    kept = np.zeros(count, dtype=np.bool_)
    for number, point in enumerate(points):
        centre = float(stream.normal()) if network.hidden_bias else 0.0
        value, slope, _ = (float(part[0]) for part in landscape.neuron.jet(np.array([centre])))
        if not np.isfinite(slope) or abs(slope) < 1e-3:
            continue  # no slope to be affine with
        kept[number] = True
        gain = _SMALL / reach
        point[blocks[Block.OUTPUT_WEIGHTS]] = 0.0
        point[blocks[Block.OUTPUT_WEIGHTS].start] = 1.0 / (gain * slope)
        first = blocks[Block.HIDDEN_WEIGHTS].start
        point[first : first + len(beta)] = gain * beta
        if network.hidden_bias:
            point[blocks[Block.HIDDEN_BIAS].start] = centre
        point[blocks[Block.OUTPUT_BIAS]] = constant - value / (gain * slope)
    return Proposal(points[kept], None if kept.any() else Reason.of("starts.no_slope"))


@np.errstate(all="ignore")
def _affine_fit(landscape: Landscape) -> tuple[Array, float]:
    """The least data term over affine functions by damped Newton steps: the slopes (d,) and the constant."""
    inputs = np.concatenate([landscape.features, np.ones((len(landscape.features), 1))], axis=1)
    theta, damping = np.zeros(inputs.shape[1]), 1e-6
    weights = landscape.weights
    current = float(weights @ landscape.loss.value(landscape.margins(inputs @ theta)))
    for _ in range(_FIT_STEPS):
        _, slope, bend = landscape.loss.jet(landscape.margins(inputs @ theta))
        gradient = inputs.T @ landscape.margins(weights * slope)
        curvature = inputs.T @ ((weights * np.maximum(bend, 0.0))[:, None] * inputs)
        size = damping * max(float(np.trace(curvature)), 1e-12)
        trial = theta - np.linalg.solve(curvature + size * np.eye(len(theta)), gradient)
        found = float(weights @ landscape.loss.value(landscape.margins(inputs @ trial)))
        if found < current and np.abs(trial).max() < 1e4:
            theta, current, damping = trial, found, max(damping * 0.2, 1e-12)
        else:
            damping *= 10.0
        if damping > 1e8:
            break
    return theta[:-1], float(theta[-1])


IDLE_CONSTANT = Construction("idle neurons at the best constant", _constant)
IDLE_AFFINE = Construction("neurons at the best affine fit", _affine)
