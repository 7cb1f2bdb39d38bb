"""A spec at a point as a PyTorch module in double precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoremcheck.language.spec import Candidate, Spec

if TYPE_CHECKING:
    import torch


def to_torch(spec: Spec, point: Candidate) -> torch.nn.Module:
    """The network of the spec with the parameters of the point."""
    raise NotImplementedError
