"""Activations of PyTorch, as modules, functions and methods, with their parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.doors import activations as texts
from theoremcheck.doors.numbers import rational
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.trusted.records import dataclass

Arguments: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Activation:
    """``build`` makes the text from the arguments by name; ``defaults`` are those of the library, in their order."""

    build: Callable[[Arguments], str]
    defaults: tuple[tuple[str, Any], ...] = ()

    def text(self, arguments: Arguments, positional: tuple[Any, ...] = ()) -> str:
        """The activation with these arguments, the others by default."""
        names = [name for name, _ in self.defaults]
        if len(positional) > len(names) or not set(arguments) <= {*names, "inplace", "out"}:
            raise ImportRefused("the activation has arguments that the importer does not know")
        return self.build({**dict(self.defaults), **dict(zip(names, positional, strict=False)), **arguments})


def _plain(text: str) -> Activation:
    return Activation(lambda _: text)


def _number(arguments: Arguments, name: str) -> Fraction:
    value = arguments[name]
    if not isinstance(value, int | float):
        raise ImportRefused(f"{name} is no number; only constant parameters of an activation can be stated")
    return rational(value, "shortest", name)


def _one(name: str, parameter: str, default: float) -> Activation:
    return Activation(
        lambda given: texts.with_parameter(name, _positive(given, parameter)), defaults=((parameter, default),)
    )


def _positive(arguments: Arguments, name: str) -> Fraction:
    value = _number(arguments, name)
    if value <= 0:
        raise ImportRefused(f"{name} = {value}; a number > 0 is expected")
    return value


def _gelu(arguments: Arguments) -> str:
    return "gelu" if arguments["approximate"] == "none" else texts.GELU_TANH


def _threshold(arguments: Arguments) -> str:
    threshold, value = _number(arguments, "threshold"), _number(arguments, "value")
    if threshold != value:
        raise ImportRefused("Threshold jumps where its value is not the threshold, and no gradient sees that")
    return f"max({threshold}, z)"


def _clamp(arguments: Arguments) -> str:
    lower, upper = arguments["min"], arguments["max"]
    if lower is None and upper is None:
        raise ImportRefused("clamp has no bounds")
    if upper is None:
        bound = _number(arguments, "min")
        return "relu" if bound == 0 else f"max({bound}, z)"
    if lower is None:
        return f"min({_number(arguments, 'max')}, z)"
    return texts.clipped(_number(arguments, "min"), _number(arguments, "max"))


def _power(arguments: Arguments) -> str:
    exponent = _number(arguments, "exponent")
    if exponent.denominator != 1 or not 1 <= exponent <= 100:
        raise ImportRefused(f"the power {exponent}: whole exponents from 1 to 100 can be stated")
    return f"z^{exponent}"


_HARDTANH: Final = Activation(
    lambda given: texts.clipped(_number(given, "min_val"), _number(given, "max_val")),
    (("min_val", -1.0), ("max_val", 1.0)),
)

FUNCTIONS: Final[Mapping[str, Activation]] = MappingProxyType(
    {
        "relu": _plain("relu"),
        "relu6": _plain("relu6"),
        "leaky_relu": Activation(
            lambda given: texts.leaky_relu(_number(given, "negative_slope")), (("negative_slope", 0.01),)
        ),
        "elu": _one("elu", "alpha", 1.0),
        "celu": _one("celu", "alpha", 1.0),
        "selu": _plain("selu"),
        "softplus": Activation(
            lambda given: texts.with_parameter("softplus", _positive(given, "beta")),
            (("beta", 1.0), ("threshold", 20.0)),
        ),
        "sigmoid": _plain("sigmoid"),
        "expit": _plain("sigmoid"),
        "tanh": _plain("tanh"),
        "gelu": Activation(_gelu, (("approximate", "none"),)),
        "silu": _plain("silu"),
        "mish": _plain("mish"),
        "softsign": _plain("softsign"),
        "hardtanh": _HARDTANH,
        "hardsigmoid": _plain("hard_sigmoid"),
        "hardswish": _plain("hard_swish"),
        "logsigmoid": _plain(texts.LOG_SIGMOID),
        "tanhshrink": _plain("z - tanh(z)"),
        "softshrink": Activation(
            lambda given: texts.with_parameter("soft_shrink", _positive(given, "lambd")), (("lambd", 0.5),)
        ),
        "threshold": Activation(_threshold, (("threshold", None), ("value", None))),
        "clamp": Activation(_clamp, (("min", None), ("max", None))),
        "clamp_min": Activation(_clamp, (("min", None), ("max", None))),
        "clamp_max": Activation(_clamp, (("max", None), ("min", None))),
        "neg": _plain("-z"),
        "pow": Activation(_power, (("exponent", None),)),
        "square": _plain("quadratic"),
        "exp": _plain("exp"),
        "expm1": _plain("expm1"),
        "sin": _plain("sin"),
        "sinh": _plain("sinh"),
        "cosh": _plain("cosh"),
        "atan": _plain("arctan"),
        "erf": _plain("erf"),
        "abs": _plain("abs"),
    }
)
"""By the name of the function, in torch, torch.nn.functional or as a method of a tensor."""

SAME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "arctan": "atan",
        "clip": "clamp",
        "absolute": "abs",
        "log_sigmoid": "logsigmoid",
        "hard_sigmoid": "hardsigmoid",
        "hardtanh_": "hardtanh",
        "swish": "silu",
        "float_power": "pow",
    }
)

MODULES: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "ReLU": ("relu", ()),
        "ReLU6": ("relu6", ()),
        "LeakyReLU": ("leaky_relu", ("negative_slope",)),
        "ELU": ("elu", ("alpha",)),
        "CELU": ("celu", ("alpha",)),
        "SELU": ("selu", ()),
        "Softplus": ("softplus", ("beta", "threshold")),
        "Sigmoid": ("sigmoid", ()),
        "Tanh": ("tanh", ()),
        "GELU": ("gelu", ("approximate",)),
        "SiLU": ("silu", ()),
        "Mish": ("mish", ()),
        "Softsign": ("softsign", ()),
        "Hardtanh": ("hardtanh", ("min_val", "max_val")),
        "Hardsigmoid": ("hardsigmoid", ()),
        "Hardswish": ("hardswish", ()),
        "LogSigmoid": ("logsigmoid", ()),
        "Tanhshrink": ("tanhshrink", ()),
        "Softshrink": ("softshrink", ("lambd",)),
        "Threshold": ("threshold", ("threshold", "value")),
    }
)
"""By the class of the module: its function, and its attributes that are arguments."""


def of_function(name: str, arguments: Arguments, positional: tuple[Any, ...]) -> str | None:
    """The text of a function or method, or None if it is no activation."""
    plain = name.rstrip("_")
    found = FUNCTIONS.get(SAME.get(plain, plain))
    return None if found is None else found.text(arguments, positional)


def of_module(module: Any) -> str | None:
    """The text of a module, or None if it is no activation of the table."""
    name = type(module).__name__
    if name == "PReLU":
        return _prelu(module)
    if name not in MODULES:
        return None
    function, attributes = MODULES[name]
    return FUNCTIONS[function].text({own: getattr(module, own) for own in attributes})


def _prelu(module: Any) -> str:
    weight = module.weight.detach().cpu().numpy().ravel()
    if module.weight.requires_grad:
        raise ImportRefused("PReLU trains its slope, and a spec has no such parameter; freeze it, or use LeakyReLU")
    if len(set(weight.tolist())) != 1:
        raise ImportRefused("PReLU has a slope for each unit; a layer of a spec has one neuron")
    return texts.leaky_relu(rational(weight[0], "shortest", "the slope"))
