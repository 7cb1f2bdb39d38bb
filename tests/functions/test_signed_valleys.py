"""Evidence of neuron.minima_signed in certificates: with a sign, or None where there is no local minimum."""

from __future__ import annotations

import pytest

from theoremcheck.decide.case import Case
from theoremcheck.decide.registry import settle
from theoremcheck.language import loads as read
from theoremcheck.trusted import certificate
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.refusal import Refusal

SPEC = """dataset d {{
  + (1, 0)
  - (0, 1)
}}
neuron {neuron}
loss logistic
network {{ shortcut = 1 {neuron} }}
"""


def issued(neuron):
    problem = read(SPEC.format(neuron=neuron)).spec.problem
    fact = settle(Case(problem), "neuron.minima_signed")
    assert isinstance(fact, Fact)
    return problem, certificate.dumps(certificate.issue(problem, None, [fact]))


@pytest.mark.parametrize(("neuron", "sign"), [("softplus", "true"), ("silu", "false"), ("linear", "null")])
def test_each_sign_is_written_and_read(neuron, sign):
    problem, text = issued(neuron)
    assert f'"positive": {sign}' in text
    certificate.check(problem, certificate.loads(text))


@pytest.mark.parametrize(("neuron", "sign"), [("softplus", "true"), ("silu", "false"), ("linear", "null")])
@pytest.mark.parametrize("other", ["true", "false", "null", "0", '"x"', "[]", "{}"])
def test_another_sign_is_refused(neuron, sign, other):
    if other == sign:
        pytest.skip("the sign itself")
    problem, text = issued(neuron)
    with pytest.raises((Refusal, certificate.Unreadable)):
        certificate.check(problem, certificate.loads(text.replace(f'"positive": {sign}', f'"positive": {other}')))
