"""Does Explore say how far a map can be believed, colour it by that, and ask other seeds when it is told to?"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from core import library
from core.jobs import client, worker
from core.library import task_folder
from core.projection import IdentityConfig, PcaConfig, TsneConfig, UmapConfig
from core.tasks import LessonTask, MapTask, StabilityTask, store
from core.tasks.lesson import open_lesson
from core.tasks.map.kept import open_map
from core.tasks.stability import open_stability
from tests.ui.conftest import ID, OWNER, open_page, remembered
from tests.ui.test_explore import colour
from tests.ui.test_pages import texts, unescaped
from ui.map import lessons
from ui.map.state import MapState

EXPLORE, PANEL = "pages/Explore.py", "Can it be trusted?"
TSNE = TsneConfig(perplexity=5, iterations=60, early_iterations=20)
WANTED = {"map": "tsne", "set": "perplexity:5,iterations:60,early_iterations:20"}
MAP = MapTask(model=ID, projection=TSNE)


def done(task) -> None:
    """Order a task and do it here and now, as a worker does."""
    assert worker.run(str(task_folder.folder_of(client.submit_task(task, OWNER)))) == "done"


def opened(**parameters):
    """Open Explore with the panel open."""
    at = open_page(EXPLORE, **parameters)
    at.session_state["explore-panel"] = PANEL
    at.run()
    assert not at.exception
    return at


@pytest.fixture
def measured(shelf):
    done(MAP)
    return opened(**WANTED)


def test_the_scores_are_those_of_the_map_with_k_and_range(measured):
    shown, scores = {metric.label: metric.value for metric in measured.metric}, open_map(MAP).scores
    assert shown["Trustworthiness"] == f"{scores['trustworthiness']:.3f}"
    assert shown["Neighbours kept"] == f"{scores['overlap']:.0%}"
    assert shown["Same label nearby"] == f"{scores['label_agreement']:.0%}"
    words = unescaped(texts(measured))
    assert f"k = {scores['k']} nearest" in words and "0 to 1, by chance 0.5" in words
    assert "Venna" in measured.metric[0].help


def test_a_button_colours_the_map_and_notes_it_in_the_address(measured):
    measured.button(key="colour-overlap").click().run()
    assert not measured.exception
    assert remembered(measured, MapState).colour == "overlap"
    assert colour(measured)["name"] == "overlap"
    assert measured.query_params["colour"] == "overlap"
    measured.button(key="colour-class").click().run()
    assert colour(measured) is None


def test_three_seeds_are_asked_and_then_colour_the_map(measured):
    task = StabilityTask.of(MAP)
    assert measured.button(key="colour-stability").disabled
    measured.button(key=f"stability-{task.key()}").click().run()
    assert not measured.exception
    assert store.find(task.key()).state == "queued" and "Next in the queue" in progress(measured)
    assert worker.run(str(task_folder.folder_of(task.key()))) == "done"
    measured.run()
    found = open_stability(task)
    shown = {metric.label: metric.value for metric in measured.metric}
    assert shown["Stability"] == f"{found.scores['overall']:.0%}"
    most = np.argsort(-found.moved, kind="stable")[:12]
    assert ", ".join(map(str, most)) in texts(measured)
    measured.button(key="colour-stability").click().run()
    assert colour(measured)["name"] == "stability"


def progress(at) -> str:
    return " ".join(part.proto.text for part in at.get("progress"))


def test_the_least_trustworthy_are_named(measured):
    worst = np.argsort(open_map(MAP).columns["trust"], kind="stable")[:12]
    assert ", ".join(map(str, worst)) in texts(measured)


def test_a_plane_is_stable_by_construction_and_measured_when_asked(shelf):
    at = opened(map="pca")
    assert "Stability is 1 by construction" in texts(at)
    assert not at.button(key="colour-stability").disabled
    task = MapTask(model=ID, projection=PcaConfig())
    at.button(key=f"measure-{task.key()}").click().run()
    assert worker.run(str(task_folder.folder_of(task.key()))) == "done"
    at.run()
    assert not at.exception and "Trustworthiness" in [metric.label for metric in at.metric]


def test_a_plane_says_what_it_leaves_out_and_is_not_given_what_holds_for_others(shelf):
    at = opened(map="pca")
    words = unescaped(texts(at))
    assert "This plane leaves out" in words
    assert not {"sizes", "distances", "order"} & set(lessons.offered(PcaConfig()))
    assert "force" not in words and "even out densities" not in words


def shadow_of(z: np.ndarray) -> str:
    return lessons.shadow(
        SimpleNamespace(latents=SimpleNamespace(mu=z), fitted=(plane := PcaConfig().fit(z)), xy=plane.xy)
    )


def test_distances_are_said_to_be_lost_only_where_they_are():
    rng = np.random.default_rng(0)
    round_ = rng.normal(size=(400, 16)).astype(np.float32)
    assert "leaves out 8" in shadow_of(round_) and "have at most" in shadow_of(round_)
    flat = (round_ * ([1, 1] + [0.01] * 14)).astype(np.float32)
    assert "can be read here" in shadow_of(flat) and "at most" not in shadow_of(flat)


def test_a_task_that_failed_says_why_and_can_be_tried_again(measured):
    from core.jobs import run_state

    task = StabilityTask.of(MAP)
    client.submit_task(task, OWNER)
    run_state.end(task_folder.folder_of(task.key()), "failed", "the disk is full; free some space, then resume.")
    measured.run()
    assert any("The disk is full" in error.value for error in measured.error)
    again = measured.button(key=f"stability-{task.key()}")
    assert again.label == "Try again"
    again.click().run()
    assert store.find(task.key()).state == "queued"


def test_an_engine_too_busy_is_said_in_a_sentence(measured, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_TASKS", "0")
    measured.button(key=f"stability-{StabilityTask.of(MAP).key()}").click().run()
    assert not measured.exception
    assert len(measured.warning) == 1


def test_a_lesson_is_shown_with_the_settings_of_the_map(measured):
    task = LessonTask(lesson="sizes", projection=TSNE)
    assert lessons.misreading("perplexity").title in unescaped(texts(measured)) + " ".join(lesson_names(measured))
    measured.button(key=f"lesson-{task.key()}").click().run()
    assert worker.run(str(task_folder.folder_of(task.key()))) == "done"
    measured.run()
    assert not measured.exception
    assert open_lesson(task).tells in unescaped(texts(measured))
    assert "doi:10.23915/distill.00002" in unescaped(texts(measured))


def lesson_names(at) -> list[str]:
    return list(at.get("button_group")[-1].options)


def test_every_setting_has_its_misreading_and_a_map_as_it_is_none():
    for projection in (TsneConfig(), UmapConfig()):
        for name in type(projection).model_fields:
            assert name == "name" or lessons.misreading(name)
        assert lessons.offered(projection)[:2] == ("sizes", "distances")
    assert lessons.misreading("points") is None
    assert lessons.offered(IdentityConfig()) == ()


def test_a_map_that_is_not_there_yet_is_said_to_be_waited_for(shelf):
    at = opened(**WANTED)
    assert any("as soon as the map is made" in info.value for info in at.info)
    assert library.find(ID).id == ID
