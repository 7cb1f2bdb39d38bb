"""Run the commands that the README and the pages of ``docs`` show, and write outputs anew where they have changed.

``python tests/reference/write_pages.py [PAGE ...]``; an output of which the page leaves out lines is named instead, and
the exit code is then 1.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from shown_commands import ROOT, rewritten
from test_shown_commands import PAGES


def main() -> int:
    """Run; print what was written, and what is left to do by hand."""
    left = 0
    for page in map(Path, sys.argv[1:] or [str(ROOT / name) for name in PAGES]):
        old = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            new, stale = rewritten(old, Path(folder))
        if new != old:
            page.write_text(new, encoding="utf-8")
            print(f"written: {page}")
        for command in stale:
            print(f"{page}: not as shown: {command}")
            left = 1
    return left


if __name__ == "__main__":
    sys.exit(main())
