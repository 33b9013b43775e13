"""Does every warning come where a real training goes wrong, and none where one goes well?"""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F

from core import places
from core.datasets import DATASETS
from core.jobs.execute import reader_of
from core.library.folder import find, history, open_model
from core.models import ConvVaeConfig
from core.training.loop import fit
from core.training.measured import READ_IMAGES, read_in
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.training.trouble import Trouble, trouble_ever, trouble_in
from core.types import Diverged

ZOO = sorted(path.parent.name for path in places.zoo().glob("*/history.jsonl"))
DUEL = {"recipe": "digits-cgan", "batch_size": 16, "epochs": 5}  # 425 steps
LATENTS = {"recipe": "digits-2d", "batch_size": 32, "epochs": 15}  # 615 steps
LARGE = ConvVaeConfig(image_size=128, latent_dim=8, filters=(4, 8, 16), dense=32)


def run(*, recipe: str = "digits-2d", model=None, limit: int | None = None, changed=None, **training) -> RunConfig:
    config = RECIPES[recipe].run
    return config.replace(
        dataset=DATASETS["digits"](limit=limit),
        model=(model or config.model).replace(**(changed or {})),
        training=config.training.replace(device="cpu", **training),
    )


def trained(config: RunConfig) -> tuple[list[dict], RunConfig]:
    """Train for real; return the rows of the history."""
    dataset, rows = config.dataset.load("train", image_size=config.model.image_size), []
    config = config.replace(classes=dataset.classes)
    torch.manual_seed(0)
    model = config.model.build(config.classes)
    for progress in fit(model, dataset, config.training, reader=reader_of(config)):
        if progress.epoch_end:
            rows.append(progress.row())
    return rows, config


def said(config: RunConfig) -> list[Trouble]:
    rows, config = trained(config)
    return trouble_in(rows, config.model, config.classes)


HEALTHY = {
    "digits in two dimensions": run(**LATENTS),
    "told the class": run(recipe="digits-cvae", epochs=12),
    "a narrow Gaussian": run(**LATENTS, changed={"likelihood": "gaussian", "noise": 0.02}),
    "a noise that is learned": run(**LATENTS, changed={"likelihood": "gaussian"}),
    "large images": run(model=LARGE, limit=160, batch_size=16, epochs=5),
    "large images, a narrow Gaussian": run(
        model=LARGE, limit=160, batch_size=16, epochs=5, changed={"likelihood": "gaussian", "noise": 0.1}
    ),
    "a heavy weight that grows": run(**LATENTS, changed={"beta": 4.0, "warmup_epochs": 10.0}),
    "no weight at all": run(**LATENTS, changed={"beta": 0.0}),
    "a duel": run(**DUEL),
}


@pytest.mark.long
@pytest.mark.parametrize("name", HEALTHY)
def test_nothing_is_said_of_a_training_that_goes_well(name):
    rows, config = trained(HEALTHY[name])
    assert trouble_ever(rows, config.model) == []
    # What is looked at of a history that is long is what there is to see.
    every = [one.title for n in range(1, len(rows) + 1) for one in trouble_in(rows[:n], config.model)]
    assert every == []


@pytest.mark.parametrize("name", ZOO)
def test_nothing_is_said_of_what_comes_along(name):
    entry = find(name)
    assert len(history(entry)) > 5 and trouble_ever(history(entry), entry.config.model) == []


@pytest.mark.parametrize("beta", [20.0, 100.0])
def test_latents_that_cost_too_much_are_posterior_collapse(beta):
    (found,) = said(run(**LATENTS, changed={"beta": beta}))
    assert found.title == "Posterior collapse" and "all images" in found.about
    assert f"beta 1 instead of {beta:g}" in found.advice and "free bits" in found.advice


def test_a_wide_gaussian_is_named_as_what_collapses():
    (found,) = said(run(**LATENTS, changed={"likelihood": "gaussian", "noise": 10.0}))
    assert found.title == "Posterior collapse" and "noise below 10" in found.advice and "beta 1" not in found.advice


def test_free_bits_keep_the_latents_alive():
    assert said(run(**LATENTS, changed={"beta": 10.0, "free_bits": 0.5})) == []


@pytest.mark.long
def test_one_picture_a_class_is_mode_collapse():
    # Twice the usual rate: at the usual one it depends on how the processor rounds.
    rows, config = trained(run(**DUEL, learning_rate=4e-4, changed={"r1": 0.0}))
    (found,) = trouble_in(rows, config.model, config.classes)
    assert found.title == "Mode collapse" and "within a class" in found.about and "(R1)" in found.advice
    assert "label" not in found.advice and "telling" not in found.advice  # it is told already


