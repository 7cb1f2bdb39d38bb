"""The folders of the cache in which compiled libraries lie: those that are whole, and those that are not yet.

``rocq-KEY`` is a whole library; KEY stands for the version of coqc and the text of every file. Beside it lie
``rocq-KEY.part`` while not all of its files are compiled, ``rocq-KEY.aside`` with what coqc is at work on, and the lock
``rocq-KEY.lock`` of who compiles it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from theoremcheck.formal.building import compiled
from theoremcheck.formal.locking import tried

KEPT: Final = 3
"""The whole libraries that stay, those used last."""
_DAY: Final = 86_400
"""Seconds for which nothing is removed that was used: another version of the program may be at work with it."""
_COMPILER: Final = "compiler"
"""The file that says which coqc compiled a folder."""
_WHOLE: Final = re.compile(r"rocq-[0-9a-f]{24}")


def key_of(version: str, sources: Mapping[str, bytes]) -> str:
    """The name of the folder for these texts and that version."""
    key = hashlib.sha256(version.encode())
    for source in sources.values():
        key.update(source)
    return f"rocq-{key.hexdigest()[:24]}"


def named(folder: Path, ending: str) -> Path:
    """What lies beside a folder: its part, what is aside, its lock."""
    return folder.with_name(f"{folder.name}.{ending}")


def used(folder: Path) -> bool:
    """Whether the folder is there; it counts as used now."""
    try:
        os.utime(folder)
    except OSError:  # it is not there, or somebody else's
        return folder.is_dir()
    return True


def begun(
    part: Path, coqc: str, version: str, sources: Mapping[str, bytes], needs: Mapping[str, Collection[str]]
) -> None:
    """Have the folder of what this very coqc has compiled so far; what it compiled elsewhere is taken over."""
    compiler = _described(coqc, version)
    if _compiler_of(part) != compiler:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        (part / _COMPILER).write_text(compiler, "utf-8")
        # An error only ends it: what is there then rests on nothing that is not.
        with contextlib.suppress(OSError):
            _take_over(part, compiler, sources, needs)


def _take_over(part: Path, compiler: str, sources: Mapping[str, bytes], needs: Mapping[str, Collection[str]]) -> None:
    """Copy the compiled files whose text, and that of all that they rest on, is the same in another folder.

    All from one folder: a compiled file counts only with those very files that it was compiled with, which coqc checks.
    """
    others = [path for path in part.parent.glob("rocq-*") if path != part and _compiler_of(path) == compiler]
    same = {path: list(_same(path, sources, needs)) for path in others if not (path / ".coq-native").exists()}
    if not same:
        return
    donor = max(same, key=lambda path: (len(same[path]), path.name))
    for file in same[donor]:
        shutil.copyfile(donor / file, part / file)
        name = Path(file).with_suffix(".vo").name
        shutil.copyfile(donor / name, part / f"{name}.copy")
        (part / f"{name}.copy").replace(part / name)


def _same(donor: Path, sources: Mapping[str, bytes], needs: Mapping[str, Collection[str]]) -> Iterator[str]:
    """The files that are compiled there from the same text, with all that they need, in order."""
    found: set[str] = set()
    for file, source in sources.items():
        there = donor / file
        if found.issuperset(needs[file]) and compiled(donor, file) and there.is_file() and there.read_bytes() == source:
            found.add(file)
            yield file


def remove_old(cache: Path) -> None:
    """Remove what was not used for a day: whole libraries beyond the newest, and what killed processes left."""
    found = sorted(
        ((age, path) for path in cache.glob("rocq-*") if (age := _age(path)) is not None), key=lambda e: e[0]
    )
    newest = [path for _, path in found if _WHOLE.fullmatch(path.name)][:KEPT]
    for age, path in found:
        if age > _DAY and path not in newest and path.suffix != ".lock":
            _remove(path)


def _remove(path: Path) -> None:
    """Remove a folder unless somebody is at work with it, or none can say so; and then its lock."""
    lock = named(path.with_name(path.name.partition(".")[0]), "lock")
    with contextlib.suppress(OSError), tried(lock) as held:
        if held:
            age = _age(path)
            if age is not None and age > _DAY:
                gone = Path(tempfile.mkdtemp(prefix=f"{path.name}.gone-", dir=path.parent))
                shutil.rmtree(path.rename(gone / path.name), ignore_errors=True)
                shutil.rmtree(gone, ignore_errors=True)
            lock.unlink()


def _age(path: Path) -> float | None:
    """Seconds since something was last used; None if it is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return None


def _compiler_of(folder: Path) -> str | None:
    try:
        return (folder / _COMPILER).read_text("utf-8")
    except OSError:
        return None


def _described(coqc: str, version: str) -> str:
    """A coqc: another one of the same version may have another standard library, on which nothing compiled fits."""
    path = Path(coqc).resolve()
    known = path.stat()
    return f"{version}\n{path}\n{known.st_size}\n{known.st_mtime_ns}\n"
