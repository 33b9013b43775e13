"""Is a network for the browser taken only whole, each step fitting what it reads?"""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

from core.models import FlowConfig
from core.networks.browser import browser_graph, graph, multiply_adds, pack, pack_network
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


def test_a_flow_is_one_operation_that_holds_the_network_it_asks(flow):
    operations, weights = flow
    assert browser_graph(pack_network(flow)) == operations
    [solve] = operations["ops"]
    assert (solve["steps"], solve["guidance"]) == (2, 1.25) and solve["network"]["input"] == [198 + 16]
    assert multiply_adds(operations) == 2 * 2 * multiply_adds(solve["network"])
    with pytest.raises(ModelError, match="does not fit"):
        browser_graph(pack_network((operations, weights[:-2])))


@pytest.mark.parametrize("damage", ["network", "steps", "guidance", "input", "image", "nested", "elsewhere"])
def test_a_flow_that_does_not_fit_its_network_is_refused(flow, damage):
    operations, weights = json.loads(json.dumps(flow[0])), flow[1]
    [solve] = operations["ops"]
    inner = solve["network"]
    if damage in solve:
        del solve[damage]
    elif damage == "input":
        inner["input"] = [197 + 16]
    elif damage == "image":
        inner["ops"].pop()
    elif damage == "nested":
        inner["ops"] = [solve | {"network": json.loads(json.dumps(inner))}]
    else:
        operations["ops"].append({"op": "relu", "in": [1], "shape": [1, 14, 14], "network": inner})
    with pytest.raises(ModelError, match="damaged"):
        browser_graph(pack_network((operations, weights)))


@pytest.mark.parametrize("shape", [[1, 7, 7], [3], [4, 14, 14], [1]])
def test_a_sum_is_of_equal_shapes_or_of_a_number_for_each_channel(flow, shape):
    operations, weights = flow
    made = operations["ops"][0]["network"]["ops"]
    add = next(op for op in made if op["op"] == "add")
    channels = made[add["in"][1] - 1]
    assert channels["shape"] == add["shape"][:1]
    channels["shape"] = shape
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
