"""Evidence as an adversary would write it: every field of every kind of evidence about a function is chosen.

A forger knows the kernel's own questions (the pieces, the obligations, the factors) and the deciders, and uses honest
proofs for the parts and dishonest ones on top: contacts of any order at any constant, periods that are none, cuts that
overlap, samples and witnesses outside, constants that are no numbers.
"""

import random
from fractions import Fraction as Q

from theoremcheck.decide.functions.shape import decide_function
from theoremcheck.decide.functions.signs import Budget, Effort, prove
from theoremcheck.decide.functions.witnesses import sample_sign
from theoremcheck.trusted.functions.breaks import exact
from theoremcheck.trusted.functions.composition import Composed
from theoremcheck.trusted.functions.evident import norm_of
from theoremcheck.trusted.functions.intervals import Interval
from theoremcheck.trusted.functions.normal import normalise
from theoremcheck.trusted.functions.periods import period_bound
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.proofs import (
    ByAsymptotics,
    ByCells,
    ByContact,
    ByFactors,
    ByMonotone,
    ByNorm,
    ByPeriod,
    ByRange,
    ByRoots,
    BySplit,
    FactorProof,
)
from theoremcheck.trusted.functions.regions import zeros_of
from theoremcheck.trusted.functions.shape import (
    SHAPES,
    Asymmetry,
    Identity,
    LowerBound,
    NoPiece,
    Piece,
    Signs,
    SlopeDrop,
    TwoWitnesses,
    UnboundedTail,
    Witness,
    above_tail,
    domains,
)
from theoremcheck.trusted.functions.signs import factor_claims
from theoremcheck.trusted.functions.slopes import nth_derivative
from theoremcheck.trusted.functions.smooth import Agreement, Calculus, Jump, closed_interval, obligations
from theoremcheck.trusted.problem.expr import (
    ONE,
    Call,
    Fn,
    Mul,
    Num,
    Param,
    Pi,
    Pow,
    Root,
    Z,
    add,
    mul,
    neg,
    num,
    power,
    sub,
)
from theoremcheck.trusted.refusal import Refusal

