"""Instances of a claim for all data, values of parameters or functions that may refute it: few, without a search.

What makes one an instance, and what it says of the claim, the trusted part decides (``trusted.instances``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Final, TypeAlias

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case
from theoremcheck.decide.data.size import is_large
from theoremcheck.functions.library import Kind
from theoremcheck.functions.library import find as library
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.trusted.instances import Instance, Value, assumed, instance
from theoremcheck.trusted.kernel.facts import conclude
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Param
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Assumption,
    Dataset,
    Function,
    OpaqueFunction,
    Problem,
    Vector,
)
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.findings import find
from theoremcheck.verdict.values import Answer, Verdict, facts_of

MAX_TRIED: Final = 6
"""Instances that are decided; of large data one is, and of others that are not small two."""
_SMALL: Final = 1000
"""Entries of the data and parameters of the network of a small problem."""
_LOOKED_AT: Final = 48
"""Instances of which it is asked whether all that is assumed is so."""
_MOST: Final = 12
"""Samples of a class, and features, up to which data are made; choices of values."""
_PREFERRED: Final = tuple(map(Fraction, ("1", "1/2", "2", "0", "-1", "1/10", "10", "1/100", "100")))


def candidates(spec: Spec, options: Options) -> Iterator[tuple[Spec, Options]]:
    """The instances of the problem of a spec that are to be decided, with the options for that."""
    problem = spec.problem
    if not refutable(spec.question):
        return
    large = is_large(problem.dataset)
    found = (spec.read_as(made, chosen) for chosen, made in islice(_instances(problem), _LOOKED_AT))
    fitting = (one for one in found if large or _is_as_assumed(problem, one))
    for count, one in enumerate(fitting):
        if count == _most(one.problem):
            return
        wanted = frozenset(entry.condition for entry in _assumed(problem, one))
        yield one, replace(options, at=None, search=False, wanted=options.wanted | wanted)


def _most(problem: Problem) -> int:
    """The number of instances that are decided if they are like this one."""
    data = problem.samples
    entries = len(data.points) * data.dimension + sum(problem.network.sizes(data.dimension).values())
    return 1 if is_large(data) else MAX_TRIED if entries <= _SMALL else 2


def refutes_all(verdict: Verdict, stated: Problem, chosen: Instance) -> bool:
    """True if the verdict, on an instance of the problem stated, refutes what is claimed of that."""
    facts = tuple(facts_of(verdict.findings).values())
    if verdict.answer is not Answer.REFUTED or not facts:
        return False
    outcome = conclude(facts[0].problem, facts, verdict.rules[0])
    return settled(stated, verdict.spec.question, outcome, chosen) is Status.FAILS


def _assumed(problem: Problem, one: Spec) -> tuple[Assumption, ...]:
    return () if one.instance is None else assumed(problem, one.instance)


def _is_as_assumed(problem: Problem, one: Spec) -> bool:
    """True if all that is assumed of what is chosen is so in this instance."""
    case = Case(one.problem, one.question)
    wanted = ((entry.condition, Status.HOLDS if entry.value else Status.FAILS) for entry in _assumed(problem, one))
    return all(find(case, condition).status is status for condition, status in wanted)


def _instances(problem: Problem) -> Iterator[tuple[Instance, Problem]]:
    """Instances, each with the likelier values, data and functions first: by the sum of their places in the lists."""
    lists = (
        tuple(_values(sorted(problem.parameters, key=lambda param: param.name))),
        tuple(_data(problem.dataset)),
        _LOSSES if isinstance(problem.loss, OpaqueFunction) else (None,),
        _NEURONS if isinstance(problem.neuron, OpaqueFunction) else (None,),
    )
    ranked = sorted(product(*(range(len(entries)) for entries in lists)), key=lambda ranks: (sum(ranks), ranks))
    for i, j, k, m in ranked:
        values, data, loss, neuron = lists[0][i], lists[1][j], lists[2][k], lists[3][m]
        chosen = Instance(data, values, _function("neuron", neuron), _function("loss", loss))
        made = answer(instance, problem, chosen)
        if made is not None:
            yield chosen, made


# --- functions --------------------------------------------------------------------------------------------------------

_NEURONS: Final = (
    *("relu", "requ", "softplus", "tanh", "quadratic", "linear"),
    *("exp", "sigmoid", "sin", "silu", "gaussian"),
)
_LOSSES: Final = ("logistic", "square", "squared_hinge", "hinge", "exponential", "sigmoid_loss")


def _function(kind: Kind, name: str | None) -> Function | None:
    """A function of the library, with the parameters that it has by default."""
    entry = None if name is None else library(kind, name)
    return None if entry is None else Function(entry.build(*(own.default for own in entry.parameters)), entry.name)


# --- values -----------------------------------------------------------------------------------------------------------


def _values(params: Sequence[Param]) -> Iterator[tuple[Value, ...]]:
    """Values of the parameters by name: few for each, all the first ones first."""
    lists = [_places(param) for param in {param.name: param for param in params}.values()]
    names = list(dict.fromkeys(param.name for param in params))
    ranked = sorted(product(*(range(len(places)) for places in lists)), key=lambda ranks: (sum(ranks), ranks))
    for ranks in ranked[:_MOST]:
        yield tuple(Value(name, places[rank]) for name, places, rank in zip(names, lists, ranks, strict=True))


def _places(param: Param) -> list[Fraction]:
    """A few values in the range of a parameter."""
    low, high = param.lower, param.upper
    opens = ((low, param.lower_open), (high, param.upper_open))
    ends = [end for end, is_open in opens if end is not None and not is_open]
    inside = [value for value in _PREFERRED if (low is None or low < value) and (high is None or value < high)]
    between = []
    if low is not None and high is not None:
        between = [(low + high) / 2, low + (high - low) / 10, high - (high - low) / 10]
    elif low is not None or high is not None:
        between = [low + 1 if low is not None else (high or Fraction(0)) - 1]
    return list(dict.fromkeys((*inside[:1], *between[:1], *ends, *inside[1:3], *between[1:])))[:5]


# --- data -------------------------------------------------------------------------------------------------------------

_Rows: TypeAlias = tuple[tuple[int | Fraction, ...], ...]
_PATTERNS: Final[tuple[tuple[_Rows, _Rows], ...]] = (
    (((1, 0), (0, 1)), ((0, 0), (1, 1))),  # XOR
    (((1,), (2,), (3,), (5,)), ((-1,),)),  # one class outweighs the other
    (((1,),), ((-1,),)),
    (((0,), (2,)), ((1,), (3,))),  # alternating on a line
    (((1, 0), (-1, 0)), ((0, 1), (0, -1))),  # XOR, rotated
    (((-1,), (1,)), ((0,),)),
    (((0,),), ((-1,), (1,))),
    (((1, 1), (2, 1)), ((-1, 1), (-1, 2))),
    (((2,),), ((1,),)),
)
"""The samples of each class, in the first features."""


def _data(stated: Dataset | AbstractDataset) -> Iterator[Dataset | None]:
    """Data of the stated dimension and numbers, where these are small; None where the data are given."""
    if not isinstance(stated, AbstractDataset):
        yield None
        return
    sizes = (stated.positives, stated.negatives)
    known = (*sizes, stated.dimension)
    if any(size is not None and size > _MOST for size in known):
        return
    for positives, negatives in _PATTERNS:
        width = max(map(len, (*positives, *negatives)))
        dimension = width if stated.dimension is None else stated.dimension
        if dimension >= width:
            rest = (0,) * (dimension - width)
            larger = any((size or 0) > len(own) for size, own in zip(sizes, (positives, negatives), strict=True))
            for fill in (_outward, _central) if larger else (_outward,):
                rows = (fill(positives, sizes[0]), fill(negatives, sizes[1]))
                yield _dataset(*(tuple((*row, *rest) for row in own) for own in rows))
    plus, minus = (1 if size is None else size for size in sizes)
    dimension = stated.dimension or plus + minus
    if plus + minus <= dimension:
        units = [tuple(int(i == k) for i in range(dimension)) for k in range(plus + minus)]
        yield _dataset(tuple(units[:plus]), tuple(units[plus:]))
    curve = [tuple(t**k for k in range(1, dimension + 1)) for t in (*range(1, plus + 1), *range(-1, -minus - 1, -1))]
    yield _dataset(tuple(curve[:plus]), tuple(curve[plus:]))


def _outward(rows: _Rows, size: int | None) -> _Rows:
    """As many of the rows; more of them farther out, as what separates the classes by a cone does so there too."""
    count = len(rows) if size is None else size
    return tuple(tuple((1 + k // len(rows)) * x for x in rows[k % len(rows)]) for k in range(count))


def _central(rows: _Rows, size: int | None) -> _Rows:
    """The same; more of them at the mean of the class, which stays what it is, and so do the hulls."""
    mean = tuple(Fraction(sum(column), len(rows)) for column in zip(*rows, strict=True))
    count = len(rows) if size is None else size
    return (*rows[:count], *(mean,) * (count - len(rows)))


def _dataset(positives: _Rows, negatives: _Rows) -> Dataset:
    rows = (*positives, *negatives)
    points: tuple[Vector, ...] = tuple(tuple(map(Fraction, row)) for row in rows)
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return Dataset(points, labels, (Fraction(1),) * len(rows))
