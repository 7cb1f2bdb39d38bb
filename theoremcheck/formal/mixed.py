"""The proofs, in Coq, of what is said of units of several kinds: of the shortcut, and of branches of one layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from theoremcheck.formal.shapes import (
    bent_function,
    increasing_function,
    signed_function,
    smooth_function,
    split_function,
    strictly_convex_function,
)
from theoremcheck.formal.text import listed
from theoremcheck.trusted.data.exact import clear
from theoremcheck.trusted.data.units import (
    Bent,
    BentSets,
    BentUnits,
    SignedUnit,
    SlopedUnit,
    Units,
    frozen_values,
    kinds,
)
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import Function, Problem

_LESS: Final = "apply PeanoNat.Nat.ltb_lt; reflexivity"
_UNPENALISED: Final = (
    "intros; repeat match goal with H : In _ (penalties _) |- _ => simpl in H end;"
    " repeat match goal with H : _ \\/ _ |- _ => destruct H as [H | H] end;"
    " first [contradiction | match goal with H : _ = _ |- _ => inversion H; subst; lra end]"
)
_SEEN: Final = f"intros S; first [discriminate S | {_UNPENALISED}]"
_PART: Final = "first [left; solve [reflexivity | member] | right; simpl; lra]"
_OWN: Final = f"apply own_counts; [{_LESS} | reflexivity | {_UNPENALISED} | {_SEEN} | {_PART}]"
_BESIDE: Final = (
    f"eapply beside_counts; [{_LESS} | reflexivity | {_LESS} | intros k Hk; simpl in Hk; member |"
    f" intros S; first [discriminate S | member] | {_UNPENALISED} | {_SEEN} | {_PART}]"
)
_COUNTS: Final = f"first [{_OWN} | {_BESIDE}]"
"""The tactic that a unit counts: it is there, its weights are trained and in no penalty, it has a part in f."""


def width_mixed_distinct(problem: Problem, evidence: BentUnits) -> str | None:
    """network.width_mixed_distinct: the units kind by kind, and one sample for each distinct X_i of a class."""
    found = _bent_units(problem, evidence.kinds, strictly=False)
    if found is None:
        return None
    facts, units, each = found
    return f"{facts}{_by('width_mixed_distinct_by', problem, units, distinct_samples(problem))}\n  {each}"


def width_mixed(problem: Problem, evidence: BentSets, sets: str) -> str | None:
    """network.width_mixed: the units kind by kind; ``sets`` are the sets of both classes as Coq has them."""
    found = _bent_units(problem, evidence.kinds, strictly=True)
    if found is None:
        return None
    facts, units, each = found
    return f"{facts}{_by('width_mixed_by', problem, units, sets)}\n  {each}"


def _by(lemma: str, problem: Problem, units: str, samples: str) -> str:
    return (
        f"apply ({lemma} the_problem {_layers(problem)} {units} {samples});\n"
        "  [ vm_cast_no_check (eq_refl true) | intros t v; reflexivity\n"
        "  | repeat constructor; simpl; intuition discriminate |]."
    )


def _bent_units(problem: Problem, shown: Sequence[Bent], *, strictly: bool) -> tuple[str, str, str] | None:
    """What is so of the neurons, the list of the units, and the script that each of them counts and bends."""
    found = kinds(problem)
    units: list[str] = []
    facts = ""
    name, shape = ("strictly_arched", strictly_convex_function) if strictly else ("strictly_bent", bent_function)
    for number, bent in enumerate(shown):
        expr = _formula(found[bent.group])
        if expr is None:
            return None
        units += _singles(problem, found[bent.group])
        side = "left" if bent.convex else "right"
        facts += (
            f"assert (K{number} : {name} {split_function(expr).text}).\n"
            f"  {{ split.\n    {{ {smooth_function(expr)} }}\n"
            f"    {side}. {shape(expr, opposite=not bent.convex)} }}\n  "
        )
    known = f"first [{' | '.join(f'exact K{number}' for number in range(len(shown)))}]"
    each = f"intros s H; simpl in H; repeat (destruct H as [<- | H]; [split; [{_COUNTS} | {known}] |]); contradiction."
    return facts, listed(units), each


def signed_unit(problem: Problem, evidence: SignedUnit) -> str | None:
    """network.signed_unit, by the first unit of its kind."""
    units = kinds(problem)[evidence.group]
    expr = _formula(units)
    if expr is None:
        return None
    script = signed_function(expr, evidence.proof)
    if units.branch is None:
        here, output = _LESS, f"apply own_output; [{_LESS} | reflexivity]"
    else:
        here = f"split; [{_LESS} | eexists; split; [reflexivity | {_LESS}]]"
        output = "apply beside_output; member"
    return (
        f"exists {_layers(problem)}, {_single(problem, units, 0)}. split; [intros t v; reflexivity |].\n"
        f"  split; [{here} |]. split; [{output} |].\n"
        f"  split; [unfold unpenalised; {_UNPENALISED} |].\n  {script}"
    )


def monotone_unit(problem: Problem, evidence: SlopedUnit) -> str | None:
    """network.monotone_unit, by the first unit of its kind that counts."""
    units, shown = kinds(problem)[evidence.group], evidence.neuron
    expr = _formula(units)
    if expr is None:
        return None
    first = next(iter(_singles(problem, units)))
    slope = increasing_function(expr, opposite=not shown.rises)
    return (
        f"exists {_layers(problem)}, {first}. split; [intros t v; reflexivity |].\n"
        f"  split; [{_COUNTS} |]. split.\n  {{ {smooth_function(expr)} }}\n"
        f"  {'left' if shown.rises else 'right'}. {slope}"
    )


def bent_unit(problem: Problem, evidence: Bent) -> str | None:
    """network.bent_unit, by the first unit of its kind that counts."""
    return _bent_unit(problem, evidence, "")


def bent_unit_affine(problem: Problem, evidence: Bent) -> str | None:
    """network.bent_unit_affine: of such a unit the bias is trained, and in no penalty."""
    bias = (
        f"split; [cbn [trained_bias]; first [reflexivity | member] |]. split; [unfold unpenalised; {_UNPENALISED} |]. "
    )
    return _bent_unit(problem, evidence, bias)


def _bent_unit(problem: Problem, evidence: Bent, bias: str) -> str | None:
    units = kinds(problem)[evidence.group]
    expr = _formula(units)
    if expr is None:
        return None
    first = next(iter(_singles(problem, units)))
    return (
        f"exists {_layers(problem)}, {first}. split; [intros t v; reflexivity |].\n"
        f"  split; [{_COUNTS} |]. {bias}split.\n  {{ {smooth_function(expr)} }}\n"
        f"  {'left' if evidence.convex else 'right'}. {bent_function(expr, opposite=not evidence.convex)}"
    )


def _formula(units: Units) -> Expr | None:
    return units.neuron.expr if isinstance(units.neuron, Function) else None


def _layers(problem: Problem) -> str:
    return "the_layers" if problem.network.layers else "(@nil (list (list fn)))"


def _singles(problem: Problem, units: Units) -> Iterator[str]:
    """The units of a kind that count."""
    frozen = frozen_values(problem, units)
    for index in range(units.width):
        if frozen is None or frozen[index]:
            yield _single(problem, units, index)


def _single(problem: Problem, units: Units, index: int) -> str:
    if units.branch is None:
        return f"(Own {index})"
    return f"(Beside {tuple(problem.network.branches).index(units.branch)} {units.first + index})"


def distinct_samples(problem: Problem) -> str:
    """One sample for each distinct X_i, class by class."""
    found = []
    for members in (problem.samples.members(1), problem.samples.members(-1)):
        first: dict[object, int] = {}
        for i in members:
            first.setdefault(clear(problem.inputs[i]), i)
        found.append(f"{listed(map(str, first.values()))}%nat")
    return " ".join(found)


SINGLE_UNITS: Final[Mapping[str, Callable[[Problem, Any], str | None]]] = MappingProxyType(
    {
        "network.signed_unit": signed_unit,
        "network.monotone_unit": monotone_unit,
        "network.bent_unit": bent_unit,
        "network.bent_unit_affine": bent_unit_affine,
    }
)
"""By condition on one unit: the proof that it holds."""
