"""scikit-learn: networks and linear classifiers become specs.

What each estimator minimises was read in its documentation and is compared with its own loss and gradient in the tests.
MLPClassifier with two classes: L = sum_i w_i log(1 + exp(-y_i f(x_i))) / sum_i w_i + alpha / (2 sum_i w_i) times the
squares of all weights, biases left out. Batches, the solver, momentum and early stopping change where it ends, not L.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

import numpy as np

from theoremcheck.doors.evaluate import evaluated
from theoremcheck.doors.imports import Import, build, feature_matrix, sample_weights
from theoremcheck.doors.numbers import Array, Policy, rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.scikit_learn.linear import LINEAR, linear_stack
from theoremcheck.doors.stack import Dense, Reference, Stack, binary_labels
from theoremcheck.trusted.records import dataclass

_NEURONS: Final = {"identity": "linear", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}
_SEARCHES: Final = ("GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "HalvingRandomSearchCV")
_MOST: Final = 0.01
"""How far loss_ may be from L, as a share, before a note says so."""


def from_sklearn(
    estimator: Any,
    X: Any,
    y: Any,
    *,
    sample_weight: Any = None,
    numbers: Policy = "shortest",
) -> Import:
    """A fitted scikit-learn estimator and its training data as a spec with a point.

    ``X``, (n, d), and ``y``, (n,), are what it was fitted to, as was ``sample_weight``, (n,) or None for equal weights.
    MLPClassifier with two classes, MLPRegressor on targets +1 and -1, LogisticRegression, SGDClassifier, Perceptron,
    LinearSVC and RidgeClassifier; in a Pipeline the earlier steps transform X first. ``numbers`` says how floats are
    read: their ``shortest`` decimals, or the ``exact`` binary values; alpha and other settings are always read as
    written. Raises ``ImportRefused`` for anything else.
    """
    final, features, notes = _unwrapped(estimator, X)
    kind = _kind(final)
    if kind in ("MLPClassifier", "MLPRegressor"):
        _require_fitted(final, "coefs_")
        classifies = kind == "MLPClassifier"
        labels, said = _classes(final, y) if classifies else _targets(y)
        weights = None if sample_weight is None else sample_weights(sample_weight, len(labels), numbers)
        stack = _network(final, features, len(labels), weights)
        found = build(stack, features, labels, numbers=numbers, notes=[*notes, said])
        return replace(found, notes=(*found.notes, *_loss_note(final, found)))
    if kind in LINEAR:
        _require_fitted(final, "coef_")
        labels, said = _classes(final, y)
        weights = None if sample_weight is None else sample_weights(sample_weight, len(labels), numbers)
        stack = linear_stack(kind, final, labels, weights)
        outputs = np.asarray(_quiet(final.decision_function, features), dtype=np.float64)
        stack = replace(stack, reference=Reference(outputs, single=_single(final.coef_, features)))
        return build(stack, features, labels, numbers=numbers, notes=[*notes, said])
    known = ", ".join(("MLPClassifier", "MLPRegressor", *LINEAR))
    raise ImportRefused(f"{kind or type(estimator).__name__} is no network of dense layers; known are {known}")


def _kind(estimator: Any) -> str:
    """The name of the class of scikit-learn that the estimator is, or derives from; "" if it is none."""
    for own in type(estimator).__mro__:
        if own.__module__.startswith("sklearn.") and not own.__name__.startswith(("_", "Base")):
            return own.__name__
    return ""


def _require_fitted(estimator: Any, attribute: str) -> None:
    if not hasattr(estimator, attribute):
        raise ImportRefused(f"this {type(estimator).__name__} is not fitted; call fit(X, y) first")


def _quiet(call: Any, *given: Any) -> Any:
    """The value of a call, without warnings about feature names and the like."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return call(*given)
        except ValueError as error:
            raise ImportRefused(f"scikit-learn does not take these data: {error}") from None


