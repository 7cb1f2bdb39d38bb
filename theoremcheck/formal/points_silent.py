"""The deep part of a point with weights, from which nothing arrives at some samples, in Coq (``DeepSilent.v``).

One case for each unit and sample: what enters a layer above the first is read off a table of the samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from theoremcheck.formal.functions import rational, value
from theoremcheck.formal.points_deep import DeepLayer, DeepScripts, calm_script, deep_layers, on_branch
from theoremcheck.formal.problem import SUBJECT, cleared
from theoremcheck.formal.text import integers
from theoremcheck.trusted.functions.normal import rational_value
from theoremcheck.trusted.minima.point import Point
from theoremcheck.trusted.minima.reach import value_at, vanishes
from theoremcheck.trusted.minima.regimes import Column, deep_columns
from theoremcheck.trusted.problem.expr import ZERO, Expr
from theoremcheck.trusted.problem.model import Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

_MOST_CASES = 400
"""Units times samples: beyond that Coq would take too long."""


@dataclass(frozen=True)
class _Silent:
    """The rows of the samples as Coq has them, (n,), and the layers with what they receive."""

    rows: tuple[str, ...]
    layers: Sequence[DeepLayer]
    columns: Sequence[Column]

    def table(self, entries: Sequence[str], otherwise: str) -> str:
        """The function of a sample with these values, (n,)."""
        cases = (f"{row} => {entry}" for row, entry in dict(zip(self.rows, entries, strict=True)).items())
        return f"match row e with {' | '.join(cases)} | _ => {otherwise} end"

    def given(self, index: int) -> str:
        """What a layer gives. Raises ``Refusal`` if some of it is irrational."""
        column = self.columns[index]
        found = [rational_value(value_at(column.pieces, entry)) for entry in column.values]
        if None in found:
            raise Refusal("reach.irrational_layer")
        return self.table([rational(entry) for entry in found if entry is not None], "0")

    def stays(self, index: int, level: Expr) -> str:
        """Each unit of a layer has this value on all samples, and keeps it."""
        column, layer = self.columns[index], self.layers[index]
        equal = f"intros v V; destruct V; change ({layer.function.text} v = {value(level)}); cbv beta; plain"
        ways = [f"right; exists {ends}; split; [ inside | {equal} ]" for ends in self._ends(column)]
        off = "from_table" if index else "at_zero"
        ways.append(f"left; split; [ {off} | split; [ fixed_bias | given ] ]")
        return f"first [ {' | '.join(ways)} ]"

    def _ends(self, column: Column) -> list[str]:
        """Intervals around what may move, each inside its piece."""
        moving = {v for v, still in zip(column.values, column.still, strict=True) if not still}
        spans = {column.pieces.span(sum(1 for point in column.pieces.points if point < v)) for v in moving}
        least, most = (min(moving) - 1, max(moving) + 1) if moving else (Fraction(0), Fraction(0))
        ends = [(least if low is None else low, most if high is None else high) for low, high in spans]
        return [f"{rational(low)}, {rational(high)}" for low, high in sorted(ends)]

    def above(self, index: int, lemma: str, goal: str) -> str:
        """The goal about layer ``index``: what enters it, and the samples from which nothing does, are read off."""
        script = f"left; {goal}"
        for below in reversed(range(index)):
            column = self.columns[below]
            off = self.table(["True" if nothing else "False" for nothing in column.zero], "False")
            stays = self.stays(below, ZERO)
            values = "intros e k He Hk; every Hk ltac:(each_sample e He ltac:(given))"
            silent = f"first [ cbn in Off; contradiction | intros u Hu; every Hu ltac:({stays}) ]"
            script = (
                f"apply {lemma} with (g := fun e _ => {self.given(below)}) (off' := fun e => {off});"
                f" [ {values} | intros e He Off; each_sample e He ltac:({silent}) | {script} ]"
            )
        return script

    def every(self, index: int, level: Expr) -> str:
        """All units of a layer on all samples."""
        return f"intros u e Hu He; every Hu ltac:(each_sample e He ltac:({self.stays(index, level)}))"


def silent_scripts(problem: Problem, point: Point, head: str) -> DeepScripts | None:
    """As ``deep_scripts``, of a dead part with weights whose output weights are 0."""
    layers = deep_layers(problem, point)
    if point.deep_output is None or not vanishes(point.deep_output) or layers is None:
        return None
    columns = list(deep_columns(problem, point))
    cases = sum(layer.width for layer in problem.network.deep) * len(problem.samples.points)
    index = next((number for number, column in enumerate(columns) if column.flat), None)
    calm = calm_script(layers, "u e Hu He", "calm")
    if cases > _MOST_CASES or index is None or calm is None:
        return None
    rows = tuple(map(integers, cleared(problem.samples).rows))
    silent = _Silent(rows, layers, columns)
    parameters = _parameters(point)
    term = f"(built {SUBJECT} {head} {parameters})"
    start = f"intros; reflexivity | apply completed_admissible | {calm}"
    flat = columns[index]
    level = ZERO if all(flat.zero) else flat.level
    dead = silent.above(index, "some_flat_above", f"exists (fun _ => {value(level)}); {silent.every(index, level)}")
    still = None
    if all(columns[-1].zero):
        last = f"split; [ reflexivity | {silent.every(len(columns) - 1, ZERO)} ]"
        zero = on_branch(silent.above(len(columns) - 1, "last_zero_above", last), "length")
        still = f"apply (branches_still {SUBJECT} {term} the_layers); [ {start} | {zero} ]"
    return DeepScripts(
        parameters,
        f"intros e E; apply (deep_part_idle {SUBJECT} {term} the_layers);"
        " [ intros; reflexivity | intros; unfold built; apply completed_zero; reflexivity ]",
        dead=f"apply (branches_dead {SUBJECT} {term} the_layers); [ {start} | {on_branch(dead, 'length')} ]",
        continuous=f"apply (branches_continuous {SUBJECT} {term} the_layers); [ {start} ]",
        still=still,
    )


def _parameters(point: Point) -> str:
    """The parameters of f_D; the output weights are 0."""
    first, *others = point.deep
    weights = "; ".join(map(rational, first.weights))
    cases = [f"Weight _ 0%nat _ k => nth k [{weights}] 0"]
    cases += [f"Weight _ {index}%nat _ _ => {rational(units.weights[0])}" for index, units in enumerate(others, 1)]
    cases += [f"Bias _ {index}%nat _ => {rational(units.bias)}" for index, units in enumerate(point.deep)]
    return f"(fun p => match p with {' | '.join(cases)} | _ => 0 end)"
