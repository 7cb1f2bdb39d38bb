"""Colours: every spec is made of known tokens, and what is generated is as the grammar says."""

import json
import re
import tomllib
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.highlighting.roles import table
from theoremcheck.highlighting.textmate import SCOPE, grammar
from theoremcheck.language.expecting import terminals

pytest.importorskip("pygments")

from pygments.token import Error, Keyword, Name, Number, Operator, String, string_to_tokentype

from theoremcheck.highlighting.pygments import SpecLexer

ROOT = Path(__file__).resolve().parents[2]
VSCODE = ROOT / "editors" / "vscode"


def tokens(text):
    """Type and text of all tokens but white space."""
    return [(kind, value) for _, kind, value in SpecLexer().get_tokens_unprocessed(text) if value.strip()]


@pytest.mark.parametrize("path", sorted((ROOT / "specs").rglob("*.spec"))[::25], ids=lambda path: path.stem)
def test_specs_have_no_strange_token(path):
    text = path.read_text(encoding="utf-8")
    found = [*SpecLexer().get_tokens_unprocessed(text)]
    assert "".join(value for _, _, value in found) == text
    assert Error not in {kind for _, kind, _ in found}


def test_tokens_of_a_line():
    found = tokens('network { deep = 2 relu -> 3 s frozen deep.1 } # "x"\nloss l(z) = 2**exp(pi * .5e1) from "a # b"')
    kinds = {value: kind for kind, value in found}
    assert kinds["network"] is Keyword.Declaration
    assert kinds["deep"] is Keyword
    assert kinds["relu"] is Name.Function
    assert kinds["s"] is Name
    assert kinds["deep.1"] is Name.Attribute
    assert kinds["exp"] is Name.Builtin
    assert kinds["pi"] is Name.Constant
    assert kinds[".5e1"] is Number
    assert kinds["->"] is Operator
    assert kinds["**"] is Operator
    assert kinds['"a # b"'] is String.Double
    assert '# "x"' in kinds


def test_what_the_language_does_not_have_is_an_error():
    assert tokens("let M = 3 € [")[-2:] == [(Error, "€"), (Error, "[")]


def test_every_terminal_is_in_the_table():
    rows = [re.compile(row.pattern) for row in table()]
    for entry in terminals().values():
        if entry.literal is not None:
            assert any(row.fullmatch(entry.literal) for row in rows), entry.name


def test_types_are_those_of_pygments():
    assert all(string_to_tokentype(row.pygments).parent is not None for row in table())


def test_the_textmate_grammar_is_the_generated_one():
    """python -m theoremcheck.highlighting.textmate > editors/vscode/syntaxes/theoremcheck.tmLanguage.json"""
    assert (VSCODE / "syntaxes" / "theoremcheck.tmLanguage.json").read_text(encoding="utf-8") == grammar()


def test_the_extension_names_files_that_exist():
    package = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))
    given = package["contributes"]
    assert package["version"] == theoremcheck.__version__
    assert given["grammars"][0]["scopeName"] == SCOPE
    named = [package["main"], given["languages"][0]["configuration"], given["grammars"][0]["path"]]
    assert [name for name in named if not (VSCODE / name).exists()] == []
    json.loads((VSCODE / "language-configuration.json").read_text(encoding="utf-8"))


def test_the_lexer_is_an_entry_point():
    entry = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    module, _, name = entry["pygments.lexers"]["theoremcheck"].partition(":")
    assert (module, name) == (SpecLexer.__module__, SpecLexer.__name__)
    assert SpecLexer.analyse_text("Name: foo\n%description\n") == 0.0
    assert SpecLexer.analyse_text("# x\nnetwork { shortcut = 1 relu }\n") > 0
