"""Folders that a run fills: a list of what was written there says, the next time, what may be replaced or removed."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Final

from theoremcheck.cli.files import LIST, CannotWrite, Files, make_folder, require_folder
from theoremcheck.language.reading import ReadError, read_regular
from theoremcheck.trusted.bounds import MAX_FILE_BYTES
from theoremcheck.trusted.records import dataclass

_FORMAT: Final = "theoremcheck-folder"


@dataclass
class Folder:
    """A folder that a run fills, by names relative to it with slashes. ``before`` are those that earlier runs wrote."""

    path: Path
    files: Files
    before: frozenset[str]
    _written: set[str] = field(default_factory=set)

    def require(self, names: Iterable[str]) -> None:
        """Every name is free or was written by an earlier run. Raises :class:`CannotWrite`."""
        for name in (LIST, *names):
            target = self.path / name
            self.files.require_free(target)
            if not _is_inside(self.path, name):
                raise CannotWrite(f"cannot write {target}: a link leads out of {self.path}")
            if target.is_dir():
                raise CannotWrite(f"cannot write {target}: it is a folder")
            if os.path.lexists(target) and name not in self.before and name != LIST:
                raise CannotWrite(f"cannot write {target}: it is there, and theoremcheck did not write it")

    def begin(self, names: Iterable[str]) -> None:
        """Make the folder, with a list that has these names as well: whatever happens now, the list has them.

        Raises :class:`CannotWrite`.
        """
        planned = tuple(names)
        self.require(planned)
        make_folder(self.path)
        self._note(self.before.union(planned))

    def write(self, contents: Mapping[str, str | bytes]) -> None:
        """Write these files, all or none where a disk is full. Raises :class:`CannotWrite`."""
        self.require(contents)
        for name in contents:
            make_folder((self.path / name).parent)
        self.files.write_all({self.path / name: content for name, content in contents.items()})
        self._written.update(contents)

    def finish(self, *, complete: bool = True) -> None:
        """Remove what earlier runs wrote and this one, which is ``complete``, did not. Raises :class:`CannotWrite`."""
        for name in sorted(self.before - self._written) if complete else ():
            self._remove(name)
        self._note(self._written if complete else self.before | self._written)

    def _remove(self, name: str) -> None:
        """Remove a file, and the folders that this leaves empty; what leads elsewhere or is a folder now stays."""
        target = self.path / name
        if not _is_inside(self.path, name) or not target.is_file():
            return
        with contextlib.suppress(OSError):  # a page that stays is no harm
            target.unlink()
            for above in PurePosixPath(name).parents[:-1]:
                (self.path / above).rmdir()

    def _note(self, names: Iterable[str]) -> None:
        text = json.dumps({"format": _FORMAT, "files": sorted(names)}, indent=1)
        self.files.write(self.path / LIST, f"{text}\n")


def open_folder(path: Path, files: Files, *, shared: bool = False) -> Folder:
    """The folder as it is before the work; it need not be there.

    Unless it is ``shared``, it has to be new, empty, or one that an earlier run wrote. Raises :class:`CannotWrite`.
    """
    require_folder(path)
    place = path / LIST
    if not os.path.lexists(place):
        if not shared and path.is_dir() and any(path.iterdir()):
            raise CannotWrite(
                f"cannot write into {path}: it has files, and no {LIST} that says which of them theoremcheck wrote;"
                " choose a new or an empty folder"
            )
        return Folder(path, files, frozenset())
    return Folder(path, files, _listed(path, place))


def _listed(path: Path, place: Path) -> frozenset[str]:
    """The names in the list. Raises :class:`CannotWrite` if it is none."""
    try:
        raw = json.loads(read_regular(place, MAX_FILE_BYTES, "MAX_FILE_BYTES").decode("utf-8"))
        names = raw["files"] if raw["format"] == _FORMAT else None
    except ReadError as error:
        raise CannotWrite(f"cannot write into {path}: {place}: {error.reason}") from None
    except (ValueError, RecursionError, KeyError, TypeError):
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) and _is_name(name) for name in names):
        raise CannotWrite(f"cannot write into {path}: {place} is no list of what theoremcheck wrote")
    return frozenset(names)


def _is_name(name: str) -> bool:
    """True for a relative path that stays below its folder."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\0" not in name


def _is_inside(path: Path, name: str) -> bool:
    """True if no link on the way leads elsewhere."""
    return os.path.realpath(path / name) == os.path.join(os.path.realpath(path), *PurePosixPath(name).parts)
