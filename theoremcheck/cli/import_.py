"""``theoremcheck import MODEL``: a network of another library as a spec and a point; a state as a point of a spec."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Mapping
from dataclasses import field, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.cli.codes import INPUT, OK
from theoremcheck.cli.files import CannotWrite, Files, is_stdout
from theoremcheck.cli.points import point_named
from theoremcheck.cli.say import UsageError, echo
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    from theoremcheck.api.points import Point
    from theoremcheck.doors.imports import Import
    from theoremcheck.language.spec import CsvSource, Spec
    from theoremcheck.trusted.problem.model import Dataset

DOORS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {".onnx": ("theoremcheck.doors.onnx.door", "from_onnx")},
)
"""By the end of a file's name: the module of its door, and the function (path, X, y, loss, **options) in it."""

STATES: Final = (".pt", ".pth", ".npz", ".json")
"""Files of parameters alone, which are points of a spec."""

_PICKLES: Final = (".pkl", ".pickle", ".joblib")
_POINT_FORMAT: Final = "theoremcheck-point"
_POINT_VERSION: Final = 1


@dataclass(frozen=True)
class Request:
    """What the command line asked for. ``options`` are those of the door."""

    model: Path
    data: Path | None = None
    loss: str | None = None
    label: str | None = None
    positive: str | None = None
    spec: Path | None = None
    map: tuple[str, ...] = ()
    output: Path | None = None
    point: Path | None = None
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Unusable(Exception):  # noqa: N818 - shown as an error; not one of the program
    """The input is wrong; the message says how to repair it."""


def door_options(numbers: str, *, output: str | None, **penalties: str | None) -> dict[str, Any]:
    """The options of a door; penalties are exact numbers. Raises ``UsageError``."""
    from theoremcheck.language.numerals import NumeralError, parse_number

    found: dict[str, Any] = {"numbers": numbers}
    found |= {} if output is None else {"output": output}
    for name, text in penalties.items():
        if text is None:
            continue
        try:
            found[name] = parse_number(text)
        except NumeralError as error:
            raise UsageError(f"--{name.replace('_', '-')} {text}: {error.message}") from None
        if found[name] < 0:
            raise UsageError(f"--{name.replace('_', '-')} {text}: the coefficient of a penalty is >= 0")
    return found


def run(request: Request) -> int:
    """Import, write both files or none, say what was idealised on standard error; the exit code."""
    from theoremcheck.api.errors import SpecError
    from theoremcheck.doors.refusals import ImportRefused

    inputs = [path for path in (request.model, request.data, request.spec) if path is not None]
    outputs = [path for path in (request.output, request.point) if path is not None]
    try:
        files = Files(tuple(outputs))
        files.read(inputs)
        files.require_writable()
        suffix = request.model.suffix.lower()
        if suffix in STATES:
            return _state(request, files)
        return _model(request, files, suffix)
    except CannotWrite as error:
        error.show()
    except ImportRefused as refused:
        echo(f"error: {request.model}: {refused}", err=True)
    except (SpecError, Unusable) as error:
        echo(f"{'' if isinstance(error, SpecError) else 'error: '}{error}", err=True)
    return INPUT


# --- a model -----------------------------------------------------------------------------------------------------


def _model(request: Request, files: Files, suffix: str) -> int:
    if suffix in _PICKLES:
        raise Unusable(
            f"{request.model} is pickled, and loading it would execute what it holds\n"
            "help: use theoremcheck.from_sklearn or from_torch in Python, or export the model to ONNX"
        )
    if suffix not in DOORS:
        known = ", ".join((*DOORS, *STATES))
        raise Unusable(f"{request.model}: the kinds of file that can be imported are {known}")
    if request.spec is not None or request.map:
        raise Unusable("--spec and --map are for a file of parameters, not for a model")
    if not request.model.exists():
        raise Unusable(f"{request.model}: no such file")
    if request.data is None or request.loss is None:
        raise Unusable(f"{request.model} holds a network alone; add its samples and loss: --data d.csv --loss logistic")
    dataset, source = _read_data(request.data, request.label, request.positive)
    module, function = DOORS[suffix]
    found = getattr(import_module(module), function)(
        request.model, _features(dataset), list(dataset.labels), request.loss, **request.options
    )
    return _written(request, files, found, source)


def _features(dataset: Dataset) -> Any:
    """The samples as an array of rationals, (n, d)."""
    import numpy as np

    array = np.empty((len(dataset.points), dataset.dimension), dtype=object)
    for index, point in enumerate(dataset.points):
        array[index] = list(point)
    return array


