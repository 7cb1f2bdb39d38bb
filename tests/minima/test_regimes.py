"""How neurons behave near a point: the forms of affine and flat pieces, read inside the piece."""

from fractions import Fraction as Q
from random import Random

import flint
import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.functions.balls import ball, evaluate, precision
from theoremcheck.trusted.functions.breaks import between
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum
from theoremcheck.trusted.minima.regimes import affine_form, flat_value
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import Options, judge

# sign(z - 1) in formulas that are analytic on each side of 1, and numbers there.
SIGNS = ("(z - 1) * ((z - 1)^2)^(-1/2)", "(z - 1) * exp(-log((z - 1)^2) / 2)")


def spec_of(neuron, network="shortcut = 1 n", points="+ 2 * (1)  - (2)", loss="loss l(z) = z"):
    return loads(f"dataset d {{ {points} }}\nneuron n(z) = {neuron}\n{loss}\nnetwork {{ {network} }}\n").spec


def test_the_form_of_a_piece_is_read_inside_it():
    """The neuron is z + 1 everywhere; at 0 the formula of its right piece is z."""
    pieces = split(spec_of(f"cases {{ z < 2: z + 1; else: z + (1 + {SIGNS[0]}) / 2 }}").problem.neuron.expr)
    assert [affine_form(pieces, index) for index in range(2)] == [(1, 1), (1, 1)]
    pieces = split(spec_of(f"cases {{ z < 2: z + 1; else: z + (1 + {SIGNS[1]}) / 2 }}").problem.neuron.expr)
    with pytest.raises(Refusal, match=r"^regimes.irrational$"):  # its value at 3 is 4, but no normal form says so
        affine_form(pieces, 1)


@pytest.mark.parametrize("sign, code", [(SIGNS[0], "multipliers.annihilate"), (SIGNS[1], "patterns.no_piece")])
@pytest.mark.parametrize("condition", ["minimum.support", "minimum.hull"])
def test_a_network_without_critical_points_has_no_minimum(sign, code, condition):
    """L(a, w) = -a / 3, whatever w is."""
    problem = spec_of(f"cases {{ z < 2: z + 1; else: z + (1 + {sign}) / 2 }}").problem
    with pytest.raises(Refusal) as refusal:
        establish(problem, condition, True, MultiplierMinimum((Q(1), Q(3)), (), Sparse((), ())))
    assert refusal.value.reason.code == code


@pytest.mark.parametrize("sign", SIGNS)
def test_the_best_fit_is_the_best_fit(sign):
    """The best affine fit in the right piece: at a certified minimum the residuals add up to 0."""
    spec = spec_of(
        f"cases {{ z < 2: z^2 - 1; else: z + (1 + {sign}) / 2 }}",
        "shortcut = 1 n  hidden bias  output bias",
        "+ (0), (3), (5)  - (1), (4)",
        "loss square",
    )
    for found in judge(spec, Options(search=False)).minima:
        a0, a, w, b = found.fact.evidence.centre
        outputs = [a0 + a * (w * x + b + 1) for x in (0, 3, 5, 1, 4)]
        assert sum(outputs) == 1


def random_term(random):
    u = random.choice(("(z - 1)", "(3 - z)", "(2*z + 1)", "(z + 1/2)", "(z^2 - 3)"))
    return random.choice(
        (
            f"{u} * ({u}^2)^(-1/2)",
            f"{u} * exp(-log({u}^2) / 2)",
            f"({u}^2)^(1/2)",
            f"{u}^3 / {u}^2",
            "atan(sin(z) / cos(z))",
        )
    )


def test_forms_agree_with_values_inside():
    random, read = Random(11), 0
    for _ in range(120):
        low = random.choice((-5, -2, 2, 4))
        formula = f"{random.choice((-1, 1, 2))} * z + {random.choice((1, -1))} * {random_term(random)}"
        try:
            pieces = split(spec_of(f"cases {{ z < {low}: 0; z < {low + 1}: {formula}; else: 0 }}").problem.neuron.expr)
            slope, intercept = affine_form(pieces, 1)
        except (Refusal, AttributeError):  # not affine there, or not defined everywhere
            continue
        read += 1
        place = between(*pieces.interval(1)) + Q(1, 7) / 8
        with precision(200):
            difference = evaluate(pieces.pieces[1], ball(place)) - ball(slope * place + intercept)
        assert abs(difference) < flint.arb(2) ** -100, formula
    assert read > 20


def test_a_flat_piece_has_the_value_that_it_takes():
    pieces = split(spec_of(f"cases {{ z < 2: 1; else: (1 + {SIGNS[0]}) / 2 }}").problem.neuron.expr)
    with precision(100):
        assert evaluate(flat_value(pieces, [Q(5)]), flint.arb(0)) == 1
