"""Is a model praised only for images that can be read, whatever its rival draws?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core import library
from core.blocks.compare_models import Contender, compare_models_block
from core.networks.browser import export_model
from core.packed import unpack
from core.training.loop import fit
from core.training.recipes import RECIPES
from tests.browser.compare_models import opened

pytestmark = pytest.mark.browser
DIGITS = tuple("0123456789")


class Checkerboard(torch.nn.Module):
    """A generator that draws checkerboards, a little different each time."""

    latent_dim, classes, image_size = 4, (), 28

    def __init__(self) -> None:
        super().__init__()
        y, x = np.mgrid[:28, :28]
        board = torch.from_numpy(np.where((x // 2 + y // 2) % 2, 3.0, -3.0)).float().flatten()
        layer = torch.nn.Linear(4, 28 * 28)
        with torch.no_grad():
            layer.bias.copy_(board)
        self.decoder = torch.nn.Sequential(layer, torch.nn.Sigmoid(), torch.nn.Unflatten(1, (1, 28, 28)))


def hardly_trained(recipe: str, epochs: int) -> torch.nn.Module:
    """Return the model of a recipe as it is after so many epochs."""
    config = RECIPES[recipe].run
    data = config.dataset.load("train")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = config.model.build(data.classes)
    if epochs:
        for _ in fit(model, data, config.training.replace(epochs=epochs)):
            pass
    return model.eval()


def beside(rival: torch.nn.Module) -> bytes:
    """Return a block of a shipped VAE and a rival, read by the shipped reader."""
    kinds = [("Zoo", library.open_model(library.find("mnist-vae-16d"))), ("Rival", rival)]
    contenders = [
        Contender(
            id=title, title=title, family="model", decoder=unpack(export_model(model))["decoder"],
            latent_dim=model.latent_dim, classes=DIGITS, conditional=bool(model.classes), image_size=28, mark=i,
        )
        for i, (title, model) in enumerate(kinds)
    ]  # fmt: skip
    reader = library.browser_bin(library.find("mnist-classifier"))
    images = RECIPES["digits-2d"].run.dataset.load("test")
    return compare_models_block(contenders, reader=reader, real=images.images[:60], labels=images.labels[:60], seed=1)


@pytest.mark.long
def test_no_model_is_praised_for_what_cannot_be_read(page, tmp_path):
    """The reader is sure of noise, of checkerboards and of smears: 100 % of them would be read clearly."""
    rivals = {
        "a checkerboard": Checkerboard(),
        "an untrained conditional GAN": hardly_trained("digits-cgan", 0),
        "a VAE of one epoch": hardly_trained("digits-2d", 1),
        "a VAE of three epochs": hardly_trained("digits-2d", 3),
        "a conditional VAE that is good": library.open_model(library.find("mnist-cvae")),
    }
    told, states = {}, {}
    for kind, rival in rivals.items():
        versus = opened(page, tmp_path, beside(rival))
        versus.settled()
        page.wait_for_function("() => versus.state.parts.numbers.values.clear?.real")
        page.wait_for_function("() => versus.state.parts.numbers.values.none?.every((n) => n !== null)")
        told[kind], states[kind] = page.locator(".verdicts").inner_text().split("\n"), versus.state()
        assert versus.complaints == []
    for kind in ("a checkerboard", "an untrained conditional GAN"):
        assert told[kind] == ["Rival: 36 of 36 samples are like no digit that the reader has learned."]
        assert states[kind]["numbers"]["clear"]["own"][1]["value"] == 0
        assert "reads as no digit" in states[kind]["texts"][1] and "no digit" not in states[kind]["texts"][0]
    assert "samples are like no digit" in told["a VAE of one epoch"][0]
    # Its one smear is read clearly each time, more often than what the other draws: no ground for praise.
    few = states["a VAE of three epochs"]["numbers"]
    assert few["clear"]["own"][1]["value"] > few["clear"]["own"][0]["value"] + 0.15
    assert told["a VAE of three epochs"][0] == "Rival: its samples are read as 1 of 10 classes only."
    assert not any(line.startswith("Rival: its") for line in told["a VAE of three epochs"][1:])
    assert any(
        line.startswith("Rival: its samples are read clearly, and as asked, more often")
        for line in told["a conditional VAE that is good"]
    )
