"""Do the negative ELBO and the words about a loss hold for every weight, and is what is not known left open?"""

import json

import pytest
import torch

from core.datasets import DATASETS
from core.models import GanConfig, MlpVaeConfig
from core.training.elbo import elbo_known, incomparable
from core.training.loop import fit
from core.training.measured import evaluate
from core.training.run import RunConfig, TrainingConfig

DIGITS = DATASETS["digits"](limit=100)
WEIGHTS = [{}, {"beta": 4.0}, {"beta": 10.0, "free_bits": 0.5}, {"beta": 0.0}, {"warmup_epochs": 2.0}]


@pytest.mark.parametrize("weights", WEIGHTS, ids=str)
def test_it_is_what_the_model_would_lose_at_beta_1_without_free_bits(weights):
    digits, model = DIGITS.load("train"), MlpVaeConfig(hidden=(32,), **weights)
    torch.manual_seed(0)
    network = model.build(digits.classes)
    training = TrainingConfig(epochs=2, batch_size=20, device="cpu")
    rows = [progress.row() for progress in fit(network, digits, training) if progress.epoch_end]
    held_out = rows[-1]["validation"]
    # The same weights and the same noise, weighed as a plain VAE.
    network.config = MlpVaeConfig(hidden=(32,))
    _, rest = digits.split(training.validation, seed=0)
    plain = evaluate(network.eval(), torch.from_numpy(rest.images), None, 0, seed=0)
    assert held_out["negative_elbo"] == pytest.approx(plain["loss"], rel=1e-5)
    assert (held_out["loss"] == pytest.approx(held_out["negative_elbo"], rel=1e-6)) == (
        model.replace(warmup_epochs=0.0).learns_by_elbo
    )
    older = json.loads(json.dumps(rows))
    for row in older:
        row["train"].pop("negative_elbo"), row["validation"].pop("negative_elbo")
    assert elbo_known(older, model) == rows


def test_without_its_parts_it_is_known_where_the_loss_is_the_same():
    rows = [{"epoch": 1, "train": {"loss": 90.0}, "validation": {"loss": 80.0}}]
    assert elbo_known(rows, MlpVaeConfig())[0]["validation"]["negative_elbo"] == 80.0
    for model in (MlpVaeConfig(beta=2.0), MlpVaeConfig(free_bits=0.1)):
        assert "negative_elbo" not in elbo_known(rows, model)[0]["validation"]
    warm = elbo_known(rows, MlpVaeConfig(warmup_epochs=3.0))[0]
    assert "negative_elbo" in warm["validation"] and "negative_elbo" not in warm["train"]
    for odd in ({"reconstruction": None, "kl": 1.0}, {"reconstruction": [1.0], "kl": [2.0]}, {"loss": None}):
        assert "negative_elbo" not in elbo_known([{"train": {}, "validation": odd}], MlpVaeConfig())[0]["validation"]


def test_the_sum_is_named_whatever_it_weighs():
    assert MlpVaeConfig().objective == "reconstruction and the KL divergence"
    assert "4 times the KL divergence" in MlpVaeConfig(beta=4.0).objective
    assert "0.5 nats where it has less" in MlpVaeConfig(free_bits=0.5).objective
    assert "3 passes" in MlpVaeConfig(warmup_epochs=3.0).objective
    alone = MlpVaeConfig(beta=0.0, free_bits=0.5, warmup_epochs=3.0).objective
    assert alone == "reconstruction alone"


def test_models_are_compared_only_where_their_sums_are_about_the_same():
    def run(dataset=DIGITS, binary=False, **model) -> RunConfig:
        training = TrainingConfig(dynamic_binarisation=binary)
        return RunConfig(dataset=dataset, model=MlpVaeConfig(**model), training=training, classes=tuple("0123456789"))

    gan = RunConfig(dataset=DIGITS, model=GanConfig())
    assert incomparable([run(), run(beta=4.0), run(latent_dim=8), gan]) == "" == incomparable([run(), gan])
    assert "same images" in incomparable([run(), run(binary=True)])
    assert "same images" in incomparable([run(), run(image_size=14)])
    assert "densities" in incomparable([run(), run(likelihood="gaussian")])
    assert "2.3 nats" in incomparable([run(), run(conditional=True)])
