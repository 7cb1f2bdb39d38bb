"""Syntax errors of an item, as lark finds them: what is said of each, and what is left out so that the rest is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.language.blocks import KEYWORDS, Block, lost_block
from theoremcheck.language.claims import nearest_claim
from theoremcheck.language.diagnostics import Collector, Help, Place, closest, excerpt, instead, listing, meant
from theoremcheck.language.tables import parser
from theoremcheck.language.tree import HEAD

if TYPE_CHECKING:
    from lark import TextSlice
    from lark.exceptions import UnexpectedInput

MAX_REPAIRS: Final = 20
"""So many wrong lines of one item are looked at."""

_KINDS: Final = MappingProxyType(
    {"NAME": "a name", "PATH": "a part of a block", "NUMBER": "a number", "STRING": "a quoted text", "$END": "the end"}
)
_FORMULA: Final = re.compile(r"[ \t]*(?P<keyword>neuron|loss)[ \t]+(?P<formula>[^\s={}#+-][^={}#\n]*)")
"""A function without a name: no = on the line."""
_NEXT_LAYER: Final = re.compile(r",[ \t]*[A-Za-z0-9_]+[ \t]+(?!bias\b)[A-Za-z_]\w*")
"""A comma and a layer behind it: a width and a neuron."""
_LOWEST: Final = re.compile(rf"(?:deep|beside)[ \t]*=[ \t]*({HEAD})\s*\Z")
"""A residual head as the lowest layer of a branch, at the end of a text."""
_SIZED: Final = re.compile(r"(samples|dimension|seed|range|positives|negatives)[ \t]*=?[ \t]*[\w./-]+[ \t]*\Z")
"""A line of sizes of a dataset, at the end of a text."""
_CLAIMED: Final = re.compile(r"\bclaim((?:[ \t]+[A-Za-z_]\w*){3,})\Z")
"""A claim of more words than one has, at the end of a text."""
_LINED: Final = frozenset({"dataset", "network", "objective", "candidate", "search"})
_ALIKE: Final = MappingProxyType(
    {
        **dict.fromkeys(("layers", "layer", "architecture", "mlp"), "deep"),
        **dict.fromkeys(("width", "neurons", "units", "skip"), "shortcut"),
        **dict.fromkeys(("fixed", "freeze"), "frozen"),
        **dict.fromkeys(("penalty", "l2", "weight_decay", "decay"), "regularizer"),
    }
)
"""Words of other programs for words of this language."""
_ODD: Final[Mapping[str, Help | str]] = MappingProxyType(
    {
        "\u2212": Help("write the minus sign as -", "-"),
        "\u2013": Help("write the minus sign as -", "-"),
        "\u00d7": Help("write the product as *", "*"),
        "\u00b7": Help("write the product as *", "*"),
        "\u2264": Help("write <=", "<="),
        "\u2265": Help("write >=", ">="),
        "\u201c": Help('quote with "', '"'),
        "\u201d": Help('quote with "', '"'),
        "'": Help('quote with "', '"'),
        "|": "write abs(z)",
        "[": "write vectors in parentheses",
        "<": "write cases { z < 0: ...; else: ... }",
        ">": "write cases { z < 0: ...; else: ... }",
        ",": Help("no comma stands here", ""),
        "%": Help("a comment begins with #", "#"),
        ";": Help("lines need no separator", ""),
    }
)


def _error(scanned: str | TextSlice[str]) -> UnexpectedInput | None:
    """What lark finds wrong; None if nothing is."""
    from lark.exceptions import UnexpectedInput

    try:
        parser().parse(scanned)
    except UnexpectedInput as error:
        return error
    return None


def diagnose(collector: Collector, block: Block, body: str) -> None:
    """Report the syntax errors of an item. In a braced item a bad line is blanked out and the parser goes on."""
    reported = -1
    for _ in range(MAX_REPAIRS):
        error = _error(body)
        if error is None:
            return
        place = _place(error, len(body))
        if place.start <= reported:
            return
        _report(collector, Place(place.start + block.start, place.end + block.start), error)
        line = _bad_line(body, place) if block.keyword in _LINED else None
        if line is None:
            return
        reported = line.end
        body = _without(body, line)


def _place(error: UnexpectedInput, end: int) -> Place:
    """Where the error is; at the end of input, right behind the last character."""
    token = getattr(error, "token", None)
    if token is None:
        start = error.pos_in_stream
        return Place(start or 0, (start or 0) + 1)
    if token.type == "$END" or token.start_pos is None:
        return Place(end, end)
    return Place(token.start_pos, token.start_pos + len(token))


def blanked(body: str, error: UnexpectedInput) -> str | None:
    """The text of an item without the line of an error, if that can be left out."""
    line = _bad_line(body, _place(error, len(body)))
    return None if line is None or not body[line.start : line.end].strip() else _without(body, line)


def _without(body: str, line: Place) -> str:
    return body[: line.start] + " " * (line.end - line.start) + body[line.end :]


def _bad_line(body: str, place: Place) -> Place | None:
    """The line of an error, if leaving it out leaves the brackets whole and the item's first and last line alone."""
    start = body.rfind("\n", 0, place.start) + 1
    end = body.find("\n", place.start)
    if start == 0 or end < 0:
        return None
    line = re.sub(r"#.*", "", body[start:end])
    return Place(start, end) if all(line.count(a) == line.count(b) for a, b in ("()", "{}")) else None


