"""Losses of PyTorch as functions of z = -y f(x), with their weights and the factor of their reduction."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.doors import losses as texts
from theoremcheck.doors.numbers import Policy, rational
from theoremcheck.doors.pytorch.graph import LOG_SOFTMAX
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.records import dataclass

Compute: TypeAlias = Callable[[Any, Any], Any]
"""The loss of the library from the model's outputs and the targets, (n,), all in double precision."""


@dataclass(frozen=True)
class Labels:
    """+1 and -1, (n,), and the two values that y has for them, (that of -, that of +)."""

    signs: tuple[int, ...]
    values: tuple[Any, Any]

    @property
    def numeric(self) -> bool:
        """True if y holds numbers, which are then the targets of the loss."""
        return not any(isinstance(value, str) for value in self.values)

    @property
    def count(self) -> int:
        """The number of samples, n."""
        return len(self.signs)


@dataclass(frozen=True)
class Model:
    """What the loss has to know of the model: the activation of its output, and its outputs, 1 or 2."""

    head: str | None
    outputs: int


@dataclass(frozen=True)
class Reading:
    """A loss as the language writes it; see ``Stack``. ``targets`` are the library's for - and +, None for any."""

    text: str
    targets: tuple[Any, Any] | None = None
    weights: tuple[Fraction, ...] | None = None
    scale: Fraction = Fraction(1)
    compute: Compute | None = None
    single: bool = False
    notes: tuple[str, ...] = ()
    sharpness: Callable[[Any], float] | None = None
    """For the model's outputs: how many times larger than its rounding unit the error of the library's loss may be."""


