"""What becomes of a point that somebody gives, as frozen values."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

from theoremcheck.language.spec import Spec
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.problem.model import Problem, Vector
from theoremcheck.trusted.records import dataclass
from theoremcheck.trusted.refusal import Reason

if TYPE_CHECKING:
    from theoremcheck.functions.enclosure import Enclosure
    from theoremcheck.trusted.certificate import Certificate
    from theoremcheck.trusted.minima.box import Box
    from theoremcheck.verdict.pointwise.evaluation import Evaluation


class Standing(Enum):
    """How a point stands. All but the last are shown: CERTIFIED by the kernel, the others by checks of the point."""

    CERTIFIED = "certified"
    """A bad local minimum is certified, at the point or very close to it."""
    NOT_CRITICAL = "not critical"
    """L falls to first order: the point is no critical point, and so no local minimum."""
    SADDLE = "saddle"
    """L falls to second order: the point is no local minimum. It is, or looks, close to a critical point."""
    ESCAPING = "escaping"
    """L falls from the point along a ray, and is lower at each of some places on it, the last far away."""
    NO_ERRORS = "no errors"
    """Every sample is right, so the point is no bad local minimum, though it may be a minimum."""
    UNDECIDED = "undecided"
    """None of these is shown; L may be shown to fall all the same, where a minimum may be close to the point."""


@dataclass(frozen=True)
class Certified:
    """A bad local minimum at the point or close to it, by a rule.

    ``facts`` establish the rule, ``fact`` is that of the minimum, ``certificate`` holds them all; they may be about the
    problem without its frozen layers. What is said of parameters is in the order of the problem stated. No parameter
    of the minimum is further than ``blur`` from ``centre``, (P,). ``distance`` bounds the distance of the point to the
    minimum, the largest difference of a parameter; 0 where the point itself is the minimum. ``radius`` is that of the
    box in which the minimum lies, None where it is known without one. ``strict`` says that it is shown to be strict in
    all trained parameters; ``held`` are the parameters (places among the trained ones) along which L has flat
    directions, as many as there are of them.
    """

    rule: str
    fact: Fact
    facts: tuple[Fact, ...]
    certificate: Certificate
    centre: Vector
    blur: Fraction
    distance: Fraction
    radius: Fraction | None
    strict: bool
    held: tuple[int, ...]

    def __repr__(self) -> str:
        """One line: the rule and the distance."""
        return f"<Certified by {self.rule} within {float(self.distance):.2g}>"

    @property
    def wrong(self) -> tuple[int, int]:
        """The least and the greatest number of wrong samples at the minimum, as the kernel counted them."""
        assert self.fact.wrong is not None
        return self.fact.wrong


@dataclass(frozen=True)
class WithoutErrors:
    """A local minimum at which every sample is right, within ``distance`` of the point: it lies in ``box``.

    ``held`` are the parameters that the box holds, as in :class:`Certified`; without one it is strict.
    """

    box: Box
    distance: Fraction
    held: tuple[int, ...]


class Along(Enum):
    """The name of a direction."""

    GRADIENT = "minus the gradient"
    PARAMETER = "one parameter"
    DESCENT = "the way of a descent in floats"
    SIDE = "minus the gradient beside the point"
    EIGENVECTOR = "an eigenvector of the Hessian"
    SCALING = "the point itself, scaled"


@dataclass(frozen=True)
class Fall:
    """A direction, (P,), along which L falls from the point, and a lower point.

    ``slope`` is the one-sided derivative of L along it, and ``curvature`` (for a saddle) the second derivative: shown
    to be negative. ``lower`` is the point plus ``step`` times the direction, with L at ``loss``: shown to be less than
    at the point; None where no such point was found. ``parameter`` is the place of the parameter if there is one only.
    """

    along: Along
    direction: Vector
    slope: Enclosure | None
    curvature: Enclosure | None
    step: Fraction | None
    lower: Vector | None
    loss: Enclosure | None
    parameter: int | None = None

    def __repr__(self) -> str:
        """One line: the direction by name, and L at the lower point."""
        return f"<Fall along {self.along.value}{'' if self.loss is None else f' to L = {self.loss!r}'}>"


@dataclass(frozen=True, repr=False)
class PointReport:
    """What is said of ``point`` (trained parameters, (P,)) of the problem of ``spec``, exactly as it is given.

    ``reason`` says why no bad local minimum is certified at the point. ``nearby`` is one that is certified, but too far
    from the point to be called the point's own. ``without_errors`` is a local minimum close to a point without errors,
    where one is shown.
    """

    spec: Spec
    point: Vector
    standing: Standing
    evaluation: Evaluation | None
    minimum: Certified | None = None
    fall: Fall | None = None
    reason: Reason | None = None
    nearby: Certified | None = None
    without_errors: WithoutErrors | None = None

    def __repr__(self) -> str:
        """One line: how the point stands, and by which rule."""
        by = "" if self.minimum is None else f" by {self.minimum.rule}"
        return f"<PointReport {self.standing.value}{by}: {self.spec.path.name[-80:]}>"

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.spec.problem

    @property
    def reading(self) -> Spec:
        """The spec of what the facts of the minimum are about: its problem, or that without its frozen layers."""
        problem = self.spec.problem if self.minimum is None else self.minimum.fact.problem
        return self.spec if problem == self.spec.problem else self.spec.read_as(problem)

    @property
    def certified(self) -> bool:
        """True if a bad local minimum is certified."""
        return self.standing is Standing.CERTIFIED

    @property
    def rule(self) -> str | None:
        """The rule by which it is; None without."""
        return None if self.minimum is None else self.minimum.rule

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts that establish its rule; none without a minimum."""
        return () if self.minimum is None else self.minimum.facts

    @property
    def fact(self) -> Fact | None:
        """The fact of the minimum; None without."""
        return None if self.minimum is None else self.minimum.fact
