"""Strictly monotone neurons, and data that are separated weakly: false claims with honest and with forged evidence."""

from fractions import Fraction
from random import Random

import pytest
from edge_problems import spec_of

from theoremcheck.decide.functions.shape import decide_function, domain_proofs
from theoremcheck.options import Options
from theoremcheck.trusted.data.core import OffCore
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import NoPiece, check_no_piece
from theoremcheck.trusted.kernel.facts import error_bound, establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.problem.expr import Num
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.answering import excluded, refuting
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.values import Answer, Refutation

QUIET = Options(search=False)


def problem_of(neuron, data="+ 1  - -1", loss="squared_hinge", more="", claim=""):
    network = f"network {{ shortcut = 1 s {more} }}"
    return spec_of(f"dataset d {{ {data} }}\nneuron s(z) = {neuron}\nloss {loss}\n{network}\n{claim}")


# --- neurons ------------------------------------------------------------------------------------------------------

FLAT = {
    "z + abs(z)": 0,
    "z + ((z-1)^2)^(1/2)": 0,
    "cases { z < 0: z; z < 1/100000000: 0; else: z - 1/100000000 }": 1,
    "cases { z < 0: z; else: (z^(3/2))^(2/3) - z }": 1,
    "cases { z < 0: z; else: sqrt(z)*sqrt(1+z) - sqrt(z+z^2) }": 1,
    "cases { z < 0: z; else: log(1+z) + log(2) - log(2+2*z) }": 1,
    "cases { z < 0: z; else: exp(z+1) - exp(1)*exp(z) }": 1,
    "cases { z < 0: z; else: (1+z)^(1/3)*(1+z)^(2/3) - z - 1 }": 1,
    "cases { z < 0: z; else: (z^3)^(1/2)*(z+1)^(1/2) - (z^4+z^3)^(1/2) }": 1,
    "max(z-1, min(0, z))": 1,
}
"""Formulas that are constant on an interval, and the place of that piece."""


@pytest.mark.parametrize("text", FLAT)
def test_nobody_finds_that_a_hidden_flat_piece_rises(text):
    """No point of the flat piece passes for one of slope > 0, its ends included, where roots have slopes of 0/0."""
    expr = problem_of(text).problem.neuron.expr
    found = decide_function(expr, "strictly_increasing")
    assert found is None or not found[0]
    pieces, place = split(expr), FLAT[text]
    domain = domain_proofs(pieces, None, inner=True) or ()
    ends = [Fraction(b) for b in pieces.breaks]
    honest = [b - 1 for b in ends] + [ends[-1] + 1]
    within = ends[max(place - 1, 0) : place + 1]
    inner = sum(within, Fraction(0)) / len(within) if len(within) > 1 else within[0] + (1 if place else -1)
    for at in (*within, inner):
        points = (*honest[:place], at, *honest[place + 1 :])
        with pytest.raises(Refusal) as refusal:
            check_no_piece(expr, 1, NoPiece(domain, tuple(Num(p) for p in points)))
        assert refusal.value.reason.code in (
            "shape.derivative_zero", "shape.witness_piece", "comparison.division", "comparison.fractional_power",
            "comparison.undecided", "shape.undefined_at_point",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rises", "falls"),
    [
        ("z*abs(z)", True, False),
        ("-z^5", False, True),
        ("z + sin(z)", True, False),
        ("cases { z < 0: z; else: z - 1/10000000000000000000000000000000000 }", False, False),
        ("z^5/5 - 2*z^3/3 + z", True, False),
        ("z^5/5 - 2*z^3/3 + 999999/1000000*z", False, False),
        ("z + 1001/1000*sin(z)", False, False),
        ("z + sqrt(z^2) + z^3", True, False),
    ],
)
def test_near_misses_of_strictly_monotone_neurons(text, rises, falls):
    expr = problem_of(text).problem.neuron.expr
    for name, truth in (("strictly_increasing", rises), ("strictly_decreasing", falls)):
        found = decide_function(expr, name)
        assert (found is not None and found[0]) == truth


