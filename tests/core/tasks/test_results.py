"""A result file that is broken, or another one's, gets a sentence and not a traceback."""

import numpy as np
import pytest
from safetensors.numpy import save

from core import places
from core.projection import TsneConfig
from core.tasks import LessonTask
from core.tasks.results import opened
from core.types import ModelError

TASK = LessonTask(lesson="sizes", projection=TsneConfig())


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    folder = places.tasks() / TASK.key()
    folder.mkdir(parents=True)
    return folder / "found.safetensors"


def read():
    return opened(TASK, "found.safetensors", lambda key, tensors, notes: (key, tensors["a"].tolist(), notes["n"]))


def test_what_was_written_comes_back_and_nothing_is_none(path):
    assert read() is None
    path.write_bytes(save({"a": np.arange(3)}, metadata={"scores": '{"n": 7}'}))
    assert read() == (TASK.key(), [0, 1, 2], 7)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no such thing",
        save({"b": np.arange(3)}, metadata={"scores": '{"n": 7}'}),
        save({"a": np.arange(3)}, metadata={"scores": "{}"}),
        save({"a": np.arange(3)}, metadata={"scores": "[1]"}),
        save({"a": np.arange(3)}, metadata={"other": "{}"}),
        save({"a": np.arange(3)}, metadata={"scores": "{"}),
    ],
)
def test_a_broken_file_gets_a_sentence(path, data):
    path.write_bytes(data)
    with pytest.raises(ModelError):
        read()
