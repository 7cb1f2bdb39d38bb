"""Decide every spec of ``specs/literature``, and write ``docs/literature.md``.

``python tests/literature/write_literature.py`` prints each spec whose verdict is not the one that it expects; with
``--update`` these expectations are written anew before the page is. ``--search`` also searches where nothing is found
without, and prints what that adds; it changes nothing. The exit code is 1 if an expectation was not met nor written,
or a verdict contradicts what is known.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from literature_page import FOLDER, PAGE, TIMES, entries, read, render

import theoremcheck
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.statements import STATEMENTS

_BOUNDS = (1, 10, 60)


def main() -> int:
    """Run; print what has changed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true", help="write expectations that are not met anew")
    parser.add_argument("--search", action="store_true", help="say what a search adds")
    parser.add_argument("--only", default="", help="the specs with this text in their names; no page is written")
    arguments = parser.parse_args()
    times, stale = dict[str, str](), 0
    theoremcheck.check(next(FOLDER.glob("*.spec")), search=False)  # so that no spec is charged for the imports
    for path in (path for path in sorted(FOLDER.glob("*.spec")) if arguments.only in path.stem):
        started = time.perf_counter()
        verdict = theoremcheck.check(path, search=False)
        times[path.stem] = time_class(time.perf_counter() - started)
        line = expectation(verdict)
        text = path.read_text(encoding="utf-8")
        old = re.search(r"^expect .*$", text, re.MULTILINE)
        if old is None or not verdict.met or _better(old[0], line):
            print(f"{path.stem}: {old[0] if old else 'no expectation'} -> {line}", flush=True)
            if arguments.update:
                _write(path, text, line)
            else:
                stale += 1
        if arguments.search and verdict.verdict == "undecided":
            found = expectation(theoremcheck.check(path))
            if found != line:
                print(f"{path.stem}: a search finds: {found}", flush=True)
    wrong = [entry for entry in map(read, sorted(FOLDER.glob("*.spec"))) if entry.contradicts]
    for entry in wrong:
        print(f"CONTRADICTION {entry.name}: known {entry.known} ({entry.origin}), found {entry.found}")
    if not arguments.only:
        PAGE.write_text(render(entries(), times), encoding="utf-8")
        print(f"written: {PAGE}")
    return 1 if stale or wrong else 0


def expectation(verdict: theoremcheck.Verdict) -> str:
    """The line of a spec that expects this verdict; of several theorems one that says there is no minimum."""
    names = verdict.rules or verdict.theorems
    if not names:
        return f"expect {verdict.verdict}"
    strong = [name for name in names if STATEMENTS[name].conclusion is Conclusion.NO_MINIMUM]
    return f"expect {verdict.verdict} by {(*strong, *names)[0]}"


def time_class(seconds: float) -> str:
    """The class of a duration, coarse enough to be the same on most machines."""
    return next((TIMES[k] for k, bound in enumerate(_BOUNDS) if 3 * seconds < bound), TIMES[-1])


def _better(old: str, new: str) -> bool:
    """True if what was undecided is decided now; ``expect undecided`` is not met then, but a bare spec has no line."""
    return old.startswith("expect undecided") and not new.startswith("expect undecided")


def _write(path: Path, text: str, line: str) -> None:
    kept = re.sub(r"\n*^expect .*\n*", "\n", text, flags=re.MULTILINE).rstrip("\n")
    between = "\n" if kept.rsplit("\n", 1)[-1].startswith("claim ") else "\n\n"
    path.write_text(f"{kept}{between}{line}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
