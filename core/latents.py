"""What does a model folder keep of its data, so that pages can show a latent map without the data set?"""

from __future__ import annotations

import io
import json
import math
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from core import images as pixels
from core.files import write_atomic
from core.types import ModelError

ACTIVE_ABOVE = 0.01  # variance of a dimension's means over images, above which it counts as active, else as dead
PARTS = 5  # of the images; one of them is held out
FARTHEST, WIDEST = 1e6, 80.0  # of a mean; of a log-variance, up to which its exponential can be computed with
MOST_TILE = 256  # pixels a side
KEY_BYTES = 8  # of an image's key, see core.images.image_keys


@dataclass(frozen=True, eq=False)
class Latents:
    """Posterior of a fixed sample of images.

    mu, logvar: float32 (n, d). labels: int64 (n,) or None. atlas: a PNG of the n images, row by row in `columns`
    columns of `tile` x `tile` pixels, four bits a pixel. named: keys of the images, where the atlas shows them smaller
    than the model sees them; empty where they can be had from the atlas.
    """

    mu: np.ndarray
    logvar: np.ndarray
    labels: np.ndarray | None
    atlas: bytes
    columns: int
    tile: int
    named: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.mu)

    def thumbnails(self) -> np.ndarray:
        """Return the images as uint8 (n, tile, tile), in 16 greys."""
        try:
            sheet = np.asarray(Image.open(io.BytesIO(self.atlas), formats=("PNG",)).convert("L"))
        except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError):
            raise ModelError("the thumbnails of the kept images are damaged.") from None
        if sheet.shape[1] != self.columns * self.tile:
            raise ModelError("the thumbnails of the kept images are damaged.")
        rows = sheet.shape[0] // self.tile
        tiles = sheet.reshape(rows, self.tile, self.columns, self.tile).swapaxes(1, 2)
        return tiles.reshape(-1, self.tile, self.tile)[: len(self)]

    @cached_property
    def held_out(self) -> np.ndarray:
        """Which images no density is fitted to, so that each can be asked for them: int64 (m,), ascending.

        One in five of each class, chosen once and for all; none of a class of fewer than five.
        """
        rng = np.random.default_rng(0)
        classes = np.zeros(len(self), np.int64) if self.labels is None else self.labels
        groups = [np.flatnonzero(classes == label) for label in np.unique(classes)]
        chosen = [rng.permutation(group)[: len(group) // PARTS] for group in groups]
        return np.sort(np.concatenate([np.empty(0, np.int64), *chosen]))

    def drawn(self, indices: np.ndarray) -> np.ndarray:
        """Return a draw from the posterior of each of these images, float32 (m, d), always the same."""
        noise = np.random.default_rng(1).standard_normal(self.mu.shape, np.float32)
        return self.mu[indices] + np.exp(self.logvar[indices] / 2) * noise[indices]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Names of the images, by which they are known again in another model's sample (core.images.image_keys)."""
        return self.named or pixels.image_keys(self.thumbnails())

    def save(self, path: Path) -> None:
        """Write latents.safetensors atomically. Raises OSError."""
        from safetensors.numpy import save

        tensors = {"mu": self.mu, "logvar": self.logvar, "atlas": np.frombuffer(self.atlas, np.uint8)}
        if self.labels is not None:
            tensors["labels"] = self.labels
        if self.named:
            tensors["keys"] = np.frombuffer(bytes.fromhex("".join(self.named)), np.uint8).reshape(-1, KEY_BYTES)
        layout = {"columns": str(self.columns), "tile": str(self.tile)}
        write_atomic(path, save({k: np.ascontiguousarray(v) for k, v in tensors.items()}, metadata=layout))

    @classmethod
    def load(cls, path: Path) -> Latents:
        """Read latents.safetensors. Raises ModelError if it is not what `save` writes."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        data = path.read_bytes()  # never mapped: a file replaced under a mapping kills the process
        try:
            tensors = load(data)
            header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])["__metadata__"]
            columns, tile = int(header["columns"]), int(header["tile"])
            mu, logvar, atlas = tensors["mu"], tensors["logvar"], tensors["atlas"].tobytes()
            named = tuple(row.tobytes().hex() for row in tensors["keys"]) if "keys" in tensors else ()
        except (SafetensorError, KeyError, TypeError, ValueError) as error:
            raise ModelError(f"{path.name} of {path.parent.name} is not a table of latents: {error}.") from None
        if mu.ndim != 2 or mu.shape != logvar.shape or {str(mu.dtype), str(logvar.dtype)} != {"float32"}:
            raise ModelError(f"{path.name} of {path.parent.name} holds latents that are no (n, d) tables of float32.")
        if not in_bounds(mu, logvar):
            raise ModelError(f"{path.name} of {path.parent.name} holds latents that are not finite, or too large.")
        n, labels = len(mu), tensors.get("labels")
        size = struct.unpack(">II", atlas[16:24]) if len(atlas) > 24 else (0, 0)  # of a PNG
        fits = labels is None or (labels.dtype == np.int64 and labels.shape == (n,) and (labels >= 0).all())
        laid_out = 0 < columns <= n and 0 < tile <= MOST_TILE and size == (columns * tile, -(-n // columns) * tile)
        if not fits or not laid_out or n == 0 or (named and len(named) != n):
            raise ModelError(f"{path.name} of {path.parent.name} holds labels or pictures that are not its own.")
        return cls(mu, logvar, labels, atlas, columns, tile, named)


def in_bounds(mu: np.ndarray, logvar: np.ndarray) -> bool:
    """Tell whether posteriors can be computed with: finite, means up to a million, log-variances up to 80."""
    return bool((np.abs(mu) <= FARTHEST).all() and (logvar <= WIDEST).all() and (logvar >= -FARTHEST).all())


def atlas_of(images: np.ndarray) -> tuple[bytes, int]:
    """Return (PNG of all uint8 (n, h, w) images, columns): near square, 16 greys."""
    columns = math.ceil(math.sqrt(len(images)))
    return pixels.to_png(pixels.grid(images, columns), levels=16), columns


def active(mu: np.ndarray) -> np.ndarray:
    """Say of each latent dimension whether it tells images apart, bool (d,). mu: means of their posteriors, (n, d).

    Active is what has means whose variance over images is above 0.01; the rest is dead.
    Source: Burda et al. 2016, arXiv:1509.00519, section 5.2.
    """
    return mu.astype(np.float64).var(0) > ACTIVE_ABOVE


def surely_dead(kl_per_dim: Sequence[float]) -> int:
    """Return how many dimensions are dead for certain, by their KL divergence alone, in nats: maybe more of them are.

    The divergence is at least half the mean of mu^2, and so at least half the variance of mu.
    """
    return sum(kl <= ACTIVE_ABOVE / 2 for kl in kl_per_dim)