def foreign(collector: Collector, block: Block) -> Block | None:
    """The lost item that begins, with a misspelt keyword that is reported, on a line of an item without braces."""
    from lark import TextSlice

    text = collector.source.text
    token = getattr(_error(TextSlice(text, block.start, block.end)), "token", None)
    if token is None or token.type != "NAME" or block.keyword in _LINED or token.start_pos is None:
        return None
    before = text[text.rfind("\n", 0, token.start_pos) + 1 : token.start_pos]
    keyword = closest(str(token), KEYWORDS)
    if before.strip() or keyword is None or token.start_pos <= block.start:
        return None
    place = Place(token.start_pos, token.start_pos + len(token))
    collector.error("E014", f"no item begins with {excerpt(token)!r}", place, help=meant(keyword))
    return lost_block(text, keyword, place)


def _report(collector: Collector, place: Place, error: UnexpectedInput) -> None:
    token = getattr(error, "token", None)
    if token is None:
        letter = collector.source.text[place.start : place.start + 1]
        code = "E010" if letter.isascii() and letter.isprintable() else "E013"
        shown = repr(letter) if letter.isprintable() else f"U+{ord(letter):04X}"
        message = f"unexpected character {shown}"
        collector.error(code, message, place, help=_ODD.get(letter))
        return
    head = _LOWEST.search(collector.source.text[: place.start])
    if head is not None:
        message = f"a {HEAD} head stands above at least one layer"
        layer = Help(f"write a layer below it, as in deep = 4 tanh -> {HEAD}", f"4 tanh -> {HEAD}")
        collector.error("E010", message, Place(*head.span(1)), help=layer)
        return
    patterns = _patterns()
    glued = _glued(collector.source.text, place, patterns)
    if glued is not None:
        text = collector.source.text
        keyword = text[glued.start : place.start]
        message = f"unexpected `{excerpt(text[glued.start : glued.end])}`"
        collector.error("E010", message, glued, help=meant(keyword))
        return
    accepted = [patterns.get(name, name) for name in sorted(_accepted(error))]
    quoted = [_KINDS.get(name) or f"`{name}`" for name in accepted]
    quoted.sort(key=lambda entry: (entry.startswith("`"), entry))
    wanted = listing(quoted) if len(quoted) <= 8 else f"{', '.join(quoted[:8])}, ..."
    seen = "the item ends too early" if token.type == "$END" else f"unexpected `{excerpt(token)}`"
    help = _layers(collector, place, accepted) or _ODD.get(str(token)) or _unnamed(collector, place)
    help = help or _hint(collector, place, token, accepted)
    collector.error("E010", f"{seen}; expected {wanted}", place, help=help)


