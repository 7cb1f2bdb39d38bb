"""Neurons and losses of a file: declarations, library entries, and what a name means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from theoremcheck.functions import library
from theoremcheck.language import assumptions
from theoremcheck.language.blocks import KEYWORDS
from theoremcheck.language.diagnostics import Collector, Help, Located, excerpt, instead
from theoremcheck.language.folding import FoldingError, checked, same
from theoremcheck.language.hints import LOSSES_WRITTEN_OUT, WRITTEN_OUT
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY, Meaning, elementary
from theoremcheck.language.parameters import read_parameters, show_range
from theoremcheck.language.tree import (
    Called,
    CaseList,
    Constant,
    Formula,
    FunctionItem,
    Grouped,
    Name,
    Negative,
    Product,
    Raised,
    Sum,
    When,
    Word,
)
from theoremcheck.language.values import Numbers
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.expr import Expr, Num, Param, parameters
from theoremcheck.trusted.problem.model import AnyFunction, Function, OpaqueFunction
from theoremcheck.trusted.records import dataclass

Kind: TypeAlias = Literal["neuron", "loss"]
Key: TypeAlias = tuple[Kind, str]
_BARE: Final = "write the name alone"
_FUNCTIONS: Final = f"the functions are {', '.join(sorted(ELEMENTARY))}, and the library's neurons and losses"


def from_library(kind: Kind, name: str, parameters: Sequence[Fraction | Param]) -> Function | None:
    """The library's function under its written name, e.g. ``leaky_relu(1/10)``; None if it is not there."""
    entry = library.find(kind, name)
    if entry is None or len(parameters) > len(entry.parameters):
        return None
    values: list[Fraction | Param] = [*parameters]
    for parameter in entry.parameters[len(parameters) :]:
        if parameter.default is None:
            return None
        values.append(parameter.default)
    if not all(_accepted(parameter, value) for parameter, value in zip(entry.parameters, values, strict=True)):
        return None
    numbers = [rational_text(value) for value in parameters if isinstance(value, Fraction)]
    written = f"{name}({', '.join(numbers)})" if parameters and len(numbers) == len(parameters) else name
    return Function(entry.build(*values), written)


def in_library(kind: Kind, function: AnyFunction) -> bool:
    """True if the library has this very formula under the name of the function."""
    if not isinstance(function, Function):
        return False
    name, _, rest = function.name.partition("(")
    try:
        values = tuple(Fraction(text) for text in rest.removesuffix(")").split(", ")) if rest else ()
    except (ValueError, ZeroDivisionError):  # the name is any text where the function is not from a spec
        return False
    found = from_library(kind, name, values)
    return found is not None and same(found.expr, function.expr)


def _accepted(parameter: library.Parameter, value: Fraction | Param) -> bool:
    return parameter.accepts(value) if isinstance(value, Fraction) else parameter.accepts_all(value)


def _unaccepted(name: str, parameter: library.Parameter, value: Fraction | Param) -> tuple[str, str | None]:
    """The message and the help for a value, or a range of values, that the library does not take."""
    message = f"the parameter {parameter.name} of {name} is {parameter.check}"
    if isinstance(value, Fraction):
        return message, None
    if not parameter.symbolic:
        return f"{message}, and cannot be symbolic", f"write a number: {name}({parameter.default or 3})"
    relation = ">" if parameter.open else ">="
    return f"{message}; the file assumes {show_range(value)}", f"assume {value.name} {relation} {parameter.least}"


