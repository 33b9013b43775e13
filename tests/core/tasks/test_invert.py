"""Does a worker find a drawing's latents, with an encoder and without one, and leave numbers that are true?"""

from __future__ import annotations

import numpy as np
import pytest

from core import library, places
from core.config import ConfigError
from core.tasks import InvertTask
from core.tasks import store as shelf
from core.tasks.execute import execute
from core.tasks.invert import film_of, open_inverted, read_back, under_way, written_down
from core.types import ModelError
from tests.core.conftest import keep
from tests.visitors import ANNA, SOMEBODY


def drawing(side: int = 28) -> np.ndarray:
    image = np.zeros((side, side), np.uint8)
    image[4:-4, side // 2 : side // 2 + 2] = 255
    return image


def wanted(entry: library.Entry, **changes) -> InvertTask:
    return InvertTask(**{"model": entry.id, "image": written_down(drawing()), "starts": 2, "steps": 12} | changes)


def taken(task: InvertTask):
    return shelf.create(task, task.key(), SOMEBODY).path


def test_a_vae_encodes_in_one_pass_and_comes_nearer_by_searching(model):
    task = wanted(model, steps=40)
    assert open_inverted(task) is None and film_of(task) is None
    assert execute(taken(task)) == "done"
    found = open_inverted(task)
    one = found.encoded
    assert 0 <= one.label < 10 and one.mu.shape == one.sigma.shape == (3,) and (one.sigma > 0).all()
    expected = np.square(one.image / 255 - drawing() / 255).mean()
    assert one.error == pytest.approx(expected, abs=2e-3) and 0 < one.seconds < 10
    assert found.error <= one.error, "it began where the encoder points, too"
    assert np.square(found.frames[-1] / 255 - drawing() / 255).mean() == pytest.approx(found.error, abs=2e-3)
    assert one.nats > 0 and found.z.shape == (3,)
    assert film_of(task).startswith(b"\x89PNG") and under_way(task).startswith(b"\x89PNG")


def test_a_gan_can_only_search(store, trained_gan):
    task = wanted(keep(trained_gan, ANNA))
    assert execute(taken(task)) == "done"
    found = open_inverted(task)
    assert found.encoded is None and 0 <= found.label < 10 and found.z.shape == (3,)
    assert found.errors.shape == (2, len(found.steps)) and found.error == pytest.approx(found.errors[0, -1])


def test_it_stops_when_told_and_leaves_no_result(model):
    task = wanted(model, steps=2000)
    assert execute(taken(task), should_stop=lambda: True) == "stopped"
    assert open_inverted(task) is None


def test_a_drawing_of_another_size_or_a_reader_is_refused(model, trained_classifier):
    with pytest.raises(ModelError, match=r"works on 28 px images, the drawing has 32 px\."):
        execute(taken(wanted(model, image=written_down(drawing(32)))))
    with pytest.raises(ModelError, match="draws nothing: it is a classifier"):
        execute(taken(wanted(keep(trained_classifier, ANNA))))


def test_a_drawing_travels_as_text_and_nothing_else_passes_for_one(model):
    assert np.array_equal(read_back(written_down(drawing(64))), drawing(64))
    bomb = written_down(np.zeros((2000, 2000), np.uint8))
    for text in ("", "no base64!", "aGVsbG8=", written_down(np.zeros((1, 7), np.uint8)), bomb):
        with pytest.raises(ConfigError, match="image must be"):
            wanted(model, image=text)
    with pytest.raises(ConfigError, match="image"):
        wanted(model, image="A" * 40_000)


def test_a_broken_result_gets_a_sentence(model):
    task = wanted(model)
    folder = taken(task)
    assert folder == places.tasks() / task.key()
    (folder / "inverted.safetensors").write_bytes(b"")
    with pytest.raises(ModelError, match=r"inverted\.safetensors"):
        open_inverted(task)
