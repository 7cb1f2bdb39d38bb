"""The prose on networks whose output is odd in x: (x, +) and (-x, -) are one sample."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

MIRRORED: Final = (
    Entry(
        "data.told_apart", "linearly independent samples, with mirrored ones as one",
        "One of two arms: the distinct X_i are linearly independent; or the output is odd in x, and that is so once"
        " each sample (x, +) is taken as (-x, -).",
        "A condition, or lemma.mirrored.",
        HERE,
    ),
    Entry(
        "lemma.mirrored", "in an odd network (x, +) and (-x, -) are one sample",
        "Let f be odd in x, and both classes have one loss. Take each sample (x, +) as (-x, -). Then L is the same"
        " function of the parameters, and z_i is the same at every sample. So where a theorem says of the mirrored"
        " problem that l has slope 0 at every sample of each local minimum, it does so of the problem itself. In the"
        " mirrored problem all samples have the label -, so that no two contradict each other. Here its distinct X_i"
        " are linearly independent.",
        "z_i = -y_i f(x_i), and the sign of y_i and that of f(x_i) change together: a_0 and all biases are 0, and sums"
        " of odd functions of what is odd are odd. (The training error may differ where f(x_i) = 0, which is right"
        " with + and wrong with -. There z_i = 0, and l is active: its slope is not 0.)",
        HERE,
    ),
)  # fmt: skip
