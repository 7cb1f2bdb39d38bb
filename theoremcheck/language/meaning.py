"""What a formula means: from its syntax tree to an exact expression in z, with every name expanded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Final, TypeAlias

from theoremcheck.language import cases, folding
from theoremcheck.language.diagnostics import Collector, Help, Located, excerpt, instead
from theoremcheck.language.folding import FoldingError
from theoremcheck.language.numerals import is_not_finite
from theoremcheck.language.tree import (
    Broken,
    Called,
    CaseList,
    Formula,
    Grouped,
    Name,
    Negative,
    Number,
    Otherwise,
    Product,
    Raised,
    Sum,
    When,
    Word,
)
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.bounds import MAX_NODES, MAX_POWER
from theoremcheck.trusted.problem.expr import ONE, Abs, Call, Expr, Fn, Max, Min, Num, Param, Pi, Z, is_constant, size
from theoremcheck.trusted.records import dataclass

Lookup: TypeAlias = Callable[[Word, "tuple[Fraction | Param, ...] | None", Located], "Expr | None"]
"""The function of that name with those parameters (None: none given); None with the error reported."""


_ONE_ARGUMENT: Final[Mapping[str, Callable[[Expr], Expr]]] = MappingProxyType(
    {
        **{fn.value: partial(folding.call, fn) for fn in Fn},
        "ln": partial(folding.call, Fn.LOG),
        "arctan": partial(folding.call, Fn.ATAN),
        "log1p": lambda arg: folding.call(Fn.LOG, folding.add((ONE, arg))),
        "expm1": lambda arg: folding.add((Call(Fn.EXP, arg), Num(Fraction(-1)))),
        "sqrt": lambda arg: folding.power(arg, Fraction(1, 2)),
        "abs": Abs,
    }
)
_MANY_ARGUMENTS: Final[Mapping[str, Callable[[tuple[Expr, ...]], Expr]]] = MappingProxyType({"max": Max, "min": Min})
_PARTIAL: Final = frozenset({"log", "ln", "sqrt"})
_CONSTANTS: Final[Mapping[str, Expr]] = MappingProxyType({"pi": Pi(), "e": Call(Fn.EXP, ONE)})

ELEMENTARY: Final = frozenset((*_ONE_ARGUMENT, *_MANY_ARGUMENTS))
"""The functions that every formula may use and no file may redefine."""
CONSTANTS: Final = frozenset(_CONSTANTS)
"""The constants, with the same rule."""


def elementary(name: str) -> Expr | None:
    """The elementary function of that name applied to z, or None if there is none of one argument."""
    build = _ONE_ARGUMENT.get(name)
    return None if build is None else build(Z)


@dataclass
class Meaning:
    """Elaborates one formula. ``variable`` is the name in its header (None: there is none, all is constant)."""

    collector: Collector
    numbers: Numbers
    variable: str | None
    is_function: Callable[[str], bool]
    lookup: Lookup
    symbols: Mapping[str, Expr] = field(default_factory=dict)
    operands: dict[Expr, Located] = field(default_factory=dict)
    """What logarithms, divisions and fractional powers are taken of, and where in the formula."""
    _expanded: list[int] = field(default_factory=list)

    def read(self, formula: Formula) -> Expr | None:
        """The expression, or None with the errors reported."""
        found = self._read(formula)
        return None if found is None else self._guard(formula, lambda: folding.checked(found))

    def constants(self, formulas: Sequence[Formula]) -> tuple[Fraction | Param, ...] | None:
        """The values of formulas that are rational constants, or None with the errors reported."""
        found = self._all(formulas)
        return None if found is None else self._rationals(found, formulas)

    def _guard(self, at: Located, build: Callable[[], Expr]) -> Expr | None:
        try:
            return build()
        except FoldingError as error:
            self.collector.error(error.code, error.message, at)
            return None

    def _all(self, formulas: Sequence[Formula]) -> tuple[Expr, ...] | None:
        found = [self._read(formula) for formula in formulas]
        kept = tuple(entry for entry in found if entry is not None)
        return kept if len(kept) == len(found) else None

    def _read(self, formula: Formula) -> Expr | None:
        match formula:
            case Broken(code, message):
                self.collector.error(code, message, formula)
                return None
            case Number(text):
                value = self.numbers.numeral(text, formula)
                return None if value is None else Num(value)
            case Name():
                return self._name(formula)
            case Grouped(body):
                return self._read(body)
            case Negative(arg):
                found = self._read(arg)
                return None if found is None else self._guard(formula, lambda: folding.neg(found))
            case Sum(terms, negated):
                parts = self._all(terms)
                return None if parts is None else self._guard(formula, partial(_sum, parts, negated))
            case Product(factors, inverted):
                parts = self._all(factors)
                for part, under, node in zip(parts or (), inverted, factors, strict=False):
                    if under:
                        self.operands.setdefault(part, node)
                return None if parts is None else self._guard(formula, partial(_product, parts, inverted))
            case Raised():
                return self._power(formula)
            case Called():
                return self._call(formula)
            case CaseList():
                return self._cases(formula)

    def _name(self, node: Name) -> Expr | None:
        name = node.text
        if name == self.variable:
            return Z
        if name in self.symbols:
            return self.symbols[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name in self.numbers.lets:
            return Num(self.numbers.lets[name])
        if name in self.numbers.lost:
            return None
        shown = excerpt(name)
        if name in ELEMENTARY or self.is_function(name):
            variable = self.variable or "z"
            help = Help(f"write {shown}({variable})", f"{name}({variable})")
            self.collector.error("E045", f"{shown} needs its argument", node, help=help)
        elif is_not_finite(name):
            self.collector.error("E030", f"{shown!r} is not a rational number; only finite values are accepted", node)
        else:
            known = {*_CONSTANTS, *self.numbers.lets, *self.symbols} | ({self.variable} if self.variable else set())
            only = Help(f"the variable is {self.variable}", self.variable) if self.variable else None
            near = instead(name, known) or only
            self.collector.error("E050", f"{shown!r} is neither the variable nor a number", node, help=near)
        return None

    def _power(self, node: Raised) -> Expr | None:
        base, exponent = self._read(node.base), self._read(node.exponent)
        if base is None or exponent is None:
            return None
        if isinstance(node.base, Name) and node.base.text == "e" and self.variable != "e":
            return Call(Fn.EXP, exponent)
        if isinstance(exponent, Num):
            value = exponent.value
            if max(abs(value.numerator), value.denominator) > MAX_POWER:
                message = f"numerator and denominator of an exponent are at most MAX_POWER = {MAX_POWER}"
                self.collector.error("E044", message, node.exponent)
                return None
            if value < 0 or value.denominator != 1:
                self.operands.setdefault(base, node)
            return self._guard(node, lambda: folding.power(base, value))
        if isinstance(base, Num) and base.value > 0:
            return self._guard(node, lambda: Call(Fn.EXP, folding.mul((exponent, Call(Fn.LOG, base)))))
        message = "the exponent is not a rational constant" if is_constant(exponent) else "the exponent is not constant"
        help = "write exp(exponent * log(base)) where the base is positive"
        self.collector.error("E043", message, node.exponent, help=help)
        return None

    def _call(self, node: Called) -> Expr | None:
        name = node.name.text
        if name in ELEMENTARY:
            return self._elementary_call(node)
        parameters: tuple[Fraction | Param, ...] | None = None
        if node.parameters is not None:
            parameters = self.constants(node.parameters)
            if parameters is None:
                return None
        outer = self.lookup(node.name, parameters, node)
        if outer is None:
            self._all(node.args)
            return None
        if len(node.args) != 1:
            help = f"parameters come first: {name}({', '.join(f'p{i}' for i in range(1, len(node.args)))})(z)"
            self.collector.error("E042", f"{name} takes one argument, not {len(node.args)}", node, help=help)
            return None
        inner = self._read(node.args[0])
        return None if inner is None else self._guard(node, lambda: self._expand(outer, inner))

    def _expand(self, outer: Expr, inner: Expr) -> Expr:
        found = folding.compose(outer, inner)
        self._expanded.append(size(found))
        if sum(self._expanded) > 10 * MAX_NODES:
            raise FoldingError(
                "E041", f"the formula has more than MAX_NODES = {MAX_NODES} nodes once its names are expanded"
            )
        return found

    def _elementary_call(self, node: Called) -> Expr | None:
        name = node.name.text
        if node.parameters is not None:
            self.collector.error("E042", f"{name} takes no parameters", node)
            return None
        many = _MANY_ARGUMENTS.get(name)
        args = self._all(node.args)
        if many is not None and len(node.args) < 2:
            self.collector.error("E042", f"{name} takes at least two arguments", node)
            return None
        if many is None and len(node.args) != 1:
            self.collector.error("E042", f"{name} takes one argument, not {len(node.args)}", node)
            return None
        if args is None:
            return None
        for arg in args if name in _PARTIAL else ():
            self.operands.setdefault(arg, node)
        return many(args) if many is not None else self._guard(node, lambda: _ONE_ARGUMENT[name](args[0]))

    def _rationals(self, found: tuple[Expr, ...], nodes: Sequence[Formula]) -> tuple[Fraction | Param, ...] | None:
        values: list[Fraction | Param] = []
        for entry, node in zip(found, nodes, strict=True):
            if not isinstance(entry, Num | Param):
                self.collector.error("E046", "a parameter is a rational constant", node)
                return None
            values.append(entry.value if isinstance(entry, Num) else entry)
        return tuple(values)

    def _cases(self, node: CaseList) -> Expr | None:
        arms: list[cases.Arm] = []
        subject: Expr | None = None
        failed = False
        for number, arm in enumerate(node.arms):
            body = self._read(arm.body)
            if isinstance(arm, Otherwise):
                if number != len(node.arms) - 1:
                    self.collector.error("E048", "else is the last case", arm)
                    failed = True
                if body is not None:
                    arms.append(cases.Arm(None, Fraction(0), body, arm))
                failed = failed or body is None
                continue
            condition = self._condition(arm)
            if condition is None or body is None:
                failed = True
                continue
            own, op, level = condition
            if subject is not None and not folding.same(own, subject):
                self.collector.error("E048", "all conditions compare the same expression", arm.left)
                failed = True
            subject = own if subject is None else subject
            arms.append(cases.Arm(op, level, body, arm))
        return None if failed else cases.join(self.collector, Z if subject is None else subject, arms, node)

    def _condition(self, arm: When) -> tuple[Expr, str, Fraction] | None:
        """What is compared, how, and with which number.

        It may be a constant such as a parameter: leaky_relu(alpha) is cases in alpha. Two numbers are a mistake.
        """
        left, right = self._read(arm.left), self._read(arm.right)
        if left is None or right is None:
            return None
        op = arm.op
        if isinstance(left, Num) and not isinstance(right, Num):
            left, right = right, left
            op = op.translate({ord("<"): ">", ord(">"): "<"})
        if isinstance(left, Num) and isinstance(right, Num):
            name = self.variable or "z"
            message = f"this condition does not depend on the variable {name}: it chooses the same case everywhere"
            help = f"leave the case out, or write its value without cases; a condition reads like {name} < 0"
            self.collector.error("E048", message, arm.left, help=help)
            return None
        if not isinstance(right, Num):
            message = "a condition compares an expression in the variable with a rational constant"
            help = "bring everything to the left: a - b < 0 says a < b"
            self.collector.error("E048", message, arm.right, help=help)
            return None
        return left, op, right.value


def _sum(parts: tuple[Expr, ...], negated: tuple[bool, ...]) -> Expr:
    return folding.add(folding.neg(part) if minus else part for part, minus in zip(parts, negated, strict=True))


def _product(parts: tuple[Expr, ...], inverted: tuple[bool, ...]) -> Expr:
    return folding.mul(
        folding.power(part, Fraction(-1)) if under else part for part, under in zip(parts, inverted, strict=True)
    )
