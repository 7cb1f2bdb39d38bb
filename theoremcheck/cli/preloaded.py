"""What the workers of a corpus need, imported once for all of them: they are forked from the process that did so."""

from __future__ import annotations

import theoremcheck.cli.corpus
import theoremcheck.language.datasets
import theoremcheck.language.elaborate
import theoremcheck.search
import theoremcheck.verdict.pointwise.certify  # noqa: F401 - the modules are meant, and no name of theirs
from theoremcheck.language.automaton import automaton

automaton()  # remembered there: what takes longest to make of all that each spec needs
