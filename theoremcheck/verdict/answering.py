"""What the theorems that apply and the refutations that are certified say on the question of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.theory.engine import Derivation
from theoremcheck.trusted.kernel.facts import Fact, error_bound
from theoremcheck.trusted.kernel.forms import REFUTING, Conclusion
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.kernel.refutations import CONSTANT, RULES
from theoremcheck.trusted.kernel.statements import STATEMENTS
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.settled import least_error
from theoremcheck.verdict.values import Refutation

VALLEYS: Final = frozenset({Asked.NO_VALLEY, Asked.NO_BASIN})
"""The questions that a path illustrates."""

ERRORS: Final = frozenset({Asked.NO_BAD, Asked.NO_BAD_SMOOTH, Asked.ERROR_AT_MOST})
"""The questions about samples that are wrong at a local minimum."""

_NO_VALLEY: Final = Question(Asked.NO_VALLEY)
_NO_BASIN: Final = Question(Asked.NO_BASIN)

LOWER: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "rule.spurious_bad": ("objective.low", RULES),
        "rule.spurious_constant": ("objective.below_constants", CONSTANT),
    }
)
"""The rules by which L is lower at a point than at every minimum that some other rules show.

Of each the condition on that point, and the other rules.
"""


def excludes_bad(theorem: str) -> bool:
    """True if the theorem, where it applies, excludes bad local minima."""
    return STATEMENTS[theorem].conclusion in (Conclusion.NO_BAD, Conclusion.NO_MINIMUM)


def proving(
    question: Question, derivations: Iterable[Derivation], facts: Mapping[str, Fact]
) -> tuple[tuple[Derivation, ...], tuple[Derivation, ...]]:
    """The theorems that prove the claim, and the others that apply."""
    found = {True: list[Derivation](), False: list[Derivation]()}
    for entry in derivations:
        found[answers(question, entry, facts)].append(entry)
    return tuple(found[True]), tuple(found[False])


def answers(question: Question, derivation: Derivation, facts: Mapping[str, Fact]) -> bool:
    """True if the theorem proves the claim."""
    conclusion = STATEMENTS[derivation.theorem].conclusion
    return proves(conclusion, question, error_bound(derivation.theorem, facts))


def excluded(derivation: Derivation, found: Refutation, problem: Problem, facts: Mapping[str, Fact]) -> bool:
    """True if the theorem says that there is no such minimum or valley: then one of the two is wrong."""
    conclusion = STATEMENTS[derivation.theorem].conclusion
    said = STATEMENTS[found.rule].conclusion
    if said is not Conclusion.BAD:
        # A basin refutes no_basin and all that implies it; a minimum that is not global, the last two of these.
        basin = said is Conclusion.BASIN and proves(conclusion, _NO_BASIN, None)
        if said is Conclusion.VALLEY:
            return proves(conclusion, _NO_VALLEY, None)
        return basin or conclusion in (Conclusion.GLOBAL, Conclusion.NO_MINIMUM)
    if excludes_bad(derivation.theorem):
        return True
    if conclusion is Conclusion.NO_BAD_SMOOTH:
        return found.off_breaks
    bound = error_bound(derivation.theorem, facts)
    return bound is not None and least_error(problem, found.least) > bound


def refuting(problem: Problem, question: Question, certain: Iterable[Refutation]) -> tuple[Refutation, ...]:
    """What of that refutes the claim."""
    conclusions = ((entry, STATEMENTS[entry.rule].conclusion) for entry in certain)
    return tuple(
        entry
        for entry, said in conclusions
        if refutes(question, least_error(problem, entry.least), said, smooth=entry.off_breaks)
    )


def refutable(question: Question) -> bool:
    """True if there is something that refutes such a claim, if it is found."""
    return any(refutes(question, Fraction(1), conclusion, smooth=True) for conclusion in REFUTING)
