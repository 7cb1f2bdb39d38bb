"""Changes of exported files that coqc has to refuse, and where: one thing is false after each of them, and no other.

``where`` is the lemma of the file in which coqc finds the error, ``by`` the boolean check of the library that is then
no longer true, if it is one that finds it. A change of a formula is one of its definition alone: the proofs that follow
still speak of the old one.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Tampering:
    """The first ``old`` in the file of ``spec`` becomes ``new``; ``what`` says what that is."""

    spec: str
    what: str
    old: str
    new: str
    where: str
    by: str = ""


def _of(spec: str, *changes: tuple[str, ...]) -> tuple[Tampering, ...]:
    return tuple(Tampering(spec, *change) for change in changes)


INSTANTIATED: Final = MappingProxyType(
    {"counterexamples/affine_piece_elu": "rule.affine_piece", "counterexamples/moment_quadratic": "rule.order"}
)
"""The statement that a file instantiates, where it is not that of the verdict."""

_SPANS: Final = ("leaf_data_span_exclusion", "check_span_exclusion")
_WIDTH: Final = ("leaf_network_width", "check_width")

PROBLEM: Final = (
    *_of(
        "theorems/rotated_xor_softplus",
        ("two digits of a datum", "row := [1; 0]%Z", "row := [0; 1]%Z", *_SPANS),
        ("one digit of a datum", "row := [1; 0]%Z", "row := [1; 1]%Z", *_SPANS),
        ("a label", "positive_label := true", "positive_label := false", *_SPANS),
        ("the dimension", "dim := 2%nat", "dim := 1%nat", *_SPANS),
        ("the width", "width := 3%nat", "width := 2%nat", *_WIDTH),
        ("frozen output weights", "a_trained := true", "a_trained := false", "leaf_network_trainable"),
        ("frozen hidden weights", "w_trained := true", "w_trained := false", "leaf_network_trainable"),
        ("no output bias", "a0_trained := true", "a0_trained := false", "leaf_network_output_bias"),
        ("a penalty", "penalties := []", "penalties := [(IZR 1, A 0)]", "leaf_objective_unregularised"),
        (
            "a constant of the loss",
            "val := fun v => ((Rmax 0 (1 + v))",
            "val := fun v => ((Rmax 0 (2 + v))",
            "leaf_loss_c1",
        ),
        ("the power of the loss", "(1 + v)) ^ 3);", "(1 + v)) ^ 1);", "leaf_loss_c1"),
        ("a constant of the neuron", "val := fun v => (ln (1 +", "val := fun v => (ln (2 +", "leaf_neuron_c1"),
        ("the domain of the neuron", "0 < (1 + (exp v)) |}", "0 < ((-1) + (exp v)) |}", "leaf_neuron_defined"),
    ),
    *_of(
        "theorems/separable_weighted",
        (
            "a label",
            "positive_label := true",
            "positive_label := false",
            "leaf_data_linearly_separable",
            "check_separable",
        ),
    ),
    *_of(
        "theorems/separable_cube",
        (
            "a penalty on hidden weights",
            "penalties := [",
            "penalties := [(IZR 1, W 0 0); ",
            "leaf_objective_hidden_unpenalised",
        ),
    ),
    *_of(
        "theorems/quadratic",
        ("the power of the neuron", "val := fun v => (v ^ 2)", "val := fun v => (v ^ 4)", "leaf_neuron_quadratic"),
    ),
    *_of(
        "theorems/independent_spans_shared_bias",
        ("a frozen hidden bias", "| B 0 => (IZR 1)", "| B 0 => (IZR 4)", "leaf_network_width_independent"),
    ),
    *_of(
        "theorems/separable_frozen_output",
        ("a frozen output weight", "| A 0 => (IZR 1)", "| A 0 => (IZR 0)", "leaf_network_hidden_trainable"),
    ),
    *_of(
        "theorems/core_graded",
        ("the bound of the claim", "IZR 2 / IZR 3)", "IZR 1 / IZR 3)", "verdict"),
    ),
    *_of(
        "open/tightness/star_2",
        ("the width", "width := 2%nat", "width := 1%nat", "leaf_network_width_independent"),
    ),
    *_of(
        "counterexamples/affine_piece_elu",
        ("no hidden bias", "b_trained := true", "b_trained := false", "leaf_network_hidden_bias"),
    ),
    *_of(
        "counterexamples/order_weighted",
        ("a weight", "weight := 2%positive", "weight := 3%positive", "leaf_data_convex_order", "check_contraction"),
        ("a datum", "row := [2]%Z", "row := [3]%Z", "leaf_data_convex_order", "check_contraction"),
    ),
    *_of(
        "counterexamples/parity_tanh",
        ("a datum", "row := [1; 0]%Z", "row := [2; 0]%Z", "leaf_data_even", "check_even"),
        ("the neuron", "val := fun v => ", "val := fun v => v + ", "leaf_neuron_odd_up_to_constant"),
    ),
    *_of(
        "counterexamples/affine_elu",
        ("a datum", "row := [(-2)]%Z", "row := [(-3)]%Z", "leaf_data_equal_means", "check_equal_means"),
    ),
    *_of(
        "counterexamples/flat_relu",
        ("a weight", "weight := 1%positive", "weight := 3%positive", "leaf_minimum_flat"),
    ),
    *_of(
        "counterexamples/flat_relu_decay",
        ("the sign of a penalty", "((IZR 1 / IZR 100), A 0)", "((IZR (-1) / IZR 100), A 0)", "leaf_minimum_flat"),
        ("a penalty on a bias", "((IZR 1 / IZR 100), A 0)", "((IZR 1 / IZR 100), B 0)", "leaf_minimum_flat"),
    ),
    *_of(
        "counterexamples/margin_separable",
        (
            "a constant of the loss",
            "val := fun v => ((Rmax 0 v)",
            "val := fun v => ((Rmax 0 (1 + v))",
            "leaf_minimum_margin",
        ),
    ),
    *_of(
        "theorems/affine_soft_margin",
        ("a trained output weight", "a_trained := false", "a_trained := true", "leaf_network_output_layer"),
        ("a reward", "((IZR 1 / IZR 10), W 0 0)", "((IZR (-1) / IZR 10), W 0 0)", "leaf_objective_convex_outputs"),
    ),
    *_of(
        "counterexamples/frozen_features_coincide",
        ("frozen weights trained", "w_trained := false", "w_trained := true", "leaf_minimum_frozen_features"),
        ("a frozen weight", "| W 0 1 => (IZR 1)", "| W 0 0 => (IZR 1)", "leaf_minimum_frozen_features"),
    ),
)
"""The problem is another one, or the claim."""

_NEXT: Final = "(conj leaf_data_span_exclusion (conj (or_introl leaf_network_output_bias) leaf_network_width))"

TERM: Final = (
    *_of(
        "theorems/rotated_xor_softplus",
        ("a theorem of another kind", "NO_BAD the_problem", "NO_MINIMUM the_problem", "verdict"),
        ("the opposite", "NO_BAD the_problem", "BAD the_problem", "verdict"),
        ("a stronger theorem", "NO_BAD the_problem", "GLOBAL the_problem", "verdict"),
        ("a premise left out", _NEXT, "(conj (or_introl leaf_network_output_bias) leaf_network_width)", "verdict"),
        (
            "the last premise left out",
            "leaf_network_output_bias) leaf_network_width)",
            "leaf_network_output_bias))",
            "verdict",
        ),
        ("a premise for another", ") leaf_network_width)", ") leaf_network_shortcut)", "verdict"),
        (
            "the other arm",
            "(or_introl leaf_neuron_strictly_convex)",
            "(or_intror leaf_neuron_strictly_convex)",
            "verdict",
        ),
        ("another statement", "exact (thm_subspaces_c2", "exact (thm_subspaces_core", "verdict"),
    ),
    *_of(
        "counterexamples/flat_relu",
        ("the opposite", "BAD the_problem", "NO_BAD the_problem", "verdict"),
        ("the point left out", "(conj leaf_neuron_flat_piece leaf_minimum_flat)", "leaf_neuron_flat_piece", "verdict"),
    ),
)
"""The theorem is another one, or a premise is missing in its proof."""

EVIDENCE: Final = (
    *_of(
        "counterexamples/spurious_bad_elu",
        ("the least share", "(1%Z, 5%positive));", "(1%Z, 4%positive));", "leaf_objective_low", "low_check"),
        (
            "a bound of the loss",
            "(0%Z, 1%positive)\n    (1%Z, 5",
            "(1%Z, 1%positive)\n    (1%Z, 5",
            "leaf_objective_low",
        ),
    ),
    *_of(
        "counterexamples/spurious_constant_well",
        ("a negative penalty", "penalties := []", "penalties := [(IZR (-1), A 0)]", "leaf_objective_below_constants"),
        ("a weight of the bound", "v : R => 2 * (", "v : R => 3 * (", "leaf_objective_below_constants"),
    ),
    *_of(
        "theorems/rotated_xor_softplus",
        ("a span vector", "[(-1); 0]%Z [0; (-1)]%Z", "[(-1); 1]%Z [0; (-1)]%Z", *_SPANS),
        ("two blocks made one", "(0%nat, [1; 0]%Z)]; [(1%nat", "(0%nat, [1; 0]%Z); (1%nat", *_WIDTH),
        ("a sample in two blocks", "(1%nat, [(-1); 0]%Z)", "(0%nat, [1; 0]%Z)", *_WIDTH),
        ("a dual vector", "(0%nat, [1; 0]%Z)", "(0%nat, [0; 1]%Z)", *_WIDTH),
        ("a break point", "F_num 0 1) [((-1)", "F_num 0 1) [((-2)", "leaf_loss_c1"),
        ("a second derivative", "(F_mul (F_exp F_var)", "(F_mul (F_num (-1) 1)", "leaf_neuron_strictly_convex"),
    ),
    *_of(
        "theorems/separable_softplus",
        ("a separating vector", "[5; 2]%Z", "[5; (-9)]%Z", "leaf_data_linearly_separable", "check_separable"),
    ),
    *_of(
        "counterexamples/affine_piece_elu",
        (
            "a Farkas multiplier",
            "[2; 1; 0; 3; 0]%Z",
            "[2; 1; 0; 2; 0]%Z",
            "leaf_data_linearly_separable",
            "check_farkas",
        ),
        (
            "no Farkas multiplier",
            "[2; 1; 0; 3; 0]%Z",
            "[0; 0; 0; 0; 0]%Z",
            "leaf_data_linearly_separable",
            "check_farkas",
        ),
    ),
    *_of(
        "theorems/core",
        (
            "a normal of the core",
            "width_core_by the_problem [0; 0; 1]",
            "width_core_by the_problem [0; 0; (-1)]",
            "leaf_network_width_core",
            "check_width_core",
        ),
        (
            "a span vector of the core",
            "[(-1); 0; (-1)]%Z",
            "[(-1); 1; (-1)]%Z",
            "leaf_data_core_span_exclusion",
            "check_core_span_exclusion",
        ),
    ),
    *_of(
        "theorems/core_in_one_class",
        (
            "a normal of the core",
            "[0; 1]%Z). vm",
            "[1; 1]%Z). vm",
            "leaf_data_core_in_one_class",
            "check_core_in_one_class",
        ),
    ),
    *_of(
        "theorems/core_graded",
        (
            "a sample off the core",
            "[0; 0; 1]%Z 2%nat",
            "[0; 0; 1]%Z 1%nat",
            "leaf_data_weakly_separable",
            "check_weakly_separable",
        ),
        ("a share of the samples", "[0; 0; 1]%Z 2%Z", "[0; 0; 1]%Z 1%Z", "verdict"),
    ),
    *_of(
        "theorems/quadratic",
        ("a form of an ellipsoid", "[(1, [0; 1]%Z)]", "[(1, [1; 1]%Z)]", "leaf_data_ellipsoids", "check_ellipsoid"),
        (
            "a form that is not semidefinite",
            "[(1, [0; 1]%Z)]",
            "[(-1, [0; 1]%Z)]",
            "leaf_data_ellipsoids",
            "check_ellipsoid",
        ),
        (
            "the level of an ellipsoid",
            "[(1, [0; 1]%Z)]%Z 1%Z",
            "[(1, [0; 1]%Z)]%Z 3%Z",
            "leaf_data_ellipsoids",
            "check_ellipsoid",
        ),
        ("an inverse matrix", "[0; 50]%Z]", "[0; 49]%Z]", "leaf_network_width_quadratic", "check_width_quadratic"),
    ),
    *_of(
        "open/tightness/rotated_xor_bias_2",
        ("a circuit relation", "[2; 2; (-2); (-2)]%Z", "[2; 2; (-2); (-3)]%Z", "leaf_data_circuit", "check_circuit"),
        (
            "a sign of a circuit",
            "0%nat 1%nat 2%nat 3%nat)",
            "0%nat 1%nat 1%nat 3%nat)",
            "leaf_data_circuit",
            "check_circuit",
        ),
        (
            "the points of a circuit",
            "[0%nat; 1%nat; 2%nat; 3%nat]",
            "[0%nat; 1%nat; 2%nat; 2%nat]",
            "leaf_data_circuit",
            "check_circuit",
        ),
        ("a dual vector of a circuit", "[0; 1; 0]%Z]", "[0; 0; 0]%Z]", "leaf_data_circuit", "check_circuit"),
    ),
    *_of(
        "open/tightness/star_2",
        (
            "a projection",
            "1%positive [[1; 0]",
            "1%positive [[1; 1]",
            "leaf_data_independent_spans",
            "check_independent_spans",
        ),
    ),
    *_of(
        "theorems/independent_spans_shared_bias",
        (
            "neurons that share no bias",
            "exists [0; 2; 4]%nat",
            "exists [0; 1; 4]%nat",
            "leaf_network_width_independent",
        ),
        ("a neuron counted twice", "exists [0; 2; 4]%nat", "exists [0; 2; 2]%nat", "leaf_network_width_independent"),
    ),
    *_of(
        "theorems/separable_chain",
        ("the layers of a chain", "exists 2%nat", "exists 1%nat", "leaf_network_chain"),
    ),
    *_of(
        "counterexamples/order_interval_exp",
        ("a coupling", "[[1; 1]%Z]); vm", "[[2; 0]%Z]); vm", "leaf_data_convex_order", "check_contraction"),
        ("the inner class", "convex_order_minus", "convex_order_plus", "leaf_data_convex_order", "check_contraction"),
        ("the signs of output weights", "(repeat (-1) 7", "(repeat 1 7", "leaf_minimum_order"),
    ),
    *_of(
        "counterexamples/moment_quadratic",
        ("a coupling", "[3; 0; 0; 1]%Z", "[3; 0; 1; 0]%Z", "leaf_data_convex_order", "check_contraction"),
    ),
    *_of(
        "counterexamples/stationary_quadratic_wide",
        (
            "a form of second moments",
            "[(1, [2; 1]%Z)]%Z",
            "[(1, [1; 1]%Z)]%Z",
            "leaf_minimum_stationary",
            "check_moments",
        ),
        ("a slope of the loss", "(2 / 5) (3 / 5)", "(2 / 5) (2 / 5)", "leaf_minimum_stationary"),
    ),
    *_of(
        "counterexamples/affine_elu",
        (
            "an affine piece",
            "((0)%Z, 1%positive), ((2)%Z, 1%positive)",
            "((-1)%Z, 1%positive), ((2)%Z, 1%positive)",
            "leaf_minimum_affine",
        ),
        ("an output bias", "the_problem (ln (2 / 3))", "the_problem (ln (3 / 2))", "leaf_minimum_affine"),
    ),
    *_of(
        "counterexamples/flat_relu",
        (
            "an output bias",
            "minimum_flat_by the_problem (1 / 3)",
            "minimum_flat_by the_problem (1 / 2)",
            "leaf_minimum_flat",
        ),
        ("a hidden bias", "(repeat (-1)%Z 2", "(repeat (1)%Z 2", "leaf_minimum_flat", "check_all_inside"),
        ("a flat piece", "((0)%Z, 1%positive)) 2", "((1)%Z, 1%positive)) 2", "leaf_minimum_flat"),
        ("a slope of the loss", "(4 / 3) (16 / 3)", "(4 / 3) (15 / 3)", "leaf_minimum_flat"),
    ),
    *_of(
        "counterexamples/margin_separable",
        ("the output", "with (c := 0)", "with (c := 1)", "leaf_minimum_margin"),
    ),
    *_of(
        "counterexamples/saturated_ramp",
        (
            "an output bias",
            "minimum_saturated_by the_problem 2",
            "minimum_saturated_by the_problem 1",
            "leaf_minimum_saturated",
        ),
    ),
    *_of(
        "counterexamples/deep_relu",
        ("a bias of a dead layer", "Bias _ 0%nat _ => (-1)", "Bias _ 0%nat _ => 1", "leaf_minimum_deep"),
    ),
    *_of(
        "counterexamples/deep_relu_silent_layer",
        (
            "a weight of a dead layer",
            "Weight _ 1%nat _ _ => (-1)",
            "Weight _ 1%nat _ _ => 1",
            "leaf_minimum_deep",
        ),
    ),
    *_of(
        "counterexamples/flat_relu_silent_origin",
        (
            "the weights of dead neurons",
            "[(-1); (-1)]%Z 3",
            "[1; 1]%Z 3",
            "leaf_minimum_flat",
            "check_all_beside",
        ),
    ),
    *_of(
        "counterexamples/hull_core_only",
        ("a multiplier", "[3; 0; 3; 0]%Z 1)", "[3; 0; 2; 0]%Z 1)", "leaf_minimum_hull", "check_outputs"),
        (
            "the level of a sample",
            "(own := [0; 1; 0; 2]%nat)",
            "(own := [0; 1; 0; 1]%nat)",
            "leaf_minimum_hull",
            "check_outputs",
        ),
        ("a hidden weight", "[[(-1); 0]%Z; [0; 0]%Z]", "[[(-1); 1]%Z; [0; 0]%Z]", "leaf_minimum_hull", "check_outputs"),
    ),
    *_of(
        "counterexamples/outlier_line",
        ("an output bias", "(2)%Z [116]%Z", "(3)%Z [116]%Z", "leaf_minimum_hull", "check_outputs"),
    ),
    *_of(
        "counterexamples/quadric_hinge",
        ("an output bias", "the_problem (-850)%Z", "the_problem (-851)%Z", "leaf_minimum_hull", "check_fit"),
        ("a hidden bias", "[0; 480]%Z 1536", "[1; 480]%Z 1536", "leaf_minimum_hull", "check_fit"),
    ),
    *_of(
        "counterexamples/quadric_line",
        (
            "a product as a combination of squares",
            "[2; (-1); (-1); 1]%Z",
            "[2; (-1); (-2); 1]%Z",
            "leaf_minimum_hull",
            "check_quadrics",
        ),
        ("a coefficient near the best", "[1421331469981;", "[1421331969981;", "leaf_minimum_hull", "check_fit"),
    ),
    *_of(
        "counterexamples/support_abs_hinge",
        (
            "a multiplier",
            "[48; 5; 0; 45; 0; 48; 40]%Z",
            "[48; 5; 0; 45; 0; 49; 40]%Z",
            "leaf_minimum_support",
            "check_outputs",
        ),
        ("a subgradient at a kink", "((5)%Z, 48%positive)", "((7)%Z, 48%positive)", "leaf_minimum_support"),
        ("a coordinate of the point", "[873; (-938)]%Z", "[872; (-938)]%Z", "leaf_minimum_support", "check_outputs"),
    ),
    *_of(
        "counterexamples/frozen_relu_features",
        ("a feature", "(((3)%Z, 1%positive), (3)%Z)", "(((3)%Z, 1%positive), (2)%Z)", "leaf_minimum_frozen_fit"),
        ("a multiplier", "1 [12; 6; 18]%Z 7", "1 [12; 5; 18]%Z 7", "leaf_minimum_frozen_fit", "check_fit"),
    ),
)
"""An entry of a certificate is another one."""
