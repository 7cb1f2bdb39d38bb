"""Paths on which L never rises: evaluated again in mpmath, by an evaluator that is written here."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path as File
from random import Random

import pytest
from path_oracle import LOSSES, NEURONS, PLACES, assert_never_rises

from theoremcheck import check
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.verdict.path import find
from theoremcheck.verdict.path.check import check_piece
from theoremcheck.verdict.path.find import BUILDERS, TOWARDS, follows, path_from, theorem_of
from theoremcheck.verdict.path.values import Move, Origin, Piece, Shown
from theoremcheck.verdict.values import facts_of

SPECS = File(__file__).resolve().parents[3] / "specs"


KINDS = ["shallow", "linear", "quadratic", "deep"]
WAVES = ["tanh", "softplus", "sin", "relu", "elu"]


def rational(random):
    return Fraction(random.randint(-24, 24), 8)


def random_text(random, kind):
    """A problem to which a theorem on valleys applies, and its neuron."""
    dimension = random.randint(1, 3)
    rows = [
        f"{sign} ({', '.join(str(random.randint(-3, 3)) for _ in range(dimension))})"
        for sign in ("+", "-", *random.choices("+-", k=random.randint(0, 3)))
    ]
    biases = random.random() < 0.5
    neuron = {"linear": "linear", "quadratic": "quadratic"}.get(kind) or random.choice(
        sorted(set(NEURONS) - {"linear", "sigmoid", "elu", "gelu"})
    )
    width = {"linear": random.randint(1, 3), "quadratic": dimension + biases}.get(kind, len(rows)) + random.randint(
        0, 1
    )
    network = f"shortcut = {width} {neuron}"
    if kind == "deep":
        lower = ["tanh", "sigmoid", "softplus", "leaky_relu(1/10)", "sin"]
        lower = [f"{random.randint(1, 3)} {random.choice(lower)}" for _ in range(random.randint(1, 2))]
        network, biases = f"deep = {' -> '.join([*lower, f'{len(rows)} {random.choice(WAVES)}'])}", True
    if kind == "linear" and random.random() < 0.6:
        network = "deep = " + " -> ".join(f"{random.randint(1, 3)} linear" for _ in range(random.randint(2, 4)))
    return (
        f"dataset d {{ {' '.join(rows)} }}\nneuron {neuron}\nloss {random.choice(sorted(LOSSES))}\n"
        f"network {{ {network} {'hidden bias' if biases else ''} {random.choice(('', 'output bias'))} }}\n"
        "claim no_valley"
    )


def random_start(random, size):
    """Points of all kinds: none special, with many zeros, with equal entries, 0."""
    kind = random.randrange(4)
    entries = [rational(random) for _ in range(size)]
    if kind == 1:
        entries = [entry if random.random() < 0.4 else Fraction(0) for entry in entries]
    if kind == 2:
        entries = [Fraction(random.choice((-1, 1))) for _ in entries]
    return tuple(entries) if kind < 3 else (Fraction(0),) * size


def random_path(kind, seed):
    random = Random(f"{kind} {seed}")
    verdict = check(random_text(random, kind), search=False)
    theorem = "thm.wide.quadratic" if kind == "quadratic" else theorem_of(verdict.statuses)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    start = random_start(random, len(Layout.of(problem).trained))
    path = path_from(problem, facts, theorem, Origin.GIVEN, start)
    assert follows(path, problem, facts)
    return problem, path


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_paths_come_down(kind):
    shown = [random_path(kind, seed)[1].checked for seed in range(20)]
    assert sum(shown) >= 16  # the others begin where L is least


@pytest.mark.parametrize("kind", KINDS)
def test_no_path_rises(kind):
    problem, path = random_path(kind, 1)
    assert not path.unchecked
    assert_never_rises(problem, path, PLACES[::20])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(100, 110))
def test_no_path_rises_at_200_points_of_each_piece(kind, seed):
    problem, path = random_path(kind, seed)
    assert not path.unchecked
    assert_never_rises(problem, path)


def text_of(data, neuron, lost, network):
    return f"dataset d {{ {data} }}\nneuron {neuron}\nloss {lost}\nnetwork {{ {network} }}\nclaim no_valley"


XOR = "+ (0, 0), (1, 1) - (0, 1), (1, 0)"
KNOWN = [
    # Two equal ReLUs at a bad plateau: one is freed, as their columns are equal, and moved.
    (
        text_of("+ (1) - (-1)", "relu", "square", "shortcut = 2 relu"),
        ("1", "-1", "1", "1"),
        [Move.FREE, Move.IDLE, Move.LOWER],
        0,
    ),
    # Equal softplus neurons: the relation is seen although no value is rational.
    (
        text_of("+ (1) - (-1)", "softplus", "square", "shortcut = 2 softplus"),
        ("1", "-2", "1", "1"),
        [Move.FREE, Move.IDLE, Move.LOWER],
        0,
    ),
    # sin is odd: w = 1 and w = -1 are one column.
    (
        text_of("+ (1), (2)", "sin", "square", "shortcut = 2 sin").replace("+ (1), (2)", "+ (1) - (2)"),
        ("1", "1", "1", "-1"),
        [Move.FREE, Move.IDLE, Move.LOWER],
        0,
    ),
    # tanh at two places whose columns are independent: the outputs move at once.
    (text_of("+ (1) - (2)", "tanh", "square", "shortcut = 2 tanh"), ("0", "0", "1", "2"), [Move.LOWER], 0),
    # Polynomial neurons that are as many as their monomials, and fewer than the samples: two are equal, one is freed.
    (
        text_of("+ (1), (3), (-2) - (2), (-1), (4)", "cubic", "square", "shortcut = 3 cubic hidden bias output bias"),
        ("0", "1", "-1", "1", "1", "1", "2", "0", "0", "1"),
        [Move.FREE, Move.IDLE, Move.LOWER],
        None,
    ),
    # A dead layer in the middle of a linear network is woken up from above.
    (
        text_of("+ (1) - (-1)", "linear", "square", "deep = 1 linear -> 1 linear"),
        ("1", "0", "0"),
        [Move.WAKE, Move.IDLE, Move.WAKE, Move.LOWER],
        0,
    ),
    # Two quadratic neurons with one and the same w: the form has rank 1, and one neuron is freed at a constant form.
    (
        text_of(XOR, "quadratic", "square", "shortcut = 2 quadratic output bias"),
        ("0", "1", "1", "1", "1", "1", "1"),
        [Move.FREE, Move.IDLE, Move.LOWER, Move.LOWER],
        0,
    ),
    # From a form of one sign to one of the other: no elimination in one piece can keep its first pivot.
    (
        text_of("+ (1, 0), (0, 1) - (1, 1), (1, -1)", "quadratic", "square", "shortcut = 2 quadratic"),
        ("-1", "1", "1", "0", "0", "1"),
        [Move.LOWER],
        None,
    ),
]


@pytest.mark.parametrize(("text", "start", "moves", "least"), KNOWN)
def test_known_paths(text, start, moves, least):
    verdict = check(text, search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    kind = "thm.wide.quadratic" if problem.neuron.name == "quadratic" else theorem_of(verdict.statuses)
    path = path_from(problem, facts, kind, Origin.GIVEN, tuple(map(Fraction, start)))
    assert path.checked
    assert path.stopped is None
    assert [step.piece.move for step in path.steps] == moves
    assert_never_rises(problem, path, PLACES[::20])
    if least is not None:
        assert path.lowest.upper <= least + Fraction(1, 400)


BESIDE = [
    ("shortcut = 3 sin  deep = 2 relu  hidden bias  output bias", ["1", "-2", "0", "3", "1", "1", "1", "0"]),
    ("shortcut = 4 tanh  deep = 1 tanh -> 2 relu  hidden bias", ["1", "1", "0", "-1", "2", "2", "2", "0", "1"]),
    ("shortcut = 4 softplus  deep = 2 sin  beside = 1 abs  hidden bias  output bias  frozen a0 = 1/2", ["1/3", "-1"]),
]


@pytest.mark.parametrize(("network", "start"), BESIDE)
@pytest.mark.parametrize("lost", ["square", "hinge"])
def test_layers_below_stay_as_they_are(network, start, lost):
    verdict = check(text_of("+ (1), (3) - (2), (5)", network.split()[3], lost, network), search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    assert theorem_of(verdict.statuses) == "thm.wide.beside"
    trained, random = len(Layout.of(problem).trained), Random(len(network))
    more = (Fraction(random.randint(-6, 6), 3) for _ in range(trained))
    point = (*map(Fraction, start), *more)[:trained]
    path = path_from(problem, facts, "thm.wide.beside", Origin.GIVEN, point)
    assert path.checked
    assert path.stopped is None
    assert_never_rises(problem, path, PLACES[::20])
    layout = Layout.of(problem)
    full = layout.full(point)
    lower = [full[layer.weights] for branch in layout.branches for layer in branch.layers[:-1]]
    found = layout.full(path.end)
    assert [found[layer.weights] for branch in layout.branches for layer in branch.layers[:-1]] == lower
    assert path.lowest.upper <= Fraction(1, 100)


def test_the_units_of_other_parts_move_too():
    text = text_of("+ (1), (3) - (2), (5)", "tanh", "square", "deep = 1 relu -> 1 relu  beside = 4 tanh  hidden bias")
    verdict = check(text, search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    assert theorem_of(verdict.statuses) == "thm.wide.beside"
    start = (Fraction(1),) * len(Layout.of(problem).trained)
    path = path_from(problem, facts, "thm.wide.beside", Origin.GIVEN, start)
    assert path.checked
    assert path.stopped is None
    assert_never_rises(problem, path, PLACES[::20])
    assert path.lowest.upper <= Fraction(1, 100)


def test_without_trained_units_next_to_the_output_no_path_is_built():
    network = "shortcut = 4 tanh  hidden bias  output bias  frozen w = (1, 2, 3, 4)"
    verdict = check(text_of("+ (1), (3) - (2), (5)", "tanh", "square", network), search=False)
    start = (Fraction(1),) * len(Layout.of(verdict.spec.problem).trained)
    path = path_from(verdict.spec.problem, facts_of(verdict.findings).values(), "thm.wide.shallow", Origin.GIVEN, start)
    assert path.steps == ()
    assert path.stopped.code == "path.no_units"


APART = ("1", "1/2", "0", "1", "1", "2", "0", "0", "1", "2", "-1", "1/2")
ALIKE = ("0", "0", "1", "1", "2", "3", "0", "0", "0", "1", "1", "1")
BENT = ("1", "1/2", "0", "-1", "1", "2", "-2", "2", "3", "5", "1", "1")
"""Of a network 1 -> 3: a_0, weight and bias below, three weights, three biases, three output weights."""
DEEP = [
    # Equal units of the last layer: what they receive is not rational, and one takes over from the other all the same.
    ("tanh", "softplus", APART, [Move.FREE, Move.IDLE, Move.LOWER], None),
    # Nothing is passed on: the layer below may move, so that the samples come apart.
    ("tanh", "softplus", ("0",) * 12, [Move.IDLE, Move.IDLE, Move.LOWER], None),
    # All samples look alike, but a_0 takes up what the units give: they are freed, and the layer below may move.
    ("leaky_relu(1/10)", "relu", ALIKE, [*[Move.FREE] * 3, Move.IDLE, Move.IDLE, Move.LOWER], None),
    # A ReLU is dead at inputs that are not rational, and two are affine there: balls show that.
    ("tanh", "relu", BENT, [Move.FREE, Move.IDLE, Move.FREE, Move.IDLE, Move.LOWER], None),
    # What they give is not rational, so that no exact a_0 takes it up. From the best constant the way begins with a
    # step on which L may rise.
    ("leaky_relu(1/10)", "softplus", ALIKE, [Move.LOWER], "path.inputs_coincide"),
]


@pytest.mark.parametrize(("below", "last", "start", "moves", "stopped"), DEEP)
def test_known_paths_of_deep_networks(below, last, start, moves, stopped):
    network = f"deep = 1 {below} -> 3 {last} hidden bias output bias"
    verdict = check(text_of("+ (1), (3) - (2), (5)", "relu", "square", network), search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    assert theorem_of(verdict.statuses) == "thm.wide_deep"
    path = path_from(problem, facts, "thm.wide_deep", Origin.GIVEN, tuple(map(Fraction, start)))
    assert path.checked
    assert [step.piece.move for step in path.steps] == moves
    assert all(step.shown is Shown.SAME for step in path.steps[:-1])
    assert path.stopped is None if stopped is None else path.stopped.code == stopped
    assert_never_rises(problem, path, PLACES[::20])


def test_affine_units_have_to_cancel_exactly():
    """a_2 (h + 2) + a_3 (2 h + 3) stays where (a_2, a_3) moves along (2, -1) and a_0 by -1, and not otherwise."""
    network = "deep = 1 tanh -> 3 relu hidden bias output bias"
    problem = check(text_of("+ (1), (3) - (2), (5)", "relu", "square", network), search=False).spec.problem
    start = tuple(map(Fraction, BENT))
    for change, same in (((-1, 2, -1), True), ((0, 2, -1), False), ((-1, 2, Fraction(-9, 10)), False)):
        end = (start[0] + change[0], *start[1:10], start[10] + change[1], start[11] + change[2])
        assert (check_piece(problem, Piece.straight(Move.FREE, start, end), start).shown is Shown.SAME) is same


@pytest.mark.slow
def test_a_relation_that_only_floats_see_is_used_on_the_way_down():
    """softplus(z) - softplus(-z) = z relates four columns; no names show it, so a gain makes room for rounding."""
    text = text_of("+ (1), (3) - (2), (5)", "softplus", "square", "shortcut = 4 softplus")
    verdict = check(text, search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    start = tuple(map(Fraction, ("1", "2", "1", "1", "1", "-1", "2", "-2")))
    path = path_from(problem, facts, "thm.wide.shallow", Origin.GIVEN, start)
    assert path.checked
    assert [(step.piece.move, step.shown) for step in path.steps[:2]] == [
        (Move.FREE, Shown.FALLS),
        (Move.IDLE, Shown.SAME),
    ]
    assert_never_rises(problem, path, PLACES[::20])
    assert path.lowest.upper < Fraction(1, 400)


def test_a_piece_that_rises_is_left_out(monkeypatch):
    """A step of the builder that ends higher, and can be no part of a way down, ends the path before it."""
    verdict = check(text_of("+ (1) - (2)", "tanh", "square", "shortcut = 2 tanh"), search=False)
    problem, facts = verdict.spec.problem, facts_of(verdict.findings).values()
    points = [tuple(map(Fraction, entries)) for entries in ((0, 0, 1, 2), ("-1/10", 0, 1, 2), (-9, 0, 1, 2))]
    made = [Piece.straight(move, *ends) for move, ends in zip((Move.LOWER, Move.FREE), pairwise(points), strict=False)]
    monkeypatch.setattr(find, "BUILDERS", {"thm.wide.shallow": lambda *_: iter(made)})
    path = path_from(problem, facts, "thm.wide.shallow", Origin.GIVEN, made[0].start)
    assert [step.shown for step in path.steps] == [Shown.FALLS]
    assert path.checked
    assert path.stopped.code == "path.rises"


def test_a_global_minimum_has_no_path():
    text = text_of("+ (1) - (-1)", "linear", "square", "shortcut = 1 linear")
    verdict = check(text, search=False)
    facts = facts_of(verdict.findings).values()
    path = path_from(verdict.spec.problem, facts, "thm.linear_valley", Origin.GIVEN, (Fraction(1), Fraction(1)))
    assert path.steps == ()
    assert path.stopped.code == "path.no_lower"
    assert not path.checked


VALLEYS = sorted(path.stem for path in (SPECS / "theorems").glob("valley_*.spec"))
WITHOUT = "valley_decay_hinge"
"""Its linear part is frozen at values that are not known, so no search is made."""


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in VALLEYS if name != WITHOUT])
def test_the_corpus(name):
    verdict = check(SPECS / "theorems" / f"{name}.spec", starts=2)
    assert verdict.path.checked
    assert verdict.path.theorem in {*BUILDERS, *TOWARDS}
    assert_never_rises(verdict.spec.problem, verdict.path, PLACES[::50])
    losses = [step.before for step in verdict.path.steps] + [verdict.path.lowest]
    assert all(later.lower <= earlier.upper for earlier, later in pairwise(losses))


def test_without_a_search_there_is_no_path():
    verdict = check(SPECS / "theorems" / f"{WITHOUT}.spec", starts=2)
    assert verdict.statuses["thm.wide.decay"] is Status.HOLDS
    assert verdict.path is None


@pytest.mark.slow
def test_equal_runs_give_equal_paths():
    one, other = (check(SPECS / "theorems/valley_quadratic.spec", starts=2) for _ in range(2))
    assert one.path == other.path


@pytest.mark.slow
def test_only_valleys_that_are_proved_have_paths(monkeypatch):
    assert check(SPECS / "theorems/valley_quadratic.spec", search=False).path is None
    assert check(SPECS / "open/valley_not_convex.spec", starts=2).path is None

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(find, "check_piece", stop)
    verdict = check(SPECS / "theorems/valley_quadratic.spec", starts=2)
    assert verdict.verdict == "proved"
    assert verdict.interrupted
    assert verdict.path is None
    assert verdict.search is not None


@pytest.mark.slow
def test_the_point_of_the_user_comes_first():
    spec = SPECS / "theorems/valley_linear_hinge.spec"
    verdict = check(spec, at={"a0": "-1", "a": [0], "w": [[1, 0]]}, starts=2)
    assert verdict.path.origin is Origin.GIVEN
    assert verdict.path.start == (Fraction(-1), Fraction(0), Fraction(1), Fraction(0))
    assert verdict.path.checked
