"""Every kind of mistake: its code, its place, what is said, and that nothing is ever raised."""

from __future__ import annotations

import pytest

from theoremcheck.language import CODES, Loaded, Severity, loads

DATA = "dataset d { + (1, 0)  - (0, 1) }\n"
LOSS = "loss logistic\n"
NET = "network { shortcut = 3 softplus }\n"
GOOD = DATA + LOSS + NET


def errors(loaded: Loaded) -> list[tuple[str, int, int]]:
    return [
        (d.code, d.span.line if d.span else 0, d.span.column if d.span else 0)
        for d in loaded.diagnostics
        if d.severity is Severity.ERROR
    ]


def neuron(formula: str) -> str:
    return f"neuron s(z) = {formula}\n" + DATA + LOSS + "network { shortcut = 3 s }\n"


def dataset(body: str) -> str:
    return f"dataset d {{ {body} }}\n" + LOSS + NET


def network(body: str) -> str:
    return f"network {{ {body} }}\n" + DATA + LOSS


LACKS = "lacks its neuron: a layer is its width and its neuron, as in"

ONE_MISTAKE = [
    # brackets, texts, characters
    ("empty", "", "E005", 0, 0, "declares nothing"),
    ("comment only", "# nothing\n\n  # at all", "E005", 0, 0, "declares nothing"),
    ("unclosed brace", DATA + LOSS + "network { shortcut = 3 softplus\n", "E011", 3, 9, "not closed"),
    ("unclosed brace before an item", "network {\n  shortcut = 3 softplus\n" + DATA + LOSS, "E011", 1, 9, "not closed"),
    ("unclosed parenthesis", neuron("exp(z"), "E011", 1, 18, "not closed"),
    ("stray brace", GOOD + "}", "E015", 4, 1, "closes nothing"),
    ("crossed brackets", GOOD + "candidate { a = (1, 2, 3 }", "E011", 4, 17, "not closed"),
    ("unclosed text", 'dataset d { from "a.csv\n label "b" positive "c" }\n' + LOSS + NET, "E012", 1, 18, "not closed"),
    ("odd character", neuron("z − 1"), "E013", 1, 17, "unexpected character"),
    ("misspelt keyword", "datset x { + (1) }\n" + GOOD, "E014", 1, 1, "'datset'"),
    ("misspelt keyword after an item", "let M = 3\nlos hinge\n" + DATA + NET, "E014", 2, 1, "'los'"),
    ("text between items", GOOD + "3", "E014", 4, 1, "no item begins"),
    # syntax
    ("missing name", "dataset { + (1) }\n" + LOSS + NET, "E010", 1, 9, "expected a name"),
    ("misspelt line", network("shortcat = 3 softplus"), "E010", 1, 11, "`shortcut`"),
    ("operator twice", neuron("z + * z"), "E010", 1, 19, "unexpected `*`"),
    ("comma before a sign", dataset("+ (1, 0), - (0, 1)"), "E010", 1, 25, "unexpected `(`"),
    ("ends early", DATA + NET + "loss", "E010", 3, 5, "too early"),
    # blocks
    ("no dataset", LOSS + NET, "E020", 0, 0, "no dataset"),
    ("no loss", DATA + NET, "E020", 0, 0, "no loss"),
    ("no network", DATA + LOSS, "E020", 0, 0, "no network"),
    ("two datasets", DATA + "dataset e { + (1) - (2) }\n" + LOSS + NET, "E021", 2, 9, "one dataset"),
    ("two losses", LOSS + "loss hinge\n" + DATA + NET, "E021", 2, 6, "one loss"),
    ("the same loss twice", LOSS + LOSS + DATA + NET, "E021", 2, 6, "declared twice"),
    ("two networks", NET + NET + DATA + LOSS, "E021", 2, 1, "one network"),
    ("two neurons of a name", "neuron s(z) = z\n" + neuron("z"), "E021", 2, 8, "declared twice"),
    ("two numbers of a name", "let M = 1\nlet M = 2\n" + GOOD, "E021", 2, 5, "declared twice"),
    ("two candidates", GOOD + "candidate { }\ncandidate { }", "E021", 5, 1, "one candidate"),
    # names
    ("keyword as a name", "let dataset = 3\n" + GOOD, "E022", 1, 5, "reserved"),
    ("pi as a name", "let pi = 3\n" + GOOD, "E022", 1, 5, "reserved"),
    ("elementary name", "neuron exp(z) = z\n" + GOOD, "E022", 1, 8, "elementary"),
    ("elementary variable", "neuron s(exp) = 1\n" + GOOD, "E022", 1, 10, "reserved"),
    ("number as variable", "let t = 1\nneuron s(t) = t\n" + GOOD, "E022", 2, 10, "number already"),
    ("unknown neuron", network("shortcut = 3 sofplus"), "E023", 1, 24, "'sofplus'"),
    ("unknown loss", DATA + NET + "loss hinje", "E023", 3, 6, "'hinje'"),
    ("loss as neuron", network("shortcut = 3 hinge"), "E023", 1, 24, "'hinge'"),
    ("unknown function", neuron("sofplus(z)"), "E023", 1, 15, "'sofplus'"),
    ("unknown number", network("shortcut = M softplus"), "E023", 1, 22, "'M'"),
    ("unknown id", GOOD + "expect proved by thm.subspace", "E024", 4, 18, "thm.subspace"),
    ("malformed id", GOOD + "expect undecided failing network.width(2)(3)", "E024", 4, 26, "not an id"),
    # numbers
    ("nan", dataset("+ (nan, 0) - (0, 1)"), "E030", 1, 16, "'nan'"),
    ("inf", neuron("z + inf"), "E030", 1, 19, "'inf'"),
    ("let of a let", "let a = b\n" + GOOD, "E030", 1, 9, "gives a number"),
    ("ten thousand digits", dataset(f"+ (1, {'7' * 10_000}) - (0, 1)"), "E031", 1, 19, "MAX_DIGITS = 1000"),
    ("digits in a formula", neuron("z + " + "7" * 10_000), "E031", 1, 19, "MAX_DIGITS = 1000"),
    ("digits after the point", neuron("z + 0." + "7" * 10_000), "E031", 1, 19, "MAX_DIGITS = 1000"),
    ("computed digits", neuron("z + (10^99)^99"), "E031", 1, 19, "MAX_DIGITS = 1000"),
    ("product of constants", neuron("z + " + "*".join(["1e999"] * 3)), "E031", 1, 19, "MAX_DIGITS = 1000"),
    ("large exponent", dataset("+ (1e400000, 0) - (0, 1)"), "E032", 1, 16, "MAX_EXPONENT = 1000"),
    ("small exponent", neuron("z + 1e-400000"), "E032", 1, 19, "MAX_EXPONENT = 1000"),
    ("long exponent", neuron("z + 1e" + "9" * 900), "E032", 1, 19, "MAX_EXPONENT = 1000"),
    ("width 5/2", network("shortcut = 5/2 softplus"), "E033", 1, 22, "whole number"),
    ("width 0", network("shortcut = 0 softplus"), "E034", 1, 22, "at least 1"),
    ("negative width", network("shortcut = -2 softplus"), "E034", 1, 22, "at least 1"),
    ("huge width", network("shortcut = 1e9 softplus"), "E034", 1, 22, "MAX_WIDTH = 100000"),
    ("negative seed", GOOD + "search { seed -1 }", "E034", 4, 15, "at least 0"),
    ("zero divisor", dataset("+ (1/0, 0) - (0, 1)"), "E035", 1, 16, "division by zero"),
    ("zero divisor in a formula", neuron("z + 1/(1 - 1)"), "E035", 1, 19, "division by zero"),
    ("zero to a negative power", neuron("0^(-1) + z"), "E035", 1, 15, "division by zero"),
    # formulas
    ("many terms", neuron("+".join(["z"] * 100_000)), "E041", 1, 15, "MAX_NODES = 4000"),
    ("arity of exp", neuron("exp(z, z)"), "E042", 1, 15, "one argument"),
    ("arity of max", neuron("max(z)"), "E042", 1, 15, "at least two"),
    ("arity of relu", neuron("relu(z, 1)"), "E042", 1, 15, "one argument"),
    ("parameters of relu", neuron("relu(3)(z)"), "E042", 1, 15, "no parameters"),
    ("parameters of exp", neuron("exp(3)(z)"), "E042", 1, 15, "no parameters"),
    ("variable exponent", neuron("z^z"), "E043", 1, 17, "not constant"),
    ("irrational exponent", neuron("z^pi"), "E043", 1, 17, "not a rational"),
    ("large power", neuron("z^101"), "E044", 1, 17, "MAX_POWER = 100"),
    ("tower", neuron("z + 9^(9^9)"), "E044", 1, 21, "MAX_POWER = 100"),
    ("function without argument", neuron("1 + relu"), "E045", 1, 19, "needs its argument"),
    ("parameter missing", DATA + NET + "loss polynomial_hinge", "E045", 3, 1, "needs its parameter p"),
    ("parameter refused", DATA + NET + "loss polynomial_hinge(1/2)", "E046", 3, 1, "a rational >= 1"),
    ("parameter not constant", neuron("leaky_relu(z)(z)"), "E046", 1, 26, "rational constant"),
    ("defined by itself", neuron("1 + s(z)"), "E047", 1, 8, "defined by itself"),
    ("circle", "neuron t(z) = s(z)\n" + neuron("t(z)"), "E047", 1, 8, "defined by itself"),
    ("case not covered", neuron("cases { z < 0: 0; z > 0: z }"), "E048", 1, 15, "covers the value 0"),
    ("case at a point", neuron("cases { z < 0: 0; z > 0: z; else: 7 }"), "E048", 1, 43, "single point 0"),
    ("cases of two subjects", neuron("cases { z < 0: 0; z + 1 < 3: z; else: 1 }"), "E048", 1, 33, "same expression"),
    ("case with a variable bound", neuron("cases { z < exp(z): 0; else: 1 }"), "E048", 1, 27, "rational constant"),
    ("constant condition", neuron("cases { 0 < 1: 0; else: 1 }"), "E048", 1, 23, "chooses the same case everywhere"),
    ("else first", neuron("cases { else: 0; z < 1: 1 }"), "E048", 1, 23, "last case"),
    ("opaque call", "neuron m { assume c1 }\n" + neuron("m(z)"), "E049", 2, 15, "assumptions only"),
    ("unknown variable", neuron("exp(x)"), "E050", 1, 19, "neither the variable"),
    ("no variable", "neuron s = z + 1\n" + GOOD, "E050", 1, 8, "no variable"),
    ("two variables", "neuron s(x, y) = x\n" + GOOD, "E050", 1, 8, "one variable"),
    ("log of a negative", neuron("z + log(-1)"), "E051", 1, 19, "not a real number"),
    ("root of a negative", neuron("z + sqrt(-2)"), "E051", 1, 19, "real numbers"),
    # datasets
    ("dimension", dataset("+ (1, 0), (1, 2, 3) - (0, 1)"), "E060", 1, 23, "dimension 3"),
    ("empty class", dataset("+ (1, 0)"), "E061", 1, 9, "class - has no sample"),
    ("empty dataset", dataset(""), "E061", 1, 9, "empty"),
    ("no positives", dataset("dimension 3 positives 0"), "E061", 1, 35, "at least one"),
    ("weight zero", dataset("+ 0 * (1, 0) - (0, 1)"), "E062", 1, 15, "> 0"),
    ("negative weight", dataset("+ -3 * (1, 0) - (0, 1)"), "E062", 1, 15, "> 0"),
    ("samples and a file", dataset('+ (1) - (2) from "a.csv"'), "E063", 1, 25, "not both"),
    ("samples and a size", dataset("+ (1) - (2) dimension 1"), "E063", 1, 25, "already"),
    ("matrix as a sample", dataset("+ ((1, 0), (0, 1)) - (1, 2)"), "E065", 1, 16, "list of numbers"),
    ("nested values", dataset(f"+ {'(' * 3000}1{')' * 3000} - (1, 2)"), "E040", 1, 2914, "MAX_DEPTH = 100"),
    ("drawn without a seed", dataset("samples 4 dimension 2"), "E026", 1, 13, "the line seed"),
    ("drawn without a dimension", dataset("samples 4 seed 2"), "E026", 1, 13, "the line dimension"),
    ("drawn without a number", dataset("positives 4 seed 2 dimension 2"), "E026", 1, 13, "the line samples"),
    ("drawn and written", dataset("+ (1) samples 4 seed 2"), "E063", 1, 19, "not both"),
    ("drawn and read", dataset('from "a.csv" seed 2'), "E063", 1, 26, "not both"),
    (
        "a formula for a number",
        dataset("samples 3+1 dimension 2 seed 1"),
        "E033",
        1,
        21,
        "after samples stands a number",
    ),
    ("a formula for a size", dataset("samples 9 dimension 3 -1 seed 1"), "E033", 1, 33, "not a formula"),
    ("a product for a number", dataset("samples 2*3 dimension 2 seed 1"), "E010", 1, 22, "unexpected `*`"),
    ("drawn and assumed", dataset("samples 4 dimension 2 seed 1 assume equal_means"), "E082", 1, 42, "decide this"),
    ("one sample", dataset("samples 1 dimension 2 seed 1"), "E034", 1, 21, "at least 2"),
    ("half a sample", dataset("samples 5/2 dimension 2 seed 1"), "E033", 1, 21, "whole number"),
    ("seed too large", dataset("samples 4 dimension 2 seed 1e30"), "E034", 1, 40, "MAX_SEED"),
    ("seed below 0", dataset("samples 4 dimension 2 seed -1"), "E034", 1, 40, "at least 0"),
    ("range 0", dataset("samples 4 dimension 2 seed 1 range 0"), "E034", 1, 48, "at least 1"),
    ("range too large", dataset("samples 4 dimension 2 seed 1 range 1e10"), "E034", 1, 48, "MAX_RANGE"),
    ("only positives", dataset("samples 4 positives 4 dimension 2 seed 1"), "E061", 1, 33, "no negatives"),
    ("only negatives", dataset("samples 4 negatives 5 dimension 2 seed 1"), "E061", 1, 33, "no positives"),
    ("counts", dataset("positives 2 negatives 3 samples 4 seed 1 dimension 1"), "E025", 1, 37, "not 4 samples"),
    ("points", dataset("samples 20 dimension 1 seed 1"), "E064", 1, 13, "only 19 points"),
    ("range too small", dataset("samples 10 dimension 2 seed 1 range 1"), "E064", 1, 49, "only 9 points"),
    ("drawn too large", dataset("samples 200000 dimension 6 seed 1"), "E064", 1, 13, "MAX_DRAWS = 1000000"),
    ("two classes too large", dataset("positives 2e5 negatives 2 seed 1 dimension 1"), "E064", 1, 13, "MAX_ROWS"),
    ("assumption unknown", dataset("dimension 2 assume seperable"), "E080", 1, 32, "not a property"),
    ("contradiction", dataset("assume equal_means, linearly_separable"), "E081", 1, 33, "contradict"),
    ("assumption beside data", dataset("+ (1) - (2) assume linearly_separable"), "E082", 1, 25, "decide this"),
    ("nothing assumed", "neuron m { }\n" + GOOD, "E026", 1, 8, "nothing is assumed"),
    ("neuron contradiction", "neuron m { assume flat_piece, increasing }\n" + GOOD, "E081", 1, 31, "contradict"),
    ("plain contradiction", "neuron m { assume c1, not c1 }\n" + GOOD, "E081", 1, 23, "contradict"),
    ("even and increasing", "neuron m { assume even, increasing }\n" + GOOD, "E081", 1, 25, "contradict"),
    ("affine and curved", "neuron m { assume affine_piece, strictly_convex }\n" + GOOD, "E081", 1, 33, "contradict"),
    # network, objective, candidate
    ("empty network", network("hidden bias"), "E090", 1, 1, "neither"),
    ("line twice", network("shortcut = 3 relu shortcut = 4 relu"), "E021", 1, 29, "written twice"),
    ("bias twice", network("shortcut = 3 relu hidden bias no hidden bias"), "E021", 1, 41, "written twice"),
    ("frozen twice", network("shortcut = 3 relu frozen a frozen a"), "E021", 1, 38, "written twice"),
    ("frozen and trainable", network("shortcut = 3 relu frozen a trainable w"), "E025", 1, 29, "one of the two"),
    ("absent block", network("shortcut = 3 relu frozen b"), "E091", 1, 36, "no hidden bias"),
    ("absent bias", network("shortcut = 3 relu trainable a0"), "E091", 1, 39, "no output bias"),
    ("shape of a", network("shortcut = 3 relu frozen a = (1, 2)"), "E092", 1, 40, "3 entries"),
    ("shape of a0", network("shortcut = 3 relu output bias frozen a0 = (1, 2)"), "E092", 1, 53, "one number"),
    ("shape of w", network("shortcut = 3 relu frozen w = ((1, 2))"), "E092", 1, 40, "3 vectors"),
    ("vector in w", network("shortcut = 2 relu frozen w = ((1, 2), (1))"), "E092", 1, 49, "1 entry, not 2"),
    ("many layers", network("deep = " + " -> ".join(["2 relu"] * 51)), "E093", 1, 11, "MAX_LAYERS = 50"),
    ("many parameters", network("deep = 100000 relu -> 100000 relu"), "E093", 1, 1, "MAX_PARAMETERS"),
    ("unknown block", network("shortcut = 3 relu frozen c"), "E094", 1, 36, "'c'"),
    ("unknown penalty", GOOD + "objective { regularizer = l1(a) }", "E110", 4, 27, "'l1'"),
    ("negative penalty", GOOD + "objective { regularizer = l2(w) - 2 * l2(a) }", "E110", 4, 33, ">= 0"),
    ("penalty on nothing", GOOD + "objective { regularizer = l2(b) }", "E091", 4, 30, "no hidden bias"),
    ("block twice", GOOD + "objective { regularizer = l2(a, a) }", "E021", 4, 33, "named twice"),
    ("candidate shape", GOOD + "candidate { a = (1, 2) }", "E092", 4, 17, "3 entries"),
    ("candidate block", GOOD + "candidate { b = (1, 2, 3) }", "E091", 4, 13, "no hidden bias"),
    ("candidate twice", GOOD + "candidate { a = (1, 2, 3) a = (1, 2, 3) }", "E021", 4, 27, "written twice"),
    # settings
    ("unknown verdict", GOOD + "expect prooved", "E100", 4, 8, "'prooved'"),
    ("unknown setting", GOOD + "search { start 3 }", "E101", 4, 10, "'start'"),
    ("setting twice", GOOD + "search { seed 3 seed 4 }", "E021", 4, 17, "written twice"),
    ("clause twice", GOOD + "expect proved by thm.subspaces by thm.subspaces", "E021", 4, 32, "written twice"),
]


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "message"), [case[1:] for case in ONE_MISTAKE], ids=[c[0] for c in ONE_MISTAKE]
)
def test_one_mistake(text, code, line, column, message):
    ids = frozenset({"thm.subspaces", "network.width", "data.span_exclusion"})
    loaded = loads(text, known_ids=ids)
    assert loaded.spec is None
    assert errors(loaded)[:1] == [(code, line, column)], loaded.render()
    assert message in next(d for d in loaded.diagnostics if d.severity is Severity.ERROR).message
    loaded.render()


