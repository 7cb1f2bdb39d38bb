"""Reasons as data: every code that the program raises has its sentence, and every sentence a code that is raised."""

import ast
import re
import string
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.report.reasons import SENTENCES, data, functions, kernel, minima, paths, search, sentence, work
from theoremcheck.trusted.refusal import Reason, Refusal

ROOT = Path(theoremcheck.__file__).parent
PARTS = (functions, data, minima, kernel, search, paths, work)
CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*\.[a-z0-9]+(_[a-z0-9]+)*")
PLACES = {"Refusal": 0, "Unreadable": 0, "Reason": 0, "of": 0, "make_move": 0, "require": 1, "bounded": 1, "nothing": 1}
"""Where the code stands among the arguments of what makes a reason."""

PASSED_ON = {
    # functions that hand on the code that they are given
    *(("refusal.py", "code"), ("work.py", "code"), ("certificate.py", "code"), ("sparse.py", "code")),
    *(
        ("regimes.py", "code"),
        ("change.py", "code"),
        ("moves.py", "code"),
        ("case.py", "code"),
        ("findings.py", "code"),
    ),
    # reasons that are known already, and codes from a table
    *(("pieces.py", "found"), ("smooth.py", "obligation.what")),
    *(("points.py", "_CERTIFIED[fact.condition]"), ("box.py", "_UNSOLVED[found.end]"), ("carrying.py", "point")),
    # a reason with the block named as the problem names it
    *(("branches.py", "value.code"), ("branches.py", "_own_names(refusal.reason)")),
    # reasons of an earlier run, read again
    ("reasons.py", "str(raw['code'])"),
}
"""(file, expression) of the codes that are no literals."""


def raised():
    """(file, line, node of the code, names of the values or None if some are not written out)."""
    for path in sorted(path for path in ROOT.rglob("*.py") if "report" not in path.relative_to(ROOT).parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name == "of" and ast.unparse(node.func) != "Reason.of":
                continue
            place = PLACES.get(name)
            if place is not None and len(node.args) > place:
                names = {keyword.arg for keyword in node.keywords}
                plain = name != "Reason" and None not in names
                where = path.relative_to(ROOT).as_posix()
                yield where, node.lineno, node.args[place], frozenset(names) if plain else None


def literals(node):
    """The strings that an expression can be; None if they are not written out."""
    if isinstance(node, ast.IfExp):
        arms = (literals(node.body), literals(node.orelse))
        return None if None in arms else [text for arm in arms for text in arm]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


RAISED = list(raised())
CALLS = [(f"{path}:{line}", code, names) for path, line, node, names in RAISED for code in literals(node) or ()]


def fields(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_code_has_a_sentence():
    assert [(where, code) for where, code, _ in CALLS if code not in SENTENCES] == []


def test_the_values_of_a_reason_are_those_of_its_sentence():
    wrong = [
        (where, code, sorted(names), SENTENCES[code])
        for where, code, names in CALLS
        if names is not None and code in SENTENCES and not fields(SENTENCES[code]) <= names
    ]
    assert wrong == []


def test_no_value_is_left_unsaid():
    """Where one of two codes is raised, either may leave values out."""
    unsaid = [
        (f"{path}:{line}", node.value, sorted(names))
        for path, line, node, names in RAISED
        if names and isinstance(node, ast.Constant) and node.value in SENTENCES
        if fields(SENTENCES[node.value]) < names
    ]
    assert unsaid == []


def test_one_code_comes_with_one_set_of_values():
    named = {}
    for _, code, names in CALLS:
        if names is not None:
            named.setdefault(code, set()).add(names)
    assert {code: sets for code, sets in named.items() if len(sets) > 1} == {}


def test_every_sentence_has_a_code_that_is_used():
    written = set()
    for path in ROOT.rglob("*.py"):
        if path.parent.name != "reasons":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            written |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert sorted(set(SENTENCES) - written) == []


def test_codes_are_literals():
    loose = {
        (Path(path).name, ast.unparse(node))
        for path, _, node, _ in RAISED
        if literals(node) is None and not isinstance(node, ast.JoinedStr | ast.BinOp)
    }
    hidden = {(path, ast.unparse(node)) for path, _, node, _ in RAISED if isinstance(node, ast.JoinedStr | ast.BinOp)}
    assert hidden == set()
    assert loose == PASSED_ON


def test_codes_and_sentences_are_well_formed():
    codes = [code for part in PARTS for code in part.SENTENCES]
    assert len(codes) == len(set(codes)), "a code stands in two parts"
    for code, text in SENTENCES.items():
        assert CODE.fullmatch(code), code
        assert text == text.strip(), code
        assert not text.endswith(".") or text.endswith("..."), code
        assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in fields(text)), code


def test_nothing_reads_a_sentence():
    """No branch compares a refusal's text, and nothing asks whether words stand in one."""
    reading = re.compile(r"""["'] in (str\(|reason\b|note\b|\w+\.words\b)|str\((refusal|reason)\)\.|\.words\.""")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in ROOT.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if reading.search(line)
    ]
    assert found == []


def test_a_sentence_shows_values_and_counts_from_one(monkeypatch):
    from theoremcheck.report import reasons

    templates = {
        "toy.sample": "sample {sample} has {share} of the weight",
        "toy.within": "block {block}: {reason}",
    }
    monkeypatch.setattr(reasons, "SENTENCES", templates)
    inner = Reason.of("toy.sample", sample=0, share=Fraction(1, 3))
    assert sentence(inner) == "sample 1 has 1/3 of the weight"
    assert sentence(Refusal("toy.within", block="a0", reason=inner)) == "block a0: sample 1 has 1/3 of the weight"
    assert str(Refusal(inner)) == "toy.sample(sample=0, share=1/3)"


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_sentence_can_be_made(code):
    values = dict.fromkeys(fields(SENTENCES[code]), 1)
    assert sentence(Reason.of(code, **values))


@given(st.text(max_size=40), st.sampled_from(["\n", "\r", "\x1b[2J", "\x9b", "\u2028", "\u202e"]))
def test_foreign_text_neither_ends_a_line_nor_commands_a_terminal(text, command):
    for reason in (
        Reason.of("facts.unknown_goal", goal=text + command + text),
        Reason.of("certificate.unknown_condition", where="claims[0]", condition=command + text),
    ):
        assert sentence(reason).isprintable()


def test_foreign_text_is_cut():
    assert len(sentence(Reason.of("facts.unknown_goal", goal="x" * 10**6))) < 1100
