"""What tests share that have coqc check a file."""

import pytest

from theoremcheck.formal.coqc import check, compiled_library, find


@pytest.fixture(scope="session")
def coqc():
    """What coqc says of the text of a file, as a ``Checked``."""
    coq = find()
    library = compiled_library(coq, lambda stage: None)
    return lambda text: check(coq, library, text)
