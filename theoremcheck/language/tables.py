"""The parser, from tables that are made beforehand: lark needs most of a second to make them from the grammar."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from lark import Lark, Transformer

_OPTIONS: Final = {"parser": "lalr", "lexer": "contextual", "start": "item", "maybe_placeholders": False}
TABLES: Final = "tables.json"
"""The file of the tables, beside this one."""


def grammar_text() -> str:
    """The grammar: from the installed package, else from the source tree."""
    packaged = files("theoremcheck.language").joinpath("spec.lark")
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "grammar" / "spec.lark").read_text(encoding="utf-8")


def built(transformer: Transformer[Any, Any] | None = None) -> Lark:
    """The parser as lark makes it from the grammar."""
    from lark import Lark

    options: Any = _OPTIONS
    return Lark(grammar_text(), transformer=transformer, **options)


def tables_text() -> str:
    """The content of the file of tables; it is plain data, for this grammar and this version of lark alone."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = built().memo_serialize([TerminalDef, Rule])
    return json.dumps({**_made_for(), "data": data, "memo": memo}, separators=(",", ":"), sort_keys=True) + "\n"


def packaged() -> str | None:
    """The content of the file of tables; None if there is none."""
    file = files("theoremcheck.language").joinpath(TABLES)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def loaded(text: str, transformer: Transformer[Any, Any]) -> Lark | None:
    """The parser from the content of a file of tables; None if they are of another grammar or another lark."""
    from lark import Lark

    found = json.loads(text, object_hook=_numbered)
    if any(found.get(name) != value for name, value in _made_for().items()):
        return None
    kind: Any = Lark
    # What the stand-alone parsers that lark generates call as well.
    return cast("Lark", kind._load_from_dict(found["data"], found["memo"], transformer=transformer))


@lru_cache(maxsize=1)
def parser() -> Lark:
    """The parser of items, which builds their trees."""
    from theoremcheck.language.building import Build

    text = packaged()
    return (None if text is None else loaded(text, Build())) or built(Build())


def _made_for() -> dict[str, str]:
    """What the tables depend on."""
    import lark

    return {"lark": lark.__version__, "grammar": hashlib.sha256(grammar_text().encode()).hexdigest()}


def _numbered(entries: dict[str, Any]) -> dict[Any, Any]:
    """A mapping as it was before JSON made texts of its numbers."""
    return {int(key) if key.isdigit() else key: value for key, value in entries.items()}
