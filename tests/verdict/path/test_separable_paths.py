"""Paths of separable data, on which no margin falls: evaluated again in mpmath, and pieces that are no such paths."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path as File
from random import Random

import pytest
from path_oracle import PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict.path.check import check_piece, check_premises
from theoremcheck.verdict.path.find import follows, path_from, theorem_of
from theoremcheck.verdict.path.margins import Premises
from theoremcheck.verdict.path.segments import Segments
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of

SPECS = File(__file__).resolve().parents[3] / "specs"
LOSSES = ("savage", "hinge", "logistic", "squared_hinge")
KINDS = {
    "one neuron and a_0": ("1", "tanh relu softplus sigmoid leaky_relu(1/10)", "hidden bias  output bias", ""),
    "several and a_0": ("3", "tanh relu sigmoid", "output bias", ""),
    "a pair": ("2", "relu sigmoid softplus", "hidden bias", ""),
    "a pair with one frozen bias": ("2", "sigmoid relu", "hidden bias", "frozen b = (1/2, 1/2)"),
    "both signs": ("1", "tanh leaky_relu(1/10) elu", "hidden bias", "frozen b = (1/3)"),
    "frozen": ("3", "relu tanh", "hidden bias", "frozen a = (1, -2, 1/2)"),
    "frozen, and a_0": ("2", "sigmoid relu", "output bias", "frozen a = (1, 2)"),
    "linear": ("2", "linear", "", "deep = 2 tanh"),
    "linear, and a_0": ("1", "linear", "output bias", "deep = 1 relu"),
    "linear and deep": ("1", "tanh", "", "deep = 2 linear with bias -> 1 linear  frozen deep.1.biases = (3, -1)"),
    "linear with a bias": ("1", "tanh", "", "deep = 2 linear with bias -> 2 linear"),
}


def problem_of(kind, seed):
    """A verdict on random samples that a hyperplane through 0 separates, and random parameters."""
    random = Random(f"{kind} {seed}")
    width, neurons, biases, more = KINDS[kind]
    neuron = random.choice(neurons.split())
    loss = random.choice([name for name in LOSSES if name != "savage" or "frozen, and" not in kind])
    normal = [random.choice((-2, -1, 1, 2)) for _ in range(2)]
    rows = [f"+ ({normal[0]}, {normal[1]})", f"- ({-normal[0]}, {-normal[1]})"]
    for _ in range(random.randint(0, 4)):
        x = [random.randint(-3, 3) for _ in normal]
        side = sum(u * entry for u, entry in zip(normal, x, strict=True))
        rows += [f"{'+' if side > 0 else '-'} ({x[0]}, {x[1]})"] if side else []
    text = (
        f"dataset d {{ {' '.join(rows)} }}\nneuron {neuron}\nloss {loss}\n"
        f"network {{ shortcut = {width} {neuron}  {biases}  {more} }}\nclaim no_valley"
    )
    verdict = check(text, search=False)
    trained = len(Layout.of(verdict.spec.problem).trained)
    kinds = (lambda: Fraction(random.randint(-12, 12), 4), lambda: Fraction(random.choice((-1, 0, 0, 1))))
    entry = random.choice(kinds)
    return verdict, tuple(entry() for _ in range(trained))


def assert_leads_down(kind, seed, places):
    verdict, start = problem_of(kind, seed)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    theorem = "thm.separable_valley" if kind.startswith("linear") else "thm.monotone_valley"
    assert theorem_of(verdict.statuses) is not None
    path = path_from(problem, facts, theorem, Origin.GIVEN, start)
    assert path.checked or path.stopped.code == "path.no_lower"
    assert not path.unchecked
    assert follows(path, problem, facts)
    assert_never_rises(problem, path, places)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_no_path_rises(kind):
    assert_leads_down(kind, 1, PLACES[::20])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_lead_down_whatever_the_start(kind):
    paths = [assert_leads_down(kind, seed, PLACES[::40]) for seed in range(2, 22)]
    assert sum(path.checked for path in paths) >= 14
    assert all(path.checked or path.loss.upper == 0 for path in paths)  # nothing is to be gained at L = 0


@pytest.mark.parametrize("name", ["pair", "signs", "frozen", "frozen_level", "one_relu", "branch", "linear"])
def test_the_corpus(name):
    verdict = check(SPECS / "theorems" / f"separable_valley_{name}.spec", starts=2)
    assert verdict.path.checked
    assert verdict.path.stopped is None
    report = " ".join(verdict.report.split())
    assert "on no piece L exceeds its value at the start: checked in exact and ball arithmetic" in report


# --- what no path is ----------------------------------------------------------------------------------------------

TEXT = (
    "dataset d { + (1, 0), (2, 1)  - (-1, 1), (0, -2) }\nneuron tanh\nloss savage\n"
    "network { shortcut = 2 tanh  output bias }\nclaim no_valley"
)
START = tuple(map(Fraction, (0, 1, -1, 0, 0, 0, 0)))
"""a_0, a_1, a_2, w_1, w_2."""


@pytest.fixture(scope="module")
def known():
    verdict = check(TEXT, search=False)
    return verdict.spec.problem, facts_of(verdict.findings)


def moved(**changes):
    names = ("a0", "a1", "a2", "w11", "w12", "w21", "w22")
    return tuple(entry + Fraction(changes.get(name, 0)) for name, entry in zip(names, START, strict=True))


@pytest.mark.parametrize(
    ("changes", "shown", "reason"),
    [
        ({"w11": 2, "w12": 1}, Shown.MARGINS, None),
        ({"w11": 2, "w12": 1, "w21": -4, "w22": -2}, Shown.MARGINS, None),
        ({"w11": -2, "w12": -1}, Shown.NOTHING, "path.margins"),
        ({"w11": 2, "w12": 1, "w21": 4, "w22": 2}, Shown.NOTHING, "path.margins"),
        ({"w11": -1, "w12": 3}, Shown.NOTHING, "path.margins"),
        ({"w11": 2, "w12": 1, "a1": 1}, Shown.NOTHING, "path.not_polynomial"),
        ({"a0": 1}, Shown.NOTHING, "path.margins"),
    ],
)
def test_turned_neurons(known, changes, shown, reason):
    problem, facts = known
    premises = check_premises(problem, facts.values())
    assert replace(premises, segments=Segments()) == Premises(convex=False, rises=True, sense=1)
    step = check_piece(problem, Piece.straight(Move.TURN, START, moved(**changes)), START, premises)
    assert step.shown is shown
    assert (step.reason and step.reason.code) == reason
    mirrored = check_piece(problem, step.piece, START, replace(premises, sense=-1))
    assert shown is not Shown.MARGINS or mirrored.reason.code == "path.margins"
    assert check_piece(problem, step.piece, START, replace(premises, sense=0)).shown is Shown.NOTHING


def test_what_is_known_of_the_problem_is_asked_for(known):
    problem, facts = known
    asked = ("loss.nondecreasing", "loss.convex", "loss.pseudoconvex")
    fewer = [fact for name, fact in facts.items() if name not in asked]
    with pytest.raises(Exception, match=r"loss\.convex"):
        check_premises(problem, fewer)
    blind = [fact for name, fact in facts.items() if not name.startswith("neuron.") or name == "neuron.defined"]
    assert check_premises(problem, blind).sense == 0


def test_a_neuron_that_falls_has_the_other_sense():
    verdict = check(TEXT.replace("neuron tanh", "neuron s(z) = -tanh(z)").replace("2 tanh", "2 s"), search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    assert check_premises(problem, facts).sense == -1
    path = path_from(problem, facts, "thm.monotone_valley", Origin.GIVEN, START)
    assert path.checked
    assert [step.piece.move for step in path.steps] == [Move.TURN, Move.LOWER]
    assert path.lowest.upper < Fraction(1, 1000)


def test_penalised_weights_are_not_turned():
    text = TEXT.replace("savage", "logistic") + "\nobjective { regularizer = 1/10 * l2(w) }"
    problem = check(text, search=False).spec.problem
    step = check_piece(
        problem, Piece.straight(Move.TURN, START, moved(w11=2, w12=1)), START, Premises(True, rises=True, sense=1)
    )
    assert (step.shown, step.reason.code) == (Shown.NOTHING, "path.penalties")