@pytest.mark.parametrize(
    "config",
    [
        run(model=ConvVaeConfig(latent_dim=8, filters=(8, 16), dense=32), epochs=1, learning_rate=1.0),
        run(
            recipe="digits-cgan",
            epochs=2,
            learning_rate=0.3,
            schedule="constant",
            changed={"loss": "hinge", "discriminator_norm": "none", "r1": 0.0},
        ),
    ],
    ids=["convolutional", "duel"],
)
def test_an_absurd_learning_rate_is_divergence(config):
    try:
        (found,) = said(config)
    except Diverged:  # which says so itself
        return
    assert found.title == "Divergence" and "learning rate" in found.advice


# Nats of digits-2d with a Gaussian of 0.1, by epoch: at this rate the processor's rounding decides whether a training
# falls apart, as one did (reconstruction, KL divergence), or only ends at the mean image, as another one did.
FELL_APART = (1471.7, 13.3), (637.9, 5.2), (677.8, 7.3), (851.2, 8.3), (2885.8, 30.5), (3047.0, 19.4), (3084.6, 6.6)
AT_THE_MEAN = (
    (1204.9, 4.7),
    (503.2, 7.9),
    (613.1, 10.6),
    (813.6, 8.1),
    (794.2, 5.7),
    (705.6, 6.7),
    (703.0, 6.5),
    (716.2, 5.9),
)


@pytest.mark.parametrize(("losses", "titles"), [(FELL_APART, ["Divergence"]), (AT_THE_MEAN, [])])
def test_a_gaussian_that_loses_what_it_knew_is_divergence(losses, titles):
    config = run(learning_rate=0.3, changed={"likelihood": "gaussian", "noise": 0.1})
    rows = []
    for epoch, (reconstruction, kl) in enumerate(losses, 1):
        told = {"loss": reconstruction + kl, "reconstruction": reconstruction, "kl": kl}
        rows.append({"epoch": epoch, "step": 22 * epoch, "train": told, "validation": told})
    assert [one.title for one in trouble_in(rows, config.model)] == titles
    assert trouble_ever(rows[:-3], config.model) == []  # a bad epoch or two may pass


class Dropping:
    """A generator of the zoo that draws some other class for three of them."""

    def __init__(self, gan, dropped: tuple[int, ...]) -> None:
        self.gan, self.dropped = gan, dropped
        self.classes, self.latent_dim, self.image_size = gan.classes, gan.latent_dim, gan.image_size

    def decode(self, z, y=None):
        asked = y.argmax(1)
        asked[torch.isin(asked, torch.tensor(self.dropped))] = 0
        return self.gan.decode(z, F.one_hot(asked, y.shape[1]).float())

    def judged(self, x, y, *, rng):
        return self.gan.judged(x, y, rng=rng)


@pytest.mark.parametrize("dropped", [(), (3, 6, 9)])
def test_classes_that_are_never_drawn_are_named(dropped):
    entry = find("mnist-cgan")
    digits = DATASETS["digits"]().load("train")
    images, labels = torch.from_numpy(digits.images), torch.from_numpy(digits.labels)
    reader = reader_of(entry.config)
    read = read_in(Dropping(open_model(entry), dropped), images, labels, 10, reader, seed=0)
    assert sum(read["read_real"]) > 0.8 and READ_IMAGES * max(read["read_real"]) > 50
    rows = history(entry)
    for row in rows:
        row["validation"] |= read
    found = trouble_in(rows, entry.config.model, entry.config.classes)
    assert [one.title for one in found] == (["Missing classes"] if dropped else [])
    if dropped:
        assert "the classes 3, 6 and 9" in found[0].about
        assert trouble_in(rows[:2], entry.config.model) == []  # two epochs are no proof


def test_nothing_is_read_without_a_reader_or_of_models_that_are_no_duel():
    digits = DATASETS["digits"](limit=20).load("train")
    images, labels = torch.from_numpy(digits.images), torch.from_numpy(digits.labels)
    gan, vae = find("mnist-cgan"), find("mnist-vae-2d")
    reader = reader_of(gan.config)
    assert read_in(open_model(gan), images, labels, 10, None, seed=0) == {}
    assert read_in(open_model(vae), images, labels, 10, reader, seed=0) == {}
    assert reader_of(vae.config) is None and reader_of(gan.config.replace(classes=("a", "b"))) is None
