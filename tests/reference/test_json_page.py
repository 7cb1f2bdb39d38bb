"""Every field of the JSON report is in its page."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_field_of_the_json_report_is_documented(run):
    page = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    spec = ROOT / "specs" / "counterexamples" / "flat_relu.spec"
    found = json.loads(run(spec, "-o", "json").stdout)
    names = {*found, *found["search"], *found["standing"], *found["search"]["minima"][0], *found["minimum"]}
    valley = json.loads(run(ROOT / "specs" / "counterexamples" / "valley_no_minimum.spec", "-o", "json").stdout)[
        "valley"
    ]
    assert not [name for name in (*names, *valley) if f"`{name}`" not in page]
