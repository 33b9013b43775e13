"""Does Compare maps show the two maps a link names, wait for those to be made, and say what cannot be compared?"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from core import library
from core.files import write_atomic
from core.jobs import client
from core.latents import Latents, atlas_of
from core.library import task_folder
from core.packed import unpack
from core.projection import PcaConfig, TsneConfig, UmapConfig
from core.projection.moved import compare
from core.tasks import MapTask
from core.tasks.map.kept import write_map
from tests.ui.conftest import ID, OWNER, open_page, ways_on
from ui.compare_maps.state import CompareMapsState
from ui.state import key_of

PAGE = "pages/Compare_maps.py"
OTHER = "2" * 32


def texts(at) -> str:
    kinds = ("title", "markdown", "caption", "info", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def blocks(at) -> list[bytes]:
    """Return what the page sends to the browser's two maps."""
    return [part.proto.bytes for part in at.get("bidi_component") if "latent_ink_duo" in part.proto.component_name]


def about(at) -> dict:
    (block,) = blocks(at)
    return json.loads(unpack(block)["about"])


def given(at, name: str) -> str:
    found = at.query_params.get(name, "")
    return found[0] if isinstance(found, list) else found


def keep(task: MapTask, seed: int = 0) -> np.ndarray:
    """Keep a map as a worker would have left it, and return its places."""
    n = len(library.latents(library.find(task.model)))
    xy = np.random.default_rng(seed).normal(size=(n, 2)).astype(np.float32)
    folder = task_folder.folder_of(task.key())
    folder.mkdir(parents=True)
    write_map(folder / "map.safetensors", task, xy, {}, {"trustworthiness": 0.875, "k": 15})
    return xy


@pytest.fixture
def two(shelf, trained):
    """A second model of the same data, which keeps other images."""
    folder = shelf / "models" / OTHER
    shutil.copytree(trained, folder)
    write_atomic(folder / "about.json", (folder / "about.json").read_text().replace("A *tiny* one", "Another"))
    kept = Latents.load(folder / "latents.safetensors")
    atlas, columns = atlas_of(255 - kept.thumbnails())
    replace(kept, atlas=atlas, columns=columns).save(folder / "latents.safetensors")
    return shelf


def test_two_kept_maps_open_at_once_with_their_numbers(shelf):
    a, b = (keep(MapTask(model=ID, projection=p), seed) for seed, p in enumerate((UmapConfig(), TsneConfig())))
    at = open_page(PAGE, model=ID, map="umap", map2="tsne")
    assert not at.exception and not at.warning
    said = about(at)
    assert [side["method"] for side in said["sides"]] == ["UMAP", "t-SNE"] and said["id"]
    moved = compare(a, b)
    sections = unpack(blocks(at)[0])
    np.testing.assert_array_equal(np.frombuffer(sections["left"], np.float32).reshape(-1, 2), a)
    np.testing.assert_allclose(np.frombuffer(sections["right"], np.float32).reshape(-1, 2), moved.xy, atol=1e-6)
    values = {metric.label: metric.value for metric in at.metric}
    assert values["Trustworthiness, left"] == values["Trustworthiness, right"] == "0.875"
    assert values["Neighbours in common"] == f"{moved.in_common:.0%}"
    assert given(at, "model2") == ID and given(at, "map2") == "tsne", "the address names all that is shown"


def test_a_map_that_is_not_there_is_ordered_and_the_plane_stands_in(shelf):
    at = open_page(PAGE, model=ID, map="pca", map2="tsne", set2="perplexity:10")
    assert not at.exception and not at.metric
    said = about(at)
    assert [side["method"] for side in said["sides"]] == ["PCA", "PCA until t-SNE (perplexity 10) is there"]
    assert said["id"] == "", "what stands in is not worth a link"
    task = MapTask(model=ID, projection=TsneConfig(perplexity=10))
    assert client.task_status(task.key()).state == "queued"
    at.run()
    assert not at.exception and not at.error
    keep_again = task_folder.folder_of(task.key())
    xy = np.random.default_rng(1).normal(size=(about(at)["n"], 2)).astype(np.float32)
    write_map(keep_again / "map.safetensors", task, xy, {}, {"trustworthiness": 0.5, "k": 15})
    at.run()
    assert about(at)["sides"][1]["method"] == "t-SNE (perplexity 10)" and len(at.metric) == 4


