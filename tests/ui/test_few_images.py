"""Do all pages do what they usually do with a model of few images, of one class, of many, or of very unequal ones?"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from core import library
from core.datasets import DATASETS, own
from core.files import write_json
from core.jobs import worker
from core.models import GanConfig, MlpVaeConfig
from core.projection import PROJECTIONS
from core.scores.enough import LEAST
from core.tasks import MapTask
from core.tasks import store as tasks
from core.tasks.map.kept import open_map
from core.training.run import RunConfig, TrainingConfig
from core.training.suited import suited
from core.types import ImageDataset
from tests.ui.conftest import ID, OWNER, open_page
from tests.ui.test_pages import texts
from ui.map import multiples
from ui.map.panels import PANELS as ON_EXPLORE
from ui.sample.panels import PANELS as ON_SAMPLE

# Images of each class; of one class without a name where labels are missing.
COUNTS = {
    "4": (2, 2),
    "4 without classes": (4,),
    "1 and 50": (1, 50),
    "62 classes": (1,) * 62,
    "gan of 4": (2, 2),
}
PRESSED = ("Find clusters", "Measure it", "Look for them", "Show it")


def images_of(name: str) -> ImageDataset:
    images, counts = DATASETS["digits"](limit=120).load().images, COUNTS[name]
    labels = None if len(counts) == 1 else np.repeat(np.arange(len(counts)), counts)
    classes = () if labels is None else tuple(f"c{i}" for i in range(len(counts)))
    return ImageDataset(name, images[: sum(counts)], labels, classes)


def run_of(name: str, dataset: own.OwnConfig, n: int) -> RunConfig:
    if name == "gan of 4":
        return RunConfig(
            dataset=dataset, model=GanConfig(latent_dim=4, filters=(2, 2), discriminator_filters=(2, 2)),
            training=TrainingConfig(epochs=1, batch_size=2, device="cpu"),
        )  # fmt: skip
    config = suited(dataset, n=n, size=28, k=len(COUNTS[name]) if len(COUNTS[name]) > 1 else 0)
    small = MlpVaeConfig(hidden=(16,), latent_dim={"1 and 50": 1, "62 classes": 64}.get(name, 4))
    small = small.replace(conditional=config.model.conditional)
    return config.replace(model=small, training=config.training.replace(epochs=2, epoch_images=32, device="cpu"))


@pytest.fixture(scope="module", params=COUNTS)
def home(request, tmp_path_factory) -> Path:
    """A store with one trained model of few images."""
    from core.jobs.execute import execute

    home = tmp_path_factory.mktemp("few")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_HOME", str(home))
        dataset = own.OwnConfig(id=own.save(images_of(request.param)))
        folder = home / "models" / ID
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(run_of(request.param, dataset, dataset.count()).to_json())
        about = {"title": request.param, "owner": OWNER.mark, "created": 1.7e9}
        write_json(folder / "about.json", about)
        assert execute(folder) == "done"
    return home


@pytest.fixture
def few(home, store) -> None:
    shutil.copytree(home, store, dirs_exist_ok=True)


def worked_off() -> None:
    """Do what has been ordered, as a worker does; all of it ends well."""
    for entry in tasks.entries():
        if entry.state in ("queued", "running"):
            worker.run(str(entry.path))
    assert [(e.task.kind, e.reason) for e in tasks.entries() if e.state == "failed"] == []


def in_order(at, words: str = "") -> None:
    assert not at.exception, words
    assert [error.value for error in at.error] == [], words


@pytest.mark.parametrize("script, query", [
    ("pages/Train.py", "run"), ("pages/Library.py", ""), ("pages/Compare_maps.py", "left"),
    ("pages/Read.py", "model"), ("pages/Write.py", "model"), ("pages/Look_inside.py", "model"),
])  # fmt: skip
def test_every_page_opens(few, script, query):
    at = open_page(script, **({query: ID} if query else {}))
    worked_off()
    in_order(at.run())


@pytest.mark.parametrize("script, query, key, panels", [
    ("pages/Explore.py", "model", "explore-panel", list(ON_EXPLORE)),
    ("pages/Sample.py", "model", "sample-panel", list(ON_SAMPLE)),
])  # fmt: skip
def test_every_panel_does_what_is_usual(few, script, query, key, panels):
    at = open_page(script, **{query: ID})
    in_order(at)
    for panel in panels:
        at.session_state[key] = panel.format(one="character")
        in_order(at.run(), panel)
        for button in at.button:
            if button.label.split(":material")[0].strip() in PRESSED:
                button.click()
        at.run()
        worked_off()
        in_order(at.run(), panel)
        assert not [button.label for button in at.button if button.label == "Try again"], panel


def test_scores_are_offered_where_enough_images_are_held_out(few):
    held_out = library.find(ID).config.dataset.count("test")
    at = open_page("pages/Sample.py", model=ID)
    for panel in ("Scores", "What to learn"):
        at.session_state["sample-panel"] = panel
        in_order(at.run(), panel)
        offered = any(button.label.startswith("Score ") for button in at.button)
        assert offered == (held_out >= LEAST) != ("kept for the test" in texts(at)), panel


@pytest.mark.parametrize("name", ["tsne", "umap"])
def test_maps_that_are_bent_are_made_and_varied(few, name):
    entry = library.find(ID)
    if not entry.config.model.encodes or entry.config.model.latent_dim < 3:
        return  # the one keeps no images, the other is a map already
    at = open_page("pages/Explore.py", model=ID, map=name)
    worked_off()
    for panel in ON_EXPLORE:
        at.session_state["explore-panel"] = panel.format(one="character")
        in_order(at.run(), panel)


@pytest.mark.parametrize("n", [2, 3, 4, 7, 11, 16, 54, 500])
@pytest.mark.parametrize("name", [name for name, method in PROJECTIONS.items() if method.varied])
def test_variants_are_settings_that_the_images_allow(name, n):
    made = multiples.variants(MapTask(model=ID, projection=PROJECTIONS[name]()), n)
    assert made and len({task.to_json() for task in made}) == len(made)
    for task in made:
        assert (
            task.projection.neighbours <= max(2, n - 1)
            if name == "umap"
            else (task.projection.perplexity <= max(2, (n - 1) / 3))
        )
    assert len(made) > 1 or n < 8


def test_no_image_is_called_untrustworthy_that_has_no_stranger_beside_it(few):
    entry = library.find(ID)
    if not entry.config.model.encodes:
        return
    at = open_page("pages/Explore.py", model=ID)
    at.session_state["explore-panel"] = "Can it be trusted?"
    at.run()
    for button in at.button:
        if button.label == "Measure it":
            button.click()
    at.run()
    worked_off()
    in_order(at.run())
    (found,) = [open_map(task.task) for task in tasks.entries() if task.task.kind == "map"]
    worst = found.columns["trust"].min()
    assert ("Strangers are their neighbours" in texts(at)) == (worst < 1)
    assert "to 1.00." not in texts(at) and "its 1 nearest" not in texts(at)