# --- what stands around the network ---------------------------------------------------------------------------------


def _unwrapped(estimator: Any, X: Any) -> tuple[Any, Any, list[str]]:
    """The estimator inside searches and pipelines, the data as it sees them, and notes on both."""
    notes: list[str] = []
    while True:
        kind = _kind(estimator)
        if kind in _SEARCHES:
            _require_fitted(estimator, "best_estimator_")
            notes.append(f"The network is the best one that {kind} found.")
            estimator = estimator.best_estimator_
        elif kind == "Pipeline":
            estimator, X, said = _last_step(estimator, X)
            notes += said
        else:
            return estimator, _dense(X), notes


def _last_step(pipeline: Any, X: Any) -> tuple[Any, Any, list[str]]:
    steps = [step for _, step in pipeline.steps]
    *before, last = steps
    if isinstance(last, str) or last is None:
        raise ImportRefused("the last step of the pipeline is no estimator")
    names = [type(step).__name__ for step in before if step is not None and not isinstance(step, str)]
    if not names:
        return last, X, []
    from sklearn.exceptions import NotFittedError

    try:
        moved = _dense(_quiet(pipeline[:-1].transform, X))
    except NotFittedError:
        raise ImportRefused("this Pipeline is not fitted; call fit(X, y) first") from None
    said = f"The problem is about the data as {', '.join(names)} of the pipeline left them, {moved.shape[1]} features."
    return last, moved, [said]


def _dense(X: Any) -> Array:
    """Samples as an array that is not sparse; half precision is widened, as scikit-learn does it."""
    found = feature_matrix(X)
    return found.astype(np.float32) if found.dtype == np.float16 else found


def _single(weights: Any, X: Array) -> bool:
    """True if weights or samples are in single precision; columns of a data frame may be of several."""
    held = {type(entry) for entry in X.ravel()} if X.dtype == object else {X.dtype.type}
    return np.asarray(weights).dtype != np.float64 or bool(held & {np.float16, np.float32})


# --- labels ---------------------------------------------------------------------------------------------------------


def _classes(estimator: Any, y: Any) -> tuple[tuple[int, ...], str]:
    """The labels, +1 for the second of ``classes_``, and what +1 means."""
    if isinstance(estimator.classes_, list) or np.ndim(estimator.classes_) != 1:
        raise ImportRefused("several outputs; a spec has one, f(x), whose sign is the class")
    if getattr(getattr(estimator, "_label_binarizer", None), "y_type_", "").startswith("multilabel"):
        raise ImportRefused("several labels for each sample; a spec has one, f(x), whose sign is the class")
    classes = [_plain(entry) for entry in estimator.classes_.tolist()]
    if len(classes) != 2:
        message = f"it was fitted to {len(classes)} classes; a spec has two"
        raise ImportRefused(f"{message}: keep two of them, or one against the rest, and fit again")
    labels, note = binary_labels(y)
    given = {_plain(entry) for entry in np.asarray(y).ravel().tolist()}
    if given != set(classes):
        shown = ", ".join(map(repr, sorted(given, key=str)))
        message = f"y holds the labels {shown}; the estimator was fitted to {classes[0]!r} and {classes[1]!r}"
        raise ImportRefused(message)
    return labels, note


def _plain(label: Any) -> Any:
    return int(label) if isinstance(label, bool | float) and float(label).is_integer() else label


def _targets(y: Any) -> tuple[tuple[int, ...], str]:
    """The labels that the targets of a regression are."""
    labels, _ = binary_labels(y)
    if {_plain(entry) for entry in np.asarray(y).ravel().tolist()} != {1, -1}:
        raise ImportRefused("the targets of a regression have to be +1 and -1, so that its loss is square")
    return labels, "The targets are the labels: +1 is the target 1, -1 the target -1, and f is right if its sign is."


# --- networks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Loss:
    name: str
    scale: Fraction
    note: str


