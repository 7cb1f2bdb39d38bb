"""The kernel: the only place that says holds, fails or proved.

``check_claim`` accepts or refuses one claim about one problem; ``conclude`` unfolds a goal through the trusted
statements to claims that were accepted. Nothing here searches, and nothing proposed from outside is believed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from theoremcheck.trusted import (
    averages,
    composition,
    data,
    decay,
    ellipsoids,
    fibres,
    flatness,
    jensen,
    kinks,
    minima,
    multipliers,
    order,
    shape,
    sharp,
    splitting,
    strict,
    structure,
)
from theoremcheck.trusted.admission import check_evidence, check_formulas
from theoremcheck.trusted.bounds import MAX_CHECK_WORK
from theoremcheck.trusted.certificate import Certificate, Claim, check_binding
from theoremcheck.trusted.ellipsoids import Ellipsoids, IndefiniteFails
from theoremcheck.trusted.evidence import (
    Assumed,
    Asymmetry,
    Calculus,
    Composed,
    DeepDomains,
    Evidence,
    Farkas,
    HullNormals,
    HullPoint,
    Identity,
    InCore,
    InSpan,
    Jets,
    Jump,
    LowerBound,
    NoPiece,
    OffCore,
    Partition,
    Piece,
    Separation,
    SpanVectors,
    Structure,
    TwoWitnesses,
    UnboundedTail,
    Violators,
)
from theoremcheck.trusted.expr import Expr
from theoremcheck.trusted.model import AbstractDataset, Assumption, Dataset, Function, Problem
from theoremcheck.trusted.order import ConvexTest, Coupling
from theoremcheck.trusted.proofs import Signs
from theoremcheck.trusted.refusal import Refusal, require
from theoremcheck.trusted.statements import CONDITIONS, STATEMENTS, All, Conclusion, Formula, Not
from theoremcheck.trusted.work import Ledger, OutOfWork, counted


class Status(IntEnum):
    """What is known of a condition or a statement; ordered, so that All is the minimum and Any the maximum."""

    FAILS = 0
    OPEN = 1
    ASSUMED = 2
    HOLDS = 3


@dataclass(frozen=True)
class Outcome:
    """What a certificate establishes: a status for every claimed condition and for every statement."""

    statuses: Mapping[str, Status]
    goal: str | None
    conditional: bool


_MAKER: Final = object()


class Fact:
    """A condition of a problem with the status that the kernel gave it. Only the kernel makes one.

    ``wrong`` has the least and the greatest number of wrong samples at the point of a bad minimum, else None.
    """

    __slots__ = ("condition", "evidence", "problem", "status", "wrong")
    problem: Problem
    condition: str
    status: Status
    evidence: Evidence
    wrong: tuple[int, int] | None

    def __init__(self, maker: object, **values: object) -> None:
        """Not for use outside the kernel: :func:`establish` makes facts."""
        if maker is not _MAKER:
            raise TypeError("only the kernel makes facts")
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        """A fact does not change."""
        raise AttributeError(name)


def establish(problem: Problem, condition: str, holds: bool, evidence: Evidence) -> Fact:
    """The fact that the condition holds (or fails). Raises ``Refusal`` if the evidence does not bear it out."""
    status = check_claim(problem, Claim(condition, holds, evidence))
    wrong = MINIMA[condition](problem, evidence) if condition in MINIMA and holds else None
    return Fact(_MAKER, problem=problem, condition=condition, status=status, evidence=evidence, wrong=wrong)


Check: TypeAlias = Callable[[Problem, Evidence], None]
_E = TypeVar("_E")


def check_claim(problem: Problem, claim: Claim) -> Status:
    """HOLDS, FAILS or ASSUMED if the evidence bears the claim out; raises ``Refusal`` with the reason otherwise."""
    check_problem(problem)
    require(claim.condition in CHECKS, f"unknown condition {claim.condition!r}")
    require(isinstance(claim.holds, bool), "a claim holds or fails")
    check_evidence(claim.evidence)
    if isinstance(claim.evidence, Assumed):
        require(
            Assumption(claim.condition, claim.holds) in assumptions(problem, claim.condition),
            "the spec does not assume this",
        )
        return Status.ASSUMED if claim.holds else Status.FAILS
    CHECKS[claim.condition][0 if claim.holds else 1](problem, claim.evidence)
    return Status.HOLDS if claim.holds else Status.FAILS


class _Same:
    """A problem by identity: equal problems need not be compared entry by entry."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __hash__(self) -> int:
        return id(self.problem)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.problem is self.problem


