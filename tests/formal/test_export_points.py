"""Refuted specs of the corpus as Coq files: coqc proves the data about the point."""

import shutil
from pathlib import Path

import pytest
from corpus_exports import export_with_search
from pace import slow_and_thorough

SPECS = Path(__file__).parents[2] / "specs" / "counterexamples"
ONE_FOR_EACH_RULE = (
    *("flat_relu", "deep_relu", "margin_separable", "saturated_ramp", "affine_elu", "order_interval_exp"),
    *("moment_quadratic", "stationary_quadratic_wide", "parity_tanh", "duplicate_softplus", "hull_core_only"),
    *("support_abs_hinge", "frozen_features_coincide", "frozen_relu_features", "outlier_line"),
    *("order_local_tanh_square", "order_local_sigmoid_output", "moment_local_erf_square"),
    *("order_local_huber", "order_local_median", "affine_local_huber"),
    *("stationary_local_quadratic_square", "affine_local_leaky_savage", "affine_fixed_output_weights"),
    *("narrow_softplus", "narrow_hidden_bias_logistic", "kink_hidden_bias", "kink_negatives"),
    *("nobias_expm1", "frozen_output_weights", "decay_subspaces", "decay_leaky_relu_deep"),
    *("decay_local_sigmoid_output", "decay_local_hinge", "decay_local_savage_deep"),
    *("decay_free_biases", "decay_local_free_biases"),
    *("frozen_softplus_features", "hull_elu_logistic", "order_octahedron"),
    *("support_linear_beside_relu", "order_deep_tanh", "order_local_deep_sigmoid"),
    *("moment_deep_tanh", "moment_deep_one_unit"),
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("coqc") is None, reason="there is no coqc on the search path"),
]


NO_CLOSED_OUTPUT = {
    "narrow": """
dataset d { + 2 * (1, 0), 2 * (-1, 0)  - (0, 1), (0, -1) }
neuron softplus
loss l(z) = log(1 + exp(z)) + exp(z)/3
network { shortcut = 1 softplus  hidden bias  output bias }
""",
    "decay": """
dataset d { + (1), (2), (3)  - (-1) }
neuron elu
loss l(z) = log(1 + exp(z)) + exp(z)/3
network { shortcut = 2 elu  output bias }
objective { regularizer = 2 * l2(a, w) }
""",
}


def exported(name):
    return export_with_search(SPECS / f"{name}.spec")


@pytest.mark.parametrize("name", slow_and_thorough(ONE_FOR_EACH_RULE, 3))
def test_the_point_is_proved(coqc, name):
    found = exported(name)
    assert found.left == ()
    answer = coqc(found.text)
    assert answer.accepted, answer.message
    assert answer.foreign == ()


@pytest.mark.parametrize("name", NO_CLOSED_OUTPUT)
def test_an_output_that_is_known_by_bounds(coqc, tmp_path, name):
    (tmp_path / "a.spec").write_text(NO_CLOSED_OUTPUT[name])
    found = export_with_search(tmp_path / "a.spec")
    assert (found.goal, found.left) == (f"rule.{name}", ())
    assert "between_continuous" in found.text
    answer = coqc(found.text)
    assert answer.accepted, answer.message


def test_a_neuron_without_bounds_leaves_its_leaf(tmp_path):
    (tmp_path / "a.spec").write_text(
        "dataset d { + 2 * (1, -1), 3 * (1, 1), 1/2 * (1, 0)  - (-1, 0), 1/3 * (-2, 0) }\n"
        "neuron gelu\nloss hinge\nnetwork { shortcut = 1 gelu  output bias  hidden bias }\n"
    )
    assert export_with_search(tmp_path / "a.spec").left == ("minimum.kink",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("weight := 1%positive", "weight := 3%positive"),
        ("minimum_flat_by the_problem (1 / 3)", "minimum_flat_by the_problem (1 / 2)"),
        ("repeat (-1)%Z 2", "repeat (1)%Z 2"),
    ],
)
def test_another_datum_or_weight_is_refused(coqc, old, new):
    text = exported("flat_relu").text
    assert old in text
    assert not coqc(text.replace(old, new, 1)).accepted


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param("narrow_softplus", "(Bp := 47%Z)", "(Bp := 49%Z)", id="a coefficient of the Hessian"),
        pytest.param("narrow_softplus", "(F := 1%positive)", "(F := 2%positive)", id="the constant of the form"),
        pytest.param("narrow_hidden_bias_logistic", "(repeat 1 1 ++ [])", "(repeat (1 / 2) 1 ++ [])", id="its weight"),
        pytest.param("kink_negatives", "(gz := [50000000; 49", "(gz := [50000000; 48", id="a multiplier"),
        pytest.param("kink_hidden_bias", "(-332171); 1327298", "(-332171); 327298", id="the inverse"),
        pytest.param("kink_hidden_bias", "(basis := [0; 4; 2]", "(basis := [0; 4; 1]", id="the basis"),
        pytest.param("nobias_expm1", "(az := [1; 3; 2]%Z)", "(az := [1; 3; 1]%Z)", id="a weight of one class"),
        pytest.param("nobias_expm1", "[1; 0]%Z 1 ++", "[1; 1]%Z 1 ++", id="a hidden weight"),
        pytest.param("nobias_expm1", "(margin := ((-1)%Z", "(margin := ((-9)%Z", id="the margin"),
        pytest.param("decay_leaky_relu_deep", "2236068; 1000000; ", "2236067; 1000000; ", id="a length"),
        pytest.param("decay_leaky_relu_deep", "559017)%Z", "559016)%Z", id="the distance of the means"),
        pytest.param("decay_leaky_relu_deep", "((13)%Z, 1%positive)", "((1)%Z, 1%positive)", id="what it gains"),
        pytest.param("decay_local_hinge", "(bound := ((1)%Z, 2", "(bound := ((1)%Z, 3", id="a pull at a break"),
        pytest.param("decay_local_sigmoid_output", "(bound := ((45667)%Z", "(bound := ((11111)%Z", id="a pull"),
        pytest.param("decay_local_free_biases", "the_layers _ (1 / 1000)", "the_layers _ (1 / 250)", id="a penalty"),
        pytest.param(
            "frozen_softplus_features", "(radius := ((1)%Z, 268435456", "(radius := ((1)%Z, 2", id="the radius"
        ),
        pytest.param("frozen_softplus_features", "(tz := [(-43679", "(tz := [(-43669", id="the centre"),
        pytest.param("hull_elu_logistic", "(gains := [1; 1]%Z)", "(gains := [1; 2]%Z)", id="what a neuron sees"),
        pytest.param("support_linear_beside_relu", "[[(-141); (-780)]%Z]", "[[(-141); 780]%Z]", id="a weight of f_D"),
    ],
)
def test_other_numbers_about_the_point_are_refused(coqc, name, old, new):
    text = exported(name).text
    assert old in text
    assert not coqc(text.replace(old, new)).accepted
