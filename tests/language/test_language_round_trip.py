"""parse(print(spec)) is spec, for random specs; and no text, however mangled, raises."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.language import load, loads, print_spec
from theoremcheck.language.folding import FoldingError, add, mul, power
from theoremcheck.language.formatting import format_text
from theoremcheck.language.formula import show
from theoremcheck.language.spec import Candidate, Expectation, SearchSettings, Spec
from theoremcheck.trusted.problem.expr import Abs, Call, Cases, Expr, Fn, Max, Min, Num, Pi, Z, is_constant
from theoremcheck.trusted.problem.model import (
    Block,
    Dataset,
    Frozen,
    Function,
    Layer,
    Network,
    Objective,
    Penalty,
    Problem,
)

exponents = st.sampled_from([Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(-3, 2), Fraction(3)])
rationals = st.fractions(min_value=-50, max_value=50, max_denominator=20)
SPECS = Path(__file__).parents[2] / "specs"


def _or_variable(build, *args) -> Expr:
    try:
        return build(*args)
    except FoldingError:
        return Z


def _bigger(inner):
    lists = st.lists(inner, min_size=2, max_size=3)
    breaks = st.lists(rationals, min_size=1, max_size=2, unique=True).map(sorted)
    subjects = inner.filter(lambda subject: not is_constant(subject))

    def cases(draw):
        points = tuple(draw(breaks))
        count = len(points)
        pieces = tuple(draw(inner) for _ in range(count + 1))
        return Cases(draw(subjects), points, tuple(draw(st.booleans()) for _ in points), pieces)

    return st.one_of(
        lists.map(lambda parts: _or_variable(add, parts)),
        lists.map(lambda parts: _or_variable(mul, parts)),
        st.tuples(
            inner, st.sampled_from([Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(-3, 2), Fraction(3)])
        ).map(
            lambda pair: (
                _or_variable(power, *pair)
                if not (isinstance(pair[0], Num) and pair[0].value < 0 and pair[1].denominator > 1)
                else Z
            )
        ),
        st.tuples(st.sampled_from([fn for fn in Fn if fn is not Fn.LOG]), inner).map(lambda pair: Call(*pair)),
        inner.filter(lambda arg: not isinstance(arg, Num)).map(lambda arg: Call(Fn.LOG, arg)),
        lists.map(lambda parts: Max(tuple(parts))),
        lists.map(lambda parts: Min(tuple(parts))),
        inner.map(Abs),
        st.composite(cases)(),
    )


formulas = st.recursive(st.one_of(st.just(Z), st.just(Pi()), rationals.map(Num)), _bigger, max_leaves=12)


@st.composite
def functions(draw, name):
    return Function(draw(formulas), name)


@st.composite
def specs(draw):
    d, width = draw(st.integers(1, 3)), draw(st.integers(0, 3))
    vector = st.lists(rationals, min_size=d, max_size=d).map(tuple)
    points = draw(st.lists(vector, min_size=2, max_size=5).map(tuple))
    labels = (1, -1, *(draw(st.sampled_from([1, -1])) for _ in points[2:]))
    weights = tuple(draw(st.fractions(min_value=Fraction(1, 9), max_value=5, max_denominator=9)) for _ in points)
    neuron, other = draw(functions("alpha")), draw(functions("beta"))
    depth = draw(st.integers(0, 3)) if width else draw(st.integers(2, 3))
    deep = tuple(Layer(draw(st.integers(1, 9)), draw(st.sampled_from([neuron, other]))) for _ in range(depth))
    hidden, output = draw(st.booleans()), draw(st.booleans())
    sizes = {
        Block.OUTPUT_BIAS: int(output),
        Block.OUTPUT_WEIGHTS: width,
        Block.HIDDEN_WEIGHTS: width * d,
        Block.HIDDEN_BIAS: width * int(hidden),
    }
    present = tuple(block for block, size in sizes.items() if size)

    def values(block):
        return tuple(draw(rationals) for _ in range(sizes[block]))

    frozen = tuple(Frozen(b, draw(st.sampled_from([None, values(b)]))) for b in present if draw(st.booleans()))
    penalties = ()
    if present and draw(st.booleans()):
        penalties = (Penalty(Fraction(draw(st.integers(1, 9)), 7), present),)
    shown = neuron if width else deep[0].neuron
    problem = Problem(
        Dataset(points, labels, weights, "d"),
        shown,
        draw(functions("gamma")),
        Network(width, hidden, output, deep, frozen),
        Objective(penalties),
    )
    candidate = None
    if draw(st.booleans()):
        candidate = Candidate(tuple((block, values(block)) for block in present))
    settings_ = st.one_of(st.none(), st.integers(1, 999))
    ids = st.lists(st.sampled_from(["thm.separable", "loss.c1", "network.width(3)"]), unique=True).map(tuple)
    expectation = Expectation(draw(st.sampled_from(["proved", "refuted"])), draw(ids), draw(ids), draw(ids))
    search = SearchSettings(draw(settings_), draw(settings_), draw(settings_))
    return Spec(Path("<text>"), problem, search, (expectation,), candidate)


@given(formulas)
@settings(max_examples=400, deadline=None)
def test_formulas_are_read_back(expr):
    text = f"neuron s(z) = {show(expr)}\ndataset d {{ + (1) - (2) }}\nloss hinge\nnetwork {{ shortcut = 1 s }}"
    loaded = loads(text)
    assert loaded.spec is not None, loaded.render()
    assert loaded.spec.problem.neuron.expr == expr, text


@given(specs())
@settings(max_examples=150, deadline=None)
def test_specs_are_read_back(spec):
    loaded = loads(print_spec(spec))
    assert loaded.spec is not None, loaded.render()
    assert loaded.spec == spec, print_spec(spec)
    assert loaded.spec.problem.digests == spec.problem.digests


@given(specs())
@settings(max_examples=150, deadline=None)
def test_formatted_specs_say_the_same(spec):
    text = format_text(print_spec(spec))
    assert loads(text).spec == spec
    assert format_text(text) == text


def test_the_specs_of_the_corpus_are_read_back():
    for path in sorted(SPECS.rglob("*.spec")):
        spec = load(path).spec
        if spec is not None:
            text = print_spec(spec)
            assert loads(text, base=path.parent).spec == spec, text


VALID = r"""let M = 3
dataset d { + (1, 0), 2 * (-1, 0)  - (0, 1), (0, -1/2) }   # a comment
neuron s(z) = cases { z < 0: leaky_relu(1/10)(z + 1); else: 2^z - log(1 + e^z) / sqrt(pi) }
neuron m { assume c1, not even }
loss cubic(z) = max(0, 1 + z)^3
network { shortcut = M s  hidden bias  output bias  deep = 16 relu -> 4 m  frozen a0 = 1/3  frozen w }
objective { regularizer = 1/10 * l2(w, a) + l2(all) }
candidate { a0 = 1/3  a = (1, -2, 1e-3) }
search { starts 2000  seed 1  digits 50 }
dataset e { from "f.csv" label "a" positive "b" features "c".."d" dimension 3 assume linearly_separable }
expect undecided by rule.flat failing data.span_exclusion, network.width(3) open loss.c1
"""
PIECES = [*VALID.split(), *'(){}"#=:;,+-*/^<>.\n \\\0\ufeff−é\ud800', "1e9999", "dataset", "cases", "9" * 1001]


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_mangled_specs_never_raise(data):
    text = VALID
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]
    loaded = loads(text)
    assert (loaded.spec is None) == any(d.severity.value == "error" for d in loaded.diagnostics)
    loaded.render()


@given(st.lists(st.sampled_from(PIECES), max_size=40))
@settings(max_examples=300, deadline=None)
def test_heaps_of_tokens_never_raise(pieces):
    loads(" ".join(pieces)).render()


@given(st.binary(max_size=200))
@settings(max_examples=200, deadline=None)
def test_random_bytes_never_raise(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "random.spec"
    path.write_bytes(content)
    assert load(path).spec is None


def test_equal_formulas_of_two_names_are_both_declared():
    text = "dataset d { + 1 - 2 } neuron one(z) = z neuron two(z) = z loss square network { deep = 1 one -> 1 two }"
    spec = loads(text).spec
    assert loads(print_spec(spec)).spec == spec
