"""Is a lesson worked out with the visitor's own settings, kept, and stopped when it is to stop?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core import places
from core.config import ConfigError
from core.projection import PcaConfig, TsneConfig, UmapConfig
from core.tasks import LessonTask, store
from core.tasks.execute import execute
from core.tasks.lesson import open_lesson
from tests.visitors import SOMEBODY

TSNE = TsneConfig(early_iterations=20, iterations=60)


def taken(task: LessonTask):
    """The folder of a task that somebody has asked for."""
    return store.create(task, task.key(), SOMEBODY).path


def test_a_lesson_shows_the_truth_the_settings_and_a_setting_turned(store):
    task = LessonTask(lesson="noise", projection=TSNE)
    assert open_lesson(task) is None
    folder = taken(task)
    assert execute(folder) == "done"
    shown = open_lesson(task)
    assert shown.titles == ("The truth", "Your settings", "Perplexity 3")
    assert all(xy.shape == (360, 2) and np.isfinite(xy).all() for xy in shown.maps)
    assert shown.groups.shape == (360,)
    assert "1 in truth" in shown.tells and "with perplexity 3" in shown.tells
    assert json.loads((folder / "tick.json").read_text())["fraction"] < 1
    assert np.array_equal(shown.maps[1], TSNE.fit(task.about.example(TSNE).latents).xy)


def test_a_method_without_that_setting_is_shown_as_it_is(store):
    task = LessonTask(lesson="hidden", projection=PcaConfig())
    assert execute(taken(task)) == "done"
    assert open_lesson(task).titles == ("The truth", "Your settings")


def test_it_needs_no_model_and_other_settings_are_another_lesson():
    keys = {LessonTask(lesson=name, projection=p).key() for name in ("sizes", "noise") for p in (TSNE, UmapConfig())}
    assert len(keys) == 4


def test_stopped_it_leaves_no_picture(store):
    task = LessonTask(lesson="sizes", projection=TsneConfig(iterations=5000))
    assert execute(taken(task), should_stop=lambda: True) == "stopped"
    assert open_lesson(task) is None


def test_an_unknown_lesson_is_refused_in_a_sentence(store):
    with pytest.raises(ConfigError, match="lesson must be one of"):
        LessonTask(lesson="patience", projection=TSNE).work(places.tasks(), lambda: False)


def test_settings_survive_json():
    task = LessonTask(lesson="sizes", projection=UmapConfig(neighbours=7))
    assert LessonTask.from_json(task.to_json()) == task
