"""Named bounds on what a file or a certificate may ask for.

Files are untrusted. Every bound is named here once, and the message that reports a breach names it, so that a user
knows which limit was met and that it is a limit and not a mathematical answer.
"""

from __future__ import annotations

from typing import Final

MAX_FILE_BYTES: Final = 4_000_000
"""Size of one .spec file."""
MAX_CSV_BYTES: Final = 256_000_000
"""Size of one CSV file, or of the arrays of a file, before they are read."""
MAX_CELLS_READ: Final = 64_000_000
"""Cells of one table, the header's too: each takes up to 24 bytes, and 40 more where a decision is made."""
MAX_TEXTS_READ: Final = 12_000_000
"""Different texts of the cells of one table: each takes up to 400 bytes."""
MAX_ROWS: Final = 200_000
"""Samples in one dataset."""
MAX_DIMENSION: Final = 20_000
"""Features of one sample."""
MAX_DIGITS: Final = 1_000
"""Digits of one number as written, exponent included."""
MAX_EXPONENT: Final = 1_000
"""Absolute decimal exponent of one number as written (1e1000)."""
MAX_POWER: Final = 100
"""Absolute value, numerator and denominator of an exponent in a formula."""
MAX_NODES: Final = 4_000
"""Nodes of one formula after its names are expanded."""
MAX_DEPTH: Final = 100
"""Nesting of one formula."""
MAX_BREAKS: Final = 200
"""Break points of one piecewise function."""
MAX_WIDTH: Final = 100_000
"""Neurons of one layer."""
MAX_LAYERS: Final = 50
"""Layers of the deep part."""
MAX_PARAMETERS: Final = 5_000_000
"""Trainable parameters of one network."""
MAX_RESTING_LAYERS: Final = 12
"""Layers through which an irrational number is followed: normal forms of such numbers double with each."""
MAX_CONSTANT_NODES: Final = 200
"""Nodes of one constant in evidence."""
MAX_WORK: Final = 3_000_000
"""Steps of work on all conditions of one formula (``theoremcheck/trusted/work.py``)."""
MAX_SPEC_WORK: Final = 3_500_000
"""Steps of work on the formulas of one spec; each condition may take a few more."""
MAX_CHECK_WORK: Final = 6_000_000
"""Steps of work of the kernel on the claims about formulas of one certificate, and on each other claim."""
MAX_POINT_WORK: Final = 3_000_000
"""Steps of work on formulas for one condition on samples or points."""
MAX_SPLIT_WORK: Final = 700_000
"""Steps of work on the break points of one formula."""
MAX_CONSTANT_BITS: Final = 7_000
"""Bits of the numerator or denominator of one constant in the calculus of formulas.

The quotient of two such numbers has at most 4,215 digits: Python writes out integers of at most 4,300."""
MAX_CERTIFICATE_BYTES: Final = 64_000_000
"""Size of one certificate file; read into memory, JSON takes up to thirty times as much."""
MAX_DERIVATIVE_NODES: Final = 4_000
"""Nodes of a derivative."""
MAX_TERMS: Final = 400
"""Terms of one polynomial in the normal form of a formula."""
MAX_DEGREE: Final = 200
"""Degree of one polynomial in the normal form of a formula."""
MAX_PRECISION: Final = 4_096
"""Bits of ball arithmetic."""
MAX_STRICT_PARAMETERS: Final = 2_000
"""Parameters of the network at a strict minimum."""
MAX_STRICT_BITS: Final = 20_000
"""Bits of one numerator or denominator in the evidence for a strict minimum."""
MAX_ALGEBRA: Final = 300_000_000
"""Word operations (roughly) of one exact elimination of a matrix of integers."""
MAX_POWER_STEPS: Final = 400_000_000
"""Products of words (roughly) of all powers of scalar products of samples in one check, and of what they are times."""
MAX_CELLS: Final = 20_000
"""Cells of one subdivision."""
MAX_BREAK_WORK: Final = 400_000
"""Nodes of formulas evaluated in the search for one set of break points."""
MAX_TAIL_TERMS: Final = 2_000
"""Products of two terms in one expansion on a half-line."""
MAX_TAIL_ORDER: Final = 12
"""Terms of one Taylor series in an expansion on a half-line."""
MAX_COMPOSITION: Final = 400
"""Parts of one formula that composition rules look at."""
MAX_CONTACT: Final = 12
"""Order of one contact of a function with 0."""
MAX_PROOF_DEPTH: Final = 40
"""Nesting of one sign proof."""
MAX_STARTS: Final = 10_000_000
"""Starts of one search."""
MAX_REGION_SIGNS: Final = 4_000_000
"""Signs of samples, one for each region of weights, in one check of network.movable."""
MAX_MOMENTS: Final = 64
"""Features, and a constant, in one comparison of a penalty with second moments."""
MAX_SEED: Final = 2**63 - 1
"""The seed of one search."""
MAX_SEARCH_DIGITS: Final = 1_000
"""Decimal digits to which a search polishes a point."""
