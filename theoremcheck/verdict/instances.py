"""Instances of a claim for all data or all values of parameters, which may refute it: a short list, without a search.

What makes one an instance, and what it says of the claim, the trusted part decides (``trusted.instances``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Final

from theoremcheck.decide.asking import answer
from theoremcheck.decide.case import Case
from theoremcheck.decide.data.size import is_large
from theoremcheck.language.spec import Spec
from theoremcheck.options import Options
from theoremcheck.trusted.instances import Instance, Value, bears_out, instance
from theoremcheck.trusted.kernel.facts import Fact, conclude
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.expr import Param
from theoremcheck.trusted.problem.model import AbstractDataset, Dataset, Problem, Vector
from theoremcheck.trusted.records import replace
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.trusted.settled import settled
from theoremcheck.verdict.answering import refutable
from theoremcheck.verdict.findings import find
from theoremcheck.verdict.values import Answer, Verdict, facts_of

MAX_TRIED: Final = 6
"""Instances that are decided; of large data one is."""
_LOOKED_AT: Final = 32
"""Instances of which it is asked whether all that is assumed is so."""
_MOST: Final = 12
"""Samples of a class, and features, up to which data are made."""
_PREFERRED: Final = tuple(map(Fraction, ("1", "1/2", "2", "0", "-1", "1/10", "10", "1/100", "100")))


def candidates(spec: Spec, options: Options) -> Iterator[tuple[Spec, Options]]:
    """The instances of the problem of a spec that are to be decided, with the options for that."""
    problem = spec.problem
    if not refutable(spec.question):
        return
    assumed = _assumed(problem)
    own = replace(options, at=None, search=False, wanted=options.wanted.union(assumed))
    most = 1 if is_large(problem.dataset) else MAX_TRIED
    found = (spec.read_as(made, chosen) for chosen, made in islice(_instances(problem), _LOOKED_AT))
    yield from ((one, own) for one in islice((one for one in found if _is_as_assumed(problem, one)), most))


def refutes_all(verdict: Verdict, stated: Problem, chosen: Instance) -> bool:
    """True if the verdict, on an instance of the problem stated, refutes what is claimed of that."""
    facts = tuple(facts_of(verdict.findings).values())
    if verdict.answer is not Answer.REFUTED or not facts:
        return False
    outcome = conclude(facts[0].problem, facts, verdict.rules[0])
    return settled(stated, verdict.spec.question, outcome, chosen) is Status.FAILS


def _assumed(problem: Problem) -> frozenset[str]:
    data = problem.dataset
    return frozenset(entry.condition for entry in data.assumptions) if isinstance(data, AbstractDataset) else frozenset()


def _is_as_assumed(problem: Problem, one: Spec) -> bool:
    """True if all that is assumed of the data is so of this instance."""
    case, facts = Case(one.problem, one.question), dict[str, Fact]()
    for condition in sorted(_assumed(problem)):
        fact = find(case, condition).fact
        if fact is None:
            return False
        facts[condition] = fact
    try:
        bears_out(problem, facts)
    except Refusal:
        return False
    return True


def _instances(problem: Problem) -> Iterator[tuple[Instance, Problem]]:
    """Instances, those with the likeliest values of the parameters first."""
    for values in _values(sorted(problem.parameters, key=lambda param: param.name)):
        for data in _data(problem.dataset):
            chosen = Instance(data, values)
            made = answer(instance, problem, chosen)
            if made is not None:
                yield chosen, made


# --- values -----------------------------------------------------------------------------------------------------------


def _values(params: Sequence[Param]) -> Iterator[tuple[Value, ...]]:
    """Values of the parameters by name: few for each, all the first ones first."""
    lists = [_places(param) for param in {param.name: param for param in params}.values()]
    names = list(dict.fromkeys(param.name for param in params))
    ranked = sorted(product(*(range(len(places)) for places in lists)), key=lambda ranks: (sum(ranks), ranks))
    for ranks in ranked[:_LOOKED_AT]:
        yield tuple(Value(name, places[rank]) for name, places, rank in zip(names, lists, ranks, strict=True))


def _places(param: Param) -> list[Fraction]:
    """A few values in the range of a parameter."""
    low, high = param.lower, param.upper
    ends = [end for end, is_open in ((low, param.lower_open), (high, param.upper_open)) if end is not None and not is_open]
    inner = [(low + high) / 2] if low is not None and high is not None else []
    outer = [low + 1] if low is not None and high is None else [high - 1] if high is not None and low is None else []
    near = [low + (high - low) / 10, high - (high - low) / 10] if low is not None and high is not None else []
    inside = [
        value for value in _PREFERRED if (low is None or low < value) and (high is None or value < high)
    ]
    return list(dict.fromkeys((*inside[:1], *inner, *outer, *ends, *inside[1:3], *near)))[:5]


# --- data -------------------------------------------------------------------------------------------------------------

_Rows = tuple[tuple[int, ...], ...]
_PATTERNS: Final[tuple[tuple[_Rows, _Rows], ...]] = (
    (((1, 0), (0, 1)), ((0, 0), (1, 1))),  # XOR
    (((1,), (2,), (3,), (5,)), ((-1,),)),  # one class outweighs the other
    (((1,),), ((-1,),)),
    (((0,), (2,)), ((1,), (3,))),  # alternating on a line
    (((1, 0), (-1, 0)), ((0, 1), (0, -1))),  # XOR, rotated
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
    if any(size is not None and size > most for size, most in zip((*sizes, stated.dimension), (_MOST,) * 3, strict=True)):
        return
    for positives, negatives in _PATTERNS:
        width = max(map(len, (*positives, *negatives)))
        dimension = width if stated.dimension is None else stated.dimension
        if dimension >= width:
            rows = (_sized(positives, sizes[0]), _sized(negatives, sizes[1]))
            yield _dataset(*(tuple((*row, *(0,) * (dimension - width)) for row in own) for own in rows))
    plus, minus = (1 if size is None else size for size in sizes)
    dimension = stated.dimension or plus + minus
    if plus + minus <= dimension:
        units = [tuple(int(i == k) for i in range(dimension)) for k in range(plus + minus)]
        yield _dataset(tuple(units[:plus]), tuple(units[plus:]))
    curve = [tuple(t**k for k in range(1, dimension + 1)) for t in (*range(1, plus + 1), *range(-1, -minus - 1, -1))]
    yield _dataset(tuple(curve[:plus]), tuple(curve[plus:]))


def _sized(rows: _Rows, size: int | None) -> _Rows:
    """As many of the rows; more of them farther out, as what separates the classes by a cone does so there too."""
    count = len(rows) if size is None else size
    return tuple(tuple((1 + k // len(rows)) * x for x in rows[k % len(rows)]) for k in range(count))


def _dataset(positives: _Rows, negatives: _Rows) -> Dataset:
    rows = (*positives, *negatives)
    points: tuple[Vector, ...] = tuple(tuple(map(Fraction, row)) for row in rows)
    labels = (1,) * len(positives) + (-1,) * len(negatives)
    return Dataset(points, labels, (Fraction(1),) * len(rows))
