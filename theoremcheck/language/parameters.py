"""Symbolic parameters: ``neuron leaky(z) = max(z, alpha z) assume 0 < alpha < 1``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from theoremcheck.language.diagnostics import Collector
from theoremcheck.language.numerals import NumeralError, parse_number
from theoremcheck.language.tree import Constant, FunctionItem, RangeNode
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.problem.expr import Expr, Num, Param

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def names_of(item: FunctionItem) -> Iterator[str]:
    """The names that the ranges of a function mention, parameters and lets alike."""
    yield from (bound.head for node in item.ranges for bound in node.bounds if bound.named)


def read_parameters(
    collector: Collector, numbers: Numbers, item: FunctionItem, settings: Mapping[str, str]
) -> dict[str, Expr] | None:
    """The parameters of a function by name: symbolic, or a number where ``settings`` gives one. None on errors."""
    found: dict[str, Param] = {}
    failed = False
    for node in item.ranges:
        own = _range(collector, numbers, node)
        if own is None:
            failed = True
            continue
        found[own.name] = own if own.name not in found else _meet(found[own.name], own)
    for name, param in found.items():
        if _empty(param):
            collector.error("E053", f"no number satisfies what is assumed of {name}", item.ranges[0])
            failed = True
    values = {name: _value(collector, param, settings.get(name)) for name, param in found.items()}
    kept = {name: value for name, value in values.items() if value is not None}
    return None if failed or len(kept) != len(values) else kept


def _range(collector: Collector, numbers: Numbers, node: RangeNode) -> Param | None:
    """One chain of comparisons around one name that is no let."""
    places = [i for i, bound in enumerate(node.bounds) if bound.named and bound.head not in numbers.lets]
    if len(places) != 1 or (len(node.bounds) == 3 and places != [1]) or node.bounds[places[0]].negative:
        help = "write assume 0 < alpha < 1, or assume alpha >= 0"
        collector.error("E053", "a range compares one parameter with numbers", node, help=help)
        return None
    name = node.bounds[places[0]].head
    param = Param(name, None, None, True, True)
    for index, relation in enumerate(node.relations):
        left = index != places[0]  # the number stands to the left of the relation
        bound: Constant = node.bounds[index if left else index + 1]
        value = numbers.read(bound)
        if value is None:
            return None
        param = _meet(param, _half(name, relation if not left else _FLIPPED[relation], value))
    return param


def _half(name: str, relation: str, value: Fraction) -> Param:
    """The range of ``name relation value``."""
    is_open = relation in ("<", ">")
    if relation.startswith("<"):
        return Param(name, None, value, True, is_open)
    return Param(name, value, None, is_open, True)


def _meet(left: Param, right: Param) -> Param:
    """The values in both ranges."""
    lower = left if right.lower is None or (left.lower is not None and _lower_key(left) >= _lower_key(right)) else right
    upper = left if right.upper is None or (left.upper is not None and _upper_key(left) <= _upper_key(right)) else right
    return Param(left.name, lower.lower, upper.upper, lower.lower_open, upper.upper_open)


def _lower_key(param: Param) -> tuple[Fraction, bool]:
    return (param.lower or Fraction(0), param.lower_open)


def _upper_key(param: Param) -> tuple[Fraction, bool]:
    return (param.upper or Fraction(0), not param.upper_open)


def _empty(param: Param) -> bool:
    if param.lower is None or param.upper is None:
        return False
    return param.lower > param.upper or (param.lower == param.upper and (param.lower_open or param.upper_open))


def accepts(param: Param, value: Fraction) -> bool:
    """True if the value lies in the range of the parameter."""
    above = param.lower is None or value > param.lower or (value == param.lower and not param.lower_open)
    below = param.upper is None or value < param.upper or (value == param.upper and not param.upper_open)
    return above and below


def show_range(param: Param) -> str:
    """The range as it is written in a spec."""
    left = "" if param.lower is None else f"{param.lower} {'<' if param.lower_open else '<='} "
    right = "" if param.upper is None else f" {'<' if param.upper_open else '<='} {param.upper}"
    if not left and right:
        return f"{param.name}{right}"
    return f"{left}{param.name}{right}"


def _value(collector: Collector, param: Param, text: str | None) -> Expr | None:
    if text is None:
        return param
    try:
        value = parse_number(text)
    except NumeralError as error:
        collector.error("E120", f"--set {param.name}: {error.message}", None)
        return None
    if not accepts(param, value):
        collector.error("E120", f"--set {param.name}={text}: the file assumes {show_range(param)}", None)
        return None
    return Num(value)
