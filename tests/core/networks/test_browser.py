"""Is a network written down whole, and refused by name where it cannot be?"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.models.layers import Beside, Part
from core.networks.browser import NotRunnable, browser_graph, export_model, graph, multiply_adds, pack, unpack

CLASSES = ("a", "b", "c")


@given(st.dictionaries(st.text(max_size=20), st.binary(max_size=100), max_size=8))
def test_what_was_packed_comes_out_aligned(sections):
    block = pack(sections)
    assert unpack(block) == sections
    length = int.from_bytes(block[:4], "little")
    assert all(offset % 16 == 0 for offset, _ in json.loads(block[4 : 4 + length]).values())


@given(st.binary(max_size=200))
def test_bytes_that_were_not_packed_are_refused(block):
    try:
        unpack(block)
    except ValueError:
        return
    assert len(block) >= 6  # nothing but a header that happens to be valid gets through


@pytest.mark.parametrize("spans", [[16, 10_000], [0, 4], [17, 1], [64, -1], [1e99, 1]])
def test_sections_beyond_the_block_are_refused(spans):
    header = json.dumps({"x": spans}).encode().ljust(60)
    with pytest.raises(ValueError, match="packed file"):
        unpack(len(header).to_bytes(4, "little") + header + bytes(16))


@pytest.mark.parametrize(
    ("module", "shape", "name"),
    [
        (nn.Sequential(nn.Linear(4, 4), nn.GELU()), (4,), r"1 \(GELU\)"),
        (nn.Sequential(nn.Sequential(nn.ReLU(), nn.LayerNorm(4))), (4,), r"0\.1 \(LayerNorm\)"),
        (Beside(nn.ReLU(), nn.Sequential(nn.Softplus())), (4,), r"1\.0 \(Softplus\)"),
        (nn.Conv2d(4, 4, 3, groups=2), (4, 5, 5), "groups"),
        (nn.Conv2d(4, 4, 3, padding_mode="reflect", padding=1), (4, 5, 5), "padding"),
        (nn.Conv2d(4, 4, 2, padding="same"), (4, 5, 5), "even kernel"),
        (nn.Linear(4, 4), (2, 4), "flat input of 4"),
        (nn.Softmax(2), (2, 4), "dimension 1"),
        (nn.Flatten(2), (2, 4, 4), "behind the batch"),
        (Part(2, 5), (4,), "part of a flat input"),
        (nn.Upsample(scale_factor=2, mode="bicubic"), (2, 4, 4), "nearest or bilinear"),
        (nn.BatchNorm1d(4, track_running_stats=False), (4,), "running statistics"),
    ],
)
def test_a_layer_outside_the_list_is_refused_by_name(module, shape, name):
    with pytest.raises(NotRunnable, match=name):
        graph(module.eval(), shape)


def test_weights_beyond_float16_are_refused_and_kept_in_float32():
    layer = nn.Linear(1, 1)
    layer.weight.data.fill_(1e6)
    with pytest.raises(NotRunnable, match="do not fit float16"):
        graph(layer, (1,))
    assert np.frombuffer(graph(layer, (1,), dtype="float32")[1], np.float32)[0] == 1e6
    with pytest.raises(ValueError, match="dtype must be"):
        graph(layer, (1,), dtype="int8")


def test_batch_norm_is_folded_only_into_what_nobody_else_reads():
    network, _ = graph(
        nn.Sequential(nn.Linear(4, 3), Beside(nn.BatchNorm1d(3), nn.Tanh()), nn.Linear(6, 2), nn.BatchNorm1d(2)).eval(),
        (4,),
    )
    assert [op["op"] for op in network["ops"]] == ["linear", "scale", "tanh", "concat", "linear"]


def test_multiply_adds_are_counted_by_hand():
    module = nn.Sequential(
        nn.Linear(2, 3 * 16), nn.ReLU(), nn.Unflatten(1, (3, 4, 4)),
        nn.ConvTranspose2d(3, 5, 4, 2, 1), nn.Conv2d(5, 1, 3, padding=1), nn.Sigmoid(),
    )  # fmt: skip
    assert multiply_adds(graph(module, (2,))[0]) == 2 * 48 + 3 * 16 * 5 * 16 + 64 * 5 * 9


@pytest.mark.parametrize(
    ("config", "input_size"),
    [
        (MlpVaeConfig(latent_dim=3, hidden=(8,), image_size=14), 3),
        (MlpVaeConfig(latent_dim=2, hidden=(8,), image_size=14, conditional=True), 5),
        (ConvVaeConfig(latent_dim=4, filters=(4, 8), dense=16, batch_norm=True), 4),
        (GanConfig(latent_dim=4, filters=(4, 8)), 4),
        (GanConfig(latent_dim=4, filters=(4, 8), kinds=5), 4),
        (GanConfig(latent_dim=4, filters=(4, 8), conditional=True, kernel=5, volume=6, slope=0.1), 7),
    ],
)
def test_a_model_of_each_family_is_exported(config, input_size):
    model = config.build(CLASSES)
    sections = unpack(export_model(model))
    network = browser_graph(sections["decoder"])
    assert network["input"] == [input_size] and network["ops"][-1]["op"] == "sigmoid"
    assert network["ops"][-1]["shape"] == [1, config.image_size, config.image_size]
    assert json.loads(sections["about"])["latent_dim"] == config.latent_dim
    assert export_model(model) == export_model(model)


def test_default_decoders_meet_the_browsers_budget():
    for config in (MlpVaeConfig(), ConvVaeConfig(), MlpVaeConfig(conditional=True), GanConfig(conditional=True)):
        sections = unpack(export_model(config.build(tuple("0123456789"))))
        assert multiply_adds(browser_graph(sections["decoder"])) <= 2_000_000


def test_a_classifier_is_exported_with_probabilities():
    sections = unpack(export_model(ClassifierConfig().build(CLASSES)))
    network = browser_graph(sections["classifier"])
    assert network["input"] == [1, 28, 28]
    assert network["ops"][-1] == {"op": "softmax", "in": [len(network["ops"]) - 1], "shape": [3]}
    with pytest.raises(NotRunnable, match="Linear has neither"):
        export_model(nn.Linear(2, 2))


def test_training_mode_and_gradients_do_not_matter():
    model = ConvVaeConfig(latent_dim=2, filters=(4,), dense=8, batch_norm=True).build()
    model.train()
    before = export_model(model)
    with torch.no_grad():
        model.eval()
    assert export_model(model) == before
