"""The trusted part: expressions, the exact model of a problem, statements, certificates and the kernel.

Imports the standard library and python-flint only. Nothing here searches; it checks.
"""
