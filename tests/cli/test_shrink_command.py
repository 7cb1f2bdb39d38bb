"""``theoremcheck shrink``: what is written, and what is said of it."""

import pytest

SPEC = """
dataset d { + (4, 1), (5, 1)  - (7, 2) }
neuron relu
loss squared_hinge
network { shortcut = 2 relu  hidden bias  output bias }
expect undecided
"""

OPEN = """
dataset d { + (1, 0), (-2, 0)  - (0, 1), (0, -3) }
neuron softplus
loss polynomial_hinge(3)
network { shortcut = 1 softplus  hidden bias  output bias }
"""


@pytest.mark.slow
def test_the_spec_goes_to_a_file_or_to_standard_output(run, tmp_path):
    (tmp_path / "s.spec").write_text(SPEC)
    done = run("shrink", "s.spec", "-o", "small.spec", "--no-search")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("rule.")
    assert " is kept: " in done.stderr
    small = (tmp_path / "small.spec").read_text()
    assert "shortcut = 1 relu" in small
    assert run("small.spec", "--no-search").returncode == 0  # as it expects
    assert run("shrink", "s.spec", "--no-search").stdout == small


def test_what_cannot_be_kept(run, tmp_path):
    (tmp_path / "s.spec").write_text(SPEC)
    done = run("shrink", "s.spec", "--keep", "thm.core", "--no-search")
    assert done.returncode == 2
    assert "--keep thm.core: the verdict comes by rule." in done.stderr
    (tmp_path / "open.spec").write_text(OPEN)
    done = run("shrink", "open.spec", "--no-search")
    assert done.returncode == 3
    assert "the verdict is undecided" in done.stderr
    assert run("shrink", "none.spec").returncode == 2
    assert run("shrink", "s.spec", "-o", "s.spec").returncode == 2
    assert (tmp_path / "s.spec").read_text() == SPEC
