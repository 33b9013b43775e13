"""Does encoder.bin hold the way from an image to mu, whole, and without writing weights down twice?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from core import library, places
from core.export.model import encoder_of
from core.library.weights import tensors_of
from core.models import ClassifierConfig, ConvVaeConfig, MlpVaeConfig
from core.networks.browser import NotRunnable, browser_graph, unpack
from core.networks.encoder import drawing_block, export_encoder, resolved
from core.networks.write import write_networks
from core.types import ModelError

CLASSES = ("a", "b", "c")
MODELS = {
    "dense": MlpVaeConfig(latent_dim=2, hidden=(12, 8)),
    "dense, told the class": MlpVaeConfig(latent_dim=3, hidden=(12,), conditional=True),
    "no hidden layer": MlpVaeConfig(latent_dim=2, hidden=()),
    "convolutional": ConvVaeConfig(latent_dim=4, filters=(4, 6), dense=10),
    "convolutional, told before its dense layer": ConvVaeConfig(
        latent_dim=4, filters=(4, 6), dense=8, conditional=True, class_at="dense"
    ),
    "convolutional, told the class": ConvVaeConfig(latent_dim=4, filters=(4,), dense=0, conditional=True),
}


def trained(name: str) -> nn.Module:
    """A model whose batch norms have statistics of their own."""
    torch.manual_seed(0)
    model = MODELS[name].build(CLASSES)
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.normal_(std=0.1)
            layer.running_var.uniform_(0.5, 2)
    return model.eval()


def halved(model: nn.Module) -> dict[str, np.ndarray]:
    """The model's tensors as a shipped model.safetensors holds them; the model takes them over."""
    model.load_state_dict({k: t.half() if t.is_floating_point() else t for k, t in model.state_dict().items()})
    return {name: (t.half() if t.is_floating_point() else t).numpy() for name, t in model.state_dict().items()}


def weights_of(network: bytes) -> np.ndarray:
    return np.frombuffer(unpack(network)["weights"], np.float16)


@pytest.mark.parametrize("name", MODELS)
def test_the_network_goes_from_pixels_and_class_to_mu(name):
    model = trained(name)
    k = len(model.classes)
    graph = browser_graph(resolved(export_encoder(model)))
    assert graph["input"] == [28 * 28 + k]
    assert graph["ops"][-1]["shape"] == [model.latent_dim]


@pytest.mark.parametrize("name", MODELS)
def test_weights_that_stand_beside_it_are_named_and_come_back_bit_for_bit(name):
    model = trained(name)
    tensors = halved(model)
    whole, lean = export_encoder(model), export_encoder(model, tensors)
    assert np.array_equal(weights_of(resolved(lean, tensors)), weights_of(resolved(whole)))
    inline = len(unpack(lean)["weights"])
    if "convolutional" not in name:
        assert inline == 0
    else:  # batch norm is folded into the convolutions, so those are not the tensors that are kept
        assert 0 < inline < len(unpack(whole)["weights"])
    assert any(name is not None for name, _ in json.loads(unpack(lean)["parts"]))


def test_what_does_not_belong_together_is_refused():
    model = trained("dense")
    tensors = halved(model)
    lean = export_encoder(model, tensors)
    with pytest.raises(ValueError, match="trunk"):
        resolved(lean, {name: tensor for name, tensor in tensors.items() if not name.startswith("trunk.0")})
    with pytest.raises(ValueError, match="no encoder"):
        resolved(b"".join([(2).to_bytes(4, "little"), b"{}"]))
    with pytest.raises(NotRunnable, match="no encoder"):
        export_encoder(ClassifierConfig(filters=(4,), features=8).build(CLASSES))


def test_a_drawing_travels_as_bytes():
    image = np.arange(28 * 28, dtype=np.uint8).reshape(28, 28)
    sections = unpack(drawing_block(image, b"network", model="m", id="7"))
    assert json.loads(sections["about"]) == {"channel": "drawing", "model": "m", "id": "7", "size": 28}
    assert np.array_equal(np.frombuffer(sections["pixels"], np.uint8).reshape(28, 28), image)
    assert sections["encoder"] == b"network"


def test_a_run_leaves_its_encoder(trained_vae, trained_cvae, trained_classifier, tmp_path):
    for folder, inputs in ((trained_vae, 784), (trained_cvae, 794)):
        assert browser_graph(encoder_of(library.entry_at(folder)))["input"] == [inputs]
    assert encoder_of(library.entry_at(trained_classifier)) is None
    copy = tmp_path / "one"
    shutil.copytree(trained_vae, copy)
    (copy / "encoder.bin").write_bytes(b"\0" * 40)
    with pytest.raises(ModelError, match=r"encoder\.bin of"):
        encoder_of(library.entry_at(copy))


def test_a_model_without_an_encoder_keeps_no_stale_one(tmp_path):
    write_networks(tmp_path, trained("dense"))
    assert (tmp_path / "encoder.bin").exists()
    write_networks(tmp_path, ClassifierConfig(filters=(4,), features=8).build(CLASSES).eval())
    assert (tmp_path / "browser.bin").exists() and not (tmp_path / "encoder.bin").exists()


@pytest.mark.parametrize("path", sorted(places.zoo().glob("*/encoder.bin")), ids=lambda path: path.parent.name)
def test_shipped_encoders_are_those_of_the_shipped_weights(path: Path):
    entry = library.entry_at(path.parent)
    beside = tensors_of((path.parent / "model.safetensors").read_bytes(), "model.safetensors")
    assert path.read_bytes() == export_encoder(library.open_model(entry), beside)
    assert path.stat().st_size < 60_000
