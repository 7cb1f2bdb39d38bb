"""A condition that is open keeps no alternative to it from being examined."""

from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.verdict.judge import decide

SPEC = """
dataset any { dimension 10  assume linearly_separable }
neuron mine(z) = z + alpha * sin(z)  assume 0 <= alpha <= 1
loss polynomial_hinge(2)
network { shortcut = 1 mine  deep = 16 relu }
"""


def test_strict_increase_is_asked_where_a_positive_slope_stays_open():
    verdict = decide(loads(SPEC).spec, Options(search=False))
    assert verdict.findings["neuron.increasing"].status is Status.OPEN
    assert verdict.findings["neuron.strictly_increasing"].status is Status.HOLDS
    assert (verdict.verdict, verdict.theorems) == ("conditional", ("thm.separable",))
