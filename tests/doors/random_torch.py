"""Random PyTorch networks with random losses, for comparisons."""

import itertools

import numpy as np
import torch
from torch import nn

ACTIVATIONS = (
    nn.ReLU,
    lambda: nn.LeakyReLU(0.3),
    lambda: nn.ELU(0.7),
    nn.SELU,
    lambda: nn.CELU(1.5),
    lambda: nn.Softplus(2.0, threshold=1000),
    nn.Sigmoid,
    nn.Tanh,
    nn.GELU,
    lambda: nn.GELU(approximate="tanh"),
    nn.SiLU,
    nn.Mish,
    nn.Softsign,
    lambda: nn.Hardtanh(-0.5, 2.0),
    nn.ReLU6,
    nn.Hardsigmoid,
    nn.Hardswish,
    nn.LogSigmoid,
    nn.Tanhshrink,
    lambda: nn.Softshrink(0.25),
)

# (loss, outputs, activation of the output, targets)
LOSSES = (
    (nn.BCEWithLogitsLoss, 1, None, (0, 1)),
    (lambda: nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.5)), 1, None, (0, 1)),
    (lambda: nn.BCEWithLogitsLoss(weight=torch.tensor(0.75), reduction="sum"), 1, None, (0, 1)),
    (nn.BCELoss, 1, nn.Sigmoid, (0, 1)),
    (nn.SoftMarginLoss, 1, None, (-1, 1)),
    (nn.MSELoss, 1, None, (-1, 1)),
    (lambda: nn.MSELoss(reduction="sum"), 1, nn.Tanh, (-1, 1)),
    (nn.MSELoss, 1, nn.Sigmoid, (0, 1)),
    (nn.L1Loss, 1, None, (-1, 1)),
    (lambda: nn.HuberLoss(delta=0.5), 1, None, (-1, 1)),
    (lambda: nn.SmoothL1Loss(beta=0.25), 1, nn.Sigmoid, (0, 1)),
    (lambda: nn.MarginRankingLoss(margin=1.0), 1, None, (-1, 1)),
    (lambda: nn.MarginRankingLoss(margin=0.5), 1, None, (-1, 1)),
    (nn.CrossEntropyLoss, 2, None, (0, 1)),
    (lambda: nn.CrossEntropyLoss(weight=torch.tensor([0.25, 2.0])), 2, None, (0, 1)),
    (lambda: nn.CrossEntropyLoss(label_smoothing=0.125), 2, None, (0, 1)),
    (nn.NLLLoss, 2, lambda: nn.LogSoftmax(dim=1), (0, 1)),
    (lambda: nn.MultiMarginLoss(p=2), 2, None, (0, 1)),
)


class Net:
    """A random network with its data and loss: ``value()`` is PyTorch's own objective."""

    def __init__(self, seed, dtype=torch.float64):
        draw = np.random.default_rng(seed)
        torch.manual_seed(seed)
        make, outputs, head, self.targets = LOSSES[draw.integers(len(LOSSES))]
        depth = int(draw.choice([1, 1, 2, 3]))
        widths = [int(size) for size in draw.integers(1, 6, size=depth + 1)]
        layers = []
        for inputs, units in itertools.pairwise(widths):
            layers += [
                nn.Linear(inputs, units, bias=bool(draw.random() < 0.8)),
                ACTIVATIONS[draw.integers(len(ACTIVATIONS))](),
            ]
        layers.append(nn.Linear(widths[-1], outputs, bias=bool(draw.random() < 0.7)))
        layers += [head()] if head else []
        self.module = nn.Sequential(*layers).to(dtype)
        self.two = outputs == 2
        self.loss = make().to(dtype)
        self.decay = 0.0 if draw.random() < 0.5 else 0.125
        count = int(draw.integers(4, 12))
        self.X = torch.tensor(draw.normal(size=(count, widths[0])), dtype=dtype)
        signs = np.where(draw.random(count) < 0.5, 0, 1)
        signs[:2] = 0, 1
        self.y = torch.tensor(np.array(self.targets)[signs])
        with torch.no_grad():
            for parameter in self.module.parameters():
                parameter.copy_(torch.tensor(draw.normal(scale=0.8, size=tuple(parameter.shape))))

    def value(self, *, decay=True):
        out = self.module(self.X)
        if self.two:
            found = self.loss(out, self.y.long())
        elif isinstance(self.loss, nn.MarginRankingLoss):
            found = self.loss(out[:, 0], torch.zeros_like(out[:, 0]), self.y.to(out.dtype))
        else:
            found = self.loss(out[:, 0], self.y.to(out.dtype))
        if decay:
            found = found + self.decay / 2 * sum((p**2).sum() for p in self.module.parameters())
        return found

    def outputs(self):
        with torch.no_grad():
            out = nn.Sequential(*(m for m in self.module if not isinstance(m, nn.LogSoftmax)))(self.X)
        return out[:, 1] - out[:, 0] if self.two else out[:, 0]

    def gradients(self):
        """The derivatives of L by the parameters of the spec, in its order: a0, a, w, b, or a0 and the deep part."""
        self.module.zero_grad()
        self.value().backward()
        linear = [layer for layer in self.module if isinstance(layer, nn.Linear)]
        last = linear[-1]
        pick = (lambda g: g[1:]) if self.two else (lambda g: g)
        a0 = [] if last.bias is None else [pick(last.bias.grad)]
        if len(linear) == 2:
            hidden = linear[0]
            parts = [
                *a0,
                pick(last.weight.grad),
                hidden.weight.grad,
                *([] if hidden.bias is None else [hidden.bias.grad]),
            ]
        else:
            parts = [*a0]
            for layer in linear[:-1]:
                parts += [layer.weight.grad, *([] if layer.bias is None else [layer.bias.grad])]
            parts.append(pick(last.weight.grad))
        return torch.cat([part.ravel() for part in parts]).numpy()
