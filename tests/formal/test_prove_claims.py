"""What ``prove`` says of the claim of a spec: there, and in the file."""

import shutil
from fractions import Fraction

import pytest

from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.settled import states

needs_coqc = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
LINEAR = "dataset d { + (1), (2)  - (-1), (-2) }\nloss logistic\nnetwork { shortcut = 1 linear  hidden bias }\n"
STEP = "Coq checks the statement, which is another one than the claim: the step from it to the claim is the kernel's."
THEMSELVES = [
    (Asked.NO_BAD, Conclusion.NO_BAD),
    (Asked.NO_BAD, Conclusion.BAD),
    (Asked.NO_BAD_SMOOTH, Conclusion.NO_BAD_SMOOTH),
    (Asked.GLOBAL, Conclusion.GLOBAL),
    (Asked.GLOBAL, Conclusion.NOT_GLOBAL),
    (Asked.NO_VALLEY, Conclusion.NO_OPEN_VALLEY),
    (Asked.NO_VALLEY, Conclusion.VALLEY),
    (Asked.NO_BASIN, Conclusion.NO_BASIN),
]


def test_what_is_the_claim_itself_settles_it():
    quarter = Fraction(1, 4)
    found = [
        (asked, conclusion)
        for asked in Asked
        for conclusion in Conclusion
        if states(conclusion, Question(asked, quarter if asked is Asked.ERROR_AT_MOST else Fraction(0)), quarter)
    ]
    assert sorted(found, key=str) == sorted([*THEMSELVES, (Asked.ERROR_AT_MOST, Conclusion.ERROR_AT_MOST)], key=str)
    for asked, conclusion in THEMSELVES:
        question = Question(asked)
        assert proves(conclusion, question, None) or refutes(question, Fraction(1), conclusion)
    assert not states(Conclusion.ERROR_AT_MOST, Question(Asked.ERROR_AT_MOST, Fraction(1, 2)), quarter)


def _proved(run, tmp_path, claim):
    (tmp_path / "p.spec").write_text(f"{LINEAR}claim {claim}\n", encoding="utf-8")
    done = run("prove", "p.spec", "-o", "p.v", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    text = (tmp_path / "p.v").read_text(encoding="utf-8")
    return " ".join(done.stdout.split()), " ".join(text[: text.index("*)")].split())


@pytest.mark.slow
@needs_coqc
@pytest.mark.parametrize(
    "claim, statement, steps",
    [
        ("no_basin", Conclusion.NO_MINIMUM, 1),
        ("global", Conclusion.NO_MINIMUM, 1),
        ("error at most 1/4", Conclusion.NO_BAD, 1),
        ("no_bad", Conclusion.NO_BAD, 0),
    ],
)
def test_prove_names_the_claim_and_whose_step_it_is(run, tmp_path, claim, statement, steps):
    for text in _proved(run, tmp_path, claim):
        assert f": {statement.value}" in text
        assert f"That proves the claim of the spec (claim {claim}: " in text
        assert text.count(STEP) == steps
