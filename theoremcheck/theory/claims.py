"""The claims that a spec can make, in prose: what each says, what proves it, what refutes it."""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Final

from theoremcheck.theory.prose import Entry
from theoremcheck.trusted.kernel.forms import REFUTING
from theoremcheck.trusted.kernel.questions import Asked, Question, proves, refutes
from theoremcheck.trusted.kernel.statements import STATEMENTS, THEOREMS

_OWN: Final = "The language of theoremcheck."

_CLAIMS: Final = (
    Entry(
        "no_bad", "no local minimum is bad (the default)",
        "Every local minimum of L, in the trained parameters, has training error 0: y_i = sgn f(x_i) for every"
        " sample, with sgn(0) = +1. It is true as well where L has no local minimum at all.",
        "Theorems that conclude it prove it, as those do by which L has no local minimum; a certified local"
        " minimum with a wrong sample refutes it.",
        _OWN,
    ),
    Entry(
        "no_bad_smooth", "no local minimum off all breaks is bad",
        "Every local minimum of L off all breaks has training error 0. A point is off all breaks if at each sample"
        " every neuron is continuously differentiable near what it receives, and the loss near z_i. With ReLU, leaky"
        " ReLU and the hinge loss: the inner points of the cells in which L is one polynomial. It says nothing of"
        " minima at breaks, where bad ones may be (rule.kink). If neurons and losses have no breaks, it says what"
        " no_bad does.",
        "thm.cells and thm.smooth prove it, and so does what proves no_bad. A certified local minimum with a wrong"
        " sample refutes it if the kernel finds it off all breaks, by the exact numbers or the box of the rule; where"
        " neurons and losses have no breaks, every refutation of no_bad does.",
        "Laurent, von Brecht, The multilinear structure of ReLU networks (ICML 2018).",
    ),
    Entry(
        "global", "every local minimum is a global one",
        "Every local minimum of L is a global minimum of L, whether samples are wrong there or not.",
        "Theorems that conclude it, or that L has no local minimum, prove it; a certified local minimum and a"
        " certified point with a smaller L refute it.",
        _OWN,
    ),
    Entry(
        "error", "the training error at local minima is bounded: claim error at most 1/4",
        "At every local minimum of L the share of the weight of wrong samples is at most the number given.",
        "Theorems that bound the error by that number, or exclude bad local minima, prove it; a certified local"
        " minimum with a larger error refutes it.",
        _OWN,
    ),
    Entry(
        "no_valley", "no spurious valley: from every point there is a way down",
        "From every point, and for every c above L there, a path of the trained parameters, on which L < c, comes"
        " arbitrarily near inf L: L has on every path component of {L < c}, for every c, the infimum inf L. Bad local"
        " minima there may be; where L is continuous, none that is strict and not global.",
        "thm.wide, thm.linear_valley, thm.decay_valley and thm.convex_valley prove more, paths on which L exceeds"
        " nowhere its value at the start, and of separable data thm.monotone_valley and thm.separable_valley;"
        " thm.wide_deep and thm.pyramid prove it of deep networks. For one point the verdict shows the path as the"
        " proofs build it, but for thm.pyramid, thm.scaling_basin and residual heads, with every piece"
        " checked in exact arithmetic: the output weights move on a segment, or what does not enter f moves, or neurons"
        " are scaled by square roots under weight decay, so that f(x_i) moves on a segment, the penalties are convex,"
        " and so L is convex along it; or neurons turn so that no margin y f(x) falls; or all moves on one segment,"
        " on which L, or every l(z_i), falls and then rises. A spurious basin (rule.basin)"
        " refutes it, and so does a valley that the sign of one weight cuts off (rule.valley). The claim implies"
        " no_basin where L is continuous.",
        "Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization landscapes"
        " (JMLR 2019).",
    ),
    Entry(
        "no_basin", "no spurious basin: no minimum that is not global on a bounded open set",
        "On no bounded open set of the trained parameters L has a minimum above inf L and below all of its values"
        " on the boundary. So every strict local minimum is a global one.",
        "It follows from no_valley of a continuous L, as a path that leaves such a set passes its boundary, where L"
        " is larger, and from global, as the minimum on such a set is a local one; so what proves these proves it,"
        " what shows that L has no local minimum, and thm.wide_basin. A certified strict local minimum and a lower"
        " point refute it (rule.basin).",
        "Li, Ding, Sun, On the benefit of width for neural networks: disappearance of basins (SIAM J. Optimization"
        " 32, 2022).",
    ),
)  # fmt: skip

CLAIM_PROSE: Final = MappingProxyType({entry.id: entry for entry in _CLAIMS})
"""By the word with which a spec begins the claim."""


def asked_by(word: str) -> Asked:
    """The claim that begins with the word. Raises ``KeyError`` if there is none."""
    return {asked.value.split()[0]: asked for asked in Asked}[word]


def answers_of(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The theorems that can prove the claim, and the rules that can refute it."""
    question = Question(asked_by(word))
    theorems = (name for name in THEOREMS if proves(STATEMENTS[name].conclusion, question, Fraction(0)))
    refuting = (entry for entry in STATEMENTS.values() if entry.conclusion in REFUTING)
    rules = (entry.id for entry in refuting if refutes(question, Fraction(1), entry.conclusion, smooth=True))
    return tuple(theorems), tuple(rules)
