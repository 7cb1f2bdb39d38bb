"""The prose on networks in which all that is trained acts as one number (see ``results``)."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

_ONE: Final = (
    "All that is trained acts as one real number v, on L and on each f(x_i): one parameter is trained, and v is it; or"
    " the weights w into the only unit of a layer that receives the features, and these alone, in no penalty, while all"
    " samples are multiples t_i u of one u != 0, so that w . x_i = t_i v with v = w . u. All else is frozen at known"
    " values; there are no free parameters and no residual head. So L(t) = E(v) + a constant, with a function E on R."
)
_FOUND: Final = (
    "Computed: E is put together as a continuous function of smooth pieces, neuron by neuron, each piece shown to be"
    " analytic on a neighbourhood of its closed interval, and all zeros of its slope are found, or it is refused. So E"
    " is strictly monotone or constant between finitely many cuts, the breaks and these zeros."
)

LINES: Final = (
    Entry(
        "thm.line", "one trained number: every local minimum is right (H1)",
        "Let all that is trained act as one number v, and let all samples be right wherever L, as a function of v, has"
        " a local minimum (objective.line_right). Then every local minimum of L has training error 0. Nothing else is"
        " asked of the loss, of the neurons, of what is frozen and of a penalty on a single trained parameter: l need"
        " be neither convex nor nondecreasing. Each class may have its own loss.",
        "v is a linear function of what is trained, not 0: add h d to it, where d is 1, or u / |u|^2, and v becomes v +"
        " h. Let t be a local minimum of L, v its number. For all small h the point t + h d is near t, so E(v + h) >="
        " E(v): v is a local minimum of E, and all samples are right there, as f(x_i) depends on v alone.",
        HERE,
    ),
    Entry(
        "thm.line_global", "one trained number: every local minimum is a global one (H2)",
        "Let all that is trained act as one number v, and let L, as a function of v, have its least value wherever it"
        " has a local minimum (objective.line_lowest). Then every local minimum of L is a global minimum of L. That"
        " there is one is not claimed.",
        "As for thm.line, a local minimum t of L has a v at which E has a local minimum; so E(v) <= E(v') for all v',"
        " and L(t) <= L(t') for every t', as L(t') - E(v') is the same constant for all t'.",
        HERE,
    ),
    Entry(
        "thm.line_valley", "one trained number: L falls, then rises (H3)",
        "Let all that is trained act as one number v, and let L, as a function of v, nowhere fall after it has risen"
        " (objective.line_trough). Then from every point t and for every m > inf L a continuous path of the trained"
        " parameters starts at t, on which L never exceeds L(t), and ends where L <= m.",
        "E(p) <= max(E(q), E(r)) for q <= p <= r. Let L(t') < m, v and v' the numbers of t and t'. If L(t) <= m, stay."
        " Else E(v') < E(v). Go on the segment from t to t + (v' - v) d: the number goes from v to v', and between them"
        " E is at most max(E(v), E(v')) = E(v). At its end L is what it is at t'.",
        HERE,
    ),
    Entry(
        "thm.signed_chain", "a chain of single units, separable data on a line: all margins have one sign (H4)",
        "Let f be a chain of single units without biases on samples x_i = t_i u with y_i t_i > 0"
        " (objective.signed_chain), s strictly monotone with slopes that are not 0 (neuron.monotone), and l active."
        " Then every local minimum has training error 0. l need be neither nondecreasing nor convex nor C^1: it may"
        " rise again where a sample is right, as (1 + z)^2 does. Each class may have its own loss; s may have kinks.",
        "Let s increase (else put -s for s, and -p_j for every p_j). With c_0 = w . u and the factors p_1, .., p_k,"
        " f(x_i) = p_k s(p_(k-1) s(.. p_1 s(c_0 t_i))) has the sign of p_k .. p_1 c_0 t_i, as s increases strictly and"
        " s(0) = 0. So all y_i f(x_i) have the sign of P = p_k .. p_1 c_0. Let t be a local minimum at which a sample"
        " is wrong: P <= 0, and z_i >= 0 for all i. As l is active, l(z) < l(z_i) for all z < z_i near z_i: L is"
        " smaller at points near t at which every z_i is smaller. (1) Let P = 0; then z_i = 0 for all i. The factors"
        " that are 0 are trained. Put h > 0 for each of them but one, and h or -h for that one, so that the product is"
        " positive; for c_0 add a multiple of u to w. Then every z_i is < 0, and tends to 0 with h, as s is continuous."
        " (2) Let P < 0; then z_i > 0 for all i. Some factor is trained: multiply it by 1 - h (for c_0 add -h c_0 u /"
        " |u|^2 to w). What the unit above it receives keeps its sign and comes nearer to 0, at each sample, and so"
        " does, by the monotonicity of s, all that comes after; so every z_i is smaller, and tends to its value with h."
        " No penalty changes.",
        HERE,
    ),
)  # fmt: skip

LINE_CONDITIONS: Final = (
    Entry(
        "objective.line_right", "one number is trained, and every local minimum over it is right",
        f"{_ONE} Wherever E has a local minimum, sgn f(x_i) = y_i for every sample i, with sgn 0 = +1.",
        f"{_FOUND} The local minima are the cuts before which E does not rise and after which it does not fall, and all"
        " numbers of an interval on which E is constant; the signs of all f(x_i) there are exact.", HERE,
    ),
    Entry(
        "objective.line_lowest", "one number is trained, and every local minimum over it has the least value",
        f"{_ONE} Wherever E has a local minimum, E(v) <= E(v') for all v'.",
        f"{_FOUND} E has no local minimum; or its slope is < 0 first, then 0, then > 0, of which two may be missing; or"
        " it falls before the first cut, rises after the last, is nowhere constant, and has one value at all cuts that"
        " are local minima. That it fails: values at two of them that differ.", HERE,
    ),
    Entry(
        "objective.line_trough", "one number is trained, and L nowhere falls after it has risen",
        f"{_ONE} E(p) <= max(E(q), E(r)) for all q <= p <= r.",
        f"{_FOUND} No interval on which it rises is left of one on which it falls.", HERE,
    ),
    Entry(
        "objective.signed_chain", "a chain of single units, and every sample sees its weights with its own sign",
        "f(x) = p_k s(p_(k-1) s(.. p_1 s(w . x))), k >= 1: the shortcut of one neuron, or one branch of layers of one"
        " unit, all with the neuron s, and nothing beside it; biases and a_0 are absent or frozen at 0, and s(0) = 0."
        " For some u every x_i is t_i u with y_i t_i > 0. Each p_j is trained, or frozen at a number that is not 0; w"
        " is trained, or frozen with w . u != 0; at least one of them all is trained, and none that is trained is"
        " penalised.",
        "Read off the spec; the t_i and w . u are computed.", HERE,
    ),
)  # fmt: skip
"""Statement and proof by id."""
