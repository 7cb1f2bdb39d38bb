"""What may be written next: words by the parser's state, names by what the item is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final

from theoremcheck.functions import library
from theoremcheck.language.assumptions import PROPERTIES
from theoremcheck.language.expecting import Expected, expected, in_text, terminals
from theoremcheck.language.meaning import CONSTANTS, ELEMENTARY
from theoremcheck.language.settings import SETTINGS, VERDICTS
from theoremcheck.language.shapes import BLOCKS
from theoremcheck.language.tree import HEAD, FunctionItem, LayersLine, LetItem, NetworkItem
from theoremcheck.lsp.analysis import Analysis
from theoremcheck.lsp.tables import offered
from theoremcheck.theory.lookup import identifiers, is_lemma, prose
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.records import dataclass

_PREFIX: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*$")
_FILE: Final = re.compile(r'\bfrom\s+"([^"\\\n]*)$')
_MOST: Final = 200
_NUMBERS: Final = frozenset({"LET"})


class Sort(Enum):
    """What a completion is."""

    WORD = "word"
    NUMBER = "number"
    FUNCTION = "function"
    BLOCK = "block of parameters"
    ID = "id"
    VALUE = "value"
    FILE = "file"
    COLUMN = "column or label of a table"


@dataclass(frozen=True, slots=True)
class Choice:
    """A text that may stand from ``start``, an offset, to the cursor; ``detail`` says what it is."""

    text: str
    sort: Sort
    detail: str
    start: int


def complete(analysis: Analysis, offset: int) -> tuple[Choice, ...]:
    """All that may stand at an offset, no text twice."""
    text = analysis.text[:offset]
    if in_text(text[text.rfind("\n") + 1 :]):
        return tuple(_files(analysis, text))
    prefix = _PREFIX.search(text)
    start = prefix.start() if prefix else offset
    state = expected(text[:start])
    if state is None:
        return ()
    found: dict[str, Choice] = {}
    for name, sort, detail in (*_words(state), *_names(analysis, state)):
        found.setdefault(name, Choice(name, sort, detail, start))
    return tuple(found.values())


_Row = tuple[str, Sort, str]


def _words(state: Expected) -> Iterator[_Row]:
    all_ = terminals()
    for name in sorted(state.terminals & all_.keys()):
        entry = all_[name]
        if entry.is_word and entry.literal is not None:
            yield entry.literal, Sort.WORD, "keyword"


def _names(analysis: Analysis, state: Expected) -> Iterator[_Row]:
    """Names, where the grammar has a name next."""
    if "NAME" not in state.terminals or not state.before:
        return
    keyword = state.before[0][0]
    last = _governing(state)
    if keyword in ("NEURON", "LOSS"):
        yield from _of_function(analysis, state, keyword.lower(), last)
    elif keyword in _NUMBERS or "NUMBER" in state.terminals:
        yield from _lets(analysis)
    if keyword == "NETWORK" and state.before[-1][1] == "->":
        yield HEAD, Sort.WORD, "a residual head, f = a0 + w . (x + V h(x))"
    if keyword == "NETWORK" and "NUMBER" not in state.terminals:
        yield from _blocks(analysis) if "PATH" in state.terminals else _functions(analysis, "neuron")
    elif keyword == "DATASET" and last == "ASSUME":
        yield from ((name, Sort.ID, _short(f"data.{name}")) for name in PROPERTIES["data"])
    elif keyword == "OBJECTIVE":
        yield from [("l2", Sort.FUNCTION, "the sum of the squares of all entries of the blocks named")]
        if "PATH" in state.terminals:
            yield from (*_blocks(analysis), ("all", Sort.BLOCK, "every trained block of the network"))
    elif keyword == "CANDIDATE" and "PATH" in state.terminals:
        yield from _blocks(analysis)
    elif keyword == "SEARCH" and "NUMBER" not in state.terminals:
        yield from ((name, Sort.WORD, row[0]) for name, row in SETTINGS.items())
    elif keyword == "CLAIM":
        yield from _claims(state)
    elif keyword == "EXPECT":
        yield from _expectations(last)


def _governing(state: Expected) -> str:
    """The last keyword, but for ``not``, which changes nothing of what follows."""
    all_ = terminals()
    words = (name for name, _ in reversed(state.before) if name in all_ and all_[name].is_word)
    return next((name for name in words if name != "NOT"), "")


def _of_function(analysis: Analysis, state: Expected, kind: str, last: str) -> Iterator[_Row]:
    # A loss of one class has its sign behind the keyword.
    before = [token for number, token in enumerate(state.before) if number != 1 or token[0] not in ("PLUS", "MINUS")]
    seen = [name for name, _ in before]
    if len(seen) == 1:
        yield from _library(kind)
    elif last == "ASSUME" and "LBRACE" in seen and "EQUAL" not in seen:
        yield from ((name, Sort.ID, _short(f"{kind}.{name}")) for name in PROPERTIES[kind])
    elif last == "ASSUME" or "EQUAL" not in seen:
        yield from _lets(analysis)
    else:
        words = [text for _, text in before]
        if seen[2:3] == ["LPAR"]:
            yield words[3], Sort.NUMBER, "the variable"
        yield from ((name, Sort.FUNCTION, "a function of formulas") for name in sorted(ELEMENTARY))
        yield from ((name, Sort.NUMBER, "a constant") for name in sorted(CONSTANTS))
        yield from _lets(analysis)
        yield from (*_functions(analysis, kind), *_functions(analysis, "loss" if kind == "neuron" else "neuron"))


def _functions(analysis: Analysis, kind: str) -> Iterator[_Row]:
    for item in analysis.items:
        if isinstance(item, FunctionItem) and item.kind == kind:
            yield item.name.text, Sort.FUNCTION, f"a {kind} of this file"
    yield from _library(kind)


def _library(kind: str) -> Iterator[_Row]:
    for entry in (library.neurons() if kind == "neuron" else library.losses()).values():
        yield from ((name, Sort.FUNCTION, entry.doc) for name in (entry.name, *entry.aliases))


def _lets(analysis: Analysis) -> Iterator[_Row]:
    for item in analysis.items:
        if isinstance(item, LetItem):
            yield item.name.text, Sort.NUMBER, " ".join(analysis.text[item.start : item.end].split())


def _blocks(analysis: Analysis) -> Iterator[_Row]:
    """Blocks and their parts; the layers are those of a network that parses."""
    yield from ((name, Sort.BLOCK, _BLOCKS[name]) for name in BLOCKS)
    lines = [line for item in analysis.items if isinstance(item, NetworkItem) for line in item.lines]
    for branch in ("deep", "beside"):
        yield f"{branch}.weights", Sort.BLOCK, f"all weights of the branch {branch}"
        yield f"{branch}.biases", Sort.BLOCK, f"all biases of the branch {branch}"
        yield f"{branch}.output", Sort.BLOCK, f"the output weights of the branch {branch}"
        layers = [len(line.layers) for line in lines if isinstance(line, LayersLine) and line.keyword.text == branch]
        for number in range(1, min(*layers, _MOST) + 1 if layers else 1):
            yield f"{branch}.{number}", Sort.BLOCK, f"layer {number} of the branch {branch}"


_BLOCKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "a0": "the output bias",
        "a": "the output weights of the shortcut",
        "w": "the hidden weights of the shortcut",
        "b": "the hidden biases of the shortcut",
        "deep": "the branch deep",
        "beside": "the branch beside",
    }
)


def _claims(state: Expected) -> Iterable[_Row]:
    """The words of claims that go on as the item begins."""
    said = [text for _, text in state.before[1:]]
    for asked in Asked:
        words = asked.value.split()
        if words[: len(said)] == said and len(words) > len(said):
            yield " ".join(words[len(said) :]), Sort.VALUE, "a claim"


def _expectations(last: str) -> Iterator[_Row]:
    if last == "EXPECT":
        yield from ((name, Sort.VALUE, "a verdict") for name in VERDICTS)
    elif last == "BY":
        concluding = (name for name in STATEMENTS if not is_lemma(name))
        yield from ((name, Sort.ID, _short(name)) for name in concluding)
    else:
        yield from ((name, Sort.ID, _short(name)) for name in identifiers())


def _short(name: str) -> str:
    return prose(name).short


def _files(analysis: Analysis, text: str) -> Iterator[Choice]:
    """In a text: tables beside the spec, where the path of one is written, and what the table has, behind it."""
    known = offered(text, analysis.folder)
    if known is not None:
        detail, start, names = known
        yield from (Choice(name, Sort.COLUMN, detail, start) for name in names)
    found = _FILE.search(text)
    if found is None:
        return
    try:
        paths = sorted(path.name for path in analysis.folder.glob("*.csv") if '"' not in path.name)
    except OSError:
        return
    yield from (Choice(name, Sort.FILE, "a table", len(text) - len(found[1])) for name in paths[:_MOST])
