"""The open documents of an editor, each with what is known of its text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import field
from pathlib import Path
from typing import Any, Final, TypeVar

from theoremcheck.lsp.analysis import Analysis, analyse
from theoremcheck.lsp.positions import Positions
from theoremcheck.trusted.records import dataclass

_T = TypeVar("_T")
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass
class Document:
    """One open document: its text, and what was found of it.

    ``verdict`` is the last message of a check, of the text ``checked``: it is stale once that is not ``text``.
    """

    uri: str
    path: Path
    text: str
    version: int | None = None
    verdict: Mapping[str, Any] | None = None
    checked: str | None = None
    delayed: asyncio.Task[None] | None = None
    _of: str | None = None
    _analysis: asyncio.Future[Analysis] | None = None

    @property
    def current(self) -> Mapping[str, Any] | None:
        """The verdict on this very text, if there is one."""
        return self.verdict if self.checked == self.text else None

    @property
    def known(self) -> Mapping[str, str]:
        """What was found for this spec, in words, by id."""
        found = self.current or {}
        known: Mapping[str, str] = found.get("known", _NOTHING)
        return known

    def analysis(self, executor: Executor) -> asyncio.Future[Analysis]:
        """The analysis of the text, which is made once."""
        if self._analysis is None or self._of != self.text:
            self._of = self.text
            self._analysis = asyncio.get_running_loop().run_in_executor(executor, analyse, self.text, self.path)
        return self._analysis


@dataclass
class Documents:
    """All open documents. The work on their texts is done by one thread, one after the other."""

    executor: Executor
    encoding: str = "utf-16"
    open: dict[str, Document] = field(default_factory=dict)

    async def known(self, uri: str) -> tuple[Document, Analysis, Positions] | None:
        """A document with its analysis and its positions; None if it is not open."""
        document = self.open.get(uri)
        if document is None:
            return None
        text = document.text
        analysis = await asyncio.shield(document.analysis(self.executor))
        return document, analysis, Positions.of(analysis.loaded.source, text, self.encoding)

    async def work(self, function: Callable[..., _T], *arguments: Any) -> _T:
        """The result of a function that the thread calls."""
        return await asyncio.get_running_loop().run_in_executor(self.executor, function, *arguments)
