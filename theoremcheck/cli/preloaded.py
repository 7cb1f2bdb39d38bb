"""What the workers of a corpus need, imported once for all of them: they are forked from the process that did so.

One spec loads what it needs, in its own process; here are all proposers, verdicts and words, for whatever comes.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Final

import theoremcheck.cli.complaints
import theoremcheck.cli.corpus
import theoremcheck.decide
import theoremcheck.language
import theoremcheck.report.refutation
import theoremcheck.report.relaxation
import theoremcheck.report.standing
import theoremcheck.report.valley
import theoremcheck.search
import theoremcheck.theory.conditions
import theoremcheck.theory.results
import theoremcheck.verdict
from theoremcheck.language.automaton import automaton
from theoremcheck.language.tables import parser
from theoremcheck.report.formats import FORMATS
from theoremcheck.report.reasons import SENTENCES

_WHOLE: Final = (theoremcheck.decide, theoremcheck.language, theoremcheck.verdict)
"""Packages of which every module may be needed."""

for _package in _WHOLE:
    for _entry in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        import_module(_entry.name)
automaton()  # remembered there, as the parser of what is wrong, the formats and the sentences are
parser()
tuple(FORMATS.values())
tuple(SENTENCES)
