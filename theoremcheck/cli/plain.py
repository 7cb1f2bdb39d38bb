"""The most usual command lines, which are read here: click and what it declares are then not loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from theoremcheck.cli.names import COMMANDS
from theoremcheck.cli.say import UsageError
from theoremcheck.cli.terminal import terminal
from theoremcheck.look import looking
from theoremcheck.options import Extent, Options

_FLAGS: Final = MappingProxyType(
    {"--no-search": "no_search", "--all": "everything", "--quiet": "quiet", "-q": "quiet", "--verbose": "verbose"}
)
"""The flags that are read here, by what they are called in the declaration of ``check``."""


def plain(arguments: Sequence[str]) -> int | None:
    """Check the specs that the arguments name and return the exit code; None where click has to read them.

    Click reads what is no flag of these and no path that is there, and says what is wrong with the others.
    """
    given = [entry for entry in arguments if entry.startswith("-")]
    paths = [entry for entry in arguments if not entry.startswith("-")]
    flags = {_FLAGS.get(entry) for entry in given}
    if os.name == "nt" or not paths or None in flags or {"quiet", "verbose"} <= flags:
        return None
    if "_THEOREMCHECK_COMPLETE" in os.environ or paths[0] in COMMANDS or not all(map(os.path.exists, paths)):
        return None
    from theoremcheck.cli.request import Request

    options = Options(search="no_search" not in flags, extent=Extent.ALL if "everything" in flags else Extent.USUAL)
    request = Request(
        paths=tuple(map(Path, paths)), verbose="verbose" in flags, quiet="quiet" in flags, options=options
    )
    with looking(terminal(sys.stdout)):
        try:
            from theoremcheck.cli.check import run

            return run(request)
        except UsageError as error:
            if error.usage:  # found before any work; click shows it with the usage of the command
                return None
            raise
