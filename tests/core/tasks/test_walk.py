"""Does a worker make the film of a path that was asked for, for every kind of model, and stop when it is to stop?"""

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image

from core import library, places
from core.config import ConfigError
from core.images import to_uint8
from core.sampling.paths import PATHS, PathConfig
from core.tasks import WalkTask, store
from core.tasks.execute import execute
from core.tasks.path_film import Stop, classes_at, open_walk, places_of
from core.types import ModelError
from tests.core.conftest import keep
from tests.visitors import SOMEBODY


def walk_of(entry: library.Entry, **changes) -> WalkTask:
    stops = (Stop(index=3), Stop(index=40))
    return WalkTask(**{"model": entry.id, "stops": stops, "frames": 6, "size": 28, "ink": "light"} | changes)


def taken(task: WalkTask):
    return store.create(task, task.key(), SOMEBODY).path


def frames_of(data: bytes) -> list[np.ndarray]:
    picture = Image.open(io.BytesIO(data))
    found = []
    for i in range(picture.n_frames):
        picture.seek(i)
        found.append(np.asarray(picture.convert("L")).astype(int))
    return found


@pytest.mark.parametrize("kind", list(PATHS))
@pytest.mark.parametrize("format", ["gif", "apng"])
def test_a_film_begins_and_ends_with_what_the_model_draws_at_the_stops(model, kind, format):
    task = walk_of(model, path=PathConfig(kind=kind), format=format, size=model.config.model.image_size)
    assert open_walk(task) is None
    assert execute(taken(task)) == "done"
    seen, network, kept = frames_of(open_walk(task)), library.open_model(model), library.latents(model)
    assert len(seen) == 6
    for frame, index in ((seen[0], 3), (seen[-1], 40)):
        y = torch.eye(len(network.classes))[[int(kept.labels[index])]]
        drawn = to_uint8(network.decode(torch.from_numpy(kept.mu[[index]]), y))[0].astype(int)
        assert np.abs(frame - drawn).max() <= (3 if format == "gif" else 1)


def test_there_and_back_a_loop_and_one_class_for_all(model):
    back = walk_of(model, back=True)
    execute(taken(back))
    seen = frames_of(open_walk(back))
    assert len(seen) == 10 and all(np.array_equal(seen[i], seen[10 - i]) for i in range(1, 6))
    closed = walk_of(model, path=PathConfig(closed=True))
    execute(taken(closed))
    assert len(frames_of(open_walk(closed))) == 6
    one = walk_of(model, label=2)
    execute(taken(one))
    assert not np.array_equal(frames_of(open_walk(one))[0], seen[0])


def test_a_model_without_images_has_films_between_places(store, trained_vae):
    entry = keep(trained_vae)
    (entry.path / "latents.safetensors").unlink()
    task = walk_of(entry, stops=(Stop(z=(0.0, 1.0)), Stop(z=(1.0, -1.0))), path=PathConfig(kind="spherical"))
    assert execute(taken(task)) == "done" and len(frames_of(open_walk(task))) == 6
    along = walk_of(entry, stops=task.stops, path=PathConfig(kind="along-the-data"))
    with pytest.raises(ValueError, match="needs the latents of images, and there are none"):
        execute(taken(along))
    with pytest.raises(ValueError, match="none are kept, got 3"):
        execute(taken(walk_of(entry)))


def test_other_weights_are_another_film(store, trained_vae):
    entry = keep(trained_vae)
    task, path = walk_of(entry), entry.path / "model.safetensors"
    before = task.key()
    path.write_bytes(path.read_bytes()[:-4] + bytes(4))
    assert task.key() != before
    path.unlink()
    with pytest.raises(ModelError, match=r"has no model\.safetensors yet"):
        task.key()


def test_a_walk_is_stopped_before_its_end_and_leaves_nothing(model):
    task = walk_of(model, frames=200)
    asked = []
    ended = execute(taken(task), should_stop=lambda: asked.append(1) or len(asked) > 1)
    assert ended == "stopped" and open_walk(task) is None
    assert (places.tasks() / task.key() / "tick.json").is_file()


def test_what_does_not_fit_the_model_gets_a_sentence(model):
    for stops, words in (
        ((Stop(index=3), Stop(index=10_000)), "numbers 0 to 119 are kept, got 10000"),
        ((Stop(z=(1.0,), label=0), Stop(index=1)), "must have 3 numbers, the model's latent dimensions, got 1"),
        ((Stop(z=(1.0, 0.0, 0.0)), Stop(index=1)), "has to be told a class"),
        ((Stop(index=3, label=99), Stop(index=1)), "label must be between 0 and 9, got 99"),
    ):
        with pytest.raises(ValueError, match=words):
            execute(taken(walk_of(model, stops=stops)))


def test_settings_that_make_no_film_are_refused():
    two = (Stop(index=0), Stop(index=1))
    for settings, words in (
        ({"stops": two[:1]}, "at least 2 items"),
        ({"stops": two * 13}, "at most 24 items"),
        ({"frames": 1}, "frames must be between 2 and 600"),
        ({"frames": 400, "back": True, "size": 16}, "between 1 and 600 frames, got 798"),
        ({"frames": 500, "size": 512}, "ask for fewer or smaller"),
        ({"path": {"kind": "curly"}}, "path"),
        ({"format": "mp4"}, "format"),
    ):
        with pytest.raises(ConfigError, match=words):
            WalkTask(**{"model": "mnist-vae-2d", "stops": two} | settings)
    for stop in ({}, {"index": 3, "z": (1.0,)}, {"index": -1}, {"z": (float("nan"),)}, {"index": 1, "label": -1}):
        with pytest.raises(ConfigError):
            Stop(**stop)


def test_stops_are_laid_out_alike_for_the_page_and_for_the_worker(model):
    kept = library.latents(model)
    stops = (Stop(index=5), Stop(z=(1.0, 2.0, 3.0), label=4))
    assert np.allclose(places_of(stops, 3, kept), [kept.mu[5], [1, 2, 3]])
    assert classes_at(stops, 10, kept).argmax(1).tolist() == [int(kept.labels[5]), 4]
    assert classes_at(stops, 10, kept, label=7).argmax(1).tolist() == [7, 7]
    assert classes_at(stops, 0, kept).shape == (2, 0)
