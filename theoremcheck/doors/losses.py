"""Losses of other libraries as the language writes them: functions of z = -y f(x) with y = +1 or -1.

The *head* is what the model applies to f before the loss: None, or a neuron such as "sigmoid". A loss is one function
of z only if both classes see it alike, so a head has the symmetry that its targets have: tanh is odd, for -1 and 1;
sigmoid(-f) = 1 - sigmoid(f), for 0 and 1.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.api.exact import Reader
from theoremcheck.api.formulas import Declarations, one_line
from theoremcheck.doors.activations import in_library
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.digits import rational_text

Targets: TypeAlias = tuple[int, int]
"""What the library's loss takes for the classes - and +."""
SIGNS: Final = (-1, 1)
BITS: Final = (0, 1)

_RESIDUALS: Final[Mapping[str | None, tuple[str, Targets]]] = MappingProxyType(
    {
        None: ("1 + z", SIGNS),
        "tanh": ("1 + tanh(z)", SIGNS),
        "softsign": ("1 + softsign(z)", SIGNS),
        "hard_tanh": ("1 + hard_tanh(z)", SIGNS),
        "erf": ("1 + erf(z)", SIGNS),
        "sigmoid": ("sigmoid(z)", BITS),
        "hard_sigmoid": ("hard_sigmoid(z)", BITS),
    }
)
"""The distance |target - head(f)| as a function of z; for no head it is that of 1 + z = |y - f| up to its sign."""


def residual(head: str | None) -> tuple[str, Targets]:
    """The residual of a regression loss, up to its sign, and its targets. Raises ``ImportRefused``."""
    if head not in _RESIDUALS:
        known = ", ".join(name for name in _RESIDUALS if name)
        raise ImportRefused(f"the output goes through {head}: this loss is no function of y f(x) then (only {known})")
    return _RESIDUALS[head]


def squared(head: str | None) -> str:
    """(target - head(f))^2."""
    return {None: "square", "sigmoid": "savage"}.get(head) or f"({residual(head)[0]})^2"


def absolute(head: str | None) -> str:
    """|target - head(f)|."""
    return f"abs({residual(head)[0]})"


def huber(head: str | None, delta: Fraction) -> str:
    """r^2/2 for |r| <= delta, else delta (|r| - delta/2), r = target - head(f)."""
    d = rational_text(delta)
    return _capped(head, delta, "{r}^2 / 2", f"{d} * ({{size}} - {rational_text(delta / 2)})")


def smooth_l1(head: str | None, beta: Fraction) -> str:
    """r^2/(2 beta) for |r| < beta, else |r| - beta/2: Huber over beta; the absolute value for beta = 0."""
    if not beta:
        return absolute(head)
    return _capped(head, beta, f"{{r}}^2 / ({rational_text(2 * beta)})", f"{{size}} - {rational_text(beta / 2)}")


def _capped(head: str | None, end: Fraction, inside: str, outside: str) -> str:
    """One formula for |r| <= end, another, of the size |r|, for larger ones."""
    r = residual(head)[0]
    middle = inside.format(r=f"({r})")
    if head is not None:
        far = outside.format(size=f"abs({r})")
        return f"cases {{ abs({r}) <= {rational_text(end)}: {middle}; else: {far} }}"
    left, right = outside.format(size="(-1 - z)"), outside.format(size="(1 + z)")
    ends = rational_text(-1 - end), rational_text(end - 1)
    return f"cases {{ z < {ends[0]}: {left}; z <= {ends[1]}: {middle}; else: {right} }}"


def margin(size: Fraction, power: int = 1) -> str:
    """max(0, size + z)^power."""
    if size == 1:
        return {1: "hinge", 2: "squared_hinge"}.get(power) or f"polynomial_hinge({power})"
    inner = f"max(0, {rational_text(size)} + z)"
    return inner if power == 1 else f"{inner}^{power}"


def cross_entropy(smoothing: Fraction = Fraction(0)) -> str:
    """The cross entropy of two classes with targets moved by ``smoothing``/2 towards each other, 0 <= smoothing < 1."""
    if not smoothing:
        return "logistic"
    if not 0 < smoothing < 1:
        raise ImportRefused(f"label smoothing of {rational_text(smoothing)}; a number from 0 up to 1 is expected")
    other = smoothing / 2
    return f"{rational_text(1 - other)} * log(1 + exp(z)) + {rational_text(other)} * log(1 + exp(-z))"


def focal(gamma: Fraction) -> str:
    """The focal loss (1 - p)^gamma (-log p) of the probability p of the right class (Lin et al. 2017)."""
    if gamma < 0:
        raise ImportRefused("the focal loss has gamma >= 0")
    return f"sigmoid(z)^({rational_text(gamma)}) * log(1 + exp(z))" if gamma else "logistic"


def given(loss: Any) -> str | None:
    """A loss that the user gives as a function of z: its text, or that of a Python function of one number.

    None for anything else, such as a function of outputs and targets. Raises ``SpecError`` for a text on several lines
    and for a function that has no formula.
    """
    if not isinstance(loss, str):
        return _traced(loss) if callable(loss) and not isinstance(loss, type) else None
    text = one_line(loss, "loss")
    if not in_library("loss", text) and "z" not in text:
        raise ImportRefused(f"no loss is named {text!r:.60}; a formula in z = -y f(x) is also taken", "loss")
    return text


def _traced(loss: Callable[..., Any]) -> str | None:
    try:
        parameters = inspect.signature(loss).parameters.values()
    except (TypeError, ValueError):
        return None
    needed = [
        own
        for own in parameters
        if own.default is own.empty and own.kind in {own.POSITIONAL_OR_KEYWORD, own.POSITIONAL_ONLY}
    ]
    if len(needed) != 1 or any(own.kind in {own.VAR_POSITIONAL, own.VAR_KEYWORD} for own in parameters):
        return None
    declared = Declarations(Reader("shortest")).loss(loss)
    return declared.removeprefix("loss ").removeprefix("l(z) = ")