@dataclass
class Functions:
    """Resolves the functions of one file. Every declaration is elaborated once, its callees first."""

    collector: Collector
    numbers: Numbers
    lost: frozenset[Key]
    settings: Mapping[str, str]
    notes: list[str] = field(default_factory=list)
    operands: dict[Key, Mapping[Expr, Located]] = field(default_factory=dict)
    _items: dict[Key, FunctionItem] = field(default_factory=dict)
    _done: dict[Key, AnyFunction | None] = field(default_factory=dict)

    def declare(self, items: Sequence[FunctionItem]) -> None:
        """Take in and elaborate all declarations; errors are reported."""
        for item in filter(_has_name, items):
            key: Key = (item.kind, item.name.text)
            if key in self._items or key in self.lost:
                help = "give the losses of the two classes two names" if item.label else None
                message = f"the {item.kind} {item.name.text} is declared twice"
                self.collector.error("E021", message, item.name, help=help)
            else:
                self._items[key] = item
        for item in items:
            if not _has_name(item) and (item.kind, item.name.text) in self._items:
                message = f"the loss {item.name.text} is the library's here, and declared in the file besides"
                self.collector.error("E021", message, item.name, help="give the declared loss another name")
        for key in self._order():
            if key not in self._done:
                self._done[key] = self._elaborate(self._items[key])

    def declared(self, kind: Kind, name: str) -> bool:
        """True if the file declares it, well or badly."""
        return (kind, name) in self._items or (kind, name) in self.lost

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The names that the file declares."""
        return tuple(name for own, name in self._items if own == kind)

    def result(self, item: FunctionItem) -> AnyFunction | None:
        """What a declaration came to; None if it is wrong."""
        return self._done.get((item.kind, item.name.text)) if _has_name(item) else self.find_library(item)

    def find(self, kind: Kind, name: Word, arguments: Sequence[Constant]) -> AnyFunction | None:
        """The function that a network line names, or None with the error reported."""
        values = [self.numbers.read(argument) for argument in arguments]
        parameters = tuple(value for value in values if value is not None)
        if len(parameters) != len(values):
            return None
        return self.resolve(kind, name, parameters or None, name)

    def resolve(
        self, kind: Kind, name: Word, parameters: tuple[Fraction | Param, ...] | None, at: Located
    ) -> AnyFunction | None:
        """The file's declaration, else the library's entry with those parameters; None with the error reported."""
        if parameters is None and self.declared(kind, name.text):
            return self._done.get((kind, name.text))
        return self._library(kind, name, parameters or (), at)

    # ---- declarations ----

    def _elaborate(self, item: FunctionItem) -> AnyFunction | None:
        if item.name.text in KEYWORDS or item.name.text in CONSTANTS:
            self.collector.error("E022", f"{item.name.text} is a reserved name", item.name)
            return None
        if item.assumptions is not None:
            found = self._opaque(item)
        elif item.formula is not None:
            found = self._defined(item, item.formula)
        else:
            found = self.find_library(item)
        return found if found is None or self._may_be_called(item, found) else None

    def find_library(self, item: FunctionItem) -> AnyFunction | None:
        """``neuron NAME`` and ``neuron NAME(parameters)``."""
        symbols = self._parameters(item)
        if symbols is None:
            return None
        arguments = item.arguments or ()
        values: list[Fraction | Param | None] = []
        for argument in arguments:
            symbol = symbols.get(argument.head) if argument.named and not argument.negative else None
            values.append(_plain(symbol) if symbol is not None else self.numbers.read(argument))
        parameters = tuple(value for value in values if value is not None)
        found = self._library(item.kind, item.name, parameters, item) if len(values) == len(parameters) else None
        return self._all_used(item, symbols, found)

    def _opaque(self, item: FunctionItem) -> AnyFunction | None:
        if item.arguments is not None:
            self.collector.error(
                "E042", "a function known by assumptions has no formula and takes no variable", item.name
            )
            return None
        closed = assumptions.read(self.collector, item.kind, item.assumptions or ())
        if closed is None:
            return None
        if not closed:
            help = f"assume c1, ... or write {item.kind} {item.name.text}(z) = ..."
            self.collector.error(
                "E026", f"nothing is assumed of the {item.kind} {item.name.text}", item.name, help=help
            )
            return None
        return OpaqueFunction(closed, item.name.text)

    def _defined(self, item: FunctionItem, formula: Formula) -> AnyFunction | None:
        if item.arguments is None:
            return self._renamed(item, formula)
        variable = self._variable(item)
        if variable is None:
            return None
        symbols = self._parameters(item)
        if symbols is None:
            return None
        meaning = self._meaning(item, variable, symbols)
        expr = meaning.read(formula)
        self.operands[item.kind, item.name.text] = meaning.operands
        return None if expr is None else self._all_used(item, symbols, Function(expr, item.name.text))

    def _parameters(self, item: FunctionItem) -> dict[str, Expr] | None:
        found = read_parameters(self.collector, self.numbers, item, self.settings)
        for name in found or ():
            if name in ELEMENTARY or name in CONSTANTS or name in KEYWORDS:
                self.collector.error("E022", f"{name} is a reserved name", item.ranges[0])
                return None
        return found

    def _all_used(self, item: FunctionItem, symbols: Mapping[str, Expr], found: Function | None) -> Function | None:
        """The function, unless a parameter is assumed and not used, or one name has two ranges.

        A formula can meet a second range of a name where it calls another function of the file. The reports, --set and
        the printed spec know parameters by their names, so that two of one name would be read as one number.
        """
        used = set() if found is None else parameters(found.expr)
        for name in sorted({param.name for param in used}):
            ranges = sorted(show_range(param) for param in used if param.name == name)
            if len(ranges) > 1:
                message = f"the {item.kind} {item.name.text} uses {name} with two ranges: {' and '.join(ranges)}"
                help = f"call one of them by another name, or assume the same of {name} in both functions"
                self.collector.error("E053", message, item.name, help=help)
                return None
        for name, symbol in symbols.items():
            if found is not None and isinstance(symbol, Param) and symbol not in used:
                self.collector.error("E053", f"the {item.kind} {item.name.text} does not use {name}", item.ranges[0])
                return None
        return found

    def _renamed(self, item: FunctionItem, formula: Formula) -> AnyFunction | None:
        """``neuron soft = softplus(2)``: a function under another name."""
        parameters: tuple[Fraction | Param, ...] | None = None
        symbols = self._parameters(item)
        if symbols is None:
            return None
        if isinstance(formula, Called) and formula.parameters is None:
            word = formula.name
            parameters = self._meaning(item, None, symbols).constants(formula.args)
            if parameters is None:
                return None
        elif isinstance(formula, Name):
            word = Word(formula.text, formula.start, formula.end)
        else:
            help = f"write {item.kind} {item.name.text}(z) = ..."
            self.collector.error("E050", "the header names no variable", item.name, help=help)
            return None
        match self._meant(item, word, parameters, word):
            case Function(expr):
                return self._all_used(item, symbols, Function(expr, item.name.text))
            case OpaqueFunction(known) if all(entry.condition.startswith(item.kind) for entry in known):
                return OpaqueFunction(known, item.name.text)
            case OpaqueFunction():
                message = f"{word.text} is known by assumptions of another kind only"
                self.collector.error("E049", message, word)
        return None

    def _variable(self, item: FunctionItem) -> str | None:
        arguments = item.arguments or ()
        first = arguments[0]
        if len(arguments) != 1 or not first.named or first.negative:
            help = f"write {item.kind} {item.name.text}(z) = ..., or {item.kind} NAME = {item.name.text}(1/10)"
            self.collector.error("E050", "the header of a formula names one variable", item.name, help=help)
            return None
        if first.head in ELEMENTARY or first.head in CONSTANTS or first.head in KEYWORDS:
            self.collector.error("E022", f"{first.head} is a reserved name", first)
            return None
        if first.head in self.numbers.lets:
            self.collector.error("E022", f"{first.head} is the name of a number already", first)
            return None
        return first.head

    def _meaning(self, item: FunctionItem, variable: str | None, symbols: Mapping[str, Expr]) -> Meaning:

        def lookup(name: Word, parameters: tuple[Fraction | Param, ...] | None, at: Located) -> Expr | None:
            return self._called(item, name, parameters, at)

        return Meaning(self.collector, self.numbers, variable, self._is_function, lookup, symbols)

    def _is_function(self, name: str) -> bool:
        kinds: tuple[Kind, ...] = ("neuron", "loss")
        return any(self.declared(kind, name) or library.find(kind, name) is not None for kind in kinds)

    def _target(self, item: FunctionItem, name: str, parametric: bool) -> tuple[Kind, bool] | None:
        """What a name in the formula of ``item`` means: the kind of function, and whether it is the file's.

        The file comes before the library and the kind of ``item`` before the other. A function's own name means the
        other function of that name, if there is one.
        """
        kinds = (item.kind, _other(item.kind))
        found: list[tuple[Kind, bool]] = []
        if not parametric:
            found.extend((kind, True) for kind in kinds if self.declared(kind, name))
        found.extend((kind, False) for kind in kinds if library.find(kind, name) is not None)
        itself = (item.kind, True) if name == item.name.text else None
        return next((target for target in found if target != itself), found[0] if found else None)

    def _meant(
        self, item: FunctionItem, name: Word, parameters: tuple[Fraction | Param, ...] | None, at: Located
    ) -> AnyFunction | None:
        """The function that a name in the formula of ``item`` means, or None with the error reported."""
        target = self._target(item, name.text, parameters is not None)
        if target is None:
            known = {*self.names("neuron"), *self.names("loss"), *_library_names("neuron"), *_library_names("loss")}
            help = _written_out(name.text, item.kind) or instead(name.text, {*known, *ELEMENTARY}) or _FUNCTIONS
            if self.declared(item.kind, name.text) or self.declared(_other(item.kind), name.text):
                self.collector.error("E042", f"{name.text} is declared in the file and takes no parameters", name)
            else:
                self.collector.error("E023", f"no function is named {excerpt(name.text)!r}", name, help=help)
            return None
        kind, in_file = target
        if not in_file and library.find(_other(kind), name.text) is not None:
            note = f"in the {item.kind} {item.name.text}, {name.text} is the library's {kind} of that name"
            self.notes.extend(() if note in self.notes else (note,))
        return self._done.get((kind, name.text)) if in_file else self._library(kind, name, parameters or (), at)

    def _called(
        self, item: FunctionItem, name: Word, parameters: tuple[Fraction | Param, ...] | None, at: Located
    ) -> Expr | None:
        function = self._meant(item, name, parameters, at)
        if isinstance(function, OpaqueFunction):
            message = f"{name.text} is known by assumptions only and has no formula to insert"
            self.collector.error("E049", message, name)
            return None
        return None if function is None else function.expr

    def _may_be_called(self, item: FunctionItem, found: AnyFunction) -> bool:
        """Elementary names keep their meaning; another function of the library may be replaced, which is noted."""
        name = item.name.text
        expr = found.expr if isinstance(found, Function) else None
        if name in ELEMENTARY:
            standard = elementary(name)
            if expr is not None and standard is not None and same(expr, standard):
                return True
            message = f"{name} is an elementary function and cannot mean anything else"
            self.collector.error("E022", message, item.name, help="choose another name")
            return False
        own = item.formula is not None or item.assumptions is not None
        if own and library.find(item.kind, name) is not None:
            entry = from_library(item.kind, name, ())
            if expr is None or entry is None or not same(entry.expr, expr):
                self.notes.append(f"the {item.kind} {name} is the one declared in the file, not the library's")
        return True

    # ---- library ----

    def _library(self, kind: Kind, name: Word, parameters: Sequence[Fraction | Param], at: Located) -> Function | None:
        entry = library.find(kind, name.text)
        if entry is None:
            self._unknown(kind, name, bool(parameters))
            return None
        if len(parameters) > len(entry.parameters):
            count = len(entry.parameters)
            takes = "no parameters" if not count else f"at most {count} parameter{'s' if count > 1 else ''}"
            spared = "leave the others out" if count else _BARE
            self.collector.error("E042", f"{name.text} takes {takes}", at, help=spared)
            return None
        for number, parameter in enumerate(entry.parameters):
            if number >= len(parameters):
                if parameter.default is None:
                    message = f"{name.text} needs its parameter {parameter.name}, {parameter.check}"
                    self.collector.error("E045", message, at, help=f"for example {name.text}(3)")
                    return None
            elif not _accepted(parameter, parameters[number]):
                message, help = _unaccepted(name.text, parameter, parameters[number])
                self.collector.error("E046", message, at, help=help)
                return None
        found = from_library(kind, name.text, parameters)
        if found is not None:
            try:
                checked(found.expr)
            except FoldingError as error:
                self.collector.error(error.code, error.message, at)
                return None
        return found

    def _unknown(self, kind: Kind, name: Word, parametric: bool) -> None:
        item = self._items.get((kind, name.text))
        named_only = item is not None and item.formula is None and item.assumptions is None
        if self.declared(kind, name.text) and parametric and not named_only:
            self.collector.error("E042", f"{name.text} is declared in the file and takes no parameters", name)
            return
        other = _other(kind)
        help: Help | str
        if self.declared(other, name.text) or library.find(other, name.text) is not None:
            help = f"{name.text} is a {other}; to use its formula write {kind} NAME(z) = {name.text}(z)"
        else:
            near = instead(name.text, {*self.names(kind), *_library_names(kind)})
            help = _written_out(name.text, kind) or near or f"declare it: {kind} {excerpt(name.text)}(z) = ..."
        self.collector.error("E023", f"no {kind} is named {excerpt(name.text)!r}", name, help=help)

    # ---- order ----

    def _order(self) -> Iterator[Key]:
        """The declarations, callees first; those that go round in a circle are reported and set to None."""
        state: dict[Key, int] = {}
        for root in self._items:
            stack: list[tuple[Key, Iterator[Key]]] = []
            if root not in state:
                state[root] = 1
                stack.append((root, iter(self._callees(root))))
            while stack:
                key, callees = stack[-1]
                following = next((callee for callee in callees if state.get(callee) != 2), None)
                if following is None:
                    state[key] = 2
                    stack.pop()
                    yield key
                elif state.get(following) == 1:
                    circle = " -> ".join([*[entry[0][1] for entry in stack][-5:], following[1]])
                    item = self._items[following]
                    self.collector.error("E047", f"{following[1]} is defined by itself", item.name, notes=(circle,))
                    for entry, _ in stack:
                        self._done[entry] = None
                else:
                    state[following] = 1
                    stack.append((following, iter(self._callees(following))))

    def _callees(self, key: Key) -> tuple[Key, ...]:
        item = self._items[key]
        if item.formula is None:
            return ()
        found: dict[Key, None] = {}
        for name in _called_names(item.formula, bare=item.arguments is None):
            target = None if name in ELEMENTARY else self._target(item, name, parametric=False)
            if target is not None and target[1] and (target[0], name) in self._items:
                found[target[0], name] = None
        return tuple(found)


def _has_name(item: FunctionItem) -> bool:
    """True if formulas may call it by its name, which is one in the file: a loss of one class may be the library's."""
    return not item.label or item.formula is not None or item.assumptions is not None


