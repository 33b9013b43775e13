"""What is said of VAEs and GANs, and does it hold for the very two that stand side by side?

Each claim is checked against numbers of this pair (core.scoring.checks), never repeated from a book.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.scoring import checks
from core.scoring.checks import Pair, Verdict, pair_of
from core.scoring.lessons import HELPS

__all__ = ["CLAIMS", "Claim", "Pair", "Verdict", "pair_of"]


@dataclass(frozen=True)
class Claim:
    """Something that is often said. why: what lies behind it; source: who found it; see: where on the page it shows."""

    claim: str
    why: str
    source: str
    see: str
    check: Callable[[Pair], Verdict]


CLAIMS: dict[str, Claim] = {
    "blur": Claim(
        "A VAE's images are blurrier than a GAN's.",
        "A decoder that is scored pixel by pixel does best with the mean of all images that share a latent: where a "
        "stroke may end here or there, it draws grey. A discriminator would tell grey from ink at once.",
        "Dosovitskiy & Brox 2016, arXiv:1602.02644",
        "the live grids and their sharpness",
        checks.blurred,
    ),
    "modes": Claim(
        "A GAN's images are more believable, but it misses kinds of images.",
        "Likelihood punishes a model for each image that it cannot explain, so that a VAE rather covers too much. A "
        "generator is punished for what it draws, and never for what it leaves out.",
        "Theis et al. 2016, arXiv:1511.01844, section 2",
        "Scores: precision and recall",
        checks.missed,
    ),
    "stability": Claim(
        "The training of a GAN is unstable.",
        "A VAE walks down one fixed loss. Two players who answer each other may circle, run away, or leave one of them "
        "nothing to learn from.",
        "Arjovsky & Bottou 2017, arXiv:1701.04862; Mescheder et al. 2018, arXiv:1801.04406",
        "How they learned",
        checks.unstable,
    ),
    "encoder": Claim(
        "Only the VAE can say where an image lies in its latent space.",
        "A VAE learns its encoder together with the decoder. A GAN's generator only ever goes one way.",
        "Kingma & Welling 2014, arXiv:1312.6114; for a GAN by optimising: Creswell & Bharath 2016, arXiv:1611.05644",
        "What each can do: draw one",
        checks.encodes,
    ),
    "density": Claim(
        "Only the VAE says how likely an image is.",
        "The ELBO is a lower bound on log p(x), and importance samples make it tight. A generator defines its "
        "distribution by drawing from it alone.",
        "Burda et al. 2016, arXiv:1509.00519; Goodfellow et al. 2014, arXiv:1406.2661",
        "What each can do: the drawing's nats",
        checks.density,
    ),
    "covered": Claim(
        "A VAE's latent space has no holes: whatever the prior draws becomes a proper image.",
        "The KL divergence pulls the latents of all images together towards N(0, I), but it is bought with "
        "reconstructions, and their sum need not become it. As holes count here: from its prior, a Fréchet distance at "
        f"least {HELPS:g} times that of a density fitted to the latents.",
        "Rosca et al. 2018, arXiv:1802.06847; Dai & Wipf 2019, arXiv:1903.05789",
        "the walk, and Scores: the prior against a fitted density",
        checks.covered,
    ),
    "longer": Claim(
        "A GAN takes longer to draw well.",
        "It trains two networks, and each chases a target that moves.",
        "",
        "How they learned, and Scores",
        checks.longer,
    ),
    "copies": Claim(
        "Such models only give back what they learned by heart.",
        "A generator that drew the training images alone would fool every discriminator. Where it has far fewer "
        "numbers than all of them have pixels, it has no room for them.",
        "Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675",
        "Nearest training images",
        checks.by_heart,
    ),
}
