"""The form in which the theory is written down: one entry for each id."""

from __future__ import annotations

from theoremcheck.trusted.records import dataclass

PAPER = (
    "Liang, Sun, Li, Srikant: Understanding the Loss Surface of Neural Networks for Binary Classification (ICML 2018)"
)
HERE = f"after {PAPER}; statement and proof as given here"
_ADDED = "Liang, Sun, Lee, Srikant: Adding One Neuron Can Eliminate All Bad Local Minima (NeurIPS 2018)"
AFTER_ADDED = f"after {_ADDED}; statement and proof as given here"
AFTER_MONOMIALS = f"the analogue for monomials of {_ADDED}; statement and proof as given here"

LEVEL_RIGHT = (
    "By the lemma the slope of L in f(X) is 0 at each X. The samples there have one label and one output, so one l'(z),"
    " and that is 0; as l is active, z < 0."
)
LEVEL_GLOBAL = (
    "The samples at one X have one output, and enter L together by the sum of their weight_k l(-y_k v) at v = f(X),"
    " which is convex in v. By the lemma its slope at f(X) is 0, so it is minimal there, at each X."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an id says.

    ``short`` is the title in a few words, ``statement`` the exact statement, ``why`` the proof (for a condition: how
    it is decided and what the evidence is), ``source`` where it comes from. ``nearby`` says in one clause why the point
    of a refutation rule is a local minimum.
    """

    id: str
    short: str
    statement: str
    why: str
    source: str
    nearby: str = ""
