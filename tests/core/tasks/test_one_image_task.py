"""Does a worker leave each step of one image's way, readable as it comes, and is a picture gone when it is to go?"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core import jobs, places
from core.config import ConfigError
from core.library import task_folder
from core.networks.browser import browser_graph, unpack
from core.one_image.claims import HOLDS, UNTOLD
from core.one_image.network import lesson
from core.one_image.vae import OneImageVaeConfig
from core.tasks import OneImageTask
from core.tasks import store as shelf
from core.tasks.execute import execute
from core.tasks.one_image import kept
from core.tasks.one_image.task import forget, of
from core.types import DataError, ModelError
from tests.core.tasks.conftest import digits
from tests.visitors import ANNA, BEN


def wanted(**changes) -> OneImageTask:
    usual = {"images": of(digits(2, 1)), "own": of(digits(2, 6)[1:]), "character": "2", "seeds": 1}
    return OneImageTask(**usual | {"sets": ("variations",), "vae": OneImageVaeConfig(passes=20)} | changes)


def taken(task: OneImageTask):
    return shelf.create(task, task.key(), ANNA).path


OPENED = (kept.open_varied, kept.open_vae, kept.open_map, kept.open_verdict, kept.open_table, kept.network_of)


def test_every_step_is_left_and_read(home):
    task = wanted()
    assert [read(task) for read in OPENED] == [None] * 6
    folder = taken(task)
    assert execute(folder) == "done"
    varied, drawn, laid_out, verdict, table, network = (read(task) for read in OPENED)
    assert varied.made.images.shape == (100, 28, 28) and "turn" in varied.made.steps and 0 <= varied.read <= 1
    assert drawn.images.shape == (200, 28, 28) and drawn.mu.shape == (100, 8)
    assert drawn.warned == (drawn.read < 0.8)
    assert laid_out.xy.shape == laid_out.noise.shape == (100, 2) and set(laid_out.steps) == set(varied.made.steps)
    assert verdict.outcome.set == "strong alike" and verdict.hand.set == "hand"
    assert browser_graph(unpack(network)["classifier"])["ops"]
    assert browser_graph(unpack(kept.network_of(task, kept.VAE))["decoder"])["input"] == [8]
    assert table.whole and [one.set for one in table.table.outcomes] == ["variations", "hand"]
    assert table.table.own == 5 and len(table.claims) == 20
    marks = {claim.number: claim.mark for claim in table.claims}
    assert marks[10] == HOLDS and marks[4] == UNTOLD  # of one seed and one set nothing is known of differences
    shown, theirs = kept.open_passed(task), task.question().others.test_same
    assert {place for one in (*table.table.outcomes, verdict.outcome, verdict.hand) for place in one.passed} == set(
        shown
    )
    assert shown and all((theirs[place] == image).all() for place, image in shown.items())
    curve = table.table.outcomes[0].curve
    assert curve.own[0] == 0 and curve.own[-1] == 1 and 0 <= curve.auc <= 1
    (folder / kept.TABLE).write_text('{"outcomes": 3}')
    with pytest.raises(ModelError, match="is not what the task writes"):
        kept.open_table(task)


@pytest.mark.long
def test_more_of_ones_own_is_tested_on_the_networks_that_there_are(home, monkeypatch):
    monkeypatch.setattr("core.one_image.outcome.lesson", partial(lesson, each=100))
    more = digits(2, 9)[6:]
    first, second = wanted(own=()), wanted(own=of(more))
    folder = taken(first)
    assert execute(folder) == "done"
    before = kept.open_table(first)
    assert before.whole and [one.own for one in before.table.outcomes] == [None, None]
    with monkeypatch.context() as patch:
        patch.setattr("core.one_image.outcome.taught", lambda *_, **__: pytest.fail("it learns anew"))
        assert execute(taken(second)) == "done"
    found, said = kept.open_table(second), kept.open_verdict(second)
    assert found.whole and found.table.own == 3 and len(found.claims) == 20
    for one, old in zip(found.table.outcomes, before.table.outcomes, strict=True):
        assert (one.set, one.seed, one.generator) == (old.set, old.seed, old.generator)
        assert one.own is not None and one.auc is not None
    # Taught anew, as nothing whole is kept, it comes to the very same.
    task_folder.remove(places.tasks() / second.key())
    (networks,) = folder.glob("networks-*")
    networks.write_bytes(networks.read_bytes()[:1000])
    assert execute(taken(second)) == "done"
    anew = kept.open_table(second)
    for one, other in zip(found.table.outcomes, anew.table.outcomes, strict=True):
        assert (one.auc, one.own, one.ece, one.robust) == (other.auc, other.own, other.ece, other.robust)
    assert said.outcome.auc == kept.open_verdict(second).outcome.auc
    assert [(one.number, one.mark) for one in anew.claims] == [(one.number, one.mark) for one in found.claims]


def test_it_stops_when_told_and_leaves_what_was_there(home):
    task, asked = wanted(), []
    folder = taken(task)

    def stop() -> bool:
        asked.append(1)
        return (folder / kept.VERDICT).exists()

    assert execute(folder, should_stop=stop) == "stopped"
    assert kept.open_verdict(task) and kept.open_table(task) is None and asked


def test_no_table_is_asked_for_by_no_seeds(home):
    task = wanted(seeds=0, own=())
    assert execute(taken(task)) == "done"
    assert kept.open_verdict(task).outcome.own is None and kept.open_table(task) is None


def test_images_of_several_digits_and_a_letter_of_nobody_get_a_sentence(home, monkeypatch):
    several = np.concatenate([digits(d, 1) for d in (1, 3, 5, 7, 2)])
    with pytest.raises(DataError, match="must all be of one character"):
        wanted(images=of(several)).work(home, lambda: False)
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    with pytest.raises(DataError, match="nobody else's ж is here"):
        wanted(character="ж").question()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"images": ()}, "images"),
        ({"images": ("no picture",)}, "image must be a drawing as text"),
        ({"images": of(np.zeros((1, 30, 30), np.uint8))}, "must have 28 x 28 pixels, got 30 a side"),
        ({"character": "x" * 300}, "1 to 20 letters, got 300"),
        ({"chosen": "magic"}, "a set must be one of repeated, .*, got 'magic'"),
        ({"sets": ("vae", "magic")}, "got 'magic'"),
        ({"seeds": 9}, "seeds must be between 0 and 5"),
    ],
)
def test_settings_that_are_none_get_one_sentence(changes, words):
    with pytest.raises(ConfigError, match=words):
        wanted(**changes)


def test_a_picture_goes_with_all_that_was_made_of_it(home):
    task = wanted()
    key = jobs.submit_task(task, ANNA)
    assert (places.tasks() / key).is_dir()
    assert not forget(key, BEN) and (places.tasks() / key).is_dir()  # who knows the key has not asked for it
    jobs.submit_task(task, BEN)
    assert not forget(key, ANNA) and (places.tasks() / key).is_dir()  # Ben brought the very same images
    assert forget(key, BEN) and not (places.tasks() / key).exists()
