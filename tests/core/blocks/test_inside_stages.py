"""Are the steps of a network those it takes, and are the links between them those of its weights?"""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from core.blocks.inside_stages import Segment, links_of, parameters, stages_of
from core.models import ClassifierConfig, ConvVaeConfig, GanConfig, MlpVaeConfig
from core.networks.browser import graph

CLASSES = ("a", "b", "c")
DECODERS = [
    GanConfig(latent_dim=6, filters=(3, 4), conditional=True, embedding=2),
    GanConfig(latent_dim=6, filters=(3, 4), kinds=5, conditional=True, embedding=2),
    GanConfig(latent_dim=6, filters=(3, 4), volume=5, kernel=5, slope=0.2),
    ConvVaeConfig(latent_dim=5, filters=(3, 4), dense=7, conditional=True),
    MlpVaeConfig(latent_dim=2, hidden=(9, 8), activation="silu"),
]


def taken_apart(module: nn.Module, shape: tuple[int, ...], given: list[Segment]):
    written, block = graph(module, shape, dtype="float32")
    return written, np.frombuffer(block, np.float32), stages_of(written, given)


def decoder_of(config):
    torch.manual_seed(0)
    model = config.build(CLASSES).eval()
    k = len(model.classes)
    given = [Segment("z", 0, 0, model.latent_dim), *([Segment("class", 0, model.latent_dim, k)] if k else [])]
    return model, *taken_apart(model.decoder, (model.latent_dim + k,), given)


@pytest.mark.parametrize("config", DECODERS, ids=lambda config: f"{config.family} {config.conditional}")
def test_every_step_of_a_decoder_is_there_once_and_the_last_is_the_image(config):
    _, written, _, stages = decoder_of(config)
    steps = [i for stage in stages for i in stage.ops]
    kept = [i for i, op in enumerate(written["ops"]) if op["op"] not in ("part", "concat")]
    assert steps == kept
    assert stages[-1].segments == [Segment("", len(written["ops"]), 0, 1, 28, 28)]
    assert [stage.first for stage in stages[1:]] == list(np.cumsum([stage.tiles for stage in stages])[:-1])
    shapes = [written["input"], *(op["shape"] for op in written["ops"])]
    for stage in stages[1:]:
        (segment,) = stage.segments
        assert math.prod(shapes[segment.value]) == segment.tiles * segment.height * segment.width
        assert math.prod(shapes[stage.before]) == math.prod(shapes[segment.value])


def test_the_parameters_of_all_steps_are_those_of_the_network():
    model, written, weights, _ = decoder_of(MlpVaeConfig(latent_dim=3, hidden=(9, 8)))
    counted = sum(parameters(op, written, weights) for op in written["ops"])
    assert counted == sum(p.numel() for p in model.decoder.parameters())
    model, written, weights, _ = decoder_of(DECODERS[0])  # without biases, and with a batch norm that is not folded
    dense = [op for op in written["ops"] if op["op"] == "linear"]
    assert [parameters(op, written, weights) for op in dense] == [3 * 2, (6 + 2) * 4 * 49]
    assert [parameters(op, written, weights) for op in written["ops"] if op["op"] == "scale"] == [2 * 4]


@pytest.mark.parametrize("config", DECODERS, ids=lambda config: f"{config.family} {config.conditional}")
def test_links_have_shares_that_fall_and_join_steps_that_follow_one_another(config):
    _, written, weights, stages = decoder_of(config)
    for stage, links in zip(stages[1:], links_of(written, weights, stages), strict=True):
        assert links.into.shape[0] == stage.tiles and (links.into < stage.first).all()
        assert ((links.onward >= stage.first) & (links.onward < stage.first + stage.tiles)).all()
        for shares in (links.into_share, links.onward_share):
            assert (np.diff(shares, axis=1) <= 1e-6).all() and (shares >= 0).all() and (shares.sum(1) <= 1 + 1e-5).all()


def test_a_channel_is_fed_by_those_that_change_it_most():
    """The share of a link is that of the change it makes, on average over inputs: shown by making it."""
    torch.manual_seed(1)
    layer = nn.ConvTranspose2d(5, 3, 4, stride=2, padding=1)
    written, weights, stages = taken_apart(
        nn.Sequential(nn.Unflatten(1, (5, 4, 4)), layer), (80,), [Segment("z", 0, 0, 5, 4, 4)]
    )
    (links,) = links_of(written, weights, stages)
    change = np.zeros((3, 5))
    with torch.no_grad():
        for c in range(5):
            for at in (5, 6, 9, 10):  # inside, where no stamp is cut off
                x = torch.zeros(1, 80)
                x[0, c * 16 + at] = 1
                made = layer(x.reshape(1, 5, 4, 4)) - layer(torch.zeros(1, 5, 4, 4))
                change[:, c] += made.square().sum((0, 2, 3)).numpy() / 4
    for tile in range(3):
        order = np.argsort(-change[tile])
        assert list(links.into[tile]) == list(order)
        assert np.allclose(links.into_share[tile], change[tile][order] / change[tile].sum(), rtol=1e-4)
    for i, source in enumerate(links.sources):
        assert list(links.onward[i] - stages[1].first) == list(np.argsort(-change[:, source]))


def test_a_class_feeds_a_generator_through_its_embedding():
    _, written, weights, stages = decoder_of(DECODERS[0])
    embedding, dense = links_of(written, weights, stages)[:2]
    assert set(embedding.sources) == {6, 7, 8}  # the three class weights, behind six of noise
    assert set(dense.sources) == {*range(6), 9, 10}  # the noise and the embedding's two
    squares = weights[written["ops"][4]["weight"] :][: 4 * 49 * 8].reshape(4, 49, 8) ** 2
    scale = weights[written["ops"][6]["weight"] :][:4] ** 2
    assert dense.onward_share[0, 0] == pytest.approx(np.max(s := squares.sum(1)[:, 0] * scale) / s.sum(), rel=1e-4)


def test_the_steps_of_a_classifier_go_from_one_image_to_the_classes():
    torch.manual_seed(0)
    model = ClassifierConfig(filters=(3, 4), features=6).build(CLASSES).eval()
    module = nn.Sequential(model.network, nn.Softmax(1))
    written, weights, stages = taken_apart(module, (1, 28, 28), [Segment("image", 0, 0, 1, 28, 28)])
    assert [stage.tiles for stage in stages] == [1, 3, 4, 6, 3]
    assert [stage.segments[0].height for stage in stages] == [28, 14, 7, 1, 1]
    links = links_of(written, weights, stages)
    assert (links[0].into == 0).all()  # all channels are fed by the image
    assert set(links[2].sources) == {4, 5, 6, 7}  # a flattened volume still consists of its channels
