"""A point as the lemmas of ``library/PointsBuild.v`` take it, and what most of them ask for.

The tactics are those of ``PointsCompute.v``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from theoremcheck.formal.functions import rational
from theoremcheck.formal.points_deep import DeepScripts, deep_scripts
from theoremcheck.formal.points_loss import enclosed, loss_function, minimiser, output, shown, widened
from theoremcheck.formal.points_silent import silent_scripts
from theoremcheck.formal.problem import SUBJECT
from theoremcheck.formal.shapes import Split, applied, split_function
from theoremcheck.formal.text import integers
from theoremcheck.formal.trees import tree
from theoremcheck.trusted.minima.point import Between, Constant, Point
from theoremcheck.trusted.minima.reach import neuron_pieces, pre_activations, vanishes
from theoremcheck.trusted.minima.regimes import common_piece, moving_values
from theoremcheck.trusted.problem.model import Function, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Refusal

COMPUTE: Final = "vm_cast_no_check (eq_refl true)"


@dataclass(frozen=True)
class Built:
    """A point as the lemmas of PointsBuild.v take it: five arguments, and what is known about it."""

    problem: Problem
    point: Point
    constant: Constant
    neuron: Split
    loss: Split
    arguments: str
    denominator: int
    deep: DeepScripts

    @property
    def term(self) -> str:
        """The point."""
        return f"(built {SUBJECT} {self.arguments})"

    @property
    def idle(self) -> bool:
        """Whether all output weights are 0."""
        return all(vanishes(group.output_weight) for group in self.point.neurons)

    @property
    def rests(self) -> bool:
        """Whether all hidden weights are 0."""
        return not any(any(group.hidden_weights) for group in self.point.neurons)


# --- the point ----------------------------------------------------------------------------------------------------


def build(problem: Problem, point: Point, constant: Constant) -> Built | None:
    """A point in the form of the library; None if the network has none. Raises ``NotTranslated``, ``Refusal``."""
    if not isinstance(problem.neuron, Function):
        return None
    loss = loss_function(problem)
    if loss is not None and isinstance(constant, Between):
        constant = widened(problem, loss, constant)
    numbers = [value for group in point.neurons for value in (*group.hidden_weights, group.hidden_bias)]
    common = math.lcm(1, *(number.denominator for number in numbers))
    bias = "0" if point.output_bias is None else shown(point.output_bias, constant)
    weights = joined(f"repeat {shown(group.output_weight, constant)} {group.count}" for group in point.neurons)
    rows = joined(f"repeat {_over(group.hidden_weights, common)} {group.count}" for group in point.neurons)
    biases = joined(f"repeat {_entry(group.hidden_bias, common)} {group.count}" for group in point.neurons)
    if not problem.network.hidden_bias:
        biases = "[]"
    if not any(any(group.hidden_weights) for group in point.neurons):
        rows = "[]"
    head = f"{bias} {weights} {rows} {biases} {common}%positive"
    deep = deep_scripts(problem, point, head) or silent_scripts(problem, point, head)
    if loss is None or deep is None:
        return None
    neuron = split_function(problem.neuron.expr)
    return Built(problem, point, constant, neuron, loss, f"{head} {deep.parameters}", common, deep)


def joined(parts: Iterable[str]) -> str:
    """Lists, one after the other."""
    found = list(parts)
    return f"({' ++ '.join([*found, '[]'])})" if found else "[]"


def _over(vector: Sequence[Fraction], common: int) -> str:
    return integers(int(entry * common) for entry in vector)


def _entry(entry: Fraction, common: int) -> str:
    return f"({int(entry * common)})%Z"


def opened(built: Built, script: str) -> str:
    """The script, after the number c where it is known by bounds."""
    if not isinstance(built.constant, Between):
        return script
    return f"{enclosed(built.problem, built.loss, built.constant)}\n  {script}"


# --- what the lemmas ask for --------------------------------------------------------------------------------------


def constant_output(built: Built) -> str:
    """The script of f = c, for output weights or hidden weights that are 0. Raises ``Refusal``."""
    if built.idle:
        return (
            f"apply (output_of_idle {SUBJECT} {built.arguments} ltac:(keeps) {built.deep.level});"
            f" [ idles | {built.deep.value} | numbers ]"
        )
    if not built.rests:
        raise Refusal("point.label")
    replaced = "; ".join(
        bias_as_rational(bias, built.denominator)
        for bias in sorted({group.hidden_bias for group in built.point.neurons})
    )
    summed = (
        f"cbn [width {SUBJECT} sum nth repeat app]; {replaced}; change (sigma {SUBJECT}) with {built.neuron.text};"
        " cbv beta; numbers"
    )
    return (
        f"apply (output_of_rest {SUBJECT} {built.arguments} ltac:(keeps) 0); "
        f"[ reflexivity | {built.deep.value} | {summed} ]"
    )


def continuous(built: Built) -> str:
    """The script that the neuron is continuous at all that it receives."""
    goals = applied("continuity_pieces", built.neuron, "agrees", "smooths").rstrip(".")
    return f"assert (continuous : continuity {built.neuron.text}); [ {goals} | intros j e _ _; exact (continuous _) ]"


def bias_as_rational(bias: Fraction, denominator: int) -> str:
    """The tactic that writes a hidden bias as a rational."""
    return f"replace (IZR ({int(bias * denominator)}) / IZR (Z.pos {denominator})) with {rational(bias)} by lra"


def intervals(built: Built, *, flat: bool = False) -> tuple[str, list[tuple[str, int]]]:
    """The interval of each group of neurons, and the piece that it lies in.

    In flat pieces what cannot move is left out.
    """
    pieces = neuron_pieces(built.problem)
    shown_, found = [], []
    for group in built.point.neurons:
        values = pre_activations(built.problem, group.hidden_weights, group.hidden_bias)
        values = tuple(moving_values(built.problem, group)) if flat else values
        index = common_piece(pieces, values)
        lower, upper = pieces.span(index)
        low = min(values) - 1 if lower is None else lower
        high = max(values) + 1 if upper is None else upper
        interval = f"({pair(low)}, {pair(high)})"
        shown_.append(f"repeat {interval} {group.count}")
        found.append((interval, index))
    return joined(shown_), found


def pair(number: Fraction) -> str:
    """A rational as the library has it: numerator and denominator."""
    return f"(({number.numerator})%Z, {number.denominator}%positive)"


def on_groups(scripts: Sequence[str], lemma: str, end: str) -> str:
    """A lemma on lists with a script for each group of neurons."""
    parts = [*scripts, f"exact ({end} _)"]
    script = parts.pop()
    for part in reversed(parts):
        script = f"{lemma}; [ {part} | {script} ]"
    return script


def average(built: Built, theorem: str, goals: Sequence[str], *, keeps: bool = True) -> str | None:
    """A lemma for a best constant output."""
    least = minimiser(built.problem, built.loss, built.constant, ())
    if least is None:
        return None
    body = "\n  | ".join([*["keeps"] * keeps, "costs", constant_output(built), least.rstrip("."), *goals])
    script = f"apply ({theorem} {SUBJECT} {built.arguments}) with (c := {output(built.constant)});\n  [ {body} ]."
    return opened(built, script)


def known(constant: Constant) -> tuple[str, str]:
    """The integer bounds of c for the checks of ``library/Enclose.v``, and the script that c lies in them."""
    if isinstance(constant, Between):
        ends = f"(between_bounds {pair(constant.lower)} {pair(constant.upper)})"
        return ends, "apply known_between; cbn [fst snd ratio]; lra"
    return f"(constant_bounds {tree(constant.value)})", "apply known_constant; reflexivity"
