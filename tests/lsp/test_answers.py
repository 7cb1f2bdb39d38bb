"""What is said of a place in a text: completions, explanations, declarations, positions."""

from pathlib import Path

import pytest

from theoremcheck.language import Source
from theoremcheck.lsp.analysis import analyse
from theoremcheck.lsp.completion import Sort, complete
from theoremcheck.lsp.hover import hover
from theoremcheck.lsp.places import definition
from theoremcheck.lsp.positions import Positions

NOWHERE = Path("/nowhere/foo.spec")
GOOD = """let M = 3
dataset d { + (1)  - (-1) }
neuron soft(t) = log(1 + exp(beta*t)) / beta assume beta > 0
loss logistic
network { shortcut = M soft  hidden bias  deep = 2 relu with bias -> 1 tanh }
"""


def texts(text, offset=None):
    """The completions at the end of a text, or at an offset."""
    return [entry.text for entry in complete(analyse(text, NOWHERE), len(text) if offset is None else offset)]


@pytest.mark.parametrize(
    ("text", "some", "none"),
    [
        ("", {"dataset", "neuron", "expect"}, {"shortcut", "relu"}),
        (GOOD, {"objective", "claim"}, {"shortcut"}),
        (GOOD + "obj", {"objective"}, {"regularizer"}),
        ("network { ", {"shortcut", "deep", "trainable", "hidden"}, {"dataset", "relu", "bias"}),
        ("network { hidden ", {"bias"}, {"shortcut"}),
        ("network {\n  foo bar\n  hidden ", {"bias"}, {"shortcut"}),  # a wrong line above hides nothing
        (GOOD + "network { shortcut = ", {"M"}, {"relu", "soft"}),
        (GOOD + "network { shortcut = 2 so", {"soft", "softplus", "relu"}, {"M", "hinge", "logistic"}),
        (GOOD + "network { deep = 2 relu -> M ", {"soft", "softplus"}, {"M", "hinge"}),
        (GOOD + "network { frozen ", {"a0", "deep.1", "deep.2", "deep.output"}, {"deep.3", "relu"}),
        ("neuron ", {"softplus", "lrelu"}, {"hinge", "max"}),
        ("loss ", {"hinge"}, {"softplus"}),
        ("loss + ", {"hinge"}, {"softplus"}),
        ("loss - late(u) = ", {"u", "exp"}, {"z"}),
        (GOOD + "neuron s(u) = ", {"u", "M", "exp", "pi", "softplus", "soft", "cases"}, {"shortcut"}),
        (GOOD + "neuron s(u) = max(", {"u", "exp"}, {"z"}),
        ("neuron s { assume ", {"c1", "not", "strictly_convex"}, {"linearly_separable"}),
        ("dataset d { assume ", {"linearly_separable", "not"}, {"c1"}),
        ("dataset d { dimension 2  assume not ", {"linearly_separable"}, {"not", "c1"}),
        ("objective { regularizer = ", {"l2"}, {"a", "all"}),
        ("objective { regularizer = 1/2 * l2(", {"a", "w", "all"}, {"relu"}),
        ("candidate { ", {"a0", "w", "deep"}, {"relu"}),
        ("search { ", {"starts", "seed", "digits"}, {"a"}),
        ("claim ", {"no_bad", "error at most"}, {"proved"}),
        ("claim error ", {"at most"}, {"no_bad"}),
        ("expect ", {"proved", "undecided"}, {"thm.subspaces"}),
        ("expect proved by ", {"thm.subspaces", "rule.flat"}, {"data.linearly_separable", "lemma.slice"}),
        ("expect undecided failing data.lin", {"data.linearly_separable"}, {"proved"}),
        ("network { # short", set(), {"shortcut", "dataset"}),
        ('dataset d { from "x', set(), {"label", "dataset"}),
        ("network { )", set(), {"shortcut"}),
    ],
)
def test_completions(text, some, none):
    found = texts(text)
    assert some <= {*found}
    assert none & {*found} == set()
    assert len(found) == len({*found})


def test_a_completion_replaces_what_is_written():
    text = "expect proved by thm.sub"
    found = next(entry for entry in complete(analyse(text, NOWHERE), len(text)) if entry.text == "thm.subspaces")
    assert (found.start, found.sort) == (17, Sort.ID)
    assert found.detail


def test_tables_beside_the_spec(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n")
    (tmp_path / "u.txt").write_text("")
    text = 'dataset d { from "'
    found = complete(analyse(text, tmp_path / "foo.spec"), len(text))
    assert [(entry.text, entry.start) for entry in found] == [("t.csv", len(text))]


@pytest.mark.parametrize(
    "typed, names",
    [
        ('label "', ["x", "size", "species"]),
        ('label "sp', ["x", "size", "species"]),
        ('label "species" positive "', ["set", "vir"]),
        ('positive "set" negative "v', []),
        ('label "species" positive "set" negative "v', ["set", "vir"]),
        ('label "species" positive "set" features "x".."', ["x", "size", "species"]),
        ('label "species" positive "set"\n  features "x", "', ["x", "size", "species"]),
        ('label "x" positive "', ["1", "2", "3"]),
        ('label "other" positive "', []),
        ('label "species" "', []),
        ('label "species" } neuron n "', []),
    ],
)
def test_columns_and_labels_of_a_table(tmp_path, typed, names):
    (tmp_path / "t.csv").write_text('x;size;"species"\n1;2;vir\n2;2;set\n\n3;4;vir\n')
    text = f'dataset d {{ from "t.csv" {typed}'
    found = complete(analyse(text, tmp_path / "foo.spec"), len(text))
    assert [entry.text for entry in found] == names
    assert {entry.start for entry in found} <= {text.rindex('"') + 1}


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'a,"b\nc', None])
def test_a_table_that_cannot_be_read_offers_what_it_can(tmp_path, data):
    if data is not None:
        (tmp_path / "t.csv").write_bytes(data)
    for typed in ('label "', 'label "a" positive "'):
        text = f'dataset d {{ from "t.csv" {typed}'
        assert all(entry.text in ("a", "b c", "b") for entry in complete(analyse(text, tmp_path / "f.spec"), len(text)))


