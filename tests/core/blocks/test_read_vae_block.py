"""Does the block of a VAE for drawings hold what the page needs, and is the line of code that it quotes core's own?"""

from __future__ import annotations

import inspect
import json

import pytest
import torch

from core import library
from core.blocks.inside_of_model import posterior_network
from core.blocks.read_vae import LINE, PLACE, read_vae_block
from core.export.model import bundle_of
from core.networks.browser import browser_graph
from core.packed import unpack
from core.types import ModelError, Posterior

CHOICES = {"other": "Other", "m": "Mine"}


@pytest.fixture(scope="module")
def entry():
    return library.find("mnist-vae-2d")


def test_the_line_that_is_shown_stands_in_core_and_draws_z():
    path, name = PLACE.split(", ")
    assert path == "core/types.py" and name == f"{Posterior.__name__}.{Posterior.sample.__name__}"
    assert LINE in [line.strip() for line in inspect.getsource(Posterior.sample).splitlines()]
    posterior = Posterior(torch.tensor([[1.0, -2.0]]), torch.tensor([[0.0, 2.0]]))
    eps = torch.empty(1, 2).normal_(generator=torch.Generator().manual_seed(4))
    expected = posterior.mu + (0.5 * posterior.logvar).exp() * eps
    assert torch.equal(posterior.sample(torch.Generator().manual_seed(4)), expected)


def test_the_block_holds_the_pads_bundle_without_its_reader_and_an_encoder_of_both_halves(entry):
    bundle = bundle_of(entry)
    block = read_vae_block(bundle, posterior_network(entry), model="m", choices=CHOICES)
    sections = unpack(block)
    about = json.loads(sections["about"])
    assert (about["channel"], about["model"], about["id"]) == ("vae", "read", "m")
    assert about["choices"] == [["other", "Other"], ["m", "Mine"]] and about["code"] == {"line": LINE, "place": PLACE}
    kept = unpack(sections["bundle"])
    assert "reader" in unpack(bundle) and "reader" not in kept and kept["decoder"] == unpack(bundle)["decoder"]
    assert browser_graph(sections["encoder"])["ops"][-1]["shape"] == [2 * entry.config.model.latent_dim]
    assert block == read_vae_block(bundle, posterior_network(entry), model="m", choices=CHOICES)


def test_a_model_that_is_not_offered_is_refused(entry):
    with pytest.raises(ModelError, match="none of the models"):
        read_vae_block(bundle_of(entry), posterior_network(entry), model="strange", choices=CHOICES)


def test_a_model_without_an_encoder_has_no_such_network():
    with pytest.raises(ValueError, match="none that the browser can run"):
        posterior_network(library.find("mnist-gan"))
