"""The engine derives what the kernel derives, and names what is missing."""

from types import SimpleNamespace

from hypothesis import assume, given
from hypothesis import strategies as st

import theoremcheck
from theoremcheck.theory.engine import COMPOSITE, agrees, analyse
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS

HOLDING = dict.fromkeys(CONDITIONS, Status.HOLDS)
ORDINARY = {
    **HOLDING,
    **dict.fromkeys(
        (
            *("network.linear_part", "data.independent", "data.independent_up_to_sign", "data.square"),
            *("neuron.exponential", "neuron.monomial", "neuron.quadratic", "network.positively_homogeneous"),
            *("data.features_separable", "network.output_layer", "data.fit_right", "network.width_samples"),
            *("network.wide_beside", "network.wide_resolving", "network.wide_last", "network.affine_path"),
            *("objective.decay_dominates", "objective.linear_decay", "objective.low", "network.residual"),
            *(
                "objective.gram_decay",
                "data.minima_error",
                "data.constant_bound",
                "data.affine_circuit",
                "data.affine_square",
            ),
            *("network.matching", "data.convex_fit_right", "network.pyramid"),
            *("network.odd", "data.independent_mirrored", "network.last_width", "network.linear_trained"),
            *(
                "network.scalable",
                "network.linear_wide",
                "network.width_monomials",
                "network.movable",
                "network.narrowing",
            ),
            *("data.realisable", "data.realisable_steep", "data.realisable_linear", "data.descent"),
            *("objective.line_right", "objective.line_lowest", "objective.line_trough", "objective.signed_chain"),
        ),
        Status.FAILS,
    ),
}
"""No special network, data or neuron."""


def test_everything_holds():
    found = analyse(HOLDING)
    assert [entry.theorem for entry in found.derivations] == [
        "thm.separable",
        "thm.subspaces",
        "thm.circuit",
        "thm.quadratic",
        "thm.vacuous",
        "thm.core_vacuous",
        "thm.core",
        "thm.global",
        "thm.linear",
        "thm.linear_vacuous",
        "thm.linear_core",
        "thm.linear_global",
        "thm.linear_independent",
        "thm.linear_fit",
        "thm.linear_bound",
        "thm.residual",
        "thm.linear_decay_fit",
        "thm.linear_decay",
        "thm.decay_origin",
        "thm.decay_valley",
        "thm.global_low",
        "thm.homogeneous_global",
        "thm.independent_monotone",
        "thm.independent",
        "thm.independent_funnel",
        "thm.cells",
        "thm.homogeneous",
        "thm.exponential",
        "thm.exponential_global",
        "thm.features",
        "thm.output_layer",
        "thm.output_fit",
        "thm.matching",
        "thm.convex_fit",
        "thm.quadratic_global",
        "thm.wide",
        "thm.linear_valley",
        "thm.convex_valley",
        "thm.wide_deep",
        "thm.pyramid",
        "thm.wide_basin",
        "thm.scaling_basin",
        "thm.realisable",
        "thm.realisable_linear",
        "thm.realisable_valley",
        "thm.signed_chain",
        "thm.minima_error",
        "thm.decay_gram",
        "thm.independent_narrow",
        "thm.line",
        "thm.line_global",
        "thm.line_valley",
        "thm.monotone_valley",
        "thm.separable_valley",
        "thm.constant_bound",
    ]
    assert found.derivations[0].variant == "thm.separable.monotone"


def test_of_smooth_losses_the_theorems_on_kinks_are_not_named():
    """They say the same as thm.linear and its kin, which are named; where those do not apply, they are."""
    kinks = {"thm.linear_kink", "thm.linear_kink_global", "thm.linear_kink_fit"}
    assert not kinks & {entry.theorem for entry in analyse(HOLDING).derivations}
    assert kinks <= {entry.theorem for entry in analyse({**HOLDING, "loss.c1": Status.FAILS}).derivations}
    without = {**HOLDING, "network.linear_trained": Status.FAILS, "network.linear_wide": Status.FAILS}
    assert not kinks & {entry.theorem for entry in analyse(without).blockers}


def test_what_must_fail_is_no_missing_condition():
    """thm.residual_kink asks that there be no shortcut: where all conditions hold, none more would make it apply."""
    assert not analyse(HOLDING).blockers
    found = analyse({**HOLDING, "loss.convex": Status.FAILS}).blockers
    assert "thm.residual_kink" not in {entry.theorem for entry in found}
    assert {name for entry in found for name in entry.missing} <= {"loss.convex", "network.linear_rest"}


def test_what_is_missing_does_not_undo_what_another_arm_rests_on():
    """With a_0 trained, thm.linear_kink would need balanced classes, too, and not biases that are absent."""
    known = {
        **HOLDING, "data.separable_through_origin": Status.FAILS, "network.output_bias": Status.FAILS,
        "data.balanced_classes": Status.FAILS, "network.linear_wide": Status.FAILS, "loss.c1": Status.FAILS,
    }  # fmt: skip
    found = [entry.missing for entry in analyse(known).blockers if entry.theorem == "thm.linear_kink"]
    assert found == [("data.separable_through_origin",)]


def test_a_kinked_neuron_takes_the_monotone_variant():
    found = analyse({**HOLDING, "neuron.c1": Status.FAILS, "neuron.c2": Status.FAILS})
    assert found.derivations[0].variant == "thm.separable.monotone"


