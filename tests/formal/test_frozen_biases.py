"""The counterexample with two frozen hidden biases that differ: thm.subspaces.independent is not to be had for it."""

import shutil

import pytest
from corpus_exports import SPECS, outcome_of

from theoremcheck.formal.coqc import check, compiled_library, find
from theoremcheck.formal.export import export
from theoremcheck.formal.problem import NotCovered
from theoremcheck.formal.proving import refused_at
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.trusted import certificate
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.judge import decide
from theoremcheck.verdict.judge import outcome_of as of_verdict

NAME = "counterexamples/strict_frozen_biases_differ"
GOAL = "thm.subspaces.independent"
LEAF = "leaf_network_width_independent"
FROZEN = "    | B 0 => (IZR 1)\n"
in_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")

# Three distinct numbers are not below 2, and of the neurons 0 and 1 the frozen biases differ.
NEGATION = f"""
Lemma refuted : ~ network_width_independent the_problem.
Proof.
  intros [[js [N [L [B _]]]] | [[js [N [L [B S]]]] _]].
  - assert (I : incl js (seq 0 2)) by (intros j J; apply in_seq; specialize (B j J); simpl in B; lia).
    pose proof (NoDup_incl_length N I) as C. rewrite L in C. simpl in C. lia.
  - destruct S as [S | S]; [discriminate S |].
    assert (I : incl (seq 0 2) js).
    {{ apply NoDup_length_incl; [exact N | rewrite L; simpl; lia |].
      intros j J; apply in_seq; specialize (B j J); simpl in B; lia. }}
    specialize (S 0%nat 1%nat (I 0%nat ltac:(simpl; tauto)) (I 1%nat ltac:(simpl; tauto))). simpl in S. lra.
Qed.

Axiom {LEAF} : network_width_independent the_problem.
"""


def decided():
    """The problem of the counterexample and what the kernel concludes of it."""
    outcome = outcome_of(NAME)
    return next(iter(outcome.facts.values())).problem, outcome


def agreeing():
    """The same problem with both biases frozen at 1, which the theorem covers."""
    text = (SPECS / f"{NAME}.spec").read_text(encoding="utf-8")
    assert "frozen b = (0, 1)" in text
    spec = loads(text[: text.index("candidate")].replace("b = (0, 1)", "b = (1, 1)")).spec
    return spec.problem, of_verdict(decide(spec, Options(search=False)))


def test_the_kernel_concludes_nothing_of_it_by_the_theorem():
    problem, outcome = decided()
    assert outcome.goal == "rule.strict"
    with pytest.raises(Refusal, match="not_established"):
        conclude(problem, outcome.facts.values(), GOAL)
    _, other = agreeing()
    # That they differ is itself a condition of other theorems, which is refused just so.
    facts = [fact for fact in other.facts.values() if fact.condition != "network.common_bias"]
    claims = certificate.issue(problem, GOAL, facts)
    with pytest.raises(Refusal, match=r"condition=network\.width_independent"):
        certificate.check(problem, claims)


def test_the_exporter_states_the_refutation_only():
    problem, outcome = decided()
    assert "Theorem verdict : BAD the_problem." in export(problem, outcome, NAME).text
    with pytest.raises(NotCovered, match=r"thm\.subspaces\.independent does not hold"):
        export(problem, outcome, NAME, statement=GOAL)


@pytest.mark.slow
@in_coq
def test_coqc_refuses_a_forged_file_and_proves_that_its_premise_is_false():
    coq = find()
    library = compiled_library(coq, lambda stage: None)
    exported = export(*agreeing(), NAME)
    assert exported.goal == GOAL
    assert check(coq, library, exported.text).accepted
    assert FROZEN in exported.text
    forged = exported.text.replace(FROZEN, "", 1)
    answer = check(coq, library, forged)
    assert not answer.accepted
    assert refused_at(forged, answer.message) == LEAF
    # the premise can be assumed, but then the theorem says so, and what is assumed is refuted in the same file
    start, end = forged.index(f"Lemma {LEAF}"), forged.index("Lemma samples")
    answer = check(coq, library, forged[:start] + NEGATION + forged[end:])
    assert answer.accepted, answer.message
    assert answer.foreign == (LEAF,)
