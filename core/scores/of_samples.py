"""How are the images that a model and a strategy draw scored, beside the floor and the reconstruction limit?

The floor is what real training images score against real test images. The reconstruction limit is what the same images
score after they were encoded and decoded. It is what the model as a whole keeps of an image, and does not say where the
rest is lost: some does not fit through the latents (the bottleneck), some is lost because the encoder misses the best
place for an image (the amortisation gap: Cremer et al. 2018, arXiv:1801.03558), and some by the decoder.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from torch import nn

from core.library.folder import Entry, latents, open_model
from core.metrics import SAMPLE_METRICS, Drawn, memorisation
from core.metrics.score import Score
from core.sampling import FittedSampler, held_out
from core.scores.config import ScoringConfig
from core.scores.data import Bench, bench_for
from core.scores.passes import BATCH, decoded, encoded
from core.scores.progress import OnProgress, ShouldStop, Stopped, Told
from core.scores.table import EDITION, SampleScores, SampleTable, weights_of
from core.types import DataError, Encoder, ImageDataset, LatentModel, ModelError
from core.words.text import isolated

__all__ = ["Stopped", "floor", "limit", "score", "table"]

FORETOLD = (
    2000  # test images whose latents a density is asked for: 10,000 kernels are as quickly asked as an image drawn
)
OF_DRAWN = frozenset({"memorisation", "speed"})  # metrics that say nothing of images which were not drawn


def table(
    entry: Entry,
    config: ScoringConfig,
    *,
    on_progress: OnProgress = lambda doing, fraction: None,
    should_stop: ShouldStop = lambda: False,
) -> SampleTable:
    """Return the strategy's scores with the floor and, where the model can encode, the limit beside them.

    Raises what `score` raises.
    """
    told = Told(on_progress, should_stop)
    (model, weights), bench = _decoder(entry), bench_for(entry, config, told.part(0.0, 0.1))
    of_floor = _floor(bench, config, told.part(0.1, 0.2))
    of_limit = _limit(model, weights, bench, config, told.part(0.2, 0.4))
    drawn = _score(entry, model, weights, bench, config, told.part(0.4, 1.0))
    return SampleTable(scored=tuple(scores for scores in (of_floor, of_limit, drawn) if scores))


def score(
    entry: Entry,
    config: ScoringConfig,
    *,
    on_progress: OnProgress = lambda doing, fraction: None,
    should_stop: ShouldStop = lambda: False,
) -> SampleScores:
    """Fit the strategy, draw n images a seed, and score them against real test images.

    Raises Stopped soon after should_stop says so, ModelError if the model draws nothing, DataError if its data cannot
    be had or does not fit, ValueError from the strategy.
    """
    told = Told(on_progress, should_stop)
    model, weights = _decoder(entry)
    return _score(entry, model, weights, bench_for(entry, config, told.part(0.0, 0.2)), config, told.part(0.2, 1.0))


def floor(
    entry: Entry,
    config: ScoringConfig,
    *,
    on_progress: OnProgress = lambda doing, fraction: None,
    should_stop: ShouldStop = lambda: False,
) -> SampleScores:
    """Score real training images in place of drawn ones; worked out once a data set. Raises what `score` raises."""
    told = Told(on_progress, should_stop)
    return _floor(bench_for(entry, config, told.part(0.0, 0.5)), config, told.part(0.5, 1.0))


def limit(
    entry: Entry,
    config: ScoringConfig,
    *,
    on_progress: OnProgress = lambda doing, fraction: None,
    should_stop: ShouldStop = lambda: False,
) -> SampleScores | None:
    """Score reconstructions of training images; worked out once a model. None if it cannot encode.

    Raises what `score` raises.
    """
    told = Told(on_progress, should_stop)
    model, weights = _decoder(entry)
    return _limit(model, weights, bench_for(entry, config, told.part(0.0, 0.3)), config, told.part(0.3, 1.0))


def _score(
    entry: Entry, model: nn.Module, weights: str, bench: Bench, config: ScoringConfig, told: Told
) -> SampleScores:
    told("encoding", 0.0)
    model = _drawing(entry, model, config)
    fitted, seconds = fitted_to(bench.learned, entry, model, config, told.part(0.0, 0.3))
    foretold = _foretold(model, fitted, bench, config, told.part(0.3, 0.4))
    rows = _over_seeds(
        bench, config, told.part(0.4, 1.0), lambda rng, told: _draw(model, fitted, bench, config, rng, told)
    )
    return SampleScores(
        source="strategy",
        sampler=config.sampler,
        temperature=config.temperature,
        steps=config.steps,
        guidance=config.guidance,
        points=fitted.images,
        fit_seconds=round(seconds, 3),
        conditions=bench.conditions,
        rows=rows | foretold,
        weights=weights,
        edition=EDITION,
    )


def _drawing(entry: Entry, model: nn.Module, config: ScoringConfig) -> nn.Module:
    """Return the model as it draws by these steps and this guidance. Raises ModelError if it draws at once."""
    changes = {name: value for name in ("steps", "guidance") if (value := getattr(config, name)) is not None}
    if not changes:
        return model
    if not entry.config.model.in_steps:
        raise ModelError(f"{entry.named} draws at once: it has neither steps nor guidance.")
    return model.drawing(**changes)


def fitted_to(
    learned: ImageDataset, entry: Entry, model: nn.Module, config: ScoringConfig, told: Told
) -> tuple[FittedSampler, float]:
    """Fit the strategy to config.points of the images that the model learned from; return it and the seconds it took.

    The same whenever it is asked for. Raises SamplingError (a ValueError), Stopped.
    """
    mu, logvar, labels = _points(entry, model, learned, config, told.part(0.0, 0.7))
    told(f"fitting: {config.sampler.title}", 0.7)
    began = time.perf_counter()
    rng = np.random.default_rng(0)
    found = config.sampler.fit(mu, labels, logvar=logvar, classes=len(model.classes), rng=rng)
    seconds = time.perf_counter() - began
    return replace(found, images=len(mu) if config.sampler.needs else 0), seconds


def _foretold(
    model: nn.Module, fitted: FittedSampler, bench: Bench, config: ScoringConfig, told: Told
) -> dict[str, Score]:
    """Return how likely the latents of test images are, drawn anew for each seed; empty where that says nothing.

    At another temperature it is another density, which has no name; and what was fitted to the images that are kept
    with a model may have seen test images.
    """
    seen = config.sampler.needs and config.points == 0
    if not isinstance(model, Encoder) or config.temperature != 1 or seen or not config.sampler.foretells:
        return {}
    mu, logvar, labels = encoded(model, bench.test.subset(np.arange(min(FORETOLD, len(bench.test)))), told)
    nats = []
    for seed in range(config.seeds):
        told("measuring: held-out latents", 0.5 + 0.5 * seed / config.seeds)
        z = mu + np.exp(logvar / 2) * np.random.default_rng([seed, 2]).standard_normal(mu.shape)
        found = held_out(fitted, z, labels, label=config.label, told=bool(model.classes))
        if found is None or found.outside:
            return {}
        nats.append(Score(value=found.nats, unit="nats"))
    return {"held_out": _mean(nats)}


def _floor(bench: Bench, config: ScoringConfig, told: Told) -> SampleScores:
    def work() -> SampleScores:
        def real(rng: np.random.Generator, told: Told) -> Drawn:
            chosen = _chosen(bench, rng)
            return bench.seen(chosen.images, chosen.labels)

        rows = _over_seeds(bench, config, told, real, leave_out=OF_DRAWN)
        rows |= memorisation.floor(bench.reference)
        return SampleScores(source="floor", conditions=bench.conditions, rows=rows)

    return bench.remembered("floor", work)


def _limit(model: nn.Module, weights: str, bench: Bench, config: ScoringConfig, told: Told) -> SampleScores | None:
    if not isinstance(model, Encoder):
        return None

    def work() -> SampleScores:
        def rebuilt(rng: np.random.Generator, told: Told) -> Drawn:
            chosen = _chosen(bench, rng)  # not the test images: they would be held against themselves
            mu, logvar, labels = encoded(model, chosen, told.part(0.0, 0.5))
            z = mu + np.exp(logvar / 2) * rng.standard_normal(mu.shape, np.float32)
            return bench.seen(decoded(model, z, labels, told.part(0.5, 1.0)), labels)

        rows = _over_seeds(bench, config, told, rebuilt, leave_out=OF_DRAWN)
        return SampleScores(source="limit", conditions=bench.conditions, rows=rows, weights=weights)

    return bench.remembered(f"limit of {weights}", work)


def _over_seeds(
    bench: Bench,
    config: ScoringConfig,
    told: Told,
    source: Callable[[np.random.Generator, Told], Drawn],
    *,
    leave_out: frozenset[str] = frozenset(),
) -> dict[str, Score]:
    """Measure what `source` gives with each seed; return means, with the standard deviations over the seeds."""
    found: list[dict[str, Score]] = []
    for seed in range(config.seeds):
        part = told.part(seed / config.seeds, (seed + 1) / config.seeds)
        fake = source(np.random.default_rng([seed, 1]), part.part(0.0, 0.5))
        rows: dict[str, Score] = {}
        for i, (name, metric) in enumerate(SAMPLE_METRICS.items()):
            if name not in leave_out:
                part(f"measuring: {name}", 0.5 + 0.5 * i / len(SAMPLE_METRICS))
                rows |= metric.measure(fake, bench.reference, rng=torch.Generator().manual_seed(seed))
        found.append(rows)
    return {name: _mean([rows[name] for rows in found]) for name in found[0] if all(name in rows for rows in found)}


def _mean(scores: list[Score]) -> Score:
    values = [score.value for score in scores]
    if len(set(values)) == 1:  # the mean of equal numbers is a rounding away from them
        return scores[0].replace(spread=0.0 if len(values) > 1 else None)
    return scores[0].replace(value=float(np.mean(values)), spread=float(np.std(values, ddof=1)))


def _chosen(bench: Bench, rng: np.random.Generator) -> ImageDataset:
    """Return as many training images as are drawn, in random order."""
    return bench.train.subset(rng.permutation(len(bench.train))[: bench.conditions.n])


def _draw(
    model: nn.Module, fitted: FittedSampler, bench: Bench, config: ScoringConfig, rng: np.random.Generator, told: Told
) -> Drawn:
    decoded(model, np.zeros((BATCH, model.latent_dim), np.float32), np.zeros(BATCH, np.int64), told)  # warm, not timed
    began = time.perf_counter()
    draws = fitted.draw(bench.conditions.n, label=config.label, rng=rng, temperature=config.temperature)
    images = decoded(model, draws.z, draws.labels, told)
    return bench.seen(images, draws.labels, time.perf_counter() - began)


def _points(
    entry: Entry, model: nn.Module, learned: ImageDataset, config: ScoringConfig, told: Told
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Return (mu, logvar, labels) of the images that the strategy is fitted on; none where the model has no encoder."""
    if not config.sampler.needs:  # but how frequent the classes are, a conditional model's draws go by
        labels = learned.labels
        return np.zeros((0 if labels is None else len(labels), model.latent_dim), np.float32), None, labels
    # A strategy that goes out from one image names it by its number among those kept with the model.
    if config.points == 0 or getattr(config.sampler, "index", -1) >= 0:
        kept = latents(entry)
        return kept.mu, kept.logvar, kept.labels
    if not isinstance(model, Encoder):
        return np.zeros((0, model.latent_dim), np.float32), None, None
    chosen = np.random.default_rng(0).permutation(len(learned))[: config.points]
    return encoded(model, learned.subset(chosen), told)


def _decoder(entry: Entry) -> tuple[nn.Module, str]:
    """Return the model and sha256 of its weights."""
    # Read before the model is: one that is trained further meanwhile must not get the scores of what it was.
    weights = weights_of(entry.path)
    model = open_model(entry)
    if not isinstance(model, LatentModel):
        raise ModelError(f"{entry.named} draws nothing: it is a classifier.")
    data = entry.config.classes
    if model.classes and tuple(model.classes) != tuple(data):
        draws, has = (", ".join(map(isolated, names)) for names in (model.classes, data))
        raise DataError(f"the model draws {draws}, its data has {has or 'no classes'}.")
    return model, weights
