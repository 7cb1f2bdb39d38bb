"""Formulas that are not real numbers everywhere: an input error, found by calculus."""

from __future__ import annotations

from collections.abc import Iterator

from theoremcheck.decide.functions import undefined
from theoremcheck.language.diagnostics import Diagnostic, Severity
from theoremcheck.language.formula import show
from theoremcheck.language.source import Span
from theoremcheck.language.spec import Spec, operand_key
from theoremcheck.trusted.expr import Expr
from theoremcheck.trusted.model import AnyFunction, Function


def domain_errors(spec: Spec) -> tuple[Diagnostic, ...]:
    """A diagnostic for every neuron and loss of the spec that is shown to be undefined somewhere."""
    return tuple(found for kind, function in _functions(spec) if (found := _error(spec, kind, function)) is not None)


def _functions(spec: Spec) -> Iterator[tuple[str, AnyFunction]]:
    """The distinct functions of a problem, the shortcut's neuron first."""
    problem = spec.problem
    neurons = dict.fromkeys((problem.neuron, *(layer.neuron for layer in problem.network.deep)))
    yield from (("neuron", neuron) for neuron in neurons)
    yield "loss", problem.loss


def _error(spec: Spec, kind: str, function: AnyFunction) -> Diagnostic | None:
    found = undefined(function.expr) if isinstance(function, Function) else None
    if found is None:
        return None
    obligation = found.obligation
    where = f"at z = {show(found.lower)}"
    if found.lower != found.upper:
        where = f"somewhere between z = {show(found.lower)} and z = {show(found.upper)}"
    return Diagnostic(
        code="E052",
        severity=Severity.ERROR,
        message=f"the {kind} {function.name} is not defined {where}: {obligation.what}",
        file=str(spec.path),
        span=_span(spec, kind, function, obligation.expr),
        notes=(f"it concerns {show(obligation.expr)}",),
        help="change the formula so that it is a real number for every z, for example by explicit cases",
    )


def _span(spec: Spec, kind: str, function: AnyFunction, operand: Expr) -> Span | None:
    """Where the operation stands in the formula, else the declaration of the function."""
    keys = (operand_key(kind, function.name, operand), f"{kind} {function.name}", kind)
    return next((spec.spans[key] for key in keys if key in spec.spans), None)