def _written_out(name: str, kind: Kind) -> str | None:
    if kind == "loss" and name in LOSSES_WRITTEN_OUT:
        return f"it can be written out: loss {name}(z) = {LOSSES_WRITTEN_OUT[name]}"
    formula = WRITTEN_OUT.get(name)
    return None if formula is None else f"it can be written out: {formula}"


def _plain(symbol: Expr) -> Fraction | Param | None:
    """A parameter of a function as one of the library takes it: symbolic, or a number that --set gave."""
    return symbol if isinstance(symbol, Param) else symbol.value if isinstance(symbol, Num) else None


def _other(kind: Kind) -> Kind:
    return "loss" if kind == "neuron" else "neuron"


def _library_names(kind: Kind) -> Iterator[str]:
    for entry in (library.neurons() if kind == "neuron" else library.losses()).values():
        yield entry.name
        yield from entry.aliases


def _called_names(formula: Formula, *, bare: bool) -> Iterator[str]:
    """The names of all calls in a formula (and the bare name of a renaming)."""
    if bare and isinstance(formula, Name):
        yield formula.text
    stack: list[Formula] = [formula]
    while stack:
        node = stack.pop()
        match node:
            case Called(name, parameters, args):
                if parameters is None:
                    yield name.text
                stack.extend((*(parameters or ()), *args))
            case Sum(parts, _) | Product(parts, _):
                stack.extend(parts)
            case Negative(arg) | Grouped(arg):
                stack.append(arg)
            case Raised(base, exponent):
                stack.extend((base, exponent))
            case CaseList(arms):
                for arm in arms:
                    stack.extend((arm.left, arm.right, arm.body) if isinstance(arm, When) else (arm.body,))
            case _:
                pass