_LOG: Final = _Loss(
    "logistic",
    Fraction(1),
    "scikit-learn clips probabilities at the rounding unit before their logarithms; L does not.",
)
_SQUARE: Final = _Loss("square", Fraction(1, 2), "scikit-learn's squared error has the factor 1/2, and so has L.")


def _network(estimator: Any, X: Any, count: int, weights: Sequence[Fraction] | None) -> Stack:
    """The stack of an MLPClassifier or MLPRegressor, with its outputs at X."""
    if estimator.n_outputs_ != 1:
        raise ImportRefused(f"{estimator.n_outputs_} outputs; a spec has one, f(x), whose sign is the class")
    if estimator.activation not in _NEURONS:
        raise ImportRefused(f"the activation {estimator.activation!r} is none of {', '.join(_NEURONS)}")
    loss = _loss(estimator)
    total = sum(weights, Fraction(0)) if weights is not None else Fraction(count)
    decay = rational(estimator.alpha, "shortest", "alpha") / (2 * total)
    last = len(estimator.coefs_) - 1
    neuron = _NEURONS[estimator.activation]
    layers = tuple(
        Dense(
            np.asarray(rows).T,
            np.asarray(biases),
            None if index == last else neuron,
            weights_decay=decay,
            path=f"layer {index + 1}",
        )
        for index, (rows, biases) in enumerate(zip(estimator.coefs_, estimator.intercepts_, strict=True))
    )
    notes = [loss.note] if loss is not _LOG or _saturated(estimator, X) else []
    if decay:
        weighed = f"{count} samples" if weights is None else "the sum of the sample weights"
        notes.append(f"alpha = {estimator.alpha:g} is {decay} * l2 of all weights: alpha over twice {weighed}.")
    return Stack(
        (layers,),
        loss.name,
        loss.scale,
        None if weights is None else tuple(weights),
        tuple(notes),
        "scikit-learn",
        Reference(_outputs(estimator, X), single=_single(estimator.coefs_[0], X)),
    )


def _loss(estimator: Any) -> _Loss:
    asked = getattr(estimator, "loss", None)
    if estimator.out_activation_ == "logistic" and asked in (None, "log_loss"):
        return _LOG
    if estimator.out_activation_ == "identity" and asked in (None, "squared_error"):
        return _SQUARE
    raise ImportRefused(f"the loss {asked!r} on outputs {estimator.out_activation_!r} is none that a spec states")


def _outputs(estimator: Any, X: Any) -> Any:
    """f(x_i), (n,), as the estimator itself computes it: before the logistic function, which saturates."""
    if not hasattr(estimator, "predict_proba"):
        return np.asarray(_quiet(estimator.predict, X), dtype=np.float64).ravel()
    bare = copy.copy(estimator)
    bare.out_activation_ = "identity"
    return np.asarray(_quiet(bare.predict_proba, X)[:, 1], dtype=np.float64)


def _saturated(estimator: Any, X: Any) -> bool:
    """True if a probability is closer to 0 or 1 than the rounding unit, where scikit-learn clips."""
    outputs = _outputs(estimator, X)
    unit = np.finfo(np.asarray(estimator.coefs_[0]).dtype).eps
    return bool(np.any(np.abs(outputs) > -np.log(unit)))


def _loss_note(estimator: Any, found: Import) -> list[str]:
    """A note where ``loss_``, after the full-batch solver, is not L: then these are not the data of the fit."""
    seen = getattr(estimator, "loss_", None)
    if estimator.solver != "lbfgs" or not isinstance(seen, float):
        return []
    own = evaluated(found.spec.problem, found.point.full, 2.0**-52).value
    if abs(own - seen) <= _MOST * max(abs(own), abs(seen)) + 1e-9:
        return []
    said = f"After fit scikit-learn's loss_ was {seen:.6g}, L at the imported point is {own:.6g}"
    return [f"{said}: X, y and sample_weight are not those of the fit."]
