"""What a plain verdict loads: nothing that it does not need."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SPECS = Path(__file__).resolve().parents[2] / "specs"
HEAVY = (
    "highspy",
    "interegular",
    "lark",
    "mpmath",
    "networkx",
    "numpy",
    "pickle",
    "zipfile",
    "shutil",
    "csv",
    "difflib",
    "random",
    "hashlib",
)
"""Libraries, and modules of the standard library that take long to load."""
OWN = (
    "search",
    "relax",
    "sweep",
    "lsp",
    "api",
    "report.pictures",
    "report.display",
    "theory.results",
    "language.mistakes",
)

POINTS = (
    *("average", "curved_layers", "fibre", "flat", "idle", "jensen", "kink", "kinds", "level", "moment_layers"),
    *("penalty", "potential", "sides", "spurious", "tangent", "tied", "tied_groups", "valley"),
)
"""Files of ``trusted/minima`` that only checks of points need; a proof needs none."""

PROGRAM = """
import json, sys
from theoremcheck.cli import main
try:
    main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def loaded(*arguments):
    """The modules that a run has loaded at its end."""
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ})
    assert found.returncode == 0, found.stderr[:1000]
    return set(json.loads(found.stderr.splitlines()[-1]))


PLAIN = ("rotated_xor_softplus", "subspaces_concave", "homogeneous_frozen_zero", "linear_skip", "turning_funnel")


@pytest.mark.parametrize("name", PLAIN)
def test_a_proved_spec_loads_no_library_that_it_does_not_need(name):
    modules = loaded(SPECS / "theorems" / f"{name}.spec", "--no-search")
    assert [name for name in HEAVY if name in modules] == []
    own = [name for name in modules if name.startswith(tuple(f"theoremcheck.{part}" for part in OWN))]
    assert own == []


SELDOM = ("hulls", "monomials", "path", "pyramid", "units", "wide")
"""Files of ``trusted/data`` with checks of conditions that few problems ask for; the kernel's table names them."""


@pytest.mark.parametrize("name", PLAIN)
def test_a_proved_spec_loads_no_check_of_a_point(name):
    modules = loaded(SPECS / "theorems" / f"{name}.spec", "--no-search")
    assert [name for name in POINTS if f"theoremcheck.trusted.minima.{name}" in modules] == []


@pytest.mark.parametrize("name", ("rotated_xor_softplus", "linear_skip", "turning_funnel"))
def test_a_verdict_of_a_common_theorem_loads_no_check_that_it_does_not_ask_for(name):
    modules = loaded(SPECS / "theorems" / f"{name}.spec", "--no-search")
    assert [name for name in modules if name.startswith("theoremcheck.trusted.minima.")] == []
    assert [name for name in SELDOM if f"theoremcheck.trusted.data.{name}" in modules] == []


def test_a_refuted_spec_loads_them():
    """The table asks for all of them at once, so that a name that is not there would be seen."""
    modules = loaded(next(SPECS.rglob("flat_relu.spec")), "--no-search")
    assert [name for name in POINTS if f"theoremcheck.trusted.minima.{name}" not in modules] == []


def test_instances_are_loaded_where_a_claim_is_one_for_all():
    files = {f"theoremcheck.{folder}.instances" for folder in ("trusted", "verdict")}
    for name in ("theorems/rotated_xor_softplus", "counterexamples/flat_relu", "theorems/any_separable_leaky"):
        assert not files & loaded(SPECS / f"{name}.spec", "--no-search"), name
    assert files <= loaded(SPECS / "counterexamples" / "instance_any_data.spec", "--no-search")
