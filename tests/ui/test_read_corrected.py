"""Does Read keep what it is told, once, for whoever told it, and offer what came of it?"""

from __future__ import annotations

import base64

import numpy as np
import pytest

from core import library
from core.datasets import corrections
from core.jobs import client, worker
from core.tasks import tune
from core.training import tuning
from tests.ui.conftest import OWNER, open_page
from tests.ui.test_read_page import DIGITS, PAGE, readers, said, sent  # noqa: F401
from ui.components.read import Change
from ui.read import correct, desk

READER = "mnist-classifier"


def drawing(i: int) -> np.ndarray:
    image = np.zeros((28, 28), np.uint8)
    image[4:20, 5 + i : 8 + i] = 255
    return image


def change(i: int, label: int, id: str = "") -> dict:
    pixels = base64.b64encode(drawing(i).tobytes()).decode()
    told = {"change": id or f"{16 * i + label + 1:016x}", "pixels": pixels, "size": 28, "label": label}
    return told | {"reader": READER}


def tell(at, *changes):
    """Report changes as the browser does, and run the page."""
    at.session_state[desk.KEY] = {"corrected": list(changes)}
    return at.run()


def told() -> list[int]:
    found = corrections.kept(DIGITS, 28, OWNER)
    return [] if found is None else found.labels.tolist()


def buttons(at) -> list[str]:
    return [button.label.replace("\\", "") for button in at.button]


def captions(at) -> str:
    return "\n".join(caption.value for caption in at.caption)


def test_what_is_told_is_kept_once_and_can_be_taken_back(readers):  # noqa: F811
    at = open_page(PAGE)
    assert "What you have told it" not in [heading.value for heading in at.subheader]
    told_once = (change(0, 4), change(1, 9))
    tell(at, *told_once)
    assert told() == [4, 9] and not at.exception
    assert "What you have told it" in [heading.value for heading in at.subheader]
    assert "2 drawings with the right class" in captions(at) and "My corrected digits" in captions(at)
    tell(at, *told_once, change(0, -1, "f" * 16))
    assert told() == [9]
    again = open_page(PAGE)  # a reload, and another tab
    tell(again, *told_once)
    assert told() == [9], "what was told and taken back is not told anew"
    assert "1 drawing with the right class" in captions(again)
    again.button(key="read-forget-0").click().run()
    assert told() == [] and not again.exception


def test_forgetting_all_leaves_nothing(readers):  # noqa: F811
    at = open_page(PAGE)
    tell(at, change(0, 4), change(1, 9))
    at.button(key="read-forget-all").click().run()
    assert told() == [] and not at.exception and "read-tune" not in [button.key for button in at.button]


@pytest.mark.parametrize(
    "strange",
    [
        {"label": 17}, {"label": "4"}, {"size": 20}, {"pixels": "<script>"}, {"change": "short"}, {"reader": "nobody"},
        {"pixels": base64.b64encode(bytes(784)).decode()}, {"size": 10**9}, {"label": True},
    ],
)  # fmt: skip
def test_what_a_browser_reports_may_be_anything(readers, strange):  # noqa: F811
    at = tell(open_page(PAGE), change(0, 4) | strange, "nothing")
    assert told() == [] and not at.exception and sent(at)["model"] == READER


def test_somebody_elses_drawings_are_not_shown(readers):  # noqa: F811
    tell(open_page(PAGE), change(0, 4))
    other = open_page(PAGE, visitor="f" * 32)
    assert not other.exception and "My corrected" not in captions(other)


def test_a_tuned_reader_is_offered_beside_the_old_one_in_numbers(readers, monkeypatch):  # noqa: F811
    monkeypatch.setattr(tuning, "STEPS", 2)
    at = open_page(PAGE)
    tell(at, change(0, 4), change(1, 9), change(2, 4))
    assert "Tune this reader on them" in buttons(at)
    at.button(key="read-tune").click().run()
    kept = corrections.kept(DIGITS, 28, OWNER)
    task = tune.task_of(library.find(READER), kept)
    assert client.task_status(task.key()).state == "queued" and "read-tune" not in [button.key for button in at.button]
    worker.run(str(readers / "tasks" / task.key()))
    assert client.task_status(task.key()).state == "done", client.task_status(task.key()).reason
    at.run()
    table = next(part.value for part in at.markdown if "read rightly" in part.value)
    assert "| Your drawings, held out | 3 |" in table and "| Test images |" in table and not at.exception
    assert "each drawing was read by a reader tuned without it" in captions(at)
    at.button(key="read-tuned").click().run()
    new = tune.kept_as(task, OWNER)
    assert sent(at)["model"] == new.id and at.query_params["model"] in (new.id, [new.id])
    assert "Tune this reader on them" not in buttons(at), "it has learned all of them"
    assert at.selectbox[0].value == new.id and "How " in said(at) and "came about" in said(at)


def test_a_reader_of_somebody_elses_images_is_not_tuned_and_says_so(readers, monkeypatch):  # noqa: F811
    monkeypatch.setattr(tune, "may_tune", lambda reader, owner: False)
    at = open_page(PAGE)
    tell(at, change(0, 4))
    assert "read-tune" not in [button.key for button in at.button] and not at.exception
    assert "only they can tune it" in captions(at) and told() == [4], "what is told is kept all the same"


def test_a_change_is_read_back_as_it_was_told():
    one = Change.from_state(change(3, 5))
    assert np.array_equal(one.image(), drawing(3)) and (one.label, one.reader) == (5, READER)
    assert Change.from_state({}) is None and Change.from_state(["change"]) is None


def test_words_say_how_many_it_rests_on():
    result = tune.Tuned(
        told=1, seconds=2.0, rehearsed=900, where="Some.", test=tune.Count(n=2000, before=1990, after=1980)
    )
    assert any("cannot be held out" in sentence for sentence in correct._words(result))
    assert correct._share(result.test, "after") == "99.00 % (98.46 to 99.35)"
