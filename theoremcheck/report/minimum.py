"""A certified bad local minimum as numbers: every parameter to many digits, for reports and for use elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeVar

import flint

from theoremcheck.decide.minima.ground import bisected
from theoremcheck.functions.floats import BeyondFloats
from theoremcheck.functions.precise import Context, context, exact
from theoremcheck.functions.rationals import midpoint
from theoremcheck.trusted.functions.balls import evaluate, precision
from theoremcheck.trusted.functions.normal import is_zero, rational_value
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.copies import split_centre
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.minima.multipliers import MultiplierMinimum, narrow_problem
from theoremcheck.trusted.minima.point import Constant, Exact, Number, Point, Units
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import Dataset, Function, Json, Problem, Vector
from theoremcheck.trusted.problem.samples import samples
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT: Final = "theoremcheck-minimum"
SCHEMA_VERSION: Final = 1
DIGITS: Final = 60
_BITS = 640
_T = TypeVar("_T")


def constant_of(evidence: Minimum) -> Constant | None:
    """The constant c that the point refers to, if it does."""
    return getattr(evidence, "constant", None)


def constant_value(problem: Problem, constant: Constant) -> Fraction:
    """C to more than DIGITS digits: evaluated, or found inside its interval by bisection on the slope of h."""
    if isinstance(constant, Exact):
        return _evaluated(constant.value)
    if not isinstance(problem.loss, Function):
        return constant.middle
    return bisected(problem, constant.lower, constant.upper, DIGITS)


def _evaluated(expr: Expr) -> Fraction:
    plain = rational_value(expr)
    if plain is not None:
        return plain
    with precision(_BITS):
        return midpoint(evaluate(expr, flint.arb(0)))


def parameters(problem: Problem, evidence: Minimum) -> Parameters[Fraction]:
    """The parameters of the point that the evidence describes, by its kind."""
    match evidence:
        case MultiplierMinimum():
            return _copied(problem, evidence)
        case Box():
            return _at_centre(problem, split_centre(problem, evidence.centre, evidence.shares, evidence.deep_shares))
        case _:
            constant = constant_of(evidence)
            value = None if constant is None else constant_value(problem, constant)
            return _at_point(problem, evidence.point, value)


def _at_centre(problem: Problem, centre: Vector) -> Parameters[Fraction]:
    layout = Layout.of(problem)
    return layout.named(layout.full(centre))


def _at_point(problem: Problem, point: Point, constant: Fraction | None) -> Parameters[Fraction]:
    def value(number: Number) -> Fraction:
        base = _evaluated(number.base)
        return base if constant is None or is_zero(number.factor) else base + _evaluated(number.factor) * constant

    weights, rows, biases = [], [], []
    for group in point.neurons:
        weights += [value(group.output_weight)] * group.count
        rows += [group.hidden_weights] * group.count
        biases += [group.hidden_bias] * group.count
    deep = None
    if point.deep_output is not None:
        deep = _deep(problem, point.deep, value(point.deep_output))
    return Parameters(
        None if point.output_bias is None else value(point.output_bias),
        tuple(weights),
        tuple(rows),
        tuple(biases) if problem.network.hidden_bias else None,
        deep,
    )


def _deep(problem: Problem, layers: Sequence[Units], output: Fraction) -> Branch[Fraction]:
    found = []
    inputs = 0
    for index, (layer, units) in enumerate(zip(problem.network.deep, layers, strict=True)):
        row = units.weights if index == 0 else units.weights * inputs
        bias = (units.bias,) * layer.width if problem.network.hidden_bias else None
        found.append(((row,) * layer.width, bias))
        inputs = layer.width
    return Branch(tuple(found), (output,) * problem.network.deep[-1].width)


def _copied(problem: Problem, evidence: MultiplierMinimum) -> Parameters[Fraction]:
    """The point with all copies: they have equal shares of what leads out of the one unit."""
    found = _at_centre(narrow_problem(problem, evidence.copies), evidence.centre)
    if not evidence.copies:
        return found
    counts, *others = evidence.copies

    def shared(row: Vector, counts: Sequence[int]) -> Vector:
        return tuple(entry / count for entry, count in zip(row, counts, strict=True) for _ in range(count))

    def repeated(entries: Sequence[_T], counts: Sequence[int]) -> tuple[_T, ...]:
        return tuple(entry for entry, count in zip(entries, counts, strict=True) for _ in range(count))

    deep, biases = None, found.hidden_bias
    if found.deep is not None:
        layers, below = [], (1,) * samples(problem).dimension
        for (rows, shifts), own in zip(found.deep.layers, others, strict=True):
            spread = repeated([shared(row, below) for row in rows], own)
            layers.append((spread, None if shifts is None else repeated(shifts, own)))
            below = own
        deep = Branch(tuple(layers), shared(found.deep.output, below))
    return Parameters(
        found.output_bias,
        shared(found.output_weights, counts),
        repeated(found.hidden_weights, counts),
        None if biases is None else repeated(biases, counts),
        deep,
    )


def loss_at(problem: Problem, found: Parameters[Fraction], digits: int = DIGITS) -> str:
    """The mean loss at the parameters, without penalties, as decimal text; it only informs."""
    from theoremcheck.search.precise import PreciseLandscape

    if not isinstance(problem.dataset, Dataset) or not isinstance(problem.loss, Function):
        return "?"
    ctx = context(DIGITS)
    return str(ctx.nstr(PreciseLandscape(problem, Layout.of(problem), ctx).mean_loss(found), digits))


# --- JSON ---------------------------------------------------------------------------------------------------------


def decimal(value: Fraction) -> str:
    """A rational as decimal text with DIGITS significant digits."""
    if not value:
        return "0"
    ctx = _decimals()
    return str(ctx.nstr(exact(ctx, value), DIGITS))


@lru_cache(maxsize=1)
def _decimals() -> Context:
    """The context of all decimals, which nobody changes: making one takes milliseconds, a point has many numbers."""
    return context(DIGITS)


def minimum_json(verdict: Verdict) -> dict[str, Json] | None:
    """The first certified minimum of the verdict that has a point; None without one (docs/json.md)."""
    shown = next((entry for entry in verdict.minima if entry.evidence is not None), None)
    problem = verdict.spec.problem
    if shown is None or shown.evidence is None or not isinstance(problem.dataset, Dataset):
        return None
    found = parameters(problem, shown.evidence)
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "spec": str(verdict.spec.path),
        "rule": shown.rule,
        "loss": loss_at(problem, found),
        "wrong": shown.least,
        "samples": len(problem.dataset.points),
        "parameters": {
            "a0": None if found.output_bias is None else decimal(found.output_bias),
            "a": [decimal(value) for value in found.output_weights],
            "w": [[decimal(value) for value in row] for row in found.hidden_weights],
            "b": None if found.hidden_bias is None else [decimal(value) for value in found.hidden_bias],
            "deep": None if found.deep is None else _deep_json(found.deep),
            **({} if found.beside is None else {"beside": _deep_json(found.beside)}),
        },
    }


def minimum_npz(found: dict[str, Json]) -> bytes:
    """The parameters as NumPy arrays of doubles: a0, a, w, b; deep_w0, deep_b0, ..., deep_output where they exist.

    A branch beside has beside_w0, beside_b0, ..., beside_output.

    Raises ``BeyondFloats`` if a parameter is too large for a double.
    """
    import io

    import numpy as np

    values = found["parameters"]
    arrays: dict[str, NDArray[np.float64]] = {}
    if isinstance(values, dict):
        for name in ("a0", "a", "w", "b"):
            if values[name] is not None:
                arrays[name] = np.array(values[name], dtype=object).astype(np.float64)
        for name in ("deep", "beside"):
            deep = values.get(name)
            if isinstance(deep, dict) and isinstance(deep["layers"], list):
                for index, layer in enumerate(deep["layers"]):
                    if isinstance(layer, dict):
                        arrays[f"{name}_w{index}"] = np.array(layer["weights"], dtype=object).astype(np.float64)
                        if layer["biases"] is not None:
                            arrays[f"{name}_b{index}"] = np.array(layer["biases"], dtype=object).astype(np.float64)
                arrays[f"{name}_output"] = np.array(deep["output"], dtype=object).astype(np.float64)
    if not all(np.all(np.isfinite(array)) for array in arrays.values()):
        raise BeyondFloats
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def _deep_json(deep: Branch[Fraction]) -> Json:
    return {
        "layers": [
            {
                "weights": [[decimal(value) for value in row] for row in rows],
                "biases": None if biases is None else [decimal(value) for value in biases],
            }
            for rows, biases in deep.layers
        ],
        "output": [decimal(value) for value in deep.output],
    }
