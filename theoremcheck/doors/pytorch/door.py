"""``from_torch``: a PyTorch module with its data, loss and weight decay as a spec and a point."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from theoremcheck.doors.activations import IDEALISED
from theoremcheck.doors.imports import Import, build, feature_matrix
from theoremcheck.doors.numbers import Array, Policy
from theoremcheck.doors.pytorch.graph import LOG_SOFTMAX, Graph, read, require_neurons
from theoremcheck.doors.pytorch.losses import Labels, Model, Reading, read_loss
from theoremcheck.doors.pytorch.training import Training, read_training
from theoremcheck.doors.refusals import ImportRefused
from theoremcheck.doors.stack import Reference, Stack, binary_labels
from theoremcheck.doors.values import TWO_LOGITS, difference, head_of
from theoremcheck.trusted.records import dataclass

if TYPE_CHECKING:
    import torch

_PROBES: Final = 40
"""Samples of each class at which an import is compared once more, with random parameters."""
_SIZES: Final = (1.0, 1e-2, 1e-4, 1e-8)
_LARGE: Final = 1e3
"""Random parameters are smaller the larger the outputs are: at large ones, a loss or a neuron may overflow."""
_SHARP: Final = 1e12
"""Where rounding may have moved the library's loss further than a part in 10^4, it is not compared."""
_SINGLE: Final = "The model holds single precision; the spec is exact, and sees each number as written here."


def from_torch(
    module: torch.nn.Module,
    X: Any,
    y: Any,
    loss: Any,
    *,
    weight_decay: Any = 0,
    optimizer: Any = None,
    positive: Any = None,
    numbers: Policy = "shortest",
) -> Import:
    """The spec that the training of ``module`` on X, (n, d), and labels y, (n,), is about, and the module's point.

    ``loss`` is a loss of PyTorch, or a function of z = -y f(x), as a spec writes it or in Python. ``weight_decay`` is
    that of SGD or Adam; or ``optimizer``, an instance, has it, for all parameters or by group. Parameters that need no
    gradient, or that the optimizer does not have, are frozen. ``positive`` is the label that is +1 (else the greater
    one). ``numbers`` is the policy for floats, "shortest" or "exact".

    Nothing but dense layers, neurons and sums of branches can be stated: all else raises ``ImportRefused`` with the
    path in the module. The import is compared with PyTorch's own outputs and objective in double precision, at the
    module's parameters and at random ones; ``ImportMismatch`` if rounding does not explain a deviation.
    """
    from torch import nn

    if not isinstance(module, nn.Module):
        raise ImportRefused(f"{type(module).__name__} is no torch.nn.Module")
    points = feature_matrix(_array(X))
    signs, meaning = binary_labels(_array(y), positive)
    values = np.asarray(_array(y)).ravel()
    task = _Task(module, points, _labels(signs, values), loss, read_training(weight_decay, optimizer, numbers), numbers)
    if len(signs) != len(points):
        raise ImportRefused(f"X has {len(points)} samples, y has {len(signs)} labels")
    found = build(task.stack(), points, signs, numbers=numbers, notes=[meaning, *task.training.notes])
    task.probe()
    return found


def _array(value: Any) -> Any:
    """A tensor as an array; anything else as it is."""
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value


def _labels(signs: tuple[int, ...], values: Array) -> Labels:
    own = dict(zip(signs, values.tolist(), strict=True))
    return Labels(signs, (own[-1], own[1]))


