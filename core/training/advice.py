"""What can be tried against what goes wrong in a training, by the settings that it has? In words."""

from __future__ import annotations

from core.models import AdversarialConfig, GanConfig, ModelConfig
from core.models.vae import VaeConfig


def against_divergence(model: ModelConfig | None, *, duel: bool) -> str:
    """Name what keeps weights or scores from running away. duel: it is a GAN, whether its settings are known or not."""
    cures = ["a learning rate a third as high"]
    if duel:
        cures += _bounds(model)
    return f"Try {_either(cures)}."


def unused(told: float, model: ModelConfig | None) -> str:
    """Say what posterior collapse is. told: nats that the latents tell of an image held out."""
    mean = "the same mean of each class" if model and model.conditional else "the same mean of all images"
    nats = f"{told:.2f} nats of an image, less than one bit" if told >= 0.005 else "nothing of an image"
    return (
        f"All latent dimensions together tell the decoder {nats}, so it draws nearly {mean}, whatever z is: the "
        "posterior of every image has all but become the prior."
    )


def against_unused_latents(model: ModelConfig | None) -> str:
    """Name what weighs against the latents of this model, the heaviest first.

    Source: a weight below 1 that grows: Bowman et al. 2016, arXiv:1511.06349, section 3.1; free bits: Kingma et al.
    2016, arXiv:1606.04934, appendix C.8; the noise: Lucas et al. 2019, arXiv:1911.02469.
    """
    if not isinstance(model, VaeConfig):
        return "Try a lower weight of the KL divergence, free bits, or a lower learning rate."
    cures = []
    if model.beta > 1:
        cures.append(f"beta 1 instead of {model.beta:g}, since each nat that they tell costs {model.beta:g} now")
    if model.likelihood == "gaussian" and model.noise > WIDE:
        cures.append(f"a noise below {model.noise:g} or a learned one, since a wide one makes pixels tell little")
    if not cures:
        cures.append("a learning rate a third as high")
        if model.beta and not model.warmup_epochs:
            cures.append("a warm-up, in which the weight of the KL divergence grows from 0")
    if not model.free_bits:
        cures.append("free bits of 0.5, which keep each dimension alive")
    return f"Try {_either(cures)}. Images that are all alike have nothing to tell."


def against_collapse(model: ModelConfig | None) -> str:
    """Name what brings variety back."""
    cures = ["a learning rate half as high", *_bounds(model)]
    if model is None or not model.conditional:
        cures.append("telling both networks the class, where there are classes")
    return f"Try {_either(cures)}. With a handful of training images there is little variety to be had."


AGAINST_MISSING = (
    "Try a longer training or a larger discriminator, which sees sooner what is missing; or tell both networks the "
    "class, if they are not told it."
)


def why_beaten(model: ModelConfig | None) -> str:
    """Say what a discriminator that always wins does to the generator.

    Source: Arjovsky & Bottou 2017, arXiv:1701.04862, theorem 2.6: with -log D the slope is steep, and its direction
    noise; hinge: Lim & Ye 2017, arXiv:1705.02894.
    """
    if getattr(model, "loss", "") == "hinge":
        return (
            "Images whose scores are beyond the margins teach a hinge discriminator nothing more, and the generator "
            "learns from a judge that stands still."
        )
    return (
        "The slope that the generator learns by is steep then, but its direction says little about what would make an "
        "image look more real."
    )


def against_defeat(model: ModelConfig | None) -> str:
    """Name what holds a discriminator back that always wins, and is not in use yet."""
    cures = ["half its learning rate", "a smaller one"]
    duel = model if isinstance(model, AdversarialConfig) else None
    if duel is None or (isinstance(duel, GanConfig) and not duel.dropout):
        cures.append("dropout")
    if duel is None or not duel.r1:
        cures.append("a penalty on its slope (R1)")
    if duel and duel.loss == "non-saturating" and not duel.label_smoothing:
        cures.append("label smoothing of 0.1")
    cures.append("the Wasserstein loss, whose penalty keeps the critic's slope at 1 however far ahead it is")
    return f"Try {_either(cures)}."


def lighter(model: ModelConfig) -> ModelConfig | None:
    """Return the settings without what is known to weigh against the latents, None where nothing is."""
    if not isinstance(model, VaeConfig):
        return None
    better = {"beta": 1.0} if model.beta > 1 else {}
    if model.likelihood == "gaussian" and model.noise > WIDE:
        better["noise"] = 0.0
    return model.replace(**better) if better else None


WIDE = 0.2  # standard deviation of a pixel: digits are drawn to 0.1 by 16 latent dimensions


def _bounds(model: ModelConfig | None) -> list[str]:
    """Return what would hold a discriminator back that is not in use yet."""
    found, duel = [], model if isinstance(model, AdversarialConfig) else None
    normed = isinstance(duel, GanConfig) and duel.discriminator_norm != "spectral" and duel.loss != "wasserstein-gp"
    if duel is None or normed:
        found.append("spectral norm in the discriminator")
    if duel is None or not duel.r1:
        found.append("a penalty on the discriminator's slope (R1)")
    return found


def _either(cures: list[str]) -> str:
    return cures[0] if len(cures) == 1 else f"{', '.join(cures[:-1])}, or {cures[-1]}"
