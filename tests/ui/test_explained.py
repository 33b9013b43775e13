"""Are the losses that are shown those that the models learned by, and is nothing said of a model that is not so?"""

from __future__ import annotations

import pytest
import torch

from core.datasets import DigitsConfig
from core.models import MODELS, ConvVaeConfig, FlowConfig, GanConfig, MlpVaeConfig
from core.scores.contest import Side
from core.training.run import RunConfig, TrainingConfig
from ui.compare_models.explained import OF, of_flow, of_gan, of_vae

BOUND = "a bound on"


def side(model, dataset=None, **training) -> Side:
    return Side("one", RunConfig(dataset=dataset or DigitsConfig(), model=model, training=TrainingConfig(**training)))


@pytest.mark.parametrize(
    ("made", "bound"),
    [
        (side(MlpVaeConfig(), dynamic_binarisation=True), True),
        (side(MlpVaeConfig(), DigitsConfig(binarise_at=128)), True),
        (side(MlpVaeConfig(likelihood="gaussian")), True),
        (side(MlpVaeConfig()), False),
        (side(MlpVaeConfig(beta=4.0), dynamic_binarisation=True), False),
        (side(MlpVaeConfig(beta=0.0), dynamic_binarisation=True), False),
        (side(MlpVaeConfig(free_bits=0.5), dynamic_binarisation=True), False),
    ],
)
def test_a_loss_is_called_a_bound_only_where_it_is_one(made, bound):
    text = of_vae(made)
    assert (BOUND in text) == ("how well the model" in text) == bound
    if made.config.model.conditional:
        assert "x|y" in text


def test_weights_free_bits_and_warm_up_are_those_of_the_model():
    text = of_vae(side(MlpVaeConfig(latent_dim=5, beta=4.0, free_bits=0.5, warmup_epochs=3.0)))
    assert r"+ 4\cdot" in text and r"\sum_{i=1}^{5} \max(0.5, \mathrm{KL}_i)" in text and "first 3 passes" in text
    plain = of_vae(side(MlpVaeConfig()))
    assert r"\cdot" not in plain and r"\max" not in plain and "passes" not in plain
    assert "$\\beta$ being 0" in of_vae(side(MlpVaeConfig(beta=0.0))) and "being 0" not in plain


def test_pixels_are_said_to_be_scored_as_they_are():
    assert "as ink or no ink" in of_vae(side(MlpVaeConfig())) and "Gaussian noise" not in of_vae(side(MlpVaeConfig()))
    assert "deviation 0.2" in of_vae(side(MlpVaeConfig(likelihood="gaussian", noise=0.2)))
    assert "learned, too" in of_vae(side(MlpVaeConfig(likelihood="gaussian")))


def test_penalties_and_smoothing_stand_in_the_losses_of_a_gan_that_has_them():
    bare, calm = of_gan(side(GanConfig())), of_gan(side(GanConfig(r1=0.5, label_smoothing=0.1)))
    assert r"\nabla" not in bare and "penalty" not in bare and "smoothing" not in bare
    assert r"+ 0.25\,\mathbb{E}_x[\|\nabla s(x)\|^2]" in calm and "without its penalty" in calm
    assert r"-0.9\log D(x) - 0.1\log(1 - D(x))" in calm
    critic = of_gan(side(GanConfig(loss="wasserstein-gp", discriminator_norm="none", gradient_penalty=7.0)))
    assert r"+ 7\,\mathbb{E}_{\hat x}" in critic and "in nats" not in critic
    assert "smoothing" not in of_gan(side(GanConfig(loss="hinge", label_smoothing=0.1))), "there it changes nothing"


def test_the_smoothed_loss_is_the_one_that_is_computed():
    from core import losses

    real, fake = torch.tensor([0.3, -1.0]), torch.tensor([0.5, -2.0])
    d, g = torch.sigmoid(real), torch.sigmoid(fake)
    shown = (-0.9 * d.log() - 0.1 * (1 - d).log()).mean() + (-(1 - g).log()).mean()
    assert torch.isclose(losses.judged_apart(real, fake, 0.1), shown)


@pytest.mark.parametrize(
    ("text", "where", "never"),
    [
        (of_vae(side(MlpVaeConfig(conditional=True))), "beside the image", "convolutions"),
        (of_vae(side(ConvVaeConfig(conditional=True))), "behind its convolutions", "beside the image"),
        (of_gan(side(GanConfig(conditional=True))), "projection", "beside the image"),
        (of_gan(side(GanConfig(conditional=True, told_by="image"))), "as a second image", "projection"),
        (of_gan(side(GanConfig())), "learns to tell them apart", "told the class"),
    ],
)
def test_the_class_is_said_to_come_in_where_it_does(text, where, never):
    assert where in text and never not in text


def test_a_flow_is_said_to_draw_as_it_does():
    untold, told = of_flow(side(FlowConfig(steps=1))), of_flow(side(FlowConfig(conditional=True, guidance=1.5)))
    assert "in 1 step:" in untold and "guidance" not in untold and "class" not in untold
    assert "in 8 steps:" in told and "1.5 times the difference" in told and "beside the moment" in told
    assert "guidance" not in of_flow(side(FlowConfig(conditional=True, guidance=1.0)))


@pytest.mark.parametrize("family", [name for name, family in MODELS.items() if family.draws])
def test_every_kind_that_draws_is_explained(family):
    config = MODELS[family]()
    assert "$$" in OF[config.kind](side(config))
