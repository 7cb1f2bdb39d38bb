"""The process that checks one spec. It ends when the process that started it does, in whatever way that ends."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

from theoremcheck.lsp.analysis import analyse
from theoremcheck.options import DEFAULTS
from theoremcheck.report.claims import alarm_words, claim
from theoremcheck.report.formats.text import outcome_words, render
from theoremcheck.report.reasons import sentences
from theoremcheck.report.words import finding_lines
from theoremcheck.verdict.expectations import word
from theoremcheck.verdict.judge import accompany, decide
from theoremcheck.verdict.values import Verdict

LONGEST: Final = 1 << 25
"""Bytes of one line from or to this process."""


def work(asked: BinaryIO, out: TextIO) -> None:
    """Read one line of JSON, ``{"path": ..., "text": ...}``, and write one for the verdict and one after the search."""
    request = json.loads(asked.readline(LONGEST))
    threading.Thread(target=_watch, args=(asked,), daemon=True).start()
    found = analyse(request["text"], Path(request["path"]))
    spec = found.loaded.spec
    if spec is None or found.loaded.diagnostics != found.diagnostics:
        _tell(out, {"stage": "wrong"})
        return
    verdict = decide(spec, DEFAULTS)
    _tell(out, {"stage": "decided", **_said(verdict)})
    _tell(out, {"stage": "final", **_said(accompany(verdict, DEFAULTS))})


def _watch(asked: BinaryIO) -> None:
    """Wait for the end of the pipe, which is that of the other process."""
    # Read below Python's buffers: their lock, held by a thread, would keep this process from ending by itself.
    while os.read(asked.fileno(), 1):
        pass
    os._exit(1)


def _tell(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _said(verdict: Verdict) -> dict[str, Any]:
    """What the editor shows of a verdict: all of it sentences."""
    found = claim(verdict)
    alarm = verdict.alarm
    lines = [outcome_words(verdict) if found is None else found.line]
    if alarm is not None:
        lines.insert(0, alarm_words(alarm))
    lines += [f"expect {e.expectation.text}: {sentences(e.departures)}" for e in verdict.expectations if not e.met]
    known = {name: word(status) for name, status in verdict.statuses.items()}
    for name, finding in verdict.findings.items():
        known[name] = "\n".join(finding_lines(verdict.spec.problem, finding))
    return {
        "verdict": verdict.verdict,
        "summary": outcome_words(verdict),
        "message": "\n".join(lines),
        "met": verdict.met,
        "alarm": alarm is not None,
        "known": known,
        "report": render(verdict),
    }
