"""The rows of a family as a Parquet file, for data frames; needs pyarrow, which is loaded by this module alone."""

from __future__ import annotations

import io
import re
from collections.abc import Container, Sequence
from importlib.util import find_spec
from typing import Any, Final, TypeAlias

from theoremcheck.sweep.rows import Row

_INTEGER: Final = re.compile(r"-?\d{1,18}")
_Columns: TypeAlias = dict[str, tuple[str, list[Any]]]
"""The type and the values of each column by its name."""


def is_available() -> bool:
    """True if pyarrow is installed."""
    return find_spec("pyarrow") is not None


def parquet(rows: Sequence[Row]) -> bytes:
    """The file: a column for each axis, then those of the verdict; certificates stay in the file of rows.

    The values of an axis are integers if all of them are, and texts otherwise, so that fractions stay exact; an axis
    that has the name of another column is called ``at.NAME``.
    """
    import pyarrow as pa
    from pyarrow import parquet as files

    kinds = {"string": pa.string(), "int64": pa.int64(), "list": pa.list_(pa.string())}
    verdicts = _verdicts(rows)
    columns = {**_axes(rows, verdicts), **verdicts}
    arrays = {name: pa.array(values, kinds[kind]) for name, (kind, values) in columns.items()}
    out = io.BytesIO()
    files.write_table(pa.table(arrays), out)
    return out.getvalue()


def _verdicts(rows: Sequence[Row]) -> _Columns:
    """The columns behind those of the axes."""
    return {
        "claim": ("string", [row.claim or None for row in rows]),
        "verdict": ("string", [row.verdict for row in rows]),
        "by": ("list", [list(row.by) for row in rows]),
        "failing": ("list", [list(row.failing) for row in rows]),
        "open": ("list", [list(row.open) for row in rows]),
        "missing": ("list", [None if row.missing is None else list(row.missing) for row in rows]),
        "wrong_least": ("int64", [row.wrong and row.wrong[0] for row in rows]),
        "wrong_most": ("int64", [row.wrong and row.wrong[1] for row in rows]),
        "error": ("string", [row.error for row in rows]),
        "problem": ("string", [row.problem or None for row in rows]),
        "key": ("string", [row.key or None for row in rows]),
    }


def _axes(rows: Sequence[Row], others: Container[str]) -> _Columns:
    """The columns of the axes, none under the name of one of the ``others``."""
    found: _Columns = {}
    for name in dict.fromkeys(name for row in rows for name, _ in row.at):
        values = [dict(row.at)[name] for row in rows]
        whole = all(map(_INTEGER.fullmatch, values))
        found[f"at.{name}" if name in others else name] = (
            ("int64", [*map(int, values)]) if whole else ("string", values)
        )
    return found
