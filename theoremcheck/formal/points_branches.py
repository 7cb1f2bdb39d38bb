"""Branches of f_D in affine pieces at a point, in Coq: for minimum.hull and minimum.support.

The theorems are those of ``library/DeepCells.v``: what a branch receives and gives, layer by layer, over the integers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.formal.points_build import COMPUTE, pair
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import Split, split_function
from theoremcheck.formal.text import integer, integers, listed
from theoremcheck.trusted.minima.reach import dot, formula
from theoremcheck.trusted.minima.regimes import affine_form, common_piece
from theoremcheck.trusted.problem.model import Layer, Problem, Vector
from theoremcheck.trusted.records import dataclass


@dataclass(frozen=True)
class _Unit:
    """The weights and the bias of a unit; its neuron, and what it receives at the samples, (n,)."""

    weights: Vector
    bias: Fraction
    neuron: Split
    received: tuple[Fraction, ...]

    @property
    def forms(self) -> dict[int, tuple[Fraction, Fraction]]:
        """Slope and constant of each piece that it is in, by the number of the piece. Raises ``Refusal``."""
        pieces = self.neuron.pieces
        return {i: affine_form(pieces, i) for i in sorted({common_piece(pieces, (v,)) for v in self.received})}

    @property
    def given(self) -> tuple[Fraction, ...]:
        """What it gives, (n,)."""
        forms, found = self.forms, []
        for v in self.received:
            slope, shift = forms[common_piece(self.neuron.pieces, (v,))]
            found.append(slope * v + shift)
        return tuple(found)


@dataclass(frozen=True)
class DeepTerms:
    """What the lemmas on cells ask about f_D: scripts before them, their arguments, and the goals that they leave."""

    setup: str
    arguments: str
    value: str
    balanced: str
    continuous: str


NO_DEEP: Final = DeepTerms(
    "",
    "(fun _ => 0)\n    (fun _ => 0%Z) 1",
    "intros e E; unfold Rdiv; rewrite Rmult_0_l; reflexivity",
    "apply RulesMultipliers.deep_still_balanced, no_deep_still; reflexivity",
    "apply no_deep_continuous; reflexivity",
)


@dataclass(frozen=True)
class Branches:
    """The branches of f_D at a point: f_D at the samples, (n,), and the numbers as the library takes them."""

    outputs: tuple[Fraction, ...]
    numbers: str
    below: int
    kinds: str
    common: int
    equations: tuple[str, ...]

    @classmethod
    def of(cls, problem: Problem, values: Mapping[str, Fraction]) -> Branches:
        """Those with the parameters ``values``, by their names in Coq. Raises ``Refusal``, ``NotTranslated``."""
        layers = problem.network.branches.values()
        found = [list(_layers(problem, values, branch, entry)) for branch, entry in enumerate(layers)]
        ends = [[values[f"D (Output {b} {u})"] for u in range(len(branch[-1]))] for b, branch in enumerate(found)]
        given = [
            [dot(end, row) for row in zip(*(unit.given for unit in branch[-1]), strict=True)]
            for branch, end in zip(found, ends, strict=True)
        ]
        units = [unit for branch in found for layer in branch for unit in layer]
        below = math.lcm(
            *(v.denominator for unit in units for v in (*unit.weights, unit.bias)),
            *(v.denominator for end in ends for v in end),
        )
        common = math.lcm(*(v.denominator for unit in units for form in unit.forms.values() for v in form))
        return cls(
            tuple(sum(row, Fraction(0)) for row in zip(*given, strict=True)),
            listed(
                f"({listed(_layer(layer, below) for layer in branch)}, {_over(end, below)})"
                for branch, end in zip(found, ends, strict=True)
            ),
            below,
            listed(listed(listed(_kinds(unit, common) for unit in layer) for layer in branch) for branch in found),
            common,
            tuple(dict.fromkeys(way for unit in units for way in _equations(unit, common))),
        )

    def terms(self, point: str, slopes: str) -> DeepTerms:
        """What there is about f_D at a point whose other numbers are ``point``, for these slopes of l."""
        pieces = (
            "unfold the_layers, pieces_are; cbn [repeat app];"
            " repeat first [ apply Forall2_nil | apply Forall2_cons ]; apply Forall_forall;"
            " repeat first [ apply Forall_nil | apply Forall_cons ]; intros v V; in_interval V;"
            f" first [ {' | '.join(self.equations)} ]"
        )
        setup = (
            f"set (net := {self.numbers}).\n  set (kinds := {self.kinds}).\n"
            f"  assert (Pieces : Forall2 (Forall2 (pieces_are {self.common})) the_layers kinds) by ({pieces}).\n"
            f"  set (t := point {SUBJECT} {point} (deep_real net {self.below})).\n"
            f"  assert (Reach : admissible {SUBJECT} t) by apply completed_admissible.\n"
            f"  assert (Places : forall p, t (D p) = deep_real net {self.below} p)"
            f" by (apply numbers_stay; [ {COMPUTE} | intros; reflexivity ]).\n"
            f"  assert (Checked : check_deep net {SUBJECT} {self.below} {self.common} {slopes.rsplit(' ', 1)[0]} kinds"
            f" = true) by {COMPUTE}.\n  "
        )
        value = f"(deep_value net {SUBJECT} {self.below} {self.common} kinds)"
        rest = f"{self.below} Places {self.common} {slopes} the_layers (fun _ _ => eq_refl) kinds Pieces Checked"
        return DeepTerms(
            setup,
            f"(deep_real net {self.below})\n    (fst {value}) (snd {value})",
            f"exact (deep_value_by net {SUBJECT} t {rest})",
            f"exact (deep_balanced_by net {SUBJECT} t Reach {rest})",
            f"exact (deep_continuous_by net {SUBJECT} t Reach {rest})",
        )


def _layers(
    problem: Problem, values: Mapping[str, Fraction], branch: int, layers: Sequence[Layer]
) -> Iterator[list[_Unit]]:
    """The units of a branch, layer by layer."""
    rows: list[tuple[Fraction, ...]] = list(problem.samples.points)
    for number, layer in enumerate(layers):
        neurons = [
            split_function(formula(part.neuron, "deep neuron")) for part in layer.parts for _ in range(part.width)
        ]
        found = []
        for u, neuron in enumerate(neurons):
            weights = tuple(values[f"D (Weight {branch} {number} {u} {k})"] for k in range(len(rows[0])))
            bias = values.get(f"D (Bias {branch} {number} {u})", Fraction(0))
            found.append(_Unit(weights, bias, neuron, tuple(dot(weights, row) + bias for row in rows)))
        yield found
        rows = list(zip(*(unit.given for unit in found), strict=True))


def _over(vector: Sequence[Fraction], common: int) -> str:
    return integers(int(entry * common) for entry in vector)


def _layer(units: Sequence[_Unit], common: int) -> str:
    return f"({listed(_over(unit.weights, common) for unit in units)}, {_over([unit.bias for unit in units], common)})"


def _kinds(unit: _Unit, common: int) -> str:
    """The pieces that a unit is in: rational ends, slope and constant."""
    found = []
    for index, form in unit.forms.items():
        lower, upper = unit.neuron.pieces.span(index)
        low = min(unit.received) - 1 if lower is None else lower
        high = max(unit.received) + 1 if upper is None else upper
        numbers = ", ".join(integer(int(v * common)) for v in form)
        found.append(f"({pair(low)}, {pair(high)}, ({numbers})%Z)")
    return listed(found)


def _equations(unit: _Unit, common: int) -> Iterator[str]:
    """The scripts that the neuron is its pieces."""
    for form in unit.forms.values():
        slope, shift = (f"IZR {integer(int(v * common))} / IZR (Z.pos {common})" for v in form)
        yield f"(change ({unit.neuron.text} v = {slope} * v + {shift}); cbv beta; plain)"
