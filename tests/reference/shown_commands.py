"""Pages that show commands with their outputs: running them, comparing, and writing the outputs anew.

A page is Markdown. A block that opens with three backticks, ``text`` and a name is a file of that name; a block
without a language, whose lines begin with ``$ theoremcheck``, shows commands, each with what it prints. A line
``...`` stands for lines that are left out. All blocks of a page run in one folder, in their order; ``specs`` is
there as well. Numbers of the search differ between machines and are not compared.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_BLOCK: Final = re.compile(r"^```(?P<language>[^\n]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)
_SEARCH: Final = re.compile(r"^(The minimum is spurious|Search: ).*?(?=^expect |\n\n|\Z)", re.DOTALL | re.MULTILINE)
_SKIP: Final = "..."


@dataclass(frozen=True)
class Shown:
    """A command of a page and the output that the page shows for it."""

    command: str
    output: str


def commands(body: str) -> Iterator[Shown]:
    """The commands of a block."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Shown(command, output)


def play(page: str, folder: Path) -> Iterator[tuple[Shown, str]]:
    """Write the files of a page, and run its commands; each with what it printed."""
    (folder / "specs").symlink_to(ROOT / "specs")
    for block in _BLOCK.finditer(page):
        language, _, name = block["language"].partition(" ")
        if language == "text" and name:
            (folder / name).write_text(block["body"], encoding="utf-8")
        elif not block["language"] and block["body"].startswith("$ "):
            for shown in commands(block["body"]):
                yield shown, run(shown.command, folder)


def run(command: str, folder: Path) -> str:
    """What a command prints, on both streams; ``theoremcheck`` is this package."""
    program, *arguments = shlex.split(command)
    assert program == "theoremcheck", command
    answer = subprocess.run(
        [sys.executable, "-m", "theoremcheck", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "80", "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return answer.stdout


def agrees(shown: str, real: str) -> bool:
    """Whether an output is the one that a page shows, but for white space, skipped lines and numbers of the search."""
    shown, real = _without_counts(shown), _without_counts(real)
    parts = [_plain(part) for part in re.split(rf"^{re.escape(_SKIP)}$", shown, flags=re.MULTILINE)]
    return bool(re.fullmatch(".*".join(map(re.escape, parts)), _plain(real)))


def _without_counts(text: str) -> str:
    return _SEARCH.sub(lambda found: re.sub(r"\d[\d,.]*", "N", found.group()), text)


def _plain(text: str) -> str:
    return " ".join(text.split())


def rewritten(page: str, folder: Path) -> tuple[str, list[str]]:
    """The page with every output as it is today, and the commands whose outputs, with skipped lines, have changed."""
    stale = list[str]()
    for shown, real in play(page, folder):
        if agrees(shown.output, real):
            continue
        if _SKIP in shown.output.splitlines():
            stale.append(shown.command)
            continue
        page = page.replace(f"$ {shown.command}\n{shown.output}", f"$ {shown.command}\n{real.strip()}\n")
    return page, stale
