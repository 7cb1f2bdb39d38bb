"""``explain ID --trust``: the files that an id rests on, as Python itself would load them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import theoremcheck
from theoremcheck.theory.lookup import identifiers
from theoremcheck.theory.trust import trust
from theoremcheck.trusted.kernel.conditions import CONDITIONS

PACKAGE = Path(theoremcheck.__file__).parent


def test_end_to_end(run):
    shown = run("explain", "rule.flat", "--trust")
    assert shown.returncode == 0
    text = shown.stdout
    assert text.startswith("rule.flat rests on the files below, and on Python, python-flint.")
    assert "lemma.formulas, rule.flat" in text
    assert "check_flat in trusted/" in text
    assert "trusted/kernel/facts.py" in text
    listed = re.findall(r"^ +(\d+) (\S+\.py)$", text, re.M)
    for count, path in listed:
        assert len((PACKAGE / path).read_text().splitlines()) == int(count), path
    total = sum(int(count) for count, _ in listed)
    assert f"Together {len(listed)} files, {total} lines." in text


def test_it_needs_an_id(run):
    assert run("explain", "--trust").returncode == 2
    assert run("explain", "rule.nothing", "--trust").returncode == 2


def test_a_denied_condition_counts_by_what_refutes_it():
    found = {(leaf.condition, leaf.denied): leaf for leaf in trust("rule.affine_piece").leaves}
    assert [kind for kind, _, _ in found["data.linearly_separable", True].checks] == ["Farkas"]
    assert ("data.linearly_separable", False) not in found
    convex = [kind for kind, _, _ in found["loss.convex", False].checks]
    assert convex[:1] == [CONDITIONS["loss.convex"].holds[0].kind.__name__]


@pytest.mark.parametrize("name", identifiers())
def test_every_id_rests_on_the_kernel_and_its_checks(name):
    found = trust(name)
    paths = {source.path for source in (*found.kernel, *found.others)}
    assert {"trusted/kernel/statements.py", "trusted/kernel/facts.py", "trusted/admission.py"} <= paths
    assert found.packages == ("python-flint",)
    assert {path for leaf in found.leaves for _, _, path in leaf.checks} <= paths
    assert len(paths) == len(found.kernel) + len(found.others)


def test_what_finds_the_checks_by_name_is_listed():
    listed = {source.path for source in trust("data.origin_outside_hulls").others}
    assert {"trusted/named.py", "trusted/data/hulls.py"} <= listed


def test_nothing_is_left_out_that_python_would_load():
    """Importing the checks of a condition alone loads no trusted module that is not listed."""
    for name in ("minimum.flat", "minimum.support", "neuron.increasing", "data.circuit"):
        found = trust(name)
        listed = {source.path for source in (*found.kernel, *found.others)}
        checks = {path.removesuffix(".py").replace("/", ".") for leaf in found.leaves for _, _, path in leaf.checks}
        code = "".join(f"import theoremcheck.{check}\n" for check in checks)
        code += (
            "import sys\nprint(*(m.__file__ for n, m in sys.modules.items() if n.startswith('theoremcheck.trusted')))"
        )
        loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
        assert loaded
        assert {Path(path).relative_to(PACKAGE).as_posix() for path in loaded} <= listed