def _written(request: Request, files: Files, found: Import, source: CsvSource) -> int:
    from theoremcheck.language import print_spec
    from theoremcheck.trusted.bounds import MAX_FILE_BYTES

    on_stdout = request.output is None or is_stdout(request.output)
    folder = Path.cwd() if request.output is None or on_stdout else request.output.parent
    notes = [f"+1 is the label {source.positive!r} of {source.label!r}."]
    notes += [note for note in found.notes if not note.startswith("+1 is")]
    head = "".join(f"# {line}\n" for line in (f"Imported from {request.model.name}.", *notes))
    text = f"{head}\n{print_spec(found.spec)}"
    short = f"{head}\n{print_spec(_with_table(request, found.spec, source, folder))}"
    # A door may have scaled the samples or weighted them; then they are not those of the table, and are written out.
    text = short if _says(short, folder, found) else text
    if len(text.encode()) > MAX_FILE_BYTES:
        raise Unusable(f"the spec would have more than MAX_FILE_BYTES = {MAX_FILE_BYTES} bytes: too many samples")
    if not _says(text, folder, found):
        raise RuntimeError("the text of the spec does not say what was imported")
    outputs = {} if request.point is None else {request.point: point_json(found.point, request.output)}
    if request.output is not None and not on_stdout:
        outputs[request.output] = text
    files.write_all(outputs)
    if on_stdout:
        echo(text, nl=False)
    for note in notes:
        echo(f"note: {note}", err=True)
    return OK


def _with_table(request: Request, spec: Spec, source: CsvSource, folder: Path) -> Spec:
    """The spec that reads its samples from the table."""
    return replace(spec, csv=replace(source, path=os.path.relpath(request.data or source.path, folder)))


def _says(text: str, folder: Path, found: Import) -> bool:
    """True if the text is read as the spec that was imported."""
    from theoremcheck.language import loads

    spec = loads(text, "<import>", folder).spec
    return spec is not None and spec.problem == found.spec.problem


def point_json(point: Point, spec: Path | None) -> str:
    """A point as ``--at`` reads it, with exact numbers."""
    found = {
        "format": _POINT_FORMAT,
        "schema_version": _POINT_VERSION,
        "spec": None if spec is None else str(spec),
        "parameters": point.to_json(),
    }
    return json.dumps(found, indent=2) + "\n"


# --- a state -----------------------------------------------------------------------------------------------------


def _state(request: Request, files: Files) -> int:
    from theoremcheck.api.specs import load
    from theoremcheck.doors.states.reading import read_state

    if request.spec is None or request.data is not None or request.loss is not None:
        raise Unusable(f"{request.model} holds parameters alone; add the spec whose point they are: --spec foo.spec")
    if request.output is not None:
        raise Unusable("of a state a point is made: --point p.json, and no -o")
    spec = load(request.spec)
    files.read([] if spec.csv is None else [request.spec.parent / spec.csv.path])
    state = read_state(request.model, spec.problem, point_named(request.map))
    content = point_json(state.point, request.spec)
    if request.point is not None:
        files.write_all({request.point: content})
    else:
        echo(content, nl=False)
    if state.rows:
        echo(state.table, err=True)
    return OK


# --- data --------------------------------------------------------------------------------------------------------


def _read_data(path: Path, label: str | None, positive: str | None) -> tuple[Dataset, CsvSource]:
    """The samples of a table: the last column has the labels unless ``label`` says which, the others the features.

    The class that is sorted second is +1, unless ``positive`` names it. Raises :class:`Unusable`.
    """
    from theoremcheck.language import loads
    from theoremcheck.language.printer import quoted
    from theoremcheck.trusted.problem.model import Dataset

    if label is None or positive is None:
        label, positive = _defaults(path, label, positive)
    text = f"dataset data {{ from {quoted(str(path))} label {quoted(label)} positive {quoted(positive)} }}"
    loaded = loads(f"{text}\nloss square\nnetwork {{ shortcut = 1 relu }}", str(path))
    if loaded.spec is None:
        first = loaded.diagnostics[0]
        raise Unusable(first.message + (f"\nhelp: {first.help}" if first.help else ""))
    dataset, source = loaded.spec.problem.dataset, loaded.spec.csv
    assert isinstance(dataset, Dataset)
    assert source is not None
    return dataset, source


def _defaults(path: Path, label: str | None, positive: str | None) -> tuple[str, str]:
    """The name of the label's column and the positive label, as far as they are not given."""
    from theoremcheck.language.reading import ReadError, read_regular
    from theoremcheck.language.rows import DELIMITERS
    from theoremcheck.trusted.bounds import MAX_CSV_BYTES

    try:
        text = read_regular(path, MAX_CSV_BYTES, "MAX_CSV_BYTES").decode("utf-8-sig")
    except ReadError as error:
        raise Unusable(f"--data {path}: {error.reason}") from None
    except UnicodeDecodeError:
        raise Unusable(f"--data {path}: no UTF-8 text") from None
    mark = next((own for own in DELIMITERS if own in text.split("\n", 1)[0]), ",")
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True) if row]
    except csv.Error as error:
        raise Unusable(f"--data {path}: {error}") from None
    names = [name.strip() for name in rows[0]] if rows else []
    label = names[-1] if label is None and names else label or ""
    if label not in names:
        return label, positive or ""  # the reader of tables says what is wrong
    place = names.index(label)
    values = sorted({row[place].strip() for row in rows[1:] if len(row) > place}, key=_sorted_as)
    return label, values[-1] if positive is None and values else positive or ""


def _sorted_as(text: str) -> tuple[bool, float, str]:
    """Numbers by their size, then texts."""
    try:
        return False, float(text), text
    except ValueError:
        return True, 0.0, text
