"""Neurons and losses in floats, with two derivatives, beside their text in a spec."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Real = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Curve:
    """A function of z with its first two derivatives, in floats, and the name and declaration that a spec uses."""

    name: str
    declared: str
    value: Real
    slope: Real
    curvature: Real


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


def _bump(z: np.ndarray) -> np.ndarray:
    return _sigmoid(z) * _sigmoid(-z)


def _exp(z: np.ndarray) -> np.ndarray:
    return np.exp(np.clip(z, -700, 300))


def _plus(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _tanh_slope(z: np.ndarray) -> np.ndarray:
    return 1 / np.cosh(np.clip(z, -300, 300)) ** 2


def _softplus(z: np.ndarray) -> np.ndarray:
    return np.logaddexp(0, z)


def _root(z: np.ndarray) -> np.ndarray:
    return np.sqrt(z * z + 4)


NEURONS = {
    curve.name: curve
    for curve in (
        Curve("softplus", "softplus", _softplus, _sigmoid, _bump),
        Curve("exp", "exp", _exp, _exp, _exp),
        Curve("expm1", "expm1", lambda z: _exp(z) - 1, _exp, _exp),
        Curve("squareplus", "squareplus", lambda z: (z + _root(z)) / 2, lambda z: (1 + z / _root(z)) / 2,
              lambda z: 2 / _root(z) ** 3),
        Curve("lowered", "lowered(z) = log(1 + exp(z)) - 1", lambda z: _softplus(z) - 1, _sigmoid, _bump),
        Curve("mirrored", "mirrored(z) = -log(1 + exp(z))", lambda z: -_softplus(z), lambda z: -_sigmoid(z),
              lambda z: -_bump(z)),
        Curve("falling", "falling(z) = 2 - log(1 + exp(z))", lambda z: 2 - _softplus(z), lambda z: -_sigmoid(z),
              lambda z: -_bump(z)),
        Curve("falling_convex", "falling_convex(z) = exp(-z) - 1", lambda z: _exp(-z) - 1, lambda z: -_exp(-z),
              lambda z: _exp(-z)),
        Curve("cosh", "cosh", np.cosh, np.sinh, np.cosh),
        Curve("trough", "trough(z) = -sqrt(1 + z^2)", lambda z: -np.sqrt(1 + z * z), lambda z: -z / np.sqrt(1 + z * z),
              lambda z: -(1 + z * z) ** -1.5),
        Curve("leaning", "leaning(z) = z^2 + z", lambda z: z * z + z, lambda z: 2 * z + 1, lambda z: 2 + 0 * z),
        Curve("quadratic", "quadratic", lambda z: z * z, lambda z: 2 * z, lambda z: 2 + 0 * z),
        Curve("cap", "cap(z) = 3 - z^2/2", lambda z: 3 - z * z / 2, lambda z: -z, lambda z: -1 + 0 * z),
        Curve("tanh", "tanh", np.tanh, _tanh_slope, lambda z: -2 * np.tanh(z) * _tanh_slope(z)),
        Curve("sinh", "sinh", np.sinh, np.cosh, np.sinh),
        Curve("arctan", "arctan", np.arctan, lambda z: 1 / (1 + z * z), lambda z: -2 * z / (1 + z * z) ** 2),
        Curve("elu", "elu", lambda z: np.where(z > 0, z, _exp(np.minimum(z, 0)) - 1),
              lambda z: np.where(z > 0, 1, _exp(np.minimum(z, 0))),
              lambda z: np.where(z > 0, 0, _exp(np.minimum(z, 0)))),
        Curve("leaky_relu", "leaky_relu", lambda z: np.where(z > 0, z, z / 100), lambda z: np.where(z > 0, 1, 0.01),
              lambda z: 0 * z),
        Curve("relu", "relu", _plus, lambda z: np.where(z > 0, 1.0, 0.0), lambda z: 0 * z),
    )
}  # fmt: skip

LOSSES = {
    curve.name: curve
    for curve in (
        Curve("exponential", "exponential", _exp, _exp, _exp),
        Curve("sharp", "sharp(z) = exp(20*z)", lambda z: _exp(20 * z), lambda z: 20 * _exp(20 * z),
              lambda z: 400 * _exp(20 * z)),
        Curve("sharper", "sharper(z) = exp(200*z)", lambda z: _exp(200 * z), lambda z: 200 * _exp(200 * z),
              lambda z: 40000 * _exp(200 * z)),
        Curve("logistic", "logistic", _softplus, _sigmoid, _bump),
        Curve("cubic_hinge", "polynomial_hinge(3)", lambda z: _plus(1 + z) ** 3, lambda z: 3 * _plus(1 + z) ** 2,
              lambda z: 6 * _plus(1 + z)),
        Curve("high_hinge", "polynomial_hinge(40)", lambda z: _plus(1 + z) ** 40, lambda z: 40 * _plus(1 + z) ** 39,
              lambda z: 1560 * _plus(1 + z) ** 38),
        Curve("squared_hinge", "squared_hinge", lambda z: _plus(1 + z) ** 2, lambda z: 2 * _plus(1 + z),
              lambda z: np.where(z > -1, 2.0, 0.0)),
        Curve("concave_end", "concave_end(z) = atan(z) + z/100", lambda z: np.arctan(z) + z / 100,
              lambda z: 1 / (1 + z * z) + 0.01, lambda z: -2 * z / (1 + z * z) ** 2),
    )
}  # fmt: skip
