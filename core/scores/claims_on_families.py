"""What is said of VAEs and GANs, and does it hold for the very two that stand side by side?

Each claim is checked against numbers of this pair, never repeated from a book: see core.scores.checks, of what they
draw, courses, of how they learned, and skills, of what they can do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.scores import checks, courses, skills
from core.scores.memory import MANY, MEASURE
from core.scores.pair import Pair, Verdict, pair_of

__all__ = ["CLAIMS", "Claim", "Pair", "Verdict", "pair_of"]

TEST = "by more than chance (Welch's t-test over the seeds, 5 %)"


@dataclass(frozen=True)
class Claim:
    """Something that is often said, of which a pair says that it holds, does not hold, or cannot be told.

    why: what lies behind it; margin: what it takes to be told; source: who found it; see: where on the page it shows.
    """

    claim: str
    why: str
    margin: str
    source: str
    see: str
    check: Callable[[Pair], Verdict]


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


CLAIMS: dict[str, Claim] = {
    "blur": Claim(
        "A VAE's images are blurrier than a GAN's.",
        "A decoder that is scored pixel by pixel does best with the mean of all images that share a latent: where a "
        "stroke may end here or there, it draws grey. A discriminator would tell grey from ink at once.",
        f"The shares of half-grey ink differ {TEST}.",
        "Dosovitskiy & Brox 2016, arXiv:1602.02644",
        "the live grids and their sharpness",
        checks.blurred,
    ),
    "modes": Claim(
        "A GAN's images are more believable, but it misses kinds of images.",
        "Likelihood punishes a model for each image that it cannot explain, so that a VAE is meant to cover them all; "
        "whether it does is another matter. A generator's own loss never sees what it leaves out: it hears of that "
        "from the discriminator alone, and in full only from a perfect one.",
        f"Precision and density, recall and coverage lie nearer to those of real images {TEST}, and do not disagree; "
        "nor do the half-grey ink and what a reader cannot read, beyond what they are of real images.",
        "Theis et al. 2016, arXiv:1511.01844, section 2; Goodfellow et al. 2014, arXiv:1406.2661, theorem 1",
        "Scores: precision and recall",
        checks.missed,
    ),
    "stability": Claim(
        "The training of a GAN is unstable.",
        "A VAE walks down one fixed loss. Two players who answer each other may circle, run away, or leave one of them "
        "nothing to learn from.",
        "Something went wrong in the GAN's training that is known by name, and nothing in the VAE's.",
        "Arjovsky & Bottou 2017, arXiv:1701.04862; Mescheder et al. 2018, arXiv:1801.04406",
        "How they learned",
        courses.unstable,
    ),
    "encoder": Claim(
        "Only the VAE can say where an image lies in its latent space.",
        "A VAE learns its encoder together with the decoder. A GAN's generator only ever goes one way.",
        "One has an encoder, the other has not.",
        "Kingma & Welling 2014, arXiv:1312.6114; for a GAN by optimising: Creswell & Bharath 2016, arXiv:1611.05644",
        "What each can do: draw one",
        skills.encodes,
    ),
    "density": Claim(
        "Only the VAE says how likely an image is.",
        "The ELBO is a lower bound on log p(x), and importance samples make it tighter: of ink or paper a log "
        "probability, of greys under a Gaussian a log density. A generator defines its distribution by drawing from it "
        "alone.",
        "What it says of unseen images is better than a coin for every pixel.",
        "Burda et al. 2016, arXiv:1509.00519; Goodfellow et al. 2014, arXiv:1406.2661",
        "What each can do: the drawing's nats",
        skills.density,
    ),
    "covered": Claim(
        "A VAE's latent space has no holes: whatever the prior draws becomes a proper image.",
        "The KL divergence pulls the latents of all images together towards N(0, I), but it is bought with "
        "reconstructions, and their sum need not become it.",
        f"From its prior the Fréchet distance is larger than from a density fitted to the latents {TEST}: then it has "
        f"holes. It has none if it is surely not larger by more than {_percent(checks.SAME)}.",
        "Rosca et al. 2018, arXiv:1802.06847; Dai & Wipf 2019, arXiv:1903.05789",
        "the walk, and Scores: the prior against a fitted density",
        checks.covered,
    ),
    "longer": Claim(
        "A GAN takes longer to draw well.",
        "It trains two networks, and each chases a target that moves. Seconds compare only on one machine.",
        f"One is closer to real images by Fréchet distance {TEST}, and had no more time than the other.",
        "Goodfellow 2016, arXiv:1701.00160, section 5.1",
        "How they learned, and Scores",
        courses.longer,
    ),
    "copies": Claim(
        "Such models give back what they learned by heart.",
        "A generator that drew the training images alone would fool every discriminator. That it has fewer numbers "
        "than they have pixels does not keep it from that: an image is worth far fewer bits than its pixels.",
        f"Of the images of one, surely more than {_percent(MANY)} beyond chance are {MEASURE}; or of both "
        "surely fewer.",
        "Meehan, Chaudhuri & Dasgupta 2020, arXiv:2004.05675",
        "Nearest training images",
        checks.by_heart,
    ),
}
