"""Problems at the edge of every theorem and every arm: what is proved withstands every attack there is."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from edge_attacks import by_rules, by_search, single_penalties, with_weights
from edge_problems import DATA, IDS, VARIANTS, applying, arms, edge_problem, spec_of, statuses
from inverse_design import problems

from theoremcheck.language import loads

KINDS = (*DATA, "bare chain")
ELSEWHERE = {
    *("thm.linear", "thm.linear_vacuous", "thm.exponential"),
    *("thm.circuit.sigmoid_affine", "thm.circuit.curved_skip"),
    *("thm.circuit.sigmoid", "thm.circuit.sigmoid_skip", "thm.features", "thm.output_fit", "thm.linear_independent"),
    *("thm.quadratic.frozen", "thm.quadratic.ellipsoid", "thm.quadratic.quadric", "thm.independent_monotone"),
    *("thm.linear_fit", "thm.independent_funnel", "thm.residual", "thm.linear_decay_fit", "thm.global_low"),
    *("thm.convex_fit", "thm.residual_kink", "thm.linear_kink", "thm.linear_kink_fit"),
    *("thm.homogeneous.form", "thm.homogeneous.independent", "thm.movable", "thm.independent_narrow"),
    *("thm.decay_gram", "thm.line", "thm.signed_chain"),
}
"""What is made here has no linear branches, residual heads, penalised exponential neurons or monomials, frozen layers
or losses that fall.

The first three and thm.global_low are attacked in test_families.py; of the others the near misses are tested with their
conditions.
"""
STARTS = 6
RARE = frozenset({"circuit", "lines"})
"""Kinds of data of which two problems in a row may have no theorem."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_proved_is_not_refuted(kind):
    """Every construction forced by hand, and a short float search with its constructed starts, on weighted samples."""
    random, attacked = Random(kind), 0
    for k in range(2):
        edge, known = problems(random, kind)
        theorems = applying(known)
        if not theorems:
            continue
        text = edge.text(with_weights(random, edge))
        problem = spec_of(text).problem
        assert applying(statuses(problem)) == theorems, f"sample weights change what holds\n{text}"
        assert not by_rules(problem, known), text
        assert not list(by_search(problem, k, STARTS)), text
        attacked += 1
    assert attacked or kind in RARE


@pytest.mark.slow
def test_every_theorem_and_arm_is_reached():
    """The generator is worth something: each theorem holds, and each arm of its premises comes up."""
    random, seen = Random(4), {}
    for k in range(9 * len(KINDS)):
        edge, known = problems(random, KINDS[k % len(KINDS)])
        for theorem in applying(known):
            seen.setdefault(theorem, set()).update(arms(edge, known).split(" | "))
    for theorem in VARIANTS:
        print(theorem, sorted(seen.get(theorem, ())))
    assert set(seen) | ELSEWHERE == set(VARIANTS)
    everywhere = set().union(*seen.values())
    assert everywhere >= {
        "trainable", "neurons_trainable", "hidden_trainable", "a0 trained", "a0 absent", "a0 frozen", "b trained",
        "b absent", "b frozen alike", "b frozen apart", "deep trained", "deep frozen", "deep absent", "output_bias",
        "signed", "origin_outside_hulls", "strictly_convex", "strictly_concave", "increasing", "decreasing",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_penalty_rules_every_theorem_out_whose_proof_it_enters(kind):
    """Only these move the shortcut's hidden layer, the deep part alone, or what is at 0, and allow other penalties.

    Those on monomials ask for a penalty on the output weights, and on no hidden ones.
    """
    random = Random(kind)
    edge, _ = problems(random, kind)
    for penalised in single_penalties(edge):
        hidden = any(f"l2({block})" in penalised.penalty for block in ("w", "b", "all"))
        monotone = {"thm.separable.monotone", "thm.separable.kink", "thm.core_vacuous", "thm.movable"}
        allowed = set() if hidden else {*monotone, "thm.independent", "thm.subspaces.c1", "thm.subspaces.mixed"}
        if not any(f"l2({block})" in penalised.penalty for block in ("deep", "all")):
            allowed |= {"thm.separable.funnel", "thm.independent_funnel", "thm.independent_narrow"}
        if "l2(a)" in penalised.penalty and not hidden:
            allowed |= {"thm.homogeneous.form", "thm.homogeneous.independent"}
        found = set(applying(statuses(spec_of(penalised.text()).problem)))
        if found & (allowed - monotone):
            allowed.add("thm.vacuous")
        assert found <= allowed, penalised.penalty


@pytest.mark.parametrize("penalty", ["-1/10 * l2(w)", "1/10 * l2(w) - 1/10 * l2(w)", "-1/10 * l2(a)"])
def test_a_penalty_with_a_minus_sign_is_an_input_error(penalty):
    edge = replace(edge_problem(Random(1), "separable"), penalty=penalty)
    loaded = loads(edge.text(), known_ids=IDS)
    assert loaded.spec is None
    assert "E110" in loaded.render()


def test_a_penalty_of_zero_is_none():
    edge, known = problems(Random(2), "separable")
    free = replace(edge, penalty="0 * l2(w)")
    assert applying(known)
    assert applying(statuses(spec_of(free.text()).problem)) == applying(known)


@pytest.mark.parametrize("kind", tuple(DATA))
def test_frozen_hidden_weights_leave_the_chain_only(kind):
    """With w frozen nothing holds but what the deep part proves by itself, and what the frozen features do."""
    random = Random(kind)
    edge, _ = problems(random, kind)
    size = edge.width * edge.dimension
    values = tuple(Fraction(random.choice((0, 1, -1, 10**20)), random.choice((1, 10**20))) for _ in range(size))
    frozen = replace(edge, frozen={**(edge.frozen or {}), "w": values})
    assert set(applying(statuses(spec_of(frozen.text()).problem))) <= {
        "thm.separable.chain", "thm.separable.funnel", "thm.independent_funnel", "thm.independent_narrow",
        *("thm.vacuous", "thm.features"),
    }  # fmt: skip


def test_output_weights_frozen_at_zero_prove_nothing():
    """hidden_trainable asks for one a_j that is not 0; with all of them 0 the neurons cannot do anything."""
    random = Random(6)
    for value, holds in ((Fraction(0), False), (Fraction(1, 10**40), True)):
        while True:
            edge, _ = problems(random, "separable")
            if edge.width and not edge.deep:
                break
        frozen = replace(edge, frozen={**(edge.frozen or {}), "a": (Fraction(0),) * (edge.width - 1) + (value,)})
        assert bool(applying(statuses(spec_of(frozen.text()).problem))) is holds
