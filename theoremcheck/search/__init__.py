"""Search for local minima: batched float64 descent from many starts, then polishing with mpmath.

Untrusted. What it finds is a proposal; a certificate maker and the kernel decide what it proves. What it does not find
proves nothing.
"""

from __future__ import annotations

from theoremcheck.search.report import Kind, Minimum, SearchReport
from theoremcheck.search.run import search, unsupported
from theoremcheck.search.settings import Progress

__all__ = ["Kind", "Minimum", "Progress", "SearchReport", "search", "unsupported"]
