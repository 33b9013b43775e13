"""Does what nobody has used for long go, all of it, and nothing that somebody uses?"""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from core import library, places
from core.datasets import own
from core.datasets.digits import DigitsConfig
from core.handwriting.hand import hands
from core.host import age
from core.library import annotations
from tests.core.conftest import brief_run, keep
from tests.visitors import ANNA, BEN

DAY = 86_400.0


def aged(path: Path, days: float) -> None:
    for one in [*path.rglob("*"), path] if path.is_dir() else [path]:
        os.utime(one, (time.time() - days * DAY,) * 2)


@pytest.fixture
def digits(store) -> str:
    id = own.save(DigitsConfig(limit=60).load())
    own.note(id, "digits", ANNA)
    return id


def set_file(id: str) -> Path:
    return own.ink_of(id).with_suffix(".safetensors")


def test_what_nobody_has_used_goes_and_what_is_new_stays(digits, trained_vae):
    old, new = keep(trained_vae, ANNA), keep(trained_vae, BEN)
    hand = hands.begin("mine", ANNA)
    for path in (old.path, set_file(digits), hand.path):
        aged(path, 31)
    looked = age.sweep(30, only_look=True)
    assert looked.counts == {"model": 1, "set of images": 1, "hand": 1} and old.path.is_dir()
    swept = age.sweep(30)
    assert swept == looked and swept.bytes > 60_000
    assert swept.says().startswith("1 model, 1 set of images, 1 hand: 0.")
    assert not old.path.exists() and new.path.is_dir()
    assert own.noted(ANNA) == {} and hands.hands(ANNA) == ()
    assert age.sweep(30).says() == "Nothing has been unused for that long."


def test_who_opens_a_model_keeps_it(store, trained_vae):
    entry = keep(trained_vae, ANNA)
    aged(entry.path, 29)
    assert age.days_left(entry, 30) == pytest.approx(1, abs=0.01)
    library.find(entry.id)
    assert age.days_left(entry, 30) == pytest.approx(30, abs=0.01)
    aged(entry.path, 0.5)
    stamp = entry.path.stat().st_mtime
    library.find(entry.id)
    assert entry.path.stat().st_mtime == stamp, "noted once a day"


def test_the_images_of_a_model_that_stays_stay(digits):
    entry = library.create(brief_run(dataset=own.OwnConfig(id=digits)), ANNA, state="done")
    aged(set_file(digits), 400)
    assert age.sweep(30).counts == {}
    aged(entry.path, 400)
    assert age.sweep(30).counts == {"model": 1, "set of images": 1}


def test_what_trains_or_waits_stays(store):
    entry = library.create(brief_run(), ANNA)
    aged(entry.path, 400)
    assert age.sweep(30).counts == {} and entry.path.is_dir()


def test_what_is_nobodys_or_cannot_be_read_goes_too(store, trained_vae):
    entry = keep(trained_vae, ANNA)
    (entry.path / "about.json").write_text("{")
    forgotten = own.save(DigitsConfig(limit=40).load())
    aged(entry.path, 31)
    aged(set_file(forgotten), 31)
    assert age.sweep(30).counts == {"model": 1, "set of images": 1}


def test_notes_on_models_that_come_along_go_by_visitor(store, trained_vae):
    entry = keep(trained_vae, ANNA)
    keys = library.latents(entry).keys
    annotations.change(entry, BEN, lambda notes: notes.with_group("g", keys[:2]))
    aged(places.annotations() / BEN.mark, 31)
    assert age.sweep(30).counts == {"visitor's notes": 1} and annotations.read(entry, BEN).groups == ()


@pytest.mark.parametrize("days", [0, -3, 0.5, float("nan")])
def test_less_than_a_day_is_refused(store, days):
    with pytest.raises(ValueError, match="at least 1"):
        age.sweep(days)
