"""Files of points, .json and .npz, which are not trusted: bounded, and nothing in them is executed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from theoremcheck.api.errors import SpecError, wrong
from theoremcheck.language.arrays import NoArrays, read_arrays
from theoremcheck.language.reading import ReadError, Trouble, read_regular
from theoremcheck.trusted.bounds import MAX_FILE_BYTES

MAX_POINT_BYTES: Final = 8 * 5_000_000
"""Size of the numbers of one .npz file: MAX_PARAMETERS doubles."""

_CODES: Final = {Trouble.MISSING: "E001", Trouble.KIND: "E002", Trouble.SIZE: "E003"}


def read_point_file(path: Path) -> dict[str, Any]:
    """The content of a .json or .npz file of a point: blocks by name. Raises ``SpecError``."""
    npz = path.suffix == ".npz"
    limit = MAX_POINT_BYTES + MAX_FILE_BYTES if npz else MAX_FILE_BYTES
    try:
        data = read_regular(path, limit, "MAX_POINT_BYTES" if npz else "MAX_FILE_BYTES")
    except ReadError as error:
        raise wrong(_CODES[error.trouble], str(path), f"cannot read the file: {error.reason}") from None
    return _arrays(path, data) if npz else _objects(path, data)


def _objects(path: Path, data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data.decode("utf-8"), parse_float=str, parse_int=str, parse_constant=_refuse)
    except UnicodeDecodeError:
        message = "no .json or .npz file of a point; theoremcheck import makes one of a state of another library"
        raise _unreadable(path, message) from None
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, f"no JSON file of numbers: {error}") from None
    if not isinstance(raw, dict):
        raise _unreadable(path, "an object with the blocks a0, a, w, b, deep is expected")
    return raw


def _refuse(text: str) -> str:
    raise ValueError(f"{text} is not a finite number")


def _arrays(path: Path, data: bytes) -> dict[str, Any]:
    try:
        return read_arrays(data, MAX_POINT_BYTES, "MAX_POINT_BYTES")
    except NoArrays as error:
        raise _unreadable(path, str(error)) from None


def _unreadable(path: Path, message: str) -> SpecError:
    return wrong("E001", str(path), message)
