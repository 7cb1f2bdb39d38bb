"""Labels and weights under which every width has a bad local minimum, and why there are none."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theoremcheck.functions.floats import compile_float
from theoremcheck.language import loads, print_spec
from theoremcheck.language.spec import Candidate
from theoremcheck.options import Options
from theoremcheck.relax import relabel as relabelling
from theoremcheck.relax.narrow_fit import Functions, extended, fits
from theoremcheck.relax.relabel import relabel
from theoremcheck.relax.relabel_premises import check_premises, enough
from theoremcheck.relax.signed_measures import Measure, measure_at, places, pruned, rank_at
from theoremcheck.report.reasons import sentence
from theoremcheck.trusted.problem.model import Block
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import decide

BOTH = "hidden bias  output bias"


def spec_of(data, neuron="silu", loss="logistic", network=BOTH, more=""):
    shown = neuron.split("(")[0]
    text = (
        f"dataset d {{ {data} }}\nneuron {neuron}\nloss {loss}\nnetwork {{ shortcut = 2 {shown}  {network} }}\n{more}"
    )
    found = loads(text, "s.spec")
    assert found.spec is not None, found.diagnostics
    return found.spec


def listed(points):
    """The points as samples of both classes."""
    shown = [f"({', '.join(map(str, point))})" for point in points]
    return f"+ {shown[0]}  - {', '.join(shown[1:])}"


def silent(*_):
    pass


LINE = listed([(-4,), (-2,), (-1,), (0,), (1,), (2,), (4,)])


def require_bad_at(spec, *widths):
    """The written spec is refuted at its width, and its labels are at others."""
    for width in widths:
        verdict = decide(at_width(spec, width), Options(search=False))
        assert verdict.verdict == "refuted"
        assert verdict.minima[0].least >= 1


def at_width(spec, width):
    """The spec at another width: the output weights of the candidate are shared by so many neurons."""
    given = {block.value: values for block, values in spec.candidate.values}
    old = spec.problem.network.width
    given["a"] = (sum(given["a"]) / width,) * width
    for name in ("w", "b"):
        if name in given:
            given[name] = given[name][: len(given[name]) // old] * width
    network = replace(spec.problem.network, width=width)
    candidate = Candidate(tuple((Block(name), values) for name, values in given.items()))
    return replace(spec, problem=replace(spec.problem, network=network), candidate=candidate, expectations=())


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_labels_for_seven_points_of_the_line():
    found = relabel(spec_of(LINE), silent)
    data = found.dataset
    assert set(data.points) <= {(Fraction(x),) for x in (-4, -2, -1, 0, 1, 2, 4)}
    assert {1, -1} == set(data.labels)
    assert all(weight.denominator == 1 and weight > 0 for weight in data.weights)
    assert len(data.points) <= enough(2) == 7
    assert (found.widths, found.among, found.interrupted) == ((1, 2, 3), 7, False)
    assert found.verdict.verdict == "refuted"
    assert decide(found.spec, Options(search=False)).met
    assert [entry.text for entry in found.spec.expectations] == [f"refuted by {found.verdict.rules[0]}"]
    require_bad_at(found.spec, 1, 2, 7)
    assert print_spec(relabel(spec_of(LINE), silent).spec) == print_spec(found.spec)


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["squared_hinge", "polynomial_hinge(3)", "exponential", "square", "modified_huber"])
def test_other_losses(loss):
    require_bad_at(relabel(spec_of(LINE, "tanh", loss, "output bias"), silent).spec, 3)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["output bias", "output bias  frozen a0 = 1/4", BOTH])
def test_the_hinge_holds_the_outputs_by_its_kink(network):
    found = relabel(spec_of(LINE, "silu" if network == BOTH else "tanh", "hinge", network), silent)
    assert found.verdict.rules[0] == "rule.potential"
    require_bad_at(found.spec, 1, 3)


@pytest.mark.slow
@pytest.mark.parametrize("neuron", ["softplus", "sigmoid", "elu"])
def test_other_neurons(neuron):
    line = listed([(x,) for x in (-4, Fraction(-5, 2), Fraction(-3, 2), Fraction(-1, 2), Fraction(1, 2), 1, 3, 4)])
    require_bad_at(relabel(spec_of(line, neuron), silent).spec, 3)


@pytest.mark.slow
@pytest.mark.parametrize("network", ["", f"{BOTH}  frozen a0 = 1/4"])
def test_other_networks(network):
    found = relabel(spec_of(LINE, network=network), silent)
    require_bad_at(found.spec, 3)
    assert found.spec.problem.network == spec_of(LINE, network=network).problem.network


@pytest.mark.slow
def test_two_losses():
    text = print_spec(spec_of(LINE)).replace("loss logistic", "loss + logistic\nloss - squared_hinge")
    found = relabel(loads(text, "s.spec").spec, silent)
    require_bad_at(found.spec, 1, 2)


@pytest.mark.slow
def test_what_the_spec_says_of_its_own_labels_is_left_out():
    more = "candidate { a0 = 0  a = (1, 1)  w = ((1), (1))  b = (0, 0) }\nclaim global\nexpect undecided"
    found = relabel(spec_of(LINE, more=more), silent)
    assert found.spec.question == spec_of(LINE).question
    assert found.spec.candidate != spec_of(LINE, more=more).candidate
    assert decide(found.spec, Options(search=False)).met


def outcome(spec):
    """What is found, and else the code of the reason."""
    try:
        return relabel(spec, silent), None
    except Refusal as refusal:
        return None, refusal.reason.code


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["logistic", "hinge"])
def test_every_input_is_kept(loss):
    spec = spec_of(LINE, "tanh", loss, "output bias")
    found = relabel(spec, silent, every=True)
    assert found.dataset.points == tuple(dict.fromkeys(spec.problem.samples.points))
    assert len(relabel(spec, silent).dataset.points) < found.among == 7
    require_bad_at(found.spec, 1, 3)


POINTS = st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=11, max_size=14, unique=True)


@pytest.mark.slow
@given(POINTS, st.sampled_from(["silu", "gelu", "mish", "softplus"]), st.sampled_from(["logistic", "squared_hinge"]))
@settings(max_examples=3, derandomize=True)
def test_whatever_is_written_is_refuted_at_every_width(points, neuron, loss):
    found, code = outcome(spec_of(listed(points), neuron, loss))
    if found is None:
        assert code in ("relabel.affine_subspace", "relabel.no_measure", "relabel.none")
        return
    assert len(found.dataset.points) <= enough(3) == 11
    require_bad_at(found.spec, 1, 2, 3)


@pytest.mark.slow
@given(st.lists(st.integers(-9, 9), min_size=4, max_size=9, unique=True))
@settings(max_examples=4, derandomize=True)
def test_four_points_of_the_line_without_hidden_bias(points):
    found, code = outcome(spec_of(listed([(x,) for x in points]), "tanh", network="output bias"))
    if found is None:
        assert code in ("relabel.few_inputs", "relabel.no_measure", "relabel.none")
        return
    assert len(found.dataset.points) <= enough(1) == 4
    require_bad_at(found.spec, 1, 2, 3)


# --- why there are none -------------------------------------------------------------------------------------------

SHORT = listed([(0,), (1,), (3,)])
PLANE = listed([(1, 1), (2, 2), (3, 3), (5, 5)])
REFUSED = {
    "relabel.affine_neuron": spec_of(LINE, "relu"),
    "relabel.affine_subspace": spec_of(PLANE),
    "relabel.subspace": spec_of(PLANE, network="output bias"),
    "relabel.deep": spec_of(LINE, network=f"{BOTH}  deep = 2 relu"),
    "relabel.few_inputs": spec_of(SHORT),
    "relabel.frozen": spec_of(LINE, network=f"{BOTH}  frozen b = (0, 0)"),
    "relabel.homogeneous": spec_of(LINE, "quadratic"),
    "relabel.no_bend": spec_of(LINE, loss="l(z) = 1 + z"),
    "relabel.no_measure": spec_of(LINE, "sin"),
    "relabel.no_slope": spec_of(LINE, loss="perceptron"),
    "relabel.not_convex": spec_of(LINE, loss="savage"),
    "relabel.offset_unknown": spec_of(LINE, network=f"{BOTH}  frozen a0"),
    "relabel.penalty": spec_of(LINE, more="objective { regularizer = 1/10 * l2(a) }"),
    "relabel.no_samples": spec_of("dimension 2"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_refusals(code):
    with pytest.raises(Refusal) as caught:
        relabel(REFUSED[code], silent)
    assert caught.value.reason.code == code
    assert sentence(caught.value)


def test_few_inputs_say_how_many_are_enough():
    with pytest.raises(Refusal) as caught:
        relabel(REFUSED["relabel.few_inputs"], silent)
    assert dict(caught.value.reason.values)["enough"] == 7
    assert sentence(caught.value).startswith("3 distinct inputs are not enough")


def test_equal_inputs_count_once():
    spec = spec_of("+ 0, 1, 1  - 0, 3")
    assert len(check_premises(spec.problem)) == 3


# --- the floats behind it -----------------------------------------------------------------------------------------


INPUTS = np.array([[x, 1.0] for x in (-4, -2, -1, 0, 1, 2, 4)])


def measures(neuron="silu"):
    function = compile_float(spec_of(LINE, neuron).problem.neuron.expr)
    for place in places(function, np.array([]), INPUTS, bias=True):
        found = measure_at(place, INPUTS, lambda: None)
        if found is not None:
            yield function, found


@pytest.mark.parametrize("neuron", ["silu", "tanh"])
def test_a_measure_fulfils_its_equations(neuron):
    _, found = next(measures(neuron))
    few = pruned(found, INPUTS, lambda: None)
    for measure in (found, few):
        nu, place = measure.masses, measure.place
        size = np.abs(nu).sum()
        assert abs(nu.sum()) < 1e-6 * size
        assert abs(nu @ place.value) < 1e-6 * size
        assert np.abs((nu * place.slope) @ INPUTS).max() < 1e-5 * size
        assert np.linalg.eigvalsh((INPUTS.T * (nu * place.bend)) @ INPUTS).max() < 0
    assert set(few.support) <= set(found.support)
    assert rank_at(found.place, INPUTS) == 7


def test_weights_are_whole_and_the_point_is_critical():
    function, found = next(measures())
    loss = compile_float(spec_of(LINE).problem.loss.expr)
    functions = Functions(function, {1: loss, -1: loss}, None, {})
    fit = next(fits(functions, INPUTS, pruned(found, INPUTS, lambda: None)))
    offset, weight, *w = fit.point
    own = INPUTS[list(fit.samples)]
    outputs = offset + weight * function.value(own @ w)
    labels, weights = np.array(fit.labels), np.array(fit.weights)
    force = weights * labels * loss.jet(-labels * outputs)[1]
    assert abs(force.sum()) < 1e-8 * weights.sum()
    assert abs(force @ function.value(own @ w)) < 1e-8 * weights.sum()
    assert (labels * outputs < 0).any()
    assert weights.min() >= 1
    assert next(fits(functions, INPUTS, found, sum(fit.weights) // 10), None) is None


def test_margins_on_kinks_have_multipliers_between_the_slopes():
    function, found = next(measures())
    loss = compile_float(spec_of(LINE, loss="hinge").problem.loss.expr)
    few = pruned(found, INPUTS, lambda: None)
    fit = next(fits(Functions(function, {1: loss, -1: loss}, None, {1: -1.0, -1: -1.0}), INPUTS, few))
    offset, weight, *w = fit.point
    outputs = offset + weight * function.value(INPUTS[list(fit.samples)] @ w)
    margins = -np.array(fit.labels) * outputs
    assert sorted(np.flatnonzero(abs(margins + 1) < 1e-9)) == sorted(np.flatnonzero(margins < -1 + 1e-9))
    assert (abs(margins + 1) < 1e-9).sum() == 2
    more = next(extended(Functions(function, {1: loss, -1: loss}, None, {}), INPUTS, fit))
    assert (more.samples, min(more.weights)) == (tuple(range(7)), 1)
    assert [INPUTS[k.sample].tolist() for k in more.kinks] == [
        INPUTS[fit.samples[k.sample]].tolist() for k in fit.kinks
    ]
    with pytest.raises(Refusal, match=r"relabel\.no_bend"):
        next(fits(Functions(function, {1: loss, -1: loss}, None, {}), INPUTS, few))


def test_places_stay_off_the_breaks():
    function = compile_float(spec_of(LINE, "elu").problem.neuron.expr)
    for place in places(function, np.array([0.0]), INPUTS, bias=True):
        assert np.abs(INPUTS @ place.w).min() > 0.01


@pytest.mark.parametrize(("features", "tried"), [(8, 6), (16, 6), (30, 2)])
def test_in_high_dimensions_no_more_places_are_tried_than_measures_are_used(features, tried, monkeypatch):
    points = [", ".join(str((3 * i + k * k) % 7) for k in range(features)) for i in range(4)]
    data = f"dataset d {{ + ({points[0]}), ({points[1]})  - ({points[2]}), ({points[3]}) }}"
    spec = loads(f"{data}\nneuron tanh\nloss logistic\nnetwork {{ shortcut = 2 tanh  hidden bias  output bias }}").spec
    seen = []

    def measured(place, inputs, stop):
        seen.append(place)
        return Measure(place, np.ones(len(inputs)), float(len(seen)))

    monkeypatch.setattr(relabelling, "measure_at", measured)
    found = relabelling._Work(spec.problem, spec.problem.inputs, lambda *_: None)._measures()
    assert len(seen) == tried
    assert len(found) == 2
