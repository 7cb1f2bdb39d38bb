"""``docs/schema``: what the program writes as JSON is what the schemas say, and no field of it is left out of them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from theoremcheck.report.standing import Place
from theoremcheck.search.report import Kind
from theoremcheck.verdict.pointwise.values import Standing

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs"
SCHEMAS = {
    name: json.loads((ROOT / "docs" / "schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in ("report", "point")
}
POINT = '{"a0": 0, "a": [0.1, 0], "w": [[1], [1]], "b": [1, 2]}'


def closed(schema):
    """The schema with no field allowed that it does not name: users may meet new fields, the page may not miss them."""
    if isinstance(schema, list):
        return [closed(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: closed(entry) for name, entry in schema.items()}
    if isinstance(found.get("properties"), dict) and found.get("type") in ("object", ["object", "null"]):
        found["additionalProperties"] = False
    return found


def errors(name, text):
    found = best_match(Draft202012Validator(closed(SCHEMAS[name])).iter_errors(json.loads(text)))
    return [] if found is None else [f"{found.json_path}: {found.message[:300]}"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name):
    Draft202012Validator.check_schema(SCHEMAS[name])
    assert errors(name, "{}")


@pytest.mark.parametrize(
    "spec, options",
    [
        ("counterexamples/flat_relu", ()),
        ("counterexamples/strict_decay_softplus", ("--no-search",)),
        pytest.param("theorems/rotated_xor_softplus", ("--starts", "20", "--relax"), marks=pytest.mark.slow),
        ("theorems/valley_xor_five", ("--no-search",)),
        ("counterexamples/valley_no_minimum", ()),
        ("counterexamples/valley_one_sign_deep", ()),
        pytest.param("theorems/valley_quadratic", ("--starts", "4"), marks=pytest.mark.slow),
        pytest.param("open/deep_without_shortcut", ("--starts", "10", "--relax"), marks=pytest.mark.slow),
        ("literature/li_ding_sun_no_basins", ("--no-search",)),
    ],
)
def test_reports_of_specs(run, spec, options):
    assert errors("report", run(SPECS / f"{spec}.spec", *options, "-o", "json").stdout) == []


def test_reports_of_folders_and_of_wrong_input(run, tmp_path):
    good = (SPECS / "counterexamples" / "flat_relu.spec").read_text(encoding="utf-8")
    (tmp_path / "good.spec").write_text(good, encoding="utf-8")
    (tmp_path / "wrong.spec").write_text("neuron softpluss\n", encoding="utf-8")
    alone = run("wrong.spec", "-o", "json")
    assert alone.returncode == 2
    assert errors("report", alone.stdout) == []
    together = json.loads(run(".", "--no-search", "-o", "json").stdout)
    assert len(together["results"]) == 2
    assert errors("report", json.dumps(together)) == []


def test_reports_about_points(run, tmp_path):
    (tmp_path / "point.json").write_text(POINT, encoding="utf-8")
    for command in ("certify", "eval"):
        text = run(command, SPECS / "counterexamples" / "flat_relu.spec", "--at", "point.json", "-o", "json").stdout
        assert errors("point", text) == [], command
    (tmp_path / "dead.json").write_text('{"a0": "1/3", "a": [0, 0], "w": [[0], [0]], "b": [-1, -1]}', encoding="utf-8")
    found = run("certify", SPECS / "counterexamples" / "flat_relu.spec", "--at", "dead.json", "-o", "json").stdout
    assert json.loads(found)["standing"] == "certified"
    assert errors("point", found) == []


def test_the_words_of_the_schemas_are_those_of_the_program():
    report, point = SCHEMAS["report"]["$defs"], SCHEMAS["point"]["$defs"]
    assert report["seen"]["properties"]["kind"]["enum"] == [kind.value for kind in Kind]
    assert report["standing"]["properties"]["place"]["enum"] == [place.value for place in Place]
    assert point["standing"]["properties"]["standing"]["enum"] == [standing.value for standing in Standing]


def test_a_changed_report_is_refused(run):
    found = json.loads(run(SPECS / "counterexamples" / "flat_relu.spec", "--no-search", "-o", "json").stdout)
    for change in ({"verdict": "perhaps"}, {"conditions": {"loss.c1": "holds"}}, {"novel": 1}, {"digests": {"a": "b"}}):
        assert errors("report", json.dumps({**found, **change}))
    del found["theorems"]
    assert errors("report", json.dumps(found))
