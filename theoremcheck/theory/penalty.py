"""The prose of the rules on points that weight decay holds: statement, construction and proof (see ``refutations``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

PENALTIES: Final = (
    Entry(
        "rule.decay", "weight decay",
        "l convex and C^1, penalties A |a|^2 and B |w|^2 with A, B > 0, a_0 free or c = 0. At a = 0, w = 0, f = c let"
        " k = W+ l'(-c) = W- l'(c), W = W+ + W-, D = E+ x - E- x, and p, m the one-sided slopes of s at b. If 2 sqrt(A"
        " B) > (k / W) K with K = |p + m| |D| / 2 + |p - m| (E+ |x| + E- |x|) / 2, the point is a bad local minimum."
        " With A = B = lambda / 2 and smooth s: lambda > k |s'(b)| |D| / W. A deep part has all weights 0, with"
        " penalties A' > 0 on its output weights v and B' > 0 on those of its last layer, V; its biases are anywhere."
        " With one layer 2 sqrt(A' B') has to be above (k / W) K with the slopes at its biases; with more, any A', B'"
        " > 0 are enough. Where D = 0 and s has a Lipschitz slope near b (it is C^1 there, and C^2 on either side up"
        " to b), B > 0 is enough, whatever A >= 0: decay of the hidden weights alone. The same of a deep part whose"
        " neurons have such slopes near their biases, if the weights U of its first layer have a penalty B' > 0.",
        "By lemma.support the mean loss falls by (k / W) (E+ - E-) f at most; a_0 cancels. Near b, s is ((p + m) / 2)"
        " z + (|p - m| / 2) |z| (up to sign, and shifted) plus a function with small Lipschitz constant, so |(E+ - E-)"
        " s(w . x + b')| <= |w| (K + o(1)); b' cancels in D, and ||u + v| - |v|| <= |u|. So L rises by at least A"
        " |a|^2 + B |w|^2 - (k / W) (K + o(1)) |a| |w| >= 0 for each neuron. A deep part with one layer is like"
        " another shortcut. With more layers, the units of each layer give one number on all samples at the point, as"
        " all weights are 0, whatever the biases; they are continuous, so nearby what enters the last layer differs"
        " between samples by o(1). Its units have slopes beside their biases, so they are Lipschitz there: what each"
        " gives differs between samples by |V| o(1). So f_D is a constant, in which E+ and E- agree, and something of"
        " the order |v| |V| o(1), which is below A' |v|^2 + B' |V|^2. If D = 0: for b' near b and small w, s(w . x +"
        " b') = s(b') + s'(b') w . x + R with |R| <= M |w|^2 |x|^2 / 2, M the Lipschitz constant of s'. E+ and E-"
        " agree in the first two terms, so |(E+ - E-) a s(w . x + b')| <= |a| |w|^2 C, and L rises by at least |w|^2"
        " (B - (k / W) C |a|) >= 0 for each neuron, as |a| is small near a = 0. What a deep part hands on is v . G(U"
        " x), G a composition of maps with Lipschitz derivatives, whose constants are bounded near the point: it"
        " differs from v . (G(0) + G'(0) U x) by |v| |U|^2 |x|^2 C at most.",
        HERE, nearby="the penalty outweighs what the network can gain nearby",
    ),
    Entry(
        "rule.decay_local", "weight decay, a loss that is convex near the constant output only",
        "As rule.decay, where l need be neither convex nor C^1: near -c and c it is what rule.affine_local asks for,"
        " with K of any sign; k is the number of the least size among all such K (one number where l is C^1 there). So"
        " a sigmoid output with squared errors, losses that level off and the hinge have a bad local minimum at zero"
        " weights as soon as the decay outweighs the pull k between the classes.",
        "f is continuous at the point: w = 0 there, s is continuous at b, and every layer of a deep part at its biases."
        " So near the point all outputs are near c, and W L(t) >= h(c) - k (E+ - E-) f + W (penalties), by the proof of"
        " rule.affine_local; that of rule.decay shows W (penalties) >= k (E+ - E-) f there, for every number k, neuron"
        " by neuron. At the point both are equalities.",
        HERE, nearby="the penalty outweighs what the network can gain nearby",
    ),
    Entry(
        "rule.decay_zero", "weight decay without biases",
        "l convex, penalties A |a|^2, B |w|^2, of a deep part A' |v|^2 and B' |V|^2 (v its output weights, V those of"
        " its last layer) with A, B, A', B' > 0, an output bias absent or frozen at 0, hidden biases absent or frozen"
        " with s(b_j) = 0, a deep part without biases and with s(0) = 0. The classes need not balance. Let c_i ="
        " weight_i y_i l'(0-), W the sum of the weights, p and m the slopes of s beside b_j, and K = |p + m| |sum c_i"
        " x_i| / 2 + |p - m| S / 2, S the larger of the sums of |c_i| |x_i| over c_i > 0 and over c_i < 0. If 2 W"
        " sqrt(A B) > K for every neuron, and 2 W sqrt(A' B') > K with the slopes at 0 for a deep part of one layer"
        " (of more layers all A', B' > 0 are enough), all deep weights 0, a = 0, w = 0 is a local minimum with f = 0,"
        " wrong on class -. Where both classes have one loss and sum c_i x_i = 0, B > 0, or B' > 0 on the weights of"
        " the first deep layer, is enough for neurons with Lipschitz slopes, as in rule.decay.",
        "As l(z) >= l(0) + l'(0-) z, W L falls by sum c_i f(x_i) at most. s(b_j + u) is ((p + m) / 2) u + (|p - m| /"
        " 2) |u| (up to sign) plus a function that is 0 at u = 0 and has a small Lipschitz constant there; with u_i ="
        " w . x_i, sum c_i |u_i| is at most |w| times the larger sum, whatever its sign. So a neuron gains |a| |w| (K"
        " + o(1)) at most, less than W (A |a|^2 + B |w|^2). A deep part with one layer is like another shortcut; with"
        " more, f_D is of the order |v| |V| o(1), as s(0) = 0, s has slopes at 0, and what enters the last layer tends"
        " to 0. If sum c_i x_i = 0, with s(b_j) = 0 the gain is of the order |a| |w|^2, or |v| |U|^2, by the proof of"
        " rule.decay: with one loss, and its one slope at 0, the sum is l'(0-) times that of weight_i y_i x_i.",
        HERE, nearby="the penalty outweighs what the network can gain nearby",
    ),
)  # fmt: skip
"""The entries of the rules on points where all weights are 0."""
