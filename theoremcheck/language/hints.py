"""What is most likely a slip, though it can be read: warnings, and words for the help lines of errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import Final

from theoremcheck.language.diagnostics import Collector, Located, excerpt
from theoremcheck.language.formula import show
from theoremcheck.language.margins import falls, least_at_zero
from theoremcheck.language.tree import Word
from theoremcheck.trusted.problem.expr import Expr, Z, neg, parameters, substitute
from theoremcheck.trusted.problem.model import AbstractDataset, AnyFunction, Dataset, Function

_DECIMAL_COMMA: Final = r"\s*[+-]?\d+,\d+\s*"
_COUNTERS: Final = frozenset({"", "id", "idx", "index", "no", "nr", "number", "row", "rowid", "sample", "unnamed: 0"})
_ID_ENDINGS: Final = ("_id", " id", "-id")
_WORDS: Final = re.compile(r"""\#[^\n]*|"(?:\\.|[^"\\\n])*"|[A-Za-z_][A-Za-z0-9_]*""")
"""Words, and comments and texts whole, so that a word in one of them does not count."""
_SHOWN: Final = 60
"""Letters of a formula that is shown in a help line."""
_SURE_COUNTER: Final = 20
"""So many rows that are numbered in a column are no coincidence, whatever its name is."""

WRITTEN_OUT: Final = MappingProxyType(
    {
        **dict.fromkeys(("normcdf", "norm_cdf", "ndtr", "phi", "Phi"), "(1 + erf(z / sqrt(2))) / 2"),
        **dict.fromkeys(("logsigmoid", "log_sigmoid"), "-log(1 + exp(-z))"),
        "exp2": "2^z",
        "log2": "log(z) / log(2)",
        "log10": "log(z) / log(10)",
        "sign": "cases { z < 0: -1; z <= 0: 0; else: 1 }",
        "where": "cases { z < 0: 0; else: z }",
        "clip": "min(1, max(-1, z))",
        **dict.fromkeys(("asinh", "arcsinh"), "log(z + sqrt(z^2 + 1))"),
    }
)
"""Functions that other languages have, by formulas of this one."""

LOSSES_WRITTEN_OUT: Final = MappingProxyType(
    {
        **dict.fromkeys(("huber", "smooth_l1"), "cases { z < -2: -z - 3/2; z < 0: (1 + z)^2 / 2; else: z + 1/2 }"),
        **dict.fromkeys(("mae", "l1", "l1_loss", "absolute", "absolute_error", "least_absolute"), "abs(1 + z)"),
        "smooth_hinge": "cases { z < -1: 0; z < 0: (1 + z)^2 / 2; else: z + 1/2 }",
        **dict.fromkeys(("log_cosh", "logcosh"), "log((exp(1 + z) + exp(-1 - z)) / 2)"),
    }
)
"""Losses that other languages have, in z = -y f(x): the error y - f(x) is 1 + z but for its sign, a margin is -z."""


def margin_loss(collector: Collector, loss: AnyFunction, place: Located) -> None:
    """Warn of a loss that is smaller where a sample is wrong (z = 1) than where it is right (z = -1)."""
    if not isinstance(loss, Function) or parameters(loss.expr):
        return
    if falls(loss.expr):
        message = "l(1) < l(-1): this loss rewards wrong samples, as z = -y f(x) is > 0 where a sample is wrong"
        collector.warning("W002", message, place, help=f"in the margin m = y f(x)? {_in_z(loss.expr)}")


def target_zero(collector: Collector, loss: AnyFunction, label: int, place: Located) -> None:
    """Warn of a loss that is least at f = 0, of both classes if ``label`` is 0: what is right is the sign of f."""
    if not isinstance(loss, Function) or parameters(loss.expr) or not least_at_zero(loss.expr):
        return
    whose = {1: "the loss of class +", -1: "the loss of class -"}.get(label, "this loss")
    fits = {1: "is right, and a smaller f wrong, however close", -1: "is wrong"}
    counts = fits.get(label, "is right on class + and wrong on class -")
    message = f"{whose} is least at f = 0; right means sgn f = y, with sgn(0) = +1: a fit with f = 0 {counts}"
    help = (
        "for targets 0 and 1 write (1/2 + z)^2 for both classes; f is then the output less 1/2: give it a trained"
        " constant (output bias), or freeze that at -1/2 (frozen a0 = -1/2)"
    )
    collector.warning("W007", message, place, help=help)


