"""Compiling the files of a library, several at a time, so that what is compiled stays whatever becomes of the rest.

Each coqc works in a folder of its own. What it wrote is moved into the library when it has ended with 0, the compiled
file last: one that lies there is whole, and that of the text beside it. A coqc that outlives a killed process writes
where nobody looks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import IO, Final, TextIO

from theoremcheck.trusted.records import dataclass

LOGICAL: Final = "TheoremCheck"
"""The name under which Coq knows the library."""

SECONDS: Final = 3600
"""The time that coqc may take for one file of a library, on a machine with as much else to do."""

_EVERY: Final = 0.01
"""Seconds between two looks at the processes."""
_COMMENT: Final = re.compile(r"\(\*.*?\*\)", re.DOTALL)
_REQUIRE: Final = re.compile(r"(?:From\s+(\S+)\s+)?Require\s+(?:Import\s+|Export\s+)?([\w.\s]+?)\.(?:\s|\Z)")


@dataclass(frozen=True)
class Stage:
    """How many files of the library are compiled, of how many, and whether it is another process that compiles them."""

    done: int
    total: int
    elsewhere: bool = False

    @property
    def task(self) -> str:
        """What is being done."""
        what = "the library of proofs, once"
        return f"another process compiles {what}; waiting for it" if self.elsewhere else f"compiling {what}"

    def __str__(self) -> str:
        return f"{self.task}: {self.done} of {self.total} files"


Progress = Callable[[Stage], None]
"""What is called now and then, also where nothing has changed."""


@dataclass
class Changes:
    """Prints a stage where it is another one than before."""

    out: TextIO
    last: Stage | None = None

    def __call__(self, stage: Stage) -> None:
        """Print a line, perhaps."""
        if stage != self.last:
            self.last = stage
            print(stage, file=self.out, flush=True)


class BuildInterrupted(KeyboardInterrupt):
    """Ctrl-C came before all files were compiled; ``stage`` tells how many are, and stay."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage


def required(sources: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """The files that each file names in its ``Require`` sentences, of those before it: nothing goes round."""
    found: dict[str, frozenset[str]] = {}
    for file, source in sources.items():
        text = _COMMENT.sub(" ", source.decode("utf-8", "replace"))
        own = (names for prefix, names in _REQUIRE.findall(text) if prefix.partition(".")[0] in ("", LOGICAL))
        needed = {f"{name.rpartition('.')[2]}.v" for names in own for name in names.split()}
        found[file] = frozenset(needed & found.keys())
    return found


def by_urgency(sources: Mapping[str, bytes], needs: Mapping[str, Collection[str]]) -> list[str]:
    """The files, first those on which the longest chain of files waits, by the lengths of their texts."""
    behind = dict.fromkeys(sources, 0)
    for file in reversed(tuple(sources)):
        behind[file] += len(sources[file])
        for other in needs[file]:
            behind[other] = max(behind[other], behind[file])
    return sorted(sources, key=lambda file: -behind[file])


def compiled(folder: Path, file: str) -> bool:
    """Whether a file is compiled in a folder."""
    return (folder / file).with_suffix(".vo").is_file()


@dataclass
class _Work:
    """A coqc at work on a file, in a folder of its own, and what it prints."""

    command: Sequence[str]
    folder: Path
    process: subprocess.Popen[bytes]
    printed: IO[bytes]
    until: float

    def ended(self) -> bool:
        """Whether the process has ended, or has no time left and is ended."""
        return self.process.poll() is not None or time.monotonic() >= self.until

    def refused(self) -> str | None:
        """Why what it wrote does not count, in coqc's own words if there are any; None if it does."""
        file = Path(self.command[-1])
        code = self.process.poll()
        self.printed.seek(0)
        said = self.printed.read().decode("utf-8", "replace").strip()
        if code is None:
            return f"{file}: coqc took longer than {SECONDS} s"
        if code < 0:
            return f"{file}: coqc was ended by signal {-code}\n{said}".strip()
        if code:
            return said or f"{file}: coqc ended with exit code {code}"
        return None if compiled(self.folder, file.name) else f"{file}: coqc did not write its .vo"

    def end(self) -> None:
        """Leave neither process nor folder."""
        self.process.kill()
        self.process.wait()
        self.printed.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Build:
    """The texts of the files by their names, each after those that it needs, and the folders to compile them in.

    ``folder`` is where the compiled files are to lie, ``aside`` one beside it for what is not done; nobody else works
    in them meanwhile. ``jobs`` is the number of processes at a time.
    """

    coqc: str
    sources: Mapping[str, bytes]
    folder: Path
    aside: Path
    jobs: int
    progress: Progress
    _done: set[str] = field(default_factory=set)
    _at_work: dict[str, _Work] = field(default_factory=dict)
    _refused: dict[str, subprocess.CalledProcessError] = field(default_factory=dict)

    def run(self, needs: Mapping[str, Collection[str]]) -> None:
        """Compile what is not compiled yet; ``needs`` are the files of :func:`required`.

        Raises ``subprocess.CalledProcessError`` if coqc does not accept a file, once those at work have ended: of
        several, the first in the order of the files. Raises ``BuildInterrupted`` on Ctrl-C.
        """
        shutil.rmtree(self.aside, ignore_errors=True)
        self.aside.mkdir()
        self._done.update(file for file in self.sources if compiled(self.folder, file))
        try:
            waiting = [file for file in by_urgency(self.sources, needs) if file not in self._done]
            while self._at_work or (waiting and not self._refused):
                for file in () if self._refused else tuple(self._ready(waiting, needs)):
                    waiting.remove(file)
                    self._start(file)
                self._listen()
        except KeyboardInterrupt:
            raise BuildInterrupted(self._stage()) from None
        finally:
            for work in self._at_work.values():
                work.end()
            shutil.rmtree(self.aside, ignore_errors=True)
        for file in self.sources:
            if file in self._refused:
                raise self._refused[file]

    def _stage(self) -> Stage:
        return Stage(len(self._done), len(self.sources))

    def _ready(self, waiting: Sequence[str], needs: Mapping[str, Collection[str]]) -> Iterator[str]:
        """The next files, as many as there is room for, of which all that they need is compiled."""
        room = self.jobs - len(self._at_work)
        return islice((file for file in waiting if self._done.issuperset(needs[file])), room)

    def _start(self, file: str) -> None:
        folder = Path(tempfile.mkdtemp(prefix=f"{Path(file).stem}-", dir=self.aside))
        (folder / file).write_bytes(self.sources[file])
        command = [self.coqc, "-q", "-Q", str(self.folder), LOGICAL, "-Q", ".", LOGICAL, file]
        printed = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``end``
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=printed
        )
        self._at_work[file] = _Work(command, folder, process, printed, time.monotonic() + SECONDS)

    def _listen(self) -> None:
        """Look which processes have ended, after a short while."""
        self.progress(self._stage())
        time.sleep(_EVERY)
        for file in [file for file, work in self._at_work.items() if work.ended()]:
            work = self._at_work[file]
            refused = work.refused()
            if refused is None:
                _hand_over(work.folder, self.folder, last=Path(file).with_suffix(".vo"))
                self._done.add(file)
            else:
                code = work.process.poll() or 1
                self._refused[file] = subprocess.CalledProcessError(code, work.command, None, refused)
            del self._at_work[file]
            work.end()


def _hand_over(there: Path, here: Path, last: Path) -> None:
    """Move all files from one folder to another, with the folders that they lie in."""
    files = [path.relative_to(there) for path in there.rglob("*") if path.is_file()]
    for file in sorted(files, key=lambda file: file == last):
        (here / file).parent.mkdir(exist_ok=True)
        (there / file).replace(here / file)
