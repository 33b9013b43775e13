"""Does a flow come back from where it went, and does it give a picture strokes of its own as far as it is told to?"""

from __future__ import annotations

import pytest
import torch

from core.models import FlowConfig
from core.models.flow_network import Block, Flow
from core.models.flow_travel import back, forth, one_noise, refine, travel
from core.models.refiner import usual_steps

CLASSES = ("a", "b", "c")
SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8, conditional=True)
NOISE = one_noise(14)


class Knows(torch.nn.Module):
    """A network that knows the one image there is, and notes the moments it was asked at."""

    def __init__(self, level: float) -> None:
        super().__init__()
        self.level, self.asked = level, []

    def forward(self, x: torch.Tensor, t: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        self.asked.append(round(float(t[0]), 6))
        return torch.full_like(x, self.level)


@torch.no_grad()
def flow() -> Flow:
    torch.manual_seed(0)
    model = SMALL.build(CLASSES).eval()
    for block in (part for part in model.decoder.network.modules() if isinstance(part, Block)):
        torch.nn.init.normal_(block.second.weight, std=0.05)
    return model


def knowing(level: float) -> tuple[Flow, Knows]:
    model = flow()
    model.decoder.network = Knows(level)
    return model, model.decoder.network


@pytest.mark.parametrize("steps", [1, 3, 8])
@pytest.mark.parametrize("heun", [False, True])
def test_who_knows_the_image_is_there_from_any_moment_on(steps, heun):
    knows = Knows(0.25)
    x = travel(knows, torch.randn(2, 1, 4, 4), torch.zeros(2, 0), steps=steps, guidance=0.0, start=0.6, heun=heun)
    assert torch.allclose(x, torch.full_like(x, 0.25), atol=1e-6)
    assert min(knows.asked) == 0.6 and max(knows.asked) < 1
    assert len(knows.asked) == (2 * steps - 1 if heun else steps)


def test_there_and_back_is_where_it_was():
    network, x, y = flow().decoder.network, torch.randn(3, 1, 14, 14), torch.eye(3)
    how = {"steps": 16, "guidance": 1.0, "heun": True}
    with torch.no_grad():
        there = travel(network, x, y, start=0.8, end=0.0, **how)
        again = travel(network, there, y, start=0.0, end=0.8, **how)
    assert (there - x).abs().mean() > 0.1 and (again - x).abs().mean() < 0.01


def test_a_picture_is_given_back_as_it_is_or_is_all_the_flows_own():
    model, knows = knowing(0.25)
    x = torch.rand(2, 1, 14, 14)
    assert torch.equal(refine(model, x, t0=1.0, noise=NOISE), x) and not knows.asked
    assert torch.allclose(refine(model, x, t0=0.8, noise=NOISE), torch.full_like(x, 0.625))
    assert knows.asked == [0.8]  # once, for that is sharp


def test_the_further_from_the_picture_the_more_steps_it_takes():
    assert [usual_steps(t0) for t0 in (1.0, 0.8, 0.75, 0.7, 0.5, 0.0)] == [1, 1, 1, 2, 4, 4]


def test_one_noise_is_the_same_every_time_and_keeps_neighbours_neighbours():
    assert torch.equal(one_noise(14), NOISE) and 0.9 < float(NOISE.std()) < 1.1
    x, model = torch.rand(1, 1, 14, 14), flow()
    near = refine(model, torch.cat([x, (x + 0.01).clamp(0, 1)]), t0=0.5, noise=NOISE)
    assert (near[0] - near[1]).abs().max() < 0.1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"t0": 1.5}, "t0 must be between 0 and 1, got 1.5"),
        ({"t0": float("nan")}, "t0"),
        ({"steps": 0}, "steps must be between 1 and 64, got 0"),
        ({"steps": 1000}, "steps must be between 1 and 64, got 1000"),
    ],
)
def test_a_refiner_refuses_what_it_cannot_go_by(settings, says):
    with pytest.raises(ValueError, match=says):
        refine(flow(), torch.rand(1, 1, 14, 14), **{"noise": NOISE} | settings)


def test_images_of_another_size_are_refused_by_either():
    x = torch.rand(1, 1, 28, 28)
    for act in (lambda: refine(flow(), x, noise=NOISE), lambda: back(flow(), x, torch.eye(3)[:1], noise=NOISE)):
        with pytest.raises(ValueError, match=r"\(n, 1, 14, 14\) for this flow, got \(1, 1, 28, 28\)"):
            act()


def test_a_blank_drawing_is_not_sent_back():
    drawn = torch.stack([torch.rand(1, 14, 14), torch.zeros(1, 14, 14)])
    with pytest.raises(ValueError, match="a blank drawing cannot be sent back"):
        back(flow(), drawn, torch.eye(3)[:2], noise=NOISE)


@pytest.mark.parametrize("guidance", [-5.0, 100.0])
def test_a_guidance_out_of_range_is_refused(guidance):
    with pytest.raises(ValueError, match="guidance must be between 0 and 4"):
        forth(flow(), torch.randn(1, 196), torch.eye(3)[:1], guidance=guidance)


def test_noise_of_another_width_is_refused():
    with pytest.raises(ValueError, match=r"z must have shape \(n, 196\)"):
        forth(flow(), torch.randn(1, 7), torch.eye(3)[:1])


def test_weights_that_are_not_numbers_are_said_to_be_damaged():
    model = flow()
    with torch.no_grad():
        model.decoder.network.last.weight.fill_(float("nan"))
    x, y = torch.rand(1, 1, 14, 14), torch.eye(3)[:1]
    for act in (
        lambda: refine(model, x, noise=NOISE),
        lambda: back(model, x, y, noise=NOISE),
        lambda: forth(model, torch.randn(1, 196), y),
    ):
        with pytest.raises(ValueError, match="its weights are damaged"):
            act()


def test_without_classes_a_drawing_comes_back_too():
    model = SMALL.replace(conditional=False).build().eval()
    z = back(model, torch.rand(2, 1, 14, 14), noise=NOISE)
    assert z.shape == (2, 196) and forth(model, z).shape == (2, 1, 14, 14)