@pytest.mark.parametrize(
    "formula",
    [
        "(" * 3000 + "z" + ")" * 3000,
        "-" * 3000 + "z",
        "^".join(["z"] * 3000),
        "exp(" * 3000 + "z" + ")" * 3000,
        "relu(" * 3000 + "z" + ")" * 3000,
        "1/(" * 3000 + "z" + ")" * 3000,
        "cases { else: " * 3000 + "z" + "}" * 3000,
    ],
    ids=["parentheses", "signs", "powers", "calls", "library", "quotients", "cases"],
)
def test_deep_formulas(formula):
    loaded = loads(neuron(formula))
    assert errors(loaded)[0][0] == "E040"
    assert "MAX_DEPTH = 100" in loaded.diagnostics[0].message
    assert len(errors(loaded)) == 1


@pytest.mark.parametrize("wrap", ["(", "exp(", "relu(", "log1p("])
def test_formulas_at_the_bound_of_depth(wrap):
    loads(neuron(wrap * 98 + "z" + ")" * 98))


def test_expansion_is_bounded():
    lines = [f"neuron f{i}(z) = f{i + 1}(f{i + 1}(z) + 1)" for i in range(60)]
    loaded = loads("\n".join([*lines, "neuron f60(z) = exp(z)"]) + "\n" + DATA + LOSS + "network { shortcut = 1 f0 }")
    assert {code for code, _, _ in errors(loaded)} <= {"E040", "E041"}
    assert errors(loaded)


