"""``python -m theoremcheck``."""

from theoremcheck.cli import script

script()
