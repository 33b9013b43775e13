"""What do the scores of what a VAE and a GAN draw say of common claims about such models?

Each check returns a verdict with three outcomes: the claim holds, does not hold, or cannot be told of this pair.
"""

from __future__ import annotations

from core.metrics.score import Score
from core.models.vae import VaeConfig
from core.scores.claims_on_sampling import HELPS, MIXTURE, PRIOR
from core.scores.margin import apart, margin
from core.scores.memory import MEASURE, by_chance, gives_back
from core.scores.pair import Pair, Verdict, agreed, bare
from core.scores.table import SampleScores
from core.scores.words import titled, written

SAME = 0.1  # of a Fréchet distance: a prior that is surely no farther off than that by this share has no holes


def blurred(pair: Pair) -> Verdict:
    """Compare how grey the ink is that each draws from its prior."""
    vae, gan = pair.priors("greys")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    a, b, real = vae.rows["greys"], gan.rows["greys"], pair.floor("greys")
    text = f"Of the inked pixels {bare(a)} are half-grey in what the VAE draws, {bare(b)} in what the GAN draws"
    text += f"; {bare(real)} are in real images." if real else "."
    text += f" {_shown(pair.sides[0].config.model)}"
    fitted = pair.contest.of(pair.vae, "greys")[1]
    if fitted and apart(fitted.rows["greys"], b, pair.seeds) and min(fitted.rows["greys"].value, a.value) > b.value:
        text += (
            f" Where real images lie in its latent space, by {titled(fitted)}, the VAE still has "
            f"{bare(fitted.rows['greys'])}: the decoder blurs, not only the prior."
        )
    unsure = pair.by_chance(text)
    if unsure or not apart(a, b, pair.seeds):
        return unsure or Verdict(None, f"{text} A tie.")
    return Verdict(a.value > b.value, text)


def _shown(model: VaeConfig) -> str:
    """Say what of a VAE is looked at, which is not what its likelihood draws."""
    if model.likelihood == "gaussian":
        noise = f" of {model.noise:g}" if model.noise else ", as strong as it has learned,"
        return (
            "Of the VAE that is the mean of p(x|z), as is usual; a sample of p(x|z) would carry noise"
            f"{noise} on every pixel. Of the GAN it is a sample."
        )
    return (
        "Of the VAE that is the mean of p(x|z), its chance of ink in each pixel, as is usual; a sample of p(x|z) would "
        "be ink or paper throughout, with specks instead of grey. Of the GAN it is a sample."
    )


def missed(pair: Pair) -> Verdict:
    """Compare how near each comes to real images in fidelity and in variety, by what it draws from its prior."""
    vae, gan = pair.priors("precision", "recall")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    if not (pair.floor("precision") and pair.floor("recall")):
        return Verdict(None, "Not known: it takes what real images get, and nobody has scored them.")
    fidelity, variety = (
        [name for name in names if name in vae.rows and name in gan.rows and pair.floor(name)]
        for names in (("precision", "density"), ("recall", "coverage"))
    )
    told = "; ".join(_told(pair, vae, gan, name) for name in (*fidelity, *variety))
    text = (
        f"{told[:1].upper()}{told[1:]}. Nearest to real images is best: above them lie smoother or more typical ones."
    )
    believable = [pair.ahead(gan, vae, name) for name in fidelity]
    grey = _beyond_real(pair, gan, vae, "greys")
    if grey is not None:
        text += (
            f" Such numbers may miss blur: of the ink, {bare(gan.rows['greys'])} is half-grey in the "
            f"GAN's images and {bare(vae.rows['greys'])} in the VAE's; {bare(pair.floor('greys'))} in real ones."
        )
        believable.append(grey)
    refused = _beyond_real(pair, gan, vae, "unread")
    if refused is not None:
        text += (
            f" The reader finds nothing that it knows in {bare(gan.rows['unread'])} of the GAN's images and "
            f"{bare(vae.rows['unread'])} of the VAE's; in {bare(pair.floor('unread'))} of real ones."
        )
        believable.append(refused)
    unsure = pair.by_chance(text)
    if unsure:
        return unsure
    more, less = agreed(believable), agreed([pair.ahead(vae, gan, name) for name in variety])
    text += {
        True: " So the GAN's images are the more believable ones,",
        False: " So the VAE's images are the more believable ones,",
        None: " Which are more believable cannot be told, since these numbers tie or disagree,",
    }[more]
    text += {
        True: " and the GAN misses more of the real ones.",
        False: " and the VAE misses more of the real ones.",
        None: " and who misses more of the real ones cannot be told.",
    }[less]
    return Verdict(False if False in (more, less) else (more and less) or None, text)