def test_long_chains_of_functions():
    lines = [f"neuron f{i}(z) = f{i + 1}(z)" for i in range(3000)]
    loaded = loads("\n".join([*lines, "neuron f3000(z) = z"]) + "\n" + DATA + LOSS + "network { shortcut = 1 f0 }")
    assert loaded.spec is not None
    loaded = loads("\n".join([*lines, "neuron f3000(z) = f0(z)"]) + "\n" + DATA + LOSS + "network { shortcut = 1 f0 }")
    assert [code for code, _, _ in errors(loaded)] == ["E047"]


def test_several_mistakes_in_one_run():
    text = """dataset xor {
  + (1, 0), (-1, 0, 2)
  - (0, 1/0)
}
neuron s(z) = log(1 + exp(x)) + sofplus(z)
nuron t(z) = z
loss hinge(z) = max(0, 1 + z)^
network {
  shortcat = 3 s
  output bias
  hiden bias
}
search { start 3  seed 1/2 }
expect proofed by thm.nothing
"""
    loaded = loads(text, known_ids=frozenset({"thm.subspaces"}))
    assert errors(loaded) == [
        ("E060", 2, 13),
        ("E035", 3, 9),
        ("E050", 5, 27),
        ("E023", 5, 33),
        ("E014", 6, 1),
        ("E010", 7, 31),
        ("E010", 9, 3),
        ("E010", 11, 3),
        ("E101", 13, 10),
        ("E033", 13, 24),
        ("E100", 14, 8),
        ("E024", 14, 19),
    ], loaded.render()


