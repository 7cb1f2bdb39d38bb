"""Exported proofs about one neuron or one loss, and coqc on them."""

import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction

from theoremcheck.decide import registry
from theoremcheck.decide.case import Case
from theoremcheck.formal.coqc import LIBRARY
from theoremcheck.formal.functions import translate
from theoremcheck.formal.shapes import function_leaf
from theoremcheck.language import loads
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.model import Function
from theoremcheck.trusted.refusal import Refusal

CONDITIONS = {
    "neuron": (
        *("defined", "c1", "c2", "signed", "increasing", "decreasing", "strictly_increasing", "strictly_decreasing"),
        *("strictly_convex", "strictly_concave", "flat_piece", "affine_piece", "even", "odd_up_to_constant"),
        *("slope_increasing", "slope_decreasing", "quadratic"),
    ),
    "loss": ("defined", "c1", "c2", "nondecreasing", "active", "convex", "increasing", "bounded_below"),
}

_SPEC = """
dataset d { + (1, 0) - (0, 1) }
neuron n(z) = z
loss l(z) = exp(z)
network { shortcut = 1 n  output bias }
"""

_FILE = """
From Coq Require Import Reals List ZArith Lia Lra.
From TheoremCheck Require Import Setting Conditions ConditionsCurved Functions.
Import ListNotations.
Open Scope R_scope.

Definition own : fn := %s.

Definition the_problem : problem := {|
  data := []; denominator := 1; dim := 2; width := 1; neuron := %s; deep := fun _ _ => 0;
  deep_dom := fun _ _ => True; a0_trained := true; a_trained := true; w_trained := true; b_trained := false;
  deep_trained := []; fixed := fun _ => 0; loss := %s; penalties := [] |}.
"""


def problem_with(kind, expr):
    """A problem with that neuron or that loss."""
    return replace(loads(_SPEC).spec.problem, **{kind: Function(expr, "own")})


def formula(kind, text):
    """The expression of a formula in z."""
    own = {"neuron": "n(z) = z", "loss": "l(z) = exp(z)"}[kind]
    spec = _SPEC.replace(own, own.partition("=")[0] + f"= {text}")
    return getattr(loads(spec).spec.problem, kind).expr


def facts(kind, expr):
    """What the kernel shows of it: every condition that holds, and that a loss is not increasing."""
    problem = problem_with(kind, expr)
    case = Case(problem)
    found = {}
    for name in CONDITIONS[kind]:
        condition = f"{kind}.{name}"
        try:
            with case.work(condition):
                fact = registry.settle(case, condition)
        except Refusal:
            continue
        if isinstance(fact, Fact) and (fact.status is Status.HOLDS or condition == "loss.increasing"):
            found[condition] = fact
    return problem, found


def exported(kind, expr):
    """The text of a file that proves all of that, and the conditions without a proof script."""
    problem, found = facts(kind, expr)
    text = _FILE % (translate(expr), *("own" if kind == entry else "identity" for entry in ("neuron", "loss")))
    left = []
    for condition, fact in found.items():
        script = function_leaf(problem, fact)
        if script is None:
            left.append(condition)
            continue
        claim = f"{'~ ' if fact.status is Status.FAILS else ''}{condition.replace('.', '_')} the_problem"
        text += f"\nLemma leaf_{condition.replace('.', '_')} : {claim}.\nProof.\n  {script}\nQed.\n"
    return text, left


REQUIRED = re.compile(r"^From TheoremCheck Require (?:Import |Export )?([\w\s]+)\.$", re.MULTILINE)


def needed(name):
    """The files of the library that one of them rests on, itself last, in an order in which they can be compiled."""
    required = REQUIRED.findall((LIBRARY / f"{name}.v").read_text(encoding="utf-8"))
    below = (other for names in required for used in names.split() for other in needed(used))
    return [*dict.fromkeys(below), name]


def library(folder):
    """Compile what these proofs need."""
    for name in dict.fromkeys((*needed("Functions"), *needed("ConditionsCurved"))):
        shutil.copyfile(LIBRARY / f"{name}.v", folder / f"{name}.v")
        accepted, message = coqc(folder, folder / f"{name}.v")
        assert accepted, message
    return folder


def coqc(folder, path):
    """Whether coqc accepts a file, and what it says."""
    command = ["coqc", "-q", "-Q", str(folder), "TheoremCheck", path.name]
    answer = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, timeout=300, check=False)
    return answer.returncode == 0, answer.stderr + answer.stdout


def lemmas(text):
    """The names of the lemmas of a file."""
    return re.findall(r"^Lemma (\w+)", text, re.MULTILINE)


def values(entry):
    """Parameters of a library entry: the default, and 3 where there is none."""
    return [Fraction(3) if part.default is None else part.default for part in entry.parameters]
