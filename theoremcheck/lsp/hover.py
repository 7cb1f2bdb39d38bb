"""What a word means, and what was found of it for this spec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from theoremcheck.functions import library
from theoremcheck.language.codes import CODES
from theoremcheck.language.tree import ClaimItem, DatasetItem, FunctionItem, LetItem
from theoremcheck.lsp.analysis import Analysis
from theoremcheck.report.explanations import claim_explanation, code_explanation, entry_lines, explanation, formula_word
from theoremcheck.theory.claims import CLAIM_PROSE
from theoremcheck.theory.lookup import SUCCESSORS, current, identifiers


def hover(analysis: Analysis, offset: int, known: Mapping[str, str]) -> tuple[str, int, int] | None:
    """The text about the word at an offset, and the place of the word; None if there is nothing to say.

    ``known`` is what was found for this spec, in words, by id; empty before it is checked.
    """
    found = analysis.word(offset)
    word, start = found or ("", offset)
    lines = [*_about(analysis, word, offset, known), *_mistakes(analysis, offset)]
    return ("\n".join(lines).strip(), start, start + len(word)) if lines else None


def _mistakes(analysis: Analysis, offset: int) -> Iterator[str]:
    """What the codes of the diagnostics at an offset mean."""
    source = analysis.loaded.source
    for entry in analysis.diagnostics:
        span = entry.span
        if span is None or entry.code not in CODES:
            continue
        if source.offset(span.line, span.column) <= offset <= source.offset(span.end_line, span.end_column):
            yield from (code_explanation(entry.code), "")


def _about(analysis: Analysis, word: str, offset: int, known: Mapping[str, str]) -> Iterator[str]:
    name = _identifier(analysis, word, offset)
    if name is not None:
        if name in known:
            yield from ("For this spec", known[name], "")
        yield explanation(name)
        return
    if isinstance(analysis.item(offset), ClaimItem) and word in CLAIM_PROSE:
        yield claim_explanation(word)
        return
    for item in analysis.items:
        if isinstance(item, LetItem | FunctionItem) and item.name.text == word:
            yield from (analysis.text[item.start : item.end], "")
            if isinstance(item, FunctionItem) and _is_used(analysis, item.kind, (word,)):
                yield from _properties(item.kind, known)
            return
    entries = [entry for kind in _kinds(analysis, offset) if (entry := library.find(kind, word)) is not None]
    for entry in entries[:1]:
        yield from entry_lines(entry)
        if _is_used(analysis, entry.kind, (entry.name, *entry.aliases)):
            yield from _properties(entry.kind, known)
    said = None if entries else formula_word(word)
    if said is not None:
        yield said


def _identifier(analysis: Analysis, word: str, offset: int) -> str | None:
    """The id that a word names; what is assumed is named without its block."""
    if word in SUCCESSORS or word in identifiers():
        return current(word)
    item = analysis.item(offset)
    block = "data" if isinstance(item, DatasetItem) else item.kind if isinstance(item, FunctionItem) else ""
    assumed = f"{block}.{word}"
    return assumed if assumed in identifiers() else None


def _kinds(analysis: Analysis, offset: int) -> tuple[library.Kind, ...]:
    item = analysis.item(offset)
    return ("loss", "neuron") if isinstance(item, FunctionItem) and item.kind == "loss" else ("neuron", "loss")


def _is_used(analysis: Analysis, kind: library.Kind, names: tuple[str, ...]) -> bool:
    """True if the neuron or a loss that the verdict speaks of has one of these names."""
    spec = analysis.loaded.spec
    if spec is None:
        return False
    used = (spec.problem.neuron,) if kind == "neuron" else spec.problem.losses
    return any(function.name.partition("(")[0] in names for function in used)


def _properties(kind: str, known: Mapping[str, str]) -> Iterator[str]:
    found = [text for name, text in known.items() if name.startswith(f"{kind}.")]
    if found:
        yield from (f"For this spec, as the {kind} of the theorems", *found)
