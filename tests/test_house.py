"""The plan of the house: what lies where, and how large it is."""

from dataclasses import fields, is_dataclass
from functools import partial
from pathlib import Path

import pytest

from theoremcheck.decide import registry
from theoremcheck.trusted.kernel.conditions import CONDITIONS, POINTS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "theoremcheck"
SUBJECTS = ("functions", "data", "minima")


def module_of(check):
    """The module that a check is written in."""
    while isinstance(check, partial):
        check = check.func
    return check.__module__


def modules(ways):
    """The modules of the checks of some ways to show a condition."""
    return {module_of(by.check) for by in ways}


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_deciders_and_tests_have_the_names_of_the_checks(name):
    row = CONDITIONS[name]
    for by in (*row.holds, *row.fails):
        subject, base = module_of(by.check).split(".")[-2:]
        assert (ROOT / "tests" / subject / f"test_{base}.py").is_file()
        if is_dataclass(by.kind) and fields(by.kind):  # there is something to propose
            assert (PACKAGE / "decide" / subject / f"{base}.py").is_file()


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_file_that_proposes_has_the_name_of_what_checks(subject):
    """What proposes nothing by itself is a helper, under a name of its own."""
    for path in sorted((PACKAGE / "decide" / subject).glob("*.py")):
        module = registry.import_module(f"theoremcheck.decide.{subject}.{path.stem}")
        offered = {**getattr(module, "PROPOSERS", {}), **getattr(module, "CONSTRUCTIONS", {})}
        for name in offered:
            row = CONDITIONS[name]
            assert f"theoremcheck.trusted.{subject}.{path.stem}" in modules((*row.holds, *row.fails)), (path.name, name)


def test_what_is_proposed_for_a_condition_is_in_one_file_and_found():
    homes = {}
    for subject in SUBJECTS:
        for path in sorted((PACKAGE / "decide" / subject).glob("*.py")):
            module = registry.import_module(f"theoremcheck.decide.{subject}.{path.stem}")
            for offered in (getattr(module, "PROPOSERS", {}), getattr(module, "CONSTRUCTIONS", {})):
                for name, proposed in offered.items():
                    assert name not in homes, (name, path.name)
                    homes[name] = proposed
    for name, proposed in homes.items():
        found = registry.proposer(name)
        assert proposed in (found, *getattr(found, "args", ())), name


def test_there_are_twelve_kinds_of_point():
    assert len({by.kind for name in POINTS for by in CONDITIONS[name].holds}) == 12


def test_no_file_is_longer_than_500_lines():
    for path in sorted(PACKAGE.rglob("*.py")):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 500, path


def test_no_two_test_files_have_one_name():
    """They are collected without packages, by their basenames."""
    names = [path.name for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    assert {name for name in names if names.count(name) > 1} == set()
