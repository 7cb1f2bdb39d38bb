"""The numbers of a spec: constants and let names, as exact rationals; counts; values of parameter blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from fractions import Fraction

from theoremcheck.language.diagnostics import Collector, Help, Located, closest, excerpt, meant, suggest
from theoremcheck.language.numerals import NumeralError, is_not_finite, parse_number
from theoremcheck.language.tree import Broken, Constant, LetItem, Value
from theoremcheck.trusted.records import dataclass, replace


@dataclass
class Numbers:
    """Turns constants into rationals and reports those that are none. ``lost`` has let names whose value is unknown."""

    collector: Collector
    lets: Mapping[str, Fraction]
    lost: frozenset[str]
    _cache: dict[str, Fraction] = field(default_factory=dict)

    def read(self, constant: Constant) -> Fraction | None:
        """The rational, or None with the error reported."""
        head = self._named(constant) if constant.named else self.numeral(constant.head, constant)
        if head is None:
            return None
        if constant.divisor is not None:
            divisor = self.numeral(constant.divisor, constant)
            if divisor is None:
                return None
            if divisor == 0:
                self.collector.error("E035", "division by zero", constant)
                return None
            head = head / divisor
        return -head if constant.negative else head

    def numeral(self, text: str, at: Located) -> Fraction | None:
        """The rational that a numeral denotes, or None with the error reported."""
        found = self._cache.get(text)
        if found is None:
            try:
                found = self._cache[text] = parse_number(text)
            except NumeralError as error:
                self.collector.error(error.code, error.message, at)
        return found

    def integer(self, constant: Constant, what: str, low: int, high: int, bound: str = "") -> int | None:
        """A whole number from ``low`` to ``high`` (named ``bound``), or None with the error reported."""
        value = self.read(constant)
        if value is None:
            return None
        if value.denominator != 1:
            self.collector.error("E033", f"{what} is a whole number", constant)
            return None
        if not low <= value <= high:
            limit = f"{bound} = {high}" if bound else str(high)
            message = f"{what} is at least {low}" if value < low else f"{what} is at most {limit}"
            self.collector.error("E034", message, constant)
            return None
        return value.numerator

    def _named(self, constant: Constant) -> Fraction | None:
        name = constant.head
        if name in self.lets:
            return self.lets[name]
        if name in self.lost:
            return None
        if is_not_finite(name):
            self.collector.error(
                "E030", f"{name!r} is not a rational number; only finite values are accepted", constant
            )
            return None
        near = closest(name, self.lets)
        help: Help | str = f"declare it: let {excerpt(name)} = ..."
        if near is not None:
            help = replace(meant(near), put=f"-{near}" if constant.negative else near)
        self.collector.error("E023", f"no number is named {excerpt(name)!r}", constant, help=help)
        return None


def read_lets(
    collector: Collector,
    items: tuple[LetItem, ...],
    settings: Mapping[str, str],
    lost: frozenset[str],
    symbolic: frozenset[str] = frozenset(),
) -> Numbers:
    """The let names with their values, those of ``settings`` (name to text, from --set) first.

    Reports names declared twice, settings that name nothing and texts that are no numbers. ``lost`` has names whose
    item did not parse, ``symbolic`` those of parameters of functions, which may be set too.
    """
    plain = Numbers(collector, {}, frozenset())
    lets: dict[str, Fraction] = {}
    unknown = set(lost)
    for item in items:
        name = item.name.text
        if name in lets or name in unknown:
            collector.error("E021", f"the number {name} is declared twice", item.name)
            continue
        if item.value.named and not is_not_finite(item.value.head):
            collector.error(
                "E030", "a let gives a number its name; names of other numbers are not read here", item.value
            )
            value = None
        else:
            value = plain.read(item.value)
        if name in settings:
            value = _setting(collector, name, settings[name])
        if value is None:
            unknown.add(name)
        else:
            lets[name] = value
    for name in settings:
        if name not in lets and name not in unknown and name not in symbolic:
            help = suggest(name, (*lets, *unknown)) or f"declare it in the file: let {excerpt(name)} = ..."
            collector.error("E120", f"--set {excerpt(name)}: the file has no number of that name", None, help=help)
    return Numbers(collector, lets, frozenset(unknown))


def _setting(collector: Collector, name: str, text: str) -> Fraction | None:
    try:
        return parse_number(text)
    except NumeralError as error:
        collector.error("E120", f"--set {name}: {error.message}", None)
        return None


def read_vector(numbers: Numbers, value: Value, what: str) -> tuple[Fraction, ...] | None:
    """The entries of a list of numbers; a bare number is a list of one. None with the error reported."""
    if isinstance(value, Constant):
        entry = numbers.read(value)
        return None if entry is None else (entry,)
    if isinstance(value, Broken):
        numbers.collector.error(value.code, value.message, value)
        return None
    found: list[Fraction] = []
    failed = False
    for part in value.entries:
        if not isinstance(part, Constant):
            code, message = (
                ("E065", f"{what} is one list of numbers")
                if not isinstance(part, Broken)
                else (part.code, part.message)
            )
            numbers.collector.error(code, message, part)
            return None
        entry = numbers.read(part)
        if entry is None:
            failed = True
        else:
            found.append(entry)
    return None if failed else tuple(found)