def read_loss(loss: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    """The loss, an object, class, function or name of PyTorch, or as a spec writes it. Raises ``ImportRefused``."""
    from torch import nn

    named = isinstance(loss, str) and loss.isidentifier() and loss.endswith("Loss") and hasattr(nn, loss)
    text = None if named or isinstance(loss, nn.Module) else texts.given(loss)
    if text is not None:
        return _formula(text, model)
    own = _instance(loss)
    name = type(own).__name__
    kind = _KINDS.get(name)
    if kind is None or not type(own).__module__.startswith("torch.nn."):
        raise ImportRefused(f"{name} {_REFUSED.get(name, _UNKNOWN)}", "loss")
    outputs = 2 if kind in _TWO else 1
    if model.outputs != outputs:
        many = f"the model has {model.outputs} {'output' if model.outputs == 1 else 'outputs'}"
        raise ImportRefused(f"{name} needs {'two logits' if outputs == 2 else 'one output'}, {many}", "loss")
    if own.reduction not in {"mean", "sum"}:
        raise ImportRefused(f"reduction={own.reduction!r} leaves a loss for each sample; use 'mean' or 'sum'", "loss")
    try:
        found = kind(own, model, labels, policy)
    except ImportRefused as refused:
        raise ImportRefused(refused.reason, "loss") from None
    _require_targets(found, labels, name)
    return found


def _formula(text: str, model: Model) -> Reading:
    if model.head is not None:
        message = f"a loss that is a function of z = -y f(x) needs the output f itself, not {model.head} of it"
        raise ImportRefused(message, "loss")
    if model.outputs != 1:
        raise ImportRefused("the model has two outputs, and a loss given as a function of z is one of one", "loss")
    return Reading(text, notes=(f"The loss is {text} at z = -y f(x), as given; it was not compared with a library's.",))


def _instance(loss: Any) -> Any:
    """The loss as a module."""
    from torch import nn

    if isinstance(loss, str):
        return getattr(nn, loss)()
    if isinstance(loss, type) and issubclass(loss, nn.Module) and loss.__name__ in _KINDS:
        return loss()
    if isinstance(loss, nn.Module):
        return loss
    name = _FUNCTIONS.get(getattr(loss, "__name__", ""))
    if name is not None and getattr(loss, "__module__", "").startswith("torch."):
        return getattr(nn, name)()
    shown = getattr(loss, "__name__", type(loss).__name__)
    message = f"{shown} cannot be read; write the loss as a formula in z = -y f(x), such as 'log(1 + exp(z))'"
    raise ImportRefused(message, "loss")


def _require_targets(found: Reading, labels: Labels, name: str) -> None:
    if found.targets is not None and labels.numeric and tuple(labels.values) != tuple(found.targets):
        shown = f"{labels.values[0]} and {labels.values[1]}"
        message = f"{name} takes the targets {found.targets[0]} and {found.targets[1]} here; y has {shown}"
        raise ImportRefused(message, "loss")


# --- one output ------------------------------------------------------------------------------------------------------


def _flat(own: Any) -> Compute:
    """The loss with all its weights in double precision, on one output for each sample."""
    double = copy.deepcopy(own).double().cpu()
    return lambda outputs, targets: double(outputs.reshape(-1), targets)


def _bce_with_logits(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    if model.head is not None:
        raise ImportRefused(
            f"the output goes through {model.head} and BCEWithLogitsLoss applies another sigmoid:"
            " the two classes do not see one function of z then; leave out the activation, or use BCELoss"
        )
    return _binary(own, labels, policy, _one(own.pos_weight, "pos_weight", policy), ())


def _bce(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    import torch

    if model.head != "sigmoid":
        raise ImportRefused("BCELoss needs an output that goes through Sigmoid; without, use BCEWithLogitsLoss")
    note = "BCELoss of a sigmoid is taken as log(1 + exp(z)); the library cuts it off at 100."
    found = _binary(own, labels, policy, Fraction(1), (note,))
    return replace(found, sharpness=lambda p: float((1 / torch.minimum(p, 1 - p).clamp(min=1e-300)).max()))


def _binary(own: Any, labels: Labels, policy: Policy, positive: Fraction, notes: tuple[str, ...]) -> Reading:
    """The cross entropy with targets 0 and 1, or e and 1 - e."""
    import torch

    targets: tuple[Any, Any] = texts.BITS
    smoothing = Fraction(0)
    low, high = labels.values
    if labels.numeric and 0 < low < high < 1:
        # As decimals, whatever the policy: 0.1 and 0.9 add up to 1.
        smoothing = 2 * rational(low)
        if rational(high) != 1 - smoothing / 2:
            raise ImportRefused(f"targets {low} and {high} that do not add up to 1")
        targets = (low, high)
        if positive != 1:
            raise ImportRefused("pos_weight with targets between 0 and 1: the classes do not see one function of z")
    factors = [positive if sign > 0 else Fraction(1) for sign in labels.signs]
    compute = _flat(own)
    if own.weight is not None:
        given = _numbers(own.weight, "weight", policy)
        if len(given) not in {1, labels.count}:
            raise ImportRefused(f"weight has {len(given)} entries, there are {labels.count} samples")
        given = given * labels.count if len(given) == 1 else given
        factors = [one * other for one, other in zip(factors, given, strict=True)]
        flat = copy.deepcopy(own)
        flat.weight = own.weight.reshape(-1)
        compute = _flat(flat)
    tensors = (own.weight, getattr(own, "pos_weight", None))
    single = any(tensor is not None and tensor.dtype != torch.float64 for tensor in tensors)
    return _weighted(texts.cross_entropy(smoothing), own, factors, targets, compute, single=single, notes=notes)


def _weighted(
    text: str,
    own: Any,
    factors: Sequence[Fraction],
    targets: tuple[Any, Any],
    compute: Compute,
    *,
    single: bool = False,
    notes: tuple[str, ...] = (),
) -> Reading:
    """A loss with a factor for each sample that the library averages over their number, or adds up."""
    sum_ = sum(factors, Fraction(0))
    scale = sum_ / len(factors) if own.reduction == "mean" else sum_
    weights = None if len(set(factors)) == 1 else tuple(factors)
    return Reading(text, targets, weights, scale, compute, single, notes)


def _plain(text: str, own: Any, labels: Labels, targets: tuple[Any, Any], compute: Compute | None = None) -> Reading:
    return _weighted(text, own, [Fraction(1)] * labels.count, targets, compute or _flat(own))


def _mse(own: Any, model: Model, labels: Labels, _: Policy) -> Reading:
    return _regression(texts.squared(model.head), own, model, labels)


def _l1(own: Any, model: Model, labels: Labels, _: Policy) -> Reading:
    return _regression(texts.absolute(model.head), own, model, labels)


def _huber(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    return _regression(texts.huber(model.head, rational(own.delta, policy, "delta")), own, model, labels)


def _smooth_l1(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    return _regression(texts.smooth_l1(model.head, rational(own.beta, policy, "beta")), own, model, labels)


def _regression(text: str, own: Any, model: Model, labels: Labels) -> Reading:
    targets = texts.residual(model.head)[1]
    if model.head is None and labels.values == texts.BITS:
        raise ImportRefused(
            f"{type(own).__name__} of the output itself with the targets 0 and 1 puts the threshold at f = 1/2;"
            " train with the targets -1 and 1"
        )
    return _plain(text, own, labels, targets)


def _soft_margin(own: Any, model: Model, labels: Labels, _: Policy) -> Reading:
    _require_no_head(own, model)
    return _plain("logistic", own, labels, texts.SIGNS)


def _margin_ranking(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    import torch

    _require_no_head(own, model)
    double = copy.deepcopy(own)

    def compute(outputs: Any, targets: Any) -> Any:
        flat = outputs.reshape(-1)
        return double(flat, torch.zeros_like(flat), targets)

    found = _plain(texts.margin(rational(own.margin, policy, "margin")), own, labels, texts.SIGNS, compute)
    note = "MarginRankingLoss is taken with the output as its first input and 0 as its second."
    return replace(found, notes=(note,))


def _require_no_head(own: Any, model: Model) -> None:
    if model.head is not None:
        raise ImportRefused(f"{type(own).__name__} needs the output f itself, here it goes through {model.head}")


# --- two logits ------------------------------------------------------------------------------------------------------


def _classes(own: Any) -> Compute:
    """The loss with all its weights in double precision, on two outputs for each sample."""
    double = copy.deepcopy(own).double().cpu()
    return lambda outputs, targets: double(outputs, targets.long())


def _cross_entropy(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    _require_no_head(own, model)
    smoothing = rational(float(own.label_smoothing), policy, "label_smoothing")
    if smoothing and own.weight is not None:
        raise ImportRefused("label_smoothing with class weights: the classes do not see one function of z")
    return _logits(own, labels, policy, texts.cross_entropy(smoothing))


def _nll(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    if model.head != LOG_SOFTMAX:
        raise ImportRefused("NLLLoss needs an output that goes through LogSoftmax; without, use CrossEntropyLoss")
    return _logits(own, labels, policy, "logistic")


def _logits(own: Any, labels: Labels, policy: Policy, text: str) -> Reading:
    """A cross entropy of two logits, averaged with the weights of the classes."""
    import torch

    if own.ignore_index in {0, 1}:
        raise ImportRefused(f"ignore_index={own.ignore_index} leaves out one of the two classes")
    classes = (Fraction(1), Fraction(1)) if own.weight is None else _numbers(own.weight, "weight", policy)
    if len(classes) != 2:
        raise ImportRefused(f"weight has {len(classes)} entries, there are two classes")
    factors = [classes[1] if sign > 0 else classes[0] for sign in labels.signs]
    weights = None if len(set(factors)) == 1 else tuple(factors)
    scale = Fraction(1) if own.reduction == "mean" else sum(factors, Fraction(0))
    single = own.weight is not None and own.weight.dtype != torch.float64
    return Reading(text, texts.BITS, weights, scale, _classes(own), single)


def _multi_margin(own: Any, model: Model, labels: Labels, policy: Policy) -> Reading:
    _require_no_head(own, model)
    if own.weight is not None:
        raise ImportRefused("MultiMarginLoss with class weights")
    text = texts.margin(rational(float(own.margin), policy, "margin"), own.p)
    found = _plain(text, own, labels, texts.BITS, _classes(own))
    return replace(found, scale=found.scale / 2)


# --- tables ----------------------------------------------------------------------------------------------------------


def _one(tensor: Any, name: str, policy: Policy) -> Fraction:
    """The only entry of a tensor; 1 without a tensor."""
    if tensor is None:
        return Fraction(1)
    found = _numbers(tensor, name, policy)
    if len(found) != 1:
        raise ImportRefused(f"{name} has {len(found)} entries, the model has one output")
    return found[0]


def _numbers(tensor: Any, name: str, policy: Policy) -> tuple[Fraction, ...]:
    return tuple(rational(value, policy, name) for value in tensor.detach().cpu().numpy().ravel())


_TWO: Final = frozenset({_cross_entropy, _nll, _multi_margin})
_KINDS: Final[Mapping[str, Callable[[Any, Model, Labels, Policy], Reading]]] = MappingProxyType(
    {
        "BCEWithLogitsLoss": _bce_with_logits,
        "BCELoss": _bce,
        "MSELoss": _mse,
        "L1Loss": _l1,
        "HuberLoss": _huber,
        "SmoothL1Loss": _smooth_l1,
        "SoftMarginLoss": _soft_margin,
        "MarginRankingLoss": _margin_ranking,
        "CrossEntropyLoss": _cross_entropy,
        "NLLLoss": _nll,
        "MultiMarginLoss": _multi_margin,
    }
)
_UNKNOWN: Final = "is none of the losses that the importer knows; write it as a formula in z = -y f(x)"
_REFUSED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "HingeEmbeddingLoss": "adds f for y = 1 and max(0, margin - f) for y = -1: no function of y f(x);"
        " for the hinge use MarginRankingLoss with 0, or loss='hinge'",
        "CosineEmbeddingLoss": "compares two vectors and has no function of y f(x)",
        "TripletMarginLoss": "compares three vectors and has no function of y f(x)",
        "KLDivLoss": "compares distributions and has no function of y f(x)",
        "PoissonNLLLoss": "is the likelihood of counts and has no function of y f(x)",
        "GaussianNLLLoss": "has a variance as a second output",
        "CTCLoss": "is a loss of sequences",
    }
)
_FUNCTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "binary_cross_entropy_with_logits": "BCEWithLogitsLoss",
        "binary_cross_entropy": "BCELoss",
        "mse_loss": "MSELoss",
        "l1_loss": "L1Loss",
        "huber_loss": "HuberLoss",
        "smooth_l1_loss": "SmoothL1Loss",
        "soft_margin_loss": "SoftMarginLoss",
        "margin_ranking_loss": "MarginRankingLoss",
        "cross_entropy": "CrossEntropyLoss",
        "nll_loss": "NLLLoss",
        "multi_margin_loss": "MultiMarginLoss",
        "hinge_embedding_loss": "HingeEmbeddingLoss",
    }
)
"""The functions of torch.nn.functional, with their defaults. margin_ranking_loss has the margin 0 by default."""
