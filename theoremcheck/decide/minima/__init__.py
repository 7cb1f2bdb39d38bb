"""Constructions of bad local minima that need no search: each proposes a point, the kernel checks it."""
