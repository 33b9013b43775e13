"""Does Explore show the map that is asked for, have it made where it is missing, and refuse what cannot be?"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from core import library
from core.config import ConfigError
from core.jobs import client, worker
from core.library import task_folder
from core.packed import unpack
from core.projection import PROJECTIONS
from core.tasks import MapTask, store
from core.tasks.map.kept import open_map
from tests.ui.conftest import ID, OWNER, open_page
from tests.ui.test_pages import pads
from ui.components.selection import Selection
from ui.map import multiples, on_pad, selection
from ui.map.state import MapState
from ui.shared import links
from ui.state import key_of

EXPLORE = "pages/Explore.py"


def said(at) -> list[dict]:
    """Return what the page sent to its pad beside the weights, oldest first."""
    blocks = [part.proto.bytes for part in at.get("bidi_component") if "channel" in part.proto.component_name]
    return [json.loads(unpack(block)["about"]) for block in blocks if block]


def layouts(at) -> list[dict]:
    return [about for about in said(at) if about["channel"] == "layout"]


def films(at) -> list[dict]:
    return [about for about in said(at) if about["channel"] == "frames"]


def colour(at) -> dict | None:
    """Return the column that the map is coloured by, None for the classes."""
    return [about for about in said(at) if about["channel"] == "colour"][-1]["colour"]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("pca", {}),
        ("tsne", {"perplexity": 12.5, "metric": "cosine", "seed": 3}),
        ("umap", {"neighbours": 50, "min_dist": 0.3, "supervised": True}),
    ],
)
def test_settings_come_back_from_an_address(name, changed):
    text = links.described(changed)
    assert links.parsed(PROJECTIONS[name], text) == changed
    assert PROJECTIONS[name](**changed).not_as_usual() == changed


@pytest.mark.parametrize(
    "text", ["neighbours:1", "neighbours:a", "nonsense:3", "x", "min_dist:NaN", "name:pca", "seed:1.5"]
)
def test_settings_that_make_no_sense_are_refused(text):
    with pytest.raises(ConfigError):
        links.parsed(PROJECTIONS["umap"], text)


def test_the_plane_is_there_at_once(shelf):
    at = open_page(EXPLORE)
    assert not at.exception and pads(at) == 1
    (layout,) = layouts(at)
    assert layout["kind"] == "plane" and layout["n"] == len(library.latents(library.find(ID)).mu)
    assert store.entries() == []  # nobody has to work for a plane


def test_a_map_is_made_when_it_is_asked_for_and_kept(shelf):
    wanted = {"map": "tsne", "set": "perplexity:5,iterations:60,early_iterations:20"}
    at = open_page(EXPLORE, **wanted)
    assert not at.exception
    assert layouts(at)[-1]["kind"] == "plane"  # until it is there
    (entry,) = store.entries()
    assert entry.state == "queued" and entry.task.projection.perplexity == 5
    at.run()
    assert len(store.entries()) == 1  # the same map is not asked for twice
    assert worker.run(str(entry.path)) == "done"
    at.run()
    assert not at.exception and not at.error
    layout = layouts(at)[-1]
    assert layout["kind"] == "scattered" and layout["id"] == entry.key
    again = open_page(EXPLORE, **wanted)
    assert layouts(again)[-1]["id"] == entry.key


def test_a_map_that_came_too_soon_to_be_seen_forming_is_played_once(shelf):
    at = open_page(EXPLORE, map="tsne", set="perplexity:5,iterations:60,early_iterations:20")
    (entry,) = store.entries()
    assert films(at) == []
    assert worker.run(str(entry.path)) == "done"  # all of it between two looks
    at.run()
    (film,) = films(at)
    assert film["id"] == entry.key and film["play"] and len(film["iterations"]) > 3
    again = open_page(EXPLORE, map="tsne", set="perplexity:5,iterations:60,early_iterations:20")
    assert films(again) == [] and not again.exception, "who did not wait for it sees the map at once"


def test_more_images_than_are_kept_come_to_the_pad_with_their_map(shelf):
    kept = len(library.latents(library.find(ID)))
    wanted = {"map": "tsne", "set": "perplexity:5,iterations:40,early_iterations:10", "points": str(kept + 15)}
    at = open_page(EXPLORE, **wanted)
    assert not at.exception and layouts(at)[-1]["n"] == kept
    (entry,) = store.entries()
    assert worker.run(str(entry.path)) == "done"
    at.run()
    assert not at.exception
    assert layouts(at)[-1]["kind"] == "scattered" and layouts(at)[-1]["n"] == kept + 15


def test_what_was_marked_on_another_map_stays_marked(shelf):
    entry, task = library.find(ID), MapTask(model=ID, projection=PROJECTIONS["tsne"](perplexity=5, iterations=40))
    key = client.submit_task(task, OWNER)
    worker.run(str(task_folder.folder_of(key)))
    plane, drawn = on_pad.view_of(entry, MapTask(model=ID, projection=PROJECTIONS["pca"]())), open_map(task)
    middle = np.median(drawn.xy[:, 0])
    half = ((-1e3, -1e3), (float(middle), -1e3), (float(middle), 1e3), (-1e3, 1e3))
    marked = selection.marked(replace(plane, selection=Selection(layout=key, polygon=half)))
    assert marked.tolist() == np.flatnonzero(drawn.xy[:, 0] < middle).tolist() and len(marked) > 10
    gone = selection.marked(replace(plane, selection=Selection(layout="0" * 32, polygon=half)))
    assert len(gone) == 0


def test_a_map_that_cannot_be_made_says_why(shelf):
    at = open_page(EXPLORE, map="tsne", set="perplexity:400")
    (entry,) = store.entries()
    assert worker.run(str(entry.path)) == "failed"
    at.run()
    assert not at.exception
    assert len(at.error) == 1 and "perplexity" in at.error[0].value
    assert pads(at) == 1


def test_a_column_is_worked_out_when_the_map_is_to_be_coloured_by_it(shelf):
    at = open_page(EXPLORE, colour="reconstruction")
    assert colour(at) is None
    (entry,) = store.entries()
    assert worker.run(str(entry.path)) == "done"
    at.run()
    assert colour(at)["name"] == "reconstruction" and colour(at)["unit"] == "nats"


def test_what_the_latents_say_needs_no_work(shelf):
    at = open_page(EXPLORE, colour="kl")
    assert colour(at)["name"] == "kl"
    assert store.entries() == []


@pytest.mark.parametrize(
    "link",
    [
        {"map": "isomap"},
        {"map": "umap", "set": "neighbours:1"},
        {"map": "umap", "points": "200000"},
        {"map": "umap", "points": "many"},
        {"map": "pca", "set": "colour:red"},
    ],
)
def test_a_bad_link_says_so_and_shows_another_map(link, shelf):
    at = open_page(EXPLORE, **link)
    assert not at.exception
    assert len(at.warning) == 1
    assert pads(at) == 1 and layouts(at)[-1]["n"] > 0


def test_an_unknown_colour_in_a_link_is_the_usual_one(shelf):
    assert colour(open_page(EXPLORE, colour="mood")) is None


def test_switching_the_map_writes_the_address(shelf):
    at = open_page(EXPLORE)
    at.segmented_control(key=key_of(MapState, "map")).set_value("umap").run()
    assert not at.exception
    assert at.query_params["map"] in ("umap", ["umap"])
    assert [entry.task.projection.name for entry in store.entries()] == ["umap"]


@pytest.mark.parametrize(("name", "n", "count"), [("pca", 100, 0), ("tsne", 100, 3), ("umap", 100, 9), ("umap", 20, 6)])
def test_side_by_side_stand_the_settings_that_the_images_allow(name, n, count):
    tasks = multiples.variants(MapTask(model=ID, projection=PROJECTIONS[name]()), n)
    assert len(tasks) == count == len({task.model_dump_json() for task in tasks})


def test_side_by_side_a_click_makes_one_the_main_map(shelf):
    at = open_page(EXPLORE, map="tsne", set="iterations:40,early_iterations:10")
    at.session_state["explore-panel"] = "Settings side by side"
    at.run()
    assert not at.exception
    at.button(key="multiples").click().run()
    kept = {entry.task.projection.perplexity: entry for entry in store.entries()}
    assert {5.0, 15.0, 30.0} <= set(kept)
    assert worker.run(str(kept[5.0].path)) == "done"
    at.run()
    at.button(key=f"use-{kept[5.0].key}").click().run()
    assert not at.exception
    assert layouts(at)[-1]["id"] == kept[5.0].key
    assert "perplexity:5" in str(at.query_params["set"])


def test_a_refused_map_is_said_beside_the_menu_and_the_plane_stays(shelf, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_TASKS", "0")
    at = open_page(EXPLORE, map="tsne", set="perplexity:5")
    assert not at.exception
    assert ["may have 0" in warning.value for warning in at.warning] == [True]
    assert layouts(at)[-1]["kind"] == "plane" and store.entries() == []
