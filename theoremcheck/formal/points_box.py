"""The proof, in Coq, that a box holds a bad strict minimum: coqc encloses L on it once more, in integers.

Source: ``library/BoxCheck.v``, ``SplitCheck.v``. What the certificate gives is the centre, the radius and mu; the
enclosures are Coq's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Final

import flint

from theoremcheck.formal.enclosed import function_parts, quotient
from theoremcheck.formal.functions import NotTranslated
from theoremcheck.formal.points_build import COMPUTE
from theoremcheck.formal.problem import SUBJECT, function_names, penalty_terms, place_names, the_loss
from theoremcheck.formal.shapes import Split, split_function
from theoremcheck.formal.text import integer, listed
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import core_problem
from theoremcheck.trusted.minima.expansion import expand
from theoremcheck.trusted.minima.slices import moving_places
from theoremcheck.trusted.minima.spurious import Spurious
from theoremcheck.trusted.problem.layout import Layout
from theoremcheck.trusted.problem.model import Function, Network, Problem
from theoremcheck.trusted.records import dataclass

SMALLEST: Final = 96
"""Bits after the point, if the box is not smaller than usual."""

GUARD: Final = 48
"""Bits beyond those of mu times the radius, with which the gradient at the centre is compared."""

STEPS: Final = 4
"""Steps of Newton's method from the centre of the certificate."""

SHRINKINGS: Final = (1, 4, 16, 64, 1024)
"""The radius is divided by one of these: Coq's enclosures are wider than those of the kernel."""


KAPPAS: Final = tuple(Fraction(1, 2**power) for power in (8, 16, 24, 32, 48))
"""What the curvature that keeps copies together is compared with: one of these."""


def strict_point(problem: Problem, evidence: Box) -> str | None:
    """The proof script of minimum.strict; None where the box holds parameters by lemma.slice."""
    if not _all_move(problem, evidence):
        return None
    boxed = _Boxed(problem, evidence)
    return applied_by(f"minimum_strict_by {SUBJECT}", boxed.arguments, [*boxed.goals, COMPUTE])


def basin_point(problem: Problem, evidence: Spurious) -> str | None:
    """The proof script of minimum.basin; None where L has kinks on the box, or it holds parameters."""
    box = evidence.minimum
    if box.kinks or not _all_move(problem, box):
        return None
    boxed = _Boxed(problem, box)
    *others, mu, radii = boxed.arguments
    arguments = [*others, point_table(problem, evidence.lower), mu, radii]
    return applied_by(f"minimum_basin_by {SUBJECT}", arguments, [*boxed.goals, COMPUTE])


def spurious_point(problem: Problem, evidence: Spurious) -> str | None:
    """The same of minimum.spurious."""
    script = basin_point(problem, evidence)
    return None if script is None else f"apply basin_spurious.\n  {script}"


def split_point(problem: Problem, evidence: Box) -> str | None:
    """The proof script of minimum.split; None where units of f_D have copies, or parameters are held."""
    if evidence.deep_shares or not evidence.shares:
        return None
    core = core_problem(problem, evidence.shares, evidence.deep_shares)
    neuron, loss = _split(_known(problem.neuron)), _split(the_loss(problem))
    if not _all_move(core, evidence) or len(neuron.pieces.pieces) > 1:
        return None
    boxed = _Boxed(core, evidence)
    copies = [(k, share.value) for k, own in enumerate(evidence.shares) for share in own for _ in range(share.count)]
    owners = [k for k, _ in copies]
    firsts = [owners.index(k) for k in range(core.network.width)]
    whole = math.lcm(*(value.denominator for _, value in copies))
    *others, mu, radii = boxed.arguments
    bias = f"B k => fixed {SUBJECT} (B (nth k {listed(map(str, firsts))}%nat 0%nat))"
    arguments = [
        f"{core.network.width}%nat",
        f"(fun p => match p with {bias} | _ => fixed {SUBJECT} p end)",
        *others,
        neuron.tree(neuron.pieces.pieces[0]),
        function_parts(loss),
        f"{listed(map(str, owners))}%nat",
        f"{listed(map(str, firsts))}%nat",
        f"{listed(str(int(value * whole)) for _, value in copies)}%positive",
        f"{whole}%positive",
        mu,
        listed(map(_quotient, KAPPAS)),
        radii,
    ]
    goals = [*boxed.goals, "reflexivity", "reflexivity", "copies_kept", COMPUTE]
    return applied_by(f"minimum_split_by {SUBJECT}", arguments, goals)


def _all_move(problem: Problem, evidence: Box) -> bool:
    """True if nothing is held, and the library encloses L: its branches are chains, without a residual head."""
    if problem.network.residual:
        return False
    count = len(Layout.of(problem).trained)
    return len(moving_places(evidence.slice, count)) == count


def applied_by(theorem: str, arguments: Sequence[str], goals: Sequence[str]) -> str:
    shown, body = "\n    ".join(arguments), "\n  | ".join(goals)
    return f"apply ({theorem}\n    {shown});\n  [ {body} ]."


