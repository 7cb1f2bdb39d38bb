"""Problems, evidence and facts that Python code builds of odd values: each hole that was found, with how it is refused.

Names that are another text later, fractions that are no numbers in lowest terms, instances of an enum that are no
members of it, objects that were made of another class, what is remembered before anything is checked, and formulas that
are equal to others. None of them writes into a value once it was admitted: against that there is no defence in Python.
"""

from __future__ import annotations

import ast
import json
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import flint
import numpy as np
import pytest

import theoremcheck
from theoremcheck.trusted.admission import check_constant, check_evidence
from theoremcheck.trusted.certificate import check, dumps, loads
from theoremcheck.trusted.checked import Proof
from theoremcheck.trusted.data.separation import Farkas, Separation
from theoremcheck.trusted.data.sparse import Sparse
from theoremcheck.trusted.frozen import ByFields, NoState, is_exact
from theoremcheck.trusted.functions.balls import precision
from theoremcheck.trusted.functions.pieces import split
from theoremcheck.trusted.functions.shape import DeepDomains
from theoremcheck.trusted.kernel.conditions import Structure
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.problem.dataset import Assumption, Sample
from theoremcheck.trusted.problem.expr import Add, Call, Fn, Max, Num, Z, num
from theoremcheck.trusted.problem.model import (
    AbstractDataset,
    Block,
    Dataset,
    Frozen,
    Function,
    Kind,
    Layer,
    Part,
    Penalty,
    Piece,
    Problem,
)
from theoremcheck.trusted.refusal import Refusal

PACKAGE = Path(theoremcheck.__file__).parent
Q = Fraction


def spec_of(X: list[list[int]], y: list[int], neuron: str = "tanh", bias: bool = True) -> theoremcheck.Spec:
    return theoremcheck.problem(X, y, neuron=neuron, width=3, loss="log(1+exp(z))", hidden_bias=bias, output_bias=True)


def inseparable(bias: bool = True) -> Problem:
    """Three samples on a line with labels +, -, +: no hyperplane separates them."""
    return spec_of([[0], [1], [2]], [1, -1, 1], bias=bias).problem


def refused(problem: Problem) -> str:
    """The code of the reason for which a problem is not admitted."""
    with pytest.raises(Refusal) as refusal:
        establish(problem, "network.shortcut", True, Structure())
    return refusal.value.reason.code


# --- fields of another type ------------------------------------------------------------------------------------------


LOG = Call(Fn.LOG, Z)
NO_FUNCTIONS = [LOG, None, "x", 5, (), Block.DEEP, Penalty(Q(1), ()), AbstractDataset(1, 1, 1, ())]


