"""Which losses of a training are drawn, and what is each called?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.models import ModelConfig
from core.training import elbo

TITLES = {
    "loss": "Loss",
    elbo.NAME: "Negative ELBO",
    "reconstruction": "Reconstruction",
    "kl": "KL divergence",
    "noise": "Learned noise of a pixel",
    "noisy": "Loss in the noisy third of the way",
    "halfway": "Loss halfway",
    "clear": "Loss in the clear third of the way",
    "accuracy": "Accuracy",
    "discriminator": "Discriminator's loss",
    "generator": "Generator's loss",
    "real": "Real images taken for real",
    "fake": "Drawn images taken for real",
    "diversity": "Diversity of drawn images",
}


def rows_of(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a history with all that is drawn of them: of a VAE also its negative ELBO."""
    return elbo.elbo_known(history, model)


def titles_of(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> dict[str, str]:
    """Return the titles of the losses to draw by name, in order; before the first epoch of those there will be."""
    return {name: _title(name, model) for name in _names(history, model)}


def how_measured(model: ModelConfig) -> str:
    """Say in a few sentences what the two curves of a loss are, and by which sum a VAE learns."""
    weighed = ", and the weight of the KL divergence with them" if model.grows_to else ""
    whole = f" with the whole weight of {model.grows_to:g}," if model.grows_to else ""
    text = (
        f"Dotted: the images it learns from, a mean over the epoch while the weights change{weighed}. Solid: images "
        f"held out,{whole} after the epoch, so the solid line can lie lower."
    )
    if model.objective and not model.learns_by_elbo:
        text += (
            f" The loss that it learns by is {model.objective}. The negative ELBO is reconstruction and KL "
            "divergence, each counted once: by it models of any beta can be compared."
        )
    return text


def _names(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> list[str]:
    if not history:
        return list(model.losses)
    last = history[-1]
    there = {*last.get("train", {}), *last.get("validation", {})}
    if elbo.NAME not in model.losses:  # where it is the loss, one curve tells both
        there -= {elbo.NAME}
    return [name for name in dict.fromkeys((*TITLES, *model.losses)) if name in there]


def _title(name: str, model: ModelConfig) -> str:
    if name != "loss" or not model.objective:
        return TITLES.get(name, name.replace("_", " ").capitalize())
    return "Loss: the negative ELBO" if model.learns_by_elbo else "Loss: what it learns by"
