"""SARIF 2.1.0, the exchange format of static analysis: diagnostics, expectations that are not met, verdicts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, TypeAlias
from urllib.parse import quote

from theoremcheck._version import __version__
from theoremcheck.language.codes import CODES
from theoremcheck.report.formats.document import Asked, Document, Format, Result
from theoremcheck.report.formats.findings import MEANINGS, Remark, remarks
from theoremcheck.trusted.problem.model import Json

Findings: TypeAlias = tuple[tuple[str, Json], ...]
"""What is found in one spec, each with its rule."""


def _rule(name: str) -> Json:
    if name in CODES:
        return {
            "id": name,
            "shortDescription": {"text": CODES[name].title},
            "fullDescription": {"text": CODES[name].explanation},
        }
    return {"id": name, "shortDescription": {"text": MEANINGS[name]}}


def _finding(result: Result, remark: Remark) -> Json:
    place: dict[str, Json] = {"artifactLocation": {"uri": quote(result.path.as_posix())}}
    if remark.span is not None:
        span = remark.span
        place["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endLine": span.end_line,
            "endColumn": span.end_column,
        }
    return {
        "ruleId": remark.rule,
        "level": remark.level.value,
        "message": {"text": remark.text},
        "locations": [{"physicalLocation": place}],
    }


def _findings(result: Result, asked: Asked) -> Findings:
    return tuple((remark.rule, _finding(result, remark)) for remark in remarks(result))


def _document(parts: Sequence[Findings], asked: Asked) -> Document:
    found = [entry for part in parts for entry in part]
    names = dict.fromkeys(rule for rule, _ in found)
    driver: Json = {"name": "theoremcheck", "version": __version__, "rules": [_rule(name) for name in names]}
    run: Json = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [finding for _, finding in found],
    }
    whole: Json = {"version": "2.1.0", "runs": [run]}
    return Document(json.dumps(whole, indent=2, ensure_ascii=asked.plain) + "\n")


FORMAT: Final = Format(_document, _findings, failures=True)
