"""The language server: what editors show of specs while they are written.

Only ``server`` imports pygls. What it answers is made by the other modules, of a text and an offset in it.
"""
