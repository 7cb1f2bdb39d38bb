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


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Raises ``click.UsageError`` if it cannot.

    A regular file (behind its symbolic links) is replaced by a finished temporary one; a device or a pipe is written
    to, never replaced.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except (OSError, RuntimeError) as error:
        raise click.UsageError(f"cannot write {path}: {getattr(error, 'strerror', None) or error}") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        umask = os.umask(0)
        os.umask(umask)
        Path(name).chmod(0o666 & ~umask)
        Path(name).replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise click.UsageError(f"cannot write {path}: {error.strerror}") from None
