"""What are a VAE and a GAN, and how does each learn? In words, and in the very losses of the models on the page."""

from __future__ import annotations

from core.scoring.versus import Side

VAE = (
    "A **variational autoencoder** is two networks that work together. The *encoder* looks at an image $x$ and says "
    "where it may lie in latent space: a Gaussian $q(z|x)$ with a mean $\\mu$ and a deviation $\\sigma$ for each of "
    "its {d} dimensions. The *decoder* takes a $z$ drawn there and says for every pixel how likely ink is. Both learn "
    "one loss, {what}, in nats per image:"
)
ELBO = (
    "$$\\mathcal{{L}} = \\underbrace{{\\mathbb{{E}}_{{q(z|x)}}[-\\log p(x|z)]}}_{{\\text{{reconstruction}}}} "
    "{beta}\\underbrace{{\\mathrm{{KL}}(q(z|x)\\,\\|\\,\\mathcal{{N}}(0, I))}}_{{\\text{{tidiness}}}}$$"
)
AFTER_VAE = (
    "The first part wants the image back; {likelihood}. The second wants every image's Gaussian to look like the "
    "standard one, so that a $z$ drawn from $\\mathcal{{N}}(0, I)$ means something to the decoder. One loss, walked "
    "down: it falls, and how far it fell says how well the model explains images. *Kingma & Welling 2014, "
    "arXiv:1312.6114.*"
)
LIKELIHOODS = {
    "bernoulli": "pixels are scored as ink or no ink, by cross-entropy",
    "gaussian": "pixels are scored by squared error, as if Gaussian noise lay on them",
}
GAN = (
    "A **generative adversarial network** is two networks that work against each other. The *generator* $G$ turns "
    "noise $z \\sim \\mathcal{{N}}(0, I)$, {d} numbers, into an image, and never sees a real one. The *discriminator* "
    "$D$ gives every image a score $s$, real ones and drawn ones, and learns to tell them apart; the generator learns "
    "to be taken for real. Each has a loss of its own:"
)
DUELS = {
    "non-saturating": (
        "$$\\mathcal{L}_D = \\mathbb{E}_x[-\\log D(x)] + \\mathbb{E}_z[-\\log(1 - D(G(z)))]$$\n\n"
        "$$\\mathcal{L}_G = \\mathbb{E}_z[-\\log D(G(z))]$$",
        "with $D = 1 / (1 + e^{-s})$, the chance it gives an image of being real; both in nats. *Goodfellow et al. "
        "2014, arXiv:1406.2661.*",
    ),
    "hinge": (
        "$$\\mathcal{L}_D = \\mathbb{E}_x[\\max(0, 1 - s(x))] + \\mathbb{E}_z[\\max(0, 1 + s(G(z)))]$$\n\n"
        "$$\\mathcal{L}_G = -\\mathbb{E}_z[s(G(z))]$$",
        "real images shall score above 1 and drawn ones below −1; beyond that, nobody gains. *Lim & Ye 2017, "
        "arXiv:1705.02894.*",
    ),
    "wasserstein-gp": (
        "$$\\mathcal{L}_D = \\mathbb{E}_z[s(G(z))] - \\mathbb{E}_x[s(x)] + \\lambda\\, "
        "\\mathbb{E}_{\\hat x}[(\\|\\nabla s(\\hat x)\\| - 1)^2]$$\n\n$$\\mathcal{L}_G = -\\mathbb{E}_z[s(G(z))]$$",
        "the difference of the mean scores estimates how far the drawn images are from the real ones, as long as the "
        "slope stays at 1. *Arjovsky et al. 2017, arXiv:1701.07875; Gulrajani et al. 2017, arXiv:1704.00028.*",
    ),
}
AFTER_GAN = (
    " No pixel is ever compared with a pixel: what counts is what a judge can tell. And because the judge learns too, "
    "a loss that stands still may hide progress; quality has to be measured otherwise."
)
PRIORS = (
    "**To draw**, both do the same: they take $z$ from $\\mathcal{N}(0, I)$ and run it through one network. That is "
    "why one walk can go through both, and why both are scored by what they draw from it."
)


def of_vae(side: Side) -> str:
    """Return what a VAE is, with the loss of this one, in Markdown."""
    config = side.config.model
    beta = "+ " if config.beta == 1 else f"+ {config.beta:g}\\cdot "
    what = (
        "the negative ELBO, a bound on $-\\log p(x)$"
        if config.beta == 1
        else f"the negative ELBO with $\\beta$ = {config.beta:g}"
    )
    parts = (VAE.format(d=config.latent_dim, what=what), ELBO.format(beta=beta))
    return "\n\n".join((*parts, AFTER_VAE.format(likelihood=LIKELIHOODS[config.likelihood]) + _told(side)))


def of_gan(side: Side) -> str:
    """Return what a GAN is, with the losses of this one, in Markdown."""
    config = side.config.model
    losses, meaning = DUELS[config.loss]
    return "\n\n".join((GAN.format(d=config.latent_dim), losses, meaning + AFTER_GAN + _told(side)))


def _told(side: Side) -> str:
    if not side.config.model.conditional:
        return ""
    return (
        " This one is also told the class, so that it can be asked for one: all its networks get it beside their input."
    )
