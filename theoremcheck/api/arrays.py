"""Samples, labels and weights as a notebook has them: lists, NumPy arrays, data frames, exact numbers."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final

from theoremcheck.api.errors import SpecError, shown, wrong
from theoremcheck.api.exact import NotExact, Reader
from theoremcheck.language.diagnostics import Diagnostic, excerpt
from theoremcheck.trusted.bounds import MAX_DIMENSION, MAX_ROWS
from theoremcheck.trusted.problem.model import Dataset, Vector, remembered
from theoremcheck.trusted.records import dataclass

_SHOWN: Final = 6
_LOOK: Final = "pass a list of rows, a NumPy array of shape (n, d) or a data frame"


@dataclass(frozen=True)
class Samples:
    """A dataset, and what is to be said about how it was read."""

    dataset: Dataset
    notes: tuple[str, ...]


def read_samples(reader: Reader, X: Any, y: Any, weights: Any) -> Samples:
    """The dataset with rows ``X``, (n, d), labels ``y``, (n,), and positive ``weights``, (n,), or None.

    Raises :class:`SpecError` with the mistakes in all three.
    """
    mistakes: list[Diagnostic] = []
    points: tuple[Vector, ...] = ()
    labels: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    factors: tuple[Fraction, ...] | None = None
    with _collected(mistakes):
        points = read_table(reader, X, "X")
    with _collected(mistakes):
        labels, notes = read_labels(y)
    with _collected(mistakes):
        factors = None if weights is None else read_weights(reader, weights)
    if not mistakes:
        with _collected(mistakes):
            _require_lengths(points, labels, factors)
    if mistakes:
        raise SpecError.of(mistakes)
    one = Fraction(1)
    return Samples(Dataset(remembered(points), labels, factors or (one,) * len(points), "data"), notes)


@contextlib.contextmanager
def _collected(mistakes: list[Diagnostic]) -> Iterator[None]:
    try:
        yield
    except SpecError as error:
        mistakes.extend(error.diagnostics)


def _require_lengths(points: Sequence[Vector], labels: Sequence[int], factors: Sequence[Fraction] | None) -> None:
    count = len(points)
    if len(labels) != count:
        shape = f"X has shape ({count}, {len(points[0])}) and y has {len(labels)} entries"
        if len(points[0]) == len(labels):
            raise wrong("E060", "X", f"{shape}: is X transposed?", "pass one row for each sample: X.T")
        raise wrong("E060", "y", shape, "pass one label for each row of X")
    if factors is not None and len(factors) != count:
        message = f"there are {count} samples and {len(factors)} weights"
        raise wrong("E060", "weights", message, "pass one weight for each row of X")


# ---- X ----


def read_table(reader: Reader, value: Any, name: str) -> tuple[Vector, ...]:
    """The rows of a table of numbers, (n, d). Equal rows are one object. Raises :class:`SpecError`."""
    columns = _columns(value)
    rows = _rows(value, name)
    if not rows:
        raise wrong("E061", name, "there are no samples", _LOOK)
    if len(rows) > MAX_ROWS:
        raise wrong("E064", name, f"{len(rows)} samples: more than MAX_ROWS = {MAX_ROWS}")
    width = len(rows[0])
    if width == 0:
        raise wrong("E060", name, "the samples have no features", _LOOK)
    if width > MAX_DIMENSION:
        raise wrong("E064", name, f"{width} features: more than MAX_DIMENSION = {MAX_DIMENSION}")
    seen: dict[Vector, Vector] = {}
    points = []
    for index, row in enumerate(rows):
        if len(row) != width:
            message = f"row {index} has {_entries(len(row))}, row 0 has {width}"
            raise wrong("E060", name, message, "all samples have the same number of features")
        point = tuple(_entry(reader, entry, name, (index, k), columns) for k, entry in enumerate(row))
        points.append(seen.setdefault(point, point))
    return tuple(points)


def _entry(reader: Reader, value: object, name: str, place: tuple[int, int], columns: Sequence[str]) -> Fraction:
    row, column = place
    try:
        return reader.read(value)
    except NotExact as error:
        where = f"{name}[{row}, {column}]"
        if columns:
            where += f" (column {excerpt(columns[column])!r})"
        help = None
        if error.code == "E030":
            help = "leave out or fill samples with missing values; encode texts as numbers"
        raise wrong(error.code, name, f"{where} is {error.message}", help) from None


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _columns(value: Any) -> tuple[str, ...]:
    """The names of the columns of a data frame; none for anything else."""
    return tuple(map(str, value.columns)) if hasattr(value, "columns") and hasattr(value, "to_numpy") else ()


def _rows(value: Any, name: str) -> list[Sequence[Any]]:
    """The entries of a table by rows."""
    array = as_array(value, name)
    if array is not None:
        if array.ndim != 2:
            raise wrong(
                "E060",
                name,
                f"{name} has shape {array.shape}: {_shape_words(array.ndim)}",
                _dimensions_help(name, array.ndim),
            )
        return list(entries_of(array, name))
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise wrong("E065", name, f"{name} is no table of numbers but of the type {type(value).__name__}", _LOOK)
    found = []
    for index, row in enumerate(value):
        if isinstance(row, str | bytes) or not (isinstance(row, Sequence) or hasattr(row, "__array__")):
            message = f"{name}[{index}] is {shown(row)}, not a row of numbers"
            raise wrong("E065", name, message, _dimensions_help(name, 1))
        part = as_array(row, name)
        if part is not None and part.ndim != 1:
            raise wrong("E060", name, f"{name}[{index}] has shape {part.shape}, not that of a row", _LOOK)
        found.append(row if part is None else entries_of(part, name))
    return found


def _shape_words(ndim: int) -> str:
    return "a row for each sample is missing" if ndim < 2 else "a sample is one row of numbers"


def _dimensions_help(name: str, ndim: int) -> str:
    if ndim < 2:
        return f"a single feature is a column: np.reshape({name}, (-1, 1))"
    return f"flatten the samples: {name}.reshape(len({name}), -1)"


# ---- arrays of other libraries ----


def as_array(value: Any, name: str) -> Any:
    """The NumPy array that a frame, a series, a tensor, a sparse matrix or an array holds; None for anything else.

    No library but NumPy is imported. Raises :class:`SpecError` for a masked entry.
    """
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        value = value.detach().cpu()
    if hasattr(value, "toarray") and hasattr(value, "shape"):
        value = value.toarray()
    elif hasattr(value, "to_numpy"):
        value = _frame_array(value)
    if not hasattr(value, "shape") or not (hasattr(value, "__array__") or isinstance(value, memoryview)):
        return None
    import numpy as np

    try:
        array = value if isinstance(value, np.ndarray) else np.asarray(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise wrong("E065", name, f"{name} cannot be read as an array: {error}", _LOOK) from None
    if isinstance(array, np.ma.MaskedArray):
        if np.ma.getmaskarray(array).any():
            raise wrong("E030", name, f"{name} has masked entries", "leave those samples out, or fill them")
        array = array.data
    return array


def _frame_array(value: Any) -> Any:
    """A frame as an array; columns of several types keep their own, so that no float is widened on the way."""
    if not hasattr(value, "columns") or len(set(map(str, value.dtypes))) == 1:
        return value.to_numpy()
    import numpy as np

    array = np.empty(value.shape, dtype=object)
    for k in range(value.shape[1]):
        column = value.iloc[:, k] if hasattr(value, "iloc") else value[:, k]
        array[:, k] = list(column.to_numpy())
    return array


def entries_of(array: Any, name: str) -> Any:
    """The entries of a NumPy array as nested lists: integers and doubles of Python, else scalars of NumPy.

    Raises :class:`SpecError` for a type that has no numbers.
    """
    import numpy as np

    kind = array.dtype.kind
    if kind == "c":
        raise wrong("E030", name, f"{name} has complex entries", "the parameters and samples are real: take .real")
    if kind not in "biufOUS":
        raise wrong("E030", name, f"{name} has entries of the type {array.dtype}, which are no numbers")
    if kind == "S":
        return np.char.decode(array, "ascii", "replace").tolist()
    if kind == "f" and array.dtype != np.float64:
        return [list(row) if array.ndim > 1 else row for row in array]  # scalars keep their precision
    return array.tolist()


# ---- y ----


def read_labels(value: Any) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Labels +1 and -1, (n,), and a note on which class is +1. Raises :class:`SpecError`.

    Two classes of numbers, truth values or texts; the class that is sorted second is +1, as in scikit-learn.
    """
    given = _label_list(value)
    if not given:
        raise wrong("E061", "y", "there are no labels", "pass one label for each row of X")
    texts = [isinstance(entry, str) for entry in given]
    if any(texts) and not all(texts):
        first, other = given[texts.index(True)], given[texts.index(False)]
        message = f"y mixes texts and numbers: {shown(first)} and {shown(other)}"
        raise wrong("E075", "y", message, "write all labels alike: 0 and 1, -1 and 1, or two texts")
    reader, known = Reader("exact"), dict[Any, Any]()
    keys = []
    for index, entry in enumerate(given):
        if not isinstance(entry, Hashable):
            raise wrong("E060", "y", f"y[{index}] is {shown(entry)}, not one label")
        if entry not in known:
            known[entry] = str(entry) if isinstance(entry, str) else _class_number(reader, entry, index)
        keys.append(known[entry])
    classes = sorted(set(keys))
    if len(classes) == 1:
        raise wrong("E061", "y", f"every label is {classes[0]!r}: both classes need a sample")
    if len(classes) > 2:
        listed = ", ".join(shown(entry) for entry in classes[:_SHOWN])
        more = ", ..." if len(classes) > _SHOWN else ""
        help = "keep the samples of two classes, or join classes: y == 2"
        raise wrong("E075", "y", f"y has {len(classes)} classes, {listed}{more}; a problem has two", help)
    negative, positive = classes
    labels = tuple(1 if key == positive else -1 for key in keys)
    plain = (negative, positive) == (-1, 1)
    return labels, () if plain else (f"labels: {shown(positive)} is +1, {shown(negative)} is -1",)


