"""Losses of Keras as functions of z = -y f(x)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.doors import losses as texts
from theoremcheck.doors.activations import applied, in_library
from theoremcheck.doors.keras.activations import SOFTMAX
from theoremcheck.doors.numbers import rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass

_ODD: Final = frozenset({"tanh", "softsign", "hard_tanh", "erf"})


@dataclass(frozen=True)
class Asked:
    """A loss with its settings, the ``head`` of the model, and its number of ``outputs``."""

    name: str
    settings: Mapping[str, Any]
    head: str | None
    outputs: int

    def number(self, name: str) -> Fraction:
        """A setting that is a number."""
        return rational(float(self.settings[name]), "shortest", name)


@dataclass(frozen=True)
class Reading:
    """A loss as the language writes it. ``targets`` are those of - and +, in either of the forms that Keras takes.

    ``classes`` are factors of the classes - and +. ``reduction`` is that of Keras.
    """

    text: str
    targets: tuple[texts.Targets, ...] = ()
    classes: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1))
    reduction: str = "sum_over_batch_size"
    notes: tuple[str, ...] = ()


def read_loss(loss: Any, head: str | None, outputs: int) -> Reading:
    """A loss of Keras, an object, a function or a name, or a formula as a spec writes it. Raises ``ImportRefused``."""
    import keras

    if isinstance(loss, str) and (in_library("loss", loss) or not loss.isidentifier()) and not _keras_name(loss):
        return _formula(loss, head, outputs)
    try:
        own = keras.losses.get(loss)
    except (ValueError, TypeError):
        shown = loss if isinstance(loss, str) else type(loss).__name__
        raise ImportRefused(f"no loss of Keras is named {shown!r:.60}", "loss") from None
    name, settings, reduction = _described(own)
    read = _KINDS.get(name)
    if read is None:
        why = _REFUSED.get(
            name, "is none of the losses that the importer knows; a formula in z = -y f(x) is also taken"
        )
        raise ImportRefused(f"{name} {why}", "loss")
    if reduction in (None, "none"):
        raise ImportRefused("the reduction 'none' leaves a loss for each sample", "loss")
    try:
        found = read(Asked(name, settings, head, outputs))
    except ImportRefused as refused:
        raise ImportRefused(refused.reason, "loss") from None
    return replace(found, reduction=reduction)


def _keras_name(name: str) -> bool:
    return name in _KINDS or name in _REFUSED or name in _SAME


def _described(own: Any) -> tuple[str, Mapping[str, Any], str | None]:
    """The name of the function, its settings, and the reduction."""
    if isinstance(own, type):
        own = own()
    function = getattr(own, "fn", own)
    given = dict(getattr(own, "_fn_kwargs", {}))
    name = getattr(function, "__name__", type(own).__name__)
    module = getattr(function, "__module__", type(own).__module__)
    if not module.startswith("keras."):
        raise ImportRefused(f"the loss {name} is a function of its own; write it as a formula in z = -y f(x)", "loss")
    return name, {**_DEFAULTS.get(name, {}), **given}, getattr(own, "reduction", "sum_over_batch_size")


def _formula(text: str, head: str | None, outputs: int) -> Reading:
    if outputs != 1:
        raise ImportRefused(f"the model has {outputs} outputs, and the loss is a function of one", "loss")
    note = f"The loss is {text} at z = -y f(x), as given; it was not compared with a loss of Keras."
    if head is None:
        return Reading(text, notes=(note,))
    return Reading(_through(text, head), notes=(note,))


def _through(text: str, head: str) -> str:
    """A loss of the head of f; -y head(f) is head(z) for an odd one."""
    if head not in _ODD:
        raise ImportRefused(f"the output goes through {head}: this loss is no function of y f(x) then", "loss")
    inner = applied(head, "z")
    return f"{text}({inner})" if in_library("loss", text) else applied(text, inner)


# --- kinds ----------------------------------------------------------------------------------------------------------


def _one_output(asked: Asked) -> None:
    if asked.outputs != 1:
        raise ImportRefused(f"{asked.name} of {asked.outputs} outputs; a spec has one, f(x)")


_CLIPPED: Final = "Keras clips probabilities at 1e-7 before their logarithms; L does not."


def _probability(asked: Asked, head: str) -> tuple[str, ...]:
    """Notes on where the probabilities come from. Refuses another head than the loss asks for."""
    if asked.settings["from_logits"]:
        if asked.head is not None:
            raise ImportRefused(f"from_logits=True and an output that goes through {asked.head}: leave one of them out")
        return ()
    if asked.head != head:
        given = "the output itself" if asked.head is None else f"an output that goes through {asked.head}"
        raise ImportRefused(
            f"{asked.name} of {given}; it takes probabilities (activation {head!r}), or from_logits=True"
        )
    return (_CLIPPED,)


def _binary_crossentropy(asked: Asked) -> Reading:
    _one_output(asked)
    notes = _probability(asked, "sigmoid")
    return Reading(texts.cross_entropy(asked.number("label_smoothing")), (texts.BITS,), notes=notes)


def _categorical_crossentropy(asked: Asked) -> Reading:
    if asked.outputs != 2:
        raise ImportRefused(f"{asked.name} of {asked.outputs} outputs; of two it is a function of their difference")
    notes = _probability(asked, SOFTMAX)
    smoothing = asked.number("label_smoothing") if "label_smoothing" in asked.settings else Fraction(0)
    if asked.settings.get("ignore_class") is not None:
        raise ImportRefused("ignore_class leaves out one of the two classes")
    return Reading(texts.cross_entropy(smoothing), (texts.BITS,), notes=notes)


def _focal(asked: Asked) -> Reading:
    _one_output(asked)
    notes = _probability(asked, "sigmoid") or (_CLIPPED,)
    if asked.number("label_smoothing"):
        raise ImportRefused("the focal loss with label_smoothing")
    found = Reading(texts.focal(asked.number("gamma")), (texts.BITS,), notes=notes)
    if asked.settings["apply_class_balancing"]:
        alpha = asked.number("alpha")
        return replace(found, classes=(1 - alpha, alpha))
    return found


def _hinge(asked: Asked) -> Reading:
    return _margin(asked, "hinge")


def _squared_hinge(asked: Asked) -> Reading:
    return _margin(asked, "squared_hinge")


def _margin(asked: Asked, text: str) -> Reading:
    """Keras takes -1 and 1, or turns 0 and 1 into them."""
    _one_output(asked)
    return Reading(text if asked.head is None else _through(text, asked.head), (texts.SIGNS, texts.BITS))


def _mean_squared_error(asked: Asked) -> Reading:
    return _regression(asked, texts.squared(asked.head))


def _mean_absolute_error(asked: Asked) -> Reading:
    return _regression(asked, texts.absolute(asked.head))


def _huber(asked: Asked) -> Reading:
    return _regression(asked, texts.huber(asked.head, asked.number("delta")))


def _log_cosh(asked: Asked) -> Reading:
    r = f"({texts.residual(asked.head)[0]})"
    return _regression(asked, f"{r} + log(1 + exp(-2 * {r})) - log(2)")


def _regression(asked: Asked, text: str) -> Reading:
    _one_output(asked)
    return Reading(text, (texts.residual(asked.head)[1],))


_BINARY: Final = MappingProxyType({"from_logits": False, "label_smoothing": 0.0})
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "binary_crossentropy": _BINARY,
        "categorical_crossentropy": _BINARY,
        "sparse_categorical_crossentropy": {"from_logits": False},
        "binary_focal_crossentropy": {**_BINARY, "apply_class_balancing": False, "alpha": 0.25, "gamma": 2.0},
        "huber": {"delta": 1.0},
    }
)
_KINDS: Final[Mapping[str, Callable[[Asked], Reading]]] = MappingProxyType(
    {
        "binary_crossentropy": _binary_crossentropy,
        "categorical_crossentropy": _categorical_crossentropy,
        "sparse_categorical_crossentropy": _categorical_crossentropy,
        "binary_focal_crossentropy": _focal,
        "hinge": _hinge,
        "squared_hinge": _squared_hinge,
        "mean_squared_error": _mean_squared_error,
        "mean_absolute_error": _mean_absolute_error,
        "huber": _huber,
        "log_cosh": _log_cosh,
    }
)
_SAME: Final = frozenset({"mse", "MSE", "mae", "MAE", "bce", "BCE", "logcosh"})
"""Short names of Keras."""
_REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "categorical_hinge": "takes a maximum with 0 over the outputs of the other class, and is no function of one f",
        "categorical_focal_crossentropy": "is no function of y f(x); use binary_focal_crossentropy",
        "kl_divergence": "compares distributions and has no function of y f(x)",
        "poisson": "is the likelihood of counts and has no function of y f(x)",
        "cosine_similarity": "compares two vectors and has no function of y f(x)",
        "mean_absolute_percentage_error": "divides by the target, and is no function of y f(x)",
        "mean_squared_logarithmic_error": "takes logarithms of the output, and is no function of y f(x)",
        "dice": "is no mean over the samples",
        "tversky": "is no mean over the samples",
    }
)


def shown(targets: tuple[texts.Targets, ...]) -> str:
    """Targets in words: 0 and 1, or -1 and 1."""
    return ", or ".join(f"{rational_text(Fraction(low))} and {rational_text(Fraction(high))}" for low, high in targets)