def check_problem(problem: Problem) -> None:
    """Refuse a problem that the theory does not speak of, whatever built it. Each problem is looked at once."""
    _check_problem(_Same(problem))


@lru_cache(maxsize=8)
def _check_problem(same: _Same) -> None:
    structure.check_well_formed(same.problem)
    check_formulas(same.problem)


def assumptions(problem: Problem, condition: str) -> tuple[Assumption, ...]:
    """The spec's assumptions about the block that ``condition`` speaks of."""
    block = condition.partition(".")[0]
    if block == "data" and isinstance(problem.dataset, AbstractDataset):
        return problem.dataset.assumptions
    function = {"neuron": problem.neuron, "loss": problem.loss}.get(block)
    return () if function is None or isinstance(function, Function) else function.assumptions


def evaluate(formula: Formula, known: Mapping[str, Status], path: tuple[str, ...] = ()) -> Status:
    """The status of a formula, unfolded through the statements to the leaves in ``known`` (absent: open).

    Raises ``Refusal`` on an unknown id or a cycle.
    """
    if isinstance(formula, str):
        if formula in CHECKS:
            return known.get(formula, Status.OPEN)
        require(formula in STATEMENTS, f"unknown statement {formula!r}")
        require(formula not in path, f"the statements go round in a circle at {formula!r}")
        return evaluate(STATEMENTS[formula].premise, known, (*path, formula))
    if isinstance(formula, Not):
        return denial(evaluate(formula.condition, known, path))
    parts = [evaluate(part, known, path) for part in formula.parts]
    return min(parts) if isinstance(formula, All) else max(parts)


def denial(status: Status) -> Status:
    """The status of "not p" for the status of p."""
    if status is Status.OPEN:
        return Status.OPEN
    return Status.HOLDS if status is Status.FAILS else Status.FAILS


def check(problem: Problem, certificate: Certificate) -> Outcome:
    """Check a whole certificate. Raises ``Refusal``, naming the claim, at the first one that is not borne out.

    MAX_CHECK_WORK bounds the work on formulas, and on each other claim: evidence must not keep the kernel for ever.
    """
    check_problem(problem)
    check_binding(problem, certificate)
    known: dict[str, Status] = {}
    bound = f"MAX_CHECK_WORK = {MAX_CHECK_WORK}"
    ledger = Ledger(MAX_CHECK_WORK, bound)
    for claim in certificate.claims:
        require(claim.condition not in known, f"{claim.condition}: claimed twice")
        on_formula = claim.condition.startswith(("neuron.", "loss.", "network.deep_defined"))
        try:
            with counted(ledger if on_formula else Ledger(MAX_CHECK_WORK, bound)):
                known[claim.condition] = check_claim(problem, claim)
        except (Refusal, OutOfWork) as refusal:
            raise Refusal(f"{claim.condition}: {refusal}") from None
    statuses = {**known, **{name: evaluate(name, known) for name in STATEMENTS}}
    if certificate.goal is None:
        return Outcome(MappingProxyType(statuses), None, False)
    require(certificate.goal in STATEMENTS, f"unknown goal {certificate.goal!r}")
    if STATEMENTS[certificate.goal].conclusion is Conclusion.BAD:
        require(isinstance(problem.dataset, Dataset), "a bad local minimum needs samples")
    status = statuses[certificate.goal]
    require(
        status in (Status.HOLDS, Status.ASSUMED),
        f"the claims do not establish {certificate.goal}",
    )
    return Outcome(MappingProxyType(statuses), certificate.goal, status is Status.ASSUMED)


# --- one check for every condition: (holds, fails) ----------------------------------------------------------------


