"""Datasets: samples written out, read from a CSV file, drawn from a seed, or known by assumptions only."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from theoremcheck.language import assumptions
from theoremcheck.language.diagnostics import Collector, Place, excerpt
from theoremcheck.language.sizes import OF_DRAWN, read_sizes
from theoremcheck.language.spec import CsvSource
from theoremcheck.language.surroundings import Surroundings
from theoremcheck.language.tree import AssumeLine, Constant, DatasetItem, FromLine, Sample, Samples, SettingLine
from theoremcheck.language.values import Numbers, read_vector
from theoremcheck.trusted.bounds import MAX_DIMENSION, MAX_ROWS
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.problem.model import AbstractDataset, Dataset, Vector, remembered
from theoremcheck.trusted.records import dataclass, replace

if TYPE_CHECKING:
    from theoremcheck.language.table import Table


@dataclass(frozen=True)
class ReadDataset:
    """A dataset and, if it comes from one, its CSV source; of drawn samples, a sentence on how they are drawn."""

    dataset: Dataset | AbstractDataset
    csv: CsvSource | None = None
    note: str | None = None


def read_dataset(collector: Collector, numbers: Numbers, item: DatasetItem, around: Surroundings) -> ReadDataset | None:
    """The dataset of an item, or None with the errors reported."""
    samples = [line for line in item.lines if isinstance(line, Samples)]
    sources = [line for line in item.lines if isinstance(line, FromLine)]
    sizes = [line for line in item.lines if isinstance(line, SettingLine)]
    assumed = [line for line in item.lines if isinstance(line, AssumeLine)]
    drawing = [line for line in sizes if line.keyword.text in OF_DRAWN]
    if len(sources) > 1:
        collector.error("E021", "a dataset comes from one file", sources[1])
        return None
    if around.table is not None and not sources:
        message = f"{excerpt(str(around.table), 80)} would take the place of a table, and this dataset has none"
        collector.error("E063", message, item.name, help='write from "file.csv" ...')
        return None
    data = (*samples, *sources)
    if samples and sources:
        collector.error("E063", "a dataset has samples written out or a CSV file, not both", sources[0])
        return None
    if assumed and (data or drawing):
        message = "the data decide this; it cannot be assumed beside them"
        collector.error("E082", message, assumed[0], help="delete the assumption, or the data")
    if _counts_by_formula(collector, numbers, item):
        return None
    if data and drawing:
        message = "a dataset has samples that are drawn or samples that are given, not both"
        collector.error("E063", message, drawing[0])
    elif data and sizes:
        collector.error("E063", f"the data give {sizes[0].keyword.text} already", sizes[0])
    if (data and sizes) or (assumed and (data or drawing)):
        return None
    if drawing:
        from theoremcheck.language.drawing import read_drawn

        drawn = read_drawn(collector, numbers, item, sizes)
        return None if drawn is None else ReadDataset(drawn[0], note=drawn[1])
    if sources:
        table = _table(collector, sources[0], around)
        if table is None:
            return None
        weights = (Fraction(1),) * len(table.points)
        return ReadDataset(Dataset(table.points, table.labels, weights, item.name.text), table.source)
    if samples:
        found = _written(collector, numbers, item, samples)
        return None if found is None else ReadDataset(found)
    if not sizes and not assumed:
        help = 'write samples, + (1, 0)  - (0, 1), or from "file.csv" ..., or samples 12  dimension 2  seed 1'
        collector.error("E061", f"the dataset {item.name.text} is empty", item.name, help=help)
        return None
    abstract = _abstract(collector, numbers, item, sizes, assumed)
    return None if abstract is None else ReadDataset(abstract)


def _counts_by_formula(collector: Collector, numbers: Numbers, item: DatasetItem) -> bool:
    """True, with the error reported, if a line such as ``samples n+1`` reads as a size and a sample behind it."""
    for line, after in pairwise(item.lines):
        if not isinstance(line, SettingLine) or not isinstance(after, Samples):
            continue
        between = collector.source.text[line.end : after.start]
        values = [sample.value for sample in after.samples]
        if "\n" in between or len(values) > 1 or not isinstance(values[0], Constant):
            continue
        size, more = numbers.read(line.value), numbers.read(values[0])
        if size is not None and more is not None:
            key = line.keyword.text
            message = f"after {key} stands a number or the name of a number, not a formula"
            place = Place(line.value.start, after.end)
            total = size + after.label * more
            help = f"name it: let m = {rational_text(total)} before the dataset, and {key} m in it"
            collector.error("E033", message, place, help=help)
        return True
    return False


def _table(collector: Collector, line: FromLine, around: Surroundings) -> Table | None:
    """The table that the line names, or the one that takes its place, which is then known by its absolute path."""
    from theoremcheck.language.table import read_table

    if around.table is None:
        return read_table(collector, line, around.base)
    found = read_table(collector, replace(line, path=replace(line.path, text=str(around.table))), Path())
    if found is None:
        return None
    return replace(found, source=replace(found.source, path=str(around.table.absolute())))


def _written(collector: Collector, numbers: Numbers, item: DatasetItem, lines: Sequence[Samples]) -> Dataset | None:
    count = sum(len(line.samples) for line in lines)
    if count > MAX_ROWS:
        collector.error("E064", f"more than MAX_ROWS = {MAX_ROWS} samples", item.name)
        return None
    points: list[Vector] = []
    seen: dict[Vector, Vector] = {}
    labels: list[int] = []
    weights: list[Fraction] = []
    dimension: int | None = None
    failed = False
    for line in lines:
        for sample in line.samples:
            point = read_vector(numbers, sample.value, "a sample")
            weight = _weight(collector, numbers, sample)
            if point is not None and len(point) > MAX_DIMENSION:
                collector.error("E064", f"more than MAX_DIMENSION = {MAX_DIMENSION} entries", sample)
                point = None
            if point is None or weight is None:
                failed = True
                continue
            if dimension is None:
                dimension = len(point)
            elif len(point) != dimension:
                message = f"this sample has dimension {len(point)}, the first one has {dimension}"
                collector.error("E060", message, sample)
                failed = True
            points.append(seen.setdefault(point, point))
            labels.append(line.label)
            weights.append(weight)
    for label, sign in ((1, "+"), (-1, "-")):
        if not any(line.label == label for line in lines):
            collector.error("E061", f"the class {sign} has no sample", item.name, help=f"write {sign} (...)")
            failed = True
    return None if failed else Dataset(remembered(points), tuple(labels), tuple(weights), item.name.text)


def _weight(collector: Collector, numbers: Numbers, sample: Sample) -> Fraction | None:
    if sample.weight is None:
        return Fraction(1)
    weight = numbers.read(sample.weight)
    if weight is not None and weight <= 0:
        collector.error("E062", "the weight of a sample is a rational > 0", sample.weight)
        return None
    return weight


def _abstract(
    collector: Collector,
    numbers: Numbers,
    item: DatasetItem,
    sizes: Sequence[SettingLine],
    assumed: Sequence[AssumeLine],
) -> AbstractDataset | None:
    found = read_sizes(collector, numbers, sizes)
    closed = assumptions.read(collector, "data", assumed)
    if found is None or closed is None:
        return None
    return AbstractDataset(
        found.get("dimension"), found.get("positives"), found.get("negatives"), closed, item.name.text
    )