@pytest.mark.parametrize(
    ("text", "up", "down"),
    [
        ("z^4", True, False),
        ("-abs(z)^3", False, True),
        ("abs(z)^(3/2)", True, False),
        ("abs(z) + z^4", True, False),
        ("z^4 - abs(z)/10000000000000000000000000", False, False),
        ("max(0, z)^2", False, False),
        ("max(z^4, (z - 1)^4)", True, False),
        ("min(z^4, (z - 1)^4)", False, False),
        ("z^2/2 + cos(z)", True, False),
        ("z^2/2 + 1001/1000*cos(z)", False, False),
        ("cases { z < 0: z^4; else: z^4 + 1/10000000000000000000000000 }", False, False),
        ("cases { z < -1: z^4; z < 1: 1; else: z^4 }", False, False),
        ("z^3", False, False),
    ],
)
def test_near_misses_of_strictly_monotone_slopes(text, up, down):
    expr = problem_of(text).problem.neuron.expr
    for name, truth in (("slope_increasing", up), ("slope_decreasing", down)):
        found = decide_function(expr, name)
        assert (found is not None and found[0]) == truth


# --- data ---------------------------------------------------------------------------------------------------------


def drawn(random):
    """Samples (x, y, weight), some repeated, some 0, both classes present; with the text of a data set."""
    points = [tuple(random.randint(-2, 2) for _ in range(2)) for _ in range(random.randint(2, 6))]
    points += [random.choice(points), (0, 0)][: random.randint(0, 2)]
    labels = [1, -1, *(random.choice((1, -1)) for _ in points[2:])]
    rows = sorted(zip(points, labels, strict=True), key=lambda row: -row[1])
    weights = [random.choice((Fraction(1), Fraction(1, 3), Fraction(10**9))) for _ in rows]
    text = " ".join(f"{'+' if y > 0 else '-'} {w} * {x}" for (x, y), w in zip(rows, weights, strict=True))
    return rows, weights, text


@pytest.mark.parametrize("seed", range(30))
def test_forged_normals_and_the_share_they_leave(seed):
    """A normal is accepted iff it separates weakly, and the bound is the weight on its zero set, in own arithmetic."""
    random = Random(seed)
    rows, weights, text = drawn(random)
    problem = problem_of("z^3", text).problem
    for _ in range(20):
        steps = [Fraction(0), Fraction(1), Fraction(-1), Fraction(1, 10**20), Fraction(-1, 10**20)]
        normal = (random.choice(steps), random.choice(steps))
        sides = [y * sum(a * b for a, b in zip(x, normal, strict=True)) for x, y in rows]
        evidence = OffCore(normal, None)
        if min(sides) >= 0 and max(sides) > 0:
            fact = establish(problem, "data.weakly_separable", holds=True, evidence=evidence)
            left = sum((w for w, side in zip(weights, sides, strict=True) if side == 0), Fraction(0))
            assert error_bound("thm.core", {fact.condition: fact}) == left / sum(weights)
        else:
            with pytest.raises(Refusal) as refusal:
                establish(problem, "data.weakly_separable", holds=True, evidence=evidence)
            assert refusal.value.reason.code == ("core.wrong_side" if min(sides) < 0 else "core.all_zero")


CORE = "+ 1 * (1, 0) + 1 * (-1, 0) + 5 * (0, 1) - 1 * (1, 0) - 1 * (-1, 0) - 3 * (1, -1)"
"""4 of 12 of the weight is on the line x_2 = 0, where each place has both labels; the rest is off the core."""


