"""The parser without lark reads what lark reads, and as lark reads it."""

import json
import random
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import lark
import pytest

from theoremcheck.language import automaton, loads, tables
from theoremcheck.language.automaton import Automaton
from theoremcheck.language.blocks import KEYWORDS, split
from theoremcheck.language.building import Build, Token
from theoremcheck.language.diagnostics import Collector
from theoremcheck.language.source import Source

SPECS = Path(__file__).resolve().parents[2] / "specs"
TEXTS = sorted(SPECS.rglob("*.spec"))
TOKENS = "bias biased no hidden output outputs deep.1 deep. e4 1e4 .5 ..  .. -> - > >= ** * ( ) { } , ; :"
WORDS = (*KEYWORDS, *TOKENS.split())


@lru_cache(maxsize=1)
def reference():
    """Lark's parser with the same actions; the tokens that it hands them are made into those of the package."""

    def action(name):
        def act(self, parts):
            own = [Token.of(str(e), e.type, e.start_pos) if isinstance(e, lark.Token) else e for e in parts]
            return getattr(Build(), name)(own)

        return act

    names = [name for name in vars(Build) if not name.startswith("_")]
    kind = type("Actions", (lark.Transformer,), {name: action(name) for name in names})
    return lark.Lark(
        tables.grammar_text(), transformer=kind(), parser="lalr", lexer="contextual", start="item",
        maybe_placeholders=False,
    )  # fmt: skip


def read(text):
    try:
        return reference().parse(text)
    except lark.exceptions.UnexpectedInput:
        return None


def items(text):
    return [(block.start, block.end) for block in split(Collector(Source("", text)))]


def test_the_packaged_tables_are_of_this_grammar():
    packaged = automaton.FILE.read_text(encoding="utf-8")
    assert json.loads(packaged)["grammar"] == tables.grammar_text(), "run `python tests/language/write_tables.py`"
    if json.loads(tables.packaged())["lark"] == lark.__version__:
        assert packaged == tables.automaton_text()


@pytest.mark.parametrize("path", TEXTS[::7], ids=lambda path: path.stem)
def test_specs_are_read_as_lark_reads_them(path):
    text = path.read_text(encoding="utf-8")
    for start, end in items(text):
        found = automaton.automaton().parse(text, start, end)
        assert found is not None
        assert found == reference().parse(lark.TextSlice(text, start, end))


def mutated(text, draw):
    """The text with a few pieces left out, doubled, or replaced by words of the language."""
    for _ in range(draw.randint(1, 3)):
        at = draw.randrange(len(text) + 1)
        end = min(len(text), at + draw.randrange(6))
        text = (
            text[:at] + draw.choice(("", text[at:end] * 2, draw.choice(WORDS), f" {draw.choice(WORDS)} ")) + text[end:]
        )
    return text


@pytest.mark.parametrize("seed", range(10))
def test_what_lark_does_not_read_is_not_read(seed):
    draw = random.Random(seed)
    read_by_both = 0
    for _ in range(60):
        text = draw.choice(TEXTS).read_text(encoding="utf-8")
        start, end = draw.choice(items(text))
        item = mutated(text[start : min(end, start + 400)], draw)
        expected = read(item)
        assert automaton.automaton().parse(item, 0, len(item)) == expected, item
        read_by_both += expected is not None
    assert read_by_both > 0


@pytest.mark.parametrize(
    "text",
    [
        "network { shortcut = 3 softplus no hidden biasoutput bias }",  # no name may stand there: words need no space
        "network { shortcut = 3 softplus no hidden biased }",
        "let M = 3.", "let M = .5", "let M = 1e", "let M = 1e+3", "let notM = 3", "let not = 3", "let bias = 1",
        "expect proved by a.b", "expect proved by a .b", "candidate { deep.1 = 3 deep = 4 }", "let M = 3 # end",
        'dataset d { from "a\\"b" features "x".."y" }', "neuron s(z) = z**2*z", "let M =", "", "# nothing",
    ],
)  # fmt: skip
def test_tokens_end_where_those_of_lark_end(text):
    assert automaton.automaton().parse(text, 0, len(text)) == read(text)


def test_a_part_of_a_text_is_read_alone():
    text = "let M = 34 let N = 5"
    assert automaton.automaton().parse(text, 0, 9).value.head == "3"


def test_without_tables_of_this_grammar_they_are_made(monkeypatch, tmp_path):
    other = tmp_path / "automaton.json"
    monkeypatch.setattr(automaton, "FILE", other)
    for content in (None, json.dumps({"grammar": "of another one"})):
        if content is not None:
            other.write_text(content, encoding="utf-8")
        made = automaton.automaton.__wrapped__()
        assert isinstance(made, Automaton)
        assert made.parse("let M = 3", 0, 9) == read("let M = 3")


def test_a_spec_without_mistakes_needs_no_lark():
    path = SPECS / "theorems" / "rotated_xor_softplus.spec"
    loading = f"from theoremcheck.language import load; print(load({str(path)!r}).spec is None)"
    program = f"import sys; {loading}; print('lark' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "False\nFalse\n"


def test_a_spec_with_a_mistake_is_explained_by_lark():
    found = loads("let M 3\n")
    assert found.spec is None
    assert "expected" in found.render()
