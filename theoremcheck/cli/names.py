"""The commands by name, and where each is declared."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

BESIDE: Final = MappingProxyType(
    {
        **dict.fromkeys(("sweep", "hunt", "shrink", "relabel", "replay"), "families"),
        **dict.fromkeys(("eval", "certify", "verify", "prove", "explain", "atlas"), "commands"),
        **dict.fromkeys(("watch", "format", "new", "import", "lsp", "completion"), "commands"),
    }
)
"""The module of each command but ``check``, in this package; who checks a spec need not load them."""

COMMANDS: Final = frozenset({"check", *BESIDE})
"""All of them."""
