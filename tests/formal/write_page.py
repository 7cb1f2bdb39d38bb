"""Decide, export and check every decided spec of the corpus; write ``docs/formal.md`` and the sample of CI.

``python tests/formal/write_page.py --jobs 2`` takes some minutes. With ``--cache FOLDER`` certificates and answers of
coqc are kept there, so that an interrupted run goes on where it stopped, and a later one asks only for what has
changed; the seconds are then those of the first time. ``--only TEXT`` takes the specs with TEXT in their names and
writes nothing. ``--add`` keeps the rows of the page and adds the specs that have none; a whole run has to follow once
a check or the library has changed. The exit code is 1 if a verdict is not the expected one, or coqc refuses a file; 130
if interrupted.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
from collections.abc import Mapping
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from corpus_exports import REFUSED, Found, Row, expected, name_of, prove_spec, read, specs
from formal_page import PAGE, Page, parse, render, totals
from formal_sample import SAMPLE, chosen, read_sample, sample_text, sample_with, unreached

from theoremcheck.formal.building import Changes
from theoremcheck.formal.coqc import Coq, compiled_library, find


def main() -> int:
    """Run; print a line for each spec, and the totals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1, help="specs at a time")
    parser.add_argument("--cache", type=Path, help="folder of certificates and answers")
    parser.add_argument("--only", default="", help="the specs with this text in their names; nothing is written")
    parser.add_argument("--add", action="store_true", help="keep the rows of the page; take the specs without one")
    arguments = parser.parse_args()
    if arguments.cache is not None:
        arguments.cache.mkdir(parents=True, exist_ok=True)
    coq = find()
    library = compiled_library(coq, Changes(sys.stderr))
    expected_of = decided()
    kept = kept_rows(expected_of) if arguments.add else ()
    wanted = {name: verdict for name, verdict in expected_of.items() if arguments.only in name}
    wanted = {name: wanted[name] for name in wanted.keys() - {row.spec for row in kept}}
    proving = partial(answer, coq=coq, library=library, cache=arguments.cache)
    found: list[Found] = []
    wrong: list[str] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended like Ctrl-C, so that no worker is left behind
    # what is started anew shares no state of the deciders
    with get_context("spawn").Pool(arguments.jobs, _worker) as pool:
        try:
            for entry in pool.imap_unordered(proving, wanted):
                if isinstance(entry, str):
                    wrong.append(entry)
                    print(entry, flush=True)
                    continue
                found.append(entry)
                row = entry.row
                print(f"{row.spec}: {row.verdict} by {row.statement}: {row.result} ({row.seconds} s)", flush=True)
                if row.verdict != wanted[row.spec]:
                    wrong.append(f"{row.spec}: expected {wanted[row.spec]}, found {row.verdict}")
                if row.result.startswith(REFUSED):
                    wrong.append(f"{row.spec}: {row.result}")
        except KeyboardInterrupt:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            print(f"interrupted after {len(found)} of {len(wanted)} specs; nothing is written")
            print("\n".join(totals([entry.row for entry in found])))
            return 130
    rows = sorted((*kept, *(entry.row for entry in found)), key=lambda row: row.spec)
    print("\n".join([*totals(rows), *wrong]))
    if not arguments.only and len(found) == len(wanted):
        PAGE.write_text(render(Page(tuple(rows), coq.version, machine())), encoding="utf-8")
        if arguments.add:
            SAMPLE.write_text(sample_with(read_sample(SAMPLE.read_text("utf-8")), expected_of, found), encoding="utf-8")
        else:
            others = [prove_spec(spec, coq, library, arguments.cache, goal) for goal, spec in unreached(found).items()]
            SAMPLE.write_text(sample_text((*chosen(found), *others)), encoding="utf-8")
        print(f"written: {PAGE}, {SAMPLE}")
    return 1 if wrong else 0


def decided() -> dict[str, str]:
    """The specs that expect another verdict than undecided, with that verdict."""
    names = [name_of(path) for path in specs()]
    verdicts = {name: expected(read(name)) for name in names}
    return {name: verdict for name, verdict in verdicts.items() if verdict != "undecided"}


def kept_rows(expected_of: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows of the page whose specs are still there and expect the verdict of the row."""
    return tuple(row for row in parse(PAGE.read_text("utf-8")).rows if expected_of.get(row.spec) == row.verdict)


def answer(name: str, coq: Coq, library: Path, cache: Path | None) -> Found | str:
    """What coqc says of a spec; a text for a failure of the program, which must not end the run."""
    try:
        return prove_spec(name, coq, library, cache)
    except Exception as error:
        return f"{name}: failed: {error!r}"


def machine() -> str:
    """The processor, and how many there are."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text("utf-8").splitlines() if known.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} cores, {models[0] if models else platform.processor() or platform.machine()}"


def _worker() -> None:
    """Ctrl-C is for the process that started this one, which then ends it; coqc is ended on the way out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


if __name__ == "__main__":
    sys.exit(main())
