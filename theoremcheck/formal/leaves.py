"""The proof, in Coq, that a condition holds (or fails) for the problem of the file: one way for each kind of evidence.

What the kernel accepted is translated, never believed: coqc runs a boolean checker on the same certificate, or proves
the property of the function. A condition without a proof here is handed to the file as a named hypothesis.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from theoremcheck.formal.affine_fit import FITS
from theoremcheck.formal.algebra import dual_vectors, projection
from theoremcheck.formal.cells import CELLS
from theoremcheck.formal.circuits import relation
from theoremcheck.formal.coupling import coupling_matrix
from theoremcheck.formal.dominance import decay_dominates
from theoremcheck.formal.free_features import features_separable
from theoremcheck.formal.funnels import FUNNELS
from theoremcheck.formal.linear import LINEAR, PARTS
from theoremcheck.formal.linear_bound import as_real, bounding_script
from theoremcheck.formal.linear_decay import linear_decay
from theoremcheck.formal.mirrored import MIRRORED
from theoremcheck.formal.mixed import SINGLE_UNITS, distinct_samples, width_mixed, width_mixed_distinct
from theoremcheck.formal.monomials import MONOMIALS
from theoremcheck.formal.movable import MOVABLE
from theoremcheck.formal.outputs import OUTPUTS
from theoremcheck.formal.points import point_leaf
from theoremcheck.formal.powers import POWERS
from theoremcheck.formal.problem import HIDDEN, SUBJECT, cleared
from theoremcheck.formal.quadratic import QUADRATIC
from theoremcheck.formal.resting import smooth_at_rest
from theoremcheck.formal.shapes import deep_defined, function_leaf
from theoremcheck.formal.text import integers, listed
from theoremcheck.formal.troughs import pseudoconvex_loss
from theoremcheck.formal.units import sigmoidal_unit, sigmoidal_unit_affine
from theoremcheck.formal.valleys import EXTREMA, neuron_leaf
from theoremcheck.formal.wide import WIDE
from theoremcheck.trusted.data.core import InCore, OffCore
from theoremcheck.trusted.data.exact import clear, product_signs
from theoremcheck.trusted.data.frozen_signs import frozen_outputs
from theoremcheck.trusted.data.hulls import HullNormals
from theoremcheck.trusted.data.order import Coupling
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.spans import SpanVectors
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.data.structure import sharing_hidden_bias
from theoremcheck.trusted.data.units import BentSets
from theoremcheck.trusted.data.widths import Partition
from theoremcheck.trusted.kernel.facts import Fact
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.minima.constant_bound import ConstantBound
from theoremcheck.trusted.minima.linear_bound import LinearBound
from theoremcheck.trusted.problem.model import Block, Dataset, Problem, Vector

Leaf: TypeAlias = Callable[[Problem, Any], str | None]
"""The proof script of a condition, from the problem and the evidence; None where there is none."""

_LEVELS: Final = frozenset({"objective.valley", "objective.low", "objective.below_constants"})
"""Conditions on values of L at points."""

_COMPUTE: Final = "vm_cast_no_check (eq_refl true)"
_BELOW: Final = "intros j Hj; simpl in Hj; simpl; intuition lia"
_SAME: Final = "right; intros j j' Hj Hj'; simpl in Hj, Hj'; intuition subst; reflexivity"


def leaf(problem: Problem, fact: Fact) -> str | None:
    """The proof script that the condition of ``fact`` has its status for the problem; None where there is none."""
    if fact.status is Status.ASSUMED:
        return None
    block = fact.condition.partition(".")[0]
    if fact.condition in EXTREMA:
        return neuron_leaf(problem, fact)
    if block in ("neuron", "loss") and fact.condition not in _HOLDS:
        return function_leaf(problem, fact)
    if block == "minimum" or fact.condition in _LEVELS:
        return point_leaf(problem, fact.condition, fact.evidence) if fact.status is Status.HOLDS else None
    table = _HOLDS if fact.status is Status.HOLDS else _FAILS
    way = table.get(fact.condition)
    return None if way is None else way(problem, fact.evidence)


# --- numbers ------------------------------------------------------------------------------------------------------


def cleared_vector(vector: Sequence[Fraction]) -> str:
    """A rational vector times a positive number, as integers: signs of products stay."""
    common = math.lcm(*(value.denominator for value in vector))
    return integers(int(value * common) for value in vector)


def _dense(sparse: Sparse, count: int) -> str:
    """A sparse vector of ``count`` entries, as integers."""
    known = dict(zip(sparse.indices, sparse.entries, strict=True))
    return cleared_vector([known.get(i, Fraction(0)) for i in range(count)])


def _by(lemma: str, *arguments: str) -> str:
    """By a boolean check, which coqc computes."""
    return f"apply ({lemma} {SUBJECT} {' '.join(arguments)}). {_COMPUTE}."


# --- data ---------------------------------------------------------------------------------------------------------


def _separable(_: Problem, evidence: Separation) -> str:
    return _by("separable_by", cleared_vector(evidence.normal))


def _not_separable(problem: Problem, evidence: Farkas) -> str:
    # the X_i have one denominator, so the relation stays where its multipliers are integers
    scaled = _dense(evidence.multipliers, len(problem.samples.points))
    return _by("not_separable_by", scaled)


def _span_exclusion(_: Problem, evidence: SpanVectors) -> str:
    return _by("span_exclusion_by", cleared_vector(evidence.positive), cleared_vector(evidence.negative))


def _outside_hulls(_: Problem, evidence: object) -> str:
    if isinstance(evidence, HullNormals):
        return _by("outside_hulls_by", cleared_vector(evidence.positive), cleared_vector(evidence.negative))
    return f"apply (outside_hulls_one {SUBJECT}). reflexivity."


def _core_in_one_class(_: Problem, evidence: OffCore) -> str:
    return _by("core_in_one_class_by", cleared_vector(evidence.normal))


def _core_span_exclusion(_: Problem, evidence: OffCore) -> str | None:
    inner = evidence.inner
    if not isinstance(inner, SpanVectors):
        return None
    vectors = (evidence.normal, inner.positive, inner.negative)
    return _by("core_span_exclusion_by", *map(cleared_vector, vectors))


def _circuit(theorem: str) -> Leaf:
    return lambda problem, evidence: _by(theorem, *relation(problem.inputs))


def _affine_circuit(theorem: str) -> Leaf:
    return lambda problem, evidence: _by(theorem, *relation(problem.samples.lifted))


def _convex_order(problem: Problem, evidence: Coupling) -> str:
    lemma = "convex_order_minus" if evidence.inner < 0 else "convex_order_plus"
    return f"apply ({lemma} {SUBJECT} {coupling_matrix(problem, evidence)}); {_COMPUTE}."


def _weakly_separable(problem: Problem, evidence: OffCore) -> str:
    signs = product_signs(problem.inputs, evidence.normal)
    strict = next(i for i, sign in enumerate(signs) if sign)
    return _by("weakly_separable_by", cleared_vector(evidence.normal), f"{strict}%nat")


def _affinely_separable(_: Problem, evidence: Separation) -> str:
    return _by("affinely_separable_by", cleared_vector(evidence.normal))


def _not_affinely_separable(problem: Problem, evidence: Farkas) -> str:
    return _by("not_affinely_separable_by", _dense(evidence.multipliers, len(problem.samples.points)))


def _separable_through_origin(_: Problem, evidence: Separation) -> str:
    return _by("separable_through_origin_by", cleared_vector(evidence.normal))


def _not_separable_through_origin(problem: Problem, evidence: Farkas) -> str:
    return _by("not_separable_through_origin_by", _dense(evidence.multipliers, len(problem.samples.points)))


def _affinely_weakly_separable(problem: Problem, evidence: OffCore) -> str:
    signs = product_signs(problem.samples.lifted, evidence.normal)
    strict = next(i for i, sign in enumerate(signs) if sign)
    return _by("affinely_weakly_separable_by", cleared_vector(evidence.normal), f"{strict}%nat")


def _balanced(lemma: str) -> Leaf:
    def script(problem: Problem, evidence: InCore) -> str:
        return _by(lemma, _shared_multipliers(problem.samples, evidence.multipliers))

    return script


def _shared_multipliers(data: Dataset, multipliers: Sparse) -> str:
    """Multipliers of all samples: samples that are equal get the mean of theirs, which keeps every relation."""
    given = dict(zip(multipliers.indices, multipliers.entries, strict=True))
    keys = [(clear(x), y, weight) for x, y, weight in zip(data.points, data.labels, data.weights, strict=True)]
    totals: defaultdict[object, Fraction] = defaultdict(Fraction)
    for i, key in enumerate(keys):
        totals[key] += given[i]
    counts = Counter(keys)
    return cleared_vector([totals[key] / counts[key] for key in keys])


def _independent(lemma: str, *, signs: bool) -> Leaf:
    """One sample of each X, up to sign or not, with its dual vector."""

    def script(problem: Problem, _: object) -> str:
        first: dict[object, int] = {}
        for i, point in enumerate(problem.inputs):
            first.setdefault(max(clear(point), clear([-v for v in point])) if signs else clear(point), i)
        return _by(lemma, _blocks(problem.inputs, [list(first.values())], ())[1:-1])

    return script


def _affinely_independent(problem: Problem, _: object) -> str:
    """The same of the (x_i, 1)."""
    points = problem.samples.lifted
    first: dict[object, int] = {}
    for i, point in enumerate(points):
        first.setdefault(clear(point), i)
    return _by("affinely_independent_by", _blocks(points, [list(first.values())], ())[1:-1])


def _collinear(problem: Problem, _: object) -> str:
    """The first sample, the difference to another one where there is one, and an entry at which that is not 0."""
    rows = cleared(problem.samples).rows
    found = next((row for row in rows if row != rows[0]), None)
    other = (rows[0][0] + 1, *rows[0][1:]) if found is None else found
    direction = [end - start for start, end in zip(rows[0], other, strict=True)]
    pivot = next(k for k, entry in enumerate(direction) if entry)
    return _by("collinear_by", integers(rows[0]), integers(direction), f"{pivot}%nat")


# --- widths -------------------------------------------------------------------------------------------------------


def _blocks(points: Sequence[Vector], blocks: Sequence[Sequence[int]], other: Sequence[int]) -> str:
    """The blocks of a partition: the number of each sample with its dual vector modulo the other class."""
    shown = []
    for block in blocks:
        vectors = dual_vectors(points, other, block)
        shown.append(listed(f"({i}%nat, {integers(v)})" for i, v in zip(block, vectors, strict=True)))
    return listed(shown)


def _partition(problem: Problem, evidence: Partition, positives: Sequence[int], negatives: Sequence[int]) -> list[str]:
    return [
        _blocks(problem.inputs, evidence.positive, negatives),
        _blocks(problem.inputs, evidence.negative, positives),
    ]


def _members(problem: Problem) -> tuple[Sequence[int], Sequence[int]]:
    return problem.samples.members(1), problem.samples.members(-1)


def _width(problem: Problem, evidence: object) -> str | None:
    if not isinstance(evidence, Partition):
        return None
    return _by("width_by", *_partition(problem, evidence, *_members(problem)))


def _width_mixed(problem: Problem, evidence: BentSets) -> str | None:
    return width_mixed(problem, evidence, " ".join(_partition(problem, evidence.sets, *_members(problem))))


def _width_fewer(problem: Problem, evidence: Partition) -> str:
    return _by("width_fewer_by", *_partition(problem, evidence, *_members(problem)))


def _width_core(problem: Problem, evidence: OffCore) -> str | None:
    if not isinstance(evidence.inner, Partition):
        return None
    signs = product_signs(problem.inputs, evidence.normal)
    plus, minus = ([i for i in members if signs[i] == 0] for members in _members(problem))
    blocks = _partition(problem, evidence.inner, plus, minus)
    return _by("width_core_by", cleared_vector(evidence.normal), *blocks)


def _width_distinct(problem: Problem, _: object) -> str:
    """The good neurons, and one sample for each distinct X_i of a class."""
    values = frozen_outputs(problem)
    neurons = range(problem.network.width) if values is None else [j for j, value in enumerate(values) if value]
    found = f"{_naturals(neurons)} {distinct_samples(problem)}"
    good = "apply all_good; reflexivity" if values is None else f"split; [{_UNEQUAL} | {_GOOD}]"
    return f"apply (width_distinct_by {SUBJECT} {found}); [{_COMPUTE} | {good}]."


_UNEQUAL: Final = "repeat constructor; simpl; intuition discriminate"
_GOOD: Final = (
    "intros j Hj; simpl in Hj; repeat (destruct Hj as [<- | Hj]; [split; [simpl; lia | right; simpl; intro; lra] |]);"
    " contradiction"
)
"""Neurons with frozen a_j, one by one."""


def _independent_spans(problem: Problem, _: object) -> str:
    found = projection(problem.inputs, *_members(problem))
    return _by("independent_spans_by", f"{found.denominator}%positive", listed(map(integers, found.rows)))


def _sharing(problem: Problem, count: int) -> str:
    """``count`` neurons of the shortcut that share their hidden bias."""
    frozen = problem.network.frozen_block(Block.HIDDEN_BIAS) if problem.network.hidden_bias else None
    values: Sequence[object] = (0,) * problem.network.width if frozen is None else (frozen.value or ())
    chosen = next(found for value in values if len(found := [j for j, v in enumerate(values) if v == value]) >= count)
    arm = "left; reflexivity" if problem.network.trains(Block.HIDDEN_BIAS) else _SAME
    return f"exists {_naturals(chosen[:count])}; split; [{_UNEQUAL} | split; [reflexivity | split; [{_BELOW} | {arm}]]]"


def _width_independent(problem: Problem, _: object) -> str:
    if sharing_hidden_bias(problem) >= 3:
        return f"left. {_sharing(problem, 3)}."
    lines = []
    for label, members in zip(("positive_label", "minus"), _members(problem), strict=True):
        first = problem.inputs[members[0]]
        pivot = next((k for k, entry in enumerate(first) if entry), 0)
        lemma = f"apply (line_by {SUBJECT} {label} _ {cleared_vector(first)} {pivot}%nat)"
        lines.append(f"[{lemma}; [auto using minus_negative | {_COMPUTE}]")
    return f"right. split; [{_sharing(problem, 2)} | split; {lines[0]} | {lines[1][1:]}]]."


def _width_independent_two(problem: Problem, _: object) -> str:
    if sharing_hidden_bias(problem) >= 3:
        return f"left. {_sharing(problem, 3)}."
    return f"right. split; [reflexivity | {_sharing(problem, 2)}]."


def _naturals(values: Iterable[int]) -> str:
    return f"{listed(map(str, values))}%nat"


# --- structure ----------------------------------------------------------------------------------------------------

_LESS: Final = "apply PeanoNat.Nat.leb_le; reflexivity."
_TRAINED: Final = "repeat split; solve [reflexivity | left; reflexivity | right; intros; reflexivity]."
_EACH: Final = "repeat (destruct H as [H | H]; [inversion H; subst; first [exact I | lra] |]); contradiction"


def _script(text: str) -> Leaf:
    return lambda problem, evidence: text


def hidden_trainable(problem: Problem, _: object = None) -> str:
    """The proof that the w_j are trained, and some a_j is or is frozen at a number other than 0."""
    frozen = problem.network.frozen_block(Block.OUTPUT_WEIGHTS)
    if frozen is None or frozen.value is None:
        return "split; [reflexivity | left; reflexivity]."
    index = next(j for j, value in enumerate(frozen.value) if value)
    shown = f"exists {index}%nat; split; [{_LESS[:-1]} | simpl; intro; lra]"
    return f"split; [reflexivity | right; {shown}]."


def _hidden_bias_or_none(problem: Problem, _: object) -> str:
    trained = problem.network.trains(Block.HIDDEN_BIAS)
    return "left; reflexivity." if trained else "right; intros j Hj; reflexivity."


def _deep_features(problem: Problem, _: object) -> str:
    layers = "the_layers" if problem.network.layers else "(@nil (list (list fn)))"
    lemma = f"Exponential.branches_features {SUBJECT} {layers}"
    if problem.network.residual:
        lemma = f"LinearIndependent.residual_features {SUBJECT} {HIDDEN}"
    return f"apply ({lemma}). intros; reflexivity."


_MEMBERS: Final = "repeat (destruct H as [H | H]; [inversion H; subst; {} |]); contradiction"
_COEFFICIENT: Final = "simpl; repeat match goal with |- context [if ?b then _ else _] => destruct b end; lra"
_OUTPUTS_ONLY: Final = (
    f"split; [intros c p H; simpl in H; {_MEMBERS.format('first [lra | simpl; lia]')} |].\n"
    f"  intros j _. apply Algebra.over_ge0. intros [c p] H. simpl in H. {_MEMBERS.format(_COEFFICIENT)}."
)


def _part(way: Callable[[Problem, Callable[[Problem], str]], str | None]) -> Leaf:
    return lambda problem, evidence: way(problem, lambda subject: hidden_trainable(subject, evidence))


def _error_bound(problem: Problem, evidence: LinearBound | ConstantBound) -> str | None:
    found = bounding_script(problem, evidence, hidden_trainable)
    return None if found is None else f"exists {as_real(found[0])}.\n  {found[1]}"


def _of_problem(way: Callable[[Problem], str | None]) -> Leaf:
    return lambda problem, evidence: way(problem)


def _chain(problem: Problem, _: object) -> str:
    """The chain has h + 1 units."""
    above = len(problem.network.deep) - 1
    cases = "".join(" destruct i as [|i]; [member |]." for _ in range(above))
    return "\n".join(
        [
            f"exists {above}%nat. split; [intros; reflexivity |]. split; [intros; split; intro H; exact H |].",
            "  split; [intros k Hk; simpl in Hk; member |].",
            f"  split; [intros i Hi; {cases.strip().rstrip('.').replace('. ', '; ')}{'; ' if above else ''}lia |].",
            "  split; [member |]. intros; first [discriminate | member].",
        ]
    )


_HOLDS: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "loss.pseudoconvex": pseudoconvex_loss,
        "data.linearly_separable": _separable,
        "data.span_exclusion": _span_exclusion,
        "data.origin_outside_hulls": _outside_hulls,
        "data.core_in_one_class": _core_in_one_class,
        "data.core_span_exclusion": _core_span_exclusion,
        "data.weakly_separable": _weakly_separable,
        "data.affinely_separable": _affinely_separable,
        "data.separable_through_origin": _separable_through_origin,
        "data.affinely_weakly_separable": _affinely_weakly_separable,
        "data.affinely_balanced": _balanced("affinely_balanced_by"),
        "data.balanced": _balanced("balanced_by"),
        "data.circuit": _circuit("circuit_by"),
        "data.square": _circuit("square_by"),
        "data.affine_circuit": _affine_circuit("affine_circuit_by"),
        "data.affine_square": _affine_circuit("affine_square_by"),
        "network.sigmoidal_unit": _of_problem(sigmoidal_unit),
        "network.sigmoidal_unit_affine": _of_problem(sigmoidal_unit_affine),
        "data.convex_order": _convex_order,
        "data.collinear": _collinear,
        "data.balanced_classes": _script(_by("balanced_classes_by")),
        "data.equal_means": _script(_by("equal_means_by")),
        "data.equal_classes": _script(_by("equal_classes_by")),
        "data.even": _script(_by("even_by")),
        "data.odd": _script(_by("odd_by")),
        "network.width_independent": _width_independent,
        "network.width_independent_two": _width_independent_two,
        "data.independent_spans": _independent_spans,
        "network.width": _width,
        "network.width_fewer": _width_fewer,
        "network.width_core": _width_core,
        "network.width_distinct": _width_distinct,
        "network.shortcut": _script(_LESS),
        "network.width_two": _script(_LESS),
        "network.shortcut_only": _script("split; [intros; reflexivity | intros; exact I]."),
        "network.deep_defined": deep_defined,
        "network.output_bias": _script("reflexivity."),
        "network.hidden_bias": _script(f"split; [{_LESS[:-1]} | reflexivity]."),
        "network.trainable": _script(_TRAINED),
        "network.neurons_trainable": _script(_TRAINED),
        "network.hidden_trainable": hidden_trainable,
        "network.chain": _chain,
        "data.linear_bound": _error_bound,
        "data.constant_bound": _error_bound,
        "data.features_separable": features_separable,
        **FUNNELS,
        "network.width_mixed_distinct": width_mixed_distinct,
        "network.width_mixed": _width_mixed,
        **SINGLE_UNITS,
        "network.output_weights_frozen": _script("reflexivity."),
        "objective.smooth_at_rest": smooth_at_rest,
        "objective.output_bias_not_rewarded": _script(
            "unfold objective_output_bias_not_rewarded, output_bias_penalty; simpl; lra."
        ),
        "objective.unregularised": _script("intros c p H; simpl in H; intuition congruence."),
        "objective.hidden_unpenalised": _script(f"intros c p H; simpl in H. {_EACH}."),
        "data.consistent": _script(_by("consistent_by")),
        "data.consistent_up_to_sign": _script(_by("consistent_up_to_sign_by")),
        "data.independent": _independent("independent_by", signs=False),
        "data.affinely_independent": _affinely_independent,
        "data.independent_up_to_sign": _independent("independent_up_to_sign_by", signs=True),
        "network.hidden_bias_or_none": _hidden_bias_or_none,
        "network.deep_features": _deep_features,
        "objective.output_bias_unpenalised": _script(f"intros c H; simpl in H. {_EACH}."),
        "objective.output_unpenalised": _script(f"intros c j H; simpl in H. {_EACH}."),
        "objective.output_penalised": _script(
            f"exists 0%nat; split; [{_LESS[:-1]} | unfold output_coefficient; simpl; lra]."
        ),
        "objective.penalises_outputs_only": _script(_OUTPUTS_ONLY),
        "objective.outputs_only": _script(f"intros c p H; simpl in H. {_EACH}."),
        **{condition: _part(way) for condition, way in PARTS.items()},
        **{condition: _of_problem(way) for condition, way in {**LINEAR, **OUTPUTS, **MIRRORED}.items()},
        "objective.decay_dominates": decay_dominates,
        "objective.linear_decay": _of_problem(linear_decay),
        **CELLS,
        **MOVABLE,
        **QUADRATIC,
        **POWERS,
        **WIDE,
        **MONOMIALS,
        **FITS,
    }
)
"""By condition: the proof that it holds."""

_FAILS: Final[Mapping[str, Leaf]] = MappingProxyType(
    {
        "data.linearly_separable": _not_separable,
        "data.affinely_separable": _not_affinely_separable,
        "data.separable_through_origin": _not_separable_through_origin,
        "network.shortcut": _script("unfold network_shortcut; simpl; lia."),
        "network.output_bias": _script("discriminate."),
    }
)
"""By condition: the proof that it fails."""
