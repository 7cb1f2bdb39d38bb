"""Work on one spec in a worker: what it prints, and the files that the spec names, come back with the result."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import field
from pathlib import Path
from typing import Generic, TypeVar

from theoremcheck.cli.files import Files
from theoremcheck.cli.say import echo
from theoremcheck.cli.terminal import Captured, terminal
from theoremcheck.look import Look, look, looking
from theoremcheck.trusted.records import dataclass

_T = TypeVar("_T")
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Brought(Generic[_T]):
    """What a worker brings: the result, what it would have printed, and the other files that the spec names."""

    result: _T
    out: str
    err: str
    inputs: tuple[Path, ...] = field(default=())

    def shown(self, files: Files) -> _T:
        """The result, with what was printed there printed here. Raises ``CannotWrite`` if an input is a target."""
        files.read(self.inputs)
        echo(self.err, nl=False, err=True)
        echo(self.out, nl=False)
        return self.result


@dataclass(frozen=True)
class Apart(Generic[_Item, _T]):
    """A task for other processes: what is done with an item, the files of the run, and how the streams look here."""

    task: Callable[[_Item, Files], _T]
    files: Files
    out: Look
    err: Look

    def __call__(self, item: _Item) -> Brought[_T]:
        """What a worker does with one item."""
        files = Files(self.files.targets, self.files.folders)
        out, err = Captured(self.out), Captured(self.err)
        with _as_there(out, err):
            result = self.task(item, files)
        return Brought(result, out.getvalue(), err.getvalue(), files.inputs)


def apart(task: Callable[[_Item, Files], _T], files: Files) -> Apart[_Item, _T]:
    """The task, for workers of this process."""
    return Apart(task, Files(files.targets, files.folders), look(), terminal(sys.stderr))


@contextmanager
def _as_there(out: Captured, err: Captured) -> Iterator[None]:
    """What is printed is kept, and looks as it would where it will be shown."""
    with redirect_stdout(out), redirect_stderr(err), looking(out.look):
        yield
