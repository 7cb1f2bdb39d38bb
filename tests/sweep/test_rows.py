"""Rows are written and read back as they were, and are the answers to the same questions alone."""

import json
from dataclasses import replace

import pytest

import theoremcheck
from theoremcheck.language import loads
from theoremcheck.options import Options
from theoremcheck.sweep.axes import Point
from theoremcheck.sweep.checking import departure
from theoremcheck.sweep.rows import NotRows, key_of, line, read_rows, row_of, table, without_verdict

TEXT = "dataset d { + (1), (2)  - (-1) }\nneuron gelu\nloss hinge\nnetwork { shortcut = 2 gelu }\n"
POINT = Point((("M", "2"), ("neuron", "softplus(2)")))
OPTIONS = Options(search=False)


@pytest.fixture(scope="module")
def row():
    verdict = theoremcheck.check(TEXT, search=False)
    return row_of(verdict, key_of(verdict.spec, OPTIONS), POINT)


def test_a_row_is_read_as_it_was_written(row):
    (found,) = read_rows(line(row))
    assert found == row
    assert line(found) == line(row)
    assert row.finished
    failed = without_verdict(POINT, "crashed: so")
    assert read_rows(line(failed)) == (failed,)
    assert not failed.finished


def test_what_a_killed_run_left_half_written_is_no_row(row):
    whole = line(row)
    assert len(read_rows(whole + whole[:-20])) == 1
    assert read_rows(whole[:-1]) == ()


@pytest.mark.parametrize("text", ["no\n", "{}\n", "[1]\n", "1\n", "no"])
def test_other_files_are_refused(text):
    with pytest.raises(NotRows, match="line 1 is no row"):
        read_rows(text)


@pytest.mark.parametrize(
    "old, new",
    [
        ('"key": "', '"key": 1, "x": "'),
        ('"verdict"', '"verdikt"'),
        ('-sweep"', '"'),
        ('"wrong": null', '"wrong": [Infinity, 1]'),
        ('"wrong": null', '"wrong": [1.5, 2]'),
        ('"wrong": null', '"wrong": [1]'),
        ('"missing": [', '"missing": 1, "x": ['),
    ],
)
def test_changed_rows_are_refused(row, old, new):
    assert old in line(row)
    with pytest.raises(NotRows, match="line 2"):
        read_rows(line(row) + line(row).replace(old, new, 1))


def test_the_key_is_of_all_that_a_verdict_depends_on():
    spec = loads(TEXT).spec
    other = loads(TEXT.replace("(2)", "(3)")).spec
    claim = loads(TEXT + "claim global\n").spec
    candidate = loads(TEXT + "candidate { a = (1, 1)  w = ((1), (1)) }\n").spec
    searched = loads(TEXT + "search { seed 7 }\n").spec
    found = [key_of(entry, OPTIONS) for entry in (spec, other, claim, candidate)]
    found += [key_of(entry, Options(search=True)) for entry in (spec, searched)]
    asked = loads(TEXT + "expect undecided\n").spec, loads(TEXT + "expect undecided failing loss.c1\n").spec
    assert key_of(asked[0], OPTIONS) == key_of(spec, OPTIONS)  # what is expected of a verdict does not change it
    found.append(key_of(asked[1], OPTIONS))  # but what is looked at for it does
    assert len(set(found)) == len(found)
    assert key_of(searched, OPTIONS) == key_of(spec, OPTIONS)
    assert key_of(loads(TEXT.replace("dataset d", "dataset e")).spec, OPTIONS) == key_of(spec, OPTIONS)


def test_the_table_has_a_column_for_each_axis(row):
    head, first, second = table([row, without_verdict(POINT, "line 1: no, not so")]).splitlines()
    assert head.startswith("M,neuron,claim,verdict,by,missing,wrong_least,wrong_most,error,key")
    assert first.startswith(f"2,softplus(2),no_bad,{row.verdict},{' '.join(row.by)},{' '.join(row.missing)},")
    assert second == '2,softplus(2),,,,,,,"line 1: no, not so",'
    assert table([]).count("\n") == 1


def test_what_is_missing_is_what_the_report_names_and_not_all_that_fails(row):
    text = TEXT.replace("- (-1)", "- (3/2)")
    verdict = theoremcheck.check(text, search=False)
    found = row_of(verdict, key_of(verdict.spec, OPTIONS), POINT)
    assert set(found.missing) <= set(found.failing) | set(found.open)
    assert found.missing
    assert all(name in verdict.report for name in found.missing)
    assert len(found.missing) < len(found.failing) / 4
    data = json.loads(line(found))
    assert data.pop("missing") == list(found.missing)
    (earlier,) = read_rows(json.dumps(data) + "\n")
    assert (earlier.missing, earlier.lacking) == (None, found.failing)


def test_a_row_that_calls_missing_what_holds_is_not_borne_out(row):
    spec = loads(TEXT).spec
    assert departure(spec, row) is None
    assert departure(spec, replace(row, missing=("loss.defined",))) == "what it calls missing holds"
    assert departure(spec, replace(row, missing=("not loss.defined",))) is None
    assert departure(spec, replace(row, missing=("no.such",))) == "what it calls missing holds"
    assert departure(spec, replace(row, missing=None)) is None
