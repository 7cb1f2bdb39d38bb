"""Workflow commands of GitHub Actions: what is wrong stands beside the lines of the spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from theoremcheck.language.diagnostics import Severity
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.formats.findings import Remark, remarks

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _line(result: Result, remark: Remark) -> str:
    place = {"file": str(result.path)}
    if remark.span is not None:
        span = remark.span
        place |= {"line": str(span.line), "col": str(span.column), "endLine": str(span.end_line)}
        if span.end_line == span.line:
            place["endColumn"] = str(span.end_column)
    place["title"] = f"theoremcheck {remark.rule}"
    fields = ",".join(f"{name}={_escaped(value, field=True)}" for name, value in place.items())
    return f"::{_COMMANDS[remark.level]} {fields}::{_escaped(remark.text)}"


def _escaped(text: str, *, field: bool = False) -> str:
    """The text as GitHub reads it: per cent signs and line ends, in fields also what separates them."""
    for mark in "%\r\n" + (":," if field else ""):
        text = text.replace(mark, f"%{ord(mark):02X}")
    return text


def _lines(result: Result, asked: Asked) -> str:
    return "".join(f"{_line(result, remark)}\n" for remark in remarks(result))


def _document(parts: Sequence[str], asked: Asked) -> Document:
    return Document("".join(parts))


FORMAT: Final = Format(_document, _lines, failures=True)
