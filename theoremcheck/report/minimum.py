"""A certified bad local minimum as numbers: every parameter to many digits, for reports and for use elsewhere."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from theoremcheck.decide.minima.parameters import DIGITS, parameters
from theoremcheck.functions.floats import BeyondFloats
from theoremcheck.functions.precise import Context, context, exact
from theoremcheck.language.spec import Spec
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters
from theoremcheck.trusted.problem.model import Dataset, Function, Json, Problem
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT: Final = "theoremcheck-minimum"
SCHEMA_VERSION: Final = 1


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
    if shown is None or shown.fact is None:
        return None
    return point_json(verdict.spec, shown.rule, shown.fact, shown.least)


def point_json(spec: Spec, rule: str, fact: Fact, wrong: int) -> dict[str, Json] | None:
    """The point of a fact about a minimum, by that rule; None without samples."""
    problem = spec.problem
    if not isinstance(problem.dataset, Dataset):
        return None
    found = parameters(problem, fact.evidence)
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "spec": str(spec.path),
        "rule": rule,
        "loss": loss_at(problem, found),
        "wrong": wrong,
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
