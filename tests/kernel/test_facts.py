"""Facts: only the kernel makes them, and a conclusion takes nothing else."""

import copy
import pickle
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from function_problems import problem, vector

from theoremcheck.trusted.data.separation import Separation
from theoremcheck.trusted.data.widths import Violators
from theoremcheck.trusted.functions.smooth import Calculus
from theoremcheck.trusted.kernel import conditions
from theoremcheck.trusted.kernel.conditions import CONDITIONS, LEVELS, POINTS, About, Assumed, By, Cost, Structure
from theoremcheck.trusted.kernel.facts import Fact, conclude, establish
from theoremcheck.trusted.kernel.forms import Conclusion, atoms
from theoremcheck.trusted.kernel.logic import Status
from theoremcheck.trusted.kernel.statements import BOUNDED, STATEMENTS
from theoremcheck.trusted.minima import average
from theoremcheck.trusted.problem.model import AbstractDataset, Assumption, OpaqueFunction
from theoremcheck.trusted.records import field_names
from theoremcheck.trusted.refusal import Refusal

PROBLEM = problem()
SHORTCUT = establish(PROBLEM, "network.shortcut", True, Structure())


def test_a_fact_says_what_was_established():
    assert SHORTCUT.condition == "network.shortcut"
    assert SHORTCUT.status is Status.HOLDS
    assert SHORTCUT.problem is PROBLEM
    assert SHORTCUT.evidence == Structure()
    assert SHORTCUT.wrong is None
    denied = establish(PROBLEM, "network.width_two", False, Structure())
    assert denied.status is Status.FAILS


def test_nobody_else_makes_a_fact():
    values = {name: getattr(SHORTCUT, name) for name in ("problem", "condition", "status", "evidence", "wrong")}
    for maker in (None, object(), Fact, SHORTCUT):
        with pytest.raises(TypeError, match="only the kernel"):
            Fact(maker, **values)
    with pytest.raises(TypeError):
        Fact(**values)


def test_a_fact_does_not_change():
    for name in ("condition", "status", "problem", "evidence", "wrong", "other"):
        with pytest.raises(AttributeError):
            setattr(SHORTCUT, name, "network.chain")
    for name in ("condition", "status"):
        with pytest.raises(AttributeError):
            delattr(SHORTCUT, name)
    assert not hasattr(SHORTCUT, "__dict__")


def test_a_copy_of_a_fact_is_the_fact():
    assert copy.copy(SHORTCUT) is SHORTCUT
    assert copy.deepcopy([SHORTCUT])[0] is SHORTCUT
    with pytest.raises(TypeError):
        replace(SHORTCUT, status=None)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickled_fact_is_established_again(protocol, monkeypatch):
    """What a pickle holds is a claim; the kernel has its evidence checked when it is read."""
    asked = []
    row = CONDITIONS["network.shortcut"]

    def check(about):
        asked.append(about)
        return row.holds[0].check(about)

    shown = (By(Structure, check, About.PROBLEM),)
    table = {**CONDITIONS, "network.shortcut": replace(row, ways=shown, fails=shown)}
    monkeypatch.setattr("theoremcheck.trusted.kernel.facts.CONDITIONS", table)
    again, problem_again = pickle.loads(pickle.dumps((SHORTCUT, PROBLEM), protocol))
    assert asked == [problem_again]
    assert again == SHORTCUT
    assert again.problem is problem_again
    assert conclude(problem_again, [again], None).facts == {"network.shortcut": SHORTCUT}


def test_a_pickle_that_was_changed_is_refused():
    """The text of a pickle with other evidence, or the opposite claim, makes no fact."""
    separable = establish(PROBLEM, "data.linearly_separable", True, Separation(vector(7, 0)))
    text = pickle.dumps(separable, 0)
    assert pickle.loads(text) == separable
    with pytest.raises(Refusal, match="separation"):
        pickle.loads(text.replace(b"(I7\nI1\n", b"(I-7\nI1\n"))
    with pytest.raises(Refusal, match=r"facts\.wrong_kind"):
        pickle.loads(text.replace(b"I01", b"I00"))
    with pytest.raises(Refusal, match=r"facts\.opposite"):
        pickle.loads(pickle.dumps(SHORTCUT, 0).replace(b"I01", b"I00"))


def test_a_pickle_brings_no_state():
    """Neither a fact nor a problem takes over what somebody wrote beside the claim and the fields."""
    for value, error in ((SHORTCUT, AttributeError), (PROBLEM, TypeError), (PROBLEM.dataset, TypeError)):
        forged = pickle.dumps(value, 2)[:-1] + pickle.dumps({"wrong": (0, 0), "inputs": ()}, 2)[2:-1] + b"b."
        with pytest.raises(error):
            pickle.loads(forged)


def test_what_a_problem_remembers_is_not_pickled():
    separable = problem()
    assert separable.inputs
    again = pickle.loads(pickle.dumps(separable))
    assert again == separable
    assert "inputs" not in vars(again)
    assert copy.deepcopy(separable) is separable