def _in_z(margin: Expr) -> str:
    """What a loss of the margin becomes, as z is -m; of a long one, how to write it."""
    try:
        mirrored = show(substitute(margin, neg(Z)))
    except (ArithmeticError, ValueError):
        mirrored = ""
    if mirrored and len(mirrored) <= _SHOWN:
        return f"as z = -m it is {mirrored}"
    return "write -z for m, so that log(1 + exp(-m)) becomes log(1 + exp(z))"


def unused_number(collector: Collector, name: Word) -> None:
    """Warn of a number that has a name which stands nowhere else: no value of it changes anything."""
    words = _WORDS.findall(collector.source.text)
    if words.count(name.text) == 1:
        message = f"nothing uses the number {name.text}"
        help = f"write {name.text} where the number is meant, as in shortcut = {name.text} relu, or delete the line"
        collector.warning("W008", message, name, help=help)


def both_labels(collector: Collector, data: Dataset | AbstractDataset, rows: Sequence[int] | None, at: Located) -> None:
    """Warn of samples that agree up to the label: no network is right on both. ``rows``: those of a CSV file."""
    if not isinstance(data, Dataset):
        return
    # Samples that are written alike are one object: no entry of a large table is hashed for a hint.
    first: dict[int, tuple[int, int]] = {}
    for i, (point, label) in enumerate(zip(data.points, data.labels, strict=True)):
        known = first.setdefault(id(point), (i, label))
        if known[1] != label:
            pair = (known[0] + 1, i + 1) if rows is None else (rows[known[0]], rows[i])
            what = "samples" if rows is None else "rows"
            message = f"{what} {pair[0]} and {pair[1]} are one point with both labels: no network is right on both"
            collector.warning("W003", message, at)
            return


def numbers_as_names(collector: Collector, names: Sequence[str], at: Located) -> None:
    """Warn of a first row that holds numbers, where names of columns are expected."""
    if any(re.fullmatch(r"[+-]?[\d.]+", name) for name in names):
        message = "the first row of the file is read as names of columns, and holds numbers"
        collector.warning("W004", message, at, help="put a row of names above the data")


def repeated_names(collector: Collector, names: Sequence[str], at: Located) -> None:
    """Warn of two columns of one name among the features."""
    repeated = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if repeated is not None:
        message = f"two columns that are used as features are called {excerpt(repeated)!r}"
        collector.warning("W005", message, at, help="name the columns apart, or say which are meant: features ...")


def counting_column(collector: Collector, names: Sequence[str], columns: Iterable[Sequence[str]], at: Located) -> None:
    """Warn of a feature that only counts the rows, where the features are all columns but the label."""
    for index, (name, cells) in enumerate(zip(names, columns, strict=True)):
        named = name.strip().lower() in _COUNTERS or name.strip().lower().endswith(_ID_ENDINGS)
        if (named or len(cells) >= _SURE_COUNTER) and len(cells) > 1 and _counts(cells, anywhere=named):
            message = f"the column {excerpt(name)!r} counts the rows, and is used as a feature"
            collector.warning("W006", message, at, help=others(names, index))


def others(names: Sequence[str], left_out: int) -> str | None:
    """How the features are named without one of them; None where there is no other."""
    runs = [run for run in (names[:left_out], names[left_out + 1 :]) if run]
    if not runs or '"' in "".join(names):
        return None
    named = (f'"{run[0]}"' if len(run) == 1 else f'"{run[0]}".."{run[-1]}"' for run in runs)
    return f"without it: features {', '.join(named)}"


def _counts(cells: Sequence[str], *, anywhere: bool) -> bool:
    """Whether the cells are whole numbers in a row, from 0 or 1 on, or from ``anywhere``."""
    start = cells[0].strip()
    if start not in ("0", "1") and not (anywhere and re.fullmatch(r"[0-9]{1,15}", start)):
        return False
    return all(cell.strip() == str(int(start) + i) for i, cell in enumerate(cells))


def decimal_comma(cell: str) -> str | None:
    """A help line for a cell such as 1,5."""
    shown = cell.strip().replace(",", ".")
    return f"decimals are written with a point: {shown}" if re.fullmatch(_DECIMAL_COMMA, cell) else None
