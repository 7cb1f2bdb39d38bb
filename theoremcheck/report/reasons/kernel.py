"""The sentences of reasons about claims and certificates."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str]({})
