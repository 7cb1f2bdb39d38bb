"""``theoremcheck hunt FAMILY.spec --over NAME=VALUES -o SMALL.spec``: a counterexample in a family, made small."""

from __future__ import annotations

import shlex
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import field
from pathlib import Path
from typing import Final

from theoremcheck.cli.caching import cache_at, keep_row
from theoremcheck.cli.codes import INPUT, INTERRUPTED, NOT_MET, combined
from theoremcheck.cli.engines import Job, Means, decided
from theoremcheck.cli.files import Files
from theoremcheck.cli.preparing import Earlier, asked_of, claimed, counted, prepared, told_errors
from theoremcheck.cli.progress import Progress
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.cli.shrink import Smallest, decided_by, files_for, smallest, write
from theoremcheck.language.diagnostics import excerpt
from theoremcheck.options import Options
from theoremcheck.relax.shrink import comes_by
from theoremcheck.sweep.axes import Point, points
from theoremcheck.sweep.cache import Cache
from theoremcheck.sweep.rows import Row
from theoremcheck.theory.lookup import current
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.values import Answer

_FIRST_PORTION: Final = 16
"""Problems that are read before the first of them is decided; each portion is twice the one before."""
_MOST: Final = 200
"""Letters of the command that the comment of a spec shows."""
_STAGE: Final = "problems, no counterexample yet"


@dataclass(frozen=True)
class Request:
    """What the command line asked for."""

    spec: Path
    overs: tuple[str, ...]
    sets: tuple[str, ...]
    out: Path | None
    keep: str | None
    limit: int | None
    options: Options
    means: Means
    cache: Path | None = None


def run(request: Request) -> int:
    """Look for the first counterexample, shrink and write it, return the exit code. Raises ``UsageError``."""
    rule = None if request.keep is None else _rule(request.keep)
    asked = asked_of(request.spec, request.overs, request.sets, request.options)
    if asked is None:
        return INPUT
    files, cache = files_for(request.out), cache_at(request.cache)
    files.read((*asked.inputs, *(() if cache is None else (cache.place,))))
    files.require_writable()
    every = points(asked.axes)
    hunt = _Hunt(asked.job, every[: request.limit], rule, cache, files)
    small: Smallest | None = None
    with Progress() as progress:
        try:
            hunt.go(request.means, progress)
            if hunt.caught is not None:
                small = hunt.smallest(progress)
        except KeyboardInterrupt:
            hunt.interrupted = True
    if small is not None:
        write(f"{_comment(request, hunt, len(every))}{small.text}", request.out, files)
    return combined([_told(hunt, small, len(every)), told_errors(hunt.rows)])


def _rule(keep: str) -> str:
    """The id of a rule. Raises ``UsageError``."""
    found = current(keep)
    if found not in STATEMENTS or not found.startswith("rule."):
        raise UsageError(f"--keep {keep}: there is no such rule; `theoremcheck explain` lists all")
    return found


@dataclass
class _Hunt:
    """The points in their order, and the row of each that is decided.

    ``rows`` are those up to the first counterexample, which is ``caught`` then; ``found`` may have some behind it.
    """

    job: Job
    asked: Sequence[Point]
    rule: str | None
    cache: Cache | None
    files: Files
    rows: list[Row] = field(default_factory=list)
    found: dict[Point, Row] = field(default_factory=dict)
    caught: Row | None = None
    interrupted: bool = False

    def go(self, means: Means, progress: Progress) -> None:
        """Decide until there is a counterexample."""
        for row in self._in_order(means, progress):
            self.rows.append(row)
            if self.refutes(row):
                self.caught = row
                return

    def refutes(self, row: Row) -> bool:
        """True if this is a counterexample, by the rule that is asked for; one with an alarm is none."""
        asked = self.rule is None or self.rule in row.by
        return row.verdict == Answer.REFUTED.value and row.error is None and asked

    def _in_order(self, means: Means, progress: Progress) -> Generator[Row, None, None]:
        """The rows in the order of the points, whoever decides them and when."""
        for part in _portions(self.asked):
            there = prepared(self.job, Earlier((), self.cache), part, self.files, progress)
            self.found.update({**there.wrong, **there.known})
            before = len(self.rows)

            def shown(done: int, total: int, stage: str, before: int = before) -> None:
                progress(before + done, len(self.asked), _STAGE)

            with closing(decided(self.job, there.left, means, shown)) as rows:
                for point in part:
                    while point not in self.found:
                        other, row = next(rows)
                        self.found[other] = row
                        keep_row(self.cache, row)
                    yield self.found[point]

    def smallest(self, progress: Progress) -> Smallest:
        """The counterexample made smaller."""
        spec, _ = self.job.family.spec(self.at)
        by = self.by
        if isinstance(spec, str):
            raise UsageError(f"at {self.at}: the spec was changed meanwhile: {spec}")
        verdict, options = decided_by(spec, by, self.job.options, progress)
        if verdict.answer is not Answer.REFUTED or by not in comes_by(verdict):
            raise UsageError(f"at {self.at}: the spec was changed meanwhile: the verdict is {verdict.verdict}")
        return smallest(verdict, by, options, progress)

    @property
    def at(self) -> Point:
        """Where the last row is."""
        return self.asked[len(self.rows) - 1]

    @property
    def by(self) -> str:
        """The rule of the counterexample."""
        return self.rule or (self.caught.by[0] if self.caught is not None else "")


def _portions(asked: Sequence[Point]) -> Iterator[Sequence[Point]]:
    first, size = 0, _FIRST_PORTION
    while first < len(asked):
        yield asked[first : first + size]
        first, size = first + size, 2 * size


def _comment(request: Request, hunt: _Hunt, total: int) -> str:
    """The comment that says where the spec is from."""
    parts = [str(request.spec), *(part for over in request.overs for part in ("--over", over))]
    parts += [part for entry in request.sets for part in ("--set", entry)]
    command = excerpt(shlex.join(["theoremcheck", "hunt", *parts]), _MOST)
    place = f"{len(hunt.rows)} of {total} problems: {counted(hunt.rows)}"
    return f"# Found by {command}\n# at {excerpt(str(hunt.at), _MOST)}, after {place}; made smaller since.\n\n"


def _told(hunt: _Hunt, small: Smallest | None, total: int) -> int:
    """Say what came of it, and return the exit code."""
    looked = len(hunt.rows)
    echo(f"{looked} of {total} problems{claimed(hunt.rows)}: {counted(hunt.rows)}.", err=True)
    if hunt.caught is not None:
        echo(f"at {hunt.at}: refuted by {hunt.by}", err=True)
    if small is not None:
        echo(small.said, err=True)
        return small.code
    if hunt.interrupted:
        later = next((point for point in hunt.asked if point in hunt.found and hunt.refutes(hunt.found[point])), None)
        if hunt.caught is None and later is not None:
            by = hunt.rule or hunt.found[later].by[0]
            echo(f"at {later}: refuted by {by}; not all problems before it are decided", err=True)
        echo("interrupted: no spec is written", err=True)
        return INTERRUPTED
    what = "refuted" if hunt.rule is None else f"refuted by {hunt.rule}"
    left = f"; --limit leaves out {total - looked}" if looked < total else ""
    echo(f"none is {what}{left}", err=True)
    return NOT_MET
