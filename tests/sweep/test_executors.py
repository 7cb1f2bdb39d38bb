"""Points go to an executor as texts; what comes back is checked, and what is lost costs one point."""

import json
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import pytest

import theoremcheck as tc
from theoremcheck.options import Options
from theoremcheck.sweep.apart import decide_apart
from theoremcheck.sweep.axes import parse_axes, points
from theoremcheck.sweep.executors import Engine, lent
from theoremcheck.sweep.family import Family
from theoremcheck.sweep.orders import answer_to, order_of
from theoremcheck.sweep.rows import key_of, line

TEXT = """
dataset d { from "t.csv" label "y" positive "p" negative "n" }
neuron relu
loss hinge
let M = 2
network { shortcut = M relu }
"""
TABLE = "x,y\n1,p\n2,p\n-1,n\n"
OPTIONS = Options(search=False)


@cache
def honestly(order):
    """The answer to an order, decided once for all tests."""
    return answer_to(order)


@pytest.fixture(scope="module")
def family(tmp_path_factory):
    folder = tmp_path_factory.mktemp("family")
    (folder / "t.csv").write_text(TABLE)
    (folder / "f.spec").write_text(TEXT)
    return Family(folder / "f.spec", {})


@pytest.fixture(scope="module")
def here(family):
    """The rows of the points as they are decided without any executor."""
    return list(tc.check_family(family.path, {"M": "1..2"}))


class Near(Executor):
    """Answers at once, each order by the next of the ``ways``, those that are left over honestly."""

    def __init__(self, *ways):
        self.ways, self.orders = list(ways), []

    def submit(self, task, order, seconds):
        assert task is decide_apart
        self.orders.append(order)
        future = Future()
        try:
            way = self.ways.pop(0) if self.ways else honestly
            future.set_result(way(order))
        except OSError as error:
            future.set_exception(error)
        return future


def ask(family, executor, waiting=lambda done: None, **options):
    """The rows, in the order of the points."""
    asked = points(parse_axes(["M=1..2"]))
    left = {point: key_of(family.spec(point)[0], OPTIONS) for point in asked}
    found = dict(lent(Engine(executor, **options), family, OPTIONS, left, waiting))
    return [found[point] for point in asked]


def lose(order):
    raise OSError("the worker is gone")


def test_rows_are_the_same_by_any_engine(family, here):
    executor = Near()
    assert list(map(line, ask(family, executor))) == list(map(line, here))
    assert [row.verdict for row in here] != [None, None]
    assert all(isinstance(order, str) and "t.csv" not in order for order in executor.orders)  # its samples go with it


def test_what_is_lost_is_given_once_more(family, here):
    executor = Near(lose)
    assert list(map(line, ask(family, executor))) == list(map(line, here))
    assert len(executor.orders) == 3


@pytest.mark.parametrize("again, asked", [(1, 4), (0, 2)])
def test_what_is_lost_too_often_is_a_crash(family, again, asked):
    executor = Near(*[lose] * asked)
    rows = ask(family, executor, again=again)
    assert [row.error for row in rows] == ["crashed: the engine lost it: OSError: the worker is gone"] * 2
    assert all(not row.finished and row.key for row in rows)
    assert len(executor.orders) == asked


def test_an_executor_that_takes_no_more_ends_nothing_else(family):
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    said = "crashed: the engine takes no more work: RuntimeError: cannot schedule new futures after shutdown"
    assert [row.error for row in ask(family, executor)] == [said] * 2


def changed(**fields):
    """A worker whose rows say something else."""

    def answer(order):
        row = json.loads(json.loads(honestly(order))["row"])
        assert any(row[name] != value for name, value in fields.items())
        return json.dumps({"row": json.dumps({**row, **fields}) + "\n"})

    return answer


@pytest.mark.parametrize(
    "way, words",
    [
        (changed(verdict="proved"), "not borne out: the certificate says"),
        (changed(key="0"), "not borne out: it is about another question"),
        (changed(problem="0"), "not borne out: the spec states another problem"),
        (changed(certificate=None), "not borne out: no certificate is kept"),
        (changed(open=[]), "not borne out: other conditions"),
        (changed(error="soundness alarm"), "crashed: soundness alarm"),
        (changed(at=1), "did not answer with a row"),
        (lambda order: '{"row": "[]"}', "did not answer with a row"),
        (lambda order: '{"row": ', "did not answer with a row"),
        (lambda order: "[" * 100_000, "did not answer with a row"),
        (lambda order: "[]", "did not answer with a row"),
        (lambda order: '{"crash": "out of\\nmemory"}', "crashed: out of?memory"),
        (lambda order: b"row", "did not answer with a text"),
        (lambda order: None, "did not answer with a text"),
    ],
)
def test_what_comes_back_is_checked_and_not_believed(family, here, way, words):
    first, second = ask(family, Near(way))
    assert first.verdict is None
    assert first.certificate is None
    assert first.error.startswith("crashed: ")
    assert words in first.error
    assert line(second) == line(here[1])


def test_an_interrupt_keeps_what_is_done_and_takes_back_the_rest(family):
    class Slow(Near):
        def submit(self, task, order, seconds):
            self.last = super().submit(task, order, seconds) if not self.orders else Future()
            return self.last

    def interrupt(done):
        if done:
            raise KeyboardInterrupt

    executor, kept = Slow(), []
    left = {entry: key_of(family.spec(entry)[0], OPTIONS) for entry in points(parse_axes(["M=1..2"]))}
    with pytest.raises(KeyboardInterrupt):
        kept.extend(lent(Engine(executor), family, OPTIONS, left, interrupt))
    assert executor.last.cancelled()
    assert [row.verdict is not None for _, row in kept] == [True]


def test_a_worker_of_another_version_says_so(family):
    spec, _ = family.spec(points(parse_axes(["M=1"]))[0])
    order = json.loads(order_of(spec, OPTIONS))
    assert "theoremcheck" in json.loads(answer_to(json.dumps({**order, "version": "0.0.0"})))["crash"]
    other = json.dumps({**order, "options": {**order["options"], "search": True}})
    assert json.loads(answer_to(other)) == {"crash": "the spec did not arrive as it was sent"}


def test_a_time_is_about_what_an_executor_decides(family):
    with pytest.raises(ValueError, match="timeout is a number"):
        tc.check_family(family.path, {"M": [1]}, timeout=1.0)
    with pytest.raises(ValueError, match="timeout is a number"):
        tc.check_family(family.path, {"M": [1]}, timeout=0, executor=Near())
    with pytest.raises(ValueError, match="there twice"):
        tc.check_family(family.path, {"M": [1, 1]})


@pytest.mark.slow
def test_threads_will_do(family, here):
    with ThreadPoolExecutor(2) as pool:
        rows = list(tc.check_family(family.path, {"M": [1, "x", 2]}, executor=pool))
        assert [replace(row, at=()) for row in (rows[0], rows[2])] == [replace(row, at=()) for row in here]
        assert rows[1].error.startswith("--set M")
        (late,) = tc.check_family(family.path, {"M": [2]}, executor=pool, timeout=0.001)
    assert late.error == "crashed: timed out after 0.001 seconds (--timeout)"


@pytest.mark.slow
def test_a_process_that_ends_says_how():
    said = json.loads(decide_apart("no order", None))["crash"]
    assert said == "the process that checked it ended by itself, with code 1"
