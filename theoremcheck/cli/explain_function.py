"""``theoremcheck explain softplus`` and ``--function FORMULA``: functions with their properties and a graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.complaints import complain
from theoremcheck.cli.say import echo
from theoremcheck.functions import library
from theoremcheck.functions.library import Entry, Kind
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY
from theoremcheck.report.explanations import entry_lines, formula_word, written_call
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Function

_KINDS: Final[tuple[Kind, ...]] = ("neuron", "loss")
_LETTER: Final = {"neuron": "s", "loss": "l"}
_COLUMNS, _ROWS, _REACH = 61, 13, 4.0


def function_list() -> Iterator[tuple[str, str]]:
    """The neurons and losses of the library, and what a formula may use, with what each is."""
    for entry in (*library.neurons().values(), *library.losses().values()):
        also = f"; also {', '.join(entry.aliases)}" if entry.aliases else ""
        yield written_call(entry), f"{entry.kind}: {entry.doc}{also}"
    yield "functions in formulas", f"{', '.join(sorted(ELEMENTARY))}; constants {', '.join(sorted(CONSTANTS))}"


def nearest(name: str) -> str | None:
    """The library's function with the most similar name, if there is one."""
    names = [name for entry in (*library.neurons().values(), *library.losses().values()) for name in _names(entry)]
    return next(iter(get_close_matches(name, names, n=1)), None)


def run_library(name: str) -> int | None:
    """Print what is known of the function of that name, or a constant; return the exit code, None if there is none."""
    plain = name.partition("(")[0].strip()
    found = [entry for kind in _KINDS if (entry := library.find(kind, plain)) is not None]
    for number, entry in enumerate(found):
        echo("\n" * (number > 0) + "\n".join(entry_lines(entry)))
        code = _properties(f"{name if '(' in name else _example(entry)}", (entry.kind,))
        if code != OK:
            return code
    said = None if found else formula_word(plain)
    if said is not None:
        echo(said)
    return OK if found or said is not None else None


def run_formula(formula: str) -> int:
    """Print what is decided of a formula as a neuron and as a loss; return the exit code."""
    return _properties(formula, _KINDS, written=True)


def _names(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


def _example(entry: Entry) -> str:
    """The function with values of all parameters that have no default."""
    needed = [parameter for parameter in entry.parameters if parameter.default is None]
    return f"{entry.name}({', '.join('3' for _ in needed)})" if needed else entry.name


def _properties(text: str, kinds: tuple[Kind, ...], *, written: bool = False) -> int:
    """The properties of a formula (``written``), which is both neuron and loss, or of a function of the library."""
    # Loaded here: the other explanations need no decider.
    from theoremcheck.decide.case import Case
    from theoremcheck.language import loads
    from theoremcheck.language.formula import show
    from theoremcheck.report.words import finding_lines
    from theoremcheck.verdict.domains import domain_errors
    from theoremcheck.verdict.findings import find

    kind = kinds[0]
    declared = f"{kind} f(z) = {text}" if written else f"{kind} f = {text}"
    rest, unit = ("loss hinge", "f") if kind == "neuron" else ("", "linear")
    loaded = loads(f"{declared}\ndataset d {{ + (1)  - (-1) }}\n{rest}\nnetwork {{ shortcut = 1 {unit} }}\n")
    spec = loaded.spec
    wrong = loaded.diagnostics if spec is None else domain_errors(spec)
    if spec is None or wrong:
        complain(wrong, loaded.source)
        return INPUT
    function = spec.problem.neuron if kind == "neuron" else spec.problem.loss
    case = Case(replace(spec.problem, loss=function) if written else spec.problem)
    if isinstance(function, Function):
        echo(f"{'f' if written else _LETTER[kind]}(z) = {show(function.expr)}")
    for block in kinds:
        echo(f"\nAs a {block}, {_LETTER[block]} = f:" if written else "")
        for condition in CONDITIONS:
            if condition.startswith(f"{block}."):
                echo("\n".join(finding_lines(case.problem, find(case, condition))))
    if isinstance(function, Function):
        echo("\n".join(("", *_graph(function.expr))))
    return OK


def _graph(expr: Expr) -> Iterator[str]:
    """A picture of the function from -4 to 4 in letters: floats, to look at; empty where it has a parameter."""
    # Loaded here: floats draw, and nothing else here needs them.
    import numpy as np

    from theoremcheck.functions.arrays import floats_propose
    from theoremcheck.functions.floats import compile_float
    from theoremcheck.trusted.problem.expr import parameters

    if parameters(expr):
        return
    z = np.linspace(-_REACH, _REACH, _COLUMNS)
    with floats_propose():
        values = compile_float(expr).value(z)
    seen = values[np.isfinite(values)]
    if not seen.size:
        return
    top, bottom = float(min(seen.max(), _REACH * 2)), float(max(seen.min(), -_REACH * 2))
    step = max(top - bottom, 1e-9) / (_ROWS - 1)
    rows = [[" "] * _COLUMNS for _ in range(_ROWS)]
    level = round(top / step)
    if 0 <= level < _ROWS:
        rows[level] = ["-"] * _COLUMNS
    for row in rows:
        row[_COLUMNS // 2] = "|"
    for column, value in enumerate(values):
        place = round((top - value) / step) if np.isfinite(value) else -1
        if 0 <= place < _ROWS:
            rows[place][column] = "*"
    for number, row in enumerate(rows):
        label = f"{top:.3g}" if number == 0 else f"{bottom:.3g}" if number == _ROWS - 1 else ""
        yield f"{label:>8} {''.join(row)}".rstrip()
    yield f"{'z':>8} {-_REACH:<{_COLUMNS // 2}.0f}0{_REACH:>{_COLUMNS // 2}.0f}"
