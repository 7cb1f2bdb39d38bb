"""The search as a whole: determinism, limits, interruption, and the words of the report."""

import dataclasses
import json
import re
from fractions import Fraction

import numpy as np
import pytest
from search_problems import ROTATED_XOR, problem, random_data

from theoremcheck.options import Options
from theoremcheck.report.reasons import sentence
from theoremcheck.search import Kind, Minimum, SearchReport, search, unsupported
from theoremcheck.search.landscape import make_landscape
from theoremcheck.search.report import Left
from theoremcheck.search.settings import MAX_SEARCH_PARAMETERS, chunk_size, default_starts
from theoremcheck.search.starts import initial_points
from theoremcheck.trusted.problem.model import AbstractDataset, Block, Frozen, Network, OpaqueFunction
from theoremcheck.trusted.refusal import Reason, Refusal


def without_time(report):
    return dataclasses.replace(report, elapsed=0.0)


def test_same_seed_same_report():
    case = problem(random_data(5, 8, 2), 2, "sin")
    first, second = (search(case, Options(starts=150, seed=4, digits=30)) for _ in range(2))
    assert without_time(first) == without_time(second)
    assert first.to_json() == second.to_json()
    other = search(case, Options(starts=150, seed=5, digits=30))
    assert without_time(other) != without_time(first)


def test_starts_do_not_depend_on_the_batch():
    landscape = make_landscape(problem(ROTATED_XOR, 2, deep=((2, "tanh"),)))
    whole = initial_points(landscape, 3, 0, 25)
    parts = np.concatenate([initial_points(landscape, 3, k, 5) for k in range(0, 25, 5)])
    assert np.array_equal(whole, parts)


def test_report_adds_up_and_is_json():
    report = search(problem(ROTATED_XOR, 1, "relu"), Options(starts=70, digits=20))
    assert report.starts == 70
    assert sum(count for _, count in report.counts) == 70
    assert json.loads(json.dumps(report.to_json()))["starts"] == 70
    for entry in report.minima:
        assert [name for name, _ in entry.parameters] == ["a0", "a", "w", "b"]
        assert [len(values) for _, values in entry.parameters] == [1, 1, 2, 1]
        assert len(entry.outputs) == 4


def test_frozen_values_are_reported_exactly():
    frozen = (Frozen(Block.HIDDEN_WEIGHTS, (Fraction(1, 3), Fraction(0))), Frozen(Block.HIDDEN_BIAS, (Fraction(0),)))
    report = search(problem(ROTATED_XOR, 1, frozen=frozen, loss=("square",)), Options(starts=10, digits=20))
    (entry,) = report.minima
    assert dict(entry.parameters)["w"] == ("0.33333333333333333333", "0.0")


def test_weighted_training_error():
    report = search(problem(ROTATED_XOR, 0, weights=[1, 1, 3, 3]), Options(starts=10))
    (entry,) = report.minima
    assert entry.training_error == Fraction(1, 4)
    assert entry.undetermined == 0


def test_progress_is_told():
    calls = []
    search(problem(ROTATED_XOR, 1), Options(starts=30), lambda done, total, stage: calls.append((done, total, stage)))
    assert calls[0] == (0, 30, "search")
    assert (30, 30, "search") in calls
    assert calls[-1][2] == "polish"


@pytest.mark.parametrize("stage", ["search", "polish"])
def test_interruption_keeps_what_was_found(stage):
    def stop(done, total, now):
        if now == stage and (done or stage == "polish"):
            raise KeyboardInterrupt

    report = search(problem(ROTATED_XOR, 1), Options(starts=300), stop)
    assert report.interrupted
    assert 0 < report.starts <= 300
    assert "interrupted" in report.summary()


def test_immediate_interruption():
    def stop(done, total, stage):
        raise KeyboardInterrupt

    report = search(problem(ROTATED_XOR, 1), Options(), stop)
    assert (report.starts, report.minima, report.worst_error) == (0, (), None)


def test_unsupported_problems_say_why():
    case = problem(ROTATED_XOR, 1)
    opaque = OpaqueFunction(())
    frozen = Network(1, True, True, frozen=(Frozen(Block.HIDDEN_WEIGHTS, None),))
    abstract = AbstractDataset(2, None, None, ())
    for changed, reason in [
        (dataclasses.replace(case, dataset=abstract), Reason.of("search.no_samples")),
        (dataclasses.replace(case, neuron=opaque), Reason.of("search.opaque_neuron")),
        (dataclasses.replace(case, loss=opaque), Reason.of("search.opaque_loss")),
        (dataclasses.replace(case, network=frozen), Reason.of("search.frozen_unknown", block="w")),
        (
            dataclasses.replace(case, network=Network(50_000, True, True)),
            Reason.of("search.parameters", count="200,001", most=f"{MAX_SEARCH_PARAMETERS:,}"),
        ),
        (dataclasses.replace(case, network=Network(0, True, False)), Reason.of("layout.nothing_trained")),
    ]:
        assert unsupported(changed) == reason
        with pytest.raises(ValueError, match=re.escape(f"cannot be searched: {sentence(reason)}")):
            search(changed, Options())
    assert unsupported(case) is None
    assert unsupported(dataclasses.replace(case, neuron=opaque, network=Network(0, True, True))) is None


