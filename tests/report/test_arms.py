"""Alternatives of a statement: the arm that is used, those that could be, and what the others lack."""

from pathlib import Path

import pytest

from theoremcheck import check, loads
from theoremcheck.report.arms import Use, choices, required
from theoremcheck.report.formats.text import why
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import STATEMENTS

SPECS = Path(__file__).parents[2] / "specs"


@pytest.fixture(scope="module")
def proved():
    return check(SPECS / "theorems" / "rotated_xor_softplus.spec", search=False)


@pytest.fixture(scope="module")
def open_():
    return check(SPECS / "open" / "xor.spec", search=False)


def arms(verdict, name):
    return {choice.statement: {arm.words: arm for arm in choice.arms} for choice in choices(verdict, name)}


def test_the_arm_that_is_used_and_what_the_others_lack(proved):
    curved = arms(proved, "thm.subspaces.c2")["neuron.strictly_curved"]
    assert {words: arm.use for words, arm in curved.items()} == {
        "neuron.strictly_convex": Use.USED,
        "neuron.strictly_concave": Use.LACKING,
    }
    assert curved["neuron.strictly_concave"].lacks == ("neuron.strictly_concave",)
    text = why(proved, "thm.subspaces.c2")
    assert "neuron.strictly_convex: used" in text
    assert "    fails   neuron.strictly_concave     s'' = 1/4 at z = 0" in text


def test_of_a_statement_that_fails_every_arm_lacks_something(open_):
    found = arms(open_, "thm.subspaces")["thm.subspaces"]
    assert found["thm.subspaces.c1"].lacks == ("data.span_exclusion",)
    assert all(arm.use is Use.LACKING and arm.lacks for arm in found.values())


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_statement_can_be_asked_for(proved, open_, name):
    for verdict in (proved, open_):
        for choice in choices(verdict, name):
            uses = [arm.use for arm in choice.arms]
            assert uses.count(Use.USED) == (Use.USED in uses or Use.SPARE in uses)
            for arm in choice.arms:
                assert bool(arm.lacks) == (arm.use is Use.LACKING)
                assert all(name in CONDITIONS for name in arm.lacks)
        assert why(verdict, name).startswith(f"{name}: ")
        if verdict.statuses[name] is Status.HOLDS:
            assert all(verdict.statuses[leaf] is Status.HOLDS or leaf in why(verdict, name) for leaf in required(name))


def test_of_a_proved_spec_only_what_another_theorem_misses_fails(proved, open_):
    assert proved.failing == ("data.linearly_separable",)
    assert set(open_.failing) == {name for name, entry in open_.findings.items() if entry.status is Status.FAILS}


@pytest.mark.parametrize(
    "text",
    [
        "dataset d { + (1, 1)  - (-2, 1) }\nloss hinge\nnetwork { deep = 2 relu  output bias  frozen deep.output }\n",
        "dataset d { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nloss square\nnetwork { shortcut = 1 relu }\n",
    ],
)
def test_another_arm_is_not_named_like_its_theorem(text):
    lines = check(loads(text), search=False).report.splitlines()
    theorem, others = "", []
    for line in lines:
        if line.endswith("does not apply. Missing:"):
            theorem = line.split()[0]
        if line.startswith("  or"):
            assert line != f"  or, by {theorem}:"
            others.append(line)
    assert any(line.startswith("  or") for line in others)
    assert ("  or:" in others) is ("frozen" in text)
