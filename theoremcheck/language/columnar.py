"""Parquet files, which are not trusted: bounded by what they say of their size, and read in parts; needs pyarrow."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any, Final

from theoremcheck.language.arrays import Written

_BATCH: Final = 4_096
"""Rows that are read at once."""


class NoColumns(ValueError):  # noqa: N818 - said of a file
    """The bytes are no columns of numbers or texts within the bounds: why."""


def cells_of_columns(data: bytes, limit: int, bound: str) -> Iterator[list[str]]:
    """A row of names, then the rows of a Parquet file, of at most ``limit`` cells, a limit that is called ``bound``.

    Numbers are exact: a double is what the machine takes it for, a decimal what it says. What is missing is an empty
    cell. Raises :class:`NoColumns`.
    """
    if find_spec("pyarrow") is None:
        raise NoColumns("a Parquet file needs pyarrow: pip install 'theoremcheck[parquet]'")
    import pyarrow as pa
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        schema, count = file.schema_arrow, file.metadata.num_rows
        if len(schema.names) * (count + 1) > limit:
            raise NoColumns(f"more than {bound} = {limit} cells")
        for entry in schema:
            if not _is_plain(entry.type, pa.types):
                raise NoColumns(f"the column {entry.name} has neither numbers nor texts")
        written = [_Written() for _ in schema]
        yield list(schema.names)
        for batch in file.iter_batches(_BATCH):
            columns: list[Sequence[str]] = [
                [*map(text.__getitem__, column.to_pylist())]
                for column, text in zip(batch.columns, written, strict=True)
            ]
            yield from map(list, zip(*columns, strict=True))
    except (pa.ArrowException, OSError) as error:
        raise NoColumns(f"no Parquet file of columns: {error}") from None


def _is_plain(kind: Any, types: Any) -> bool:
    number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_boolean(kind)
    return bool(number or types.is_string(kind) or types.is_large_string(kind))


class _Written(Written):
    """Where nothing may be written."""

    def __init__(self) -> None:
        super().__init__({None: ""})
