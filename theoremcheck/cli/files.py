"""Finding specs, and writing files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import click


def find_specs(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The spec files that the paths name: a folder stands for all .spec files below it, in order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.spec"))
            if not inside:
                raise click.UsageError(f"{path}: the folder has no .spec file; `theoremcheck new` writes a starter")
            found.extend(inside)
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def write(path: Path, text: str) -> None:
    """Write a file by renaming a finished temporary one over it. Raises ``click.UsageError`` if it cannot."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise click.UsageError(f"cannot write {path}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise click.UsageError(f"cannot write {path}: {error.strerror}") from None
