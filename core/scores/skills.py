"""What can a VAE do that a GAN cannot, and does the VAE of a pair really do it?"""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.metrics.score import Score
from core.scores.contest import Side
from core.scores.pair import Pair, Verdict, bare


def encodes(pair: Pair) -> Verdict:
    """Say which of the two can encode."""
    vae, gan = pair.sides
    if gan.encodes:
        return Verdict(False, f"Of this pair it is not so: {'both' if vae.encodes else 'the GAN'} can encode.")
    if not vae.encodes:
        return Verdict(None, "Neither can encode here, so that this pair says nothing of it.")
    numbers = ""
    if vae.facts.parameters and vae.facts.drawing:
        numbers = f" of {vae.facts.parameters - vae.facts.drawing:,} parameters"
    text = f"The VAE has an encoder{numbers}: one pass takes an image to its latents. The GAN has none."
    if gan.facts.parameters and gan.facts.drawing:
        judge = gan.facts.parameters - gan.facts.drawing
        text += f" Its discriminator, {judge:,} parameters, gives one number an image, and no latents."
    return Verdict(True, f"{text} Its latents can be searched for, though: it takes hundreds of passes instead of one.")


def density(pair: Pair) -> Verdict:
    """Say what the VAE says of unseen images, and whether that is more than a coin would say.

    By a Bernoulli likelihood the coin is log 2 nats a pixel of ink or paper; by a Gaussian one, which gives greys a
    density, it is that of greys that are all equally likely, 0 nats.
    """
    vae, gan = pair.sides
    gaussian = vae.config.model.likelihood == "gaussian"
    nats, text = _by_density(vae) if gaussian else _by_probability(vae)
    if nats is None:
        return Verdict(None, text)
    pixels = vae.config.model.image_size**2
    coin = 0.0 if gaussian else pixels * math.log(2)
    beside = (
        "If every grey were equally likely it would be 0"
        if gaussian
        else f"A coin for every pixel costs {coin:.0f} nats"
    )
    if nats >= coin:
        return Verdict(False, f"{text} {beside}: it says no more than that.")
    text += (
        f" {beside}. All that the GAN can draw is a sheet of at most {gan.config.model.latent_dim} dimensions among "
        f"{pixels} pixels: beside it, where nearly every real image lies, it gives no probability at all."
    )
    return Verdict(True, text)


def _by_probability(vae: Side) -> tuple[float | None, str]:
    """Return (nats, sentences) of a Bernoulli likelihood; no nats where only greys were measured."""
    measured = vae.measured.scores if vae.measured else {}
    name = next((name for name in measured if name.startswith("nll_k")), "")
    if name:
        text = (
            f"As ink or paper, every pixel drawn with its grey as chance, an unseen image costs the VAE "
            f"{bare(measured[name])} on average, estimated by importance sampling."
        )
    elif "loss" in measured and vae.config.dataset.binarise_at is not None:
        name, text = "loss", (
            f"An unseen image of ink and paper costs the VAE at most {bare(measured['loss'])} on average: its negative "
            "ELBO, a bound."
        )  # fmt: skip
    elif "loss" in measured:
        return None, (
            "Not known: its loss was measured on grey images, and of those cross-entropy is no likelihood. It would "
            "have to be evaluated on ink and paper."
        )
    else:
        return None, "Not known: what the VAE says of unseen images has not been measured."
    return float(measured[name].value), text + _told_the_class(vae)


def _by_density(vae: Side) -> tuple[float | None, str]:
    """Return (nats, sentences) of a Gaussian likelihood."""
    measured = vae.measured.scores if vae.measured else {}
    if "loss" not in measured:
        return None, "Not known: what the VAE says of unseen images has not been measured."
    text = (
        "The VAE gives grey images a density, not a probability: minus its logarithm is at most "
        f"{bare(measured['loss'])} for an unseen image, with {_noise(vae, measured)} on every pixel. It may be "
        "negative, and does not compare with nats of ink or paper."
    )
    return float(measured["loss"].value), text + _told_the_class(vae)


def _noise(vae: Side, measured: Mapping[str, Score]) -> str:
    """Say how strong the noise is that a Gaussian VAE holds every pixel to have: as set, or as learned, if known."""
    if vae.config.model.noise:
        return f"noise of {vae.config.model.noise:g}"
    return (
        f"a noise of {measured['noise'].value:.2g}, as it has learned," if "noise" in measured else "the noise learned"
    )


def _told_the_class(vae: Side) -> str:
    k = len(vae.config.classes)
    if not vae.config.model.conditional or k < 2:
        return ""
    return (
        f" That is with its class given: without, it may cost up to log {k} = {math.log(k):.1f} nats more where "
        "classes are equally frequent, which counts beside a model that is not told the class."
    )
