"""Are the maps of three seeds compared as they should be?"""

from __future__ import annotations

import numpy as np
import pytest

from core import library
from core.projection import PcaConfig, TsneConfig, UmapConfig
from core.tasks import MapTask, StabilityTask, TaskError, store
from core.tasks.execute import execute
from core.tasks.map.kept import open_map
from core.tasks.stability import open_stability, seeds_of
from tests.core.conftest import keep
from tests.visitors import SOMEBODY

TSNE = TsneConfig(perplexity=5, early_iterations=30, iterations=80)


def done(task) -> None:
    assert execute(store.create(task, task.key(), SOMEBODY).path) == "done"


@pytest.fixture
def map_of_a_model(store, trained_cvae) -> MapTask:
    """A map that is made already."""
    task = MapTask(model=keep(trained_cvae).id, projection=TSNE)
    done(task)
    return task


def test_three_seeds_are_compared_and_the_first_map_is_the_one_shown(map_of_a_model):
    task = StabilityTask.of(map_of_a_model)
    assert open_stability(task) is None
    done(task)
    found, shown = open_stability(task), open_map(map_of_a_model)
    assert np.array_equal(found.maps[0], shown.xy)
    assert len(found.maps) == 3 and not np.array_equal(found.maps[1], found.maps[2])
    for column in (found.stability, found.moved):
        assert column.shape == (len(shown.xy),) and np.isfinite(column).all()
    assert found.stability.min() >= 0 and found.stability.max() <= 1 and found.stability.mean() > 0.2
    assert found.scores["overall"] == pytest.approx(float(found.stability.mean()))
    assert found.scores["k"] == 15 and found.scores["seeds"] == [0, 1, 2]
    other = TSNE.replace(seed=1).fit(shown.latents.mu, shown.latents.labels).xy
    assert np.allclose(found.maps[1], other, atol=1e-4)


def test_without_a_map_all_three_are_made(store, trained_cvae):
    task = StabilityTask(model=keep(trained_cvae).id, projection=UmapConfig(neighbours=5, epochs=20, seed=4))
    done(task)
    assert open_stability(task).scores["seeds"] == [4, 5, 6]


def test_a_method_without_chance_is_not_asked(store, trained_cvae):
    assert seeds_of(PcaConfig()) == ()
    task = StabilityTask(model=keep(trained_cvae).id, projection=PcaConfig())
    with pytest.raises(TaskError, match="leaves nothing to chance"):
        execute(store_folder(task))


def test_the_last_seed_there_is_goes_backwards():
    assert seeds_of(TSNE.replace(seed=2**31 - 1)) == (2**31 - 1, 2**31 - 2, 2**31 - 3)


def test_a_map_of_more_images_has_to_be_there_first(store, trained_cvae):
    task = StabilityTask(model=keep(trained_cvae).id, projection=TSNE, points=100)
    with pytest.raises(TaskError, match="make it first"):
        execute(store_folder(task))


def test_stopped_it_leaves_nothing_half_made(map_of_a_model):
    task = StabilityTask.of(map_of_a_model.replace(projection=TSNE.replace(iterations=5000)))
    asked = [0]

    def soon() -> bool:
        asked[0] += 1
        return asked[0] > 2

    assert execute(store_folder(task), should_stop=soon) == "stopped"
    assert open_stability(task) is None


def test_it_goes_with_its_model(map_of_a_model):
    task = StabilityTask.of(map_of_a_model)
    done(task)
    library.delete(map_of_a_model.model, SOMEBODY)
    assert not store.entries()


def store_folder(task):
    return store.create(task, task.key(), SOMEBODY).path
