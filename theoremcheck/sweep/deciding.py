"""Deciding one point of a family: every worker, wherever it is, does this."""

from __future__ import annotations

from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.rows import CRASHED, Row, key_of, row_of, without_verdict
from theoremcheck.verdict.judge import judge


def decided(spec: Spec, options: Options, point: Point) -> Row:
    """The row of a point. What the program does wrong there is said, and costs no other point."""
    key = key_of(spec, options)
    try:
        return row_of(judge(spec, options), key, point)
    except Exception as error:
        kind = "out of memory" if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}"
        return without_verdict(point, f"{CRASHED}{kind}", key, spec.claim)
