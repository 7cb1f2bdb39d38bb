"""A search as a user writes it: loss and gradient of one network in NumPy, ``scipy.optimize.minimize`` from each start.

Nothing of theoremcheck is in it but the numbers of the problem. Parameters are one vector, in the order of
``theoremcheck.trusted.problem.layout``: a shortcut is a0, a, W, b, and a deep part W_1, b_1, W_2, b_2, v behind a0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

ENOUGH = 1e-10
"""A start has ended where no entry of the gradient is larger."""
METHODS = {
    "L-BFGS-B": {"gtol": ENOUGH, "ftol": 0.0, "maxiter": 5000, "maxfun": 10_000},
    "BFGS": {"gtol": ENOUGH, "maxiter": 5000},
}


def sigmoid(z: Any) -> Any:
    """1 / (1 + exp(-z))."""
    return 0.5 * (1.0 + np.tanh(0.5 * z))


def tanh(z: Any) -> Any:
    """Value and slope."""
    value = np.tanh(z)
    return value, 1.0 - value * value


def silu(z: Any) -> Any:
    """Value and slope."""
    share = sigmoid(z)
    return z * share, share * (1.0 + z * (1.0 - share))


@dataclass
class Shallow:
    """Logistic loss of a0 + sum_j a_j s(w_j . x + b_j), with decay of all parameters; X (n, d), y (n,) of -1 and 1."""

    X: Any
    y: Any
    width: int
    neuron: Callable[[Any], Any]
    decay: float
    output_bias: bool

    def __call__(self, t: Any) -> Any:
        """Loss and gradient."""
        X, y, M, first = self.X, self.y, self.width, int(self.output_bias)
        n, d = X.shape
        a, b = t[first : first + M], t[first + M + M * d :]
        W = t[first + M : first + M + M * d].reshape(M, d)
        value, slope = self.neuron(X @ W.T + b)
        f = value @ a + (t[0] if first else 0.0)
        loss = np.logaddexp(0.0, -y * f).mean() + self.decay * (t @ t)
        to_f = -y * sigmoid(-y * f) / n
        to_z = to_f[:, None] * a * slope
        parts = [to_f @ value, (to_z.T @ X).ravel(), to_z.sum(axis=0)]
        return loss, np.concatenate([[to_f.sum()], *parts] if first else parts) + 2.0 * self.decay * t


@dataclass
class Deep:
    """The same of a0 + v . s(W_2 s(W_1 x + b_1) + b_2), with biases or without."""

    X: Any
    y: Any
    widths: tuple[int, int]
    neuron: Callable[[Any], Any]
    decay: float
    biases: bool

    def __call__(self, t: Any) -> Any:
        """Loss and gradient."""
        X, y, (P, Q) = self.X, self.y, self.widths
        n, d = X.shape
        first, each = (1, 1) if self.biases else (0, 0)
        cuts = np.cumsum([first, P * d, each * P, Q * P, each * Q])
        W1, b1, W2, b2, v = np.split(t, cuts)[1:]
        W1, W2 = W1.reshape(P, d), W2.reshape(Q, P)
        h1, s1 = self.neuron(X @ W1.T + (b1 if each else 0.0))
        h2, s2 = self.neuron(h1 @ W2.T + (b2 if each else 0.0))
        f = h2 @ v + (t[0] if first else 0.0)
        loss = np.logaddexp(0.0, -y * f).mean() + self.decay * (t @ t)
        to_f = -y * sigmoid(-y * f) / n
        to_2 = to_f[:, None] * v * s2
        to_1 = (to_2 @ W2) * s1
        parts = [(to_1.T @ X).ravel(), to_1.sum(axis=0), (to_2.T @ h1).ravel(), to_2.sum(axis=0), to_f @ h2]
        if not self.biases:
            parts = parts[::2]
        return loss, np.concatenate([[to_f.sum()], *parts] if first else parts) + 2.0 * self.decay * t


def ended(problem: Callable[[Any], Any], start: Any, method: str) -> bool:
    """One start: whether ``scipy.optimize.minimize`` alone ends it."""
    from scipy.optimize import minimize

    end = minimize(problem, start, jac=True, method=method, options=METHODS[method]).x
    return bool(np.abs(problem(end)[1]).max() < ENOUGH)


def ended_by_newton(problem: Callable[[Any], Any], start: Any) -> bool:
    """One start: whether L-BFGS-B does, with Newton steps behind it whose Hessian is of differences of gradients."""
    from scipy.optimize import minimize

    t = minimize(problem, start, jac=True, method="L-BFGS-B", options={"maxiter": 2000, "gtol": 1e-8}).x
    for _ in range(30):
        gradient = problem(t)[1]
        if np.abs(gradient).max() < ENOUGH:
            return True
        t = t - np.linalg.lstsq(differences(problem, t), gradient, rcond=None)[0]
    return False


def differences(problem: Callable[[Any], Any], t: Any, step: float = 1e-5) -> Any:
    """The Hessian at t by central differences of 2 P gradients."""
    rows = [problem(t + step * e)[1] - problem(t - step * e)[1] for e in np.eye(len(t))]
    return np.array(rows) / (2.0 * step)
