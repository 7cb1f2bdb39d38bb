"""Neurons and losses of a notebook as declarations of the language: names, formulas, Python functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.api.errors import shown, wrong
from theoremcheck.api.exact import Reader
from theoremcheck.api.tracing import Untraceable, elementary, trace
from theoremcheck.functions import library
from theoremcheck.language.blocks import KEYWORDS
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.language.folding import same
from theoremcheck.language.formula import show
from theoremcheck.language.functions import Kind, from_library
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.records import dataclass

AnyNeuron: TypeAlias = str | Callable[..., Any]
"""A name of the library, a formula in z, or a function of one number."""

AnyLosses: TypeAlias = AnyNeuron | Mapping[Any, AnyNeuron]
"""A loss, or one for each class by its sign: "+" and "-", or 1 and -1."""

_SIGNS: Final[Mapping[str | int, str]] = MappingProxyType({"+": "+", "-": "-", 1: "+", -1: "-"})
_NAMED: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\s*\([^()]*\))?")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MATH: Final = MappingProxyType({"atan": "arctan"})
"""Functions of ``math``, which take nothing but floats, that have another name in NumPy."""
_TORCH: Final = frozenset(
    [
        "relu",
        "relu6",
        "elu",
        "selu",
        "celu",
        "silu",
        "mish",
        "gelu",
        "softsign",
        "tanh",
        "sigmoid",
        "hardtanh",
        "hardswish",
        "hardsigmoid",
        "leaky_relu",
        "erf",
    ]
)
"""Functions of PyTorch, which take nothing but tensors, whose defaults are those of the library."""


@dataclass
class Declarations:
    """The functions of one problem: what a network line calls each, and the lines that declare them."""

    reader: Reader
    lines: list[str] = field(default_factory=list)
    _known: dict[str, str] = field(default_factory=dict)

    def neuron(self, value: AnyNeuron, name: str) -> str:
        """The name of a neuron in a network line. Raises ``SpecError`` or ``TypeError``."""
        body = self._body("neuron", value, name)
        if _is_named(body):
            return body
        known = self._known.get(body)
        if known is None:
            known = self._known[body] = f"s{len(self._known) or ''}"
            self.lines.append(_declared("neuron", known, body))
        return known

    def losses(self, value: AnyLosses) -> str:
        """The line that declares the loss, or a line for that of each class. Raises ``SpecError`` or ``TypeError``."""
        if not isinstance(value, Mapping):
            return self.loss(value)
        signs = [_SIGNS.get(label) if isinstance(label, str | int) else None for label in value]
        if len(signs) != 2 or set(signs) != {"+", "-"}:
            message = f"loss has the keys {', '.join(map(shown, value)) or 'of nothing'}; its keys are '+' and '-'"
            raise wrong("E021", "loss", message, 'write loss={"+": "square", "-": "hinge"}, or one loss for both')
        pairs = zip(signs, value.values(), strict=True)
        return "\n".join(self._of_class(sign, own) for sign, own in pairs if sign is not None)

    def _of_class(self, sign: str, value: AnyNeuron) -> str:
        line = self.loss(value, name="l_plus" if sign == "+" else "l_minus")
        return f"loss {sign} {line.removeprefix('loss ')}"

    def loss(self, value: AnyNeuron, name: str = "l") -> str:
        """The line that declares the loss, a function of z = -y f(x). Raises ``SpecError`` or ``TypeError``."""
        body = self._body("loss", value, "loss")
        return f"loss {body}" if _is_named(body) else _declared("loss", name, body)

    def _body(self, kind: Kind, value: AnyNeuron, name: str) -> str:
        if isinstance(value, str):
            return one_line(value, name)
        if not callable(value) or isinstance(value, type):
            message = f"{name} is a name of the library, a formula in z or a function of one number, not {shown(value)}"
            raise TypeError(message)
        known = _by_name(value)
        if isinstance(known, str):
            return known
        try:
            found = known or trace(value, self.reader)
        except Untraceable as error:
            own = str(getattr(value, "__name__", None) or type(value).__name__)
            help = f'write a formula instead, such as {name}="log(1 + exp(z))"'
            raise wrong("E023", name, f"the function {excerpt(own)} has no formula: {error}", help) from None
        return _recognised(kind, found) or show(found)


def one_line(value: str, name: str) -> str:
    """A name or formula on one line; what would end the declaration is refused."""
    text = " ".join(value.split())
    if not text:
        raise wrong("E023", name, "the text is empty", "write softplus, or a formula in z: log(1 + exp(z))")
    stray = next((word for word in _WORD.findall(text) if word in KEYWORDS), None)
    if stray is not None or "#" in text:
        what = f"the word {stray}" if stray is not None else "a comment"
        raise wrong("E010", name, f"{what} has no place in a formula", "theoremcheck.loads reads a whole spec")
    return text


def _is_named(body: str) -> bool:
    """True for ``relu`` and ``leaky_relu(1/10)``, which a network line can name; False for formulas in z."""
    return _NAMED.fullmatch(body) is not None and not is_formula(body)


def is_formula(body: str) -> bool:
    """True for what has z in it."""
    return "z" in _WORD.findall(body)


def _declared(kind: Kind, name: str, body: str) -> str:
    if body.startswith("{"):  # known by its properties only: { assume c1, increasing }
        return f"{kind} {name} {body}"
    header = f"{name}(z)" if is_formula(body) or not _NAMED.match(body) else name
    return f"{kind} {header} = {body}"


def _by_name(function: Callable[..., Any]) -> str | Expr | None:
    """What a function is that takes nothing but floats or tensors; None for the others, which are traced."""
    home = getattr(function, "__module__", None) or getattr(getattr(function, "__self__", None), "__module__", None)
    module, name = str(home), str(getattr(function, "__name__", ""))
    if module == "math":
        return elementary(_MATH.get(name, name))
    return name if module.partition(".")[0] == "torch" and name in _TORCH else None


def _recognised(kind: Kind, found: Expr) -> str | None:
    """The name of a library function without parameters that has this formula."""
    for name in library.neurons() if kind == "neuron" else library.losses():
        entry = from_library(kind, name, ())
        if entry is not None and same(entry.expr, found):
            return name
    return None


def penalties(value: str | float | Mapping[str, Any] | None, amount: Callable[[Any], str]) -> str | None:
    """A regularizer as the language writes it: a text, a number for l2(all), or a number for each block."""
    if value is None:
        return None
    if isinstance(value, str):
        return one_line(value, "regularizer")
    if isinstance(value, Mapping):
        terms = [f"{amount(factor)} * l2({one_line(str(block), 'regularizer')})" for block, factor in value.items()]
        return " + ".join(terms) or None
    return f"{amount(value)} * l2(all)"
