"""Specs of the corpus with a leaf that coqc refused once, for a cause of its own each: nothing is left."""

import shutil

import pytest
from corpus_exports import ACCEPTED, prove_spec

from theoremcheck.formal.coqc import compiled_library, find

ENTRIES = (
    # two lemmas of one name
    "literature/auer_matching_loss rule.linear_increasing",
    # a sign that vanishes at an end of a closed interval
    "literature/ding_li_sun_sigmoid rule.order_local",
    # the identity as a function, whose type nothing tells
    *("literature/rosenblatt_global rule.margin", "literature/minsky_papert rule.affine"),
    # an absolute value in a flat piece
    "counterexamples/turning_flat rule.flat",
    # bounds of h at 0, rational, and beside it
    *("literature/xor_single_sigmoid rule.narrow", "literature/playground_xor_relu rule.flat"),
    # - c, of a negative c
    "counterexamples/saturated_error rule.saturated",
    # e^z where the normal form has e^(2 z), and e^(z^2)
    *("literature/lecun_111 thm.global", "literature/dennis_welsch_independent thm.global"),
    # z sigmoid(z) at 0
    "counterexamples/moment_silu_plane rule.moment",
    # bounds of features
    *("theorems/features_beside thm.features", "literature/random_features_separating thm.vacuous"),
)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed: apt-get install coq")
@pytest.mark.parametrize("entry", ENTRIES)
def test_every_premise_is_proved(entry):
    coq = find()
    spec, statement = entry.split()
    row = prove_spec(spec, coq, compiled_library(coq, lambda stage: None), statement=statement).row
    assert (row.statement, row.result) == (statement, ACCEPTED)
