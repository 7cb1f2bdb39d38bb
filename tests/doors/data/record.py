"""Writes the recorded files beside it, with PyTorch: ``python tests/doors/data/record.py``."""

import json
from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent


def record():
    torch.manual_seed(1)
    module = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 4), nn.Softplus(), nn.Linear(4, 1)).double()
    X = torch.randn(6, 2, dtype=torch.float64)
    y = torch.tensor([0, 1, 1, 0, 1, 0])
    outputs = module(X)[:, 0]
    loss = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0))(outputs, y.double())
    loss.backward()
    torch.save(module.state_dict(), HERE / "deep_state.pt")
    found = {
        "torch": torch.__version__,
        "X": X.tolist(),
        "y": y.tolist(),
        "pos_weight": 2,
        "state": {name: tensor.tolist() for name, tensor in module.state_dict().items()},
        "outputs": outputs.tolist(),
        "loss": loss.item(),
        "gradient": {name: parameter.grad.tolist() for name, parameter in module.named_parameters()},
    }
    (HERE / "deep_state.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
