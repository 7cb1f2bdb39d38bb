"""The server: what an editor asks, by pygls."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from theoremcheck._version import __version__
from theoremcheck.language import Severity
from theoremcheck.language.formatting import format_loaded
from theoremcheck.lsp import answers
from theoremcheck.lsp.checks import Checks
from theoremcheck.lsp.completion import complete
from theoremcheck.lsp.documents import Document, Documents
from theoremcheck.lsp.hover import hover
from theoremcheck.lsp.places import definition, symbols

STATE: Final = "theoremcheck/state"
"""The notification of what became of a check."""

_DEBOUNCE: Final = 200
_LONGEST_DEBOUNCE: Final = 10_000


class Server(LanguageServer):
    """A server with its documents and its checks.

    Documents are sent whole: where a line ends is then a question of the language alone.
    """

    def __init__(self) -> None:
        super().__init__("theoremcheck", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.documents = Documents(ThreadPoolExecutor(max_workers=1))
        self.checks = Checks()
        self.debounce = _DEBOUNCE / 1000
        self.closing = False
        self._publishing: set[asyncio.Task[None]] = set()

    def accept(self, params: types.InitializeParams) -> None:
        """Take the options of the client: ``debounce``, milliseconds from 0 to 10000."""
        self.documents.encoding = str(getattr(self.workspace.position_encoding, "value", "utf-16"))
        options = params.initialization_options
        asked = options.get("debounce") if isinstance(options, Mapping) else None
        if isinstance(asked, int | float) and 0 <= asked <= _LONGEST_DEBOUNCE:
            self.debounce = asked / 1000

    def changed(self, uri: str, text: str, version: int | None) -> None:
        """Take the text of a document, and publish its diagnostics once nobody has typed for a moment."""
        document = self.documents.open.get(uri)
        if document is None:
            document = self.documents.open[uri] = Document(uri, _path(uri), text)
        document.text, document.version = text, version
        if document.delayed is not None:
            document.delayed.cancel()
        document.delayed = asyncio.get_running_loop().create_task(self._later(uri))

    async def _later(self, uri: str) -> None:
        await asyncio.sleep(self.debounce)
        await self.publish(uri)

    async def publish(self, uri: str) -> None:
        """Publish the diagnostics of a document, the verdict among them if it is known."""
        version = self.documents.open[uri].version if uri in self.documents.open else None
        found = await self.documents.known(uri)
        if found is None or found[0].version != version:
            return
        document, analysis, positions = found
        shown = [answers.diagnostic(entry, positions) for entry in analysis.diagnostics]
        if document.current is not None and "met" in document.current:
            shown.append(answers.verdict_diagnostic(document.current, analysis, positions))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown, version))

    async def check(self, uri: str) -> None:
        """Check a document in a process of its own, unless it has errors."""
        found = await self.documents.known(uri)
        if found is None:
            return
        document, analysis, _ = found
        if any(entry.severity is Severity.ERROR for entry in analysis.diagnostics):
            await self.checks.stop(uri)
            self._tell(uri, {"stage": "wrong"})
            return
        text = document.text
        await self.checks.start(uri, document.path, text, partial(self._heard, uri, text))

    def _heard(self, uri: str, text: str, message: dict[str, Any]) -> None:
        document = self.documents.open.get(uri)
        if document is not None and "met" in message:
            document.verdict, document.checked = message, text
            task = asyncio.get_running_loop().create_task(self.publish(uri))
            # The loop itself keeps no task from being collected.
            self._publishing.add(task)
            task.add_done_callback(self._publishing.discard)
        self._tell(uri, {name: value for name, value in message.items() if name != "known"})

    def _tell(self, uri: str, message: dict[str, Any]) -> None:
        self.protocol.notify(STATE, {"uri": uri, **message})
        workspace = self.client_capabilities.workspace
        if self.closing:
            return  # a client that shuts the server down is asked nothing any more
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    async def close(self, uri: str) -> None:
        """Forget a document."""
        await self.checks.stop(uri)
        document = self.documents.open.pop(uri, None)
        if document is not None and document.delayed is not None:
            document.delayed.cancel()
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _path(uri: str) -> Path:
    """The file of a document; one that is not saved stands in the working folder."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path) if path else Path.cwd() / "untitled.spec"


def make() -> Server:
    """A server with all that it answers."""
    server = Server()
    _documents(server)
    _questions(server)
    _commands(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.accept(params)

    @server.feature(types.SHUTDOWN)
    async def shutdown(params: None) -> None:
        server.closing = True
        await server.checks.stop_all()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        entry = params.text_document
        server.changed(entry.uri, entry.text, entry.version)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        for change in params.content_changes[-1:]:
            server.changed(params.text_document.uri, change.text, params.text_document.version)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        await server.check(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        await server.close(params.text_document.uri)


def _questions(server: Server) -> None:
    documents = server.documents

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[".", '"', " "]))
    async def completed(params: types.CompletionParams) -> list[types.CompletionItem]:
        found = await documents.known(params.text_document.uri)
        if found is None:
            return []
        _, analysis, positions = found
        offset = positions.offset(params.position.line, params.position.character)
        choices = await documents.work(complete, analysis, offset)
        return [answers.choice(entry, positions, offset) for entry in choices]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        found = await documents.known(params.text_document.uri)
        if found is None:
            return None
        document, analysis, positions = found
        offset = positions.offset(params.position.line, params.position.character)
        said = await documents.work(hover, analysis, offset, document.known)
        if said is None:
            return None
        return types.Hover(answers.plain(said[0]), answers.between(positions, said[1], said[2]))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def defined(params: types.DefinitionParams) -> types.Location | None:
        found = await documents.known(params.text_document.uri)
        if found is None:
            return None
        document, analysis, positions = found
        target = definition(analysis, positions.offset(params.position.line, params.position.character))
        if target is None:
            return None
        if target.file is None:
            return types.Location(document.uri, answers.between(positions, target.start, target.end))
        uri = uris.from_fs_path(str(target.file.resolve()))
        return None if uri is None else types.Location(uri, answers.area(((0, 0), (0, 0))))

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        found = await documents.known(params.text_document.uri)
        return [] if found is None else [answers.symbol(entry, found[2]) for entry in symbols(found[1])]

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        found = await documents.known(params.text_document.uri)
        if found is None or found[1].loaded.spec is None:
            return None
        document, analysis, positions = found
        text = await documents.work(format_loaded, analysis.loaded, document.path)
        everything = answers.area(((0, 0), positions.end()))
        return [] if text == analysis.text else [types.TextEdit(everything, text)]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    async def repaired(params: types.CodeActionParams) -> list[types.CodeAction]:
        found = await documents.known(params.text_document.uri)
        return [] if found is None else [*answers.repairs(found[0].uri, params.range, found[1], found[2])]


def _commands(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        document = server.documents.open.get(params.text_document.uri)
        if document is None:
            return []
        return [answers.lens(document.uri, running=server.checks.running(document.uri), found=document.current)]

    @server.command("theoremcheck.check")
    async def check(uri: str) -> None:
        await server.check(uri)

    @server.command("theoremcheck.stop")
    async def stop(uri: str) -> bool:
        return await server.checks.stop(uri)


def serve(asked: BinaryIO, out: BinaryIO) -> None:
    """Answer the client at the other ends of two streams until it says that it is done, or is gone."""
    make().start_io(asked, out)
