"""A point that is decided elsewhere: an order goes there as a text, and an answer comes back as one.

Both are JSON. What comes back is checked as rows of a file are: the kernel reads the certificate on this side.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from theoremcheck._version import __version__
from theoremcheck.language import loads, print_spec
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import departure
from theoremcheck.sweep.crashes import Crash
from theoremcheck.sweep.deciding import decided
from theoremcheck.sweep.rows import CRASHED, NotRows, Row, key_of, line, read_rows, without_verdict
from theoremcheck.trusted.bounds import MAX_CERTIFICATE_BYTES

MAX_ANSWER: Final = 2 * MAX_CERTIFICATE_BYTES
"""The most letters of an answer that are read."""
_ASKED: Final = ("search", "full", "seed", "starts", "digits")
"""The options that go with an order: those that a verdict depends on."""
_MOST: Final = 300
"""Letters of what an answer says went wrong that are kept."""


def order_of(spec: Spec, options: Options) -> str:
    """What another machine needs to decide the spec: its text, with the samples of its table in it, and the options."""
    return json.dumps(
        {
            "version": __version__,
            "key": key_of(spec, options),
            "spec": print_spec(replace(spec, csv=None)),
            "options": {name: getattr(options, name) for name in _ASKED},
        }
    )


def answer_to(order: str) -> str:
    """Decide an order: ``{"row": ...}`` with the line of a row, or ``{"crash": ...}`` with the reason of a crash."""
    asked = json.loads(order)
    if asked["version"] != __version__:
        return json.dumps({"crash": f"the worker has theoremcheck {__version__}, not {asked['version']}"})
    options = Options(**asked["options"])
    spec = loads(asked["spec"]).spec
    if spec is None or key_of(spec, options) != asked["key"]:
        return json.dumps({"crash": "the spec did not arrive as it was sent"})
    return json.dumps({"row": line(decided(spec, options, Point(())))})


def row_in(answer: str | Crash, spec: Spec, key: str, point: Point) -> Row:
    """The row of an answer, about this point; one that says so, in its error, where the answer is not borne out."""
    found = _row(answer)
    if isinstance(found, Crash):
        return without_verdict(point, f"{CRASHED}{excerpt(found.reason, _MOST)}", key)
    row = replace(found, at=point.at)
    departs = "it is about another question" if row.key != key else departure(spec, row)
    if departs is not None:
        return without_verdict(point, f"{CRASHED}what the worker says is not borne out: {departs}", key)
    return row


def _row(answer: str | Crash) -> Row | Crash:
    """What an answer has, before anything of it is checked."""
    if isinstance(answer, Crash):
        return answer
    if len(answer) > MAX_ANSWER:
        return Crash(f"the worker answered with more than MAX_ANSWER = {MAX_ANSWER} letters")
    try:
        said: Any = json.loads(answer)
        if "crash" in said:
            return Crash(str(said["crash"]))
        (row,) = read_rows(str(said["row"]))
    except (NotRows, ValueError, TypeError, KeyError, RecursionError):
        return Crash("the worker did not answer with a row")
    if row.error is not None:
        return Crash(row.error.removeprefix(CRASHED))
    return row