def test_a_pickled_outcome_is_concluded_again():
    for facts in ([SHORTCUT], []):
        outcome = conclude(PROBLEM, facts, None)
        assert pickle.loads(pickle.dumps(outcome)) == copy.deepcopy(outcome) == outcome
        for forged in ({"statuses": {"thm.separable": Status.HOLDS}}, {"conditional": True}, {"goal": "thm.separable"}):
            with pytest.raises(TypeError, match="only the kernel draws conclusions"):
                replace(outcome, **forged)
    claim = (PROBLEM, (SHORTCUT,), "thm.separable")
    with pytest.raises(Refusal, match=r"facts\.not_established"):
        pickle.loads(pickle.dumps(_Pickled(claim)))


class _Pickled:
    """What is pickled as the conclusion that it wants."""

    def __init__(self, claim):
        self.claim = claim

    def __reduce__(self):
        return conclude, self.claim


def test_facts_are_equal_if_they_say_the_same():
    other = establish(replace(PROBLEM), "network.shortcut", True, Structure())
    assert other == SHORTCUT
    assert hash(other) == hash(SHORTCUT)
    assert other != establish(PROBLEM, "network.width_two", False, Structure())
    assert establish(problem(width=2), "network.shortcut", True, Structure()) != SHORTCUT
    assert Pretender() != SHORTCUT
    assert repr(SHORTCUT) == "<Fact network.shortcut holds>"


def test_there_is_no_other_kind_of_fact():
    with pytest.raises(TypeError, match="only the kernel"):

        class Forged(Fact):
            pass

    with pytest.raises(TypeError, match="only the kernel"):
        type("Forged", (Fact,), {})


class Pretender:
    """Everything that a fact has, and no fact."""

    condition, status, problem, evidence, wrong = "loss.c1", Status.HOLDS, PROBLEM, Structure(), None
    __class__ = Fact  # type: ignore[assignment] # deceives isinstance


@pytest.mark.parametrize("no_fact", [Pretender(), None, "loss.c1", ("loss.c1", Status.HOLDS), object.__new__(Fact)])
def test_a_conclusion_takes_facts_alone(no_fact):
    with pytest.raises(Refusal, match=r"facts\.no_fact"):
        conclude(PROBLEM, [SHORTCUT, no_fact], None)


def test_a_conclusion_takes_facts_of_its_own_problem():
    for other in (problem(), replace(PROBLEM), problem(width=2)):
        with pytest.raises(Refusal, match=r"facts\.other_problem\(condition=network.shortcut\)"):
            conclude(other, [SHORTCUT], None)


def test_a_conclusion_takes_one_fact_about_a_condition():
    again = establish(PROBLEM, "network.shortcut", True, Structure())
    for facts in ([SHORTCUT, SHORTCUT], [SHORTCUT, again]):
        with pytest.raises(Refusal, match=r"facts\.twice\(condition=network.shortcut\)"):
            conclude(PROBLEM, facts, None)


def test_what_a_conclusion_says():
    outcome = conclude(PROBLEM, [SHORTCUT], None)
    assert outcome.facts == {"network.shortcut": SHORTCUT}
    assert outcome.statuses["network.shortcut"] is Status.HOLDS
    assert all(outcome.statuses[name] is not Status.HOLDS for name in STATEMENTS)
    assert outcome.goal is None
    with pytest.raises(TypeError):
        outcome.statuses["thm.separable"] = Status.HOLDS
    with pytest.raises(Refusal, match=r"facts\.not_established\(goal=thm.separable\)"):
        conclude(PROBLEM, [SHORTCUT], "thm.separable")
    with pytest.raises(Refusal, match=r"facts\.unknown_goal\(goal=network.shortcut\)"):
        conclude(PROBLEM, [SHORTCUT], "network.shortcut")


def test_a_bad_minimum_needs_samples():
    abstract = replace(PROBLEM, dataset=AbstractDataset(2, None, None, ()))
    with pytest.raises(Refusal, match=r"facts\.needs_samples"):
        conclude(abstract, [], "rule.strict")


@pytest.mark.parametrize("holds", [1, 0, None, "yes"])
def test_a_claim_holds_or_fails(holds):
    with pytest.raises(Refusal, match=r"facts\.not_boolean"):
        establish(PROBLEM, "network.shortcut", holds, Structure())


def test_a_predicate_has_to_say_so():
    with pytest.raises(Refusal, match=r"facts\.opposite"):
        establish(PROBLEM, "network.shortcut", False, Structure())


@pytest.mark.parametrize("answer", [1, 0, "yes", None])
def test_a_predicate_that_answers_otherwise_is_refused(answer, monkeypatch):
    row = replace(
        CONDITIONS["network.shortcut"],
        ways=(By(Structure, lambda about: answer, About.PROBLEM),),
        fails=(By(Structure, lambda about: answer, About.PROBLEM),),
    )
    monkeypatch.setattr("theoremcheck.trusted.kernel.facts.CONDITIONS", {**CONDITIONS, "network.shortcut": row})
    for holds in (True, False):
        with pytest.raises(Refusal, match=r"facts\.opposite"):
            establish(PROBLEM, "network.shortcut", holds, Structure())