def _beyond_real(pair: Pair, one: SampleScores, other: SampleScores, name: str) -> int | None:
    """Return 1 if the first has less of a fault than the other, -1 if more, 0 for a tie; None if unknown.

    name: "unread", what the reader refuses, or "greys", blur. To have less of it than real images is no merit: below
    what they have, all are equal.
    """
    real = pair.floor(name)
    if real is None or not (name in one.rows and name in other.rows):
        return None
    a, b = (score.replace(value=max(score.value, real.value)) for score in (one.rows[name], other.rows[name]))
    return 0 if not apart(a, b, pair.seeds) else 1 if a.value < b.value else -1


def _told(pair: Pair, vae: SampleScores, gan: SampleScores, name: str) -> str:
    a, b, real = bare(gan.rows[name]), bare(vae.rows[name]), bare(pair.floor(name))
    return f"{name} {a} for the GAN, {b} for the VAE, {real} for real images"


def covered(pair: Pair) -> Verdict:
    """Compare the VAE's prior with a density fitted to its latents: where the prior is worse, it has holes."""
    prior, fitted = pair.contest.of(pair.vae, "frechet")
    if prior is None or fitted is None:
        return pair.unknown(prior, fitted, names=((pair.vae, PRIOR), (pair.vae, MIXTURE)))
    a, b = prior.rows["frechet"], fitted.rows["frechet"]
    times = a.value / b.value if b.value else float("inf")
    text = (
        f"By Fréchet distance the VAE's images get {written(a)} from its prior and {written(b)} where real images "
        f"lie, by {titled(fitted)}: {times:.1f} times as much."
    )
    other = pair.contest.of(pair.gan, "frechet")[0]
    if other:
        text += f" The GAN, which has only its prior, gets {written(other.rows['frechet'])}."
    unsure = pair.by_chance(text)
    if unsure:
        return unsure
    refused = _beyond_real(pair, prior, fitted, "unread")
    if refused is not None:
        text += (
            f" And the reader finds nothing that it knows in {bare(prior.rows['unread'])} of what the prior draws, in "
            f"{bare(fitted.rows['unread'])} of the others; in {bare(pair.floor('unread'))} of real images."
        )
    chance = margin(a, b, pair.seeds)
    if a.value - b.value > chance:
        how = "The holes are small." if times < HELPS else "So the prior often lands where no image does."
        return Verdict(False, f"{text} {how}")
    if refused == -1:
        return Verdict(False, f"{text} So the prior also lands where no image does.")
    if a.value - b.value + chance <= SAME * b.value:
        return Verdict(True, f"{text} The prior is no worse.")
    return Verdict(
        None, f"{text} That is no more than chance, which is too wide here to say that the prior is as good."
    )


def by_heart(pair: Pair) -> Verdict:
    """Look for images that are much nearer to training images than to test images."""
    vae, gan = pair.priors("copied")
    if vae is None or gan is None:
        return pair.unknown(vae, gan)
    a, b = vae.rows["copied"], gan.rows["copied"]
    text = (
        f"Of the VAE's images {bare(a)} are {MEASURE}, of the GAN's {bare(b)}; of real images that nobody has learned "
        f"{bare(_as_share(a, by_chance(vae)))} are."
    )
    answers = [gives_back(scores) for scores in (vae, gan)]
    if True in answers:
        who = "Both give" if all(answers) else "The VAE gives" if answers[0] else "The GAN gives"
        return Verdict(True, f"{text} {who} back what was learned.")
    if None in answers:
        return Verdict(None, f"{text} That is too close to chance to be told.")
    return Verdict(False, text)


def _as_share(score: Score, value: float) -> Score:
    return score.replace(value=value, spread=None)
