"""docs/notebook.ipynb runs from top to bottom, and is kept without outputs."""

import json
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "notebook.ipynb"


def test_it_is_small_and_has_no_outputs():
    page = json.loads(PAGE.read_text(encoding="utf-8"))
    assert PAGE.stat().st_size < 10_000
    code = [cell for cell in page["cells"] if cell["cell_type"] == "code"]
    assert len(code) > 5
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


@pytest.mark.slow
def test_it_runs():
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    page = nbformat.read(PAGE, as_version=4)
    nbformat.validate(page)
    nbclient.NotebookClient(page, timeout=120, kernel_name="python3").execute()
    pages = [
        output["data"]["text/html"]
        for cell in page.cells if cell.cell_type == "code"
        for output in cell.outputs if "text/html" in output.get("data", {})
    ]  # fmt: skip
    assert sum("theoremcheck-card" in entry for entry in pages) >= 4
