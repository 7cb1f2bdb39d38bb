"""Candidates and frozen values of a network that has become smaller."""

from dataclasses import replace
from fractions import Fraction

import pytest

from theoremcheck.language import loads, print_spec
from theoremcheck.relax.attempts import Shrinking
from theoremcheck.relax.carrying import Gone, carried
from theoremcheck.relax.shorter import _rounded, shorter_point
from theoremcheck.relax.smaller import fewer_neurons
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Block
from theoremcheck.verdict.points import candidate_entries

SPEC = """
dataset d { + (1, 2), (3, 4)  - (5, 6) }
loss hinge
network {
  shortcut = 3 relu
  hidden bias
  output bias
  deep = 2 tanh -> 2 relu
  frozen b = (7, 8, 9)
}
candidate {
  a0 = 1
  a = (2, 3, 4)
  w = ((11, 12), (21, 22), (31, 32))
  deep = (41, 42, 43, 44, 45, 46, 51, 52, 53, 54, 55, 56, 61, 62)
}
"""


@pytest.fixture
def spec():
    found = loads(SPEC)
    assert not found.diagnostics
    return found.spec


def values(spec):
    """Every parameter by name."""
    layout = Layout.of(spec.problem)
    return layout.named(layout.full(candidate_entries(spec.problem, spec.candidate)))


def changed(spec, gone=None, dataset=None, **changes):
    problem = spec.problem
    smaller = replace(problem, network=replace(problem.network, **changes), dataset=dataset or problem.dataset)
    found = carried(spec, smaller, *(() if gone is None else (gone,)))
    assert loads(print_spec(found)).spec == found
    return values(found)


def test_the_last_neurons_are_gone(spec):
    found = changed(spec, width=2)
    assert (found.output_weights, found.hidden_bias) == ((2, 3), (7, 8))
    assert found.hidden_weights == ((11, 12), (21, 22))
    assert found.deep == values(spec).deep


def test_any_neuron_can_be_gone_and_its_weight_stay(spec):
    found = changed(spec, Gone(neuron=1), width=2)
    assert (found.output_weights, found.hidden_bias) == ((2, 4), (7, 9))
    assert found.hidden_weights == ((11, 12), (31, 32))
    assert changed(spec, Gone(neuron=2, into=0), width=2).output_weights == (6, 3)


def test_a_feature_is_gone_everywhere(spec):
    data = spec.problem.dataset
    found = changed(spec, Gone(feature=0), replace(data, points=tuple(point[1:] for point in data.points)))
    assert found.hidden_weights == ((12,), (22,), (32,))
    assert found.deep.layers[0] == (((42,), (44,)), (45, 46))
    assert found.deep.layers[1] == values(spec).deep.layers[1]


def test_fewer_units_biases_and_branches(spec):
    first, last = spec.problem.network.deep
    found = changed(spec, deep=(replace(first, width=1), last))
    assert found.deep.layers == ((((41, 42),), (45,)), (((51,), (53,)), (55, 56)))
    assert found.deep.output == (61, 62)
    assert changed(spec, deep=(first, replace(last, bias=False))).deep.layers[1][1] is None
    bare = changed(spec, deep=(), output_bias=False)
    assert (bare.deep, bare.output_bias) == (None, None)


def test_what_is_not_known_is_not_carried(spec):
    """Which layer is left of two is not known from their number."""
    shallow = replace(spec.problem, network=replace(spec.problem.network, deep=spec.problem.network.deep[:1]))
    assert carried(spec, shallow) is None
    free = replace(
        spec, candidate=None, problem=replace(spec.problem, network=replace(spec.problem.network, frozen=()))
    )
    assert carried(free, shallow).problem == shallow


class Willing(Shrinking):
    """Takes whatever is smaller, as far as ``takes`` says so."""

    def __init__(self, spec, takes):
        self.spec, self.takes = spec, takes

    problem = property(lambda self: self.spec.problem)
    candidate = property(lambda self: self.spec.candidate)

    def attempt(self, smaller, gone=None):
        return self._take(carried(self.spec, smaller, gone))

    def attempt_point(self, shorter):
        return self._take(replace(self.spec, candidate=shorter))

    def _take(self, found):
        if self.takes(found):
            self.spec = found
        return self.spec is found


def test_neurons_that_are_alike_become_one(spec):
    given = dict(spec.candidate.values)
    alike = tuple(map(Fraction, (11, 12, 21, 22, 11, 12)))
    point = tuple((block, alike if block is Block.HIDDEN_WEIGHTS else given[block]) for block in given)
    total = sum(values(spec).output_weights)
    work = Willing(replace(spec, candidate=replace(spec.candidate, values=point)), lambda found: _sum(found) == total)
    fewer_neurons(work)
    assert values(work.spec).output_weights == (6, 3)


def _sum(spec):
    return sum(values(spec).output_weights)


def test_a_point_has_as_few_digits_as_will_do(spec):
    text = SPEC.replace("a0 = 1", "a0 = 1.23456").replace("(2, 3, 4)", "(2.7182, 3.1415, -4.6692)")
    work = Willing(loads(text).spec, lambda found: abs(values(found).output_weights[1] - Fraction("3.1415")) < 1 / 100)
    shorter_point(work)
    assert values(work.spec).output_weights == (0, Fraction("3.14"), 0)
    assert values(work.spec).output_bias == 0


@pytest.mark.parametrize(
    "value, digits, rounded",
    [("0.0713605", 2, "0.071"), ("12345", 1, "10000"), ("-4.6692", 3, "-4.67"), ("9.99", 2, "10"), ("0", 3, "0")],
)
def test_significant_digits(value, digits, rounded):
    assert _rounded(Fraction(value), digits) == Fraction(rounded)