def _glued(text: str, place: Place, patterns: Mapping[str, str]) -> Place | None:
    """The word that begins as a keyword does and goes on from there, as in ``hidden biases``."""
    start = place.start
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    if text[start : place.start] not in patterns.values() or not re.match(r"\w", text[place.start : place.start + 1]):
        return None
    found = re.compile(r"\w*").match(text, start)
    return None if found is None else Place(start, found.end())


def _accepted(error: UnexpectedInput) -> set[str]:
    from lark.exceptions import UnexpectedToken

    if not isinstance(error, UnexpectedToken):
        return set()
    return set(error.accepts or error.expected)


def _layers(collector: Collector, place: Place, accepted: Sequence[str]) -> Help | None:
    """A comma between two layers, as in ``deep = 3 relu, 3 relu``."""
    if "->" not in accepted or not _NEXT_LAYER.match(collector.source.text, place.start):
        return None
    return Help("layers are joined by ->, as in deep = 3 relu -> 3 relu", " ->")


def _unnamed(collector: Collector, place: Place) -> Help | None:
    """A formula right behind the keyword, as in ``loss (1 - z)^2``: the edit names the function."""
    text = collector.source.text
    begin = text.rfind("\n", 0, place.start) + 1
    found = _FORMULA.match(text, begin)
    variables = set(re.findall(r"\b[a-z]\b", found["formula"])) if found else set()
    if found is None or len(variables) != 1:
        return None
    head = f"{'l' if found['keyword'] == 'loss' else 's'}({variables.pop()}) = "
    shown = excerpt(f"{found['keyword']} {head}{found['formula'].strip()}", 70)
    at = found.start("formula")
    return Help(f"a formula stands behind the name of its function: {shown}", head, Place(at, at))


def _hint(collector: Collector, place: Place, token: Any, accepted: list[str]) -> Help | str | None:
    before = collector.source.text[: place.start]
    if str(token.type) == "LPAR" and re.search(r",\s*[+-]\s*$", before[-80:]):
        comma = before.rindex(",")
        return Help("no comma stands before the sign that begins the other class", "", Place(comma, comma + 1))
    claimed = _CLAIMED.search(before[-200:])
    if claimed is not None and (near := nearest_claim(claimed[1])) is not None:
        return Help(f"did you mean claim {near}?", f"claim {near}", Place(place.start - len(claimed[0]), place.start))
    bare = re.search(r"(?:=|->|\+)\s*(\d+)\s*$", before[-200:])
    if bare is not None and accepted == ["NAME"]:
        return f"{bare[1]} lacks its neuron: a layer is its width and its neuron, as in {bare[1]} softplus"
    alone = re.search(r"(=|->|\+)\s*([A-Za-z_]\w*)\s*$", before[-200:])
    if alone is not None and (accepted == ["NAME"] or alone[1] == "->"):
        if alone[1] == "->" and alone[2] == HEAD:
            return "a residual head ends the deep part"
        return "a layer is its width and its neuron, as in 3 softplus"
    sized = _SIZED.search(before[-200:])
    if sized is not None and str(token) in "*/^(":
        return f"name it: let m = ... before the dataset, and {sized[1]} m in it; formulas are not read here"
    if not str(token)[:1].isalpha():
        return None
    if "*" in accepted and before[-1:].isdigit():
        return Help("write the product with *", f"*{token}")
    words = [word for word in accepted if word.isidentifier() and word not in _KINDS]
    alike = _ALIKE.get(str(token))
    return instead(str(token), words) or (meant(alike) if alike in words else None)


@lru_cache(maxsize=1)
def _patterns() -> MappingProxyType[str, str]:
    """What each terminal looks like, for messages."""
    return MappingProxyType(
        {entry.name: entry.name if entry.name in _KINDS else entry.pattern.value for entry in parser().terminals}
    )
