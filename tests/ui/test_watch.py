"""Does the page of a run show what it has, and wait with the rest?"""

from __future__ import annotations

from core.files import write_json
from tests.ui.conftest import ID, open_page


def test_charts_wait_for_something_to_show(shelf):
    folder = shelf / "models" / ID
    assert open_page("pages/Train.py", run=ID).get("plotly_chart")
    (folder / "history.jsonl").unlink()
    write_json(folder / "state.json", {"state": "running", "reason": ""})
    at = open_page("pages/Train.py", run=ID)
    # Plotly takes a second to load, and would hold the first picture back.
    assert not at.exception and not at.get("plotly_chart")
