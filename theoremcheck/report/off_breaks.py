"""How a certified bad minimum stands to a claim that it does not refute, as it may be at a break, or the lowest.

And what *off all breaks* means, beside ``claim no_bad_smooth``.
"""

from __future__ import annotations

from typing import Final

from theoremcheck.trusted.kernel.forms import Conclusion
from theoremcheck.trusted.kernel.questions import Asked
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.refusal import Reason
from theoremcheck.verdict.judge import bad_minima
from theoremcheck.verdict.values import Answer, Verdict

SMOOTH_MEANS: Final = (
    "off all breaks: where, at every sample, neurons and loss are continuously differentiable near what they receive"
)
"""What *off all breaks* means, said where a claim speaks of it."""
NOTHING_REFUTES: Final = "No rule refutes this claim."
"""Said where a counterexample is asked for and none can be: of ``claim error at most 1``."""


def beside_words(verdict: Verdict) -> str:
    """What a claim about minima off all breaks means and leaves open, as a remark with a space before it.

    Where it is open whether all minima are global, a bad one that is certified. Empty for other claims, and where
    something proves more.
    """
    asked, open_ = verdict.spec.question.asked, verdict.answer is Answer.UNDECIDED
    if asked is not Asked.NO_BAD_SMOOTH and not (asked is Asked.GLOBAL and open_):
        return ""
    rule = next((found.rule for found in bad_minima(verdict)), None)
    if asked is Asked.GLOBAL:
        return f" A bad minimum is certified by {rule}, but L is not shown to be smaller elsewhere." if rule else ""
    proved = {STATEMENTS[entry.theorem].conclusion for entry in verdict.derivations}
    if proved - {Conclusion.NO_BAD_SMOOTH}:  # it holds of all local minima
        return ""
    means = SMOOTH_MEANS[0].upper() + SMOOTH_MEANS[1:]
    if verdict.refutations:
        return f" (It is {SMOOTH_MEANS}.)"
    if proved:
        known = "bad minima may exist" if rule is None else f"there is a bad minimum, by {rule}"
        return f" ({means}; at breaks {known}.)"
    known = "" if rule is None else f" A bad minimum is certified by {rule}, but is not shown to be off all breaks."
    return f" ({means}.){known}"


def candidate_on_breaks(verdict: Verdict) -> str:
    """Of a certified candidate, beside such a claim: is it off all breaks? A sentence with a space before it.

    Empty where the point itself is not shown to be a bad local minimum, or balls do not decide where it stands.
    """
    found = verdict.candidate
    about = verdict.spec.question.asked is Asked.NO_BAD_SMOOTH and beside_words(verdict)
    if not about or found is None or isinstance(found, Reason) or found.evaluation is None:
        return ""
    if found.minimum is None or found.minimum.distance:
        return ""
    if found.evaluation.on_break:
        return " It is at a break, and the claim is about minima off all breaks: it does not contradict the claim."
    if found.evaluation.off_breaks:
        return " It is off all breaks."
    return ""
