"""Is a network for the browser taken only whole, each step fitting what it reads?"""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

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
