"""What is wrong with a spec, on the error stream."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from theoremcheck.cli.say import echo
from theoremcheck.cli.terminal import terminal
from theoremcheck.language import Diagnostic, Source, render
from theoremcheck.look import looking


def complain(found: Iterable[Diagnostic], source: Source | None) -> None:
    """Show diagnostics in the width and the colours of the error stream, an empty line between them."""
    with looking(terminal(sys.stderr)):
        echo("\n\n".join(render(diagnostic, source) for diagnostic in found), err=True)
