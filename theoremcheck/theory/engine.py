"""The engine: from the statuses of the conditions to the verdict, and to what stands in a theorem's way.

It only derives; every status it starts from was said by the kernel, and the kernel checks its conclusion again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Final

from theoremcheck.theory.graph import in_order
from theoremcheck.trusted.kernel.facts import Outcome
from theoremcheck.trusted.kernel.forms import GRADED, All, Conclusion, Formula, Not
from theoremcheck.trusted.kernel.logic import Status, denial, evaluate
from theoremcheck.trusted.kernel.questions import Asked, Question
from theoremcheck.trusted.kernel.refutations import RULES
from theoremcheck.trusted.kernel.statements import SPURIOUS, STATEMENTS, THEOREMS
from theoremcheck.trusted.records import dataclass

COMPOSITE = frozenset({"network.balance", "network.balance_unpenalised", "network.rest", "network.linear_rest"})
"""Conditions with arms: named as one when they stand in the way."""

MIRRORED: Final = MappingProxyType(
    {
        "neuron.monotone": "neuron.increasing",
        "neuron.strictly_monotone": "neuron.strictly_increasing",
        "neuron.strictly_curved": "neuron.strictly_convex",
        "neuron.curved": "neuron.slope_increasing",
    }
)
"""Conditions with two arms that mirror each other: when they stand in the way, the usual arm is named."""


IMPLIED: Final = MappingProxyType(
    {
        "network.output_bias": "network.balance",
        "neuron.increasing": "neuron.strictly_increasing",
        "neuron.strictly_convex": "neuron.slope_increasing",
        "objective.unregularised": "objective.hidden_unpenalised",
    }
)
"""Conditions that imply another one: who repairs the first has the second."""


NO_BAD: Final = Question()

_PATHS: Final = frozenset({Conclusion.NO_VALLEY, Conclusion.NO_OPEN_VALLEY})
_ABOUT: Final[Mapping[Asked, frozenset[Conclusion]]] = MappingProxyType(
    {
        Asked.NO_BAD: frozenset({Conclusion.NO_BAD}),
        Asked.NO_BAD_SMOOTH: frozenset({Conclusion.NO_BAD, Conclusion.NO_BAD_SMOOTH}),
        Asked.GLOBAL: frozenset({Conclusion.GLOBAL}),
        Asked.ERROR_AT_MOST: frozenset({Conclusion.NO_BAD, *GRADED}),
        Asked.NO_VALLEY: _PATHS,
        Asked.NO_BASIN: frozenset({*_PATHS, Conclusion.NO_BASIN, Conclusion.GLOBAL}),
    }
)
"""The conclusions of the theorems that are worth naming where a claim is not proved."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another theorem that says all that a theorem says, and is named instead where it applies.

    Where ``unless`` holds, the first adds nothing, and is not named among those with blockers.
    """

    theorem: str
    unless: str | None = None


ALIKE: Final = MappingProxyType(
    {
        "thm.linear_kink": Alike("thm.linear", unless="loss.c1"),
        "thm.linear_kink_global": Alike("thm.linear_global", unless="loss.c1"),
        "thm.linear_kink_fit": Alike("thm.linear_fit", unless="loss.c1"),
        "thm.smooth": Alike("thm.separable", unless="loss.c1"),
        "thm.movable": Alike("thm.core_vacuous", unless="neuron.strictly_monotone"),
        "thm.circuit_global": Alike("thm.global"),
        "thm.independent_global": Alike("thm.global"),
    }
)
"""Of theorems for losses, or neurons, that have kinks, and for losses that are not active: what says as much."""


@dataclass(frozen=True)
class Derivation:
    """A theorem that applies: the variant that fires, and whether it rests on assumptions."""

    theorem: str
    variant: str
    conditional: bool


RELEVANT: Final = MappingProxyType(
    {
        # One condition on a whole branch would hide what else stands in the way.
        "thm.separable.funnel": "network.funnel",
        "thm.smooth.funnel": "network.funnel",
        "thm.smooth.linear": "network.linear_part",
        "thm.smooth.features": "data.features_separable",
        "thm.subspaces.mixed": "network.width_mixed_distinct network.width_mixed",
        **dict.fromkeys(("thm.circuit", "thm.circuit_global"), "data.circuit network.direct_affine"),
        "thm.quadratic": "neuron.quadratic",
        "thm.quadratic_global": "neuron.quadratic",
        "thm.affine_piece": "lemma.affine_piece_setting",
        "thm.linear": "network.linear_part",
        **dict.fromkeys(
            (
                *("thm.independent", "thm.independent_monotone", "thm.independent_global"),
                *("lemma.independent", "lemma.independent_monotone"),
            ),
            "data.independent lemma.mirrored",
        ),
        "lemma.mirrored": "data.independent_mirrored",
        **dict.fromkeys(("thm.independent_funnel", "lemma.independent_funnel"), "network.valley_funnel"),
        **dict.fromkeys(("thm.linear_independent", "lemma.linear_independent"), "network.linear_part network.residual"),
        "thm.independent_narrow": "network.narrowing",
        "thm.exponential": "neuron.exponential",
        "thm.exponential_global": "neuron.exponential",
        "thm.homogeneous": "neuron.monomial",
        "thm.homogeneous_global": "neuron.monomial",
        "thm.linear_core": "network.linear_part network.residual",
        "thm.linear_global": "network.linear_unfrozen",
        "thm.linear_valley": "network.linear_unfrozen",
        "thm.pyramid": "network.pyramid",
        "thm.linear_fit": "network.linear",
        "thm.linear_kink": "network.linear_trained network.linear_wide",
        "thm.linear_kink_global": "network.linear_trained network.linear_wide",
        "thm.linear_kink_fit": "network.linear_trained",
        "thm.linear_bound": "network.linear_part network.residual",
        "thm.constant_bound": "network.output_bias",
        "thm.residual": "network.residual",
        "thm.residual_kink": "network.residual",
        "thm.decay_origin": "objective.decay_dominates",
        "thm.linear_decay": "objective.linear_decay",
        "thm.linear_decay_fit": "objective.linear_decay",
        "thm.decay_valley": "objective.linear_decay",
        "thm.global_low": "objective.low",
        "thm.scaling_basin": "network.scalable",
        "thm.movable": "network.movable",
        "thm.features": "data.features_separable",
        "thm.output_layer": "network.output_layer",
        "thm.output_fit": "data.fit_right",
        "thm.matching": "network.matching",
        "thm.realisable": "data.realisable_steep",
        "thm.realisable_linear": "data.realisable_linear",
        "thm.realisable_valley": "data.realisable data.descent",
        "thm.convex_fit": "data.convex_fit_right",
        "thm.minima_error": "data.minima_error",
        "thm.decay_gram": "objective.gram_decay",
        "thm.signed_chain": "objective.signed_chain",
        "thm.line": "objective.line_right",
        "thm.line_global": "objective.line_lowest",
        "thm.line_valley": "objective.line_trough",
        "thm.convex_valley": "network.output_layer network.matching",
        "thm.monotone_valley": "data.linearly_separable",
        "thm.separable_valley": "network.linear_part",
    }
)
"""Theorems and variants for special problems: what stands in their way is of interest only where one of these holds."""


@dataclass(frozen=True)
class Blockers:
    """What keeps a theorem (in its variant) from applying: a minimal set of ids that fail or are open."""

    theorem: str
    variant: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Analysis:
    """The statuses of all nodes of the graph, the theorems and the refutation rules that apply (rules that rest on
    assumptions are left out), and the blockers of the other theorems (nearest first).
    """

    statuses: Mapping[str, Status]
    derivations: tuple[Derivation, ...]
    refutations: tuple[str, ...]
    blockers: tuple[Blockers, ...]


def analyse(
    known: Mapping[str, Status],
    question: Question = NO_BAD,
    knowable: frozenset[str] | None = None,
    near: frozenset[str] = frozenset(),
) -> Analysis:
    """Derive everything that follows from the statuses of the conditions; blockers are of theorems on the question.

    The statuses run through the graph in its order, each statement after all that it uses. Where only ``knowable``
    conditions can be known of such a problem, blockers are of the theorems that ask for no other. A theorem for special
    problems counts where one of the conditions that make a problem special holds, or is ``near``.
    """
    statuses: dict[str, Status] = {}
    for node in in_order():
        if node in STATEMENTS:
            statuses[node] = _combine(STATEMENTS[node].premise, statuses)
        else:
            statuses[node] = known.get(node, Status.OPEN)
    derivations = tuple(sorted(_derivations(statuses), key=lambda entry: entry.conditional))
    blockers = sorted(
        _all_blockers(statuses, question, knowable, _foreign(statuses, near)),
        key=lambda entry: (len(entry.missing), THEOREMS.index(entry.theorem)),
    )
    refutations = tuple(rule for rule in (*RULES, *SPURIOUS) if statuses[rule] is Status.HOLDS)
    return Analysis(statuses, derivations, refutations, tuple(blockers))


def agrees(analysis: Analysis, outcome: Outcome) -> bool:
    """True if the kernel's own unfolding gives every statement the same status."""
    return all(outcome.statuses[name] is analysis.statuses[name] for name in STATEMENTS)


