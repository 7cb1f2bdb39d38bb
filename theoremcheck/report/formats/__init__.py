"""The output formats of a run by name: each is a module here and a line in ``FORMATS``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Final, cast

from theoremcheck.report.formats.document import Format


class _Formats(Mapping[str, Format]):
    """The format of each module by its name, loaded when it is asked for: a run needs one of them."""

    def __init__(self, *names: str) -> None:
        self._names = names

    def __getitem__(self, name: str) -> Format:
        if name not in self._names:
            raise KeyError(name)
        return _loaded(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@lru_cache(maxsize=64)
def _loaded(name: str) -> Format:
    return cast(Format, import_module(f"{__name__}.{name}").FORMAT)


FORMATS: Final[Mapping[str, Format]] = _Formats(
    "text",
    "json",
    "markdown",
    "certificate",
    "minimum",
    "npz",
    "rocq",
    "junit",
    "github",
    "sarif",
    "html",
    "svg",
    "latex",
)
"""What ``-o NAME`` writes."""
