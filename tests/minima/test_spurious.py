"""Local minima that are not global: accepted with a lower point, refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import theoremcheck
from theoremcheck.decide.case import Case
from theoremcheck.decide.functions.shape import at_least, decide_function
from theoremcheck.decide.minima.calm import any_minimum
from theoremcheck.decide.minima.spurious import below_constants
from theoremcheck.language import loads
from theoremcheck.theory.engine import Derivation
from theoremcheck.trusted.certificate import check, dumps
from theoremcheck.trusted.certificate import loads as read
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import LowerBound
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.kernel.refutations import CONSTANT
from theoremcheck.trusted.minima.cells import Cell
from theoremcheck.trusted.minima.constants import constant_loss
from theoremcheck.trusted.minima.decayed import Decayed
from theoremcheck.trusted.minima.spurious import (
    Below,
    Low,
    Spurious,
    check_basin,
    check_below_constants,
    check_low,
    check_spurious,
)
from theoremcheck.trusted.problem.model import Block, Function, Objective, Penalty, Problem
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.answering import excluded
from theoremcheck.verdict.findings import find
from theoremcheck.verdict.spurious import _OTHERS, _End, _higher
from theoremcheck.verdict.values import Refutation


def problem_of(
    data: str, *, loss: str = "squared_hinge", neuron: str = "relu", more: str = "", after: str = ""
) -> Problem:
    network = f"network {{ shortcut = 1 {neuron} {more} }}"
    loaded = loads(f"dataset d {{ {data} }}\nneuron {neuron}\nloss {loss}\n{network}\n{after}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def vector(*entries: object) -> tuple[Fraction, ...]:
    return tuple(Fraction(str(entry)) for entry in entries)


DECAY = "objective { regularizer = 1/10 * l2(a, w) }"
UNEQUAL = problem_of("+ (1), (1)  - (-1)", after=DECAY)
"""a = w = -sqrt(0.7) has L = 1 - 0.49/3 = 0.836..., and is a local minimum at which every sample is right."""


def minimum_of(problem: Problem, *point: object) -> Spurious:
    box = any_minimum(problem, vector(*point))
    assert box is not None
    return Spurious(box, vector(1, 1), 128)


def test_a_right_minimum_with_a_lower_point_is_accepted() -> None:
    assert check_spurious(UNEQUAL, minimum_of(UNEQUAL, "-0.83666", "-0.83666")) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"lower": vector(-1, -1)}, "^spurious.not_lower$"),
        ({"lower": vector(0, 0)}, "^spurious.not_lower$"),
        ({"lower": vector(1)}, "layout.centre_size"),
        ({"lower": (Fraction(2**30_000), Fraction(1))}, "^exact.long_number"),
        ({"precision": 10**6}, "balls.precision"),
    ],
)
def test_a_point_that_is_not_lower_is_refused(changes: dict[str, object], reason: str) -> None:
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    with pytest.raises(Refusal, match=reason):
        check_spurious(UNEQUAL, replace(found, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mu": Fraction(100)}, "^box.hessian$"),
        ({"radius": Fraction(0)}, "^box.size$"),
        ({"centre": vector(-2, -1)}, "^box."),
        ({"shares": ((Fraction(1, 2), Fraction(1, 2)),)}, "^box.another_condition$"),
    ],
)
def test_a_box_without_a_minimum_is_refused(changes: dict[str, object], reason: str) -> None:
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    with pytest.raises(Refusal, match=reason):
        check_spurious(UNEQUAL, replace(found, minimum=replace(found.minimum, **changes)))  # type: ignore[arg-type]


def test_two_minima_with_one_loss_do_not_refute_each_other() -> None:
    equal = problem_of("+ (1)  - (-1)", after=DECAY)
    one, other = (minimum_of(equal, x, x) for x in ("0.774597", "-0.774597"))
    for here, there in ((one, other), (other, one)):
        with pytest.raises(Refusal, match=r"^spurious\.not_lower$"):
            check_spurious(equal, replace(here, lower=there.minimum.centre))


def test_a_wide_box_counts_with_its_least_value() -> None:
    """The minimum is somewhere in the box: the value at the centre alone says nothing."""
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    close = replace(found, lower=tuple(entry + Fraction(1, 10**4) for entry in found.minimum.centre))
    with pytest.raises(Refusal, match=r"^spurious\.not_lower$"):
        check_spurious(UNEQUAL, close)


# --- below every bad minimum --------------------------------------------------------------------------------------


def bound_of(problem: Problem) -> LowerBound:
    assert isinstance(problem.loss, Function)
    found = decide_function(problem.loss.expr, "bounded_below")
    assert found is not None
    assert isinstance(found[1], LowerBound)
    return found[1]


def low(problem: Problem, *point: object) -> None:
    check_low(problem, Low(vector(*point), bound_of(problem), 128))


THREE = "+ (1), (2)  - (-1)"
"""f = w x: L = (2 (1 - w)^2 + max(0, 1 - 2 w)^2) / 3, and the bound is l(0) / 3 = 1/3."""


def test_the_bound_is_that_of_the_lightest_sample() -> None:
    linear = problem_of(THREE, neuron="linear", more="frozen a = (1)")
    low(linear, "0.35")
    with pytest.raises(Refusal, match=r"^spurious\.not_low$"):
        low(linear, "0.3")
    weighted = problem_of("+ 8 * (1), (2)  - (-1)", neuron="linear", more="frozen a = (1)")
    with pytest.raises(Refusal, match=r"^spurious\.not_low$"):  # L = 0.39, and 1/10 is asked for
        low(weighted, "0.35")


def penalised(problem: Problem, *terms: tuple[str, Block]) -> Problem:
    """The problem with penalties of any sign, which the language does not take."""
    penalties = tuple(Penalty(Fraction(factor), (block,)) for factor, block in terms)
    return replace(problem, objective=Objective(penalties))


W, A = Block.HIDDEN_WEIGHTS, Block.OUTPUT_WEIGHTS


@pytest.mark.parametrize("terms", [(("-1/100", W),), (("1/100", W), ("-1/10", A)), (("1/10", A), ("-1/5", A))])
def test_a_reward_is_refused(terms: tuple[tuple[str, Block], ...]) -> None:
    for more in ("", "frozen a = (1)"):
        problem = penalised(problem_of(THREE, neuron="linear", more=more), *terms)
        with pytest.raises(Refusal, match=r"^spurious\.rewarded$"):
            low(problem, *((1,) if more else (1, 1)))


def test_penalties_count_and_may_cancel() -> None:
    linear = problem_of(THREE, neuron="linear", more="frozen a = (1)")
    with pytest.raises(Refusal, match=r"^spurious\.not_low$"):
        low(penalised(linear, ("2/5", A)), 1)
    low(penalised(linear, ("1/5", W), ("-1/5", W)), 1)


def test_a_bound_that_does_not_hold_is_refused() -> None:
    linear = problem_of(THREE, neuron="linear", more="frozen a = (1)")
    with pytest.raises(Refusal):
        check_low(linear, Low(vector("0.1"), replace(bound_of(linear), bound=Fraction(3, 4)), 128))


# --- below every constant output ----------------------------------------------------------------------------------

TARGETS = "loss + one(z) = (z + 1)^2 loss - zero(z) = z^2"
"""The targets 1 and 0: h(c) = W+ (1 - c)^2 + W- c^2, at least W+ W- / W."""


def two_targets(data: str, *, more: str = "", after: str = "") -> Problem:
    network = f"network {{ shortcut = 1 linear {more} }}"
    loaded = loads(f"dataset d {{ {data} }}\nneuron linear\n{TARGETS}\n{network}\n{after}")
    assert loaded.spec is not None, loaded.diagnostics
    return loaded.spec.problem


def constants(problem: Problem, bound: str, *point: object) -> None:
    found = at_least(split(constant_loss(problem)), Fraction(bound))
    assert found is not None, "h is not shown to be so large"
    check_below_constants(problem, Below(vector(*point), found, 128))


def test_below_constants_compares_with_the_best_constant_of_two_losses() -> None:
    """h is at least 2/3 here; f = w x has W L = 2 (1 - w)^2 + 4 w^2 on + (1), (1) - (-2)."""
    problem = two_targets("+ (1), (1)  - (-2)", more="frozen a = (1)")
    assert at_least(split(constant_loss(problem)), Fraction("0.667")) is None
    with pytest.raises(Refusal, match=r"^spurious\.not_below$"):
        constants(problem, "0.666", "1/3")  # W L = 4/3
    near = two_targets("+ (1), (1)  - (-1/2)", more="frozen a = (1)")
    constants(near, "0.666", "0.9")  # W L = 2 * 0.01 + 0.2025
    with pytest.raises(Refusal, match=r"^spurious\.not_below$"):
        constants(near, "0.2225", "0.9")


def test_each_class_has_its_own_margins_in_h() -> None:
    """With the losses the other way round, at -c for class +, h(c) = 3 c^2 + (1 + c)^2 has its minimum 3/4 at -1/4."""
    loaded = loads(
        "dataset d { + (1), (2), (3) - (-1) } neuron linear loss + zero(z) = z^2 loss - one(z) = (z + 1)^2"
        " network { shortcut = 1 linear }"
    )
    assert loaded.spec is not None, loaded.diagnostics
    pieces = split(constant_loss(loaded.spec.problem))
    assert at_least(pieces, Fraction("0.7499")) is not None
    assert at_least(pieces, Fraction("0.7501")) is None


def test_weights_count_in_h() -> None:
    """With W+ = 2 and W- = 1/4 h is at least 2/9; f = w x with w = 9/10 has W L = 0.02 + 0.2025 / 4."""
    constants(two_targets("+ (1), (1)  - 1/4 * (-1/2)", more="frozen a = (1)"), "0.222", "0.9")


@pytest.mark.parametrize("terms", [(("-1/100", W),), (("1/100", W), ("-1/10", A))])
def test_a_reward_is_refused_below_constants(terms: tuple[tuple[str, Block], ...]) -> None:
    problem = penalised(two_targets("+ (1), (1)  - (-1/2)", more="frozen a = (1)"), *terms)
    with pytest.raises(Refusal, match=r"^spurious\.rewarded$"):
        constants(problem, "0.666", "0.9")


def test_penalties_count_below_constants() -> None:
    problem = two_targets("+ (1), (1)  - (-1/2)", more="frozen a = (1)")
    constants(penalised(problem, ("1/10", W)), "0.666", "0.9")
    with pytest.raises(Refusal, match=r"^spurious\.not_below$"):
        constants(penalised(problem, ("1/4", W)), "0.666", "0.9")


def test_a_bound_above_h_is_refused() -> None:
    problem = two_targets("+ (1), (1)  - (-1/2)", more="frozen a = (1)")
    found = at_least(split(constant_loss(problem)), Fraction("0.666"))
    assert found is not None
    with pytest.raises(Refusal):
        check_below_constants(problem, Below(vector("0.5"), replace(found, bound=Fraction(2)), 128))


def test_the_best_constant_of_huge_weights_is_beyond_floats() -> None:
    huge = loads(
        f"dataset d {{ + {10**400} * (1), (2)  - (0), (3) }} neuron relu loss square"
        " network { shortcut = 1 relu  hidden bias  output bias }"
    )
    assert huge.spec is not None, huge.diagnostics
    assert list(below_constants(huge.spec.problem, vector(1, 1, 1, 0))) == []


# --- what follows -------------------------------------------------------------------------------------------------

BAD = """# A bad minimum by the class means, and an answer nearly without loss.
dataset nested { + (-1), (1)  - (-2), (2), (0) }
neuron elu
loss logistic
network { shortcut = 3 elu  hidden bias  output bias }
"""


def test_only_the_claim_that_all_minima_are_global_is_refuted() -> None:
    bad, not_global = (theoremcheck.check(text, search=False) for text in (BAD, f"{BAD}claim global\n"))
    assert bad.rules[0] == "rule.affine"
    assert "rule.spurious_bad" not in bad.rules
    assert bad.statuses["rule.spurious_bad"] is Status.OPEN
    assert not_global.rules == ("rule.spurious_bad",)
    assert (not_global.minima[0].least, not_global.minima[0].lower is None) == (2, False)
    outcome = check(not_global.spec.problem, read(dumps(not_global.certificate)))
    assert outcome.goal == "rule.spurious_bad"


DEAD = f"""# The output 2/3 of dead units, and what two units can do; the targets are 1 and 0.
dataset d {{ + (2), (3)  - (1) }}
neuron relu
{TARGETS}
network {{ shortcut = 2 relu  hidden bias  output bias }}
"""


def test_a_lower_point_than_all_constants_refutes_global_only() -> None:
    bad, not_global = (theoremcheck.check(text, search=False) for text in (DEAD, f"{DEAD}claim global\n"))
    assert bad.rules[0] == "rule.flat"
    assert bad.statuses["rule.spurious_constant"] is Status.OPEN
    assert not_global.rules == ("rule.spurious_constant",)
    assert not_global.minima[0].lower is not None
    outcome = check(not_global.spec.problem, read(dumps(not_global.certificate)))
    assert outcome.goal == "rule.spurious_constant"


@pytest.mark.parametrize(
    "loss",
    ["modified_huber", "stairs(z) = cases { z <= -1: 0; z <= 1: 3; else: 1 }"],
    ids=["breaks at -1 and 1", "jumps"],
)
def test_a_best_constant_that_has_no_formula_is_not_compared(loss: str) -> None:
    """The breaks of l(-c) and l(c) meet, and each has a value of its own there: h is not split into pieces.

    What refutes is one minimum with a lower point: that of minimum.flat, near which L is constant.
    """
    verdict = theoremcheck.check(
        f"dataset d {{ + (1), (-1)  - (0), (5), (-5) }} neuron relu loss {loss}"
        " network { shortcut = 1 relu  hidden bias  output bias } claim global",
        search=False,
    )
    assert verdict.rules == ("rule.spurious",)
    assert verdict.findings["minimum.flat"].status is Status.HOLDS
    assert check(verdict.spec.problem, verdict.certificate).goal == "rule.spurious"


def test_a_minimum_whose_output_differs_between_samples_says_nothing_of_constants() -> None:
    """rule.hull and rule.strict have points at which f is no constant."""
    assert not {"rule.hull", "rule.outlier", "rule.strict", "rule.tied", "rule.support", "rule.frozen"} & {*CONSTANT}


def test_theorems_that_exclude_such_minima() -> None:
    problem = UNEQUAL
    found = Refutation("rule.spurious", None, 0, 0)
    contradicted = {
        name: excluded(Derivation(name, name, conditional=False), found, problem, {})
        for name in ("thm.separable", "thm.vacuous", "thm.linear_global", "thm.core")
    }
    assert contradicted == {
        "thm.separable": False, "thm.vacuous": True, "thm.linear_global": True, "thm.core": False,
    }  # fmt: skip


def test_a_fact_needs_samples_and_numbers() -> None:
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    assert isinstance(establish(UNEQUAL, "minimum.spurious", True, found), Fact)
    with pytest.raises(Refusal, match=r"^facts\.not_refutable"):
        establish(UNEQUAL, "minimum.spurious", False, found)
    with pytest.raises(Refusal, match=r"^facts\.wrong_kind"):
        establish(UNEQUAL, "minimum.strict", True, found)


# --- basins ---------------------------------------------------------------------------------------------------------


def test_a_strict_minimum_with_a_lower_point_is_a_basin() -> None:
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    assert check_basin(UNEQUAL, found) == (0, 0)
    fact = establish(UNEQUAL, "minimum.basin", True, found)
    facts = [fact, *(_decided(UNEQUAL, name) for name in ("loss.defined", "neuron.defined", "network.deep_defined"))]
    assert conclude(UNEQUAL, facts, "rule.basin").statuses["rule.basin"] is Status.HOLDS
    with pytest.raises(Refusal, match=r"^spurious\.not_lower$"):
        check_basin(UNEQUAL, replace(found, lower=vector(-1, -1)))


def _decided(problem: Problem, condition: str) -> Fact:
    found = find(Case(problem), condition).fact
    assert found is not None
    return found


def test_what_is_held_moves_in_no_basin() -> None:
    """Without decay a and w may be rescaled, and along that L is constant: a minimum that is strict but for that."""
    free = problem_of("+ (1), (1), (1)  - (2)", loss="square")
    box = any_minimum(free, vector(1, "0.142857"))  # 3 (1 - v)^2 + (1 + 2 v)^2 is least at v = a w = 1/7
    assert box is not None
    held = Spurious(box, vector(1, -1), 128)
    assert box.slice.held  # type: ignore[union-attr]
    with pytest.raises(Refusal, match=r"^spurious\.held$"):
        check_basin(free, held)
    for chosen in (Cell((0, 1)), Decayed((), ())):
        with pytest.raises(Refusal, match=r"^spurious\.held$"):
            check_basin(free, replace(held, minimum=replace(box, slice=chosen)))


def test_a_minimum_that_is_strict_is_not_taken_for_one_with_more_parameters() -> None:
    """The box has to list all that is trained."""
    found = minimum_of(UNEQUAL, "-0.83666", "-0.83666")
    wider = problem_of("+ (1), (1)  - (-1)", after=DECAY, more="output bias")
    with pytest.raises(Refusal):
        check_basin(wider, found)


_ERRORS = {Asked.NO_BAD, Asked.NO_BAD_SMOOTH, Asked.ERROR_AT_MOST}
CLAIMS = {
    Conclusion.NO_BAD: _ERRORS,
    Conclusion.NO_BAD_SMOOTH: {Asked.NO_BAD_SMOOTH},
    Conclusion.NO_MINIMUM: {
        *(Asked.NO_BAD, Asked.NO_BAD_SMOOTH, Asked.ERROR_AT_MOST, Asked.GLOBAL, Asked.NO_BASIN),
    },
    Conclusion.GLOBAL: {Asked.GLOBAL, Asked.NO_BASIN},
    Conclusion.NO_VALLEY: {Asked.NO_VALLEY, Asked.NO_BASIN},
    Conclusion.NO_OPEN_VALLEY: {Asked.NO_VALLEY, Asked.NO_BASIN},
    Conclusion.NO_BASIN: {Asked.NO_BASIN},
    # Their bound is 0 here.
    Conclusion.ERROR_AT_MOST: _ERRORS,
    Conclusion.ERROR_BOUND: _ERRORS,
    Conclusion.CONSTANT_BOUND: _ERRORS,
    Conclusion.MINIMA_ERROR: _ERRORS,
}


@pytest.mark.parametrize("conclusion", Conclusion)
def test_which_conclusion_proves_which_claim(conclusion: Conclusion) -> None:
    proved = {asked for asked in Asked if proves(conclusion, Question(asked), Fraction(0))}
    assert proved == CLAIMS.get(conclusion, set())


@pytest.mark.parametrize(
    ("conclusion", "refuted"),
    [
        (Conclusion.BAD, {Asked.NO_BAD, Asked.ERROR_AT_MOST}),
        (Conclusion.NOT_GLOBAL, {Asked.GLOBAL}),
        (Conclusion.VALLEY, {Asked.NO_VALLEY}),
        (Conclusion.BASIN, {Asked.NO_VALLEY, Asked.NO_BASIN}),
        (Conclusion.GLOBAL, set()),
        (Conclusion.NO_VALLEY, set()),
        (Conclusion.NO_OPEN_VALLEY, set()),
        (Conclusion.NO_BASIN, set()),
        (Conclusion.NO_BAD_SMOOTH, set()),
    ],
)
def test_which_conclusion_refutes_which_claim(conclusion: Conclusion, refuted: set[Asked]) -> None:
    assert {asked for asked in Asked if refutes(Question(asked), Fraction(1), conclusion)} == refuted
    off_breaks = {Asked.NO_BAD_SMOOTH} if conclusion is Conclusion.BAD else set()
    smooth = {asked for asked in Asked if refutes(Question(asked), Fraction(1), conclusion, smooth=True)}
    assert smooth == refuted | off_breaks
    assert not refutes(Question(Asked.NO_BAD_SMOOTH), Fraction(0), conclusion, smooth=True)


def test_theorems_that_exclude_basins() -> None:
    found = Refutation("rule.basin", None, 0, 0)
    contradicted = {
        name: excluded(Derivation(name, name, conditional=False), found, UNEQUAL, {})
        for name in (
            *("thm.separable", "thm.vacuous", "thm.linear_global", "thm.core"),
            *("thm.wide", "thm.wide_deep", "thm.wide_basin"),
        )
    }
    assert contradicted == {
        "thm.separable": False, "thm.vacuous": True, "thm.linear_global": True, "thm.core": False, "thm.wide": True,
        "thm.wide_deep": True, "thm.wide_basin": True,
    }  # fmt: skip
    valley = Refutation("rule.valley", None, 0, 0)
    theorems = ("thm.wide", "thm.wide_deep", "thm.wide_basin", "thm.linear_global", "thm.vacuous")
    contradicted = {n: excluded(Derivation(n, n, conditional=False), valley, UNEQUAL, {}) for n in theorems}
    assert {name for name, found in contradicted.items() if found} == {"thm.wide", "thm.wide_deep"}
    bad = Refutation("rule.spurious", None, 0, 0)
    assert not excluded(Derivation("thm.wide", "thm.wide", conditional=False), bad, UNEQUAL, {})


def test_no_minimum_is_no_proof_of_no_valley() -> None:
    text = "dataset d { + 2 * (1)  - (-1) }\nneuron softplus\nloss logistic\nnetwork { shortcut = 1 softplus }\n"
    valley, basin = (theoremcheck.check(f"{text}claim {claim}\n", search=False) for claim in ("no_valley", "no_basin"))
    assert (valley.verdict, basin.verdict) == ("refuted", "proved")
    assert (valley.vacuous, basin.vacuous) == (False, True)
    wide = theoremcheck.check(f"{text.replace('= 1', '= 2')}claim no_valley\n", search=False)
    assert (wide.verdict, wide.theorems[0], wide.vacuous) == ("proved", "thm.wide", False)
    assert "exceeds nowhere" in " ".join(wide.report.split())


TWO_DESCENTS = """# The candidate is the lowest minimum, and descents end at another one.
dataset d { + -1, 2  - 0, 1 }
neuron tanh
loss + logistic
loss - dear(z) = 2 * log(1 + exp(z))
network { shortcut = 1 tanh  hidden bias  output bias }
objective { regularizer = 1/100 * l2(all) }
candidate { a0 = 0.4687  a = (-1.8289)  w = ((2.0536))  b = (1.2546) }
"""


@pytest.mark.parametrize(("claim", "rule"), [("global", "rule.spurious"), ("no_basin", "rule.basin")])
def test_a_minimum_where_another_descent_ends_is_compared_with_the_lowest_point(claim: str, rule: str) -> None:
    verdict = theoremcheck.check(f"{TWO_DESCENTS}claim {claim}\n", search=False)
    assert verdict.rules == (rule,)
    assert verdict.minima[0].lower is not None
    outcome = check(verdict.spec.problem, read(dumps(verdict.certificate)))
    assert outcome.goal == rule


def test_where_all_descents_end_at_one_point_nothing_is_refuted() -> None:
    text = TWO_DESCENTS.replace("1/100", "1/5").replace("a0 = 0.4687  a = (-1.8289)", "a0 = -0.323937  a = (0)")
    text = text.replace("w = ((2.0536))  b = (1.2546)", "w = ((0))  b = (0)")
    assert theoremcheck.check(f"{text}claim global\n", search=False).verdict == "undecided"


def test_of_the_ends_of_descents_the_calm_ones_above_the_lowest_are_tried_the_highest_first() -> None:
    losses = ((0.25, True), (0.25 + 1e-12, True), (0.5, False), (0.75, True), (0.75, True), (1.0, True))
    ends = [_End((Fraction(k),), loss, calm) for k, (loss, calm) in enumerate(losses)]
    assert list(_higher(ends)) == [(Fraction(5),), (Fraction(3),)]
    many = [_End((Fraction(k),), float(k), True) for k in range(20)]
    assert list(_higher(many)) == [(Fraction(k),) for k in range(19, 19 - _OTHERS, -1)]
    assert list(_higher([])) == []
