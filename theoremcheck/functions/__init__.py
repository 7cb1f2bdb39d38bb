"""Neurons and losses: the library of named functions, and numeric evaluation of any expression.

``library`` is exact and imports neither NumPy nor mpmath; ``numeric`` compiles an expression for floats and for mpmath.
"""
