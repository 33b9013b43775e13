"""Do tasks make fonts, films and letters of a hand that is here, stop once it goes, and refuse one that is gone?"""

from __future__ import annotations

import json

import pytest

from core.blocks.message import hand_in
from core.blocks.message_blend import cures_between
from core.blocks.message_kept import DrawnHand, kept_hand, make_hand, opened
from core.config import ConfigError
from core.datasets import own
from core.export.message_film import writing
from core.handwriting.letters import letter_set
from core.handwriting.message import worth as measured
from core.handwriting.message.compose import compose
from core.handwriting.message.likeness import Shapes
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.settings import ComposeConfig
from core.handwriting.message.whose import Whose
from core.handwriting.message.worth import Row
from core.owner import Owner
from core.tasks import CuresTask, DrawnHandTask, FilmTask, FontTask, OwnHandTask, WorthTask, message, store
from core.tasks.execute import execute
from core.types import DataError
from tests.core.handwriting.written_hands import letters

ME = Owner.of("me")


@pytest.fixture
def id(home) -> str:
    found = letter_set.kept(letters(), name="Ada")
    own.note(found, "Ada", ME)
    make_hand(found)
    return found


def worked(task) -> str:
    return execute(store.create(task, task.key(), ME).path)


def test_a_film_is_that_of_the_message(id):
    task = FilmTask(writer=id, text="a fox", page=9)
    assert task.kept() is None and worked(task) == "done"
    message = compose("a fox", opened(id), ComposeConfig())
    assert task.kept() == writing(message, message.pages[0])
    assert task.replace(text="a dog").kept() is None


def test_a_hand_is_made_of_a_set_and_lies_beside_it(id):
    made = own.hand_of(id).read_bytes()
    own.hand_of(id).unlink()
    task = OwnHandTask(set=id)
    assert worked(task) == "done" and own.hand_of(id).read_bytes() == made
    own.ink_of(id).unlink()
    with pytest.raises(DataError, match="not here"):
        task.key()


def test_what_would_cure_two_hands_is_found_once_both_are_there(id):
    other = letter_set.kept(letters(joined=True), name="Bea")
    task = CuresTask(writer=id, other=other)
    with pytest.raises(DataError, match="not here"):
        worked(task)
    make_hand(other)
    assert execute(store.find(task.key()).path) == "done"
    assert task.kept().decode() == cures_between(kept_hand(id), kept_hand(other))


def test_letters_that_a_model_draws_lie_beside_the_set(id):
    drawn = DrawnHand(source="model", model="letters-cvae", ink=ModelInkConfig(each=1))
    task = DrawnHandTask(model="letters-cvae", set=id, drawn=drawn)
    assert task.took() is None and worked(task) == "done" and task.took() > 0
    assert hand_in(kept_hand(drawn.writer(id))).signs == hand_in(kept_hand(id)).signs
    assert sorted(path.name for path in store.find(task.key()).path.iterdir() if path.suffix != ".json") == []


def test_what_messages_are_worth_is_told_as_it_was_measured(id, monkeypatch):
    shapes = Shapes(1.0, 5.0, 0.75, 0.1, 0.2, 50)
    rows = (
        Row("Own ink", 0.9, 0.8, None, Whose(9, 0.5, {"own": 0.5, "other x": 0.5})),
        Row(message.MODEL, 1, 0.8, shapes, None),
    )
    monkeypatch.setattr(measured, "worth", lambda hand, inks, reader, **rest: rows)
    task = WorthTask(set=id)
    assert task.rows() is None and worked(task) == "done"
    assert task.rows() == rows


def test_of_a_set_that_is_gone_nothing_is_asked_and_nothing_is_left(id):
    tasks = [FontTask(writer=id), FilmTask(writer=id, text="a"), WorthTask(set=id)]
    entries = [store.create(task, task.key(), ME) for task in tasks]
    other = letter_set.kept(letters(joined=True), name="Bea")
    kept = store.create(FontTask(writer=other), FontTask(writer=other).key(), ME)
    message.forget(id)  # it is here
    assert len(store.entries()) == 4
    own.delete(id, ME)
    for task in tasks:
        with pytest.raises(DataError, match="not here"):
            task.key()
    with pytest.raises(DataError, match="not here"):
        execute(entries[0].path)
    message.forget(id)
    assert [entry.key for entry in store.entries()] == [kept.key]


def test_a_set_that_goes_stops_what_is_under_way(id):
    task = FilmTask(writer=id, text="a fox")
    entry = store.create(task, task.key(), ME)

    def gone() -> bool:
        own.delete(id, ME)
        return False

    assert execute(entry.path, should_stop=gone) == "stopped"
    assert not (entry.path / FilmTask.result).exists()


def test_what_names_no_hand_is_refused(id):
    for writer in ("x", f"{id}~x", f"{id}/..", ""):
        with pytest.raises(ConfigError):
            FontTask(writer=writer)
    with pytest.raises(ConfigError):
        WorthTask(set=id, others=tuple(f"{k:064x}" for k in range(5)))
    told = json.loads(FilmTask(writer=id, text="ä").to_json())
    assert FilmTask.from_json(json.dumps(told)).key() == FilmTask(writer=id, text="ä").key()
