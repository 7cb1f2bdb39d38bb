"""The tables of the grammar, made beforehand: lark needs most of a second to make them.

Items that are right are read by ``automaton.py``; lark says what is wrong with others, and what could come next.
"""

from __future__ import annotations

import json
from collections import deque
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from lark import Lark
    from lark.grammar import Rule

_OPTIONS: Final = {"parser": "lalr", "lexer": "contextual", "start": "item", "maybe_placeholders": False}
TABLES: Final = "tables.json"
"""The file of the tables, beside this one."""


def grammar_text() -> str:
    """The grammar: from the installed package, else from the source tree."""
    packaged = Path(__file__).with_name("spec.lark")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "grammar" / "spec.lark").read_text(encoding="utf-8")


def grammar_digest() -> str:
    """What the tables of lark are compared with, to see whether they are of this grammar."""
    import hashlib

    return hashlib.sha256(grammar_text().encode()).hexdigest()


def built() -> Lark:
    """The parser as lark makes it from the grammar."""
    from lark import Lark

    options: Any = _OPTIONS
    return Lark(grammar_text(), **options)


def tables_text() -> str:
    """The content of the file of tables; it is plain data, for this grammar and this version of lark alone."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = built().memo_serialize([TerminalDef, Rule])
    return json.dumps({**_made_for(), "data": data, "memo": memo}, separators=(",", ":"), sort_keys=True) + "\n"


def packaged() -> str | None:
    """The content of the file of tables; None if there is none."""
    file = Path(__file__).with_name(TABLES)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def loaded(text: str) -> Lark | None:
    """The parser from the content of a file of tables; None if they are of another grammar or another lark."""
    from lark import Lark

    found = json.loads(text, object_hook=_numbered)
    if any(found.get(name) != value for name, value in _made_for().items()):
        return None
    kind: Any = Lark
    # What the stand-alone parsers that lark generates call as well.
    return cast("Lark", kind._load_from_dict(found["data"], found["memo"]))


@lru_cache(maxsize=1)
def parser() -> Lark:
    """The parser of items as lark has it, for what is wrong and what may come next."""
    text = packaged()
    return (None if text is None else loaded(text)) or built()


def automaton_text() -> str:
    """The same tables as ``automaton.py`` reads them, as JSON; no lark is needed with them."""
    from lark.parsers.lalr_analysis import Shift

    found: Any = built()
    table = found.parser.parser._parse_table
    start = table.start_states["item"]
    names, left, rules, rows = {start: 0}, deque([start]), dict[Any, int](), []
    while left:  # lark numbers states anew each time; here they are numbered as they are reached
        row = {}
        for symbol, (action, entry) in sorted(table.states[left.popleft()].items()):
            if action is not Shift:
                row[symbol] = -1 - rules.setdefault(entry, len(rules))
                continue
            if entry not in names:
                names[entry] = len(names)
                left.append(entry)
            row[symbol] = names[entry]
        rows.append(row)
    ignored = set(found.lexer_conf.ignore)
    order = sorted(
        found.terminals,
        # The order in which lark tries them where several begin alike.
        key=lambda entry: (-entry.priority, -entry.pattern.max_width, -len(entry.pattern.value), entry.name),
    )
    patterns = [entry.pattern.to_regexp() for entry in order if entry.name in ignored]
    tables = {
        "grammar": grammar_text(),
        "start": names[start],
        "stop": names[table.end_states["item"]],
        "ignored": f"(?:{'|'.join(patterns)})+",
        "terminals": [
            [entry.name, entry.pattern.value, entry.pattern.type == "re"]
            for entry in order
            if entry.name not in ignored
        ],
        "rules": [_reduction(rule) for rule in rules],
        "states": rows,
    }
    return json.dumps(tables, separators=(",", ":"), sort_keys=True) + "\n"


def _reduction(rule: Rule) -> list[Any]:
    """Symbol, size, action, whether an only value stands for itself, and which values are taken, as lark does it."""
    taken = [
        [index, not symbol.is_term and symbol.name.startswith("_")]
        for index, symbol in enumerate(rule.expansion)
        if not getattr(symbol, "filter_out", False)  # what only terminals have
    ]
    whole = len(taken) == len(rule.expansion) and not any(many for _, many in taken)
    action = rule.alias or rule.origin.name
    single = bool(rule.options.expand1 and not rule.alias)
    own = None if action.startswith("_") else action
    return [rule.origin.name, len(rule.expansion), own, single, None if whole else taken]


def _made_for() -> dict[str, str]:
    """What the tables depend on."""
    import lark

    return {"lark": lark.__version__, "grammar": grammar_digest()}


def _numbered(entries: dict[str, Any]) -> dict[Any, Any]:
    """A mapping as it was before JSON made texts of its numbers."""
    return {int(key) if key.isdigit() else key: value for key, value in entries.items()}
