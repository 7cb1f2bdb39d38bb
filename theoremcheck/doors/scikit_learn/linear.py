"""Linear classifiers of scikit-learn: f(x) = w . x + b, with the penalty that each of them has.

A positive factor of the whole objective changes no local minimum: L is the objective divided by the total weight of the
samples, so that the loss is a mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from theoremcheck.doors.numbers import rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Dense, Stack
from theoremcheck.trusted.records import dataclass

_HALF: Final = Fraction(1, 2)


@dataclass(frozen=True)
class _Asked:
    """A fitted estimator with the weight of every sample, (n,)."""

    estimator: Any
    weights: tuple[Fraction, ...]

    @property
    def total(self) -> Fraction:
        """The sum of the weights."""
        return sum(self.weights, Fraction(0))

    def number(self, name: str) -> Fraction:
        """One of its settings."""
        value = getattr(self.estimator, name)
        return rational(float(value) if isinstance(value, np.floating) else value, "shortest", name)


@dataclass(frozen=True)
class _Objective:
    """``scale`` times the mean loss, plus ``decay`` times the squares of w, plus ``bias_decay`` times that of b."""

    loss: str
    decay: Fraction
    bias_decay: Fraction = Fraction(0)
    scale: Fraction = Fraction(1)


def linear_stack(kind: str, estimator: Any, labels: Sequence[int], weights: Sequence[Fraction] | None) -> Stack:
    """The stack of a fitted linear classifier with two classes; ``weights`` are those given to ``fit``, or None."""
    coefficients = np.atleast_2d(np.asarray(estimator.coef_))
    if coefficients.ndim != 2 or coefficients.shape[0] != 1:
        raise ImportRefused(f"coef_ of shape {coefficients.shape}; one row is expected")
    asked = _Asked(estimator, _weights(estimator, labels, weights))
    objective = LINEAR[kind](asked)
    bias = np.asarray(estimator.intercept_, dtype=coefficients.dtype).reshape(-1) if estimator.fit_intercept else None
    layer = Dense(
        coefficients,
        bias,
        None,
        weights_decay=objective.decay,
        bias_decay=objective.bias_decay if bias is not None else Fraction(0),
        path=type(estimator).__name__,
    )
    equal = len(set(asked.weights)) == 1
    return Stack(
        ((layer,),),
        objective.loss,
        objective.scale,
        None if equal else asked.weights,
        ("L is what scikit-learn minimises, divided by a constant that makes the loss a mean.",),
        "scikit-learn",
    )


def _weights(estimator: Any, labels: Sequence[int], given: Sequence[Fraction] | None) -> tuple[Fraction, ...]:
    """The weights of the samples times those of their classes, (n,)."""
    own = tuple(given) if given is not None else (Fraction(1),) * len(labels)
    by_class = getattr(estimator, "class_weight", None)
    if by_class is None:
        return own
    if by_class == "balanced":
        if given is not None:
            raise ImportRefused("class_weight='balanced' beside sample weights; give class_weight as numbers")
        counts = Counter(labels)
        factors = {label: Fraction(len(labels), 2 * count) for label, count in counts.items()}
    else:
        read = {key: rational(value, "shortest", "a class weight") for key, value in by_class.items()}
        negative, positive = estimator.classes_.tolist()
        factors = {1: read.get(positive, Fraction(1)), -1: read.get(negative, Fraction(1))}
    return tuple(weight * factors[label] for weight, label in zip(own, labels, strict=True))


def _logistic_regression(asked: _Asked) -> _Objective:
    """C sum_i w_i l_i + |w|^2 / 2; liblinear penalises the intercept as one more weight."""
    own = asked.estimator
    penalty, ratio = getattr(own, "penalty", "l2"), getattr(own, "l1_ratio", 0)
    if getattr(own, "multi_class", "auto") == "multinomial":
        raise ImportRefused("multi_class='multinomial' penalises two rows of weights; leave it out")
    if penalty in (None, "none") or (penalty == "deprecated" and np.isinf(own.C)):
        return _Objective("logistic", Fraction(0))
    l1 = penalty == "l1" or (penalty in ("elasticnet", "deprecated") and ratio not in (0, None))
    if l1 or penalty not in ("l2", "elasticnet", "deprecated"):
        raise ImportRefused(f"the penalty {'l1' if l1 else penalty!r} is no sum of squares; use l2")
    decay = _HALF / (asked.number("C") * asked.total)
    return _Objective("logistic", decay, _intercept(asked, decay) if own.solver == "liblinear" else Fraction(0))


def _linear_svc(asked: _Asked) -> _Objective:
    """C sum_i w_i l_i + (|w|^2 + the square of the weight of the intercept) / 2."""
    own = asked.estimator
    if own.penalty != "l2":
        raise ImportRefused(f"the penalty {own.penalty!r} is no sum of squares; use l2")
    if own.loss not in ("hinge", "squared_hinge"):
        raise ImportRefused(f"the loss {own.loss!r} is none of hinge, squared_hinge")
    decay = _HALF / (asked.number("C") * asked.total)
    return _Objective(own.loss, decay, _intercept(asked, decay))


def _intercept(asked: _Asked, decay: Fraction) -> Fraction:
    """The coefficient of b^2, where b is ``intercept_scaling`` times a penalised weight."""
    return decay / asked.number("intercept_scaling") ** 2 if asked.estimator.fit_intercept else Fraction(0)


_SGD_LOSSES: Final = MappingProxyType(
    {
        "hinge": ("hinge", Fraction(1)),
        "log_loss": ("logistic", Fraction(1)),
        "log": ("logistic", Fraction(1)),
        "squared_hinge": ("squared_hinge", Fraction(1)),
        "modified_huber": ("modified_huber", Fraction(1)),
        "perceptron": ("perceptron", Fraction(1)),
        "squared_error": ("square", _HALF),
    }
)


def _sgd_classifier(asked: _Asked) -> _Objective:
    """(1/n) sum_i w_i l_i + alpha |w|^2 / 2, with n the number of samples, whatever their weights."""
    own = asked.estimator
    if own.loss not in _SGD_LOSSES:
        raise ImportRefused(f"the loss {own.loss!r} is none of {', '.join(_SGD_LOSSES)}")
    loss, factor = _SGD_LOSSES[own.loss]
    return _Objective(loss, _sgd_decay(asked), scale=factor * asked.total / len(asked.weights))


def _perceptron(asked: _Asked) -> _Objective:
    """(1/n) sum_i w_i max(0, -y_i f(x_i)), with the penalty of SGDClassifier, by default none."""
    return _Objective("perceptron", _sgd_decay(asked), scale=asked.total / len(asked.weights))


def _sgd_decay(asked: _Asked) -> Fraction:
    penalty = asked.estimator.penalty
    if penalty is None or (penalty == "elasticnet" and asked.estimator.l1_ratio == 0):
        return Fraction(0) if penalty is None else asked.number("alpha") / 2
    if penalty != "l2":
        raise ImportRefused(f"the penalty {penalty!r} is no sum of squares; use l2")
    return asked.number("alpha") / 2


def _ridge_classifier(asked: _Asked) -> _Objective:
    """sum_i w_i (y_i - f(x_i))^2 + alpha |w|^2 on targets +1 and -1."""
    if np.ndim(asked.estimator.alpha):
        raise ImportRefused("several values of alpha; give one")
    if getattr(asked.estimator, "positive", False):
        raise ImportRefused("positive=True constrains the weights; a spec leaves them free")
    return _Objective("square", asked.number("alpha") / asked.total)


LINEAR: Final[MappingProxyType[str, Callable[[_Asked], _Objective]]] = MappingProxyType(
    {
        "LogisticRegression": _logistic_regression,
        "SGDClassifier": _sgd_classifier,
        "Perceptron": _perceptron,
        "LinearSVC": _linear_svc,
        "RidgeClassifier": _ridge_classifier,
    }
)
"""What the known linear classifiers minimise."""
