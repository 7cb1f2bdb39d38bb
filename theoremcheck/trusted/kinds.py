"""Every kind of evidence, as one type: what a claim may bring, and what a certificate file may hold."""

from __future__ import annotations

from typing import TypeAlias

from theoremcheck.trusted import evidence as e
from theoremcheck.trusted.ellipsoids import Ellipsoids, IndefiniteFails
from theoremcheck.trusted.minima import Minimum
from theoremcheck.trusted.order import ConvexTest, Coupling
from theoremcheck.trusted.proofs import Signs

Evidence: TypeAlias = (
    e.Calculus | e.DeepDomains | e.Jets | e.Jump | Signs | e.Witness | e.TwoWitnesses | e.SlopeDrop | e.Composed |
    e.LowerBound | e.UnboundedTail | e.Piece | e.NoPiece | e.Identity | e.Asymmetry | e.Separation | e.Farkas |
    e.SpanVectors | e.InSpan | e.HullNormals | e.HullPoint | e.Partition | e.Violators | e.OffCore | e.InCore |
    Coupling | ConvexTest | Ellipsoids | IndefiniteFails | Minimum | e.Structure | e.Assumed
)  # fmt: skip
