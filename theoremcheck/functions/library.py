"""The library of neurons and losses: a name, its rational parameters, and the expression it stands for.

A new neuron or loss is one entry in one of the two tuples below. Losses are functions of z = -y f(x), so that a
large z is a bad mistake. This module is exact: it imports neither NumPy nor mpmath.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from theoremcheck.trusted.bounds import MAX_POWER
from theoremcheck.trusted.problem.expr import (
    ONE,
    ZERO,
    Abs,
    Cases,
    Expr,
    Fn,
    Max,
    Min,
    Num,
    Param,
    Z,
    add,
    call,
    div,
    mul,
    neg,
    num,
    power,
    sqrt,
    sub,
)
from theoremcheck.trusted.records import dataclass, replace

Kind: TypeAlias = Literal["neuron", "loss"]
Number: TypeAlias = Fraction | Expr


@dataclass(frozen=True)
class Parameter:
    """One rational parameter of an entry; ``default`` None means that it must be given.

    Its values are those >= ``least`` (> ``least`` if that is ``open``; None: all), of numerator and denominator at most
    ``size`` (None: any); ``check`` says that in words. A ``symbolic`` one may be an expression without z.
    """

    name: str
    default: Fraction | None
    check: str
    least: Fraction | None = None
    open: bool = False
    size: int | None = None
    symbolic: bool = False

    def accepts(self, value: Fraction) -> bool:
        """True if the parameter may have this value."""
        if self.size is not None and max(abs(value.numerator), value.denominator) > self.size:
            return False
        return self.least is None or value > self.least or (value == self.least and not self.open)

    def accepts_all(self, range_: Param) -> bool:
        """True if the parameter may be symbolic and have every value of the range of ``range_``.

        Its values are a half-line, so the lower end of the range decides, exactly: beta > -1e-20 is not beta > 0.
        """
        if not self.symbolic or self.size is not None:
            return False
        if self.least is None:
            return True
        lower = range_.lower
        return lower is not None and (
            lower > self.least or (lower == self.least and (range_.lower_open or not self.open))
        )


@dataclass(frozen=True)
class Entry:
    """A named neuron or loss. ``build`` takes one number for each parameter, in order, and returns a function of z.

    ``build`` does not check its arguments: call :meth:`Parameter.accepts` first.
    """

    name: str
    kind: Kind
    parameters: tuple[Parameter, ...]
    build: Callable[..., Expr]
    doc: str
    aliases: tuple[str, ...] = ()


def neurons() -> Mapping[str, Entry]:
    """All library neurons by canonical name."""
    return MappingProxyType({entry.name: entry for entry in _NEURONS})


def losses() -> Mapping[str, Entry]:
    """All library losses by canonical name."""
    return MappingProxyType({entry.name: entry for entry in _LOSSES})


def find(kind: Kind, name: str) -> Entry | None:
    """The entry of that kind with that canonical name or alias, or None."""
    table = _NEURONS if kind == "neuron" else _LOSSES
    return next((entry for entry in table if name == entry.name or name in entry.aliases), None)


def _expr(value: Number) -> Expr:
    return num(value) if isinstance(value, Fraction | int) else value


def _exp(arg: Expr) -> Expr:
    return call(Fn.EXP, arg)


def _log1p_exp(arg: Expr) -> Expr:
    return call(Fn.LOG, add((ONE, _exp(arg))))


def _positive_part(arg: Expr) -> Expr:
    return Max((ZERO, arg))


def _clip(arg: Expr, lower: int, upper: int) -> Expr:
    return Min((num(upper), Max((num(lower), arg))))


def _at_zero(left: Expr, right: Expr) -> Expr:
    return Cases(Z, (Fraction(0),), (False,), (left, right))


def _expm1(arg: Expr) -> Expr:
    return sub(_exp(arg), ONE)


def _hard_sigmoid() -> Expr:
    return _clip(add((num(Fraction(1, 2)), mul((num(Fraction(1, 6)), Z)))), 0, 1)


def _leaky(alpha: Number) -> Expr:
    return _at_zero(mul((_expr(alpha), Z)), Z)


def _elu(alpha: Number) -> Expr:
    return _at_zero(mul((_expr(alpha), _expm1(Z))), Z)


def _celu(alpha: Number) -> Expr:
    return _at_zero(mul((_expr(alpha), _expm1(mul((power(_expr(alpha), -1), Z))))), Z)


def _selu() -> Expr:
    scale = Fraction("1.0507009873554804934193349852946")
    alpha = Fraction("1.6732632423543772848170429916717")
    return _at_zero(mul((Num(scale * alpha), _expm1(Z))), mul((Num(scale), Z)))


def _softplus(beta: Number) -> Expr:
    return mul((power(_expr(beta), -1), _log1p_exp(mul((_expr(beta), Z)))))


def _squareplus(b: Number) -> Expr:
    return mul((num(Fraction(1, 2)), add((Z, sqrt(add((power(Z, 2), _expr(b))))))))


def _gelu() -> Expr:
    return mul((num(Fraction(1, 2)), Z, add((ONE, call(Fn.ERF, div(Z, sqrt(num(2))))))))


def _soft_shrink(threshold: Fraction) -> Expr:
    width = Num(threshold)
    return Cases(Z, (-threshold, threshold), (False, False), (add((Z, width)), ZERO, sub(Z, width)))


def _smooth_ramp() -> Expr:
    t = mul((num(Fraction(1, 2)), add((ONE, Z))))
    middle = add((mul((num(10), power(t, 3))), mul((num(-15), power(t, 4))), mul((num(6), power(t, 5)))))
    return Cases(Z, (Fraction(-1), Fraction(1)), (False, False), (ZERO, middle, ONE))


def _modified_huber() -> Expr:
    pieces = (ZERO, power(add((ONE, Z)), 2), mul((num(4), Z)))
    return Cases(Z, (Fraction(-1), Fraction(1)), (False, False), pieces)


def _positive(name: str, default: str) -> Parameter:
    return Parameter(name, Fraction(default), "a rational > 0", Fraction(0), open=True, symbolic=True)


def _slope(default: str) -> Parameter:
    return Parameter("alpha", Fraction(default), "any rational", symbolic=True)


def _exponent() -> Parameter:
    words = f"a rational >= 1 with numerator and denominator at most MAX_POWER = {MAX_POWER}"
    return Parameter("p", None, words, Fraction(1), size=MAX_POWER)


def _neuron(
    name: str, doc: str, build: Callable[..., Expr], *parameters: Parameter, aliases: tuple[str, ...] = ()
) -> Entry:
    return Entry(name, "neuron", parameters, build, doc, aliases)


def _loss(
    name: str, doc: str, build: Callable[..., Expr], *parameters: Parameter, aliases: tuple[str, ...] = ()
) -> Entry:
    return Entry(name, "loss", parameters, build, doc, aliases)


_NEURONS: Final = (
    _neuron("linear", "z (no neuron at all)", lambda: Z, aliases=("identity",)),
    _neuron("relu", "max(0, z) (Nair and Hinton 2010)", lambda: _positive_part(Z)),
    _neuron(
        "leaky_relu",
        "alpha z for z < 0, else z (Maas et al. 2013); increasing for alpha > 0, and any rational is allowed",
        _leaky,
        _slope("1/100"),
        aliases=("lrelu",),
    ),
    _neuron("prelu", "alpha z for z < 0, else z, with alpha fixed (He et al. 2015)", _leaky, _slope("1/4")),
    _neuron("relu6", "min(6, max(0, z)) (Krizhevsky 2010)", lambda: _clip(Z, 0, 6)),
    _neuron(
        "requ",
        "max(0, z)^2, the rectified quadratic unit (Bogdanov et al.; So et al. 2021)",
        lambda: power(_positive_part(Z), 2),
        aliases=("squared_relu", "relu2"),
    ),
    _neuron("elu", "alpha (exp(z) - 1) for z < 0, else z (Clevert et al. 2016)", _elu, _positive("alpha", "1")),
    _neuron(
        "selu",
        "lambda z for z > 0, else lambda alpha (exp(z) - 1), with the 31-decimal constants of Klambauer et al. 2017",
        _selu,
    ),
    _neuron("celu", "alpha (exp(z/alpha) - 1) for z < 0, else z (Barron 2017)", _celu, _positive("alpha", "1")),
    _neuron("softplus", "log(1 + exp(beta z)) / beta (Dugas et al. 2001)", _softplus, _positive("beta", "1")),
    _neuron("squareplus", "(z + sqrt(z^2 + b)) / 2 (Barron 2021)", _squareplus, _positive("b", "4")),
    _neuron("exp", "exp(z), the exponential neuron", lambda: _exp(Z)),
    _neuron("expm1", "exp(z) - 1, convex and increasing with value 0 at 0", lambda: _expm1(Z)),
    _neuron("sigmoid", "1 / (1 + exp(-z)), the logistic function", lambda: call(Fn.SIGMOID, Z)),
    _neuron(
        "hard_sigmoid", "max(0, min(1, z/6 + 1/2)) (PyTorch, MobileNetV3)", _hard_sigmoid, aliases=("hardsigmoid",)
    ),
    _neuron("tanh", "tanh(z), the hyperbolic tangent", lambda: call(Fn.TANH, Z)),
    _neuron("hard_tanh", "max(-1, min(1, z)) (Collobert 2004)", lambda: _clip(Z, -1, 1), aliases=("hardtanh",)),
    _neuron("arctan", "arctan(z), the inverse tangent", lambda: call(Fn.ATAN, Z), aliases=("atan",)),
    _neuron("softsign", "z / (1 + |z|) (Turian et al. 2009)", lambda: div(Z, add((ONE, Abs(Z))))),
    _neuron("erf", "erf(z), the error function", lambda: call(Fn.ERF, Z)),
    _neuron(
        "silu", "z sigmoid(z) (Elfwing et al. 2018)", lambda: mul((Z, call(Fn.SIGMOID, Z))), aliases=("swish", "sil")
    ),
    _neuron(
        "hard_swish",
        "z max(0, min(1, z/6 + 1/2)) (MobileNetV3, Howard et al. 2019)",
        lambda: mul((Z, _hard_sigmoid())),
        aliases=("hardswish",),
    ),
    _neuron("gelu", "z (1 + erf(z / sqrt(2))) / 2, exact and not its tanh form (Hendrycks and Gimpel 2016)", _gelu),
    _neuron(
        "mish",
        "z tanh(log(1 + exp(z))) (Misra 2019)",
        lambda: mul((Z, call(Fn.TANH, _log1p_exp(Z)))),
    ),
    _neuron("quadratic", "z^2, the quadratic neuron", lambda: power(Z, 2), aliases=("square", "quad")),
    _neuron("cubic", "z^3, the cubic neuron", lambda: power(Z, 3), aliases=("cube",)),
    _neuron("cosh", "cosh(z), the hyperbolic cosine", lambda: call(Fn.COSH, Z)),
    _neuron("sinh", "sinh(z), the hyperbolic sine", lambda: call(Fn.SINH, Z)),
    _neuron("gaussian", "exp(-z^2), a radial bump", lambda: _exp(neg(power(Z, 2))), aliases=("gauss",)),
    _neuron("sin", "sin(z), a periodic neuron (Sitzmann et al. 2020)", lambda: call(Fn.SIN, Z), aliases=("sine",)),
    _neuron("abs", "|z|, the absolute value", lambda: Abs(Z)),
    _neuron(
        "step",
        "0 for z < 0, else 1 (Heaviside, with value 1 at 0)",
        lambda: _at_zero(ZERO, ONE),
        aliases=("heaviside",),
    ),
    _neuron(
        "soft_shrink",
        "z + lambda for z < -lambda, 0 up to lambda, then z - lambda (soft thresholding)",
        _soft_shrink,
        replace(_positive("lambda", "1/2"), symbolic=False),
        aliases=("softshrink",),
    ),
)

_LOSSES: Final = (
    _loss(
        "polynomial_hinge",
        "max(0, 1 + z)^p; p = 1 is the hinge, p = 2 is C^1, p = 3 is C^2 (Liang et al. 2018)",
        lambda p: power(_positive_part(add((ONE, Z))), p),
        _exponent(),
        aliases=("poly_hinge",),
    ),
    _loss("hinge", "max(0, 1 + z) (Cortes and Vapnik 1995)", lambda: _positive_part(add((ONE, Z)))),
    _loss("squared_hinge", "max(0, 1 + z)^2, C^1 but not C^2", lambda: power(_positive_part(add((ONE, Z))), 2)),
    _loss(
        "logistic",
        "log(1 + exp(z)), the cross entropy of two classes",
        lambda: _log1p_exp(Z),
        aliases=("cross_entropy", "bce", "log_loss"),
    ),
    _loss("exponential", "exp(z), as in AdaBoost (Freund and Schapire 1997)", lambda: _exp(Z)),
    _loss(
        "square",
        "(1 + z)^2 = (y - f)^2, which also punishes being too right",
        lambda: power(add((ONE, Z)), 2),
        aliases=("mse", "squared_error", "least_squares"),
    ),
    _loss("perceptron", "max(0, z) (Rosenblatt 1958); its slope at 0 is not active", lambda: _positive_part(Z)),
    _loss(
        "smooth_perceptron",
        "max(0, z)^p, flat at 0 for p > 1, so that f = 0 costs nothing",
        lambda p: power(_positive_part(Z), p),
        _exponent(),
    ),
    _loss("sigmoid_loss", "1 / (1 + exp(-z)), bounded and not convex", lambda: call(Fn.SIGMOID, Z)),
    _loss(
        "ramp", "min(2, max(0, 1 + z)), the clipped hinge (Collobert et al. 2006)", lambda: _clip(add((ONE, Z)), 0, 2)
    ),
    _loss(
        "smooth_ramp",
        "0 for z <= -1, 10 t^3 - 15 t^4 + 6 t^5 with t = (1 + z)/2 up to z = 1, then 1: a C^2 clipped loss",
        _smooth_ramp,
    ),
    _loss(
        "savage",
        "1 / (1 + exp(-z))^2, bounded and not convex (Masnadi-Shirazi and Vasconcelos 2008)",
        lambda: power(call(Fn.SIGMOID, Z), 2),
    ),
    _loss("modified_huber", "0 for z < -1, (1 + z)^2 up to z = 1, then 4 z (Zhang 2004)", _modified_huber),
)
