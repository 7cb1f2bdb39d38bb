"""Changes made for one condition: they break it, and no other hypothesis, on some spec of the corpus."""

from pathlib import Path

import pytest

from theoremcheck.language import load, loads
from theoremcheck.options import Options
from theoremcheck.relax import run as relaxing
from theoremcheck.relax.moves import breaking
from theoremcheck.relax.run import hypotheses
from theoremcheck.relax.special import _SPECIAL, special
from theoremcheck.report.reasons import sentence
from theoremcheck.theory.lookup import identifiers
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.problem.well_formed import check_well_formed
from theoremcheck.verdict.judge import judge
from theoremcheck.verdict.values import Answer

FOLDER = Path(__file__).resolve().parents[2] / "specs" / "theorems"
QUICK = Options(search=False)
ALONE = (
    ("quadratic_frozen_line", "network.hidden_bias_or_none", "move.frozen"),
    ("separable_chain", "network.chain", "move.unit_of_kind"),
    ("separable_funnel_deep", "network.funnel", "move.unit_of_kind"),
    ("linear_global", "network.linear_unfrozen", "move.unit_beside"),
    ("affine_both_kinds", "network.output_layer", "move.trained"),
    ("affine_both_kinds", "objective.convex_outputs", "move.penalty"),
    ("affine_piece", "network.shortcut", "move.as_layers"),
    ("any_quadratic_signs", "network.deep_frozen", "move.unit_beside"),
    ("circuit_skip_other_labels", "network.direct_branch", "move.layer_of_kind"),
    ("class_losses_kink_one", "loss.single", "move.class_loss"),
    ("class_losses_kink_one", "network.hidden_trainable", "move.frozen"),
    ("class_losses_kink_one", "network.shortcut_only", "move.unit_beside"),
    ("class_losses_kink_one", "objective.output_bias_not_rewarded", "move.penalty"),
    ("exponential_decay", "network.neurons_trainable", "move.frozen"),
    ("exponential_decay", "objective.output_penalised", "move.no_penalty_on"),
    ("matching_fit", "data.convex_fit_right", "move.heavier"),
    ("signed_chain_class_losses", "objective.signed_chain", "move.unit_more"),
    ("signed_chain_class_losses", "objective.signed_chain", "move.unit_of_kind"),
)


def proved(name):
    verdict = judge(load(FOLDER / f"{name}.spec", known_ids=frozenset(identifiers())).spec, QUICK)
    assert verdict.answer is Answer.PROVED
    return verdict


@pytest.mark.parametrize("name, hypothesis, code", ALONE, ids=lambda part: part)
def test_a_change_breaks_its_condition_alone(monkeypatch, name, hypothesis, code):
    verdict = proved(name)
    variant = verdict.derivations[0].variant
    assert hypothesis in hypotheses(variant, verdict.statuses)
    monkeypatch.setattr(
        relaxing, "breaking", lambda problem, own: (m for m in breaking(problem, own) if m.change.code == code)
    )
    found = relaxing._relaxed(verdict, variant, hypothesis, QUICK, lambda _: None)
    assert found.alone > 0
    assert found.move.code == code
    assert found.verdict is None or found.verdict.answer is Answer.REFUTED


def test_what_nothing_shows_to_fail_fails_where_the_claim_is_refuted():
    """data.convex_fit_right has no evidence against it: only a refutation tells that a change breaks it."""
    assert not CONDITIONS["data.convex_fit_right"].fails
    verdict = proved("matching_fit")
    found = relaxing._relaxed(verdict, verdict.derivations[0].variant, "data.convex_fit_right", QUICK, lambda _: None)
    assert found.alone == 1
    assert found.verdict.answer is Answer.REFUTED


def test_what_no_problem_lacks_is_not_dropped():
    verdict = proved("affine_piece")
    names = hypotheses(verdict.derivations[0].variant, verdict.statuses)
    assert "network.deep_features" not in names
    assert not any(name.endswith("defined") for name in names)


NETWORKS = (
    "shortcut = 2 tanh  hidden bias  output bias",
    "shortcut = 2 tanh  hidden bias  frozen b = (1, 2)",
    "deep = 2 relu -> 1 tanh  frozen deep.2.weights = (1, -2)",
    "shortcut = 1 softplus  deep = 2 tanh + 1 relu with bias  beside = 1 linear  frozen a = (2)",
)


@pytest.mark.parametrize("hypothesis", sorted(_SPECIAL))
def test_changes_are_well_formed_and_say_what_they_are(hypothesis):
    assert hypothesis in CONDITIONS
    for network in NETWORKS:
        data = "dataset d { + (1, 0), (0, 1)  - 2 * (1, 1) }\nneuron tanh\nloss square\n"
        loaded = loads(f"{data}network {{ {network} }}\nobjective {{ regularizer = 1/10 * l2(w) }}\n")
        loaded = loaded if loaded.spec is not None else loads(f"{data}network {{ {network} }}\n")
        assert loaded.spec is not None, loaded.render()
        problem = loaded.spec.problem
        words = [sentence(move.change) for move in special(problem, hypothesis)]
        assert len(words) == len(set(words))
        for move in special(problem, hypothesis):
            check_well_formed(move.problem)
            assert move.problem.digests["problem"] != problem.digests["problem"]
