"""Does the panel of paths lead where it is told, say what is missing, and have films made that can be taken home?"""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from core import library
from core.blocks.paths import MOMENTS
from core.jobs import client, worker
from core.latents import Latents, atlas_of
from core.library import task_folder
from core.packed import unpack
from core.sampling import SAMPLERS
from core.sampling.paths import PATHS
from core.tasks import SamplerTask, WalkTask, store
from core.tasks.path_film import open_walk
from tests.ui.conftest import ID, OWNER, open_page, remembered
from tests.ui.test_pages import texts
from ui.sample.state import PathState


def opened(**parameters):
    """Open Sample with the panel open."""
    at = open_page("pages/Sample.py", model=ID, by="kde", **parameters)
    at.session_state["sample-panel"] = "Paths"
    at.run()
    assert not at.exception
    return at


def strips(at) -> tuple[list[dict], list[np.ndarray]]:
    """Return what the page sent of each path, and the places it passes."""
    blocks = [p.proto.bytes for p in at.get("bidi_component") if p.proto.component_name == "latent_ink_strips"]
    sections = unpack(blocks[-1])
    about = json.loads(sections["about"])
    places = [np.frombuffer(sections[f"z{i}"], "<f4") for i, one in enumerate(about["strips"]) if "why" not in one]
    return about["strips"], [z.reshape(MOMENTS, -1) for z in places]


def ordered(at) -> WalkTask:
    """Return the film that the page has ordered."""
    (entry,) = [entry for entry in store.entries(ID) if entry.task.kind == "walk"]
    return entry.task


def test_three_paths_lead_between_typical_images_of_two_classes(shelf):
    about, places = strips(opened())
    assert [one["kind"] for one in about] == list(PATHS)
    kept = library.latents(library.find(ID))
    for z in places:
        ends = [int(np.flatnonzero((kept.mu == end).all(1))[0]) for end in z[[0, -1]]]
        assert kept.labels[ends[0]] != kept.labels[ends[1]]
    assert all("lowest" in one and one["length"] > 0 for one in about)
    assert about[2]["length"] >= about[0]["length"] - 1e-6


def test_a_loop_through_several_classes_comes_back(shelf):
    at = opened()
    next(one for one in at.button_group if one.key.startswith("path-classes")).set_value([3, 1, 4]).run()
    at.toggle(key="path-closed").set_value(True).run()
    assert not at.exception
    about, places = strips(at)
    kept = library.latents(library.find(ID))
    for one, z in zip(about, places, strict=True):
        assert np.array_equal(z[0], z[-1]) and len(one["stops"]) == 4
        assert kept.labels[(kept.mu == z[0]).all(1)].tolist() == [3]


def test_one_stop_is_no_path(shelf):
    at = opened()
    next(one for one in at.button_group if one.key.startswith("path-classes")).set_value([2]).run()
    assert not at.exception
    assert "two stops or more" in texts(at)
    assert not [p for p in at.get("bidi_component") if p.proto.component_name == "latent_ink_strips"]


def test_images_picked_on_the_map_become_stops(shelf):
    at = opened()
    between(at, "Images")
    assert "Click an image on the map" in texts(at)
    remembered(at, PathState).images = (5, 9)
    at.run()
    kept = library.latents(library.find(ID))
    for z in strips(at)[1]:
        assert np.array_equal(z[[0, -1]], kept.mu[[5, 9]])
    at.button(key="path-pop").click().run()
    assert remembered(at, PathState).images == (5,) and "two stops or more" in texts(at)


def test_centres_of_clusters_become_stops_once_a_strategy_has_found_them(shelf):
    at = opened()
    between(at, "Cluster centres")
    assert "Choose k-means or a Gaussian mixture as a strategy above" in texts(at)
    config = SAMPLERS["k-means"](clusters=12)
    key = client.submit_task(SamplerTask(model=ID, sampler=config), OWNER)
    assert worker.run(str(task_folder.folder_of(key))) == "done", client.task_status(key).reason
    at.query_params["by"] = "k-means,clusters:12"
    at.run()
    assert not at.exception
    assert len(strips(at)[1]) == 3


def test_without_images_two_ways_between_random_places_are_left_and_the_third_says_why(shelf):
    (shelf / "models" / ID / "latents.safetensors").unlink()
    at = open_page("pages/Sample.py", model=ID, by="prior")
    at.session_state["sample-panel"] = "Paths"
    at.run()
    assert not at.exception
    about, places = strips(at)
    assert len(places) == 2 and "No images are kept" in about[2]["why"] and "lowest" not in about[0]
    at.button(key="path-others").click().run()
    assert not np.allclose(strips(at)[1][0], places[0])


@pytest.mark.parametrize("n", [1, 12])
def test_a_single_image_or_images_all_alike_are_no_fault(shelf, n):
    path = shelf / "models" / ID / "latents.safetensors"
    kept = library.latents(library.find(ID))
    mu = np.repeat(kept.mu[:1], n, axis=0)
    atlas, columns = atlas_of(kept.thumbnails()[:n])
    Latents(mu, kept.logvar[:n], kept.labels[:n], atlas, columns, kept.tile).save(path)
    at = open_page("pages/Sample.py", model=ID, by="prior")
    at.session_state["sample-panel"] = "Paths"
    at.run()
    assert not at.exception
    between(at, "Random places")
    about, places = strips(at)
    assert len(places) == (2 if n == 1 else 3)
    assert ("lowest" in about[0]) == (n > 1), "images all alike still have posteriors of some width, one has no spread"
    assert n > 1 or "A single image is kept" in about[2]["why"]


def test_a_film_is_made_and_taken_home(shelf):
    at = opened()
    next(one for one in at.button_group if one.key == "film-format").set_value("apng").run()
    at.slider(key="film-frames").set_value(20).run()
    next(one for one in at.button if one.label == "Make the film").click().run()
    assert not at.exception
    task = ordered(at)
    assert (task.format, task.frames, task.path.kind, task.back) == ("apng", 20, "along-the-data", True)
    assert worker.run(str(task_folder.folder_of(task.key()))) == "done"
    at.run()
    assert not at.exception
    picture = Image.open(io.BytesIO(open_walk(task)))
    assert picture.format == "PNG" and picture.n_frames > 20 and picture.size == (256, 256)
    assert any("Download the" in part.proto.label for part in at.get("download_button"))


def test_a_film_that_would_be_too_large_gets_a_sentence(shelf):
    at = opened()
    next(one for one in at.button_group if one.key == "film-size").set_value(512).run()
    at.slider(key="film-frames").set_value(300).run()
    assert not at.exception
    assert "ask for fewer or smaller" in texts(at)


def between(at, name: str) -> None:
    """Choose where stops come from."""
    next(one for one in at.button_group if one.key.startswith("path-between")).set_value(name).run()
    assert not at.exception