def test_nearest_theorem_first_and_minimal():
    known = {
        **ORDINARY,
        "data.linearly_separable": Status.FAILS,
        "network.width": Status.FAILS,
        "network.width_distinct": Status.FAILS,
        "network.width_mixed_distinct": Status.FAILS,
        "network.width_mixed": Status.FAILS,
        "network.width_core": Status.FAILS,
        "data.core_in_one_class": Status.FAILS,
        "data.ellipsoids": Status.FAILS,
        "data.circuit": Status.FAILS,
        "network.width_fewer": Status.FAILS,
        "data.independent_spans": Status.FAILS,
        "network.width_independent": Status.FAILS,
        "loss.c2": Status.OPEN,
    }
    found = analyse(known)
    assert {entry.theorem for entry in found.derivations} == {"thm.core_vacuous", "thm.core"}
    sizes = [len(entry.missing) for entry in found.blockers]
    assert sizes == sorted(sizes)
    assert ("thm.separable", ("data.linearly_separable",)) in [(e.theorem, e.missing) for e in found.blockers]
    assert ("thm.subspaces", ("network.width_distinct",)) in [(e.theorem, e.missing) for e in found.blockers]
    assert ("thm.subspaces", ("loss.c2", "network.width")) in [(e.theorem, e.missing) for e in found.blockers]


def test_assumptions_make_it_conditional():
    found = analyse({**ORDINARY, "data.linearly_separable": Status.ASSUMED, "data.span_exclusion": Status.FAILS,
                     "data.core_in_one_class": Status.FAILS, "data.ellipsoids": Status.FAILS,
                     "data.core_span_exclusion": Status.FAILS, "data.circuit": Status.FAILS})  # fmt: skip
    assert [(e.theorem, e.conditional) for e in found.derivations] == [
        ("thm.core_vacuous", False), ("thm.core", False),
        ("thm.separable", True), ("thm.vacuous", True), ("thm.global", True), ("thm.monotone_valley", True),
    ]  # fmt: skip


def test_what_stands_in_the_way_of_a_linear_part_is_named_where_there_is_one():
    known = {**HOLDING, "data.linearly_separable": Status.FAILS, "data.affinely_separable": Status.FAILS}
    assert ("thm.linear", ("data.linearly_separable",)) in [(e.theorem, e.missing) for e in analyse(known).blockers]
    without = {**known, "network.linear_part": Status.FAILS}
    assert "thm.linear" not in {entry.theorem for entry in analyse(without).blockers}


statuses = st.fixed_dictionaries({name: st.sampled_from(list(Status)) for name in CONDITIONS})


@given(statuses)
def test_agreement_with_the_kernel(known):
    found = analyse(known)
    unfolded = {name: evaluate(name, known) for name in STATEMENTS}
    assert all(unfolded[name] is found.statuses[name] for name in STATEMENTS)
    assert agrees(found, SimpleNamespace(statuses=unfolded))
    changed = {**unfolded, "thm.separable": Status((unfolded["thm.separable"] + 1) % 4)}
    assert not agrees(found, SimpleNamespace(statuses=changed))


@given(statuses)
def test_blockers_are_sufficient_and_minimal(known):
    assume(min(known["neuron.monomial"], known["neuron.exponential"]) < Status.ASSUMED)  # no neuron is both
    _assert_sufficient_and_minimal(known)


def test_a_square_is_a_monomial_and_a_quadratic_neuron():
    """Of z^2 both arms are named; what the one alone asks for is not named where the other needs less."""
    nothing = dict.fromkeys(CONDITIONS, Status.FAILS)
    holding = ("neuron.monomial", "neuron.quadratic", "network.neurons_trainable", "objective.low")
    penalised = ("objective.output_penalised", "objective.penalises_outputs_only")
    _assert_sufficient_and_minimal({**nothing, **dict.fromkeys((*holding, *penalised), Status.HOLDS)})


def _assert_sufficient_and_minimal(known):
    for entry in analyse(known).blockers:
        missing = set(entry.missing)
        if COMPOSITE & missing:
            continue
        assert not any(known[name] >= Status.ASSUMED for name in missing)
        repaired = {**known, **dict.fromkeys(missing, Status.HOLDS)}
        assert evaluate(entry.theorem, repaired) >= Status.ASSUMED
        for name in missing:
            assert evaluate(entry.theorem, {**repaired, name: known[name]}) < Status.ASSUMED


def test_what_is_missing_is_of_theorems_for_the_problem_at_hand():
    """No neuron is to be made quadratic, no deep part a funnel, for a theorem on such networks to apply."""
    text = "dataset d { + (1, 1), (-1, -1)  - (1, -1), (-1, 1) }\nneuron arctan\nloss square\n{claim}"
    text += "network { shortcut = 2 arctan  hidden bias  output bias }\n"
    for claim in ("", "claim global\n"):
        found = theoremcheck.check(text.replace("{claim}", claim), search=False).blockers
        named = {name for entry in found for name in entry.missing}
        assert found
        assert not named & {"neuron.quadratic", "network.funnel", "data.features_separable", "neuron.exponential"}
        assert "thm.quadratic" not in {entry.theorem for entry in found}


def test_monotony_brings_the_balance_with_it():
    """Of a convex neuron without a sign and no output bias, one thing stands in the way of the theorem of the core."""
    text = """
    dataset d { + (1, 0, 0), (-1, 0, 0), (0, 5, 1)  - (0, 1, 0), (0, -1, 0), (0, 3, -1), (1, 0, -2) }
    neuron n(z) = exp(z) + exp(-z) - 3
    loss polynomial_hinge(3)
    network { shortcut = 3 n  hidden bias }
    """
    found = [(entry.variant, entry.missing) for entry in theoremcheck.check(text, search=False).blockers]
    assert ("thm.subspaces.core", ("neuron.increasing",)) in found