@dataclass(frozen=True)
class Enclosed:
    """L as the library encloses it: arguments, and the scripts of what it asks for. ``fixed``: what is not trained."""

    arguments: tuple[str, ...]
    goals: tuple[str, ...]
    fixed: str

    @classmethod
    def of(cls, problem: Problem, bits: int) -> Enclosed:
        """With that many bits after the point. Raises ``NotTranslated``, ``NotCovered``."""
        layout, names = Layout.of(problem), function_names(problem)
        functions = [_split(function) for function in names]
        index = {function: number for number, function in enumerate(names)}
        arguments = (
            f"{bits}%positive",
            listed(names.values()),
            listed(map(function_parts, functions)),
            f"{index[_known(problem.neuron)]}%nat",
            f"{index[the_loss(problem)]}%nat",
            _layers(problem.network, index),
            _terms(problem, layout),
        )
        goals = (
            _each_in_pieces(functions),
            "each_entry ltac:(marks)",
            "reflexivity",
            "reflexivity",
            "in_terms",
            "intros; reflexivity",
            "each_entry ltac:(quotients)",
        )
        return cls(arguments, goals, _table(_fixed(layout)))


def point_table(problem: Problem, centre: Sequence[Fraction]) -> str:
    """A point of all trained parameters, (P,)."""
    return _table(zip(_trained_names(Layout.of(problem)), centre, strict=True))


class _Boxed:
    """A box as the library takes it: its arguments, the last two being mu and the radii, and what it asks for."""

    def __init__(self, problem: Problem, evidence: Box) -> None:
        least = evidence.mu * evidence.radius
        bits = max(SMALLEST, GUARD + 1 + least.denominator.bit_length() - least.numerator.bit_length())
        enclosed = Enclosed.of(problem, bits)
        self.arguments = [
            *enclosed.arguments,
            point_table(problem, _refined(problem, evidence.centre, bits)),
            enclosed.fixed,
            _quotient(evidence.mu),
            listed(_quotient(evidence.radius / factor) for factor in SHRINKINGS),
        ]
        self.goals = list(enclosed.goals)


def _refined(problem: Problem, centre: Sequence[Fraction], bits: int) -> list[Fraction]:
    """The centre after some steps of Newton's method, so that smaller boxes around it will do."""
    found = list(centre)
    with precision(2 * bits):
        for _ in range(STEPS):
            here = expand(problem, found, Fraction(0))
            slopes = flint.arb_mat([[slope.mid()] for slope in here.slopes.gradient])
            try:
                step = here.hessian.mid().solve(slopes)
            except ZeroDivisionError:
                return found
            found = [_rounded(value - midpoint(move), bits) for value, move in zip(found, step.entries(), strict=True)]
    return found


def _rounded(value: Fraction, bits: int) -> Fraction:
    return Fraction(round(value * 2**bits), 2**bits)


# --- functions ----------------------------------------------------------------------------------------------------


def _known(function: object) -> Function:
    if not isinstance(function, Function):
        raise NotTranslated("a function is known by assumed properties only")
    return function


def _split(function: Function) -> Split:
    return split_function(function.expr)


def _each_in_pieces(functions: Sequence[Split]) -> str:
    found = "apply Forall2_nil"
    for function in reversed(functions):
        found = f"apply Forall2_cons; [ in_pieces ({function.text} : R -> R) | {found} ]"
    return found


# --- the network --------------------------------------------------------------------------------------------------


def _layers(network: Network, index: dict[Function, int]) -> str:
    """The branches of f_D: the numbers of the functions of every layer's units."""
    found = listed(
        listed(
            listed(str(index[_known(part.neuron)]) for part in layer.parts for _ in range(part.width))
            for layer in layers
        )
        for layers in network.branches.values()
    )
    return f"{found}%nat" if network.layers else "[]"


def _terms(problem: Problem, layout: Layout) -> str:
    """Every penalty: numerator, denominator, place; in the order of the definition of the problem."""
    return listed(
        f"({integer(coefficient.numerator)}%Z, {coefficient.denominator}%positive, {name})"
        for coefficient, name in penalty_terms(problem, layout)
    )


# --- parameters ---------------------------------------------------------------------------------------------------


def _trained_names(layout: Layout) -> list[str]:
    names = place_names(layout)
    return [names[place] for place in layout.trained]


def _fixed(layout: Layout) -> Iterator[tuple[str, Fraction]]:
    """What is not trained: frozen values, and 0 for a bias that is absent."""
    names = place_names(layout)
    for place, value in layout.frozen.items():
        if value is None:
            raise NotTranslated("a frozen value is not known")
        yield names[place], value
    network = layout.network
    present = set(names)
    absent = ["A0", *(f"B {j}" for j in range(network.width))]
    for number, layers in enumerate(network.branches.values()):
        for k, layer in enumerate(layers):
            absent += [f"D (Bias {number} {k} {u})" for u in range(layer.width)]
    yield from ((name, Fraction(0)) for name in absent if name not in present)


def _table(entries: Iterable[tuple[str, Fraction]]) -> str:
    return listed(f"({name}, {quotient(value)})" for name, value in entries)


def _quotient(value: Fraction) -> str:
    return f"({value.numerator}, {value.denominator})%positive"