RATIONALS = [Q(p) for p in ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/10", "-7/3", "20", "-50", "1/1024")]
_LOG = [num(p) for p in (-1, 0, Q(-1, 2), Q(-1, 5), Q(1, 2), 2, 3)]
UNREAL = [
    *(Call(Fn.LOG, c) for c in _LOG[:4]),
    Pow(neg(Pi()), Q(1, 2)),
    Pow(num(-2), Q(1, 2)),
    mul((num(2), Call(Fn.LOG, Call(Fn.LOG, num(Q(1, 2)))))),
    Pow(num(0), Q(-1)),
    Pow(Call(Fn.LOG, num(-1)), Q(0)),
    Mul((num(0), Call(Fn.LOG, num(-1)))),
    add((Call(Fn.LOG, num(-1)), neg(Call(Fn.LOG, num(-1))))),
    Call(Fn.EXP, Call(Fn.LOG, num(-3))),
    Call(Fn.TANH, Call(Fn.LOG, num(-1))),
    Root(add((power(Z, 2), ONE)), Q(-1), Q(1)),
    Root(sub(power(Z, 3), Z), Q(-2), Q(2)),
    Root(power(Z, -1), Q(-1), Q(1)),
    Root(Call(Fn.LOG, Z), Q(-1), Q(2)),
    Root(Z, Q(1), Q(-1)),
]
"""Constants that are no real numbers, or that are not named by what they claim to be."""

FOREIGN = [
    Z,
    Param("a", Q(0), Q(1), False, False),
    Param("empty", Q(1), Q(-1), False, False),
    Call(Fn.EXP, Param("a", None, None, True, True)),
    Root(sub(Z, Param("a", Q(0), Q(1), False, False)), Q(-1), Q(2)),
    Num(0.5),
]
"""What is no constant at all."""

REAL = [
    *(Call(Fn.LOG, c) for c in _LOG[4:]),
    *(mul((num(Q(k, 6)), Pi())) for k in (-12, -6, -3, 1, 2, 3, 5, 6, 7, 9, 12, 18)),
    Pow(num(2), Q(1, 2)),
    Root(sub(power(Z, 2), num(2)), Q(1), Q(2)),
    Root(sub(Z, Call(Fn.COS, Z)), Q(0), Q(1)),
    Root(add((Z, Call(Fn.EXP, Z))), Q(-1), Q(0)),
]


class Forger:
    """Random evidence, from one seed."""

    def __init__(self, seed, favourite=None):
        self.source = random.Random(seed)
        self.favourite = favourite

    def _roll(self, chance):
        return self.source.random() < chance

    # --- numbers ----------------------------------------------------------------------------------------------------

    def constant(self, expr=None):
        """A constant: a simple number, a zero of the function, or something that is none."""
        roll = self.source.random()
        if roll < 0.35:
            return num(self.source.choice(RATIONALS))
        if roll < 0.5:
            return self.source.choice(REAL)
        if roll < 0.65:
            return self.source.choice(UNREAL)
        if roll < 0.7:
            return self.source.choice(FOREIGN)
        try:
            order = self.source.randint(0, 2)
            found = [] if expr is None else [exact(point) for point in zeros_of(nth_derivative(expr, order))]
        except (Refusal, ValueError, AttributeError):
            found = []
        return self.source.choice(found or [num(0)])

    def _cuts(self, interval, most):
        inside = [p for p in RATIONALS if interval.contains(p)]
        found = self.source.sample(inside, min(len(inside), self.source.randint(0, most)))
        return tuple(found if self._roll(0.1) else sorted(found))

    def _cells(self, interval):
        if interval.lower is None or interval.upper is None:
            lower, upper = Q(-1), Q(1)
        else:
            lower, upper = interval.lower, interval.upper
        count = self.source.choice([1, 2, 8, 60])
        cuts = [lower + (upper - lower) * Q(k, count) for k in range(count + 1)]
        if self._roll(0.15):
            del cuts[self.source.randrange(len(cuts))]
        return ByCells(tuple(cuts), self.source.choice([2, 16, 64, 256]))

    # --- proofs of signs --------------------------------------------------------------------------------------------

    def proof(self, expr, relation, interval, depth=2):
        """A proof of ``expr relation 0``: honest if there is one and the dice say so."""
        if depth == 2 and self.favourite and self._roll(0.5):
            return getattr(self, f"_{self.favourite}")(expr, relation, interval, depth)
        if self._roll(0.3 if depth == 2 else 0.6):
            found = prove(expr, relation, interval, Effort(Budget(1200), depth=3))
            if found is not None:
                return found
        makers = [self._simple, self._contact, self._monotone, self._period, self._split, self._by_factors, self._norm]
        try:
            return self.source.choice(makers if depth > 0 else makers[:1])(expr, relation, interval, depth)
        except (Refusal, ValueError):
            return ByRange()

    def _simple(self, expr, relation, interval, depth):
        kinds = [ByRange(), ByRoots(), ByAsymptotics(self.source.choice([0, 1, 2, 5, 12])), self._cells(interval)]
        return self.source.choice(kinds)

    def _contact(self, expr, relation, interval, depth):
        order = self.source.choice([1, 2, 2, 3, 4, 4, 6])
        wanted = self.source.choice([relation, ">=", "<=", ">", "<"])
        return ByContact(
            self.constant(expr), order, self.proof(nth_derivative(expr, order), wanted, interval, depth - 1)
        )

    def _monotone(self, expr, relation, interval, depth):
        at = self.source.choice([p for p in (*RATIONALS, interval.lower, interval.upper) if p is not None])
        slope, upward = nth_derivative(expr), relation in (">", ">=")
        sides = ((Interval(interval.lower, at), "<=" if upward else ">="), (Interval(at, interval.upper), ">="))
        sides = (sides[0], (sides[1][0], ">=" if upward else "<="))
        ordered = [s for s, _ in sides if s.lower is None or s.upper is None or s.lower <= s.upper]
        parts = [self.proof(slope, rel, side, depth - 1) if side in ordered else None for side, rel in sides]
        return ByMonotone(at, *(None if self._roll(0.1) else part for part in parts))

    def _period(self, expr, relation, interval, depth):
        try:
            end = period_bound(expr)
        except Refusal:
            end = Q(7)
        count = int(20 * end)
        return ByPeriod(ByCells(tuple(end * Q(k, count) for k in range(count + 1)), 64))

    def _split(self, expr, relation, interval, depth):
        cuts = self._cuts(interval, 2)
        pieces = interval.parts(cuts)
        return BySplit(cuts, tuple(self.proof(expr, relation, piece, depth - 1) for piece in pieces))

    def _by_factors(self, expr, relation, interval, depth):
        strict = relation in (">", "<") if self._roll(0.8) else self._roll(0.5)
        _, claims = factor_claims(normalise(expr), strict=strict)
        return ByFactors(tuple(self._factor(claim.expr, interval, depth) for claim in claims))

    def _factor(self, expr, interval, depth):
        side = sample_sign(expr, interval) if self._roll(0.7) else self.source.choice([-1, 1])
        relation = self.source.choice([">", ">="] if side >= 0 else ["<", "<="])
        return FactorProof(relation, self.proof(expr, relation, interval, depth - 1))

    def _norm(self, expr, relation, interval, depth):
        norm = norm_of(normalise(expr))
        return ByNorm(self._factor(norm, interval, depth), self.source.choice(RATIONALS))

    # --- evidence ---------------------------------------------------------------------------------------------------

    def evidence(self, expr, name, holds):
        """Evidence for a claim about ``expr``, of a kind that its check reads."""
        try:
            return self._for(expr, name, holds)
        except Refusal:  # not split into pieces, or no such derivative
            return Composed() if holds else Witness(0, self.constant())

    def _for(self, expr, name, holds):
        if self._roll(0.1):
            honest = decide_function(add((expr, num(self.source.choice(RATIONALS)))), name)
            if honest is not None:
                return honest[1]
        return self._that_it_holds(expr, name) if holds else self._that_it_fails(expr, name)

    def _domain(self, pieces, order, *, inner=False):
        found = []
        for obligation in obligations(pieces, order, inner=inner):
            relation = self.source.choice(obligation.relations)
            found.append(FactorProof(relation, self.proof(obligation.expr, relation, obligation.interval)))
        return tuple(found)

    def _that_it_holds(self, expr, name):
        if name in ("even", "odd_up_to_constant", "quadratic"):
            return Identity()
        if (name in SHAPES or name in ("signed", "bounded_below")) and self._roll(0.15):
            return Composed()
        pieces = split(expr)
        count = range(len(pieces.pieces))
        if name == "defined":
            return Calculus(self._domain(pieces, 0))
        if name in ("c1", "c2", "analytic"):
            return Agreement(self._domain(pieces, {"c1": 1, "c2": 2, "analytic": None}[name]))
        if name in ("flat_piece", "affine_piece"):
            return Piece(self.source.choice([-1, *count, len(count)]))
        if name == "bounded_below":
            bound = self.source.choice(RATIONALS)
            parts = ((sub(pieces.pieces[i], num(bound)), ">=", closed_interval(pieces, i)) for i in count)
            return LowerBound(bound, self._domain(pieces, 0), tuple(self.proof(*part) for part in parts))
        if name == "signed":
            positive = self._roll(0.5)
            parts = ((pieces.pieces[i], ">" if positive else "<", closed_interval(pieces, i)) for i in count)
            return Signs(self._domain(pieces, 0), tuple(self.proof(*part) for part in parts), positive)
        shape = SHAPES[name]
        domain = self._domain(pieces, shape.order, inner=shape.inner)
        parts = [
            (nth_derivative(pieces.pieces[i], shape.order), shape.relation, interval)
            for i, interval in domains(pieces, shape)
        ]
        return Signs(domain, tuple(self.proof(*part) for part in parts), True)

    def _that_it_fails(self, expr, name):
        pieces = split(expr)
        piece = self.source.choice([-1, *range(len(pieces.pieces)), *range(len(pieces.pieces))])
        inner = pieces.pieces[piece]
        if name in ("c1", "c2", "analytic"):
            return Jump(self.source.choice([-1, *range(len(pieces.breaks) + 1)]), self.source.randint(0, 4))
        if name == "signed":
            low, high = (Witness(self.source.randrange(len(pieces.pieces)), self.constant(inner)) for _ in range(2))
            return TwoWitnesses(low, high)
        if name in ("even", "odd_up_to_constant", "quadratic"):
            return Asymmetry(self.constant(inner))
        if name in ("flat_piece", "affine_piece"):
            domain = self._domain(pieces, None, inner=True)
            return NoPiece(domain, tuple(self.constant(part) for part in pieces.pieces))
        if name == "bounded_below":
            return self._tail(pieces)
        kind = self.source.randrange(6)
        if kind == 0:
            return Jump(self.source.randint(0, len(pieces.breaks)), self.source.choice([0, 0, 1]))
        if kind == 1:
            return SlopeDrop(self.source.randint(0, len(pieces.breaks)))
        return Witness(piece, self.constant(nth_derivative(inner, SHAPES[name].order) if name in SHAPES else inner))

    def _tail(self, pieces):
        right = self._roll(0.5)
        beyond = self.source.choice([Q(2), Q(16), Q(1024)]) * (1 if right else -1)
        slope, exponent = self.source.choice([Q(1, 4), Q(1, 100), Q(-1)]), self.source.choice([Q(0), Q(1, 4), Q(1)])
        claim = UnboundedTail(right, beyond, slope, exponent, ByRange())
        interval = Interval(beyond, None) if right else Interval(None, beyond)
        proof = self.proof(above_tail(pieces.pieces[-1 if right else 0], claim), "<=", interval)
        return UnboundedTail(right, beyond, slope, exponent, proof)
