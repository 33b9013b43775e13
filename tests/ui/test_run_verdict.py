"""Is it said what became of a training, and does one press train what would be better?"""

from __future__ import annotations

import json

import pytest

from core import library
from core.files import read_lines, write_json
from tests.ui.conftest import ID, OWNER, open_page
from tests.ui.test_ended import went
from tests.ui.test_pages import SOMEBODY, said_in, texts

# Held-out losses of ten epochs, and whether the other loss falls all the way.
CURVES = {
    "It ended well": [90, 60, 50, 45, 43, 42, 41.6, 41.4, 41.3, 41.3],
    "Too short": [90, 85, 80, 75, 70, 65, 60, 55, 50, 45],
    "Learned by heart": [90, 60, 50, 45, 44, 47, 50, 53, 56, 60],
}


def learned(shelf, held_out: list[float], step: int = 200) -> None:
    """Let the model's history be one of these losses, each after `step` more steps."""
    path = shelf / "models" / ID / "history.jsonl"
    last = read_lines(path)[-1]
    rows = []
    for i, loss in enumerate(held_out):
        train = last["train"] | {"loss": 80.0 - 5 * i}
        validation = last["validation"] | {"loss": float(loss), "kl": 5.0}
        rows.append(last | {"epoch": i + 1, "step": step * (i + 1), "train": train, "validation": validation})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


@pytest.mark.parametrize("title", CURVES)
def test_what_became_of_it_is_said_beside_what_to_do(shelf, title):
    learned(shelf, CURVES[title])
    at = open_page("pages/Train.py", run=ID)
    assert not at.exception and f"**{title}.**" in texts(at)
    others = [other for other in CURVES if other != title]
    assert not any(f"**{other}.**" in texts(at) for other in others)
    better = [button for button in at.button if button.key == "train-better"]
    assert bool(better) == (title != "It ended well")


def test_one_press_trains_what_is_better(shelf):
    learned(shelf, CURVES["Too short"])
    at = went(open_page("pages/Train.py", run=ID), next(iter(_better(shelf))))
    assert not at.exception
    before, after = library.find(ID), library.find(said_in(at, "run"))
    assert after.state == "queued" and after.owner == before.owner and after.id != before.id
    assert after.config.training.epochs > before.config.training.epochs
    assert after.config.model == before.config.model and after.config.dataset == before.config.dataset


def _better(shelf) -> list[str]:
    at = open_page("pages/Train.py", run=ID)
    return [button.label for button in at.button if button.key == "train-better"]


def test_who_only_has_the_link_reads_it_and_trains_nothing(shelf):
    learned(shelf, CURVES["Too short"])
    at = open_page("pages/Train.py", visitor=SOMEBODY, run=ID)
    assert "**Too short.**" in texts(at) and "train-better" not in [button.key for button in at.button]
    assert [entry.id for entry in library.list_models(OWNER)] == [ID]


def test_while_it_learns_only_what_will_not_pass_is_said(shelf):
    write_json(shelf / "models" / ID / "state.json", {"state": "running", "reason": ""})
    learned(shelf, CURVES["Too short"])
    assert "Too short" not in texts(open_page("pages/Train.py", run=ID))
    learned(shelf, CURVES["Learned by heart"])
    at = open_page("pages/Train.py", run=ID)
    assert "**Learned by heart.**" in texts(at) and "can be stopped now" in texts(at)


def test_latents_that_are_not_used_are_said_and_marked(shelf):
    learned(shelf, CURVES["It ended well"])
    path = shelf / "models" / ID / "history.jsonl"
    rows = read_lines(path)
    for row in rows:
        row["validation"]["kl"] = 0.11
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    at = open_page("pages/Train.py", run=ID)
    assert not at.exception and texts(at).count("**Posterior collapse.**") == 1 and not at.warning
    write_json(shelf / "models" / ID / "state.json", {"state": "running", "reason": ""})
    at = open_page("pages/Train.py", run=ID)
    assert [warning.value.startswith("**Posterior collapse.**") for warning in at.warning] == [True]
