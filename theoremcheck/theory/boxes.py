"""The prose of the rules whose points are boxes, copies of neurons, multipliers or tied groups, and of lower points."""

from __future__ import annotations

from typing import Final

from theoremcheck.theory.prose import HERE, Entry

BOXES: Final = (
    Entry(
        "rule.strict", "a strict minimum in a box",
        "On the box |t - c|_inf <= r let L be C^2 with Hessian - mu I positive definite, mu > 0, and |grad L(c)| <"
        " mu r (Euclidean). Then the ball |t - c| <= r has exactly one local minimum of L in its interior. If f(x_i)"
        " has the wrong sign on all of the box for some i, it is bad. Parameters may be held by lemma.slice;"
        " the gradient and the Hessian are then those in the others.",
        "Let t minimise L over the closed ball. If |t - c| = r, then grad L(t) . (t - c) <= 0; but it is >= grad"
        " L(c) . (t - c) + mu r^2 >= r (mu r - |grad L(c)|) > 0. So t is interior, hence a local minimum, and the"
        " only one by strict convexity. The box contains the ball, so that sample is wrong at t; and so is one of two"
        " samples of different classes that have one output on the box. What is held stays at the centre"
        " of a box in all parameters, so that the box holds a neighbourhood of t.",
        HERE, nearby="the Hessian is positive definite on a box around it, which holds the minimum",
    ),
    Entry(
        "rule.sharp", "margins on kinks of the loss",
        "Let the margins z_i of some samples K lie near kinks z0 of l, with slopes <= p_i left and >= m_i right of"
        " z0 for |z_i - z0| <= U_i, and let p_i + k U_i <= g_i <= m_i - k U_i, k > 0. Let Psi be L with l(z0) + g_i"
        " u + k u^2, u = z_i - z0, in place of l(z_i) for i in K. On the box |t - c|_inf <= r let Psi be C^2 with"
        " Hessian - mu I positive definite, and |grad Psi(c)| r + L(c) - Psi(c) < mu r^2 / 2. Then the ball |t - c|"
        " < r holds a local minimum of L; it is bad if f(x_i) has the wrong sign on all of the box for some i."
        " Parameters may be held by lemma.slice. l need not be convex.",
        "For u > 0 l(z0 + u) >= l(z0) + m u >= l(z0) + g u + k u^2, as k u <= k U <= m - g; likewise for u < 0. So L "
        ">= Psi on the box. On the sphere |t - c| = r, L >= Psi(t) >= Psi(c) - |grad Psi(c)| r + mu r^2 / 2 > L(c): a "
        "minimiser of L over the closed ball is interior.",
        HERE, nearby="on a box around it L lies above a strongly convex function, and kinks of l hold some margins",
    ),
    Entry(
        "rule.support", "multipliers in an affine cell",
        "Near the point t let f be continuous, and let every unit at every sample with g_i != 0 stay strictly inside an"
        " affine piece, or receive nothing there (it has no bias and its inputs are 0 for all parameters near t, not at"
        " t alone), or have nothing trained below it, or belong to a deep part in which some layer gives the same"
        " constants at all these samples (f_D is then a multiple of the column 1, or 0, and below a residual head w . x"
        " more); let every margin z_i lie"
        " strictly inside an affine piece of l, of slope g_i, or on a break between two affine pieces where l is"
        " continuous, with p <= g_i <= m for their slopes p, m. L carries no penalty. If sum_i weight_i y_i g_i"
        " phi_i = 0 for all columns phi in which f is linear in the cell (lemma.slice), over the samples with g_i !="
        " 0, and some sample is wrong, t is a bad local minimum. The loss need not be convex, nor the minimum"
        " strict.",
        "Inputs that are 0 at t only, because the weights below are 0, move as soon as these do: the piece of the unit"
        " counts, and its slope enters the columns. Equal copies of a unit, which share what leads out of it, have its"
        " columns. Units and samples may be in different pieces."
        " Near t, l(z) >= l(z_i) + g_i (z - z_i) for z near z_i: with equality inside a piece, and by p <= g_i <= m"
        " at a break. So W (L(t') - L(t)) >= - sum_i weight_i g_i y_i (f(x_i; t') - f(x_i; t)), and on the samples"
        " with g_i != 0 the differences of the outputs are a combination of the columns: the sum is 0.",
        HERE, nearby="nearby all is piecewise affine, and the multipliers leave no direction in which L falls",
    ),
    Entry(
        "rule.split", "split neurons",
        "Let t be a bad strict minimum (rule.strict) of the network with m neurons, a, w, b trained and unpenalised. "
        "For some of its neurons k let D_k = a_k sum_i q_i s''(w_k . X_i) X_i X_i^T be positive definite on the box "
        "around t, q_i = -y_i weight_i l'(z_i) / W taken a little beyond it, or let s be affine wherever the neuron is "
        "there; a_k != 0. Then the network with neuron k replaced by copies with the same w, b and output weights "
        "share_j a_k, share_j > 0 with sum 1, has a bad local minimum: so it has one for every width M >= m. The same "
        "holds for the units of the last layer of a deep part, X_i being what they receive. Copies have one neuron: "
        "the deep part is one branch of alike units, none of it frozen by itself.",
        "Near the point the copies of k have output weights of one sign; let phi(t) have the one neuron with a = sum_j "
        "a_j, w = sum_j a_j w_j / a (b likewise). phi is continuous, phi(point) = t, and L_m(phi(t)) >= L_m(t) near. "
        "With w_j = w + d_j, sum_j a_j d_j = 0, f(x_i; t) - f(x_i; phi(t)) = sum_k sum_j (a_j / 2) s''(xi_ij) (d_j . "
        "X_i)^2, and by the mean value theorem L(t) - L_m(phi(t)) = (1/2) sum_k sum_j (a_j / a_k) d_j^T D_kj d_j, "
        "where D_kj is D_k at places between, inside the balls that were checked. So L(t) >= L_m(phi(t)) >= L at the "
        "point; the outputs there are those of t. Where s is affine the two agree, and L(t) = L_m(phi(t)). The formal "
        "library proves it for copies in the shortcut, in the last layer of a deep part or in both, with s C^2 around "
        "what they receive from every sample, samples with X_i = 0 included, and in place of D_k = 0 with s'' = 0 at "
        "every sample; the rest is proved here.",
        HERE, nearby="a narrower network has a strict minimum there, and the copies of its neurons keep together",
    ),
    Entry(
        "rule.split_decay", "split neurons with weight decay",
        "Let t be a bad local minimum of the network with m neurons (rule.strict, rule.sharp). For some of its"
        " neurons k, with u_k = (w_k, b_k) and H_i what they receive at sample i (x_i, and 1 with a hidden bias),"
        " let a_k and u_k be trained, A a_k^2 + N(u_k)^2 all that L penalises of them, N(u)^2 = B |w|^2 + C b^2 with"
        " A, B > 0, C >= 0, a_k != 0, s positively homogeneous of degree 1, and for all i u_k . H_i not at the break"
        " of s, or x_i = 0 without a hidden bias. Then the network with neuron k replaced by copies sqrt(share_j)"
        " (a_k, u_k), share_j > 0 with sum 1, has a bad local minimum: so it has one for every width M >= m. The"
        " same holds for the units of the last layer of a deep part, H_i being what the layer below gives them, and"
        " no u_k . H_i at the break. l may have kinks. Copies have one neuron, as in rule.split.",
        "Balance: near k the outputs are those of (r a_k, u_k / r), so A r^2 a_k^2 + N(u_k)^2 / r^2 is minimal at r"
        " = 1, and A a_k^2 = N(u_k)^2. At the copies f is sum_j share_j a_k s(u_k . H_i) = a_k s(u_k . H_i), the"
        " penalty is the same, and so is L. Near them a_j has the sign of a_k, u_j . H_i is on the same side of the"
        " break, where s has one slope, and V = sum_j a_j u_j is near a_k u_k, so that N(V) > 0. Let phi(t) have,"
        " for the copies, the one neuron a' = sign(a_k) (N(V) / sqrt(A))^(1/2), u' = V / a'. phi is continuous,"
        " takes the copies to (a_k, u_k) by balance, and f is the same at phi(t), as the copies add slope_i V . H_i."
        " The penalties of the copies are at least 2 sqrt(A) sum_j |a_j| N(u_j) >= 2 sqrt(A) N(V) = A a'^2 +"
        " N(u')^2, N being a seminorm. So L(t) >= L_m(phi(t)) >= L_m at the minimum, which is L at the copies.",
        HERE, nearby="a narrower network has a minimum there, and copies of its neurons only pay more weight decay",
    ),
    Entry(
        "rule.potential", "neurons at zeros of one function",
        "Let l be convex; the network is a shortcut of one kind of neuron and nothing else, L has no penalty, a, w"
        " and b (if present) are trained, a_0 is trained, frozen or absent. At a point t of the network with m"
        " neurons let g_i be a subgradient of l at z_i, q_i = -y_i weight_i g_i, phi(w) = sum_i q_i s(w . X_i). Let"
        " sum_i q_i = 0 if a_0 is trained, and for each neuron k a_k != 0, phi(w_k) = 0, grad phi(w_k) = 0, and a_k"
        " Hess phi positive definite around w_k, or 0 there; s C^2 around all w_k . X_i. Then t with copies of its"
        " neurons (w_k, share_j a_k), share_j > 0 with sum 1, any number of each, is a local minimum. So it is for"
        " every width M >= m, if one sample is wrong a bad one. t need not be strict, and l may have kinks: z_i lies"
        " on one, or off all of them.",
        "With q_i and phi of t, f(x_i; t') - f(x_i; t) at t' near the copies has sum_i q_i (f(x_i; t') - f(x_i; t))"
        " = (a_0' - a_0) sum_i q_i + sum_j a_j' phi(w_j') - sum_k a_k phi(w_k) = sum_j a_j' phi(w_j'), and a_j' has"
        " the sign of a_k, w_j' is near w_k, where a_k phi >= 0 by Taylor. So the sum is >= 0, and by lemma.support,"
        " whose g_i y_i weight_i are -q_i, t is a local minimum. The point is found as an exact solution of these"
        " equations, which are those of a critical point for m neurons; if some z_i lie on kinks, their g_i are"
        " unknowns and z_i = z0_i equations. Krawczyk's operator maps a box into its interior, so the box holds a"
        " solution (R. E. Moore, SIAM J. Numer. Anal. 14, 1977); on all of it g_i is between the slopes beside the"
        " kink, and a_k Hess phi is definite. The formal library asks for s C^2 around what the neurons receive from"
        " every sample; with X_i = 0, where that never moves, the rest is proved here.",
        "own; the construction of Ding, Li, Sun: Sub-Optimal Local Minima Exist for Neural Networks with Almost All"
        " Non-Linear Activations (arXiv 1911.01413), is of this kind",
        nearby="to first order in l only a sum over the neurons changes, whose terms all have a minimum there",
    ),
    Entry(
        "rule.tied", "samples of both classes that every neuron sees as one",
        "No deep part, no penalty. Some samples are in disjoint groups; every w_j . x_i is the same for all samples"
        " of a group G, so that f(x_i) = c_G and neuron j receives one number u_jG. P and N are the weights of the"
        " classes in G. (1) G has samples of both classes at different points: lines with the slopes K_G / P and K_G /"
        " N are below l near -c_G and c_G, where l is convex as rule.affine_local has it (so P l'(-c_G) = N l'(c_G) ="
        " K_G where l is C^1); the means of the classes in G agree, E_G+ x = E_G- x, and s is C^2 near every u_jG. (2)"
        " All samples of G are at one point, or of one class: c_G is a local minimum of h_G(v) = P l(-v) + N l(v). l is"
        " constant near z_i at the samples of no group; s is continuous at all that it receives. Let D be the span of"
        " the differences x_i - x_k in the groups of kind (1). If there are none, or for every j the form a_j sum_G K_G"
        " s''(u_jG) (E_G- (e . x)^2 - E_G+ (e . x)^2), over these groups, is positive definite for e in D, the point is"
        " a local minimum, at any width. It is bad if some group has both classes: one output, two labels.",
        "f is continuous at t, so near t all outputs are near f(x_i; t). At one point all samples have one output v for"
        " every t', and their terms of W L are h_G(v) >= h_G(c_G); of samples of one class each term by itself is at a"
        " local minimum of l. Let m_i = K_G weight_i / N on class - of the groups of kind (1), minus K_G weight_i / P"
        " on class +. So sum m_i = 0 and sum m_i x_i = 0 in each group. l lies above the lines near -c_G and c_G: near"
        " t, W (L(t') - L(t)) >= sum m_i (f(x_i; t') - f(x_i; t)) = sum_j a'_j sum_G sum_(i in G) m_i s(w'_j . x_i +"
        " b'_j), over these groups; what is one number on a group drops out, a_0 as well. Write w'_j = v_j + e_j, e_j"
        " in D and v_j orthogonal to it; w_j is orthogonal to D, so e_j is near 0. With g in G and u = w'_j . x_g +"
        " b'_j, i receives u + d_i, d_i = e_j . (x_i - x_g), and s(u + d_i) = s(u) + s'(u) d_i + s''(q_i) d_i^2 / 2"
        " with q_i near u_jG. The first two terms vanish in the sum over G for all t', as sum m_i = 0 and sum m_i d_i ="
        " 0. What is left is half of a form in e_j, whose coefficients are near those of the form above (sum m_i (e ."
        " (x_i - x_g))^2 = sum m_i (e . x_i)^2): it is positive definite near t, for every j. Frozen parameters leave"
        " fewer t'; the b_j may differ, frozen or not.",
        HERE, nearby="samples of both classes share an output for all parameters nearby, or L rises to second order for"
        " every neuron whose weights untie them",
    ),
    Entry(
        "rule.spurious", "a local minimum and a lower point",
        "Let a box hold a local minimum of L by the clauses of rule.strict or rule.sharp, without that of a wrong"
        " sample, and let L be smaller at some point t' than everywhere on the box. Then L has a local minimum that is"
        " not a global one. L is the whole objective with its penalties, of any sign; frozen parameters have their"
        " values at both points. Neither l nor the data are asked for anything.",
        "The proofs of rule.strict and rule.sharp find a local minimum t* in the box before they speak of signs of f:"
        " those serve to show that a sample is wrong. L(t*) is at least the lower end of an enclosure of L on the box,"
        " which is above L(t').",
        HERE, nearby="L is smaller at another point than on a box around it, which holds the minimum",
    ),
    Entry(
        "rule.valley", "a valley that the sign of one output weight cuts off",
        "Let no penalty be negative, and let the network end in one unit, f = c + v h(x) with a trained v and h >= 0"
        " (or h <= 0), whatever is below; c = 0 or a frozen output bias. If L is smaller than at the output c at some"
        " point t with v h <= 0, v != 0 (or v h >= 0), and somewhere smaller than that sign of v allows, L has a"
        " spurious valley: a path component of the points where L is below that of the output c, on which inf L is not"
        " approached. So claim no_valley is false. inf L need not be attained, L need not have a minimum, and l need be"
        " neither monotone nor convex: of it two bounds are asked, on two half-lines.",
        "Say h >= 0 and v < 0 at t (else replace v, h by -v, -h, or swap the classes and their losses). Where v = 0 the"
        " output is c on all samples, so L is at least L_c = (W+ l(-c) + W- l(c)) / W, as no penalty is negative. On a"
        " path from t on which L < L_c, v is continuous and never 0: v < 0 all along. So f <= c on all samples: z_i >="
        " -c, l(z_i) >= g on class +, z_i <= c and l(z_i) >= m on class -, where l >= g on [-c, inf) and l >= m on"
        " (-inf, c]. So L >= (W+ g + W- m) / W > L(t') >= inf L. Where each class has its own loss, l(-c) and g are of"
        " that of class +, l(c) and m of that of class -. For a nondecreasing l, g is l(-c); for the square (1 + z)^2"
        " too, where c < 1, though it falls before -1.",
        "The valleys of Venturi, Bandeira, Bruna, Spurious valleys in one-hidden-layer neural network optimization"
        " landscapes (JMLR 2019); the argument is ours.",
        nearby="where that weight is 0 L is larger, and with its sign here L stays above what it is elsewhere",
    ),
    Entry(
        "rule.basin", "a strict local minimum and a lower point",
        "Let a box hold a local minimum of L as in rule.spurious, where nothing is held: every trained parameter moves."
        " And let L be smaller at some point t' than everywhere on the box. Then there are an open ball B and a p in B"
        " with inf L < L(p) = min over the closure of B of L < inf over the sphere of L: a spurious basin. So neither"
        " is claim no_basin true nor claim no_valley.",
        "B is the ball of the box's radius r around its centre c, in all trained parameters. On the box L is"
        " continuous, and so has a minimum on the closure of B, and one on the sphere. Without kinks L is strongly"
        " convex, and |grad L(c)| < mu r: on the sphere grad L(q) . (q - c) > 0, L is smaller a little further inside,"
        " and no minimum on the closure of B lies on the sphere. With kinks L is larger on the sphere than at c, as in"
        " rule.sharp. L(p) is at least the lower end of an enclosure of L on the box, above L(t') >= inf L. A path"
        " from p to a point below L(p) leaves B, as L(p) is its least value there, and has to cross the sphere, where"
        " L exceeds L(p).",
        HERE, nearby="on a sphere around it L is larger, in all trained parameters, and elsewhere it is smaller",
    ),
    Entry(
        "rule.spurious_bad", "a bad local minimum and a point below all of them",
        "Let l be nondecreasing, or continuous on [0, inf) with l' > 0 there, one-sided at kinks. Let l >= m, let"
        " the penalties of each parameter sum to a coefficient >= 0, and let c be the least share weight_i / (the"
        " sum of all weights) of a sample. If L has a bad local minimum, by a rule whose proof is machine-checked,"
        " and L(t') < m + c (l(0) - m) at some point t', then L has a local minimum that is not a global one.",
        "At the bad minimum t* let sample i be wrong: y_i = 1 and f < 0, or y_i = -1 and f >= 0, as sgn(0) = +1. So"
        " z_i = -y_i f(x_i) >= 0 and l(z_i) >= l(0): l is nondecreasing, or it rises at each point of [0, inf) to both"
        " sides, and then it is increasing there. The other terms are at least m, the penalty at least 0, the shares"
        " sum to 1: L(t*) >= c_i l(0) + (1 - c_i) m = m + c_i (l(0) - m) >= m + c (l(0) - m) > L(t'), as l(0) >= m and"
        " c_i >= c.",
        HERE, nearby="L is smaller at another point than wherever a sample is wrong",
    ),
    Entry(
        "rule.spurious_constant", "a local minimum with a constant output, and a point below all constants",
        "Let the penalties of each parameter sum to a coefficient >= 0. If L has a local minimum at which f is one"
        " number c on all samples, by rule.flat, rule.deep, rule.kink, rule.narrow, rule.fibre, rule.decay_zero, or by"
        " rule.affine, rule.order, rule.moment, rule.stationary or rule.decay, or their local forms (rule.affine_local,"
        " rule.order_local, rule.moment_local, rule.stationary_local, rule.decay_local), and at some point t' L is"
        " smaller than the mean loss of every constant output, then L has a local minimum that is not a global one. Of"
        " l no more is asked than these rules do: it may be the square loss, absolute errors, a sigmoid with inner"
        " targets, or one for each class, with the targets 0 and 1.",
        "At the minimum t of each of these rules f(x_i) = c for all i, as their conditions ask for. So W L(t) ="
        " W+ l(-c) + W- l(c) + W times the penalty, the first l that of class +, the second that of class -: at least"
        " h(c), as the penalty is at least 0, and h(c) >= B > W L(t'). So L(t) > L(t').",
        HERE, nearby="L is smaller at another point than for every constant output",
    ),
)  # fmt: skip
"""The entries of these rules, in the order in which a verdict prefers them."""
