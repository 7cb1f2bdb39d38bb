"""Networks with a residual head: only what is read for them is known of them."""

from __future__ import annotations

import pytest

from theoremcheck.language import loads
from theoremcheck.trusted.kernel.conditions import CONDITIONS, Structure
from theoremcheck.trusted.kernel.facts import establish
from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.logic import Status, evaluate
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.residual import RESIDUAL

_TEXT = """dataset d {{
  + (1, 2)
  - (-1, 1)
}}
loss logistic
network {{ {network} }}
"""


def test_every_other_condition_is_refused_before_its_evidence_is_read() -> None:
    spec = loads(_TEXT.format(network="output bias deep = 2 linear -> residual")).spec
    assert spec is not None and RESIDUAL < set(CONDITIONS)
    for condition in set(CONDITIONS) - RESIDUAL:
        for holds in (True, False):
            with pytest.raises(Refusal, match="facts.residual"):
                establish(spec.problem, condition, holds, Structure())


def test_only_these_statements_can_hold() -> None:
    found = set()
    for increasing in Status.FAILS, Status.HOLDS:
        known = {condition: Status.HOLDS for condition in RESIDUAL} | {"loss.increasing": increasing}
        found |= {key for key in STATEMENTS if evaluate(key, known) is Status.HOLDS}
    concluding = {key for key in found if STATEMENTS[key].conclusion is not Conclusion.STEP}
    assert {key for key in concluding if key.startswith("thm.")} == {
        "thm.residual",
        "thm.linear_bound",
        "thm.vacuous",
        "thm.global",
    }
    assert not any(key.startswith("rule.") for key in concluding)
