"""The TextMate grammar: ``python -m theoremcheck.highlighting.textmate`` prints it for ``editors/vscode/syntaxes``."""

from __future__ import annotations

import json
import sys
from typing import Final

from theoremcheck.highlighting.roles import table

SCOPE: Final = "source.theoremcheck"


def grammar() -> str:
    """The grammar as JSON text."""
    patterns = [{"match": row.pattern, "name": f"{row.scope}.theoremcheck"} for row in table()]
    content = {"name": "theoremcheck", "scopeName": SCOPE, "fileTypes": ["spec"], "patterns": patterns}
    return json.dumps(content, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(grammar())
