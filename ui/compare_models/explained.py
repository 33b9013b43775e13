"""What are a VAE and a GAN, and how does each learn? In words, and in the very losses of the models on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from core.scores.contest import Side

if TYPE_CHECKING:
    from core.models import AdversarialConfig, FlowConfig
    from core.models.vae import VaeConfig

VAE = (
    "A **variational autoencoder** is two networks that work together. The *encoder* looks at an image $x$ and says "
    "where it may lie in latent space: a Gaussian $q(z|x)$ with a mean $\\mu$ and a deviation $\\sigma$ for each of "
    "its {d} dimensions. The *decoder* takes a $z$ drawn there and says for every pixel {pixel}. Both learn one loss, "
    "in nats per image:"
)
ELBO = (
    "$$\\mathcal{{L}} = \\underbrace{{\\mathbb{{E}}_{{q(z|x)}}[-\\log p(x|z)]}}_{{\\text{{reconstruction}}}} "
    "{beta}\\underbrace{{{kl}}}_{{\\text{{tidiness}}}}$$"
)
KL = "\\mathrm{KL}(q(z|x)\\,\\|\\,\\mathcal{N}(0, I))"
FREE = "\\sum_{{i=1}}^{{{d}}} \\max({free:g}, \\mathrm{{KL}}_i)"
AFTER_VAE = (
    "The first part wants the image back; {likelihood}. The second {wants}. One loss, walked down: {falls} *Kingma & "
    "Welling 2014, arXiv:1312.6114.*"
)
PIXELS = {"bernoulli": "how likely ink is", "gaussian": "how much ink to expect"}
WANTS = (
    "wants every image's Gaussian to look like the standard one, so that a $z$ drawn from $\\mathcal{N}(0, I)$ means "
    "something to the decoder"
)
UNWANTED = (
    "counts for nothing here, $\\beta$ being 0: the latents may lie anywhere, and a $z$ drawn from "
    "$\\mathcal{N}(0, I)$ need not mean anything to the decoder"
)
GAN = (
    "A **generative adversarial network** is two networks that work against each other. The *generator* $G$ turns "
    "noise $z \\sim \\mathcal{{N}}(0, I)$, {d} numbers, into an image, and never sees a real one. The *discriminator* "
    "$D$ gives every image a score $s$, real ones and drawn ones, and learns to tell them apart; the generator learns "
    "to be taken for real. Each has a loss of its own:"
)
FLOW = (
    "A **flow** is one network that is asked again and again. On the way from noise $e \\sim \\mathcal{N}(0, I)$ to "
    "an image $x$ lies $x_t = t x + (1 - t) e$. The network is shown one such $x_t$ and the moment $t$, and says which "
    "image $\\hat x$ it will be; as many could be, it says their mean. It learns one loss, a mean over pixels, which "
    "run from −1 to 1:"
)
FLOW_LOSS = (
    "$$\\mathcal{L} = \\mathbb{E}_{x, e, t}\\left[\\frac{(\\hat x(x_t, t) - x)^2}{\\max(1 - t, 0.05)^2}\\right]$$"
)
AFTER_FLOW = (
    "While more than a twentieth of the way is left, this is the squared error of the velocity $x - e$. It draws in "
    "{steps}: from where it is, it goes its share of what is left of the way towards $\\hat x$, and asks anew.{guided} "
    "*Lipman et al. 2023, arXiv:2210.02747.*"
)
GUIDED = (
    " At each step it is asked with and without the class, and goes {guidance:g} times the difference from the one to "
    "the other (guidance). *Ho & Salimans 2022, arXiv:2207.12598.*"
)
DUELS = {
    "non-saturating": (
        "\\mathbb{E}_x[-\\log D(x)] + \\mathbb{E}_z[-\\log(1 - D(G(z)))]",
        "\\mathbb{E}_z[-\\log D(G(z))]",
        "with $D = 1 / (1 + e^{-s})$, the chance it gives an image of being real; in nats. *Goodfellow et al. "
        "2014, arXiv:1406.2661.*",
    ),
    "hinge": (
        "\\mathbb{E}_x[\\max(0, 1 - s(x))] + \\mathbb{E}_z[\\max(0, 1 + s(G(z)))]",
        "-\\mathbb{E}_z[s(G(z))]",
        "real images shall score above 1 and drawn ones below −1; beyond that, the discriminator gains nothing. *Lim & "
        "Ye 2017, arXiv:1705.02894.*",
    ),
    "wasserstein-gp": (
        "\\mathbb{E}_z[s(G(z))] - \\mathbb{E}_x[s(x)] + PENALTY\\,"
        "\\mathbb{E}_{\\hat x}[(\\|\\nabla s(\\hat x)\\| - 1)^2]",
        "-\\mathbb{E}_z[s(G(z))]",
        "the difference of the mean scores estimates how far the drawn images are from the real ones, as long as the "
        "slope stays at 1 between them ($\\hat x$). *Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, "
        "arXiv:1704.00028.*",
    ),
}
SMOOTHED = "\\mathbb{{E}}_x[-{sure:g}\\log D(x) - {unsure:g}\\log(1 - D(x))] + \\mathbb{{E}}_z[-\\log(1 - D(G(z)))]"
R1 = " + {half:g}\\,\\mathbb{{E}}_x[\\|\\nabla s(x)\\|^2]"
TOLD_BY = {
    "projection": "the discriminator adds to its score how well an image's features fit the class (a projection, "
    "*Miyato & Koyama 2018, arXiv:1802.05637*)",
    "image": "the discriminator gets it as a second image beside the first",
    "pixels": "the discriminator gets it beside the pixels (*Mirza & Osindero 2014, arXiv:1411.1784*)",
}
AFTER_GAN = (
    " No pixel is ever compared with a pixel: what counts is what a judge can tell. And because the judge learns too, "
    "a loss that stands still may hide progress; quality has to be measured otherwise."
)
PRIORS = (
    "**To draw**, all do the same: they take $z$ from $\\mathcal{N}(0, I)$ and run it through one network, a flow at "
    "each of its steps. That is why one walk can go through all, and why all are scored by what they draw from it."
)


def of_vae(side: Side) -> str:
    """Return what a VAE is, with the loss of this one, in Markdown."""
    config = _vae(side)
    beta = "+ " if config.beta == 1 else f"+ {config.beta:g}\\cdot "
    kl = FREE.format(d=config.latent_dim, free=config.free_bits) if config.free_bits else KL
    after = AFTER_VAE.format(
        likelihood=_scored(side), wants=WANTS if config.beta else UNWANTED, falls=f"{_falls(side)}{_eased(side)}"
    )
    return "\n\n".join(
        (
            VAE.format(d=config.latent_dim, pixel=PIXELS[config.likelihood]),
            ELBO.format(beta=beta, kl=kl),
            after + _told(side),
        )
    )


def _vae(side: Side) -> VaeConfig:
    return cast("VaeConfig", side.config.model)  # as whatever calls itself VAE is


def _gan(side: Side) -> AdversarialConfig:
    return cast("AdversarialConfig", side.config.model)  # or has its settings


def _scored(side: Side) -> str:
    """Say how this VAE scores pixels."""
    config = _vae(side)
    if config.likelihood == "bernoulli":
        return "pixels are scored as ink or no ink, by cross-entropy"
    noise = "learned, too" if config.learns_noise else f"{config.noise:g}"
    return f"pixels are scored by squared error, as if Gaussian noise lay on them, its standard deviation {noise}"


def _falls(side: Side) -> str:
    """Say what it tells how far this loss fell."""
    config, training = _vae(side), side.config.training
    given = "x|y" if config.conditional else "x"
    if config.beta != 1 or config.free_bits:
        return (
            "it falls, but it is not the negative ELBO, the same sum with the KL divergence as it is: only models that "
            "are weighed alike can be compared by it."
        )
    bound = f"it is the negative ELBO, a bound on $-\\log p({given})$, and how far it fell says how well the model "
    if config.likelihood == "gaussian":
        return f"{bound}explains images: by a density of their greys, so it may fall below 0."
    if training.dynamic_binarisation or side.config.dataset.binarise_at is not None:
        return f"{bound}explains images of ink and paper."
    return (
        "it has the form of the negative ELBO, but pixels may be grey here, and the cross-entropy of greys is no "
        "likelihood: it compares models of the same images alone."
    )


def _eased(side: Side) -> str:
    """Say what of the loss is not so from the start, or not for each dimension."""
    config, text = _vae(side), ""
    if config.free_bits:
        text += (
            f" A dimension costs {config.free_bits:g} nats at least, so none gains by saying less (free bits; "
            "$\\mathrm{KL}_i$ is a mean over the images of a step)."
        )
    if config.warmup_epochs and config.beta:
        passes = "pass" if config.warmup_epochs == 1 else f"{config.warmup_epochs:g} passes"
        text += f" The weight of the second part grew evenly from 0 over the first {passes} through the images."
    return text


def of_gan(side: Side) -> str:
    """Return what a GAN is, with the losses of this one, in Markdown."""
    config = _gan(side)
    judged, drawn, meaning = DUELS[config.loss]
    if config.loss == "non-saturating" and config.label_smoothing:
        judged = SMOOTHED.format(sure=1 - config.label_smoothing, unsure=config.label_smoothing)
        meaning += f" Real images are called real to {1 - config.label_smoothing:.0%} only (label smoothing)."
    judged = judged.replace("PENALTY", f"{config.gradient_penalty:g}")
    penalty = ""
    if config.r1:
        judged += R1.format(half=config.r1 / 2)
        penalty = (
            " The last term is the R1 penalty: it keeps the score from rising steeply at real images. *Mescheder et "
            "al. 2018, arXiv:1801.04406.*"
        )
    if config.r1 or config.loss == "wasserstein-gp":
        penalty += " Curves show the discriminator's loss without its penalty."
    losses = f"$$\\mathcal{{L}}_D = {judged}$$\n\n$$\\mathcal{{L}}_G = {drawn}$$"
    return "\n\n".join((GAN.format(d=config.latent_dim), losses, f"{meaning}{penalty}{AFTER_GAN}{_told(side)}"))


def of_flow(side: Side) -> str:
    """Return what a flow is, with its loss and how this one draws, in Markdown."""
    config = cast("FlowConfig", side.config.model)  # as whatever calls itself a flow has them
    steps = "1 step" if config.steps == 1 else f"{config.steps} steps"
    guided = GUIDED.format(guidance=config.guidance) if config.asked > config.steps else ""
    return "\n\n".join((FLOW, FLOW_LOSS, AFTER_FLOW.format(steps=steps, guided=guided) + _told(side)))


def _told(side: Side) -> str:
    config = side.config.model
    if not config.conditional:
        return ""
    if config.duels:
        where = f"the generator gets it beside its noise; {TOLD_BY[_gan(side).told_by]}"
    elif not config.encodes:
        where = "the network gets it beside the moment"
    else:
        where = f"the encoder gets it {_vae(side).told_at}, the decoder beside $z$"
    return f" This one is also told the class, so that it can be asked for one: {where}."


OF: dict[str, Callable[[Side], str]] = {"VAE": of_vae, "GAN": of_gan, "flow": of_flow}