@pytest.mark.parametrize("value", NO_FUNCTIONS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("place", ["neuron", "loss", "layer", "part"])
def test_where_a_function_belongs_nothing_else_is_admitted(place: str, value: Any) -> None:
    problem = inseparable()
    match place:
        case "neuron" | "loss":
            other = replace(problem, **{place: value})
        case "layer":
            other = replace(problem, network=replace(problem.network, deep=(Layer(1, value),)))
        case _:
            layer = Layer(2, Function(Z), (Part(1, value),))
            other = replace(problem, network=replace(problem.network, deep=(layer,)))
    assert refused(other) == ("admission.no_tuple" if value == () else "admission.wrong_type")


def test_a_sample_is_a_vector_and_nothing_else() -> None:
    problem, vector = inseparable(), Sample((Q(1),))
    data = replace(problem.samples, points=(vector, *problem.samples.points[1:]))
    assert establish(replace(problem, dataset=data), "network.shortcut", True, Structure())
    assert refused(replace(problem, dataset=replace(data, name=vector))) == "admission.no_tuple"
    assert refused(replace(problem, network=replace(problem.network, deep=Sample(())))) == "admission.no_tuple"


def test_a_bare_formula_is_no_layer_that_is_defined_everywhere() -> None:
    """It was overlooked where the formulas of the deep part are asked for: log(z) passed for defined on R."""
    problem = spec_of([[0], [1]], [1, -1], "log(1+exp(z))").problem
    for neuron, reason in ((LOG, r"wrong_type\(where=Layer.neuron"), (Function(LOG), r"^shape\.")):
        deep = replace(problem, network=replace(problem.network, deep=(Layer(1, neuron),)))  # type: ignore[arg-type]
        with pytest.raises(Refusal, match=reason):
            establish(deep, "network.deep_defined", True, DeepDomains(()))


def test_assumptions_of_a_loss_are_those_of_an_opaque_function() -> None:
    assumed = AbstractDataset(1, 1, 1, (Assumption("loss.convex", True),))
    assert refused(replace(inseparable(), loss=assumed)) == "admission.wrong_type"  # type: ignore[arg-type]


# --- names that change -----------------------------------------------------------------------------------------------


class Name(str):
    """A text that is ``now`` wherever it is looked up."""

    now = ""

    def __hash__(self) -> int:
        return hash(self.now)

    def __eq__(self, other: object) -> bool:
        return self.now == other


def hidden_as(name: Name, now: str, among: dict[str, Any]) -> bool:
    """Whether ``name``, a key of ``among``, is not found as ``now``; it is, where both happen to lie at one place."""
    name.now = now
    return name not in among


def test_a_condition_is_a_plain_text() -> None:
    problem, name = inseparable(), Name("data.linearly_separable")
    name.now = "network.shortcut"
    assert name == "network.shortcut"
    for condition in (name, np.str_("network.shortcut")):
        with pytest.raises(Refusal, match=r"facts\.unknown_condition"):
            establish(problem, condition, True, Structure())
    abstract = replace(problem, dataset=AbstractDataset(1, None, None, (Assumption(name, True),)))
    assert refused(abstract) == "admission.wrong_type"


def test_a_goal_is_a_plain_text() -> None:
    """It was looked up three times, and might be another one each time."""
    verdict = theoremcheck.check(spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)"), search=False)
    goal = Name("thm.global")
    goal.now = verdict.certificate.goal or ""
    assert theoremcheck.verify(verdict.spec, verdict.certificate).goal == goal
    with pytest.raises(theoremcheck.CertificateError) as error:
        theoremcheck.verify(verdict.spec, replace(verdict.certificate, goal=goal))
    assert error.value.reason.code == "facts.unknown_goal"


# --- fractions that are no numbers -----------------------------------------------------------------------------------


def odd(top: int, bottom: int) -> Fraction:
    """A Fraction of two plain integers that Python would not make, but that odd classes of integers have it make."""
    value: Any = object.__new__(Fraction)
    value._numerator, value._denominator = top, bottom
    return value  # type: ignore[no-any-return]


@pytest.mark.parametrize("pair", [(1, -1), (1, 0), (2, 4), (0, 3)])
def test_a_fraction_is_in_lowest_terms_with_a_positive_denominator(pair: tuple[int, int]) -> None:
    value = odd(*pair)
    assert (type(value), value.as_integer_ratio()) == (Fraction, pair)
    assert not is_exact(value)
    problem = inseparable()
    data, network = problem.samples, problem.network
    for other in (
        replace(problem, dataset=replace(data, points=((value,), *data.points[1:]))),
        replace(problem, dataset=replace(data, points=(Sample((value,)), *data.points[1:]))),
        replace(problem, dataset=replace(data, weights=(value, *data.weights[1:]))),
        replace(problem, objective=replace(problem.objective, penalties=(Penalty(value, (Block.OUTPUT_WEIGHTS,)),))),
        replace(problem, network=replace(network, frozen=(Frozen(Block.OUTPUT_BIAS, (value,)),))),
        replace(problem, loss=Function(Add((problem.loss.expr, Num(value))))),  # type: ignore[union-attr]
    ):
        assert refused(other) == "admission.not_exact"
    with pytest.raises(Refusal, match=r"admission\.number"):
        check_constant(Num(value), "here")


def test_multipliers_of_the_wrong_sign_are_no_evidence() -> None:
    """-1 as 1/(-1) is above 0 for Python: separable data passed for inseparable."""
    problem = spec_of([[0], [1], [2]], [1, 1, -1]).problem
    honest = Farkas(Sparse((0, 1, 2), (Q(1), Q(-2), Q(-1))))
    forged = Farkas(Sparse((0, 1, 2), (odd(1, 1), odd(2, -1), odd(1, -1))))
    assert all(entry > 0 for entry in forged.multipliers.entries)
    for evidence, reason in ((honest, r"sparse\.not_positive"), (forged, r"admission\.not_exact")):
        with pytest.raises(Refusal, match=reason):
            establish(problem, "data.linearly_separable", False, evidence)


# --- what is of an enum and no member --------------------------------------------------------------------------------


def ghosts(kind: type, value: str) -> Iterator[Any]:
    """Objects of the class of an enum that are not among its members."""
    bare = object.__new__(kind)
    yield bare

    class Rough:
        pass

    made: Any = Rough()
    made.__class__ = kind
    yield made
    for ghost in (bare, made):
        ghost._value_ = ghost._name_ = value


@pytest.mark.parametrize("which", [0, 1])
def test_a_block_is_a_member(which: int) -> None:
    """Its digest is that of a block that it is not, and whoever compares blocks does not find it."""
    block, kind, branch = (tuple(ghosts(*of))[which] for of in ((Block, "w"), (Kind, "weights"), (Block, "deep")))
    assert type(block) is Block
    problem = inseparable()
    deep = replace(problem.network, deep=(Layer(1, Function(Z)),))
    for other in (
        replace(problem, objective=replace(problem.objective, penalties=(Penalty(Q(1), (block,)),))),
        replace(problem, network=replace(problem.network, frozen=(Frozen(block, None),))),
        replace(problem, network=replace(deep, frozen=(Frozen(Piece(Block.DEEP, 1, kind), None),))),
        replace(problem, network=replace(deep, frozen=(Frozen(Piece(branch, 1, Kind.WEIGHTS), None),))),
    ):
        assert refused(other) == "admission.no_member"


def test_a_function_of_a_formula_is_a_member() -> None:
    ghost = next(ghosts(Fn, "log"))
    assert refused(replace(inseparable(), neuron=Function(Call(ghost, Z)))) == "admission.no_member"
    with pytest.raises(Refusal, match=r"admission\.unknown_function"):
        check_constant(Call(ghost, num(1)), "here")


# --- facts and conclusions that the kernel did not make --------------------------------------------------------------


class Lax:
    """Before Fact in the order of classes, it lets a subclass be made."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        pass


class Draft(Lax, Fact):
    """A fact that is written down first."""

    __slots__ = ()
    __setattr__ = object.__setattr__

    def __init__(self) -> None:
        pass


def test_what_becomes_a_fact_later_is_none() -> None:
    problem, forged = inseparable(), Draft()
    forged.condition, forged.evidence, forged.wrong = "data.linearly_separable", None, None
    forged.problem, forged.status = problem, Status.HOLDS
    forged.__class__ = Fact  # type: ignore[assignment]
    assert type(forged) is Fact
    with pytest.raises(Refusal, match=r"facts\.no_fact"):
        conclude(problem, [forged], None)
    assert conclude(problem, [establish(problem, "network.shortcut", True, Structure())], None)


def test_a_conclusion_is_drawn_by_the_kernel() -> None:
    verdict = theoremcheck.check(spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)"), search=False)
    outcome = theoremcheck.verify(verdict.spec, verdict.certificate)
    for forged in ({"goal": "thm.global"}, {"statuses": {}}, {"facts": {}}, {"conditional": True}):
        with pytest.raises(TypeError, match="only the kernel draws conclusions"):
            replace(outcome, **forged)


def test_a_verdict_is_one_on_its_own_problem() -> None:
    proved = theoremcheck.check(spec_of([[0], [1]], [1, -1], "log(1+exp(z))"), search=False)
    assert proved.verdict == "proved"
    with pytest.raises(ValueError, match="facts of the problem of its spec"):
        replace(proved, spec=spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)"))


# --- what is remembered before anything is checked -------------------------------------------------------------------


APART = (Sample((Q(1), Q(1))), Sample((Q(-1), Q(1))), Sample((Q(1), Q(1))))
"""Inputs that (1, 0) separates."""


def remembering(problem: Problem) -> Iterator[Problem]:
    """The problem with an answer that does not follow from its fields, each time at another place."""
    first = replace(problem)
    vars(first)["inputs"] = APART
    yield first
    second = replace(problem, dataset=replace(problem.samples))
    vars(second.dataset)["lifted"] = APART
    yield second
    third = replace(problem, dataset=replace(problem.samples))
    for sample, wanted in zip(third.inputs, APART, strict=True):
        vars(sample)["cleared"] = wanted.cleared
    yield third

    class Draft(ByFields):
        pass

    made: Any = Draft()
    for entry in fields(Dataset):
        setattr(made, entry.name, getattr(problem.dataset, entry.name))
    made.lifted = APART
    made.__class__ = Dataset
    yield replace(problem, dataset=made)


@pytest.mark.parametrize("which", range(4))
def test_what_is_remembered_beside_the_fields_is_forgotten(which: int) -> None:
    problem = inseparable()
    forged = tuple(remembering(problem))[which]
    assert forged == problem
    assert (forged.inputs == APART) == (which != 2)
    with pytest.raises(Refusal, match=r"separation\.wrong_side"):
        establish(forged, "data.linearly_separable", True, Separation((Q(1), Q(0))))
    assert forged.inputs == problem.inputs


def test_samples_that_remember_another_form() -> None:
    """Without a bias the inputs are the samples themselves, one of which was made of another class."""

    class Draft(NoState, tuple):  # type: ignore[type-arg]
        pass

    made: Any = Draft((Q(1),))
    made.cleared = ((-1,), 1)
    try:
        made.__class__ = Sample
    except TypeError:  # Python may refuse that by itself
        made = Sample((Q(1),))
        vars(made)["cleared"] = ((-1,), 1)
    problem = inseparable(bias=False)
    points = (Sample((Q(2),)), made, Sample((Q(3),)))
    with pytest.raises(Refusal, match=r"separation\.wrong_side\(sample=1\)"):
        establish(
            replace(problem, dataset=replace(problem.samples, points=points)),
            "data.linearly_separable", True, Separation((Q(1),)),
        )  # fmt: skip


def test_a_method_is_that_of_its_class() -> None:
    """A network that says that its frozen biases are trained."""
    problem = inseparable()
    network = replace(problem.network, frozen=(Frozen(Block.OUTPUT_BIAS, (Q(0),)),))
    vars(network)["trains"] = lambda block: True
    with pytest.raises(Refusal, match=r"facts\.opposite"):
        establish(replace(problem, network=network), "network.output_bias", True, Structure())


def test_attributes_are_in_a_plain_dictionary() -> None:
    """One of a subclass would answer the question what is remembered, and be asked again later."""

    class Later(dict[str, Any]):
        def __iter__(self) -> Iterator[str]:
            return iter(entry.name for entry in fields(Problem))

        def get(self, name: str, default: Any = None) -> Any:
            return APART if name == "inputs" else super().get(name, default)

    problem = inseparable()
    forged = replace(problem)
    object.__setattr__(forged, "__dict__", Later(vars(problem)))
    assert refused(forged) == "admission.attributes"


def test_attributes_have_plain_names() -> None:
    """One that is found as another one, and not as itself, could not be taken away."""
    name, forged = Name("inputs"), replace(inseparable())
    name.now = "inputs"
    vars(forged)[name] = APART
    assert any(hidden_as(name, f"other{i}", vars(forged)) for i in range(99))
    name.now = "inputs"
    assert forged.inputs == APART
    assert refused(forged) == "admission.attributes"


# --- formulas and classes that are equal to others -------------------------------------------------------------------


class Lookalike(Max):
    """A maximum that is equal to every other one of the hash that it gives."""

    __slots__ = ()
    hashed = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Max)

    def __hash__(self) -> int:
        return self.hashed


def test_pieces_of_one_formula_are_not_remembered_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Max((num(7), Z))
    monkeypatch.setattr(Lookalike, "hashed", hash(honest))
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(where=a formula, .*found=Lookalike"):
        split(Lookalike((Z, Z)))
    with pytest.raises(Refusal, match=r"admission\.not_exact"):
        split(Max((Num(Fraction(np.int8(7))), Z)))
    assert split(honest).breaks == (Q(7),)


@pytest.mark.parametrize("ask", ["outputs", "loss", "gradient", "hessian", "evaluate"])
def test_no_value_is_asked_of_a_formula_that_is_not_admitted(ask: str) -> None:
    spec = spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)")
    forged = replace(spec, problem=replace(spec.problem, neuron=Function(Lookalike((Z, Z)))))
    with pytest.raises(theoremcheck.SpecError, match=r"Function\.expr: .* not Lookalike"):
        getattr(forged, ask)({"a0": 0, "a": [0] * 3, "w": [[0]] * 3, "b": [0] * 3})


def test_the_fields_of_one_class_are_not_remembered_for_another() -> None:
    """Its metaclass makes it equal to a kind of evidence, and it declares no fields."""

    class Pretender(type):
        def __eq__(cls, other: object) -> bool:
            return other is Separation or other is cls

        def __hash__(cls) -> int:
            return hash(Separation)

    @dataclass
    class Other(metaclass=Pretender):
        pass

    check_evidence(Other())
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(where=Separation.normal, "):
        check_evidence(Separation([Q(-2), Q(3)]))  # type: ignore[arg-type]
    with pytest.raises(Refusal, match=r"admission\.wrong_type\(where=Separation.normal\[0\], "):
        check_evidence(Separation((-2.0, Q(3))))  # type: ignore[arg-type]


def test_a_spec_that_has_another_problem_the_next_time_is_read_once() -> None:
    good, bad = spec_of([[0], [1]], [1, -1], "log(1+exp(z))"), spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)")

    class Two(theoremcheck.Spec):
        reads, last = 0, 0

        def __getattribute__(self, name: str) -> Any:
            if name != "problem":
                return super().__getattribute__(name)
            Two.reads += 1
            return good.problem if Two.reads <= Two.last else bad.problem

    entries = {entry.name: getattr(good, entry.name) for entry in fields(theoremcheck.Spec)}
    for last in range(6):
        Two.reads, Two.last = 0, last
        verdict = theoremcheck.check(Two(**entries), search=False)
        assert type(verdict.spec) is theoremcheck.Spec
        problem = verdict.spec.problem
        assert verdict.certificate.digests == problem.digests
        assert verdict.verdict == ("proved" if problem == good.problem else "refuted")


# --- numbers that are missing, and arrays ----------------------------------------------------------------------------


def test_a_masked_entry_is_no_zero() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy warns where it makes one a float
        row = np.ma.array([3.0, 5.0], mask=[False, True])
        good: dict[str, Any] = {"X": [[row[0]], [2]], "y": [1, -1], "neuron": "tanh", "width": 2, "loss": "exp(z)",
                                "hidden_bias": True, "output_bias": True}  # fmt: skip
        assert theoremcheck.problem(**good).problem.samples.points == ((3,), (2,))
        for changed, where in (
            ({"X": [[row[0]], [row[1]]]}, r"X\[1, 0\] is a masked entry"),
            ({"X": [[3], [np.ma.array(5.0, mask=True)]]}, r"X\[1, 0\] is a masked entry"),
            ({"weights": [1, np.ma.masked]}, r"weights\[1\] is a masked entry"),
            ({"y": [1, np.ma.masked]}, r"y\[1\] is masked"),
            ({"frozen": {"a": list(row)}}, "masked entries"),
            ({"regularizer": np.ma.masked}, "regularizer"),
        ):
            with pytest.raises(theoremcheck.SpecError, match=where):
                theoremcheck.problem(**{**good, **changed})
    assert theoremcheck.problem(**{**good, "X": [[np.ma.array(4.0)], [2]]}).problem.samples.points == ((4,), (2,))


def test_a_view_of_memory_is_an_array() -> None:
    spec = theoremcheck.problem(memoryview(np.array([[1.5], [2.0]])), [1, -1], neuron="tanh", width=1, loss="exp(z)",
                                hidden_bias=True, output_bias=True)  # fmt: skip
    assert spec.problem.samples.points == ((Q(3, 2),), (2,))
    with pytest.raises(theoremcheck.SpecError, match=r"X has shape \(2,\)"):
        theoremcheck.problem(memoryview(np.array([1.5, 2.0])), [1, -1], neuron="tanh", width=1, loss="exp(z)",
                             hidden_bias=True, output_bias=True)  # fmt: skip


# --- one precision for all threads -----------------------------------------------------------------------------------


def test_one_thread_at_a_time_has_the_precision() -> None:
    inside, leave, seen = threading.Event(), threading.Event(), list[object]()

    def first() -> None:
        with precision(200):
            inside.set()
            leave.wait(10)
            seen.append(("first", flint.ctx.prec))

    def second() -> None:
        inside.wait(10)
        leave.set()
        with precision(100), precision(150):
            seen.append(("second", flint.ctx.prec))

    before = flint.ctx.prec
    threads = [threading.Thread(target=task) for task in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert seen == [("first", 200), ("second", 150)]
    assert flint.ctx.prec == before


def _yields(node: ast.AST) -> bool:
    """True if the code of a block yields; a function inside it is another one."""
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    inner = (ast.FunctionDef, ast.Lambda, ast.GeneratorExp)
    return any(_yields(part) for part in ast.iter_child_nodes(node) if not isinstance(part, inner))


def test_no_generator_keeps_the_precision_while_it_waits() -> None:
    """A thread that holds it in a generator which nobody goes on with would keep all others out for ever."""
    blocks = 0
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.With) and any("precision(" in ast.unparse(item) for item in node.items):
                blocks += 1
                assert not any(map(_yields, node.body)), (path, node.lineno)
    assert blocks > 40


# --- certificates ----------------------------------------------------------------------------------------------------


def _certificate() -> tuple[theoremcheck.Spec, dict[str, Any]]:
    verdict = theoremcheck.check(spec_of([[0], [1]], [1, -1], "log(1+exp(z))"), search=False)
    return verdict.spec, json.loads(dumps(verdict.certificate))


def _nested(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a kind."""
    if isinstance(value, dict):
        if "kind" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for entry in value:
            yield from _nested(entry)


def test_every_kind_in_a_certificate_is_read() -> None:
    """Also where one class alone is possible."""
    verdict = theoremcheck.check(spec_of([[0], [1], [2]], [1, -1, 1], "max(0, z)"), search=False)
    raw = json.loads(dumps(verdict.certificate))
    objects = list(_nested(raw["claims"]))
    assert len(objects) > 60
    for entry in objects:
        kind, entry["kind"] = entry["kind"], "Another"
        with pytest.raises(theoremcheck.CertificateError) as error:
            theoremcheck.verify(verdict.spec, json.dumps(raw))
        assert error.value.reason.code == "certificate.unknown_kind", kind
        entry["kind"] = kind
    assert theoremcheck.verify(verdict.spec, json.dumps(raw))


def test_a_certificate_does_not_say_more_of_its_proof_than_is_so() -> None:
    spec, raw = _certificate()
    assert raw["proof"] == Proof.MACHINE_CHECKED.value
    assert theoremcheck.verify(spec, {**raw, "proof": Proof.ON_PAPER.value}).goal == raw["goal"]
    for goal in ("lemma.first_order", "neuron.monotone", None):
        assert check(spec.problem, replace(loads(json.dumps(raw)), goal=goal, proof=None)).goal == goal
        with pytest.raises(theoremcheck.CertificateError) as error:
            theoremcheck.verify(spec, {**raw, "goal": goal})
        assert error.value.reason.code == "certificate.on_paper"
