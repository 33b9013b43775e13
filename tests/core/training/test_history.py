"""Is every line that a training writes read back as it was, and nothing else?"""

from __future__ import annotations

import json

import pytest
import torch

from core.datasets import DATASETS
from core.files import append_line
from core.models import ClassifierConfig, GanConfig, MlpVaeConfig
from core.training import history
from core.training.loop import fit
from core.training.run import TrainingConfig

READER = lambda x: torch.nn.functional.one_hot(torch.arange(len(x)) % 10, 10).float()  # noqa: E731


@pytest.mark.parametrize(
    "model", [MlpVaeConfig(hidden=(16,)), GanConfig(filters=(4,), discriminator_filters=(4,)), ClassifierConfig()],
    ids=lambda model: model.family,
)  # fmt: skip
def test_what_a_training_writes_is_read_as_it_was(tmp_path, model):
    data = DATASETS["digits"](limit=120).load().resized(model.image_size)
    training, told = TrainingConfig(epochs=2), model.build(data.classes if model.family == "classifier" else ())
    rows = [progress.row() for progress in fit(told, data, training, reader=READER) if progress.epoch_end]
    assert model.family != "gan" or len(rows[-1]["validation"]["read_drawn"]) == 10
    for row in rows:
        append_line(tmp_path / "history.jsonl", row)
    assert history.read(tmp_path / "history.jsonl") == json.loads(json.dumps(rows)) and len(rows) == 2


def test_what_is_no_line_of_a_training_is_passed_over(tmp_path):
    good = {"epoch": 1, "step": 5, "seconds": 0.5, "images_per_second": 9.0, "train": {"loss": 2.0}, "validation": {}}
    bad = ["{", "[]", "3", json.dumps(good | {"epoch": -1}), json.dumps(good | {"validation": {"loss": [1.0]}})]
    bad += [json.dumps(good | {"validation": {"kl_per_dim": 1.0}}), json.dumps(good)[:-9], "x" * 100_000]
    (tmp_path / "h").write_text("\n".join([json.dumps(good), *bad, json.dumps(good)]) + "\n" + json.dumps(good))
    assert history.read(tmp_path / "h") == [good, good], "the last is being written"
    assert history.read(tmp_path / "none") == []
