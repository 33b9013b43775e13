"""Does a worker find what images cost a flow, of a drawing and of strangers, and say what cannot be asked?"""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import save_model

from core import library
from core.models import FlowConfig
from core.tasks import InvertTask, LikelihoodTask, store
from core.tasks.execute import execute
from core.tasks.invert import open_inverted, written_down
from core.tasks.likelihood import FILE, open_likelihood
from core.types import ModelError
from tests.core.conftest import brief_run
from tests.visitors import ANNA, SOMEBODY

SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True)
DRAWING = np.pad(np.full((6, 4), 255, np.uint8), ((4, 4), (5, 5)))


@pytest.fixture
def flow(store) -> library.Entry:
    """A small flow that has learned nothing; it draws all the same."""
    return kept(SMALL)


def kept(config: FlowConfig) -> library.Entry:
    classes = tuple("0123456789")
    entry = library.create(brief_run(model=config).replace(classes=classes), ANNA, "flow")
    torch.manual_seed(0)
    save_model(config.build(classes), str(entry.path / "model.safetensors"))
    return library.find(entry.id)


def taken(task):
    """The folder of a task that somebody has asked for."""
    return store.create(task, task.key(), SOMEBODY).path


def test_a_drawing_and_strangers_are_asked_about_and_kept(flow, monkeypatch):
    monkeypatch.setattr("core.scores.strangers.EACH", 3)
    task = LikelihoodTask(model=flow.id, image=written_down(DRAWING), draws=4)
    assert open_likelihood(task) is None
    folder = taken(task)
    assert execute(folder) == "done"
    found = open_likelihood(task)
    assert found.nats.shape == (1, 4) and found.kinds == () and found.seconds > 0
    assert np.array_equal(found.images[0], DRAWING) and found.nats.std() > 0
    strangers = LikelihoodTask(model=flow.id)
    assert execute(taken(strangers)) == "done"
    found = open_likelihood(strangers)
    assert found.nats.shape == (3 * len(found.kinds), 2) and found.kinds[0] == "Unseen digits"
    assert strangers.seconds(flow, {}) > 10 * task.seconds(flow, {}) > 0
    (folder / FILE).write_bytes(b"{}")
    with pytest.raises(ModelError):
        open_likelihood(task)


def test_what_cannot_be_asked_is_said(flow, trained_gan):
    big = written_down(np.zeros((28, 28), np.uint8))
    with pytest.raises(ModelError, match="works on 14 px images, the drawing has 28"):
        execute(taken(LikelihoodTask(model=flow.id, image=big)))
    with pytest.raises(ModelError, match="cannot say how likely"):
        execute(taken(LikelihoodTask(model=kept(SMALL.replace(left_out=0.0)).id)))
    with pytest.raises(ValueError, match="image must be a drawing"):
        LikelihoodTask(model=flow.id, image="not one")
    stopped = LikelihoodTask(model=flow.id, seed=5)
    assert execute(taken(stopped), should_stop=lambda: True) == "stopped" and open_likelihood(stopped) is None


def test_a_flow_goes_back_to_noise_where_others_are_searched(flow):
    task = InvertTask(model=flow.id, image=written_down(DRAWING))
    assert execute(taken(task)) == "done"
    found = open_inverted(task)
    assert found.z.shape == (196,) and found.encoded is None and found.frames.shape == (9, 14, 14)
    blank = InvertTask(model=flow.id, image=written_down(np.zeros((14, 14), np.uint8)))
    with pytest.raises(ValueError, match="a blank drawing cannot be sent back"):
        execute(taken(blank))
