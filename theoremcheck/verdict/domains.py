"""Formulas that are not real numbers everywhere: an input error, found by calculus."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.decide.functions.undefined import undefined
from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.language.source import Span
from theoremcheck.language.spec import Spec, operand_key
from theoremcheck.trusted.bounds import MAX_SPEC_WORK, MAX_WORK
from theoremcheck.trusted.problem.expr import Expr
from theoremcheck.trusted.problem.model import AnyFunction, Function
from theoremcheck.trusted.work import Ledger


def domain_errors(spec: Spec) -> tuple[Diagnostic, ...]:
    """A diagnostic for every neuron, deep ones too, and every loss of the spec that is shown to be undefined somewhere.

    The work on all of them together is bounded by MAX_SPEC_WORK, that on one by its part.
    """
    functions = tuple(_functions(spec))
    ledger = Ledger(MAX_SPEC_WORK, f"MAX_SPEC_WORK = {MAX_SPEC_WORK}")
    share = min(MAX_WORK // 2, MAX_SPEC_WORK // len(functions))
    found = (_error(spec, kind, function, ledger, share) for kind, function in functions)
    return tuple(error for error in found if error is not None)


def _functions(spec: Spec) -> Iterator[tuple[str, AnyFunction]]:
    """The distinct functions of a problem, the shortcut's neuron first."""
    problem = spec.problem
    neurons = dict.fromkeys((problem.neuron, *problem.network.neurons))
    yield from (("neuron", neuron) for neuron in neurons)
    yield from (("loss", loss) for loss in problem.losses)


def _error(spec: Spec, kind: str, function: AnyFunction, ledger: Ledger, share: int) -> Diagnostic | None:
    found = undefined(function.expr, ledger, share) if isinstance(function, Function) else None
    if found is None:
        return None
    from theoremcheck.language.formula import show
    from theoremcheck.report.numbers import constant
    from theoremcheck.report.reasons import sentence

    obligation = found.obligation
    where = f"at z = {constant(found.lower)}"
    if found.lower != found.upper:
        where = f"somewhere between z = {constant(found.lower)} and z = {constant(found.upper)}"
    return Diagnostic(
        code="E052",
        severity=Severity.ERROR,
        message=f"the {kind} {function.name} is not defined {where}: {sentence(obligation.what)}",
        file=str(spec.path),
        span=_span(spec, kind, function, obligation.expr),
        notes=(f"it concerns {show(obligation.expr)}",),
        help="change the formula so that it is a real number for every z, for example by explicit cases",
    )


def _span(spec: Spec, kind: str, function: AnyFunction, operand: Expr) -> Span | None:
    """Where the operation stands in the formula, else the declaration of the function."""
    keys = (operand_key(kind, function.name, operand), f"{kind} {function.name}", kind)
    return next((spec.spans[key] for key in keys if key in spec.spans), None)
