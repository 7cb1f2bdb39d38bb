"""Finding specs, and writing files whole or not at all, never over an input."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Final, TypeAlias

from theoremcheck.cli.say import UsageError, echo_bytes
from theoremcheck.trusted.records import dataclass

_STREAM: Final = "-"
"""Standard input as an input, standard output as an output."""
_STDOUT: Final = frozenset({_STREAM, "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"})
LIST: Final = ".theoremcheck.json"
"""The name of the list of what was written to a folder (``folders.py``), in that folder."""

Identity: TypeAlias = tuple[int, int] | str
"""What makes two paths one file: device and inode, whatever the links; the real path of a file that is not there."""


class CannotWrite(UsageError):  # noqa: N818 - of a disk, not of the program
    """An output that is not written; the message says why, without the usage of the command."""

    usage = False


def find_specs(paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """The spec files that the paths name: a folder stands for all .spec files below it, in order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.spec"))
            if not inside:
                raise UsageError(f"{path}: the folder has no .spec file; `theoremcheck new` writes a starter")
            found.extend(inside)
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def is_stdout(path: Path) -> bool:
    """True if the path is a name of standard output (which is the tool's own, so that it is not opened again)."""
    return str(path) in _STDOUT


def identity(path: Path) -> Identity:
    """The identity of a path."""
    if is_stdout(path):
        return "standard output"
    try:
        status = path.stat()
    except (OSError, ValueError):
        return os.path.realpath(path)
    return status.st_dev, status.st_ino


@dataclass
class Files:
    """The files that a run reads, those that it is to write, and the folders that it is to fill.

    Nothing is written over an input.
    """

    targets: tuple[Path, ...]
    folders: tuple[Path, ...] = ()
    _inputs: dict[Identity, Path] = field(default_factory=dict)

    def read(self, paths: Iterable[Path]) -> None:
        """Remember files that are read. Raises :class:`CannotWrite` if one of them is a target."""
        for path in paths:
            if str(path) != _STREAM:
                self._inputs.setdefault(identity(path), path)
        for target in self.targets:
            self._require_no_input(target)

    @property
    def inputs(self) -> tuple[Path, ...]:
        """The files that are read."""
        return tuple(self._inputs.values())

    def require_writable(self) -> None:
        """Before the work: all that is to be written can be, and no two are one file or folder.

        Raises :class:`CannotWrite`.
        """
        seen: dict[Identity, Path] = {}
        for path in (*self.targets, *self.folders):
            other = seen.setdefault(identity(path), path)
            if other is not path and not _is_special(path):
                same = "" if str(other) == str(path) else f" (as {other})"
                kind = "folder" if path in self.folders else "file"
                raise CannotWrite(f"cannot write {path}: two outputs would go to this {kind}{same}")
            if path in self.folders:
                require_folder(path)
            else:
                _require_writable(path)

    def write(self, path: Path, content: str | bytes) -> None:
        """Write a file as :func:`write` does; it may be a target, or one more file that is neither that nor an input.

        Raises :class:`CannotWrite`.
        """
        self.write_all({path: content})

    def write_all(self, contents: Mapping[Path, str | bytes]) -> None:
        """Write several files as :meth:`write` does: all, or none where one is refused or a disk is full.

        Raises :class:`CannotWrite`.
        """
        for path in contents:
            self.require_free(path)
        write_all(contents)

    def require_free(self, path: Path) -> None:
        """Neither an input nor another output has this path. Raises :class:`CannotWrite`."""
        self._require_no_input(path)
        if path not in self.targets and identity(path) in {identity(target) for target in self.targets}:
            raise CannotWrite(f"cannot write {path}: another output goes to this file")

    def _require_no_input(self, path: Path) -> None:
        own = self._inputs.get(identity(path))
        if own is not None:
            what = "it is" if path == own else f"it is {own},"
            raise CannotWrite(f"cannot write {path}: {what} an input of this run; choose another file")


def make_folder(path: Path) -> None:
    """Make a folder and those above it. Raises :class:`CannotWrite`."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from None


def require_folder(path: Path) -> None:
    """Before the work: the folder exists or can be made. Raises :class:`CannotWrite`."""
    place = Path(os.path.realpath(path))
    while not place.exists() and place != place.parent:
        place = place.parent
    if not place.is_dir():
        raise CannotWrite(f"cannot write into {path}: {place} is not a folder")
    _try_folder(path, place)


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all. Raises :class:`CannotWrite` if it cannot.

    A regular file (behind its symbolic links) is replaced by a finished temporary one; a device or a pipe is written
    to, never replaced.
    """
    write_all({path: content})


def write_all(contents: Mapping[Path, str | bytes]) -> None:
    """Write several files as :func:`write` does; none is replaced before all are finished."""
    finished: list[tuple[Path, Path]] = []
    try:
        for path, content in contents.items():
            data = content.encode("utf-8", errors="backslashreplace") if isinstance(content, str) else content
            if is_stdout(path):
                echo_bytes(data)
                continue
            target = Path(os.path.realpath(path))
            if target.exists() and not target.is_file():
                with target.open("wb") as stream:
                    stream.write(data)
            else:
                finished.append((_finished(target, data), path))
        while finished:
            name, path = finished[0]
            name.replace(os.path.realpath(path))
            finished.pop(0)
    except (OSError, ValueError) as error:
        raise _cannot(path, error) from None
    finally:
        for name, _ in finished:
            with contextlib.suppress(OSError):
                name.unlink()


def _finished(target: Path, data: bytes) -> Path:
    """A file beside the target with these bytes and its permissions; nothing is left behind if that fails."""
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    handle, name = _temporary(target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(handle)
        if mode is not None:
            name.chmod(mode)
    except BaseException:
        with contextlib.suppress(OSError):
            name.unlink()
        raise
    return name


def _temporary(folder: Path) -> tuple[int, Path]:
    """A new file in the folder, with the permissions that new files get."""
    import secrets

    name = folder / f".theoremcheck-{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.open(name, flags, 0o666), name


def _require_writable(path: Path) -> None:
    if is_stdout(path):
        return
    try:
        target = Path(os.path.realpath(path))
        if target.exists():
            if target.is_dir():
                raise CannotWrite(f"cannot write {path}: it is a folder")
            if target.is_socket() or not os.access(target, os.W_OK):
                raise CannotWrite(f"cannot write {path}: permission denied")
            if not target.is_file():
                return
    except (OSError, ValueError) as error:
        raise _cannot(path, error) from None
    if not target.parent.is_dir():
        raise CannotWrite(f"cannot write {path}: there is no folder {target.parent}")
    _try_folder(path, target.parent)
    _try_name(path, target)


def _try_folder(path: Path, folder: Path) -> None:
    try:
        handle, name = _temporary(folder)
        os.close(handle)
        name.unlink()
    except OSError as error:
        raise _cannot(path, error) from None


def _try_name(path: Path, target: Path) -> None:
    """A name may be too long for its folder."""
    try:
        target.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise _cannot(path, error) from None


def _is_special(path: Path) -> bool:
    """True for a device or a pipe, to which several outputs may go."""
    return path.exists() and not path.is_file() and not path.is_dir() and not is_stdout(path)


def _cannot(path: Path, error: OSError | ValueError) -> CannotWrite:
    return CannotWrite(f"cannot write {path}: {getattr(error, 'strerror', None) or error}")
