"""Is progress kept for its visitor, whatever happens to its file?"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from core import places
from core.host import age
from core.host.everything import delete_all
from core.lessons import progress
from core.lessons.progress import Progress
from core.owner import Owner

ONE, OTHER = Owner.of("a"), Owner.of("b")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))


def answered(step: str, answer: str = "1"):
    return lambda now: now.noting(now.of("vae", step).replace(answer=answer, done=True))


def test_it_is_kept_by_visitor():
    progress.change(ONE, answered("price"))
    assert progress.read(ONE).of("vae", "price").answer == "1" and progress.read(ONE).done("vae") == {"price"}
    assert progress.read(OTHER) == Progress()
    progress.change(ONE, answered("price", "2"))
    assert [note.answer for note in progress.read(ONE).notes] == ["2"]


def test_it_goes_at_its_visitors_word_and_when_it_is_old():
    progress.change(ONE, answered("price"))
    progress.change(OTHER, answered("price"))
    delete_all(ONE)
    assert progress.read(ONE) == Progress() and progress.read(OTHER) != Progress()
    (path,) = places.lessons().glob("*.json")
    os.utime(path, (0, 0))
    assert age.sweep(30).counts == {"visitor's progress": 1} and progress.read(OTHER) == Progress()


def test_two_tabs_lose_nothing():
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: progress.change(ONE, answered(f"s{i}")), range(20)))
    assert len(progress.read(ONE).done("vae")) == 20


def test_a_damaged_file_is_put_aside():
    progress.change(ONE, answered("price"))
    (path,) = places.lessons().glob("*.json")
    path.write_text("{")
    assert progress.read(ONE) == Progress()
    progress.change(ONE, answered("room"))
    assert progress.read(ONE).done("vae") == {"room"} and path.with_suffix(".damaged").read_text() == "{"
