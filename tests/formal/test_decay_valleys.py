"""Linear neurons under weight decay in exported files: coqc accepts that there is no spurious valley."""

import shutil

import pytest

from theoremcheck.formal.export import export
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted.certificate import check
from theoremcheck.verdict.judge import decide

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq"),
]
PROBLEMS = {
    "one neuron": ("shortcut = 1 linear", "a, w", "square"),
    "kinked": ("shortcut = 3 linear", "a, w", "hinge"),
    "trained biases": ("shortcut = 2 linear  hidden bias", "a, w, b", "logistic"),
    "a free constant": ("shortcut = 2 linear  hidden bias  output bias", "a, w", "logistic"),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_linear_neurons_under_weight_decay_are_proved(coqc, name):
    network, penalised, loss = PROBLEMS[name]
    loaded = loads(
        f"dataset d {{ + (1, 0), (2, 1)  - (0, 1), (3, 1) }}\nnetwork {{ {network} }}\nloss {loss}\n"
        f"objective {{ regularizer = 1/10 * l2({penalised}) }}\nclaim no_valley"
    )
    assert loaded.spec is not None, loaded.render()
    verdict = decide(loaded.spec, Options(search=False))
    found = export(loaded.spec.problem, check(loaded.spec.problem, verdict.certificate), "decay.spec")
    assert (found.goal, found.left) == ("thm.decay_valley", ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()
