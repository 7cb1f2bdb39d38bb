"""What a claim rests on: the files of the trusted part that have to be right, read off the table and the imports."""

from __future__ import annotations

import ast
import pkgutil
import sys
from collections.abc import Iterable, Iterator
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import theoremcheck.trusted
from theoremcheck.theory.graph import sides_of, statements_of
from theoremcheck.trusted.kernel.conditions import CONDITIONS, By
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass

_TRUSTED: Final = "theoremcheck.trusted"
_TABLE: Final = f"{_TRUSTED}.kernel.conditions"
_NAMES: Final = f"{_TRUSTED}.named"
"""Finds the checks that the table tells by name."""
_DISTRIBUTIONS: Final = MappingProxyType({"flint": "python-flint"})


@dataclass(frozen=True)
class Source:
    """A file of the package, as a path below it, and its number of lines."""

    path: str
    lines: int


@dataclass(frozen=True)
class Leaf:
    """A condition on which the claim rests (``denied``: on its failure), and the checks that may show that.

    ``checks``: kind of evidence, name of the check, its file.
    """

    condition: str
    denied: bool
    checks: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Trust:
    """What an id rests on: statements, conditions, the inner kernel, all other files, and packages besides Python."""

    statements: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    kernel: tuple[Source, ...]
    others: tuple[Source, ...]
    packages: tuple[str, ...]


def trust(identifier: str) -> Trust:
    """What a condition, lemma, theorem or rule rests on. A condition counts for and against."""
    sides = sides_of(identifier) if identifier in STATEMENTS else ((identifier, False), (identifier, True))
    leaves, needed = [], set[str]()
    for condition, against in sides:
        ways = CONDITIONS[condition].fails if against else CONDITIONS[condition].holds
        shown = tuple((by.kind.__name__, _function(by).__name__, _path(_function(by).__module__)) for by in ways)
        if shown:
            leaves.append(Leaf(condition, against, shown))
        needed |= {module for by in ways for module in (by.kind.__module__, _function(by).__module__)}
    kernel = {name for name in _modules() if name.startswith(f"{_TRUSTED}.kernel")}
    # The table imports checks that the id does not need; what counts is what the rows name.
    own = {_NAMES, *(module for name in kernel - {_TABLE} for module in _imports(name) if module in _modules())}
    others = _closure((own | needed) - kernel)
    packages = {module for name in kernel | others for module in _imports(name) if module not in _modules()}
    named = tuple(_DISTRIBUTIONS.get(name, name) for name in sorted(packages))
    return Trust(statements_of(identifier), tuple(leaves), _sources(kernel), _sources(others), named)


def _function(by: By) -> Any:
    """The check itself, without the arguments that the table binds."""
    return by.check.func if isinstance(by.check, partial) else by.check


def _sources(modules: Iterable[str]) -> tuple[Source, ...]:
    return tuple(Source(_path(name), len(_text(name).splitlines())) for name in sorted(modules))


@cache
def _modules() -> frozenset[str]:
    walked = pkgutil.walk_packages(theoremcheck.trusted.__path__, f"{_TRUSTED}.")
    return frozenset({_TRUSTED, *(entry.name for entry in walked)})


def _closure(modules: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = [*modules]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [module for module in _imports(name) if module in _modules()]
    return found


@cache
def _imports(module: str) -> frozenset[str]:
    """The trusted modules that a module imports, with the packages around them, and packages that are not Python's."""
    return frozenset(_imported(module))


def _imported(module: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(_text(module))):
        names = [entry.name for entry in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{name}" for name in names]
        for name in names:
            root = name.partition(".")[0]
            if root == "theoremcheck":
                yield from _known(name)
            elif root not in sys.stdlib_module_names:
                yield root


def _known(name: str) -> Iterator[str]:
    """The module of a dotted name, whose last part may be something inside it, and the packages around it."""
    while name not in _modules():
        name = name.rpartition(".")[0]
    while name != "theoremcheck":
        yield name
        name = name.rpartition(".")[0]


@cache
def _file(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


def _text(module: str) -> str:
    return _file(module).read_text(encoding="utf-8")


def _path(module: str) -> str:
    return _file(module).relative_to(_file("theoremcheck").parent).as_posix()
