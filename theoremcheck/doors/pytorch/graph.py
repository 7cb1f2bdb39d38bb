"""A PyTorch module as branches of dense layers, read from its symbolic trace."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import field
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from theoremcheck.doors.numbers import Array, rational
from theoremcheck.doors.pytorch import activations
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Branch, Dense
from theoremcheck.doors.values import Units, Value, activated, affine, beside, combined, total
from theoremcheck.trusted.digits import rational_text
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    import torch
    from torch import fx

Treatment = Callable[[Any], tuple[bool, Fraction]]
"""Of a parameter: whether it is trained, and the coefficient of the sum of its squares in the objective."""

_REASONS: Final = (
    ("Dropout", "is random while the network is trained"),
    ("AlphaDropout", "is random while the network is trained"),
    ("RReLU", "is random while the network is trained"),
    ("BatchNorm", "makes f(x) depend on the other samples of the batch"),
    ("Norm", "mixes the units of a layer; a spec has dense layers and neurons only"),
    ("Conv", "shares its weights between places; a spec has dense layers only"),
    ("Pool", "is no dense layer"),
    ("Embedding", "looks its input up in a table; a spec has dense layers only"),
    ("RNN", "is recurrent"),
    ("LSTM", "is recurrent"),
    ("GRU", "is recurrent"),
    ("Attention", "multiplies functions of the input with each other"),
    ("Transformer", "multiplies functions of the input with each other"),
    ("Bilinear", "multiplies its inputs with each other"),
    ("GLU", "multiplies its inputs with each other"),
    ("Softmax", "mixes the units of a layer; leave it to the loss, as CrossEntropyLoss does"),
    ("Softmin", "mixes the units of a layer"),
    ("Hardshrink", "jumps, and no gradient sees that"),
    ("DataParallel", "wraps a module; import what it wraps"),
    ("ScriptModule", "is compiled; import the module that it was made from"),
    ("OptimizedModule", "is compiled; import the module that it was made from"),
)
"""Why a module is refused, by the end of the name of its class (digits left out)."""

_SHAPES: Final = frozenset(
    {"flatten", "squeeze", "view", "reshape", "ravel", "contiguous", "float", "double", "to", "clone", "size"}
)
"""Functions and methods that keep the values, or speak of shapes only; the comparison watches over that."""
_SHAPE: Final = "a shape"
LOG_SOFTMAX: Final = "log_softmax"
"""The neuron of an output of log probabilities, which NLLLoss takes; inside a network it is refused."""


def read(module: torch.nn.Module, inputs: int, treat: Treatment) -> Graph:
    """The value that the module returns for an input of ``inputs`` features. Raises ``ImportRefused``."""
    _require_plain(module)
    trace = _traced(module)
    modules = dict(module.named_modules())
    _require_no_side_effects(trace, modules)
    reader = _Reader(modules, dict(module.named_parameters()), inputs, treat)
    output = reader.run(trace)
    unused = tuple(name for name in reader.parameters if name not in reader.used)
    return Graph(output, reader.used, frozenset(reader.entries), unused, reader.idealised)


@dataclass(frozen=True, eq=False)
class Graph:
    """The output; where the parameters are used, by name, and which of them are entries of layers.

    ``unused`` ones have no influence; ``idealised`` has the thresholds of activations that are taken without them.
    """

    output: Value
    used: Mapping[str, str]
    entries: frozenset[str]
    unused: tuple[str, ...]
    idealised: Mapping[str, float]


def refusal(module: Any, path: str) -> ImportRefused:
    """Why a module is none that a spec states."""
    name = type(module).__name__
    plain = name.rstrip("123d")
    why = next((words for end, words in _REASONS if plain.endswith(end) or end in plain), None)
    return ImportRefused(f"{name} {why or 'is none of the modules that the importer knows'}", path or name)


def _require_plain(module: torch.nn.Module) -> None:
    for path, own in module.named_modules():
        if own._forward_hooks or own._forward_pre_hooks or own._backward_hooks or own._backward_pre_hooks:
            raise ImportRefused(f"{type(own).__name__} has hooks, which change what it computes", path)
        if hasattr(own, "parametrizations"):
            raise ImportRefused(f"{type(own).__name__} is reparametrised; remove the parametrization", path)


def _traced(module: torch.nn.Module) -> fx.Graph:
    from torch import fx, jit

    if isinstance(module, jit.ScriptModule):
        raise refusal(module, "")
    own = type(module)
    if own.__name__ == "OptimizedModule" or (
        own.__module__.startswith("torch.nn.") and own.__name__ not in {"Linear", "Sequential"}
    ):
        raise refusal(module, "")
    try:
        # As it is trained: what is random or depends on the batch is so only then. Every module of the library is a
        # leaf here, but for Sequential.
        return fx.Tracer().trace(copy.deepcopy(module).train())
    except ImportRefused:
        raise
    except Exception as error:
        reason = f"{type(module).__name__}.forward cannot be read: {str(error).splitlines()[0]:.200}"
        raise ImportRefused(f"{reason}; write it with layers, activations and sums only") from error


def _require_no_side_effects(graph: fx.Graph, modules: Mapping[str, Any]) -> None:
    """Refuses an operation in place on values that something else uses, too: what that sees is not in the trace."""
    for node in graph.nodes:
        name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
        module = modules.get(name) if node.op == "call_module" else None
        called = node.op in {"call_function", "call_method"} and name.endswith("_") and not name.endswith("__")
        in_place = called or node.kwargs.get("inplace") or getattr(module, "inplace", False)
        first = node.args[0] if node.args else None
        if in_place and len(getattr(first, "users", ())) > 1:
            path = name if node.op == "call_module" else _enclosing(node)
            raise ImportRefused("an operation in place on values that are used elsewhere, too", path)


@dataclass
class _Reader:
    """The values of the nodes of one trace."""

    modules: Mapping[str, Any]
    parameters: Mapping[str, Any]
    inputs: int
    treat: Treatment
    used: dict[str, str] = field(default_factory=dict)
    entries: set[str] = field(default_factory=set)
    memory: set[int] = field(default_factory=set)
    idealised: dict[str, float] = field(default_factory=dict)

    def run(self, graph: fx.Graph) -> Value:
        values: dict[Any, Any] = {}
        given = 0
        for node in graph.nodes:
            if node.op == "placeholder":
                given += 1
                if given > 1 and not node.users:
                    continue
                if given > 1:
                    raise ImportRefused("the model takes several inputs; a spec has one, x", f"{node.target}")
                values[node] = Units()
            elif node.op == "output":
                found = _resolved(node.args[0], values)
                if isinstance(found, tuple | list | dict):
                    raise ImportRefused(f"the model returns {len(found)} values; a spec has one output, f(x)")
                if not isinstance(found, Value):
                    raise ImportRefused("the model returns nothing that depends on its input")
                return found
            else:
                values[node] = self._value(node, values)
        raise ImportRefused("the model returns nothing")

    def _value(self, node: fx.Node, values: Mapping[Any, Any]) -> Any:
        arguments = tuple(_resolved(entry, values) for entry in node.args)
        named = {name: _resolved(entry, values) for name, entry in node.kwargs.items()}
        path = str(node.target) if node.op == "call_module" else _enclosing(node)
        try:
            if node.op == "get_attr":
                return self._attribute(str(node.target))
            if node.op == "call_module":
                return self._module(path, arguments, named)
            name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", str(node.target))
            return self._function(str(name), arguments, named, path)
        except ImportRefused as refused:
            if refused.path:
                raise
            raise ImportRefused(refused.reason, path) from None

    def _attribute(self, target: str) -> Any:
        if target not in self.parameters:
            raise ImportRefused(f"{target} is a tensor of the model's own and no parameter")
        return _Parameter(target, self.parameters[target])

    def _module(self, path: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Value:
        from torch import nn

        module = self.modules.get(path) or self.modules[""]
        value = _only(arguments, named)
        kind = type(module)
        if kind is nn.Linear:
            bias = None if module.bias is None else _Parameter(f"{path}.bias", module.bias)
            return self._linear(value, _Parameter(f"{path}.weight", module.weight), bias, path)
        if kind in {nn.Identity, nn.Flatten} or (kind.__name__.endswith("Dropout") and module.p == 0):
            return value
        if kind.__module__.startswith("torch.nn."):
            if kind is nn.LogSoftmax:
                return self._log_softmax(value, module.dim)
            text = activations.of_module(module)
            if text is not None:
                if kind is nn.PReLU:
                    self.used[f"{path}.weight"] = path
                self._idealise(text, getattr(module, "threshold", 20.0))
                return activated(value, text)
        raise refusal(module, path)

    def _linear(self, value: Any, weight: _Parameter, bias: _Parameter | None, path: str) -> Value:
        for parameter in (weight, *(() if bias is None else (bias,))):
            place = parameter.value.data_ptr()
            if not place or not parameter.value.numel():
                raise ImportRefused(f"the parameter {parameter.name} holds no numbers", path)
            if place in self.memory:
                raise ImportRefused(f"the parameter {parameter.name} is used in two places", path)
            self.memory.add(place)
            self.used[parameter.name] = path
            self.entries.add(parameter.name)
        trains, decay = self.treat(weight.value)
        bias_trains, bias_decay = (True, Fraction(0)) if bias is None else self.treat(bias.value)
        matrix = array(weight.value, weight.name)
        shift = None if bias is None else array(bias.value, bias.name)
        layer = Dense(matrix, shift, None, trains, bias_trains, decay, bias_decay, path)
        return affine(value, matrix, layer, self.inputs)

    def _idealise(self, text: str, threshold: Any) -> None:
        if text.startswith("softplus"):
            self.idealised[text] = min(self.idealised.get(text, threshold), threshold)

    def _function(self, name: str, arguments: tuple[Any, ...], named: Mapping[str, Any], path: str) -> Any:
        plain = _SPELLINGS.get(name.strip("_"), name.strip("_"))
        if plain in _SHAPES or name in {"getattr", "getitem"}:
            return self._shape(plain, arguments)
        if plain == "linear":
            given = dict(zip(("input", "weight", "bias"), arguments, strict=False)) | dict(named)
            weight, bias = given.get("weight"), given.get("bias")
            if isinstance(weight, _Parameter) and isinstance(bias, _Parameter | None):
                return self._linear(given.get("input"), weight, bias, weight.name)
            raise ImportRefused("linear with weights that are no parameters")
        if plain in {"cat", "concat", "concatenate", "hstack"}:
            given = dict(zip(("tensors", "dim"), arguments, strict=False)) | dict(named)
            if plain != "hstack" and given.get("dim", given.get("axis", 0)) not in {1, -1}:
                raise ImportRefused(f"{name} along the samples; features are put side by side with dim=1")
            return beside([_value(part) for part in given["tensors"]], self.inputs)
        if plain == "dropout" and named.get("p", arguments[1] if len(arguments) > 1 else 0.5) == 0:
            return arguments[0]
        if plain in _ARITHMETIC:
            return _arithmetic(plain, arguments, named)
        value = _only(arguments[:1], named if not arguments else {})
        rest = {key: entry for key, entry in named.items() if key not in {"input", "self"}}
        if plain == LOG_SOFTMAX:
            return self._log_softmax(value, rest.get("dim", arguments[1] if len(arguments) > 1 else None))
        text = activations.of_function(name, rest, arguments[1:])
        if text is None:
            raise ImportRefused(f"{name} is none of the functions that the importer knows")
        self._idealise(text, rest.get("threshold", arguments[2] if len(arguments) > 2 else 20.0))
        return activated(value, text)

    def _log_softmax(self, value: Value, dim: Any) -> Value:
        if dim not in {1, -1}:
            raise ImportRefused("LogSoftmax over the samples; that of an output has dim=1")
        return activated(value, LOG_SOFTMAX)

    def _shape(self, name: str, arguments: tuple[Any, ...]) -> Any:
        first = arguments[0] if arguments else None
        if name in {"size", "getattr"} or first is _SHAPE:
            return _SHAPE
        if name == "getitem" and _one_column(first, arguments[1]):
            return first
        if name == "getitem":
            raise ImportRefused("indexing takes the values apart; only the one column of an output can be taken")
        return _value(first)


@dataclass(frozen=True, eq=False)
class _Parameter:
    """A parameter of the model, by its own name."""

    name: str
    value: Any


def require_neurons(branches: tuple[Branch, ...]) -> None:
    """Raises ``ImportRefused`` where log probabilities are the units of a hidden layer."""
    for branch in branches:
        for layer in branch:
            if layer.neuron is not None and LOG_SOFTMAX in layer.neuron:
                raise ImportRefused("LogSoftmax inside the network mixes the units of a layer", layer.path)


def array(parameter: Any, name: str) -> Array:
    """A parameter as an array of its own precision. Raises ``ImportRefused`` for what is neither double nor single."""
    found = parameter.detach().cpu()
    if str(found.dtype) not in {"torch.float64", "torch.float32"}:
        raise ImportRefused(f"parameters of the type {found.dtype}; call .double() or .float()", name)
    numbers: Array = found.numpy()
    return numbers


def _one_column(value: Any, index: Any) -> bool:
    """True for x[:, 0] and x[..., 0] of a value with one column."""
    layers = [value] if isinstance(value, Units) else list(getattr(value, "parts", ()))
    single = bool(layers) and all(part.layer is not None and part.layer.width == 1 for part in layers)
    return single and isinstance(index, tuple) and len(index) == 2 and isinstance(index[1], int) and index[1] in {0, -1}


_ARITHMETIC: Final = MappingProxyType({"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "truediv": "{} / {}"})
_SPELLINGS: Final = MappingProxyType({"iadd": "add", "imul": "mul", "radd": "add", "rmul": "mul", "div": "truediv"})


def _arithmetic(name: str, arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Value:
    """Sums of branches, and formulas of one layer's units such as x * sigmoid(x)."""
    if named or len(arguments) != 2:
        raise ImportRefused(f"{name} with other arguments than two values")
    first, second = arguments
    if isinstance(first, Value) and isinstance(second, Value):
        if name == "add":
            return total(first, second)
        found = combined((first, second), _ARITHMETIC[name])
        if found is None:
            raise ImportRefused(f"{name} of values of different layers; only sums of branches can be stated")
        return found
    value = first if isinstance(first, Value) else second
    number = second if isinstance(first, Value) else first
    if not isinstance(number, int | float) or not isinstance(value, Value):
        raise ImportRefused(f"{name} with a tensor of the model's own")
    constant = f"({rational_text(rational(number))})"
    pattern = _ARITHMETIC[name].format(*(("z", constant) if value is first else (constant, "z")))
    return activated(value, pattern)


def _enclosing(node: fx.Node) -> str:
    """The path of the module whose forward has the node; "forward" for the model itself."""
    stack = list((node.meta.get("nn_module_stack") or {}).values())
    path = str(stack[-1][0]) if stack else ""
    return f"{path}.forward" if path else "forward"


def _resolved(entry: Any, values: Mapping[Any, Any]) -> Any:
    """An argument of a node with the values in the places of nodes."""
    if isinstance(entry, tuple | list):
        return tuple(_resolved(part, values) for part in entry)
    if isinstance(entry, dict):
        return {key: _resolved(part, values) for key, part in entry.items()}
    try:
        return values.get(entry, entry)
    except TypeError:
        return entry


def _only(arguments: tuple[Any, ...], named: Mapping[str, Any]) -> Value:
    given = (*arguments, *named.values())
    if len(given) != 1:
        raise ImportRefused("a layer with several inputs")
    return _value(given[0])


def _value(entry: Any) -> Value:
    if not isinstance(entry, Value):
        raise ImportRefused("an operation on something that does not depend on the input")
    return entry