@pytest.mark.parametrize("answer", [True, False, 1, (1, 1)])
def test_a_check_that_returns_something_is_refused(answer, monkeypatch):
    row = replace(CONDITIONS["loss.defined"], ways=(By(Calculus, lambda expr, evidence: answer, About.LOSS),))
    monkeypatch.setattr("theoremcheck.trusted.kernel.facts.CONDITIONS", {**CONDITIONS, "loss.defined": row})
    with pytest.raises(Refusal, match=r"facts\.opposite"):
        establish(PROBLEM, "loss.defined", True, Calculus(()))


def test_evidence_of_a_subclass_is_no_evidence():
    class Quiet(Separation):
        pass

    with pytest.raises(Refusal, match=r"facts\.wrong_kind\(expected=Separation, found=Quiet\)"):
        establish(PROBLEM, "data.linearly_separable", True, Quiet(vector(1, 0)))


def test_what_is_assumed():
    opaque = problem(OpaqueFunction((Assumption("neuron.c1", True), Assumption("neuron.quadratic", True))))
    assert establish(opaque, "neuron.c1", True, Assumed()).status is Status.ASSUMED
    with pytest.raises(Refusal, match=r"facts\.not_assumed"):
        establish(opaque, "neuron.c1", False, Assumed())
    with pytest.raises(Refusal, match=r"facts\.not_assumable\(condition=neuron.quadratic\)"):
        establish(opaque, "neuron.quadratic", True, Assumed())


# --- the table ----------------------------------------------------------------------------------------------------


def test_the_table_has_every_condition_once():
    assert len(conditions._CONDITIONS) == len(CONDITIONS)
    assert not CONDITIONS.keys() & STATEMENTS.keys()


def test_the_table_names_the_conditions_about_points_that_it_has_ways_for():
    """Each is said by its name, and by the row that is loaded later: no row is without a name, or a name in vain."""
    ways = conditions._points()
    assert tuple(ways) == (*POINTS, *LEVELS)
    assert all(ways.values())
    for names, about in ((POINTS, About.POINT), (LEVELS, About.LEVELS)):
        assert {by.about for name in names for by in CONDITIONS[name].holds} == {about}
        assert all(CONDITIONS[name].cost is Cost.RULE and CONDITIONS[name].fails == () for name in names)
    others = [by for name, row in CONDITIONS.items() if name not in ways for by in (*row.holds, *row.fails)]
    assert not any(by.about in (About.POINT, About.LEVELS) for by in others)
    folder = Path(average.__file__).parent
    modules = [import_module(f"{average.__package__}.{path.stem}") for path in sorted(folder.glob("*.py"))]
    rows = [row for module in modules for row in getattr(module, "CONDITIONS", ()) if row[0] in ways]
    kinds = {name: {by.kind: by.check for by in found} for name, found in ways.items()}
    assert all(kinds[name][kind] is check for name, kind, check in rows)
    assert len(rows) == sum(map(len, ways.values()))


def test_what_the_table_tells_by_its_name_is_there():
    """Names of modules alone would be seen at the first problem only that asks for them."""
    named = [
        (by, name)
        for row in CONDITIONS.values()
        for by in (*(row.ways or ()), *row.fails)
        for name in (by.named_kind, by.named_check)
        if isinstance(name, str)
    ]
    assert len(named) > 40
    for by, name in named:
        assert isinstance(by.kind, type)
        assert callable(by.check)
        found = by.kind if name == by.named_kind else by.check
        assert found.__name__ == name.rpartition(".")[2]
        # Where it is defined, and nowhere else: a module is loaded for its own checks.
        assert found.__module__ == f"theoremcheck.trusted.{name.rpartition('.')[0]}" or found is Violators


def test_points_are_sought_last_and_never_refuted():
    for condition in POINTS:
        row = CONDITIONS[condition]
        assert row.cost is Cost.RULE
        assert not row.fails
        assert not row.assumable
        assert condition.startswith("minimum.")


def test_every_way_is_unambiguous():
    for row in CONDITIONS.values():
        for ways in (row.holds, row.fails):
            assert len({by.kind for by in ways}) == len(ways)
            assert all(by.check.__module__ if hasattr(by.check, "__module__") else by.check.func for by in ways)


def test_what_a_spec_may_assume():
    from theoremcheck.language.assumptions import PROPERTIES

    named = {f"{block}.{name}" for block, names in PROPERTIES.items() for name in names}
    assert named == {condition for condition, row in CONDITIONS.items() if row.assumable}


def test_the_inner_kernel_is_read_in_one_sitting():
    folder = Path(conditions.__file__).parent
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.py")) <= 1500


def test_of_every_theorem_that_bounds_the_error_it_is_known_where_the_bound_is():
    bounds = {Conclusion.ERROR_BOUND, Conclusion.CONSTANT_BOUND, Conclusion.MINIMA_ERROR}
    assert set(BOUNDED) == {name for name, entry in STATEMENTS.items() if entry.conclusion in bounds}
    for name, condition in BOUNDED.items():
        assert condition in atoms(STATEMENTS[name].premise)
        assert all("bound" in field_names(way.kind) for way in CONDITIONS[condition].holds)
        assert not CONDITIONS[condition].assumable