def _class_number(reader: Reader, value: Any, index: int) -> int:
    """A class that is given by a whole number; truth values are 0 and 1."""
    try:
        number = reader.read(value)
    except NotExact as error:
        raise wrong("E075", "y", f"y[{index}] is {error.message}", "a label is 0 or 1, -1 or 1, or a text") from None
    if number.denominator != 1:
        message = f"y[{index}] is {value}: a label names one of two classes"
        raise wrong("E075", "y", message, "for targets of a regression there is no training error: choose a threshold")
    return number.numerator


def _label_list(value: Any) -> list[Any]:
    array = as_array(value, "y")
    if array is not None:
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim != 1:
            help = "pass one label for each sample"
            if array.ndim == 2:
                help += "; of one-hot rows y.argmax(axis=1)"
            raise wrong("E060", "y", f"y has shape {array.shape}, not (n,)", help)
        return list(entries_of(array, "y"))
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise wrong("E065", "y", f"y is no list of labels but of the type {type(value).__name__}")
    found = list(value)
    if all(isinstance(entry, list) and len(entry) == 1 for entry in found):
        found = [entry[0] for entry in found]
    return found


# ---- weights ----


def read_weights(reader: Reader, value: Any) -> tuple[Fraction, ...]:
    """Sample weights > 0, (n,). Raises :class:`SpecError`."""
    found = read_list(reader, value, "weights")
    for index, weight in enumerate(found):
        if weight <= 0:
            help = "leave out samples of weight 0" if weight == 0 else None
            raise wrong("E062", "weights", f"weights[{index}] is {weight}: a weight is > 0", help)
    shared: dict[Fraction, Fraction] = {}
    return tuple(shared.setdefault(weight, weight) for weight in found)


def read_list(reader: Reader, value: Any, name: str) -> tuple[Fraction, ...]:
    """A list of numbers, (n,), also as a column (n, 1). Raises :class:`SpecError`."""
    array = as_array(value, name)
    if array is not None:
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim != 1:
            raise wrong("E060", name, f"{name} has shape {array.shape}, not that of a list")
        value = entries_of(array, name)
    if isinstance(value, str | bytes) or not isinstance(value, Sequence):
        raise wrong("E065", name, f"{name} is no list of numbers but of the type {type(value).__name__}")
    found = []
    for index, entry in enumerate(value):
        try:
            found.append(reader.read(entry))
        except NotExact as error:
            raise wrong(error.code, name, f"{name}[{index}] is {error.message}") from None
    return tuple(found)
