"""Errors that a notebook shows as the command line does: with the line and a caret, without a traceback."""

from __future__ import annotations

from theoremcheck.api.errors import SpecError


class CellError(SpecError):
    """The spec of a cell, or what goes with it, is wrong."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return str(self).splitlines()


class UsageError(ValueError):
    """The line of the magic is wrong."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback."""
        return str(self).splitlines()
