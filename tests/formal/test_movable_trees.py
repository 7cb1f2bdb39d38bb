"""network.movable in exported files: trees of regions as terms, however deep they are."""

import re
import shutil
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.formal.export import export
from theoremcheck.formal.movable import movable
from theoremcheck.trusted.certificate import check, dumps, issue, loads
from theoremcheck.trusted.data.ascents import Along, Cut, Moves, Nowhere, check_movable
from theoremcheck.trusted.data.sparse import Sparse

LINE = "dataset d { + 1  - -1 }\nneuron relu\nloss logistic\nnetwork { shortcut = 1 relu }"
UP, DOWN = Along((Fraction(1),)), Along((Fraction(-1),))
NEVER = Nowhere(Sparse((0, 1), (Fraction(-1), Fraction(-1))))
LAST = (Cut(1, False), Cut(0, True), NEVER, DOWN, DOWN)
"""The regions of the line for e = -1."""
DEEP = 1_200
"""Cuts, one inside the other: more than Python has frames for."""


def chained(count):
    """Regions of the line for e = 1: so many cuts of a first part, then of a second one, which leave nothing new."""
    first = (*[Cut(0, True)] * count, NEVER, *[NEVER] * count)
    second = (*[Cut(0, False), NEVER] * count, UP)
    return Moves((Cut(1, True), Cut(0, False), *first, *second, UP), LAST)


def terms(text):
    """The trees in a proof, as nested tuples of what is said of a region."""
    stack = [()]
    for token in re.findall(r"\(|\)|Cut \d+ \w+|Along|Nowhere", text):
        if token == "(":
            stack.append(())
        elif token == ")":
            closed = stack.pop()
            # What stands in brackets may be a number, or the lemma with all its arguments.
            is_region = closed and isinstance(closed[0], str)
            stack[-1] += (closed,) if is_region else closed
        else:
            stack[-1] += (token,)
    return list(*stack)


def nested(regions):
    """The same of regions, by the order in which they come."""
    region = next(regions)
    if not isinstance(region, Cut):
        return (type(region).__name__,)
    first = nested(regions)
    return f"Cut {region.sample} {str(region.low).lower()}", first, nested(regions)


TREES = st.recursive(
    st.sampled_from([(UP,), (DOWN,), (NEVER,)]),
    lambda part: st.builds(
        lambda sample, low, first, second: (Cut(sample, low), *first, *second),
        st.integers(0, 1), st.booleans(), part, part,
    ),
)  # fmt: skip


@given(TREES, TREES)
def test_a_term_has_the_parts_of_the_regions(up, down):
    text = movable(theoremcheck.loads(LINE).problem, Moves(up, down))
    assert terms(text) == [nested(iter(up)), nested(iter(down))]


def test_a_chain_of_cuts_is_written():
    problem, evidence = theoremcheck.loads(LINE).problem, chained(DEEP)
    check_movable(problem, evidence)
    text = movable(problem, evidence)
    assert text.count("(Cut ") == 2 * DEEP + 2 + 2
    assert text.count("(") == text.count(")")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
def test_a_chain_of_cuts_is_proved(coqc):
    problem = theoremcheck.loads(LINE).problem
    certificate = theoremcheck.check(theoremcheck.loads(LINE), search=False).certificate
    claims = [
        replace(claim, evidence=chained(DEEP)) if claim.condition == "network.movable" else claim
        for claim in certificate.claims
    ]
    again = loads(dumps(issue(problem, certificate.goal, claims)))
    answer = coqc(export(problem, check(problem, again), "chain.spec").text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()
