"""Units of several kinds in exported files: coqc accepts each of them, and none that does not count."""

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
STATEMENT = "thm.subspaces.mixed"
PLANES = "+ (1, 0, 1), (-1, 0, 1)  - (0, 1, 1), (0, -1, 1)"
STARS = "+ (1, 0, 0, 0), (0, 1, 0, 0), (-1, -1, 0, 0)  - (0, 0, 1, 0), (0, 0, 0, 1), (0, 0, -1, -1)"
PROBLEMS = {
    "balance by a0": (PLANES, "squared_hinge", "shortcut = 2 cosh  deep = 1 exp  output bias", "0"),
    "a unit of one sign": (PLANES, "squared_hinge", "deep = 1 quartic + 2 relu + 1 sink + 1 exp", "0"),
    "a monotone unit": (PLANES, "squared_hinge", "shortcut = 1 softplus  deep = 2 cosh", "l2(a) + l2(deep.output)"),
    "frozen values": (
        PLANES, "squared_hinge", "shortcut = 1 softplus  deep = 3 exp  hidden bias  output bias  frozen b = (2)"
        "  frozen deep.biases = (0, 1, -1)  frozen deep.output = (1, 0, -1/2)", "l2(b)",
    ),
    "trained biases": (PLANES, "squared_hinge", "shortcut = 2 cosh  deep = 1 exp  hidden bias", "0"),
    "sets": (STARS, "polynomial_hinge(3)", "shortcut = 1 cosh  deep = 1 exp + 1 softplus  output bias", "0"),
}  # fmt: skip


def exported(name):
    data, loss, network, penalty = PROBLEMS[name]
    objective = "" if penalty == "0" else f"objective {{ regularizer = {penalty} }}"
    loaded = loads(
        f"dataset d {{ {data} }}\nneuron quartic(z) = z^4\nneuron sink(z) = -z - exp(z)\nloss {loss}\n"
        f"network {{ {network} }}\n{objective}"
    )
    assert loaded.spec is not None, loaded.render()
    verdict = decide(loaded.spec, Options(search=False))
    outcome = check(loaded.spec.problem, verdict.certificate)
    return export(loaded.spec.problem, outcome, "units.spec", statement=STATEMENT)


@pytest.mark.parametrize("name", PROBLEMS)
def test_units_of_several_kinds_are_proved(coqc, name):
    found = exported(name)
    assert (found.goal, found.left) == (STATEMENT, ())
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize("name, there, instead", [
    ("balance by a0", "[(Own 0); (Own 1); (Beside 0 0)]", "[(Own 0); (Own 1)]"),
    ("balance by a0", "[(Own 0); (Own 1); (Beside 0 0)]", "[(Own 0); (Own 1); (Own 1)]"),
    ("balance by a0", "[(Own 0); (Own 1); (Beside 0 0)]", "[(Own 0); (Own 1); (Beside 0 1)]"),
    ("a unit of one sign", "(Beside 0 3)", "(Beside 0 1)"),
    ("frozen values", "(Beside 0 2)", "(Beside 0 1)"),
])  # fmt: skip
def test_other_units_do_not_do(coqc, name, there, instead):
    text = exported(name).text
    assert there in text
    assert not coqc(text.replace(there, instead)).accepted