def test_everything_frozen_is_unsupported():
    frozen = (Frozen(Block.OUTPUT_BIAS, (Fraction(1),)),)
    assert unsupported(problem(ROTATED_XOR, 0, frozen=frozen)) == Reason.of("layout.nothing_trained")


def test_many_parameters_use_gradients_only():
    report = search(problem(random_data(6, 10, 20), 20), Options(starts=3))
    assert report.starts == 3
    assert report.zero_loss


def test_budget_shrinks_with_size():
    assert default_starts(4, 13) == 400
    assert 4 <= default_starts(1797, 133) <= 20
    assert chunk_size(4, 13, 3) > chunk_size(1797, 133, 2) >= 1


@pytest.mark.slow
def test_awkward_neurons_do_not_raise():
    for neuron in ("step", "abs", "soft_shrink", "hard_tanh", "exp", "cosh"):
        for loss in (("hinge",), ("ramp",), ("exponential",), ("perceptron",)):
            report = search(problem(random_data(8, 6, 2), 2, neuron, loss), Options(starts=20, digits=20))
            assert sum(count for _, count in report.counts) == 20


def minimum(**changes):
    base = Minimum(Kind.STRICT, "0.5", Fraction(1, 4), 0, 3, (), (), "1e-60", 0.1, True, False)
    return dataclasses.replace(base, **changes)


def report_of(*minima, **counts):
    found = tuple((kind, counts.get(kind.value, 0)) for kind in Kind)
    return SearchReport(sum(counts.values()), 1, 50, found, minima, 0, False, 0.0)


@pytest.mark.parametrize(
    "report, text",
    [
        (report_of(escaping=1), "1 start in floats: no minimum seen; 1 escaped towards infinity."),
        (
            report_of(minimum(), strict=3),
            "3 starts in floats: 1 distinct minimum seen (1 strict), with training error 1/4.",
        ),
        (
            report_of(minimum(), minimum(training_error=Fraction(0)), strict=1200, unresolved=1),
            "1,201 starts in floats: 2 distinct minima seen (2 strict), 1 of them with training error 1/4; "
            "1 could not be resolved.",
        ),
        (
            report_of(
                minimum(training_error=Fraction(0)),
                minimum(training_error=Fraction(0), kind=Kind.DEGENERATE, polished=False),
                strict=1,
                degenerate=2,
                saddle=2,
            ),
            "5 starts in floats: 2 distinct minima seen (1 strict, 1 degenerate), all with zero training error; "
            "2 ended at saddles; 1 of the minima known to float accuracy only.",
        ),
    ],
)
def test_summary(report, text):
    assert report.summary() == text


@pytest.mark.parametrize(
    "left, text",
    [
        (Left(Kind.ESCAPING, 0, 1e-13, 0.5), "3 escaped towards infinity (with every sample right)."),
        (Left(Kind.ESCAPING, 3, 0.25, 0.5), "3 escaped towards infinity (with wrong answers, L from 0.25 to 0.5)."),
        (Left(Kind.ESCAPING, 2, 1 / 3, 1 / 3), "3 escaped towards infinity (2 with wrong answers, L about 0.333)."),
    ],
)
def test_summary_of_what_was_left(left, text):
    report = dataclasses.replace(report_of(escaping=3), left=(left,))
    assert report.summary() == f"3 starts in floats: no minimum seen; {text}"


def test_where_descents_were_left():
    """One neuron cannot tell three alternating points apart: descents go to infinity with one of them wrong."""
    report = search(problem(([(0,), (2,)], [(1,)]), 1, "sigmoid", ("logistic",)), Options(starts=60))
    (escaping,) = (entry for entry in report.left if entry.kind is Kind.ESCAPING)
    assert 0 < escaping.wrong <= report.count(Kind.ESCAPING)
    assert 0.4 < escaping.least <= escaping.greatest < 0.7
    assert report.to_json()["left"]["escaping"]["wrong"] == escaping.wrong
    assert f"{escaping.wrong} with wrong answers" in report.summary() or "(with wrong answers" in report.summary()


def test_a_thousand_digits_stay_within_the_precision_of_balls():
    """Twice the working precision would be above MAX_PRECISION."""
    from theoremcheck.language import loads

    text = "dataset x { + (1, 0), (-1, 0)  - (0, 1), (0, -1) }\nneuron tanh\nloss squared_hinge\n"
    spec = loads(text + "network { shortcut = 2 tanh  output bias }\n").spec
    report = search(spec.problem, Options(starts=6, seed=7, digits=1000))
    assert Kind.DEGENERATE in {entry.kind for entry in report.minima}


@pytest.mark.parametrize("text, expected", [("0", 0), ("-3", -3), ("0.5", Fraction(1, 2))])
def test_mpmath_numbers_as_rationals(text, expected):
    from theoremcheck.functions.precise import context
    from theoremcheck.search.polish import _exact

    assert _exact(context(20).mpf(text)) == expected


def test_mpmath_numbers_that_are_too_long_or_no_numbers():
    from theoremcheck.functions.precise import context
    from theoremcheck.search.polish import _exact

    ctx = context(20)
    assert 0 < _exact(ctx.exp(-(10**12))) <= Fraction(1, 2**100_000)
    for value in (ctx.inf, -ctx.inf, ctx.nan, ctx.exp(10**12)):
        with pytest.raises(Refusal, match=r"^polish\.not_finite$"):
            _exact(value)
