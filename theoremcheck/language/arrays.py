"""Arrays of .npz files, which are not trusted: bounded, and nothing in them is executed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain
from typing import Any, Final

MAX_ARRAYS: Final = 1_000
"""The arrays of one file."""
_WRITTEN: Final = 100_000
"""Different entries whose texts are kept."""


class NoArrays(ValueError):  # noqa: N818 - said of a file
    """The bytes are no arrays of numbers within the bounds: why."""


def read_arrays(data: bytes, limit: int, bound: str) -> dict[str, Any]:
    """The arrays of an .npz file by their names, of at most ``limit`` bytes, a limit that is called ``bound``.

    Their sizes are read first, and pickled objects are never loaded. Raises :class:`NoArrays`.
    """
    import numpy as np

    found: dict[str, Any] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_ARRAYS or sum(info.file_size for info in infos) > limit:
                raise NoArrays(f"more than {bound} = {limit} bytes of arrays")
            for info in infos:
                with archive.open(info) as stream:
                    content = stream.read(info.file_size + 1)
                header = io.BytesIO(content)
                shape, kind = _header(header)
                if kind.hasobject or kind.itemsize * int(np.prod(shape, dtype=object)) > len(content):
                    raise NoArrays(f"{info.filename} is no array of numbers")
                header.seek(0)
                found[info.filename.removesuffix(".npy")] = np.lib.format.read_array(header, allow_pickle=False)
    except NoArrays:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoArrays(f"no .npz file of arrays: {error}") from None
    return found


def cells_of(arrays: Mapping[str, Any]) -> Iterator[list[str]]:
    """A table of arrays that have one length n: a row of names, then n rows of exact numbers or texts.

    An array of shape (n,) is a column under its name, one of shape (n, d) the columns NAME_1 to NAME_d. A double
    stands for its exact value, 0.1 for 3602879701896397/36028797018963968. Raises :class:`NoArrays`.
    """
    names: list[str] = []
    tables: list[Any] = []
    for name, array in arrays.items():
        if array.dtype.kind not in "biufU" or (array.dtype.kind == "f" and array.dtype.itemsize > 8):
            raise NoArrays(f"{name} is no array of numbers or texts")
        if array.ndim not in (1, 2):
            raise NoArrays(f"{name} has shape {array.shape}; columns have shape (n,) or (n, d)")
        tables.append(array[:, None] if array.ndim == 1 else array)
        names += [name] if array.ndim == 1 else [f"{name}_{place}" for place in range(1, array.shape[1] + 1)]
    lengths = {len(table) for table in tables}
    if len(lengths) > 1:
        raise NoArrays(f"the arrays have {', '.join(map(str, sorted(lengths)))} rows; those of a table have as many")
    written = [Written().__getitem__ for _ in tables]
    yield names
    for row in range(max(lengths, default=0)):
        entries = (map(text, table[row].tolist()) for table, text in zip(tables, written, strict=True))
        yield [*chain.from_iterable(entries)]


class Written(dict[object, str]):
    """``text_of`` the entries of one array, or of one column: entries of one type, of which equal ones are one text."""

    def __missing__(self, entry: object) -> str:
        """Worked out, and kept if it may be found again: not-a-number is equal to nothing."""
        text = text_of(entry)
        if len(self) < _WRITTEN and entry == entry:  # noqa: PLR0124
            self[entry] = text
        return text


def text_of(entry: object) -> str:
    """What a spec would write for it; what is not finite stays a text, which is refused where a number is needed."""
    if isinstance(entry, float) and entry - entry == 0:
        return str(Fraction(entry))
    return str(entry)


def _header(stream: io.BytesIO) -> tuple[tuple[int, ...], Any]:
    """The shape and the type of an .npy file."""
    import numpy as np

    version = np.lib.format.read_magic(stream)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(stream)
    return shape, kind
