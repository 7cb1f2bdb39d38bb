"""``theoremcheck format PATH...``: specs with their white space put in order."""

from __future__ import annotations

import sys
from difflib import unified_diff
from pathlib import Path

from theoremcheck.cli.codes import INPUT, NOT_MET, OK, combined
from theoremcheck.cli.complaints import complain
from theoremcheck.cli.files import CannotWrite, find_specs, write
from theoremcheck.cli.loading import STANDARD_INPUT
from theoremcheck.cli.say import echo
from theoremcheck.language import Severity, load
from theoremcheck.language.formatting import format_loaded


def run(paths: tuple[Path, ...], *, check: bool, diff: bool) -> int:
    """Format the files in place, or standard input to standard output; return the exit code."""
    found = find_specs(paths)
    codes = [_format(path, check=check, diff=diff) for path in found]
    if check:
        changed, wrong = codes.count(NOT_MET), codes.count(INPUT)
        counts = f"{changed} of {len(found)} would be changed" if changed else f"{codes.count(OK)} in order"
        echo(f"{counts}, {wrong} wrong" if wrong else counts, err=True)
    return combined(codes)


def _format(path: Path, *, check: bool, diff: bool) -> int:
    piped = path == STANDARD_INPUT
    loaded = load(path, stream=sys.stdin.buffer if piped else None)
    if loaded.spec is None:
        wrong = (entry for entry in loaded.diagnostics if entry.severity is Severity.ERROR)
        complain(wrong, loaded.source)
        return INPUT
    text = format_loaded(loaded, path)
    before = loaded.source.text if piped else _written(path)
    if diff and text != before:
        old, new = (content.splitlines(keepends=True) for content in (before, text))
        for line in unified_diff(old, new, f"{path}", f"{path} (formatted)"):
            echo(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n", nl=False)
    if check:
        if text != before and not diff:
            echo(f"would change {path}")
        return OK if text == before else NOT_MET
    if piped and not diff:
        echo(text, nl=False)
    elif text != before and not diff:
        try:
            write(path, text)
        except CannotWrite as error:
            error.show()
            return INPUT
        echo(f"formatted {path}")
    return OK


def _written(path: Path) -> str:
    """The file as it is, its line ends included."""
    return path.read_bytes().decode("utf-8", errors="surrogateescape")