def _expect(evidence: Evidence, kind: type[_E]) -> _E:
    if not isinstance(evidence, kind):
        raise Refusal(f"evidence of the kind {kind.__name__} is expected, not {type(evidence).__name__}")
    return evidence


def _formula(problem: Problem, block: str) -> Expr:
    function = problem.neuron if block == "neuron" else problem.loss
    if not isinstance(function, Function):
        raise Refusal(f"the {block} is opaque: nothing but its assumptions is known")
    return function.expr


def _concrete(problem: Problem) -> None:
    require(isinstance(problem.dataset, Dataset), "the dataset is abstract: nothing but its assumptions is known")


def _no_proof(reason: str, problem: Problem, evidence: Evidence) -> None:
    raise Refusal(reason)


def _check_composition(expr: Expr, block: str, name: str) -> None:
    match name:
        case "signed":
            composition.check_composed_sign(expr)
        case "bounded_below":
            composition.check_composed_bound(expr)
        case _:
            require(name in shape.SHAPES, "evidence of this kind is expected for a sign only")
            composition.check_composed(expr, _shape(block, name))


def _function_checks(block: str, name: str) -> tuple[Check, Check]:
    """The pair of checks of a condition on the neuron or the loss."""

    def holds(problem: Problem, evidence: Evidence) -> None:
        expr = _formula(problem, block)
        match name:
            case _ if isinstance(evidence, Composed):
                _check_composition(expr, block, name)
            case "defined":
                shape.check_defined(expr, _expect(evidence, Calculus))
            case "c1" | "c2" | "analytic":
                shape.check_smooth(expr, shape.SMOOTHNESS.get(name), _expect(evidence, Jets))
            case "signed":
                shape.check_signed(expr, _expect(evidence, Signs))
            case "bounded_below":
                shape.check_lower_bound(expr, _expect(evidence, LowerBound))
            case "flat_piece":
                shape.check_piece(expr, 1, _expect(evidence, Piece))
            case "affine_piece":
                shape.check_piece(expr, 2, _expect(evidence, Piece))
            case "even" | "odd_up_to_constant":
                _expect(evidence, Identity)
                shape.check_identity(expr, even=name == "even")
            case "quadratic":
                _expect(evidence, Identity)
                shape.check_quadratic(expr)
            case _:
                shape.check_shape(expr, _shape(block, name), _expect(evidence, Signs))

    def fails(problem: Problem, evidence: Evidence) -> None:
        expr = _formula(problem, block)
        match name:
            case "defined":
                raise Refusal("a function that is not defined is an input error, not a failing condition")
            case "c1" | "c2" | "analytic":
                shape.check_not_smooth(expr, shape.SMOOTHNESS.get(name), _expect(evidence, Jump))
            case "signed":
                shape.check_not_signed(expr, _expect(evidence, TwoWitnesses))
            case "bounded_below":
                shape.check_unbounded(expr, _expect(evidence, UnboundedTail))
            case "flat_piece":
                shape.check_no_piece(expr, 1, _expect(evidence, NoPiece))
            case "affine_piece":
                shape.check_no_piece(expr, 2, _expect(evidence, NoPiece))
            case "even" | "odd_up_to_constant":
                shape.check_asymmetry(expr, even=name == "even", evidence=_expect(evidence, Asymmetry))
            case "quadratic":
                shape.check_not_quadratic(expr, _expect(evidence, Asymmetry))
            case _:
                shape.check_not_shape(expr, _shape(block, name), evidence)

    return holds, fails


def _shape(block: str, name: str) -> shape.Shape:
    require(name in shape.SHAPES, f"unknown condition {block}.{name}")
    return shape.SHAPES[name]


def _data_check(kind: type[_E], test: Callable[[Problem, _E], None]) -> Check:
    def run(problem: Problem, evidence: Evidence) -> None:
        _concrete(problem)
        test(problem, _expect(evidence, kind))

    return run


def _fact_checks(fact: Callable[[Problem], bool], reason: str) -> tuple[Check, Check]:
    """The pair of checks of a condition that the kernel computes exactly."""

    def run(wanted: bool, problem: Problem, evidence: Evidence) -> None:
        _expect(evidence, Structure)
        require(fact(problem) is wanted, reason)

    return partial(run, True), partial(run, False)


