"""A spec at a point as an estimator of scikit-learn, so that its own training can be seen to stay there."""

from __future__ import annotations

import warnings
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.api.points import AnyPoint, read_point
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Floats
from theoremcheck.functions.floats import to_float
from theoremcheck.functions.library import find
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Branch, Layout
from theoremcheck.trusted.problem.model import Function, Problem

if TYPE_CHECKING:
    from sklearn.neural_network import MLPClassifier

_ACTIVATIONS: Final = {"linear": "identity", "sigmoid": "logistic", "tanh": "tanh", "relu": "relu"}


def to_sklearn(spec: Spec, P: AnyPoint) -> MLPClassifier:
    """The network of the spec at a point P, for the classes -1 and +1.

    ``predict`` and ``predict_proba`` work, and ``fit`` goes on from there (``warm_start``) with the penalty of the spec
    as alpha; sample weights are given to ``fit``, which also trains what the spec freezes or does not have. Raises
    ``ImportRefused`` for a network, loss or penalty that MLPClassifier does not have.
    """
    from sklearn.neural_network import MLPClassifier

    problem = spec.problem
    named = read_point(problem, P).parameters
    if len(named.branches) != 1:
        raise ImportRefused("MLPClassifier has one branch; the network is a sum of two")
    if problem.network.residual:
        raise ImportRefused("MLPClassifier has no layer that sees the features again; the network has a residual head")
    if not _is(problem.loss, "loss", "logistic"):
        raise ImportRefused(f"MLPClassifier has the loss logistic; the loss of the spec is {problem.loss.name}")
    branch = named.branches[0]
    data = problem.samples
    estimator = MLPClassifier(
        tuple(len(rows) for rows, _ in branch.layers),
        activation=_activation(problem),
        solver="lbfgs",
        alpha=to_float(2 * _decay(problem) * sum(data.weights, Fraction(0))),
        warm_start=True,
        max_iter=1,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one step is no training: it makes what predict needs
        estimator.fit(_floats(data.points), list(data.labels))
    bias = 0.0 if named.output_bias is None else to_float(named.output_bias)
    estimator.coefs_, estimator.intercepts_ = _layers(branch, bias)
    return estimator.set_params(max_iter=MLPClassifier().max_iter)


def _layers(branch: Branch[Fraction], bias: float) -> tuple[list[Floats], list[Floats]]:
    """``coefs_`` and ``intercepts_``; a bias that the network does not have is 0, though MLPClassifier trains it."""
    rows = [_floats(own).T.copy() for own, _ in branch.layers]
    biases = [np.zeros(len(own)) if shift is None else _floats(shift) for own, shift in branch.layers]
    return [*rows, _floats(branch.output).reshape(-1, 1)], [*biases, np.array([bias])]


def _activation(problem: Problem) -> str:
    """The one activation of all hidden layers, as scikit-learn names it."""
    network = problem.network
    neurons = [*([problem.neuron] if network.width else []), *network.neurons]
    for own, theirs in _ACTIVATIONS.items():
        if all(_is(neuron, "neuron", own) for neuron in neurons):
            return theirs
    names = ", ".join(dict.fromkeys(neuron.name for neuron in neurons))
    raise ImportRefused(f"MLPClassifier has one of {', '.join(_ACTIVATIONS)} in all layers; the spec has {names}")


def _is(function: Any, kind: Any, name: str) -> bool:
    """True if the function is the one of the library of that name."""
    entry = find(kind, name)
    expr: Expr | None = entry.build() if entry is not None else None
    return isinstance(function, Function) and function.expr == expr


def _decay(problem: Problem) -> Fraction:
    """The coefficient of the squares of all weights. Refuses any other penalty."""
    layout = Layout.of(problem)
    (branch,) = layout.branches
    squares = layout.squares(problem.objective)
    places = range(layout.size)
    weights = [places[layer.weights] for layer in branch.layers] + [places[branch.output]]
    found = {squares.get(place, Fraction(0)) for entries in weights for place in entries}
    penalised = sum(place in squares for entries in weights for place in entries)
    if len(found) != 1 or penalised != len(squares):
        raise ImportRefused("MLPClassifier has one penalty, on all weights and on no bias; that of the spec is another")
    return found.pop()


def _floats(values: Any) -> Floats:
    array = np.array(values, dtype=object)
    return np.array([to_float(value) for value in array.ravel()], dtype=np.float64).reshape(array.shape)
