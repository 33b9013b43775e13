"""By what sum does a VAE learn, and what is its negative ELBO, by which models of any beta can be compared?

Source: the ELBO: Kingma & Welling 2014, arXiv:1312.6114, equation 3; its KL divergence weighed: Higgins et al. 2017
(beta-VAE); free for a part: Kingma et al. 2016, arXiv:1606.04934, appendix C.8.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from core.models import ModelConfig
from core.models.vae import NEGATIVE_ELBO, VaeConfig
from core.training.run import RunConfig

NAME = NEGATIVE_ELBO


def with_elbo(losses: Mapping[str, Any]) -> dict[str, Any]:
    """Return losses, and where they are a VAE's its negative ELBO, nats per image: reconstruction and KL divergence."""
    parts = losses.get("reconstruction"), losses.get("kl")
    return dict(losses) | ({NAME: round(sum(parts), 6)} if all(map(_is_number, parts)) else {})


def elbo_known(history: Sequence[Mapping[str, Any]], model: ModelConfig) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a VAE's history with the negative ELBO, where it is not in them but follows from what is.

    From its two parts; else from the loss, of held-out images, where that is the same. Else it is not known. The rows
    of other models stay as they are.
    """
    if not isinstance(model, VaeConfig):
        return history
    return [
        dict(row) | {part: _derived(row.get(part, {}), model, part) for part in ("train", "validation")}
        for row in history
    ]


def incomparable(configs: Sequence[RunConfig]) -> str:
    """Say in a sentence why the negative ELBOs of these runs cannot be compared; nothing if they can, or are not many.

    Runs of other families have none, and are passed over.
    """
    found = [config for config in configs if isinstance(config.model, VaeConfig)]
    reasons = []
    if len({(config.dataset, config.model.image_size, config.training.dynamic_binarisation) for config in found}) > 1:
        reasons.append("they are not about the same images")
    if len({config.model.likelihood for config in found}) > 1:
        reasons.append("Gaussian pixels have densities, and Bernoulli ones probabilities")
    told = [config for config in found if config.model.conditional]
    if told and len(told) < len(found):
        k = len(told[0].classes)
        most = f", which is worth up to {math.log(k):.1f} nats" if k > 1 else ""
        reasons.append(f"one is told the class{most}")
    return f"Their negative ELBOs are not to be compared: {'; '.join(reasons)}." if reasons else ""


def _derived(losses: Mapping[str, Any], model: VaeConfig, part: str) -> dict[str, Any]:
    found = dict(losses) if _is_number(losses.get(NAME)) else with_elbo(losses)
    same = (model.replace(warmup_epochs=0.0) if part == "validation" else model).learns_by_elbo
    if NAME not in found and same and _is_number(losses.get("loss")):
        found[NAME] = losses["loss"]
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, float | int)
