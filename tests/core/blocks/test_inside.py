"""Does the block of a network's inside hold what its view needs, and does it refuse what does not fit?"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from core.blocks.inside import begin_of, inside_block, noise, with_spread
from core.blocks.pad import pad_bundle
from core.latents import Latents, atlas_of
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig
from core.networks.browser import browser_graph, export_model
from core.networks.encoder import export_encoder, resolved
from core.packed import unpack

CLASSES = ("a", "b", "c", "d")


def about(block: bytes) -> dict:
    return json.loads(unpack(block)["about"])


def gan_block(config: GanConfig | None = None, **more) -> bytes:
    torch.manual_seed(0)
    config = config or GanConfig(latent_dim=6, filters=(3, 4), conditional=True)
    settings = {"model": "m", "title": "t", "image_size": 28, "latent_dim": 6, "classes": CLASSES, "conditional": True}
    decoder = unpack(export_model(config.build(CLASSES).eval()))["decoder"]
    return inside_block(
        "decoder", decoder, **settings | {"generator": True, "normalised": True, "begin": noise(6)} | more
    )


def test_a_generator_is_told_from_noise_to_digit():
    told = about(gan_block())
    titles = [stage["title"] for stage in told["stages"]]
    assert titles[0] == "Noise z → 6 numbers" and titles[1] == "Class embedding → 16 numbers"
    assert titles[-1] == "Transposed convolution → an image of 28 x 28"
    assert "all 22 it reads, 6 of z and 16 of the class" in told["stages"][2]["text"]
    assert ["folded" in stage["text"] for stage in told["stages"]] == [False, False, False, True, False]
    assert [segment["name"] for segment in told["stages"][0]["segments"]] == ["z", "class"]
    assert gan_block() == gan_block()


@pytest.mark.parametrize(("conditional", "kinds_at"), [(False, 1), (True, 2)])
def test_the_kinds_that_noise_is_sorted_into_are_told(conditional, kinds_at):
    torch.manual_seed(0)
    config = GanConfig(latent_dim=6, filters=(3, 4), kinds=5, conditional=conditional)
    decoder = unpack(export_model(config.build(CLASSES).eval()))["decoder"]
    block = inside_block(
        "decoder", decoder, model="m", title="t", image_size=28, latent_dim=6, classes=CLASSES,
        conditional=conditional, generator=True, normalised=True, begin=noise(6),
    )  # fmt: skip
    stages = about(block)["stages"]
    assert stages[kinds_at]["title"] == "Dense layer → 5 numbers" and "Softmax" in stages[kinds_at]["text"]
    assert stages[kinds_at + 1]["title"] == "Embedding of the kinds → 16 numbers"
    read = "all 38 it reads, 6 of z, 16 of the class and 16" if conditional else "all 22 it reads, 6 of z and 16"
    assert f"{read} of the kind" in stages[kinds_at + 2]["text"]


def test_tanh_is_brought_to_ink_and_a_norm_of_numbers_is_folded_into_the_dense_layer():
    config = GanConfig(latent_dim=6, filters=(3, 4), output="tanh", last_bias=False, first_norm="numbers")
    model = config.build(()).eval()
    torch.nn.init.normal_(model.decoder[1].bias)  # a norm that has learned
    decoder = unpack(export_model(model))["decoder"]
    settings = {"model": "m", "title": "t", "image_size": 28, "latent_dim": 6, "classes": ()}
    stages = about(inside_block("decoder", decoder, **settings, generator=True, normalised=True))["stages"]
    assert ["folded" in stage["text"] for stage in stages] == [False, True, True, False]
    assert "squeezed into -1 to 1. Halved, with a half added: from 0 to 1" in stages[-1]["text"]
    assert stages[-1]["facts"].startswith("48 parameters")  # 3 filters of 4 x 4, and none to halve by


def test_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="takes 10 numbers, not the 11"):
        gan_block(latent_dim=7)


def test_noise_is_the_same_for_a_seed_and_its_plane_reaches_as_far_as_it_is_long():
    begin = noise(64, 3)
    assert np.array_equal(begin.z, noise(64, 3).z) and not np.array_equal(begin.z, noise(64, 4).z)
    length = np.linalg.norm(begin.z)
    assert begin.round and np.allclose(begin.axes @ begin.axes.T, length**2 * np.eye(2))
    assert not noise(2).round and noise(1).axes.shape == (2, 1)


@pytest.mark.parametrize("d", [1, 2, 5])
def test_a_vae_begins_among_its_images(d):
    torch.manual_seed(0)
    model = ConvVaeConfig(latent_dim=d, filters=(3,), dense=4).build().eval()
    rng = np.random.default_rng(0)
    atlas, columns = atlas_of(np.zeros((30, 8, 8), np.uint8))
    mu = rng.normal(size=(30, d)).astype(np.float32)
    begin = begin_of(
        pad_bundle(export_model(model), Latents(mu, mu - 5, np.arange(30) % 4, atlas, columns, 8), classes=CLASSES)
    )
    assert np.abs(mu - begin.z).max(1).min() < 1e-3
    assert begin.axes.shape == (2, d) and not begin.round and begin.label in range(4)


def test_an_encoder_gives_its_spread_too():
    torch.manual_seed(0)
    model = ConvVaeConfig(latent_dim=5, filters=(3,), dense=4, conditional=True).build(CLASSES).eval()
    encoder = resolved(export_encoder(model))
    head = model.head.weight.detach().numpy(), model.head.bias.detach().numpy()
    network = with_spread(encoder, *head)
    last = browser_graph(network)["ops"][-1]
    assert last["shape"] == [10]
    weights = np.frombuffer(unpack(network)["weights"], np.float16)
    assert np.array_equal(weights[last["weight"] :][: head[0].size], head[0].astype(np.float16).ravel())
    images = np.zeros((4, 8, 8), np.uint8)
    settings = {"model": "m", "title": "t", "image_size": 28, "latent_dim": 5, "classes": CLASSES, "conditional": True}
    told = about(inside_block("encoder", network, **settings, images=images, labels=np.arange(4)))
    assert told["stages"][-1]["title"] == "Dense layer → μ and σ of 5 latents"
    assert [(s["name"], s["tiles"], s["start"]) for s in told["stages"][-1]["segments"]] == [
        ("mu", 5, 0),
        ("sigma", 5, 5),
    ]
    assert "8 of the image" not in told["stages"][-1]["text"] and "and 4 of the class" in told["stages"][-1]["text"]
    with pytest.raises(ValueError, match="must map 8 features to 10 numbers"):
        with_spread(encoder, head[0][:, :7], head[1])


def test_a_classifier_brings_its_images():
    torch.manual_seed(0)
    model = ClassifierConfig(filters=(3,), features=4).build(CLASSES).eval()
    images = np.arange(4 * 64, dtype=np.uint8).reshape(4, 8, 8)
    block = inside_block(
        "classifier", unpack(export_model(model))["classifier"], model="m", title="t", image_size=28, classes=CLASSES,
        normalised=True, images=images,
    )  # fmt: skip
    told = about(block)
    assert told["images"] == 4 and told["side"] == 8 and told["labels"] == []
    assert unpack(block)["images"] == images.tobytes()
    assert "probabilities" in told["stages"][-1]["text"]
    # One that also tells what is like none shows the same steps: the rule stands beside them.
    rng = torch.Generator().manual_seed(0)
    model.familiar.calibrate(
        torch.randn(90, 4, generator=rng), torch.arange(90) % len(CLASSES), torch.randn(60, 4, generator=rng)
    )
    packed = unpack(export_model(model))["classifier"]
    graph = json.loads(unpack(packed)["graph"])
    assert [op["op"] for op in graph["ops"][-5:]] == ["softmax", "unit", "linear", "nearest", "concat"]
    again = inside_block(
        "classifier", packed, model="m", title="t", image_size=28, classes=CLASSES, normalised=True, images=images
    )
    assert about(again)["stages"] == told["stages"]