def _data_fact_checks(fact: Callable[[Problem], bool]) -> tuple[Check, Check]:
    def guarded(problem: Problem) -> bool:
        _concrete(problem)
        return fact(problem)

    return _fact_checks(guarded, "the data say the opposite")


def _check_width(problem: Problem, evidence: Evidence) -> None:
    """M >= m+ + m- - 1 by a partition; for an abstract dataset with known class sizes, m+ <= n+ and m- <= n-."""
    if isinstance(evidence, Structure):
        require(structure.wide_enough_for_counts(problem), "the width is not at least n+ + n- - 1")
        return
    _concrete(problem)
    data.check_width(problem, _expect(evidence, Partition))


def _check_hulls(problem: Problem, evidence: Evidence) -> None:
    """0 outside the hull of each class: two vectors, or the last entry 1 of every X_i with a trained hidden bias."""
    if isinstance(evidence, Structure):
        bias = structure.FACTS["network.hidden_bias"](problem)
        require(bias, "without a trained hidden bias the last entry of X_i is not 1")
        return
    _concrete(problem)
    data.check_origin_outside_hulls(problem, _expect(evidence, HullNormals))


def _check_deep_defined(problem: Problem, evidence: Evidence) -> None:
    """Every neuron of the deep part is a real number for every z, so f is one at every parameter.

    The neuron s itself is neuron.defined; an opaque function is a function on R by what the word means.
    """
    parts, functions = _expect(evidence, DeepDomains).functions, problem.deep_functions
    require(len(parts) == len(functions), "the evidence does not have one part for every neuron of the deep part")
    for function, part in zip(functions, parts, strict=True):
        shape.check_defined(function.expr, part)


def _data_conditions() -> dict[str, tuple[Check, Check]]:
    return {
        "data.linearly_separable": (
            _data_check(Separation, data.check_separable),
            _data_check(Farkas, data.check_not_separable),
        ),
        "data.affinely_separable": (
            _data_check(Separation, data.check_affinely_separable),
            _data_check(Farkas, data.check_not_affinely_separable),
        ),
        "data.span_exclusion": (
            _data_check(SpanVectors, data.check_span_exclusion),
            _data_check(InSpan, data.check_span_meeting),
        ),
        "data.origin_outside_hulls": (
            _check_hulls,
            _data_check(HullPoint, data.check_origin_in_hull),
        ),
        "data.core_in_one_class": (
            _data_check(OffCore, data.check_core_in_one_class),
            _data_check(InCore, data.check_core_in_both_classes),
        ),
        "data.core_span_exclusion": (
            _data_check(OffCore, data.check_core_span_exclusion),
            _data_check(InCore, data.check_core_span_meeting),
        ),
        "network.deep_defined": (
            _check_deep_defined,
            partial(_no_proof, "a deep neuron that is not defined is an input error, not a failing condition"),
        ),
        "network.width_fewer": (
            _data_check(Partition, data.check_width_fewer),
            _data_check(Violators, data.check_width_much_too_small),
        ),
        "data.circuit": _data_fact_checks(data.circuit),
        "data.equal_means": _data_fact_checks(data.equal_means),
        "data.convex_order": (
            _data_check(Coupling, order.check_convex_order),
            _data_check(ConvexTest, order.check_no_convex_order),
        ),
        "data.equal_classes": _data_fact_checks(order.duplicate_measure),
        "data.ellipsoids": (
            _data_check(Ellipsoids, ellipsoids.check_ellipsoids),
            _data_check(IndefiniteFails, ellipsoids.check_no_ellipsoids),
        ),
        "data.even": _data_fact_checks(data.even_measure),
        "data.odd": _data_fact_checks(data.odd_measure),
        "network.width": (_check_width, _data_check(Violators, data.check_width_too_small)),
        "network.width_core": (
            _data_check(OffCore, data.check_core_width),
            _data_check(InCore, data.check_core_width_too_small),
        ),
    }


