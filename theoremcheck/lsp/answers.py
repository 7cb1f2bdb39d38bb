"""From what is known of a spec to the values of the protocol."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from lsprotocol import types

from theoremcheck.language import Diagnostic, Severity
from theoremcheck.language.tree import ClaimItem, NetworkItem
from theoremcheck.lsp.analysis import Analysis
from theoremcheck.lsp.completion import Choice, Sort
from theoremcheck.lsp.places import Symbol
from theoremcheck.lsp.positions import Positions

SOURCE: Final = "theoremcheck"
_SEVERITY: Final = MappingProxyType(
    {
        Severity.ERROR: types.DiagnosticSeverity.Error,
        Severity.WARNING: types.DiagnosticSeverity.Warning,
        Severity.NOTE: types.DiagnosticSeverity.Information,
    }
)
_KIND: Final = MappingProxyType(
    {
        Sort.WORD: types.CompletionItemKind.Keyword,
        Sort.NUMBER: types.CompletionItemKind.Constant,
        Sort.FUNCTION: types.CompletionItemKind.Function,
        Sort.BLOCK: types.CompletionItemKind.Field,
        Sort.ID: types.CompletionItemKind.Property,
        Sort.VALUE: types.CompletionItemKind.EnumMember,
        Sort.FILE: types.CompletionItemKind.File,
        Sort.COLUMN: types.CompletionItemKind.Field,
    }
)
_SYMBOL: Final = MappingProxyType(
    {
        "dataset": types.SymbolKind.Array,
        "neuron": types.SymbolKind.Function,
        "loss": types.SymbolKind.Function,
        "network": types.SymbolKind.Class,
        "let": types.SymbolKind.Constant,
    }
)


def area(places: tuple[tuple[int, int], tuple[int, int]]) -> types.Range:
    """A range of two positions."""
    return types.Range(types.Position(*places[0]), types.Position(*places[1]))


def between(positions: Positions, start: int, end: int) -> types.Range:
    """The range of two offsets."""
    return area((positions.position(start), positions.position(end)))


def diagnostic(entry: Diagnostic, positions: Positions) -> types.Diagnostic:
    """A diagnostic with its notes and its help in the message."""
    said = [entry.message, *(f"note: {note}" for note in entry.notes)]
    if entry.help is not None:
        said.append(f"help: {entry.help}")
    place = area(positions.span(entry.span))
    return types.Diagnostic(place, "\n".join(said), severity=_SEVERITY[entry.severity], code=entry.code, source=SOURCE)


def verdict_diagnostic(found: Mapping[str, Any], analysis: Analysis, positions: Positions) -> types.Diagnostic:
    """The verdict, at the claim or else at the network: information, a warning where an expectation is not met."""
    severity = types.DiagnosticSeverity.Information if found["met"] else types.DiagnosticSeverity.Warning
    severity = types.DiagnosticSeverity.Error if found["alarm"] else severity
    items = [item for kind in (ClaimItem, NetworkItem) for item in analysis.items if isinstance(item, kind)]
    word = "claim" if items and isinstance(items[0], ClaimItem) else "network"
    start = items[0].start if items else 0
    place = between(positions, start, start + len(word))
    return types.Diagnostic(place, found["message"], severity=severity, code=found["verdict"], source=SOURCE)


def repairs(uri: str, asked: types.Range, analysis: Analysis, positions: Positions) -> Iterator[types.CodeAction]:
    """The edits that the diagnostics in a range offer."""
    for entry in analysis.diagnostics:
        shown = diagnostic(entry, positions)
        if entry.repair is None or not _meet(shown.range, asked):
            continue
        edit = types.TextEdit(area(positions.span(entry.repair.span)), entry.repair.text)
        yield types.CodeAction(
            title=entry.help or "repair",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[shown],
            is_preferred=True,
            edit=types.WorkspaceEdit(changes={uri: [edit]}),
        )


def plain(text: str) -> types.MarkupContent:
    """A text in letters of one width, whatever stands in it."""
    fence = "```"
    while fence in text:
        fence += "`"
    return types.MarkupContent(types.MarkupKind.Markdown, f"{fence}text\n{text}\n{fence}")


def _meet(one: types.Range, other: types.Range) -> bool:
    return _pair(one.start) <= _pair(other.end) and _pair(other.start) <= _pair(one.end)


def _pair(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def choice(entry: Choice, positions: Positions, offset: int) -> types.CompletionItem:
    """A completion that replaces what is written of it."""
    return types.CompletionItem(
        label=entry.text,
        kind=_KIND[entry.sort],
        detail=entry.detail,
        filter_text=entry.text,
        text_edit=types.TextEdit(between(positions, entry.start, offset), entry.text),
    )


def symbol(entry: Symbol, positions: Positions) -> types.DocumentSymbol:
    """An item of the outline."""
    return types.DocumentSymbol(
        name=f"{entry.keyword} {entry.name}".strip(),
        kind=_SYMBOL.get(entry.keyword, types.SymbolKind.Property),
        range=between(positions, entry.start, entry.end),
        selection_range=between(positions, entry.start, entry.start + len(entry.keyword)),
    )


def lens(uri: str, *, running: bool, found: Mapping[str, Any] | None) -> types.CodeLens:
    """The line above the first one: the verdict, and a command to check or to stop checking."""
    said = "check" if found is None else f"{found['summary']}: check again"
    command = types.Command(f"{SOURCE}: {said}", "theoremcheck.check", arguments=[uri])
    if running:
        said = "checking" if found is None else f"{found['summary']}, searching"
        command = types.Command(f"{SOURCE}: {said} ... stop", "theoremcheck.stop", arguments=[uri])
    return types.CodeLens(area(((0, 0), (0, 0))), command=command)