@dataclass(frozen=True)
class _Task:
    """What is to be imported."""

    module: Any
    points: Array
    labels: Labels
    loss: Any
    training: Training
    numbers: Policy

    def stack(self) -> Stack:
        """The stack of the module, with what PyTorch computes."""
        graph = read(self.module, self.points.shape[1], self.training.treat)
        branches, head = head_of(graph.output)
        require_neurons(branches)
        outputs = branches[0][-1].width
        if outputs > 2:
            raise ImportRefused(f"{outputs} outputs; a spec has one, f(x), or two logits", branches[0][-1].path)
        reading = read_loss(self.loss, Model(head, outputs), self.labels, self.numbers)
        notes = [*reading.notes, *self._said(graph)]
        if outputs == 2:
            branches, notes = difference(branches, self.numbers), [*notes, TWO_LOGITS]
        reference = self._reference(graph, reading, head, {own[-1].path for own in branches} if outputs == 2 else set())
        notes += [_SINGLE] if reference.single else []
        return Stack(branches, reading.text, reading.scale, reading.weights, tuple(notes), "PyTorch", reference)

    def _said(self, graph: Graph) -> list[str]:
        found = [IDEALISED["softplus"]] if graph.idealised else []
        if graph.unused:
            found.append(f"Parameters that have no influence on the output are left out: {', '.join(graph.unused)}.")
        if self.training.decays is not None:
            named = self.module.named_parameters()
            absent = [name for name, own in named if own.requires_grad and id(own) not in self.training.decays]
            if absent:
                found.append(f"The optimizer does not have {', '.join(absent)}: frozen.")
        return found

    def _reference(self, graph: Graph, reading: Reading, head: str | None, logits: set[str]) -> Reference:
        """The outputs and the objective of the module itself, in double precision."""
        import torch

        double = copy.deepcopy(self.module).double().cpu().train()
        features = torch.tensor(np.asarray(self.points, dtype=np.float64))
        with torch.no_grad():
            try:
                found = double(features)
            except RuntimeError as error:
                raise ImportRefused(f"the model cannot be evaluated on X: {str(error).splitlines()[0]:.200}") from error
            outputs = (found[:, 1] - found[:, 0]) if logits else found.reshape(-1)
            value, sharpness = None, 0.0 if reading.sharpness is None else reading.sharpness(found)
            if reading.compute is not None and sharpness < _SHARP:
                value = float(reading.compute(found, torch.tensor(self._targets(reading), dtype=torch.float64)))
                value += self._penalty(graph, logits)
        held = {str(own.dtype) for own in self.module.parameters()}
        rounded = self.numbers == "shortest" and (held != {"torch.float64"} or self.points.dtype == np.float32)
        slack = max((float(np.exp(-end)) for end in graph.idealised.values()), default=0.0)
        shown = None if head in {None, LOG_SOFTMAX} else head
        rounding = sharpness * 2.0**-52 * float(reading.scale)
        single = rounded or reading.single
        return Reference(outputs.numpy(), value, single, shown, slack, rounding)

    def _targets(self, reading: Reading) -> list[Any]:
        low, high = reading.targets or self.labels.values
        return [high if sign > 0 else low for sign in self.labels.signs]

    def _penalty(self, graph: Graph, logits: set[str]) -> float:
        """The sum over all parameters; in the layers of two logits without that of v0 + v1, which L does not see."""
        total = 0.0
        for name, parameter in self.module.named_parameters():
            decay = float(self.training.treat(parameter)[1])
            if decay and name in graph.used:
                entries = parameter.detach().double()
                total += decay * float((entries**2).sum())
                if graph.used[name] in logits:
                    total -= decay / 2 * float((entries.sum(dim=0) ** 2).sum())
        return total

    def probe(self) -> None:
        """The same with random parameters: a wrong reading may be hidden by zeros. Raises ``ImportMismatch``."""
        import torch

        chosen = self._chosen()
        copied = copy.deepcopy(self.module).double().cpu()
        pairs = list(zip(self.module.parameters(), copied.parameters(), strict=True))
        training = self.training.of_copy(pairs)
        entries = read(copied, self.points.shape[1], training.treat).entries
        named = [parameter for name, parameter in copied.named_parameters() if name in entries]
        signs = tuple(self.labels.signs[i] for i in chosen)
        labels = replace(self.labels, signs=signs)
        points = self.points[chosen]
        own = replace(self, module=copied, points=points, labels=labels, training=training, numbers="exact")
        for size in _SIZES:
            draws = np.random.default_rng(0)
            with torch.no_grad():
                for parameter in named:
                    drawn = draws.normal(scale=size / np.sqrt(max(parameter.shape)), size=tuple(parameter.shape))
                    parameter.copy_(torch.tensor(drawn))
            stack = own.stack()
            if stack.reference is not None and np.all(np.abs(stack.reference.outputs) < _LARGE):
                build(stack, points, signs, numbers="exact")
                return

    def _chosen(self) -> list[int]:
        """The first samples of each class, or all where the loss weighs each sample by itself."""
        if getattr(self.loss, "weight", None) is not None:
            return list(range(self.labels.count))
        signs = self.labels.signs
        return sorted(i for sign in (1, -1) for i in [i for i, own in enumerate(signs) if own == sign][:_PROBES])
