"""The sentences of reasons about points and bad local minima."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str]({})
