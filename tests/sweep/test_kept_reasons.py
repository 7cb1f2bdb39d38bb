"""Reasons that are kept and read again as they were, and texts that are none."""

from fractions import Fraction

import pytest

from theoremcheck.sweep.reasons import MAX_REASONS, read, written
from theoremcheck.trusted.kernel.conditions import CONDITIONS
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.values import Finding

NAME, OTHER = list(CONDITIONS)[:2]


def findings(reason):
    return {NAME: Finding(NAME, None, reason), OTHER: Finding(OTHER, None)}


@pytest.mark.parametrize(
    "reason",
    [
        Reason.of("finding.proved"),
        Reason.of("outputs.not_right", sample=3),
        Reason.of("finding.no_point", reason=Reason.of("move.penalty", coefficient=Fraction(-1, 3), names="a, w")),
    ],
)
def test_what_is_kept_is_read_again(reason):
    assert read(written(findings(reason))) == {NAME: reason}


def test_what_has_no_form_is_not_kept():
    assert written(findings(Reason.of("finding.refused", reason=1.5))) is None
    assert written(findings(Reason.of("no.such_code"))) is None
    assert written(findings(Reason.of("reach.penalty", block="w" * MAX_REASONS))) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        '{"loss.c1": 1}',
        '{"loss.c1": {"code": "no.such_code", "values": []}}',
        '{"loss.c1": {"code": "outputs.not_right", "values": []}}',
        '{"loss.c1": {"code": "outputs.not_right", "values": [["sample", null]]}}',
        '{"loss.c1": {"code": "move.penalty", "values": [["coefficient", {"number": "1/0"}], ["names", "a"]]}}',
        "[" * 100_000,
    ],
)
def test_other_texts_are_none(text):
    assert read(text) is None
