"""Which bad minimum is proposed where not every one refutes the claim: the constants of both signs are tried."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.settled import settled

SATURATED = (
    "dataset d {{ {0} (-1), (-1)  {1} (1) }}\nneuron s0(z) = z + 1\nloss smooth_ramp\n"
    "network {{ deep = 1 s0 without bias -> 4 linear without bias  output bias }}\nclaim error at most 1/2\n"
)


@pytest.mark.parametrize("signs", [("-", "+"), ("+", "-")])
def test_rule_saturated_takes_the_constant_at_which_more_samples_are_wrong(signs):
    """f = 2 or f = -2: both are minima, and only one of them has two samples wrong."""
    found = theoremcheck.check(SATURATED.format(*signs), search=False)
    assert found.verdict == "refuted"
    assert found.refutations[0].rule == "rule.saturated"
    assert found.refutations[0].least == 2
    outcome = check(found.spec.problem, found.certificate)
    assert settled(found.spec.problem, found.spec.question, outcome) is Status.FAILS


@pytest.mark.parametrize("samples", ["+ 2 * (1)  - (-1), (0)", "+ (1), (0)  - 2 * (-1)"])
def test_where_h_is_level_either_side_of_0_is_tried(samples):
    """The hinge and classes of one weight: h is least on [-1, 1], and the class of two samples should be wrong."""
    text = f"dataset d {{ {samples} }}\nloss hinge\nnetwork {{ shortcut = 1 relu  hidden bias  output bias }}\n"
    found = theoremcheck.check(text + "claim error at most 1/3\n", search=False)
    assert found.verdict == "refuted"
    assert found.refutations[0].least == 2


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=4), st.lists(st.integers(-3, 3), min_size=1, max_size=4))
@settings(max_examples=12, deadline=None)
def test_swapping_the_labels_changes_no_verdict_on_the_error(first, second):
    """l is flat on both sides: whatever share the larger class has, a constant on its wrong side refutes."""
    share = Fraction(max(len(first), len(second)), len(first) + len(second))
    for signs in ("+-", "-+"):
        parts = (f"{sign} {', '.join(f'({x})' for x in xs)}" for sign, xs in zip(signs, (first, second), strict=True))
        text = (
            f"dataset d {{ {'  '.join(parts)} }}\nloss smooth_ramp\n"
            f"network {{ shortcut = 1 tanh  output bias }}\nclaim error at most {share / 2 + Fraction(1, 5)}\n"
        )
        found = theoremcheck.check(text, search=False)
        expected = share > share / 2 + Fraction(1, 5)
        assert (found.verdict == "refuted") or not expected
