"""``theoremcheck hunt``: the first counterexample of a family, for any number of workers, made small."""

from importlib import import_module

import pytest
from click import UsageError

import theoremcheck
from theoremcheck.cli.engines import Means, _decide
from theoremcheck.cli.families import hunt
from theoremcheck.cli.shrink import Smallest
from theoremcheck.language import print_spec
from theoremcheck.options import Options
from theoremcheck.sweep.rows import Row, without_verdict

module = import_module("theoremcheck.cli.hunt")  # the package has the command under this name

FAMILY = """
dataset random { samples n  dimension 1  seed s }
let n = 4
let s = 0
neuron leaky_relu
loss hinge
network { shortcut = 2 leaky_relu  hidden bias  output bias }
"""
OVER = ("n=2,5", "s=0..2")
"""Refuted at n=5 s=1, the fifth of six."""
FOUND = "5 of 6 problems: 4 proved, 1 refuted.\nat n=5 s=1: refuted by rule.hull\nrule.hull is kept: "


@pytest.fixture(autouse=True)
def family(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "f.spec"
    path.write_text(FAMILY)
    return path


def ask(family, overs=OVER, **more):
    asked = {"sets": (), "out": None, "keep": None, "limit": None, "options": Options(search=False), "means": Means()}
    return module.run(module.Request(family, overs, **{**asked, **more}))


def test_the_first_counterexample_is_written_small(family, tmp_path, capsys):
    out = tmp_path / "small.spec"
    assert ask(family, out=out) == 0
    said = capsys.readouterr()
    assert (said.out, said.err.startswith(FOUND)) == ("", True)
    text = out.read_text()
    assert text.startswith(
        f"# Found by theoremcheck hunt {family} --over n=2,5 --over s=0..2\n# at n=5 s=1, after 5 of 6 "
    )
    verdict = theoremcheck.check(text, search=False)
    assert (verdict.verdict, verdict.met) == ("refuted", True)
    assert [entry.text for entry in verdict.spec.expectations] == ["refuted by rule.hull"]
    assert 1 < len({*verdict.spec.problem.samples.points}) == len(verdict.spec.problem.samples.points) < 5
    assert family.read_text() == FAMILY


@pytest.mark.slow
def test_what_is_found_does_not_depend_on_the_jobs(run):
    one, two = (run("hunt", "f.spec", *_overs(), "--jobs", jobs) for jobs in ("1", "2"))
    assert one.returncode == two.returncode == 0
    assert (one.stdout, one.stderr) == (two.stdout, two.stderr)


def _overs():
    return [part for over in OVER for part in ("--over", over)]


def backwards(stop=None, spoilt=()):
    """What decides points, in this process and the last ones first.

    Ctrl-C comes after so many of them, and those that are ``spoilt`` crash.
    """

    def rows(job, left, means, progress):
        for number, point in enumerate(reversed(tuple(left))):
            if number == stop:
                raise KeyboardInterrupt
            if str(point) in spoilt:
                yield point, without_verdict(point, "crashed: out of memory", left[point])
            else:
                yield point, _decide(job, point)

    return rows


@pytest.fixture
def unshrunk(monkeypatch):
    """Shrinking, which other tests are about, leaves the spec as it is."""

    def whole(verdict, keep, *more):
        return Smallest(print_spec(verdict.spec), f"{keep} is kept", 0)

    monkeypatch.setattr(module, "smallest", whole)


def test_the_first_in_their_order_whoever_ends_first(family, capsys, monkeypatch, unshrunk):
    """Seeds 1 and 4 are refuted, and the last point is decided first."""
    monkeypatch.setattr(module, "decided", backwards())
    assert ask(family, ("n=5", "s=0..4")) == 0
    assert capsys.readouterr().err.startswith("2 of 5 problems: 1 proved, 1 refuted.\nat n=5 s=1: refuted by ")


def test_none_is_found(family, tmp_path, capsys):
    out = tmp_path / "small.spec"
    assert ask(family, limit=4, out=out) == 1
    assert capsys.readouterr().err == "4 of 6 problems: 4 proved.\nnone is refuted; --limit leaves out 2\n"
    assert ask(family, ("n=5", "s=1"), keep="rule.flat", out=out) == 1
    assert capsys.readouterr().err == "1 of 1 problems: 1 refuted.\nnone is refuted by rule.flat\n"
    assert not out.exists()


def test_what_went_wrong_before_it_is_said(family, capsys, monkeypatch, unshrunk):
    monkeypatch.setattr(module, "decided", backwards(spoilt=("n=5 s=0",)))
    assert ask(family, ("n=1,5", "s=0..1")) == 70
    said = capsys.readouterr()
    assert said.err.startswith("4 of 4 problems: 1 crashed, 1 refuted, 2 wrong input.\nat n=5 s=1: refuted by ")
    assert "\nat n=1 s=0: " in said.err
    assert said.err.endswith("at n=5 s=0: crashed: out of memory\n")
    assert "\n# at n=5 s=1, after 4 of 4 problems: " in said.out


def test_ctrl_c_says_what_is_known(family, tmp_path, capsys, monkeypatch):
    out = tmp_path / "small.spec"
    monkeypatch.setattr(module, "decided", backwards(stop=2))
    assert ask(family, out=out) == 130
    assert capsys.readouterr().err == (
        "0 of 6 problems: none.\nat n=5 s=1: refuted by rule.hull; not all problems before it are decided\n"
        "interrupted: no spec is written\n"
    )
    assert not out.exists()


@pytest.mark.slow
def test_a_cache_is_used_and_filled(family, tmp_path, capsys, monkeypatch, unshrunk):
    monkeypatch.setattr(module, "decided", backwards())
    assert ask(family, cache=tmp_path / "c") == 0
    first = capsys.readouterr()
    monkeypatch.setattr(module, "decided", backwards(stop=0))
    assert ask(family, cache=tmp_path / "c") == 0
    assert capsys.readouterr() == first


def test_an_alarm_is_no_counterexample(family, tmp_path):
    """A row that says refuted and comes with an alarm is passed over."""
    row = Row("k", (), verdict="refuted", by=("rule.hull",), error="soundness alarm")
    found = module._Hunt(None, (), None, None, None)
    assert not found.refutes(row)
    assert found.refutes(Row("k", (), verdict="refuted", by=("rule.hull",)))


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--over", "zz=1..3"), "--over zz: f.spec has no number of that name; declare it there: let zz = ..."),
        (("--over", "data=a.csv"), "--over data: the dataset of f.spec has no table to be replaced"),
        (("--over", "s=3..1"), "write 1..3"),
        (("--over", "s=1", "--set", "s=2"), "both give s"),
        (("--over", "s=1", "--keep", "rule.zz"), "--keep rule.zz: there is no such rule"),
        (("--over", "s=1", "--keep", "thm.core"), "--keep thm.core: there is no such rule"),
        (("--over", "s=1", "-o", "f.spec"), "it is an input of this run"),
        (("--over", "data=a.csv", "--set", "n=3", "-o", "a.csv"), "no table to be replaced"),
    ],
)
def test_what_is_wrong_is_said_before_any_work(family, arguments, words):
    with pytest.raises(UsageError) as error:
        hunt.main(["f.spec", *arguments], standalone_mode=False)
    assert words in error.value.message
    assert family.read_text() == FAMILY


def test_no_table_is_written_over(family, tmp_path):
    family.write_text('dataset t { from "a.csv" label "y" positive "p" }\n' + FAMILY[FAMILY.index("neuron") :])
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("x,y\n1,p\n2,q\n")
    for name in ("a.csv", "b.csv"):
        with pytest.raises(UsageError, match="it is an input of this run"):
            hunt.main(["f.spec", "--over", "data=b.csv", "-o", name], standalone_mode=False)
