"""Maps that are there open at once, shipped ones without any work at all."""

import subprocess
import sys

import numpy as np
import pytest

from core import jobs, library, places
from core.jobs import order
from core.projection import PROJECTIONS, PcaConfig, TsneConfig, UmapConfig
from core.tasks import MapTask
from core.tasks.map import training_replay
from core.tasks.map.kept import COLUMNS, kept_maps, open_map, read_frames
from core.types import ModelError
from tests.core.tasks.conftest import pca_of, worked_off
from tests.visitors import ANNA


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty store beside the real zoo."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))


def test_what_the_web_process_loads_stays_light():
    heavy = "('torch', 'distributed', 'scipy', 'sklearn', 'umap', 'openTSNE', 'numba')"
    code = (
        "import sys, core.jobs, core.tasks.map.kept, core.tasks.map.training_replay\n"
        "from core.tasks import MapTask\nfrom core.projection import UmapConfig\n"
        "task = MapTask(model='mnist-vae-16d', projection=UmapConfig())\n"
        "assert core.tasks.map.kept.open_map(task) is not None\n"
        "assert core.jobs.task_status(task.key()).state == 'done'\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"


@pytest.mark.parametrize("name", ["mnist-vae-16d", "mnist-cvae"])
@pytest.mark.parametrize("method", ["pca", "tsne", "umap"])
def test_the_zoo_opens_with_its_maps_and_nothing_is_done(home, name, method):
    task = MapTask(model=name, projection=PROJECTIONS[method]())
    key = jobs.submit_task(task, ANNA)
    assert jobs.task_status(key).state == "done"
    assert order.outstanding(*places.stores()) == [] and not places.tasks().exists()
    made = open_map(task)
    assert made.xy.shape == (2000, 2) and made.xy.dtype == np.float32
    assert set(made.columns) == set(COLUMNS) and made.scores["n"] == 2000
    assert task in kept_maps(library.find(name))
    shown = read_frames(key)
    if method == "pca":
        assert len(shown) == 0
    else:
        assert 8 <= len(shown) <= 14 and shown.iterations[-1] == made.scores["iterations"]
        np.testing.assert_array_equal(shown.xy[-1], made.xy)
        assert len(read_frames(key, after=int(shown.iterations[-2]))) == 1


def test_the_maps_of_the_zoo_are_worth_looking_at(home):
    for config in (TsneConfig(), UmapConfig()):
        scores = open_map(MapTask(model="mnist-vae-16d", projection=config)).scores
        assert scores["trustworthiness"] > 0.9 and scores["label_agreement"] > 0.8


def test_two_dimensions_ship_as_they_are(home):
    [task] = kept_maps(library.find("mnist-vae-2d"))
    assert task.projection.name == "identity"
    assert open_map(task).xy.shape == (2000, 2)


def test_the_maps_kept_are_those_of_the_model_as_it_is(model):
    assert kept_maps(model) == [] and open_map(pca_of(model)) is None
    worked_off(pca_of(model))
    worked_off(pca_of(model, points=50))
    jobs.submit_task(MapTask(model=model.id, projection=TsneConfig()), ANNA)
    assert kept_maps(model) == [pca_of(model, points=50), pca_of(model)]
    (model.path / "latents.safetensors").unlink()
    assert kept_maps(model) == []


def test_a_map_of_other_images_is_not_taken(model):
    key = worked_off(pca_of(model)).key
    other = worked_off(pca_of(model, points=50)).key
    (places.tasks() / key / "map.safetensors").write_bytes((places.tasks() / other / "map.safetensors").read_bytes())
    with pytest.raises(ModelError, match="50 places for 120 images"):
        open_map(pca_of(model))
    (places.tasks() / key / "map.safetensors").write_bytes(bytes(8))
    with pytest.raises(ModelError, match="not a whole safetensors file"):
        open_map(pca_of(model))


def test_the_training_can_be_seen_on_one_map(model):
    fitted = PcaConfig().fit(library.latents(model).mu)
    seen = training_replay.training_film(model, fitted)
    assert seen.iterations.tolist() == [1, 2] and seen.total == 2
    assert seen.xy.shape == (2, 120, 2) and seen.xy.dtype == np.float32
    np.testing.assert_allclose(seen.xy[-1], fitted.xy, atol=1e-5)
    assert np.abs(seen.xy[0] - seen.xy[-1]).max() > 0.1, "it has learned something"


def test_a_model_without_snapshots_has_no_film(home):
    entry = library.find("mnist-vae-16d")
    assert training_replay.training_film(entry, PcaConfig().fit(library.latents(entry).mu)) is None
