"""Is a flow whole where only the network that draws was kept, and refused where a part of the other is missing?"""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import save

from core.datasets import DATASETS
from core.library.folder import entry_at
from core.library.weights import model_with, without_stand_ins
from core.models import FlowConfig
from core.scores.costs import facts_of
from core.training.run import RunConfig
from core.types import ModelError

RUN = RunConfig(dataset=DATASETS["digits"](), model=FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8))


@pytest.fixture
def weights() -> dict[str, torch.Tensor]:
    return {name: tensor.contiguous() for name, tensor in RUN.model.build().state_dict().items()}


def test_what_draws_serves_for_what_learned(weights):
    kept = {name: weights[name] for name in without_stand_ins(RUN, weights)}
    assert kept and not any(name.startswith("learner.") for name in kept)
    whole = model_with(RUN, save(kept))
    for name, tensor in whole.learner.state_dict().items():
        assert torch.equal(tensor, kept[f"decoder.network.{name}"])
    assert sum(t.numel() for t in kept.values()) < 0.6 * sum(t.numel() for t in weights.values())


def test_what_learned_stays_where_it_was_kept(weights):
    weights["learner.told.bias"] = weights["learner.told.bias"] + 1
    assert torch.equal(model_with(RUN, save(weights)).learner.told.bias, weights["learner.told.bias"])


@pytest.mark.parametrize("missing", ["learner.told.bias", "decoder.network.told.bias"])
def test_half_a_network_is_refused_by_name(weights, missing):
    del weights[missing]
    with pytest.raises(ModelError, match=f"'{missing}' is missing"):
        model_with(RUN, save(weights))


def test_what_learned_is_counted_once_kept_or_not(weights, tmp_path):
    (tmp_path / "config.json").write_text(RUN.to_json())
    learned = sum(p.numel() for p in RUN.model.build().learner.parameters())
    for kept in (weights, {name: weights[name] for name in without_stand_ins(RUN, weights)}):
        (tmp_path / "model.safetensors").write_bytes(save(kept))
        found = facts_of(entry_at(tmp_path))
        assert (found.parameters, found.drawing) == (learned, learned)
