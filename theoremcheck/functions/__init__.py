"""Neurons and losses: the library of named functions, and numeric evaluation of any expression.

``library`` is exact and imports neither NumPy nor mpmath; ``floats`` and ``precise`` compile an expression for NumPy
and for mpmath. What they compute only ever proposes or informs; nothing of it is a proof.
"""
