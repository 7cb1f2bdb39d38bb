"""Reports on abstract datasets: no reason of a condition needs samples that there are none of."""

import pytest

import theoremcheck

DATA = "dataset d { dimension 3 assume linearly_separable }"


@pytest.mark.parametrize("loss", ["ramp", "logistic", "hinge"])
@pytest.mark.parametrize(
    "network",
    [
        "shortcut = 1 linear  output bias  frozen a = 0",
        "shortcut = 2 softplus  hidden bias  frozen a = (1, -1)",
        "shortcut = 2 linear  frozen a = (1, 2)  deep = 2 linear -> 1 tanh",
        "shortcut = 3 relu  hidden bias  frozen b = (0, 1, 0)",
        "deep = 2 linear -> 2 linear with bias  frozen deep.1.weights",
        "deep = 2 tanh -> residual",
    ],
)
def test_every_reason_can_be_written_without_samples(network, loss):
    found = theoremcheck.check(f"{DATA}\nloss {loss}\nnetwork {{ {network} }}", search=False)
    assert found.to_json()["verdict"] == found.verdict
    assert set(found.to_json()["conditions"]) == set(found.findings)