def test_rendering():
    loaded = loads(network("shortcut = 3 sofplus"), path="specs/a.spec")
    assert loaded.render().splitlines() == [
        "specs/a.spec:1:24: error[E023]: no neuron is named 'sofplus'",
        "    network { shortcut = 3 sofplus }",
        "                           ^^^^^^^",
        "help: did you mean softplus?",
    ]


@pytest.mark.parametrize(
    ("text", "help"),
    [
        (
            dataset("samples 3+1 dimension 2 seed 1"),
            "name it: let m = 4 before the dataset, and samples m in it",
        ),
        (
            dataset("samples 2*3 dimension 2 seed 1"),
            "name it: let m = ... before the dataset, and samples m in it; formulas are not read here",
        ),
        (DATA + LOSS + "network { shortcut = softplus }", "a layer is its width and its neuron, as in 3 softplus"),
        (DATA + LOSS + "network { shortcut = 3 relu, output bias }", "no comma stands here"),
        (
            DATA + LOSS + "network { deep = 3 relu, 2 relu  output bias }",
            "layers are joined by ->, as in deep = 3 relu -> 3 relu",
        ),
        (neuron("2z"), "write the product with *"),
        (neuron("z < 1"), "write cases { z < 0: ...; else: ... }"),
        (neuron("|z|"), "write abs(z)"),
        (neuron("z − 1"), "write the minus sign as -"),
        (dataset("+ [1, 0]"), "write vectors in parentheses"),
        (dataset("+ (1, 0), - (0, 1)"), "no comma stands before the sign that begins the other class"),
        (DATA + NET + "loss sqare", "did you mean square?"),
        (DATA + NET + "loss mae", "it can be written out: loss mae(z) = abs(1 + z)"),
        (DATA + NET + "loss l1(2)", "it can be written out: loss l1(z) = abs(1 + z)"),
        (network("shortcut = 3 relu frozen al"), "did you mean a?"),
        (GOOD + "objective { regularizer = l2(al) }", "did you mean all?"),
        (GOOD + "expect proved by thm.subspace", "did you mean thm.subspaces?"),
        (GOOD + "expect prooved", "did you mean proved?"),
        (GOOD + "search { start 3 }", "did you mean starts?"),
        (GOOD + "claim no valley", "did you mean claim no_valley?"),
        (GOOD + "claim no bad smooth", "did you mean claim no_bad_smooth?"),
        (GOOD + "claim no bad smooth 3", "did you mean claim no_bad_smooth?"),
        (network("deep = 4 tanh -> 3"), f"3 {LACKS} 3 softplus"),
        (
            network("deep = 4 tanh -> 12 -> 2 relu"),
            f"12 {LACKS} 12 softplus",
        ),
        (
            network("shortcut = 5  deep = 4 tanh"),
            f"5 {LACKS} 5 softplus",
        ),
        (GOOD + "claim no_vally", "did you mean claim no_valley?"),
        (GOOD + "claim no basins", "did you mean claim no_basin?"),
        (
            GOOD + "claim truth",
            "write claim no_bad, claim no_bad_smooth, claim global, claim no_valley, claim no_basin, or claim error at"
            " most 1/4",
        ),
        (dataset("dimension 2 assume lineary_separable"), "did you mean linearly_separable?"),
        (neuron("tan(z)"), "did you mean tanh?"),
        ("let Width = 3\n" + DATA + LOSS + "network { shortcut = Widht relu }", "did you mean Width?"),
    ],
)
def test_help(text, help):
    loaded = loads(text, known_ids=frozenset({"thm.subspaces", "thm.separable"}))
    assert loaded.diagnostics[0].help == help, loaded.render()


def test_a_keyword_inside_a_block_does_not_end_it():
    loaded = loads(DATA + LOSS + "network {\n  neuron = softplus\n  shortcut = 3 relu\n}\n")
    assert errors(loaded) == [("E010", 4, 3)]


def test_long_lines_are_cut_around_the_caret():
    lines = loads(neuron("z + " * 200 + "x")).render().splitlines()
    assert lines[1][lines[2].index("^")] == "x"
    assert len(lines[1]) < 130


def test_codes_are_registered_and_explained():
    assert all(code == entry.code and entry.title and entry.explanation for code, entry in CODES.items())
    assert {case[2] for case in ONE_MISTAKE} <= set(CODES)


def test_a_case_that_is_never_met_is_a_warning():
    loaded = loads(neuron("cases { z < 1: z; z < 0: 7; else: 2*z - 1 }"))
    assert loaded.spec is not None
    assert [d.code for d in loaded.diagnostics] == ["W001"]


def test_very_many_mistakes_are_cut():
    loaded = loads("}" * 100_000)
    assert len(loaded.diagnostics) <= 110
