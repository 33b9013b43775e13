"""Is the wrong line wrong, and does a training that has it do what the answer says?"""

from __future__ import annotations

import math

import pytest
import torch
from streamlit.testing.v1 import AppTest

from core import losses
from core.datasets import DigitsConfig
from core.models import MlpVaeConfig
from core.scores.contest import Side
from core.training.run import RunConfig
from core.types import Posterior
from tests.ui.test_pages import texts
from ui.compare_models.slip import BEGUN, LINES, STEPS, Place, followed, of_model


def line_3(mu: torch.Tensor, logvar: torch.Tensor) -> torch.Tensor:
    """What the third line says, computed by the very text that is shown."""
    said = LINES.splitlines()[2].split("=", 1)[1]
    return eval(said, {"sum": torch.sum, "exp": torch.exp, "mu": mu, "logvar": logvar})


def test_the_third_line_is_the_negative_of_the_divergence_and_the_others_are_right():
    rng = torch.Generator().manual_seed(0)
    mu, logvar = torch.randn(1, 6, generator=rng), torch.randn(1, 6, generator=rng)
    kl = Posterior(mu, logvar).kl().sum()
    assert torch.isclose(line_3(mu, logvar), -kl) and kl > 0
    x, logits = torch.rand(1, 1, 4, 4, generator=rng), torch.randn(1, 1, 4, 4, generator=rng)
    said = LINES.splitlines()[1].split("=", 1)[1]
    names = {"sum": torch.sum, "log": torch.log, "x": x, "x_hat": torch.sigmoid(logits)}
    assert torch.isclose(eval(said, names), losses.bernoulli_reconstruction(logits, x))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_dimension_goes_where_torch_takes_it(sign):
    mu, logvar = torch.tensor([[BEGUN[0]]]), torch.tensor([[2 * math.log(BEGUN[1])]])
    for _ in range(STEPS[1]):
        mu.requires_grad_(), logvar.requires_grad_()
        slopes = torch.autograd.grad(sign * Posterior(mu, logvar).kl().sum(), (mu, logvar))
        mu, logvar = (value.detach() - 0.1 * slope for value, slope in zip((mu, logvar), slopes, strict=True))
    end = followed(Place(*BEGUN), STEPS[1], sign=sign)
    assert end.mu == pytest.approx(float(mu), rel=1e-4) and end.sigma == pytest.approx(
        float(logvar.exp().sqrt()), rel=1e-4
    )
    assert end.kl < 0.05 if sign == 1 else end.kl > 1000


def trained(sign: int) -> tuple[float, float, float, float]:
    """Train a small VAE for 150 steps with `sign` times the KL divergence.

    Returns its last loss and divergence, the median deviation, and the median length of a mean.
    """
    images = torch.from_numpy(DigitsConfig(limit=256).load().images).float().div(255).unsqueeze(1)
    torch.manual_seed(0)
    model, rng = MlpVaeConfig(latent_dim=2, hidden=(64,)).build(), torch.Generator().manual_seed(0)
    (optimiser,) = model.optimisers(3e-3)
    for _ in range(150):
        posterior = model.encode(images)
        kl = posterior.kl().sum(1).mean()
        logits = model.decoder[:-1](posterior.sample(rng))
        loss = losses.bernoulli_reconstruction(logits, images) + sign * kl
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    sigma, far = (0.5 * posterior.logvar).exp().median(), posterior.mu.norm(dim=1).median()
    return tuple(float(value.detach()) for value in (loss, kl, sigma, far))


def test_a_training_with_the_slip_falls_below_0_and_leaves_the_prior():
    right, slipped = trained(1), trained(-1)
    assert right[0] > 0 > slipped[0], "no sum of a cross-entropy and a divergence can be below 0"
    assert slipped[1] > 20 * right[1]
    assert slipped[2] < right[2] < 1 and slipped[3] > 10 * right[3], "points, far apart"


def side(model=None, **validation) -> Side:
    config = RunConfig(dataset=DigitsConfig(), model=model or MlpVaeConfig())
    return Side("one", config, history=[{"epoch": 1, "validation": validation}] if validation else [])


def test_its_numbers_are_those_of_the_model():
    text = of_model(side(reconstruction=66.4, kl=22.5))
    assert "together 88.9" in text and "says 43.9, 45.0 nats too few" in text
    collapsed = of_model(side(reconstruction=206.0, kl=0.001))
    assert "hardly show" in collapsed and "too few" not in collapsed
    assert of_model(side()) == of_model(side(reconstruction=66.4)) == of_model(side(reconstruction=66.4, kl=None)) == ""


def script(gans: bool) -> None:
    from core.models import GanConfig
    from tests.ui.test_slip import side
    from ui.compare_models import slip

    made = side(GanConfig())
    slip.show((made,) if gans else (made, side(reconstruction=66.4, kl=22.5)))


def test_the_answer_comes_once_a_line_is_chosen_and_two_gans_have_no_exercise():
    at = AppTest.from_function(script, kwargs={"gans": False}).run()
    assert not at.exception and "43.9" not in texts(at)
    for line, found in ((1, False), (2, False), (3, True), (4, True)):
        next(one for one in at.button_group if one.key == "slip-line").set_value(line).run()
        assert not at.exception and ("43.9" in texts(at)) == found
    assert not AppTest.from_function(script, kwargs={"gans": True}).run().get("expander")
