"""Is the place found from which a model draws an image, whatever class it is of, and is a bad wish refused?"""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.models import GanConfig, MlpVaeConfig
from core.models.inversion import invert


class Shifted(torch.nn.Module):
    """A model of two pixels' worth of freedom: its image is z itself, beside its class."""

    latent_dim, image_size, classes = 2, 2, ("a", "b")

    def decode(self, z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return torch.cat([torch.sigmoid(z), y], 1).reshape(-1, 1, 2, 2)


def test_the_place_and_the_class_of_an_image_are_found():
    rng = torch.Generator().manual_seed(0)
    x = Shifted().decode(torch.tensor([[0.7, -0.4]]), torch.tensor([[0.0, 1.0]]))[0]
    found = invert(Shifted(), x, starts=3, steps=150, rng=rng)
    assert found.label == 1 and found.error < 1e-5
    np.testing.assert_allclose(found.z, [0.7, -0.4], atol=0.05)
    assert found.errors.shape == (3, len(found.steps)) and (np.diff(found.errors[:, -1]) >= 0).all()
    assert len(found.frames) == len(found.steps) and found.steps[-1] == 150
    assert np.abs(found.frames[-1].astype(int) - (x[0] * 255).round().numpy()).max() <= 1


@pytest.mark.parametrize("config", [GanConfig(latent_dim=3, filters=(4,)), MlpVaeConfig(hidden=(8,), latent_dim=3)])
def test_it_comes_nearer_from_wherever_it_begins_and_touches_no_weight(config):
    torch.manual_seed(1)
    model = config.build().eval()
    before = [tensor.clone() for tensor in model.state_dict().values()]
    x = model.decode(torch.randn(1, 3))[0].detach()
    calls = []
    settings = {"starts": 2, "steps": 20, "begin": torch.zeros(3), "on_step": lambda *told: calls.append(told)}
    a, b = (invert(model, x, rng=torch.Generator().manual_seed(2), **settings) for _ in range(2))
    assert a.error < a.errors[0, 0] and a.label == -1
    assert np.array_equal(a.z, b.z), "the same seed, the same place"
    assert all(torch.equal(*pair) for pair in zip(before, model.state_dict().values(), strict=True))
    assert all(weight.grad is None for weight in model.parameters()), "others draw with it, too"
    assert [step for step, _, _ in calls[: len(a.steps)]] == a.steps.tolist()


def test_it_stops_when_told_and_refuses_what_is_out_of_range():
    rng, x = torch.Generator().manual_seed(0), torch.zeros(1, 2, 2)
    assert invert(Shifted(), x, rng=rng, should_stop=lambda: True) is None
    for settings in ({"starts": 0}, {"starts": 65}, {"steps": 0}, {"steps": 2001}):
        with pytest.raises(ValueError, match="starts must be 1 to 64 and steps 1 to 2,000"):
            invert(Shifted(), x, rng=rng, **settings)
