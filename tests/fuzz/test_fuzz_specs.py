"""Seeded mutations of the corpus end in a verdict or an input error; thousands more with THEOREMCHECK_FUZZ_SPECS."""

import os
import signal
from pathlib import Path
from random import Random

import pytest
import runner
from fuzz import case, corpus
from mutations import MUTATIONS, Draft, read
from pace import slow_and_thorough
from runner import prepare, strict_json

COUNT = int(os.environ.get("THEOREMCHECK_FUZZ_SPECS", "120"))
PARTS = 4


@pytest.fixture(scope="module")
def texts():
    prepare()
    return corpus()


@pytest.mark.slow
@pytest.mark.parametrize("part", slow_and_thorough(range(PARTS), 2))
def test_mutations_end_in_a_verdict_or_an_input_error(part, texts, tmp_path):
    codes = []
    for seed in range(part * COUNT // PARTS, (part + 1) * COUNT // PARTS):
        text, _ = case(seed, texts)
        outcome = runner.run(text, tmp_path, "--no-search")
        assert not outcome.fault, f"seed {seed}: {outcome.fault}\n{text}\n{outcome.detail}"
        codes.append(outcome.code)
    assert len(set(codes)) >= 3, "the mutations reach no variety of outcomes"


@pytest.mark.parametrize("change", [change for _, change in MUTATIONS], ids=lambda change: change.__name__)
def test_every_mutation_changes_something(change, texts):
    changed = 0
    for seed in range(40):
        random = Random(seed)
        draft = Draft(read(random.choice(texts)), read(random.choice(texts)))
        before = draft.text()
        change(random, draft)
        changed += draft.text() != before
    assert changed >= 5


def test_specs_survive_being_read_and_written(texts):
    from theoremcheck.language import loads
    from theoremcheck.theory.lookup import identifiers

    for text in texts:
        written = loads(Draft(read(text)).text(), known_ids=frozenset(identifiers()))
        original = loads(text, known_ids=frozenset(identifiers()))
        assert written.spec is not None, (text, written.diagnostics)
        assert written.spec.problem == original.spec.problem


@pytest.mark.parametrize("text", ["NaN", '{"a": Infinity}', "[-Infinity]", "banner\n{}"])
def test_the_json_reader_of_the_fuzzer_is_strict(text):
    with pytest.raises(ValueError, match=r"no JSON|Expecting value"):
        strict_json(text)


SPEC = """
dataset d { + (1), (2) - (-1) }
neuron softplus
loss hinge
network { shortcut = 1 softplus }
"""


def broken():
    raise RuntimeError("broken")


def greedy():
    return [0] * 10**10


def chatty():
    print("banner")
    return 0


def alarming():
    return 70


def aborting():
    os.kill(os.getpid(), signal.SIGABRT)


@pytest.mark.parametrize(
    "command, fault",
    [
        (broken, "RuntimeError at "),
        (greedy, "MemoryError at "),
        (chatty, "no strict JSON on stdout"),
        (alarming, "soundness alarm"),
        (aborting, "died of SIGABRT"),
    ],
)
def test_the_fuzzer_sees_what_is_wrong(command, fault, tmp_path, monkeypatch):
    """Each kind of fault, planted, is reported as what it is."""

    def planted(*arguments):
        Path("text").touch()
        return command()

    monkeypatch.setattr(runner, "_command", planted)
    assert runner.run(SPEC, tmp_path).fault.startswith(fault)