def _combine(formula: Formula, statuses: Mapping[str, Status]) -> Status:
    if isinstance(formula, str):
        return statuses[formula]
    if isinstance(formula, Not):
        return denial(statuses[formula.condition])
    parts = [_combine(part, statuses) for part in formula.parts]
    return min(parts) if isinstance(formula, All) else max(parts)


def _derivations(statuses: Mapping[str, Status]) -> Iterable[Derivation]:
    for theorem in THEOREMS:
        alike = ALIKE.get(theorem)
        if statuses[theorem] < Status.ASSUMED or (alike and statuses[alike.theorem] >= statuses[theorem]):
            continue
        variant = next(name for name in variants(theorem) if statuses[name] is statuses[theorem])
        yield Derivation(theorem, variant, statuses[theorem] is Status.ASSUMED)


def variants(theorem: str) -> tuple[str, ...]:
    """The variants of a theorem, in the order in which they are preferred; a theorem without any is its own."""
    names = tuple(name for name in STATEMENTS if name.startswith(f"{theorem}."))
    return names or (theorem,)


def _all_blockers(
    statuses: Mapping[str, Status], question: Question, knowable: frozenset[str] | None, foreign: frozenset[str]
) -> Iterable[Blockers]:
    """For each theorem on the question that does not apply, the minimal sets over all its variants."""
    for theorem in THEOREMS:
        if STATEMENTS[theorem].conclusion not in _ABOUT[question.asked] or statuses[theorem] >= Status.ASSUMED:
            continue
        alike = ALIKE.get(theorem)
        adds_nothing = alike and alike.unless and statuses[alike.unless] >= Status.ASSUMED
        if knowable is None and (theorem in foreign or adds_nothing):
            continue
        found: dict[frozenset[str], str] = {}
        for variant in variants(theorem):
            # What is knowable says already which theorems are for such problems.
            formula = variant if knowable is None else STATEMENTS[variant].premise
            for missing in _repairs(formula, statuses, foreign):
                if (knowable is None or missing <= knowable) and _mends(missing, variant, statuses):
                    found.setdefault(missing, variant)
        for missing in _minimal(found, statuses):
            yield Blockers(theorem, found[missing], tuple(sorted(missing)))


