"""``python -m theoremcheck``."""

import gc

gc.set_threshold(100_000, 10, 100)  # as in ``script``, which comes after the import of click

from theoremcheck.cli import script  # noqa: E402

script()
