"""Constructed minima of wide networks have few distinct neurons, with copies."""

from theoremcheck.decide.case import Case
from theoremcheck.decide.minima.ground import Ground
from theoremcheck.decide.minima.jensen import nobias
from theoremcheck.language import loads
from theoremcheck.trusted.minima.jensen import check_jensen


def test_a_wide_network_without_biases_has_copies():
    loaded = loads(
        "dataset rxor { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nneuron expm1\nloss polynomial_hinge(3)\n"
        "network { shortcut = 3000 expm1 }\n"
    )
    assert loaded.spec is not None
    problem = loaded.spec.problem
    found = next(nobias(Ground(Case(problem))))
    assert sum(group.count for group in found.point.neurons) == 3000
    assert len(found.point.neurons) < 50
    assert check_jensen(problem, found, frozen=False)[0] > 0
