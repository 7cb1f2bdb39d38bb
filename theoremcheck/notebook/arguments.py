"""The line of the magic: ``%theoremcheck [options] path.spec``, and ``%%theoremcheck [options]`` above a spec."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from typing import Final, NoReturn

from theoremcheck.api.exact import POLICIES, Policy
from theoremcheck.notebook.errors import UsageError
from theoremcheck.trusted.records import dataclass

DESCRIPTION: Final = """\
The verdict on a spec: on the text of the cell, or on the file at a path.

In a cell, `dataset d { from $X, $y }` takes the samples from the variables X, (n, d), and y, (n,), of the notebook, as
theoremcheck.problem reads them; `from $X, $y weights $c` takes their weights, too. Elsewhere `$name` is a number or an
array of the notebook: `let M = $M`, `shortcut = $M relu`, `candidate { a = $a  w = $w }`. In comments and texts a
dollar sign is a dollar sign.
"""


@dataclass(frozen=True)
class Arguments:
    """What the line asks for; ``path`` is None for a cell."""

    path: str | None
    at: str | None
    out: str | None
    settings: Mapping[str, str]
    numbers: Policy
    search: bool
    full: bool
    seed: int | None
    starts: int | None


class _Parser(argparse.ArgumentParser):
    """Raises :class:`UsageError` in place of leaving the program."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage().strip()}\n%theoremcheck? shows what there is")


def _parser(*, cell: bool) -> argparse.ArgumentParser:
    name = "%%theoremcheck" if cell else "%theoremcheck"
    parser = _Parser(prog=name, add_help=False, allow_abbrev=False)
    if not cell:
        parser.add_argument("path", metavar="path.spec")
    parser.add_argument("--at", metavar="P", help="a point of the notebook, or a .json or .npz file, to certify")
    parser.add_argument("-o", "--out", metavar="NAME", help="the variable that the verdict is assigned to")
    parser.add_argument("--set", action="append", default=[], metavar="M=4", help="override a let value of the spec")
    parser.add_argument("--numbers", choices=POLICIES, default="shortest", help="how floats are read")
    parser.add_argument("--no-search", action="store_true", help="decide only")
    parser.add_argument("--full", action="store_true", help="search on after a proof or refutation")
    parser.add_argument("--seed", type=int, help="seed of the search")
    parser.add_argument("--starts", type=int, help="starting points of the search")
    return parser


def usage() -> str:
    """The help on both forms."""
    options = _parser(cell=True).format_help()
    return f"{DESCRIPTION}\n{_parser(cell=False).format_usage()}{options}"


def parse(line: str, *, cell: bool) -> Arguments:
    """What a line asks for. Raises :class:`UsageError`."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"the line cannot be read: {error}") from None
    found = _parser(cell=cell).parse_args(words)
    if found.out is not None and not found.out.isidentifier():
        raise UsageError(f"-o {found.out}: a variable has a name of letters and digits")
    return Arguments(
        path=None if cell else found.path,
        at=found.at,
        out=found.out,
        settings=dict(map(_setting, found.set)),
        numbers=found.numbers,
        search=not found.no_search,
        full=found.full,
        seed=found.seed,
        starts=found.starts,
    )


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(f"--set {text}: write --set NAME=value")
    return name.strip(), value.strip()
