"""The sentences of reasons about bounds on work and size."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "work.bound": "the work on a formula reached its bound {bound} (steps, not seconds)",
    }
)
