"""What the tool says of a formula as a user writes it: through the language, the deciders and the kernel."""

import signal
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.language import loads
from theoremcheck.trusted.certificate import Claim, check_claim
from theoremcheck.trusted.refusal import Refusal
from theoremcheck.verdict.domains import domain_errors

LOSS = ("nondecreasing", "active", "bounded_below")


class TooLong(BaseException):
    """The time allowed for one answer is over. No ``except Exception`` on the way may keep it."""


@contextmanager
def within(seconds):
    """Interrupt the block with ``TooLong`` after so many seconds (where the system knows interval timers)."""

    def ring(_signal, _frame):
        raise TooLong

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@cache
def specification(formula):
    """The spec of a neuron with that formula."""
    text = f"neuron f(z) = {formula}\ndataset d {{ + (1)  - (-1) }}\nloss hinge\nnetwork {{ shortcut = 1 f }}\n"
    spec = loads(text).spec
    assert spec is not None, formula
    return spec


def answer(formula, name):
    """True or False as the kernel accepts it, or None: open. A domain error says that the function is not defined."""
    spec = specification(formula)
    problem = replace(spec.problem, loss=spec.problem.neuron)
    proposal = decide_function(problem.neuron.expr, name)
    if proposal is None:
        return False if name == "defined" and domain_errors(spec) else None
    block = "loss" if name in LOSS else "neuron"
    try:
        check_claim(problem, Claim(f"{block}.{name}", *proposal))
    except Refusal:
        return None
    return proposal[0]


def answer_within(formula, name, seconds):
    """As ``answer``; None also if there is no answer in time."""
    try:
        with within(seconds):
            return answer(formula, name)
    except TooLong:
        return None
