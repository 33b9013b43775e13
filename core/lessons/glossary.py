"""What do the words mean: a sentence, a formula, and where in the app it moves?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Term:
    """A word. means: in a sentence or two; formula: in KaTeX, empty where there is none.

    page, address: where it can be seen moving; act: what to do there, in a few words. source: who says so.
    """

    means: str
    page: str
    act: str
    formula: str = ""
    address: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


_TWO, _SIXTEEN = {"model": "mnist-vae-2d"}, {"model": "mnist-vae-16d"}
_VAE, _GAN = "Kingma & Welling 2014, arXiv:1312.6114", "Goodfellow et al. 2014, arXiv:1406.2661"
_HEUSEL, _RECALL = "Heusel et al. 2017, arXiv:1706.08500", "Kynkäänniemi et al. 2019, arXiv:1904.06991"

GLOSSARY: dict[str, Term] = {
    "latent space": Term(
        "The space of the few numbers by which a model sums up an image, or from which it draws one.",
        "Explore", "drag through one", r"z \in \mathbb R^d", _TWO,
    ),
    "encoder": Term(
        "The network that says of an image where in latent space it belongs. A VAE's gives a middle and a width.",
        "Read", "draw, and see what it says", r"x \mapsto \mu(x),\ \sigma(x)", {}, _VAE,
    ),
    "decoder": Term(
        "The network that draws an image from a place in latent space.",
        "Explore", "drag, and see what it draws", r"z \mapsto \hat x", _TWO, _VAE,
    ),
    "posterior": Term(
        "The places from which one image might have been drawn. A VAE's encoder gives an approximation of "
        "it, a bell for "
        "each image.",
        "Read", "see its width while you draw", r"q(z \mid x) = \mathcal N\big(\mu(x), \sigma(x)^2\big)", {}, _VAE,
    ),
    "prior": Term(
        "Where a model draws from before it has seen anything; here a bell around the middle, of width one.",
        "Sample", "draw from it", r"p(z) = \mathcal N(0, I)", {**_SIXTEEN, "by": "prior"}, _VAE,
    ),
    "aggregated posterior": Term(
        "All images' posteriors together: where latents really lie. The decoder was trained there, and not "
        "on the prior.",
        "Sample", "set both side by side", r"q(z) = \tfrac 1 n \sum_i q(z \mid x_i)", {**_SIXTEEN, "by": "prior|kde"},
        "Hoffman & Johnson 2016, ELBO surgery",
    ),
    "reparameterisation": Term(
        "Drawing noise first and moving it to its place, so that the loss has a slope with respect to middle "
        "and width.",
        "Read", "throw the noise anew", r"z = \mu + \sigma\,\varepsilon,\quad \varepsilon \sim \mathcal N(0, I)", {},
        _VAE,
    ),
    "nat": Term(
        "The unit of information for natural logarithms, as the bit is for logarithms to base two.",
        "Train", "watch a loss in nats", r"1\ \text{nat} = 1 / \ln 2 \approx 1.44\ \text{bits}",
        {"recipe": "digits-2d"},
    ),
    "KL divergence": Term(
        "How much more one has to say, in nats, if one expects places from the prior and they come from the posterior.",
        "Train", "watch it rise while a model learns",
        r"\mathrm{KL}(q\,\|\,p) = \tfrac 1 2 \sum_j \big(\mu_j^2 + \sigma_j^2 - 1 - \ln \sigma_j^2\big)",
        {"recipe": "digits-2d"}, _VAE,
    ),
    "reconstruction error": Term(
        "How badly an image is foretold from its place, in nats for a model of probabilities.",
        "Train", "watch it fall", r"-\log p(x \mid z)", {"recipe": "digits-2d"}, _VAE,
    ),
    "ELBO": Term(
        "The evidence lower bound: never more than the log-probability of an image, and what a VAE with beta "
        "one raises.",
        "Train", "watch its negative fall",
        r"\log p(x) \ge \mathbb E_q\big[\log p(x \mid z)\big] - \mathrm{KL}\big(q(z \mid x)\,\|\,p(z)\big)",
        {"recipe": "digits-2d"}, _VAE,
    ),
    "beta": Term(
        "The weight of the KL divergence in the loss. More tidies the latent space and costs detail; far too "
        "much, and the "
        "latents say nothing.",
        "Train", "turn it while a model learns", r"-\log p(x \mid z) + \beta\,\mathrm{KL}", {"recipe": "digits-2d"},
        "Higgins et al. 2017, beta-VAE",
    ),
    "posterior collapse": Term(
        "A latent dimension whose posterior is the prior for every image: it says nothing, and the decoder ignores it.",
        "Train", "raise beta until it happens", r"q(z_j \mid x) = p(z_j)\ \text{for all}\ x", {"recipe": "digits-2d"},
        "Bowman et al. 2016, arXiv:1511.06349",
    ),
    "generator": Term(
        "The network of a GAN that draws images from noise; it learns from what the discriminator objects to.",
        "Explore", "drag through what it draws", r"z \mapsto G(z)", {"model": "mnist-gan"}, _GAN,
    ),
    "discriminator": Term(
        "The network of a GAN that tells drawn images from real ones. With all the time in the world it "
        "would come to the "
        "share of real ones among all images that look so.",
        "Train", "watch a duel", r"D^*(x) = \frac{p(x)}{p(x) + q(x)}", {"recipe": "digits-cgan"}, _GAN,
    ),
    "mode": Term(
        "A place where images are many, such as one way to write a seven.",
        "Explore", "lay the images out as islands", "", {**_SIXTEEN, "map": "tsne"},
    ),
    "mode collapse": Term(
        "A generator that draws a few kinds of images only, however good each of them is.",
        "Train", "watch a duel, and count", "", {"recipe": "digits-cgan"}, "Goodfellow 2016, arXiv:1701.00160",
    ),
    "perplexity": Term(
        "How many neighbours t-SNE listens to, in a manner of speaking: two to the power of the entropy of the weights "
        "that it gives to an image's neighbours.",
        "Explore", "choose t-SNE, and change it", r"2^{H(p_{\cdot \mid i})}", {**_SIXTEEN, "map": "tsne"},
        "van der Maaten & Hinton 2008, JMLR 9",
    ),
    "Fréchet distance": Term(
        "How far two sets of images lie apart: by mean and covariance of what a network sees in them. Blur and missing "
        "kinds both raise it.",
        "Sample", "see it measured",
        r"\|m - m'\|^2 + \mathrm{tr}\big(C + C' - 2 (C C')^{1/2}\big)", _SIXTEEN, _HEUSEL,
    ),
    "precision": Term(
        "The share of drawn images that lie among real ones. Blurred images can have more of it than real ones do.",
        "Sample", "see it measured", "", _SIXTEEN, _RECALL,
    ),
    "recall": Term(
        "The share of real images that lie among drawn ones: what has been left out lowers it.",
        "Sample", "see it measured", "", _SIXTEEN, _RECALL,
    ),
    "temperature": Term(
        "How far draws lie from where they are drawn around: less is tamer, more is wilder.",
        "Sample", "turn it", r"z = \mu + t\,\sigma\,\varepsilon", _SIXTEEN,
    ),
    "flow matching": Term(
        "Learning the velocity by which noise becomes an image, so that an image is drawn in steps along it.",
        "Train", "train one", r"\frac{\mathrm d x_t}{\mathrm d t} = v(x_t, t)", {"recipe": "digits-flow"},
        "Lipman et al. 2023, arXiv:2210.02747",
    ),
    "guidance": Term(
        "Going farther than the class asks, away from what is drawn without it: surer of the class, less varied.",
        "Train", "train a flow, then turn it on Explore", r"v = v_{\varnothing} + w\,(v_y - v_{\varnothing})",
        {"recipe": "digits-flow"}, "Ho & Salimans 2022, arXiv:2207.12598",
    ),
}  # fmt: skip


def term(word: str) -> str:
    """Return what a word means as Markdown, for a hint where the app says it. Raises KeyError if it is no word here."""
    found = GLOSSARY[word]
    formula = f"\n\n${found.formula}$" if found.formula else ""
    return f"**{word}**: {found.means}{formula}"
