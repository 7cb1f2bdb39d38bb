"""What an outcome settles of a claim is what the verdict says of it, on the specs of the corpus."""

from pathlib import Path

import pytest

import theoremcheck as tc
from theoremcheck.trusted.certificate import check
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.settled import least_error, settled
from theoremcheck.verdict.values import Answer

SPECS = Path(__file__).parents[2] / "specs"
NAMES = (
    "counterexamples/flat_relu",
    "counterexamples/basin_sin",
    "theorems/rotated_xor_softplus",
    "open/basin_deep_step",
)
STATUSES = {
    Answer.PROVED: Status.HOLDS,
    Answer.CONDITIONAL: Status.ASSUMED,
    Answer.REFUTED: Status.FAILS,
    Answer.UNDECIDED: Status.OPEN,
}


@pytest.mark.parametrize("name", NAMES)
def test_as_the_verdict_has_it(name):
    verdict = tc.check(SPECS / f"{name}.spec", search=False)
    problem = verdict.spec.problem
    found = settled(problem, verdict.spec.question, check(problem, verdict.certificate))
    assert found is STATUSES[verdict.answer]


W = (1, 4, 5)


def test_what_is_wrong_may_be_the_lightest():
    spec = tc.problem(
        [[1], [2], [3]], [1, 1, -1], neuron="relu", width=1, loss="hinge", hidden_bias=True, output_bias=True, weights=W
    )
    assert [least_error(spec.problem, wrong) * 10 for wrong in range(4)] == [0, 1, 5, 10]
