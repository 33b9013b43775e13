"""How does one image go the whole way, step by step, each there as soon as it is worked out?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.library.folder import Entry
from core.networks.browser import export_model
from core.one_image import vae
from core.one_image.building import Stopped, ended
from core.one_image.claims import Claim, Evidence, claims
from core.one_image.hand import Judge
from core.one_image.hand import here as hand_here
from core.one_image.latent_map import LatentMap, latent_map
from core.one_image.likeness import Likeness, likeness
from core.one_image.outcome import Outcome, Question, hand_outcome, judge_of, taught_outcome
from core.one_image.reading import read_as
from core.one_image.sets import SETS, Material
from core.one_image.table import Table, table
from core.one_image.variations import USUAL, Variations, variations
from core.types import Progress

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier
    from core.models.vae_network import Vae

ShouldStop = Callable[[], bool]
OnProgress = Callable[[str, float], None]
OnNetwork = Callable[["Outcome", "Classifier"], None]

SAMPLES = 200  # of the prior that are read and compared
FRESH = 17  # added to the seed for variations that nothing has learned from


@dataclass(frozen=True, eq=False)
class Varied:
    """Step 1. read: share that the reader takes for the character, None without a reader."""

    made: Variations
    read: float | None


@dataclass(frozen=True, eq=False)
class Learned:
    """What is known of a VAE that has learned. read: share of what it draws that is read as the character.

    reconstructed, between: shares of decoded variations, and of decoded half-ways between two; all three None without a
    reader. mu, logvar: float32 (n, d), of the variations. prior: largest |mean|, least and most standard deviation over
    the variations of z, a draw each, of the dims in use. drawing: seconds for 1,000 images; copies: how many of those
    equal another.
    """

    read: float | None
    reconstructed: float | None
    between: float | None
    likeness: Likeness
    mu: np.ndarray
    logvar: np.ndarray
    prior: tuple[float, float, float]
    drawing: float
    copies: int

    @property
    def warned(self) -> bool:
        """Whether a page warns that too few samples are read as the character."""
        return self.read is not None and self.read < vae.WARNED


@dataclass(frozen=True, eq=False)
class LearnedVae(Learned):
    """Step 3, with the VAE itself. drawn: from the prior."""

    model: Vae
    drawn: vae.Drawn


@dataclass(frozen=True, eq=False)
class Taught:
    """Step 2, or 3 where the set needs a VAE. outcome: of the chosen set; hand: beside it, None if it is not here.

    judge: who judges by the hand; tested: how many images of strangers. network: browser.bin of the network, for a
    canvas; its bars are calibrated by core.one_image.calibration. model: the network itself, None where what was taught
    before is tested again.
    """

    outcome: Outcome
    hand: Outcome | None
    judge: Judge | None
    network: bytes
    tested: int
    model: Classifier | None = None


def vary(question: Question, reader: Entry | None, *, n: int = USUAL, seed: int = 0) -> Varied:
    """Vary the images. Raises DataError."""
    made = variations(question.sources, question.variation, n=n, seed=seed)
    return Varied(made, _read(made.images, question.character, reader))


def learn(
    question: Question,
    varied: Varied,
    reader: Entry | None,
    *,
    seed: int = 0,
    on_progress: OnProgress = lambda doing, share: None,
    should_stop: ShouldStop = lambda: False,
) -> LearnedVae:
    """Learn a VAE of the variations and look at what it draws. Raises Stopped, DataError, Diverged."""
    images, character = varied.made.images, question.character

    def told() -> Iterator[tuple[Vae, Progress]]:
        for model, progress in vae.learn(images, question.vae, seed=seed, should_stop=should_stop):
            on_progress("learning the VAE", progress.fraction)
            yield model, progress

    model = ended(told())
    drawn, many = vae.draw(model, SAMPLES, seed=seed), vae.draw(model, 1000, seed=seed + 1)
    mu, logvar = vae.encoded(model, images)
    fresh = variations(question.sources, question.variation, n=SAMPLES, seed=seed + FRESH).images
    half = (mu + np.roll(mu, 1, axis=0)) / 2
    return LearnedVae(
        _read(drawn.images, character, reader),
        _read(_decoded(model, mu), character, reader),
        _read(_decoded(model, half), character, reader),
        likeness(drawn.images, fresh, images),
        mu,
        logvar,
        _spread_of(mu, logvar, seed),
        many.seconds,
        len(many.images) - len({image.tobytes() for image in many.images}),
        model,
        drawn,
    )


def teach(
    question: Question,
    learned: LearnedVae | None,
    name: str,
    *,
    seed: int = 0,
    should_stop: ShouldStop = lambda: False,
) -> Taught:
    """Teach a network the set `name` of SETS. Raises Stopped, DataError, KeyError."""
    model = learned.model if learned and SETS[name].needs_vae else None
    material = Material(question.sources, question.character, question.variation, model)
    outcome, network = taught_outcome(question, name, material, seed=seed, should_stop=should_stop)
    known = len(question.sources)
    judge = judge_of(question, known) if hand_here() else None
    hand = hand_outcome(question, known, judge) if judge else None
    return Taught(outcome, hand, judge, export_model(network), len(question.others.test_same), network)


def evidence(varied: Varied, learned: Learned, found: LatentMap, made: Table) -> Evidence:
    """Return what the run has measured that the claims are held against."""
    return Evidence(
        made,
        found,
        learned.likeness,
        learned.read,
        varied.read,
        learned.reconstructed,
        learned.between,
        learned.mu.shape[1],
        learned.prior,
        learned.drawing,
        learned.copies,
    )


@dataclass(frozen=True, eq=False)
class Journey:
    """The whole way of one image."""

    varied: Varied
    learned: LearnedVae
    map: LatentMap
    taught: Taught
    table: Table | None
    claims: list[Claim]


Step = Varied | LearnedVae | LatentMap | Taught | Outcome | Table


def walk(
    question: Question,
    reader: Entry | None,
    *,
    chosen: str,
    sets: Sequence[str],
    seeds: Sequence[int],
    threads: int = 2,
    on_step: Callable[[Step], None] = lambda step: None,
    on_network: OnNetwork = lambda outcome, model: None,
    on_progress: OnProgress = lambda doing, share: None,
    should_stop: ShouldStop = lambda: False,
) -> Journey:
    """Go all the way: vary, learn, teach the chosen set, lay out, and fill the table; without seeds there is none.

    on_step hears each step as it is there, the table's outcomes one by one; on_network each network of the table. The
    first verdict comes as soon as it can, before the VAE where the chosen set needs none. Raises Stopped, DataError,
    Diverged, ModelError.
    """
    on_progress("varying the image", 0.0)
    varied = vary(question, reader)
    on_step(varied)

    def taught_with(learned: LearnedVae | None) -> Taught:
        on_progress("teaching the network", 0.0 if learned is None else 0.1)
        made = teach(question, learned, chosen, should_stop=should_stop)
        on_step(made)
        return made

    taught = None if SETS[chosen].needs_vae else taught_with(None)
    learned = learn(
        question,
        varied,
        reader,
        on_progress=lambda doing, share: on_progress(doing, 0.05 + 0.05 * share),
        should_stop=should_stop,
    )
    on_step(learned)
    taught = taught or taught_with(learned)
    on_progress("laying out the latents", 0.15)
    found = latent_map(learned.mu, varied.made.steps, should_stop=should_stop)
    on_step(found)
    if should_stop():
        raise Stopped
    if not seeds:
        return Journey(varied, learned, found, taught, None, [])
    heard: list[Outcome] = []

    def hear(outcome: Outcome, expected: int) -> None:
        heard.append(outcome)
        on_step(outcome)
        on_progress(f"table: {len(heard)} of {expected}", 0.2 + 0.8 * len(heard) / expected)

    made = table(
        question, sets=sets, seeds=seeds, threads=threads, on_outcome=hear, on_network=on_network,
        should_stop=should_stop,
    )  # fmt: skip
    on_step(made)
    return Journey(varied, learned, found, taught, made, claims(evidence(varied, learned, found, made)))


def _read(images: np.ndarray, character: str, reader: Entry | None) -> float | None:
    return None if reader is None else float(read_as(images, character, reader).mean())


def _decoded(model: Vae, z: np.ndarray) -> np.ndarray:
    import torch

    with torch.no_grad():
        return pixels.to_uint8(model.decode(torch.tensor(z)))


def _spread_of(mu: np.ndarray, logvar: np.ndarray, seed: int) -> tuple[float, float, float]:
    """Return the largest |mean|, the least and the most standard deviation of z by dims in use, a draw an image."""
    noise = np.random.default_rng(seed).standard_normal(mu.shape)
    z = mu + np.exp(logvar / 2) * noise
    used = mu.var(0) > 0.01
    z = z[:, used] if used.any() else z
    return float(np.abs(z.mean(0)).max()), float(z.std(0).min()), float(z.std(0).max())
