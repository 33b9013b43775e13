"""Does every model family keep the contract of the shared nouns?"""

import pytest
import torch

from core.config import ConfigError
from core.models import MODELS, ConvVaeConfig, DuelConfig, LatentModelConfig, MlpVaeConfig
from core.models.vae import NEGATIVE_ELBO, VaeConfig
from core.networks.browser import graph, multiply_adds
from core.training.estimate import RATES
from core.training.recipes import RECIPES
from core.types import Encoder, Judge, LatentModel, Trainable

CLASSES = ("a", "b", "c")
VAES = [name for name, family in MODELS.items() if issubclass(family, VaeConfig)]
DRAWING = [name for name, family in MODELS.items() if family.draws]
WORDS = ("kind", "title", "about", "what", "good_for", "measured")


def batch(size: int, n: int = 6) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, size, size), torch.eye(3)[torch.arange(n) % 3]


@pytest.mark.parametrize("family", MODELS)
def test_every_family_survives_json_builds_and_learns_finitely(family):
    config = MODELS[family]()
    assert type(config).from_json(config.to_json()) == config
    model = config.build(CLASSES)
    assert isinstance(model, Trainable)
    x, y = batch(config.image_size)
    rng = torch.Generator().manual_seed(0)
    losses = model.train_step(x, y, optimisers=model.optimisers(1e-3), rng=rng, epoch=0.0)
    assert losses and all(torch.isfinite(value) for value in losses.values())


@pytest.mark.parametrize("family", MODELS)
def test_every_family_says_what_it_is_as_it_is(family):
    config = MODELS[family]()
    assert config.family == family and all(getattr(config, name) for name in WORDS)
    assert config.about.endswith(".") and config.good_for.startswith("This one ")
    model = config.build(CLASSES)
    assert config.draws == isinstance(config, LatentModelConfig) == isinstance(model, LatentModel)
    assert config.encodes == isinstance(model, Encoder) and config.reads == hasattr(model, "network")
    assert config.duels == isinstance(config, DuelConfig) == isinstance(model, Judge)
    assert config.dims == (model.latent_dim if config.draws else 0)
    assert config.conditional is False, "unless it is asked for"
    assert (config.kind == "VAE") == isinstance(config, VaeConfig), "what is said of VAEs asks for their settings"
    assert config.image_size in (config.sizes or (config.image_size,))
    assert set(config.shown_first) <= type(config).model_fields.keys()


@pytest.mark.parametrize("family", MODELS)
def test_every_family_says_what_it_costs_and_how_it_is_judged(family):
    config = MODELS[family]()
    assert config.multiply_adds(3) > 0 and config.learning_adds(3) > config.multiply_adds(3)
    assert config.pace in RATES and config.numbers_between() >= 0
    assert set(config.leading) <= {*config.losses, NEGATIVE_ELBO} and config.losses
    assert config.untrained > config.floor
    x, y = batch(config.image_size)
    model = config.build(CLASSES).eval()
    found = model.evaluate_step(x, y, rng=torch.Generator().manual_seed(0))
    assert set(config.losses) - {"diversity"} <= found.keys()  # which is measured over all images held out


@pytest.mark.parametrize("family", VAES)
@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_a_vae_encodes_and_decodes_with_the_right_shapes(family, conditional, likelihood):
    model = MODELS[family](latent_dim=3, conditional=conditional, likelihood=likelihood).build(CLASSES)
    assert isinstance(model, LatentModel)
    assert isinstance(model, Encoder)
    x, y = batch(28)
    posterior = model.encode(x, y)
    assert posterior.mu.shape == posterior.logvar.shape == (6, 3)
    x_hat = model.decode(posterior.mu, y)
    assert x_hat.shape == x.shape
    assert x_hat.min() >= 0
    assert x_hat.max() <= 1
    assert model.classes == (CLASSES if conditional else ())


@pytest.mark.parametrize("size", [28, 32, 64, 128])
@pytest.mark.parametrize("filters", [(4,), (4, 8), (4, 8, 8)])
def test_the_convolutional_decoder_gives_back_the_size_it_was_made_for(size, filters):
    model = ConvVaeConfig(image_size=size, filters=filters, dense=8, batch_norm=True).build()
    assert model.decode(torch.zeros(2, 2)).shape == (2, 1, size, size)


def test_a_mix_of_classes_must_be_a_point_on_the_simplex():
    model = MlpVaeConfig(conditional=True, hidden=(8,)).build(CLASSES)
    z = torch.zeros(1, 2)
    assert model.decode(z, torch.tensor([[0.5, 0.5, 0.0]])).shape == (1, 1, 28, 28)
    with pytest.raises(ValueError, match="sum to 1"):
        model.decode(z, torch.tensor([[0.5, 0.9, 0.0]]))
    with pytest.raises(ValueError, match="shape"):
        model.decode(z)


@pytest.mark.parametrize(
    "settings",
    [{"latent_dim": 0}, {"latent_dim": 10**9}, {"beta": -1.0}, {"beta": float("nan")}, {"hidden": (0,)}],
)
def test_settings_out_of_range_are_refused_by_name(settings):
    with pytest.raises(ConfigError, match=next(iter(settings))):
        MlpVaeConfig(**settings)


def test_a_convolutional_model_refuses_a_size_it_cannot_halve():
    with pytest.raises(ConfigError, match=r"image_size must be 28, 32, 64 or 128.*27"):
        ConvVaeConfig(image_size=27)


def test_a_conditional_model_needs_classes():
    with pytest.raises(ValueError, match="no labels"):
        MlpVaeConfig(conditional=True).build(())


@pytest.mark.parametrize("family", DRAWING)
def test_default_decoders_meet_the_browser_budget(family):
    told = {"conditional": True} if "conditional" in MODELS[family].model_fields else {}
    model = MODELS[family](**told).build(tuple("0123456789"))
    operations, _ = graph(model.decoder, (model.latent_dim + len(model.classes),))
    assert multiply_adds(operations) <= model.config.most_work


@pytest.mark.parametrize("name", RECIPES)
def test_every_recipe_builds_and_survives_json(name):
    config = RECIPES[name].run
    assert type(config).from_json(config.to_json()) == config
    with torch.device("meta"):  # shapes only: the largest has millions of weights
        config.model.build(tuple("0123456789"))
