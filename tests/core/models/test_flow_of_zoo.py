"""Does the flow that comes along draw a digit again as itself and as another, and sharpen what a VAE draws?"""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from core import library
from core.models.flow_round_trip import round_trip
from core.models.flow_travel import back, forth, one_noise, refine
from core.types import ModelError

pytestmark = pytest.mark.long

N = 200
NOISE = one_noise(28)


def opened(name: str) -> nn.Module:
    try:
        return library.open_model(library.find(name)).eval()
    except ModelError:
        pytest.skip(f"the zoo has no {name}")


@pytest.fixture(scope="module")
def flow() -> nn.Module:
    return opened("mnist-flow")


@pytest.fixture(scope="module")
def digits() -> tuple[Tensor, Tensor]:
    """Handwritten digits, (n, 1, 28, 28), and their classes (n,)."""
    opened("mnist-vae-16d")
    latents = library.latents(library.find("mnist-vae-16d"))
    some = latents.held_out[:N]
    return torch.from_numpy(latents.thumbnails()[some] / 255.0).float()[:, None], torch.from_numpy(latents.labels[some])


@torch.no_grad()
def read(images: Tensor) -> Tensor:
    return opened("mnist-classifier")(images)[:, :10].argmax(1)


def test_there_and_back_it_is_the_same_digit(flow, digits):
    x, labels = digits
    z = back(flow, x, torch.eye(10)[labels], noise=NOISE)
    assert abs(float(z.mean())) < 0.15 and float(z.std()) == pytest.approx(1, abs=0.1)  # noise indeed
    again = forth(flow, z, torch.eye(10)[labels], guidance=1.0)
    assert float((again - x).square().mean().sqrt()) <= 0.03
    assert float((read(again) == read(x)).float().mean()) >= 0.99


def test_another_class_is_obeyed_and_its_stroke_is_kept(flow, digits):
    x, labels = digits
    other = (labels + 1 + torch.arange(len(labels)) % 9) % 10
    z = back(flow, x, torch.eye(10)[labels], noise=NOISE)
    drawn = forth(flow, z, torch.eye(10)[other])
    assert float((read(drawn) == other).float().mean()) >= 0.99
    ink = torch.stack([x.flatten(1).sum(1), drawn.flatten(1).sum(1)])
    fresh = forth(flow, torch.randn(len(x), 784, generator=torch.Generator().manual_seed(0)), torch.eye(10)[other])
    alone = torch.stack([x.flatten(1).sum(1), fresh.flatten(1).sum(1)])
    assert float(torch.corrcoef(ink)[0, 1]) > float(torch.corrcoef(alone)[0, 1]) + 0.1


def test_what_a_vae_draws_has_less_grey_and_reads_the_same(flow):
    entry = library.find("mnist-vae-16d")
    model, latents = opened("mnist-vae-16d"), library.latents(entry)
    with torch.no_grad():
        x = model.decode(torch.from_numpy(latents.mu[:N]))
    sharp = refine(flow, x, noise=NOISE)

    def grey(images: Tensor) -> float:
        inked = images[images > 0.1]
        return float((inked < 0.9).float().mean())

    assert grey(sharp) < grey(x) - 0.05
    assert float((read(sharp) == read(x)).float().mean()) >= 0.95


def test_a_digit_is_known_by_its_way_back_and_strangers_cost_more_but_for_a_blank_page(flow, digits):
    x, labels = digits
    found = round_trip(flow, x[7], rng=torch.Generator().manual_seed(0))
    assert found.label == labels[7] and found.error < 0.001
    asked = torch.cat([x[:3], torch.zeros(1, 1, 28, 28), torch.rand(1, 1, 28, 28)])
    cost = flow.costs(asked, draws=2, rng=torch.Generator().manual_seed(0)).mean(1)
    assert cost[3] < cost[:3].min() < cost[:3].max() < 0.2 * cost[4]
