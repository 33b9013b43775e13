"""Which losses of a training are drawn, and what is each called?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.models import ModelConfig
from core.models.vae import VaeConfig
from core.training import elbo

TITLES = {
    "loss": "Loss",
    elbo.NAME: "Negative ELBO",
    "reconstruction": "Reconstruction",
    "kl": "KL divergence",
    "noise": "Learned noise of a pixel",
    "accuracy": "Accuracy",
    "discriminator": "Discriminator's loss",
    "generator": "Generator's loss",
    "real": "Real images taken for real",
    "fake": "Drawn images taken for real",
    "diversity": "Diversity of drawn images",
}
# What a run of each kind of model will have once its first epoch has ended.
EXPECTED = {
    "classifier": ("loss", "accuracy"),
    "gan": ("discriminator", "generator", "real", "fake", "diversity"),
}


def rows_of(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a history with all that is drawn of them: of a VAE also its negative ELBO."""
    return elbo.elbo_known(history, model) if isinstance(model, VaeConfig) else history


def titles_of(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> dict[str, str]:
    """Return the titles of the losses to draw by name, in order; before the first epoch of those there will be."""
    return {name: _title(name, model) for name in _names(history, model)}


def how_measured(model: ModelConfig) -> str:
    """Say in a few sentences what the two curves of a loss are, and by which sum a VAE learns."""
    vae = isinstance(model, VaeConfig)
    warms = vae and model.warmup_epochs and model.beta
    weighed = ", and the weight of the KL divergence with them" if warms else ""
    whole = f" with the whole weight of {model.beta:g}," if warms else ""
    text = (
        f"Dotted: the images it learns from, a mean over the epoch while the weights change{weighed}. Solid: images "
        f"held out,{whole} after the epoch, so the solid line can lie lower."
    )
    if vae and not elbo.learns_by_elbo(model):
        text += (
            f" The loss that it learns by is {elbo.objective(model)}. The negative ELBO is reconstruction and KL "
            "divergence, each counted once: by it models of any beta can be compared."
        )
    return text


def _names(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> list[str]:
    vae = isinstance(model, VaeConfig)
    # Where both are the same, one curve tells both.
    left_out = {elbo.NAME} if not vae or elbo.learns_by_elbo(model) else set()
    if not history:
        usual = ("loss", elbo.NAME, "reconstruction", "kl", *(["noise"] if vae and model.learns_noise else []))
        return [name for name in EXPECTED.get(model.family, usual) if name not in left_out]
    last = history[-1]
    there = {*last.get("train", {}), *last.get("validation", {})} - left_out
    return [name for name in TITLES if name in there]


def _title(name: str, model: ModelConfig) -> str:
    if name != "loss" or not isinstance(model, VaeConfig):
        return TITLES[name]
    return "Loss: the negative ELBO" if elbo.learns_by_elbo(model) else "Loss: what it learns by"
