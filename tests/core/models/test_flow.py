"""Does a flow draw by the way it learned, step by step, and does each of its settings do what it says?"""

from __future__ import annotations

import pytest
import torch

from core.config import ConfigError
from core.datasets import DATASETS
from core.models import FlowConfig
from core.models.flow_network import Flow, FlowNetwork, Solver, waves
from core.training.loop import fit
from core.training.run import TrainingConfig
from core.types import Encoder

CLASSES = ("a", "b", "c")
SMALL = FlowConfig(image_size=14, filters=(4, 8), dense=16, embedding=8)


class Knows(torch.nn.Module):
    """A network that knows the one image there is."""

    def __init__(self, image: torch.Tensor) -> None:
        super().__init__()
        self.image, self.asked = image, []

    def forward(self, x: torch.Tensor, t: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        self.asked.append((float(t[0]), y.clone()))
        return self.image.expand_as(x) * (1 + y.sum(1)[:, None, None, None])


def solved(config: FlowConfig, k: int = 0) -> tuple[torch.Tensor, Knows]:
    knows = Knows(torch.full((1, 1, 14, 14), 0.25))
    solver = Solver(knows, config, k)
    return solver(torch.cat([torch.randn(2, 196), torch.eye(max(1, k))[:2, :k].expand(2, k)], 1)), knows


@pytest.mark.parametrize("size", FlowConfig.sizes)
@pytest.mark.parametrize("conditional", [False, True])
def test_every_size_is_drawn_in_its_own_pixels(size, conditional):
    model = SMALL.replace(image_size=size, conditional=conditional).build(CLASSES)
    y = torch.eye(3)[[0, 2]] if conditional else None
    drawn = model.decode(torch.randn(2, size**2), y)
    assert drawn.shape == (2, 1, size, size) and drawn.min() >= 0 and drawn.max() <= 1
    assert not isinstance(model, Encoder)


def test_other_sizes_are_refused_with_those_that_work():
    with pytest.raises(ConfigError, match="14, 28 or 32"):
        FlowConfig(image_size=128)


@pytest.mark.parametrize("settings", [{"steps": 0}, {"steps": 1000}, {"guidance": -5.0}, {"guidance": 100.0}])
def test_steps_and_guidance_out_of_range_are_refused(settings):
    with pytest.raises(ConfigError, match=next(iter(settings))):
        FlowConfig(**settings)


@pytest.mark.parametrize("steps", [1, 3, 8])
def test_who_knows_the_image_is_there_after_any_number_of_steps(steps):
    drawn, knows = solved(SMALL.replace(steps=steps))
    assert torch.allclose(drawn, torch.full_like(drawn, 0.625))  # 0.25 of -1 to 1
    assert [moment for moment, _ in knows.asked] == pytest.approx([step / steps for step in range(steps)])


@pytest.mark.parametrize(("guidance", "asked", "drawn"), [(0.0, 1, 0.625), (1.0, 1, 0.75), (1.5, 2, 0.8125)])
def test_guidance_goes_so_far_from_untold_to_told(guidance, asked, drawn):
    config = SMALL.replace(conditional=True, steps=1, guidance=guidance)
    made, knows = solved(config, k=3)
    assert len(knows.asked) == asked == config.asked
    assert torch.allclose(made, torch.full_like(made, drawn))  # told, it sees twice as much as untold


def test_a_velocity_that_is_right_costs_nothing_and_paper_what_it_is_off():
    model = SMALL.build()
    x, rng = torch.ones(8, 1, 14, 14), torch.Generator().manual_seed(0)
    errors, moments = model._errors(Knows(torch.ones(1, 1, 14, 14)), x, torch.zeros(8, 0), rng)
    assert torch.equal(errors, torch.zeros(8)) and (moments > 0).all() and (moments < 1).all()
    errors, moments = model._errors(Knows(torch.zeros(1, 1, 14, 14)), x, torch.zeros(8, 0), rng)
    assert torch.allclose(errors, 1 / (1 - moments).clamp_min(0.05) ** 2)


@pytest.mark.parametrize("early", [-3.0, -1.0, 0.0, 1.0, 3.0])
def test_what_has_learned_nothing_costs_what_is_said_wherever_it_learns(early):
    model, rng = SMALL.replace(early=early).build(), torch.Generator().manual_seed(0)
    paper, grey = torch.zeros(20_000, 1, 1, 1), Knows(torch.zeros(1, 1, 1, 1))
    errors, _ = model._errors(grey, paper, torch.zeros(20_000, 0), rng)
    assert float(errors.mean()) == pytest.approx(model.config.untrained, rel=0.06)


def test_moments_are_early_where_the_setting_says_so():
    def middle(early: float) -> float:
        model, rng = SMALL.replace(early=early).build(), torch.Generator().manual_seed(0)
        knows = Knows(torch.zeros(1, 1, 14, 14))
        return float(model._errors(knows, torch.zeros(999, 1, 14, 14), torch.zeros(999, 0), rng)[1].median())

    assert middle(-1.0) == pytest.approx(1 / (1 + 2.718281828), abs=0.02)
    assert middle(-1.0) < middle(0.0) < middle(1.0)


def test_the_class_is_left_out_as_often_as_said():
    model = SMALL.replace(conditional=True, left_out=0.25).build(CLASSES)
    told = model._told(torch.zeros(4000, 1, 14, 14), torch.eye(3)[torch.arange(4000) % 3], torch.Generator())
    assert float((told.sum(1) == 0).float().mean()) == pytest.approx(0.25, abs=0.03)


def test_what_draws_follows_what_learns():
    torch.manual_seed(0)
    model = SMALL.replace(average=0.0).build().train()
    x, rng = torch.rand(8, 1, 14, 14), torch.Generator().manual_seed(0)
    for _ in range(2):
        model.train_step(x, None, optimisers=model.optimisers(1e-2), rng=rng, epoch=0.0)
    learner, drawing = model.learner.state_dict(), model.decoder.network.state_dict()
    assert all(torch.allclose(drawing[name], learner[name]) for name in learner)
    assert not any(parameter.requires_grad for parameter in model.decoder.parameters())


def test_moments_are_told_apart():
    told = waves(torch.linspace(0, 1, 50))
    assert told.shape == (50, 16) and torch.cdist(told, told).fill_diagonal_(9).min() > 0.1


def test_a_class_that_is_told_changes_what_it_sees():
    torch.manual_seed(0)
    network = FlowNetwork(SMALL, 3)
    for block in (network.at_half, network.at_quarter):
        torch.nn.init.normal_(block.second.weight)
    x, t = torch.randn(2, 1, 14, 14), torch.tensor([0.2, 0.2])
    assert not torch.allclose(network(x, t, torch.eye(3)[[0, 0]]), network(x, t, torch.eye(3)[[1, 1]]))


@pytest.mark.long
def test_it_learns_from_a_few_digits_by_the_loop_that_trains_all():
    digits = DATASETS["digits"]().load().resized(14)
    some = digits.subset(torch.arange(96).numpy())
    torch.manual_seed(0)
    model = Flow(SMALL.replace(conditional=True), some.classes)
    training = TrainingConfig(epochs=12, batch_size=16, learning_rate=5e-3, validation=16, device="cpu")
    rows = [progress.row() for progress in fit(model, some, training) if progress.epoch_end]
    assert rows[-1]["train"]["loss"] < 0.75 * rows[0]["train"]["loss"]
    assert set(SMALL.losses) == rows[-1]["validation"].keys()


def test_one_that_draws_otherwise_shares_the_network_and_leaves_this_one_as_it_is():
    torch.manual_seed(0)
    model = SMALL.replace(conditional=True, steps=3, guidance=2.0).build(CLASSES)
    z, y = torch.randn(3, 196), torch.eye(3)
    before = model.decode(z, y)
    other = model.drawing(steps=1, guidance=0.0)
    assert other.decoder.network is model.decoder.network and (other.config.steps, other.decoder.steps) == (1, 1)
    assert not torch.equal(other.decode(z, y), before) and torch.equal(model.decode(z, y), before)
    for wrong in ({"steps": 0}, {"steps": 1000}, {"guidance": -5.0}, {"guidance": 100.0}):
        with pytest.raises(ConfigError, match=next(iter(wrong))):
            model.drawing(**wrong)
