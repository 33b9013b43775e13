"""Are images varied and read while somebody moves a slider, and does all go that was made of a picture?"""

from __future__ import annotations

import numpy as np

from core import jobs, places
from core.datasets import own
from core.library import task_folder
from core.one_image import vae
from core.one_image.presets import PRESETS
from core.tasks import OneImageTask, VaryTask
from core.tasks import store as shelf
from core.tasks.execute import execute
from core.tasks.one_image import forgetting
from core.tasks.one_image.task import of
from core.tasks.one_image.vary import open_read
from tests.core.tasks.conftest import digits
from tests.visitors import ANNA, BEN


def done(task: VaryTask):
    assert execute(shelf.create(task, task.key(), ANNA).path) == "done"
    return open_read(task)


def test_images_are_read_and_so_are_their_variations(home):
    task = VaryTask(images=of(digits(2, 2)))
    assert open_read(task) is None
    found = done(task)
    assert found.made.images.shape == (100, 28, 28) and found.different == ""
    assert found.says(0)[0] == "2" and found.says(0)[1] > 0.5
    assert found.read_as("2") > 0.9 and found.read_as("7") < 0.1 and found.read_as("ж") is None
    harsh = done(VaryTask(images=of(digits(2, 2)), variation=PRESETS["as commonly written"].variation))
    assert harsh.read_as("2") < found.read_as("2")


def test_digits_of_different_kinds_are_said_to_differ(home):
    images = of(np.concatenate([digits(d, 1) for d in (1, 3, 5, 7, 2)]))
    assert "must all be of one character" in done(VaryTask(images=images, character="2")).different


def test_all_goes_that_was_made_of_somebodys_pictures(home):
    task = OneImageTask(images=of(digits(2, 1)), character="2", seeds=0)
    for who in (ANNA, BEN):
        jobs.submit_task(task, who)
        jobs.submit_task(VaryTask(images=of(digits(3, 1))), who)
    jobs.submit_task(VaryTask(images=of(digits(4, 1))), ANNA)
    run = vae.ordinary_run(digits(2, 10), "2", ANNA, vae.OneImageVaeConfig(passes=20), seed=0)
    id = jobs.submit(run, ANNA)
    forgetting.note_made(task.key(), ANNA, dataset=run.dataset.id, model=id)
    assert own.has(run.dataset.id, ANNA) and len(forgetting.keys_of(ANNA)) == 3
    # A model that waits or learns stays, and with it what it is known by; the other pictures go.
    assert forgetting.active_models(ANNA) == [id] and forgetting.forget_all(ANNA) == (0, 1)
    assert own.has(run.dataset.id, ANNA) and forgetting.keys_of(ANNA) == [task.key()]
    jobs.stop(id, ANNA)
    assert forgetting.active_models(ANNA) == [] and forgetting.forget_all(ANNA) == (1, 0)
    assert not own.has(run.dataset.id, ANNA) and not (places.models() / id).exists()
    assert forgetting.keys_of(ANNA) == [] and len(forgetting.keys_of(BEN)) == 2  # who asked for the same keeps it
    assert forgetting.forget_all(BEN) == (0, 0) and task_folder.folders() == []