def said(text, word, known=None, number=0):
    """What is said of the occurrence of a word."""
    offset = -1
    for _ in range(number + 1):
        offset = text.index(word, offset + 1)
    found = hover(analyse(text, NOWHERE), offset + 1, known or {})
    return None if found is None else found[0]


def test_hovers_explain_and_say_what_was_found():
    text = GOOD + "expect undecided failing network.width(3), data.balanced\n"
    known = {"network.width": "holds M = 3", "neuron.c1": "holds s is smooth", "loss.c1": "holds l is smooth"}
    assert "How it is decided" in said(text, "network.width")
    assert "holds M = 3" in said(text, "network.width", known)
    assert "For this spec" not in said(text, "data.balanced", known)
    assert said(text, "M", known) == "let M = 3"
    assert "s is smooth" in said(text, "soft", known)
    assert "l is smooth" in said(text, "logistic", known)
    assert "l is smooth" not in said(text, "relu", known)
    assert "a neuron of the library" in said(text, "relu")
    assert "every formula" in said(text, "log")
    assert said(text, "shortcut") is None
    assert said("claim no_valley", "no_v").startswith("claim no_valley")


def test_a_hover_ends_where_it_should():
    answers = pytest.importorskip("theoremcheck.lsp.answers")
    assert answers.plain("let x = 1 # ```\n# [x](y)").value.count("````") == 2


def test_assumed_properties_are_explained_by_their_block():
    assert said("dataset d { dimension 2 assume linearly_separable }", "linearly_s").startswith(
        "data.linearly_separable"
    )
    assert said("neuron s { assume c1 }", "c1").startswith("neuron.c1")


def test_the_code_of_a_diagnostic_is_explained():
    assert "E023: an unknown name" in said(GOOD.replace("relu", "rellu"), "rellu")


@pytest.mark.parametrize(
    ("word", "number", "target"),
    [
        ("M", 1, "M"), ("soft", 1, "soft"), ("t)", 1, "t"), ("beta", 0, "beta"),
    ],
)  # fmt: skip
def test_definitions(word, number, target):
    offset = -1
    for _ in range(number + 1):
        offset = GOOD.index(word, offset + 1)
    found = definition(analyse(GOOD, NOWHERE), offset)
    assert GOOD[found.start : found.end] == target
    assert found.start != offset


@pytest.mark.parametrize(
    ("block", "line"),
    [("w", "shortcut = M soft"), ("b", "hidden bias"), ("deep.1", "deep = 2 relu with bias -> 1 tanh")],
)
def test_blocks_lead_to_the_network(block, line):
    text = GOOD + f"objective {{ regularizer = l2({block}) }}\n"
    found = definition(analyse(text, NOWHERE), text.rindex(f"({block})") + 1)
    assert text[found.start : found.end] == line


def test_a_table_leads_to_its_file(tmp_path):
    text = 'dataset d { from "t.csv" label "b" positive "1" }\ndataset e { from "none.csv" label "b" positive "1" }'
    (tmp_path / "t.csv").write_text("a,b\n")
    analysis = analyse(text, tmp_path / "foo.spec")
    assert definition(analysis, text.index("t.csv")).file == tmp_path / "t.csv"
    assert definition(analysis, text.index("none.csv")) is None
    assert definition(analysis, text.index("label")) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_and_offsets_are_inverse(encoding):
    text = "a\U0001f600b\n\n\u00e9x\u2028y\n"
    positions = Positions(Source("", text), encoding=encoding)
    assert [positions.offset(*positions.position(i)) for i in range(len(text) + 1)] == [*range(len(text) + 1)]
    letters = {"utf-8": 5, "utf-16": 3, "utf-32": 2}
    assert positions.position(2) == (0, letters[encoding])


def test_positions_outside_are_clamped():
    positions = Positions(Source("", "a\U0001f600b\nc"))
    assert positions.offset(0, 99) == 3
    assert positions.offset(9, 0) == 4
    assert positions.offset(0, 2) == 1  # amid a pair: before the character


def test_a_byte_order_mark_counts_in_the_first_line():
    document = "\ufeffnetwork\nx"
    positions = Positions.of(analyse(document, NOWHERE).loaded.source, document)
    assert positions.position(0) == (0, 1)
    assert positions.offset(0, 1) == 0
    assert positions.position(8) == (1, 0)


ODD = [
    "\ud800",
    "\0",
    "network {\x0c}",
    "\u2028dataset",
    "(" * 5000,
    "neuron s(z) = " + "(" * 5000,
    "\ufeff\ufeff",
    "\r\r\n",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_have_answers(text):
    analysis = analyse(text, NOWHERE)
    for offset in (0, 1, len(analysis.text)):
        complete(analysis, offset)
        hover(analysis, offset, {})
        definition(analysis, offset)
    assert analysis.diagnostics