def test_numbers_of_a_plane_are_ordered_after_everybody_elses_work(shelf):
    keep(MapTask(model=ID, projection=UmapConfig()))
    at = open_page(PAGE, model=ID, map="pca", map2="umap")
    assert [metric.value for metric in at.metric][:2] == ["-", "0.875"]
    assert client.task_status(MapTask(model=ID, projection=PcaConfig()).key()).state == "queued"


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"model": "nope"}, "There is no model"),
        ({"model2": "../../etc/passwd"}, "There is no model"),
        ({"model2": "0" * 32}, "There is no model"),
        ({"model": ID, "map": "mds"}, "There is no map 'mds' of A *tiny* one; it has PCA, t-SNE, UMAP."),
        ({"model": ID, "map2": "identity"}, "There is no map 'identity'"),
        ({"model": ID, "map": "tsne", "set": "perplexity:-3"}, "perplexity must be between 2 and 500"),
        ({"model": ID, "map": "tsne", "set": "nonsense:1"}, "nonsense is not a setting"),
        ({"model": ID, "map": "pca", "points": "999999999"}, "points must be between 0 and 70000"),
        ({"model": ID, "map": "pca", "points": "many"}, "points must be a whole number"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_another_pair(link, sentence, shelf):
    at = open_page(PAGE, **link)
    assert not at.exception and not at.error
    (said,) = [warning.value.replace("\\", "") for warning in at.warning]
    assert sentence in said and "Here is A *tiny* one, " in said and said.endswith(" instead.")
    assert len(blocks(at)) == 1


def test_models_that_keep_other_images_can_be_compared_on_their_data(two):
    at = open_page(PAGE, model=ID, map="pca", model2=OTHER, map2="pca")
    assert not at.exception and not blocks(at)
    assert "A *tiny* one and Another keep different images" in texts(at)
    at.button(key="same-images").click().run()
    assert not at.exception
    assert given(at, "points") == str(len(library.latents(library.find(ID))))
    tasks = [MapTask(model=id, projection=PcaConfig(), points=int(given(at, "points"))) for id in (ID, OTHER)]
    assert [client.task_status(task.key()).state for task in tasks] == ["queued", "queued"]
    assert at.get("progress"), "nothing can stand in for images that are not encoded yet"


def test_models_of_other_data_cannot(two):
    config = two / "models" / OTHER / "config.json"
    write_atomic(config, config.read_text().replace('"limit": 120', '"limit": 110'))
    at = open_page(PAGE, model=ID, map="pca", model2=OTHER, map2="pca")
    assert not at.exception and not blocks(at)
    assert "Choose two models that learned from the same data, or" in texts(at) and ways_on(at) == ["Train a VAE"]
    assert not [button for button in at.button if button.key == "same-images"]


def test_another_map_is_noted_and_the_old_camera_forgotten(shelf):
    for seed, projection in enumerate((UmapConfig(), TsneConfig())):
        keep(MapTask(model=ID, projection=projection), seed)
    at = open_page(PAGE, model=ID, map="pca", map2="umap", view="1,0,0,5,0,0,5,0", sel="0,0,1,0,1,1")
    at.selectbox(key=key_of(CompareMapsState, "right_map")).set_value("tsne").run()
    assert not at.exception
    assert (given(at, "map"), given(at, "map2")) == ("pca", "tsne")
    assert "view" not in at.query_params and "sel" not in at.query_params
    at.button(key="swap").click().run()
    assert (given(at, "map"), given(at, "map2")) == ("tsne", "pca")
    assert [side["method"] for side in about(at)["sides"]] == ["t-SNE", "PCA"]


def test_what_is_marked_comes_into_the_address_unless_it_is_of_another_pair(shelf):
    keep(MapTask(model=ID, projection=UmapConfig()))
    at = open_page(PAGE, model=ID, map="pca", map2="umap")
    marked = {"layout": "right", "polygon": [[0, 0], [1, 0], [1, 1]], "classes": [3], "picked": 5}
    at.session_state["duo"] = {"seen": {"pair": "of before", "view": "1,0,0,5,0,0,5,0", "selection": marked}}
    at.run()
    assert "sel" not in at.query_params
    at.session_state["duo"] = {"seen": {"pair": about(at)["id"], "view": "1,0,0,5,0,0,5,0", "selection": marked}}
    at.run()
    assert given(at, "sel") == "0,0,1,0,1,1~3~5~right" and given(at, "view") == "1,0,0,5,0,0,5,0"


def test_another_visitor_sees_a_model_by_its_link_alone(shelf):
    keep(MapTask(model=ID, projection=UmapConfig()))
    stranger = "f" * 32
    assert not blocks(open_page(PAGE, visitor=stranger))
    assert len(blocks(open_page(PAGE, visitor=stranger, model=ID, map="pca", map2="umap"))) == 1


def test_a_map_that_failed_says_why_and_can_be_tried_again(shelf):
    task = MapTask(model=ID, projection=TsneConfig(perplexity=400))
    key = client.submit_task(task, OWNER)
    write_atomic(
        task_folder.folder_of(key) / "state.json", json.dumps({"state": "failed", "reason": "too few points."})
    )
    at = open_page(PAGE, model=ID, map="pca", map2="tsne", set2="perplexity:400")
    assert not at.exception and "too few points." in at.error[0].value.replace("\\", "").lower()
    at.button(key=f"retry-{key}").click().run()
    assert client.task_status(key).state == "queued" and not at.error


def test_a_refused_map_is_said_on_this_page(shelf, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_TASKS", "0")
    at = open_page(PAGE, model=ID, map="pca", model2=ID, map2="tsne")
    assert not at.exception
    assert any("may have 0" in warning.value for warning in at.warning)
