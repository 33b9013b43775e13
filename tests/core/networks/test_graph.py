"""Is a network for the browser taken only whole, each step fitting what it reads?"""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

from core.models import FlowConfig
from core.networks.browser import browser_graph, graph, pack, pack_network
from core.types import ModelError
from tests.damages import changed_trees


@pytest.fixture
def network() -> tuple[dict, bytes]:
    torch.manual_seed(1)
    layers = (nn.Linear(3, 32), nn.ReLU(), nn.Unflatten(1, (2, 4, 4)), nn.ConvTranspose2d(2, 1, 4, 2, 1), nn.Sigmoid())
    return graph(nn.Sequential(*layers), (3,))


def test_one_that_is_whole_is_taken_as_it_is(network):
    assert browser_graph(pack_network(network)) == network[0]


@pytest.fixture
def flow() -> tuple[dict, bytes]:
    torch.manual_seed(1)
    config = FlowConfig(conditional=True, image_size=14, steps=2, filters=(4, 4), dense=16, embedding=8)
    return graph(config.build(("a", "b")).decoder, (198,))


def test_a_network_that_is_asked_often_is_written_often_and_kept_once(flow):
    operations, weights = flow
    assert browser_graph(pack_network(flow)) == operations
    config = FlowConfig(conditional=True, image_size=14, steps=1, filters=(4, 4), dense=16, embedding=8)
    once, kept = graph(config.build(("a", "b")).decoder, (198,))
    assert len(operations["ops"]) > 1.9 * len(once["ops"]) and len(weights) < 1.1 * len(kept)


@pytest.mark.parametrize("shape", [[1, 7, 7], [3], [4, 14, 14], [1]])
def test_a_sum_is_of_equal_shapes_or_of_a_number_for_each_channel(flow, shape):
    operations, weights = flow
    add = next(op for op in operations["ops"] if op["op"] == "add")
    made = operations["ops"][add["in"][1] - 1]
    assert made["shape"] == add["shape"][:1]
    made["shape"] = shape
    with pytest.raises(ModelError, match="does not fit"):
        browser_graph(pack_network((operations, weights)))


def test_weights_must_all_be_there(network):
    with pytest.raises(ModelError, match="does not fit"):
        browser_graph(pack_network((network[0], network[1][:-2])))


def test_whatever_is_changed_it_is_refused_in_a_sentence_or_still_fits(network):
    taken = 0
    for _, tree in changed_trees(network[0]):
        block = pack({"graph": json.dumps(tree).encode(), "weights": network[1]})
        try:
            found = browser_graph(block)
        except ModelError as error:
            assert str(error).isprintable() and len(str(error)) < 500
        else:
            taken += 1
            assert found == tree
    assert 0 < taken < 60, "where weights lie, say, is nothing that can be told to be wrong"
