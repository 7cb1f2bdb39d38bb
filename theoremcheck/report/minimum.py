"""A certified bad local minimum as numbers: every parameter to many digits, for reports and for use elsewhere."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.decide.minima.parameters import DIGITS, parameters
from theoremcheck.functions.arrays import BeyondFloats
from theoremcheck.functions.precise import Context, context, exact
from theoremcheck.language.spec import Spec
from theoremcheck.report.numbers import decimal_text
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.minima.box import Box
from theoremcheck.trusted.minima.kinds import Minimum
from theoremcheck.trusted.problem.layout import Branch, Layout, Parameters, flat
from theoremcheck.trusted.problem.model import Dataset, Json, Problem
from theoremcheck.trusted.records import dataclass
from theoremcheck.verdict.above import stated_parameters
from theoremcheck.verdict.values import Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FORMAT: Final = "theoremcheck-minimum"
SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Heights:
    """At a point, as decimal text: the weighted mean of the losses of the samples, and L, which has the penalties."""

    mean: str
    objective: str


def heights(problem: Problem, found: Parameters[Fraction], digits: int = DIGITS) -> Heights:
    """What L and its first part are at the parameters; it only informs. "?" without samples or a formula."""
    from theoremcheck.search.precise import PreciseLandscape

    if not isinstance(problem.dataset, Dataset) or not problem.loss_known:
        return Heights("?", "?")
    ctx, layout = context(DIGITS), Layout.of(problem)
    mean, full = PreciseLandscape(problem, layout, ctx).mean_loss(found), flat(found)
    squares = (factor * full[place] ** 2 for place, factor in layout.squares(problem.objective).items())
    objective = mean + exact(ctx, sum(squares, Fraction(0)))
    return Heights(*(str(ctx.nstr(value, digits)) for value in (mean, objective)))


# --- JSON ---------------------------------------------------------------------------------------------------------


def decimal(value: Fraction) -> str:
    """A rational as text: as a decimal or a fraction where DIGITS characters do, else rounded to DIGITS digits."""
    for text in (decimal_text(value), rational_text(value) if _short(value) else None):
        if text is not None and len(text) <= DIGITS + 3:
            return text
    ctx = _decimals()
    return str(ctx.nstr(exact(ctx, value), DIGITS))


def _short(value: Fraction) -> bool:
    return max(map(abs, value.as_integer_ratio())).bit_length() <= 4 * DIGITS


@lru_cache(maxsize=1)
def _decimals() -> Context:
    """The context of all decimals, which nobody changes: making one takes milliseconds, a point has many numbers."""
    return context(DIGITS)


def minimum_json(verdict: Verdict, *, sharp: bool = False) -> dict[str, Json] | None:
    """The first certified minimum of the verdict that has a point; None without one (docs/json.md).

    ``sharp`` as in :func:`parameters`.
    """
    for entry in verdict.minima:
        if entry.evidence is not None:
            return point_json(verdict.spec, entry.rule, entry.evidence, entry.least, sharp=sharp)
    return None


def point_json(spec: Spec, rule: str, evidence: Minimum, wrong: int, *, sharp: bool = False) -> dict[str, Json] | None:
    """A minimum by that rule, of the problem that the file states, or of its instance; None without samples.

    ``sharp`` as in :func:`parameters`.
    """
    problem = spec.pointed
    if not isinstance(problem.dataset, Dataset):
        return None
    found = parameters(spec.problem, evidence, sharp=sharp)
    if spec.stated is not None:
        found = Layout.of(problem).named(stated_parameters(spec, flat(found)))
    known = heights(problem, found)
    return {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "spec": str(spec.path),
        "rule": rule,
        "loss": known.mean,
        "objective": known.objective,
        "wrong": wrong,
        "samples": len(problem.dataset.points),
        "radius": rational_text(evidence.radius) if isinstance(evidence, Box) else None,
        "parameters": parameters_json(found),
    }


def parameters_json(found: Parameters[Fraction]) -> dict[str, Json]:
    """The parameters by block."""
    return {
        "a0": None if found.output_bias is None else decimal(found.output_bias),
        "a": [decimal(value) for value in found.output_weights],
        "w": [[decimal(value) for value in row] for row in found.hidden_weights],
        "b": None if found.hidden_bias is None else [decimal(value) for value in found.hidden_bias],
        "deep": None if found.deep is None else _deep_json(found.deep),
        **({} if found.beside is None else {"beside": _deep_json(found.beside)}),
    }


def minimum_npz(found: dict[str, Json]) -> bytes:
    """The parameters of ``minimum_json`` as NumPy arrays: a0, a, w, b; deep_w0, deep_b0, ..., deep_output if present.

    A branch beside has beside_w0, beside_b0, ..., beside_output.

    Raises ``BeyondFloats`` if a parameter is too large for a double.
    """
    import io

    import numpy as np

    values = found["parameters"]
    arrays: dict[str, NDArray[np.float64]] = {}
    if isinstance(values, dict):
        for name in ("a0", "a", "w", "b"):
            if values[name] not in (None, []):  # a block that the network does not have
                arrays[name] = _doubles(values[name])
        for name in ("deep", "beside"):
            deep = values.get(name)
            if isinstance(deep, dict) and isinstance(deep["layers"], list):
                for index, layer in enumerate(deep["layers"]):
                    if isinstance(layer, dict):
                        arrays[f"{name}_w{index}"] = _doubles(layer["weights"])
                        if layer["biases"] is not None:
                            arrays[f"{name}_b{index}"] = _doubles(layer["biases"])
                arrays[f"{name}_output"] = _doubles(deep["output"])
    if not all(np.all(np.isfinite(array)) for array in arrays.values()):
        raise BeyondFloats
    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def _doubles(texts: Json) -> NDArray[np.float64]:
    """Nested lists of numbers as text, as an array; infinite where a number is too large for a double."""
    import numpy as np

    return np.asarray(_nested(texts), dtype=np.float64)


def _nested(texts: Json) -> Any:
    if isinstance(texts, list):
        return [_nested(entry) for entry in texts]
    try:
        return float(Fraction(str(texts)))
    except OverflowError:
        return float("inf")


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
