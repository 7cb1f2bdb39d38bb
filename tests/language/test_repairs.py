"""Edits that diagnostics offer: each removes the diagnostic it comes with."""

from pathlib import Path

import pytest

from theoremcheck.language import loads

DATA = "dataset d { + (1, 0)  - (0, 1) }\n"
LOSS = "loss logistic\n"
NET = "network { shortcut = 3 softplus }\n"
GOOD = DATA + LOSS + NET
FORMULA = DATA + LOSS + "network { shortcut = 1 s }\nneuron s(z) = "
KNOWN = frozenset({"thm.subspaces", "network.width"})

REPAIRS = [
    (DATA + LOSS + "network { shortcut = 3 sofplus }", "E023", "3 softplus }"),
    ("let Width = 3\n" + DATA + LOSS + "network { shortcut = Widht relu }", "E023", "= Width relu"),
    ("let Width = 3\n" + LOSS + NET + "dataset d { + (1, -Widht)  - (0, 1) }", "E023", "(1, -Width)"),
    (FORMULA + "max(z, sofplus(z))", "E023", "max(z, softplus(z))"),
    (FORMULA + "exp(zed)", "E050", "exp(z)"),
    ("let alpha = 3\n" + FORMULA + "z + alhpa", "E050", "z + alpha"),
    (FORMULA + "z + relu", "E045", "z + relu(z)"),
    (FORMULA + "2z", "E010", "2*z"),
    (FORMULA + "z \u2212 1", "E013", "z - 1"),
    (FORMULA + "z \u00d7 2", "E013", "z * 2"),
    (DATA + LOSS + "network { shortcut = 3 relu, output bias }", "E010", "3 relu output bias"),
    (DATA + LOSS + "network { shortcut = 3 relu; output bias }", "E010", "3 relu output bias"),
    (LOSS + NET + "dataset d { + (1, 0), - (0, 1) }", "E010", "+ (1, 0) - (0, 1)"),
    (DATA + LOSS + "network {\n  shortcat = 3 softplus\n}", "E010", "shortcut = 3"),
    (DATA + LOSS + "netwrok { shortcut = 3 softplus }", "E014", "network { shortcut"),
    (DATA + NET + "loss logistic\nexpct proved", "E014", "expect proved"),
    (DATA + LOSS + "network { shortcut = 3 relu with bias }", "E025", "3 relu  }"),
    (DATA + LOSS + "network { shortcut = 3 relu  hidden biases }", "E010", "hidden bias }"),
    (DATA + LOSS + "network { layers = 3 relu }", "E010", "{ deep = 3 relu"),
    (DATA + LOSS + "network { width = 3 relu }", "E010", "{ shortcut = 3 relu"),
    (GOOD + "objective { weight_decay = 1/10 * l2(a) }", "E010", "{ regularizer = 1/10"),
    (DATA + LOSS + "network { deep = residual }", "E010", "deep = 4 tanh -> residual"),
    (DATA + LOSS + "network { deep = 4 tanh -> 2 residual }", "E010", "4 tanh -> residual }"),
    (GOOD + "objective { regularizer = l1(w) }", "E110", "l2(w)"),
    (GOOD + "objective { regularizer = l2(al) }", "E094", "l2(all)"),
    (DATA + LOSS + "network { shortcut = 3 relu  deep = 1 relu  frozen deep.1.output }", "E094", "frozen deep.output"),
    (GOOD + "search { stats 3 }", "E101", "starts 3"),
    (GOOD + "claim no valley", "E102", "claim no_valley"),
    (GOOD + "expect prooved", "E100", "expect proved"),
    (GOOD + "expect undecided failing network.widht(3)", "E024", "network.width(3)"),
    (LOSS + NET + "dataset d { dimension 2 assume lineary_separable }", "E080", "assume linearly_separable"),
    (LOSS + NET + "dataset d { samples 4  dimension 2 }", "E026", "dimension 2  seed 1 }"),
    (LOSS + NET + "dataset d { samples 20  dimension 1  seed 1 }", "E064", "seed 1  range 10 }"),
    (LOSS + NET + "dataset d { sampels 4  dimension 2  seed 1 }", "E010", "{ samples 4"),
    (LOSS + NET + 'dataset d { from "x.csv', "E012", 'from "x.csv"'),
    (DATA + NET, "E020", "\nloss polynomial_hinge(3)\n"),
]


@pytest.mark.parametrize(("text", "code", "mended"), REPAIRS)
def test_a_repair_removes_its_diagnostic(text, code, mended):
    loaded = loads(text, known_ids=KNOWN)
    found = next(entry for entry in loaded.diagnostics if entry.code == code)
    assert found.repair is not None, loaded.render()
    repaired = found.repair.apply(loaded.source)
    assert mended in repaired
    kept = {(entry.code, entry.message) for entry in loads(repaired, known_ids=KNOWN).diagnostics}
    assert (found.code, found.message) not in kept


def test_a_column_that_is_misspelt(tmp_path: Path):
    (tmp_path / "t.csv").write_text("size,class\n1,a\n2,b\n")
    text = LOSS + NET + 'dataset d { from "t.csv" label "clas" positive "a" }'
    found = loads(text, base=tmp_path).diagnostics[0]
    assert loads(found.repair.apply(loads(text).source), base=tmp_path).diagnostics == ()


def test_a_name_with_quotes_is_suggested_in_words_only(tmp_path: Path):
    (tmp_path / "t.csv").write_text('size,"the ""class"""\n1,a\n2,b\n')
    text = LOSS + NET + 'dataset d { from "t.csv" label "the clas" positive "a" }'
    found = loads(text, base=tmp_path).diagnostics[0]
    assert found.help.startswith("did you mean")
    assert found.repair is None


def test_a_backslash_takes_no_quote():
    found = loads(LOSS + NET + 'dataset d { from "x\\').diagnostics
    assert [entry.repair for entry in found if entry.code == "E012"] == [None]


def test_offsets_and_positions_are_inverse():
    source = loads("a\n\nbc\n").source
    assert [source.offset(*source.position(i)) for i in range(6)] == [*range(6)]
    assert source.offset(1, 99) == 1
    assert source.offset(99, 1) == 6