def _minimum(
    kind: type[_E], test: Callable[[Problem, _E], tuple[int, int]]
) -> Callable[[Problem, Evidence], tuple[int, int]]:
    def run(problem: Problem, evidence: Evidence) -> tuple[int, int]:
        _concrete(problem)
        require(not problem.parameters, "a bad local minimum needs a value for every parameter")
        return test(problem, _expect(evidence, kind))

    return run


def _multipliers(*, convex: bool, fixed: bool | None = None) -> Callable[[Problem, Evidence], tuple[int, int]]:
    """``convex`` only for a condition whose every rule has the premise loss.convex."""
    check = partial(multipliers.check_multipliers, convex=convex, fixed=fixed)
    return _minimum(minima.MultiplierMinimum, check)


MINIMA: Final[Mapping[str, Callable[[Problem, Evidence], tuple[int, int]]]] = MappingProxyType(
    {
        "minimum.flat": _minimum(minima.FlatMinimum, partial(flatness.check_flat, shortcut=True)),
        "minimum.deep": _minimum(minima.FlatMinimum, partial(flatness.check_flat, shortcut=False)),
        "minimum.affine": _minimum(minima.ConstantMinimum, averages.check_affine_average),
        "minimum.order": _minimum(minima.OrderMinimum, averages.check_order_average),
        "minimum.moment": _minimum(minima.ConstantMinimum, averages.check_moment_average),
        "minimum.stationary": _minimum(minima.ConstantMinimum, averages.check_stationary_average),
        "minimum.parity": _minimum(minima.ConstantMinimum, averages.check_parity_average),
        "minimum.duplicate": _minimum(minima.ConstantMinimum, averages.check_duplicate_average),
        "minimum.hull": _multipliers(convex=True, fixed=False),
        "minimum.margin": _minimum(minima.LevelMinimum, partial(flatness.check_level, at_zero=True)),
        "minimum.saturated": _minimum(minima.LevelMinimum, partial(flatness.check_level, at_zero=False)),
        "minimum.kink": _minimum(minima.KinkMinimum, kinks.check_kink),
        "minimum.nobias": _minimum(minima.JensenMinimum, partial(jensen.check_jensen, frozen=False)),
        "minimum.narrow": _minimum(minima.NarrowMinimum, fibres.check_narrow),
        "minimum.frozen_features": _minimum(minima.ConstantMinimum, averages.check_frozen_features),
        "minimum.frozen_fit": _multipliers(convex=True, fixed=True),
        "minimum.frozen_output": _minimum(minima.JensenMinimum, partial(jensen.check_jensen, frozen=True)),
        "minimum.decay": _minimum(minima.DecayMinimum, decay.check_decay),
        "minimum.strict": _minimum(minima.StrictMinimum, strict.check_strict),
        "minimum.sharp": _minimum(minima.SharpMinimum, sharp.check_sharp),
        "minimum.support": _multipliers(convex=False),
        "minimum.split": _minimum(minima.SplitMinimum, splitting.check_split),
    }
)
"""For every kind of bad local minimum the check of its point; it returns the least and the greatest number of wrong
samples."""


def _minimum_checks(condition: str) -> tuple[Check, Check]:
    def holds(problem: Problem, evidence: Evidence) -> None:
        least, _ = MINIMA[condition](problem, evidence)
        require(least > 0, "no sample is wrong at the point")

    return holds, partial(_no_proof, "that there is no such point is not proved by evidence")


def _all_checks() -> dict[str, tuple[Check, Check]]:
    found = _data_conditions()
    for condition in CONDITIONS:
        block, _, name = condition.partition(".")
        if block in ("neuron", "loss"):
            found[condition] = _function_checks(block, name)
    for condition, fact in structure.FACTS.items():
        found[condition] = _fact_checks(fact, "the problem says the opposite")
    for condition in MINIMA:
        found[condition] = _minimum_checks(condition)
    return {condition: found[condition] for condition in CONDITIONS}


CHECKS: Final = MappingProxyType(_all_checks())
"""For every condition the check of a claim that it holds, and of a claim that it fails."""
