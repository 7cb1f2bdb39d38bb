"""``python -m theoremcheck``."""

from theoremcheck.cli import main

main()
