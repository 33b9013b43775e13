"""How alike do pieces look, in numbers that clusters can be found among?

A small VAE learns what they look like, 16 numbers each; beside these count how wide and high a piece is on its line,
and what a reader of letters notices of it. UMAP brings all of it into five dimensions, where what is alike lies dense.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.handwriting.letters.frame import BASE, PER_X_HEIGHT, SIDE
from core.handwriting.letters.letters import Letter
from core.handwriting.letters.reader import Reader
from core.handwriting.parts import Page
from core.ink import centred
from core.types import DataError, ImageDataset

SIZE = 28
FEWEST, MOST = 20, 5_000  # pieces
DIMS = 5
NEIGHBOURS, EPOCHS = 15, 500  # of UMAP
STEPS, BATCH, RATE, BETA = 1_500, 64, 2e-3, 0.3
MEASURED, NOTICED, NUMBERS = 0.5, 0.7, 30  # weights beside the VAE's numbers; how many of a reader's are kept
SEED = 0

OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Pictures:
    """What is seen of n pieces. images: uint8 (n, 28, 28), bright ink on 0, each filling its image; frames: uint8
    (n, 32, 32), as a reader sees them: see core.handwriting.letters.frame; measures: float (n, 3), width and ends.
    """

    images: np.ndarray
    frames: np.ndarray
    measures: np.ndarray


@dataclass(frozen=True, eq=False)
class Looks:
    """Where pieces lie by their looks. points: float32 (n, 5). frames: uint8 (n, 32, 32), by which they are learned."""

    points: np.ndarray
    frames: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    @cached_property
    def mark(self) -> str:
        """16 hex digits that tell these looks from others."""
        digest = hashlib.blake2b(np.ascontiguousarray(self.points, np.float32), digest_size=8)
        digest.update(np.ascontiguousarray(self.frames))
        return digest.hexdigest()


def pictures_of(letters: Sequence[Letter], pages: Sequence[Page]) -> Pictures:
    """Return pictures of letters or pieces of pages, upright: the slant of their page is taken out."""
    upright = [_upright(one.ink, pages[one.page].slant) for one in letters]
    images = [centred(ink, SIZE) for ink in upright]
    frames = [_framed(ink, one) for ink, one in zip(upright, letters, strict=True)]
    measures = np.array([(one.width, one.low, one.high) for one in letters], float).reshape(-1, 3)
    return Pictures(
        np.array(images, np.uint8).reshape(-1, SIZE, SIZE), np.array(frames, np.uint8).reshape(-1, SIDE, SIDE), measures
    )


def looks_of(
    seen: Pictures,
    reader: Reader | None = None,
    *,
    steps: int = STEPS,
    on_progress: OnProgress = lambda what, share: None,
) -> Looks:
    """Return where pieces lie by their looks; the same pieces give the same place, on the same machine.

    steps: of the VAE. reader: that comes along, or None. Raises DataError for fewer than 20 pieces, or over 5,000.
    """
    n = len(seen.images)
    if not FEWEST <= n <= MOST:
        raise DataError(f"clusters are found among {FEWEST} to {MOST:,} pieces, got {n:,}.")
    kinds = [_even(_learned(seen.images, steps, on_progress)), MEASURED * _even(_apart(seen.measures))]
    if reader is not None:
        kinds.append(NOTICED * _even(_noticed(seen.frames, reader)))
    on_progress("laying out", 0.9)
    return Looks(_laid_out(np.hstack(kinds)), seen.frames)


def _learned(images: np.ndarray, steps: int, on_progress: OnProgress) -> np.ndarray:
    """Return what a small VAE says of images, float (n, 16): as many steps however few there are."""
    import torch

    from core.augmentation import GENTLE
    from core.images import to_float
    from core.models import ConvVaeConfig
    from core.training.loop import fit
    from core.training.run import TrainingConfig

    config = ConvVaeConfig(
        latent_dim=16, filters=(16, 32, 64), dense=128, decoder_dense=True, batch_norm=True, beta=BETA
    )
    epochs = 10
    training = TrainingConfig(
        epochs=epochs,
        batch_size=BATCH,
        learning_rate=RATE,
        validation=0.05,
        epoch_images=max(1, steps // epochs) * BATCH,
        augmentation=GENTLE,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        model = config.build()
    for progress in fit(model, ImageDataset("pieces", images), training, seed=SEED):
        on_progress("learning how they look", 0.9 * progress.fraction)
    with torch.no_grad():
        return model.eval().cpu().encode(to_float(torch.from_numpy(images))).mu.numpy()


def _noticed(frames: np.ndarray, reader: Reader) -> np.ndarray:
    """Return what a reader notices before it answers, float (n, <= 30), the largest components."""
    import torch
    from sklearn.decomposition import PCA

    with torch.no_grad():
        found = reader.network[:-1](torch.from_numpy(frames).float().div_(255)[:, None]).numpy()
    found = _apart(found)
    return PCA(min(NUMBERS, *found.shape), random_state=SEED).fit_transform(found)


def _apart(values: np.ndarray) -> np.ndarray:
    """Return columns of deviation 1; one that does not vary is 0."""
    deviation = values.std(0)
    return np.where(deviation > 0, (values - values.mean(0)) / np.where(deviation > 0, deviation, 1), 0)


def _even(values: np.ndarray) -> np.ndarray:
    """Return points about 0 whose mean squared length is 1, so that kinds can be weighed."""
    centred_ = values - values.mean(0)
    return centred_ / np.sqrt(max(float(np.square(centred_).sum(1).mean()), 1e-12))


def _laid_out(z: np.ndarray) -> np.ndarray:
    """Return UMAP of points (n, d) in five dimensions, float32 (n, 5)."""
    from core.projection.graph import Layout, fuzzy_graph, start
    from core.projection.neighbours import limited_to, nearest

    z = np.ascontiguousarray(z, np.float32)
    rng = np.random.RandomState(SEED)
    with limited_to(1):
        graph = fuzzy_graph(*nearest(z, min(NEIGHBOURS, len(z)) - 1, threads=1))
        layout = Layout(graph, start(z, graph, "spectral", "euclidean", rng, DIMS), EPOCHS, 1.0, 0.0, rng)
        for _ in range(EPOCHS):
            layout.step()
    return layout.xy


def _upright(ink: np.ndarray, slant: float) -> np.ndarray:
    """Take the slant, degrees to the right, out of ink, bool (h, w); return it bright on 0, uint8 (h, w)."""
    import cv2

    h, w = ink.shape
    lean = float(np.tan(np.radians(slant)))
    room = int(abs(lean) * h) + 2
    move = np.array([[1, lean, room - lean * h / 2], [0, 1, 0]], np.float32)
    moved = cv2.warpAffine(ink.astype(np.uint8) * 255, move, (w + 2 * room, h), flags=cv2.INTER_LINEAR)
    columns = np.flatnonzero(moved.max(0) > 60)
    return moved[:, columns[0] : columns[-1] + 1] if len(columns) else ink.astype(np.uint8) * 255


def _framed(ink: np.ndarray, letter: Letter) -> np.ndarray:
    """Put upright ink, uint8 (h, w), into a reader's frame, where its letter stands on the line."""
    import cv2

    scale = PER_X_HEIGHT * (letter.high - letter.low) / letter.ink.shape[0]
    h, w = (max(1, round(side * scale)) for side in ink.shape)
    small = cv2.resize(ink, (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    top, left = round(BASE - PER_X_HEIGHT * letter.high), (SIDE - w) // 2
    out = np.zeros((SIDE, SIDE), np.uint8)
    y, x = slice(max(0, top), min(SIDE, top + h)), slice(max(0, left), min(SIDE, left + w))
    if y.start < y.stop and x.start < x.stop:
        out[y, x] = small[y.start - top : y.stop - top, x.start - left : x.stop - left]
    return out
