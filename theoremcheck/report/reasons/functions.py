"""The sentences of reasons about formulas."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str]({})
