"""``to_torch``: a spec at a point as a PyTorch module, so that SGD can be seen stuck at a certified minimum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from theoremcheck.api.points import AnyPoint, read_point
from theoremcheck.language.spec import Spec

if TYPE_CHECKING:
    from theoremcheck.doors.pytorch.network import Network


def to_torch(spec: Spec, P: AnyPoint) -> Network:
    """The network of the spec at a point P, in double precision: a ``torch.nn.Module`` with f and ``objective()``, L.

    Raises ``ModuleNotFoundError`` without PyTorch, ``SpecError`` for a wrong point, ``ValueError`` for functions that
    are no formulas.
    """
    from theoremcheck.doors.pytorch.network import Network

    return Network(spec.problem, read_point(spec.problem, P))