def _mends(missing: frozenset[str], variant: str, statuses: Mapping[str, Status]) -> bool:
    """True if the variant applies once these hold: they may be what another of its arms is denied."""
    if COMPOSITE & missing:
        return True
    return evaluate(variant, {**statuses, **dict.fromkeys(missing, Status.HOLDS)}) >= Status.ASSUMED


def _foreign(statuses: Mapping[str, Status], near: frozenset[str]) -> frozenset[str]:
    """The theorems and variants for special problems, where this is none of them and not nearly one."""
    special = {name for name, status in statuses.items() if status >= Status.ASSUMED} | near
    return frozenset(name for name, conditions in RELEVANT.items() if special.isdisjoint(conditions.split()))


def _repairs(formula: Formula, statuses: Mapping[str, Status], foreign: frozenset[str]) -> list[frozenset[str]]:
    """The minimal sets of ids that, if they held, would make the formula hold; what is denied and holds, none mends."""
    if isinstance(formula, str):
        if statuses[formula] >= Status.ASSUMED:
            return [frozenset()]
        if formula not in STATEMENTS or formula in COMPOSITE:
            return [frozenset({formula})]
        if formula in MIRRORED:
            return [frozenset({MIRRORED[formula]})]
        if formula in foreign:
            return []  # an arm for other problems than this one
        return _repairs(STATEMENTS[formula].premise, statuses, foreign)
    if isinstance(formula, Not):
        return [frozenset()] if denial(statuses[formula.condition]) >= Status.ASSUMED else []
    parts = [_repairs(part, statuses, foreign) for part in formula.parts]
    if isinstance(formula, All):
        unions = (_without_brought(frozenset().union(*choice), statuses) for choice in product(*parts))
        return _minimal(dict.fromkeys(unions), statuses)
    return _minimal(dict.fromkeys(entry for part in parts for entry in part), statuses)


def _without_brought(repaired: frozenset[str], statuses: Mapping[str, Status]) -> frozenset[str]:
    """The set without the conditions with arms that hold once the others do."""
    return repaired - {name for name in COMPOSITE & repaired if _brings(repaired, name, statuses)}


def _minimal(sets: Iterable[frozenset[str]], statuses: Mapping[str, Status]) -> list[frozenset[str]]:
    """The sets that contain no other one, in their order, with what their members bring with them."""
    found = list(sets)
    named = COMPOSITE & frozenset().union(*found)
    closed = [entry | {IMPLIED[name] for name in entry & IMPLIED.keys()} for entry in found]
    closed = [entry | {name for name in named - entry if _brings(entry, name, statuses)} for entry in closed]
    return [
        entry
        for entry, whole in zip(found, closed, strict=True)
        if not any(other != entry and other <= whole for other in found)
    ]


def _brings(repaired: frozenset[str], composite: str, statuses: Mapping[str, Status]) -> bool:
    """True if a condition with arms holds once these do."""
    return evaluate(composite, {**statuses, **dict.fromkeys(repaired, Status.HOLDS)}) >= Status.ASSUMED
