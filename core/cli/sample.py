"""What does `python -m core sample` do? It draws images by a strategy and writes them as one picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core import images as pixels
from core.config import ConfigError
from core.files import write_atomic
from core.library.folder import Entry, entry_at, find, open_model
from core.library.folder import latents as latents_of
from core.models.refiner import SHARP
from core.sampling import SAMPLERS, AnySamplerConfig, available


@dataclass(frozen=True)
class Refining:
    """How a flow goes on from what was drawn. flow: its folder or id, empty for none; t0, steps: None for the usual."""

    flow: str = ""
    t0: float | None = None
    steps: int | None = None

    def done_to(self, images: np.ndarray, seed: int) -> np.ndarray:
        """Return images, uint8 (n, h, w), with the flow's strokes, a noise for each. Raises ConfigError, ModelError."""
        if not self.flow:
            if self.t0 is not None or self.steps is not None:
                raise ConfigError("--t0 and --steps go with --refine.")
            return images
        import torch

        from core.models.flow_travel import refine

        entry = entry_at(self.flow) if Path(self.flow).is_dir() else find(self.flow)
        if not entry.config.model.in_steps:
            raise ConfigError(f"{entry.named} cannot go on from an image: it does not draw in steps, as a flow does.")
        x = pixels.to_float(torch.from_numpy(images))
        noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed))
        t0 = SHARP if self.t0 is None else self.t0
        return pixels.to_uint8(refine(open_model(entry), x, t0=t0, steps=self.steps, noise=noise))  # type: ignore[arg-type]


def sample(
    folder: Path, out: Path, n: int, sampler: str, changes: list[str], label: str | None, temperature: float, seed: int,
    refining: Refining = Refining(),
) -> None:  # fmt: skip
    """Write a PNG grid of n images that the model in `folder` draws by a strategy.

    sampler: a key of SAMPLERS; changes: of its settings, such as "components=20". label: name of the class to draw,
    None for all. refining: what a flow makes of them. Raises ConfigError for what does not exist or does not fit,
    ModelError, SamplingError.
    """
    from core.tasks.draw import decoded, draws_of
    from core.tasks.sampler import fit
    from core.training.edit import changed

    if sampler not in SAMPLERS:
        raise ConfigError(f"there is no strategy {sampler!r}; there are {', '.join(SAMPLERS)}.")
    config, entry = changed(SAMPLERS[sampler](), changes), entry_at(folder)
    _check(entry, config)
    kept = latents_of(entry) if (entry.path / "latents.safetensors").is_file() else None
    draws = draws_of(
        entry, fit(config, entry, kept), n=n, label=_index(entry, label), seed=seed, temperature=temperature
    )
    images = refining.done_to(decoded(entry, draws), seed)
    write_atomic(out, pixels.to_png(pixels.grid(images, math.ceil(math.sqrt(n)))))


def _check(entry: Entry, config: AnySamplerConfig) -> None:
    """Raise ConfigError if the model draws nothing, or cannot be drawn from so."""
    model, kept = entry.config.model, (entry.path / "latents.safetensors").is_file()
    if not model.draws:
        raise ConfigError(f"{entry.named} draws nothing: it is a classifier.")
    conditional = model.conditional
    labels = bool(entry.config.classes)
    why = available(has_latents=kept, has_posterior=kept, labels=labels, conditional=conditional)[config.name]
    if why:
        raise ConfigError(f"{config.title} is not there for {entry.named}. {why}")


def _index(entry: Entry, label: str | None) -> int | None:
    classes = entry.config.classes
    if label is not None and label not in classes:
        known = ", ".join(classes) or "none: it was trained without"
        raise ConfigError(f"label must be one of the model's classes ({known}), got {label!r}.")
    return None if label is None else classes.index(label)
