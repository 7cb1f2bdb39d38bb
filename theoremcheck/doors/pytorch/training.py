"""Which parameters an optimizer of PyTorch trains, and the penalty that its weight decay is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, Final

from theoremcheck.doors.numbers import Policy, rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.records import dataclass

_COUPLED: Final = frozenset(
    {"SGD", "Adam", "Adagrad", "Adadelta", "Adamax", "RMSprop", "NAdam", "RAdam", "ASGD", "Rprop", "LBFGS"}
)
"""Optimizers that add the decay to the gradient, as the penalty wd/2 |t|^2 does, or have none."""


@dataclass(frozen=True)
class Training:
    """``decays`` has the weight decay of every parameter by its identity; None: ``common`` for all of them."""

    common: Fraction
    decays: Mapping[int, Fraction] | None
    notes: tuple[str, ...]

    def treat(self, parameter: Any) -> tuple[bool, Fraction]:
        """Whether the parameter is trained, and the coefficient of the sum of its squares."""
        if not parameter.requires_grad:
            return False, Fraction(0)
        if self.decays is None:
            return True, self.common / 2
        return id(parameter) in self.decays, self.decays.get(id(parameter), Fraction(0)) / 2

    def of_copy(self, pairs: Iterable[tuple[Any, Any]]) -> Training:
        """The same of a copy of the model, given pairs of a parameter and its copy."""
        if self.decays is None:
            return self
        known = self.decays
        return replace(self, decays={id(own): known[id(old)] for old, own in pairs if id(old) in known})


def read_training(weight_decay: Any, optimizer: Any, policy: Policy) -> Training:
    """From a number, and from an optimizer: an instance, its class, or its name. Raises ``ImportRefused``."""
    common = rational(weight_decay, policy, "weight_decay")
    if common < 0:
        raise ImportRefused(f"weight_decay={weight_decay} is negative", "optimizer")
    if optimizer is None or isinstance(optimizer, str | type):
        name = optimizer.__name__ if isinstance(optimizer, type) else optimizer
        if name is not None and common:
            _require_coupled(name)
        return Training(common, None, _notes(common))
    groups = getattr(optimizer, "param_groups", None)
    if groups is None:
        raise ImportRefused(f"{type(optimizer).__name__} is no optimizer of PyTorch", "optimizer")
    if common:
        raise ImportRefused("weight_decay and an optimizer, which has its own; give one of the two", "optimizer")
    decays: dict[int, Fraction] = {}
    for index, group in enumerate(groups):
        decay = rational(group.get("weight_decay", 0), policy, f"weight_decay of group {index}")
        if decay:
            _require_coupled(type(optimizer).__name__, decoupled=bool(group.get("decoupled_weight_decay", False)))
        if group.get("maximize"):
            raise ImportRefused("the optimizer maximises", "optimizer")
        decays.update((id(parameter), decay) for parameter in group["params"])
    return Training(Fraction(0), decays, _notes(max(decays.values(), default=Fraction(0))))


def _require_coupled(name: str, *, decoupled: bool = False) -> None:
    if decoupled or name == "AdamW":
        message = f"{name} decays the weights apart from the gradient: it minimises no objective with a penalty"
        raise ImportRefused(f"{message}; use SGD or Adam, or no weight decay", "optimizer")
    if name not in _COUPLED:
        raise ImportRefused(f"what {name} does with weight decay is not known to the importer", "optimizer")


def _notes(decay: Fraction) -> tuple[str, ...]:
    if not decay:
        return ()
    return ("Weight decay wd is the penalty wd/2 l2(...), whose gradient SGD and Adam add to that of the loss.",)
