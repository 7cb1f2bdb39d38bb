"""The sentences of reasons about the data, the network and the problem."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType[str, str]({})