@pytest.mark.parametrize(
    ("claim", "neuron", "loss", "penalty", "proved"),
    [
        ("error at most 1/3", "z^3", "squared_hinge", "", True),
        ("error at most 333333333333/1000000000000", "z^3", "squared_hinge", "", False),
        ("error at most 1/3", "z^3", "squared_hinge", "l2(a)", True),
        ("error at most 1/3", "z^3", "squared_hinge", "l2(w)", False),
        ("error at most 1/3", "max(z, z/10)", "squared_hinge", "", True),
        ("error at most 1/3", "max(z, 0)", "squared_hinge", "", False),
        ("error at most 1/3", "z^3", "hinge", "", False),
        ("global", "z^3", "squared_hinge", "", False),
        ("global", "z^3", "logistic", "", True),
        ("no_bad", "z^3", "logistic", "l2(a)", True),
    ],
)
def test_a_claim_near_the_bound_of_thm_core(claim, neuron, loss, penalty, proved):
    """The logistic loss has no local minimum here, which proves every claim."""
    objective = f"objective {{ regularizer = {penalty} }}\n" if penalty else ""
    verdict = decide(problem_of(neuron, CORE, loss, claim=f"{objective}claim {claim}\n"), QUIET)
    assert (verdict.answer is Answer.PROVED) == proved
    assert verdict.alarm is None
    if proved:
        assert verdict.derivations[0].theorem == ("thm.core_vacuous" if loss == "logistic" else "thm.core")


def test_a_minimum_refutes_what_it_exceeds_only():
    quarter = Question(Asked.ERROR_AT_MOST, Fraction(1, 4))
    assert not refutes(quarter, Fraction(1, 4))
    assert refutes(quarter, Fraction(1, 4) + Fraction(1, 10**30))
    assert not refutes(Question(Asked.GLOBAL), Fraction(1))
    assert proves(Conclusion.ERROR_AT_MOST, Question(), Fraction(0))
    assert not proves(Conclusion.ERROR_AT_MOST, Question(Asked.NO_BAD, Fraction(1)), Fraction(1, 10**30))
    assert not proves(Conclusion.ERROR_AT_MOST, Question(), None)
    assert not proves(Conclusion.ERROR_AT_MOST, Question(Asked.GLOBAL), Fraction(0))
    assert not proves(Conclusion.NO_BAD, Question(Asked.GLOBAL), Fraction(0))
    assert not proves(Conclusion.BAD, quarter, None)


@pytest.mark.parametrize(("wrong", "alarm"), [(1, False), (4, False), (5, True), (6, True)])
def test_thm_core_contradicts_minima_with_more_error_than_its_bound_only(wrong, alarm):
    """The weights are 1, 1, 1, 1, 3, 5: four wrong samples may all be of the core, five may not."""
    problem = problem_of("z^3", CORE).problem
    verdict = decide(problem_of("z^3", CORE, claim="claim error at most 1/2"), QUIET)
    facts = {name: found.fact for name, found in verdict.findings.items() if found.fact is not None}
    (derivation,) = verdict.derivations
    found = Refutation("rule.strict", None, wrong, 6)
    assert excluded(derivation, found, problem, facts) == alarm
    assert len(refuting(problem, Question(Asked.ERROR_AT_MOST, Fraction(1, 3)), [found])) == alarm


# --- affine pieces ------------------------------------------------------------------------------------------------

TIED = "+ 1, -1  - 0"


@pytest.mark.parametrize(
    ("neuron", "loss", "more", "status"),
    [
        ("max(z, z/10)", "hinge", "hidden bias output bias", Status.HOLDS),
        ("-max(z, z/10)", "squared_hinge", "hidden bias output bias", Status.HOLDS),
        ("selu(z)", "hinge", "hidden bias output bias", Status.HOLDS),
        ("max(z, z/10)", "perceptron", "hidden bias output bias", Status.FAILS),
        ("max(z, z/10)", "logistic", "hidden bias output bias", Status.FAILS),
        ("max(z, 0)", "hinge", "hidden bias output bias", Status.FAILS),
        ("max(z, z/10)", "hinge", "hidden bias", Status.FAILS),
        ("max(z, z/10)", "hinge", "output bias", Status.FAILS),
        ("z^3", "hinge", "hidden bias output bias", Status.FAILS),
        ("cases { z < 0: z; else: z + 1 }", "hinge", "hidden bias output bias", Status.FAILS),
    ],
)
def test_the_setting_of_affine_pieces_and_its_near_misses(neuron, loss, more, status):
    verdict = decide(problem_of(neuron, TIED, loss, more), QUIET)
    assert verdict.statuses["rule.affine_piece"] is status
    assert verdict.alarm is None
