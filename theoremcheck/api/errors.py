"""The one error of the API for a wrong problem: a ValueError that carries its diagnostics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from theoremcheck.language.diagnostics import Diagnostic, Severity, excerpt, render
from theoremcheck.language.source import Source
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.admission import check_problem
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.refusal import Reason, Refusal


class SpecError(ValueError):
    """The problem is wrong; the message shows every mistake as the command line does.

    ``diagnostics`` are the same mistakes as values: ``code`` (``theoremcheck explain E060``), ``severity``,
    ``message``, ``file`` (a path, or the argument: ``X``, ``y``), ``span`` (None: the whole), ``notes`` and ``help``.
    """

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = tuple(diagnostics)

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled with its diagnostics."""
        return type(self), (str(self), self.diagnostics)

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic], source: Source | None = None) -> SpecError:
        """The error that shows these diagnostics, with the lines of ``source`` that they speak of."""
        found = tuple(diagnostics)
        return cls("\n\n".join(render(entry, source) for entry in found), found)


class CertificateError(ValueError):
    """A certificate is refused, or is none; ``reason`` says why as data (see ``theoremcheck.trusted.refusal``)."""

    def __init__(self, message: str, reason: Reason) -> None:
        super().__init__(message)
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled with its reason."""
        return type(self), (str(self), self.reason)


def wrong(code: str, where: str, message: str, help: str | None = None) -> SpecError:
    """The error for one mistake in an argument."""
    return SpecError.of((Diagnostic(code, Severity.ERROR, message, where, help=help),))


def require_well_formed(problem: Problem) -> None:
    """Raise :class:`SpecError` for a problem that the theory does not speak of, such as one that is built of floats."""
    try:
        check_problem(problem)
    except Refusal as refusal:
        raise wrong("E130", "problem", sentence(refusal), "theoremcheck.problem reads floats exactly") from None


def shown(value: object) -> str:
    """A value as a message shows it: on one line, and short."""
    try:
        return excerpt(repr(value), 60)
    except Exception:  # whatever a repr of somebody else's raises, such as that of a long integer
        return f"a value of the type {type(value).__name__}"
