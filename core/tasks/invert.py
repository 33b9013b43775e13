"""Which latents does a model give a drawing: by its encoder if it has one, and by optimising z, whatever it is?"""

from __future__ import annotations

import base64
import binascii
import json
import math
import time
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from core import places
from core.export.moving_picture import film
from core.files import write_atomic
from core.library.folder import find, open_model
from core.library.task import ShouldStop, TaskConfig
from core.library.task_folder import Tick
from core.tasks.results import opened
from core.types import ModelError

if TYPE_CHECKING:
    import torch

FILE, FILM, NOW = "inverted.safetensors", "inverted.png", "now.png"
MOST_TEXT = 32_768  # characters: 128 x 128 pixels that cannot be packed take 22,000
GRACE = 0.8  # seconds that a stop leaves for the last step
TIMED = 20  # encodings whose time is taken
DRAWS = 500  # importance samples of the likelihood
FILM_SIDE, FILM_SECONDS = 224, 0.08  # pixels; a frame
SHOWN = 0.3  # seconds between two pictures of the work under way


class InvertTask(TaskConfig):
    """Find the latents from which a model draws an image. Leaves inverted.safetensors (`open_inverted`) and a film."""

    decodes: ClassVar[bool] = True

    kind: Literal["invert"] = "invert"
    image: str = Field(max_length=MOST_TEXT, description="The drawing, as `written_down` has it.")
    starts: int = Field(8, ge=1, le=64, description="Draws of z that are moved to the end; the best is kept.")
    steps: int = Field(200, ge=1, le=2000, description="Steps of each.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Same seed, same starts.")

    @model_validator(mode="after")
    def _is_an_image(self) -> InvertTask:
        read_back(self.image)
        return self

    def work(self, folder: Path, should_stop: ShouldStop) -> str:
        """Encode and optimise. Raises ModelError if the model draws nothing or works on another size."""
        from core.tasks.interruptible import LeftBehind, aside

        entry, image = find(self.model), read_back(self.image)
        model = open_model(entry)
        if not entry.config.model.draws:
            raise ModelError(f"{entry.named} draws nothing: it is a classifier.")
        if len(image) != entry.config.model.image_size:
            raise ModelError(
                f"{entry.named} works on {entry.config.model.image_size} px images, the drawing has {len(image)} px."
            )
        watch = _Watch(folder, Tick(folder), self.steps)
        try:
            return aside(partial(_inverted, self, model, image, folder, watch), should_stop, grace=GRACE)
        except LeftBehind:
            return "stopped"


@dataclass(frozen=True, eq=False)
class Encoded:
    """What an encoder says of a drawing in one pass.

    mu, sigma: (d,) of the posterior. label: the class under which its likelihood is largest, -1 for none. image: uint8
    (h, w), decoded from mu; error: squared error of its pixels from 0 to 1. seconds: of one encoding and decoding.
    nats: -log p(x) of the drawing as pure ink, given that class if there is one, by 500 importance samples; None
    without a Bernoulli likelihood.
    """

    mu: np.ndarray
    sigma: np.ndarray
    label: int
    image: np.ndarray
    error: float
    seconds: float
    nats: float | None


@dataclass(frozen=True, eq=False)
class Inverted:
    """What was found. See core.models.inversion.Inversion for z to errors; seconds: that optimising took.

    encoded: None for a model without an encoder.
    """

    z: np.ndarray
    label: int
    error: float
    frames: np.ndarray
    steps: np.ndarray
    errors: np.ndarray
    seconds: float
    encoded: Encoded | None = None


def written_down(image: np.ndarray) -> str:
    """Return a drawing, uint8 (h, h), bright ink on 0, as text for an InvertTask."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(image).tobytes(), 9)).decode()


def read_back(text: str) -> np.ndarray:
    """Return the drawing in a text that `written_down` made. Raises ValueError if it is none."""
    limit = 256 * 256
    try:
        packed = zlib.decompressobj()
        pixels = packed.decompress(base64.b64decode(text, validate=True), limit + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise ValueError("image must be a drawing as text, packed pixel by pixel; this is not one.") from None
    side = math.isqrt(len(pixels))
    if not packed.eof or side**2 != len(pixels) or not 4 <= side <= 256:
        raise ValueError(f"image must be square, of 4 to 256 pixels a side, got {len(pixels)} pixels.")
    return np.frombuffer(pixels, np.uint8).reshape(side, side)


def open_inverted(task: InvertTask) -> Inverted | None:
    """Return what was found, None if nobody has asked for it yet.

    Raises ModelError if the model is gone, or for a broken file.
    """
    return opened(task, FILE, _built)


def film_of(task: InvertTask) -> bytes | None:
    """Return the way to the drawing as an animated PNG, None if nobody has asked for it yet. Raises ModelError."""
    return _file(task, FILM)


def under_way(task: InvertTask) -> bytes | None:
    """Return a PNG of the best drawing so far, None before the first. Raises ModelError if the model is gone."""
    return _file(task, NOW)


def _file(task: InvertTask, name: str) -> bytes | None:
    try:
        return (places.tasks() / task.key() / name).read_bytes()
    except FileNotFoundError:
        return None


class _Watch:
    """Says how far the work is, and leaves a picture of it a few times a second."""

    def __init__(self, folder: Path, tick, steps: int) -> None:
        self.folder, self.tick, self.steps, self.shown = folder, tick, steps, 0.0

    def __call__(self, step: int, error: float, frame: np.ndarray) -> None:
        from core.images import to_png

        self.tick(f"step {step} of {self.steps}, squared error {error:.4f}", step / (self.steps + 1), step, self.steps)
        if time.monotonic() - self.shown > SHOWN:
            self.shown = time.monotonic()
            write_atomic(self.folder / NOW, to_png(frame.repeat(6, 0).repeat(6, 1)))


def _inverted(
    task: InvertTask, model: torch.nn.Module, image: np.ndarray, folder: Path, watch: _Watch, stop: ShouldStop
) -> str:
    import torch
    from safetensors.numpy import save

    from core import images as pixels
    from core.models.flow_round_trip import round_trip
    from core.models.inversion import invert
    from core.models.refiner import BACK_STEPS
    from core.types import Encoder

    x = pixels.to_float(torch.from_numpy(image[None].copy()))[0]  # (1, h, w)
    encoded = _encoded(model, x, task.seed) if isinstance(model, Encoder) else None
    begin = torch.from_numpy(encoded.mu) if encoded else None
    began, rng = time.perf_counter(), torch.Generator().manual_seed(task.seed)
    if model.config.in_steps:  # its noise need not be searched for
        watch.steps = BACK_STEPS
        found = round_trip(model, x, rng=rng, on_step=watch, should_stop=stop)
    else:
        found = invert(
            model, x, starts=task.starts, steps=task.steps, rng=rng, begin=begin, on_step=watch, should_stop=stop
        )
    if found is None:
        return "stopped"
    seconds = time.perf_counter() - began
    tensors = {"z": found.z, "frames": found.frames, "steps": found.steps, "errors": found.errors}
    notes = {"label": found.label, "error": found.error, "seconds": seconds, "encoded": None}
    if encoded:
        tensors |= {"mu": encoded.mu, "sigma": encoded.sigma, "rebuilt": encoded.image}
        notes["encoded"] = {name: getattr(encoded, name) for name in ("label", "error", "seconds", "nats")}
    moving = np.concatenate([found.frames, np.repeat(found.frames[-1:], 8, 0)])  # it rests on what it has found
    write_atomic(folder / FILM, film(moving, format="apng", size=FILM_SIDE, seconds_per_frame=FILM_SECONDS, ink="dark"))
    packed = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    write_atomic(folder / FILE, save(packed, metadata={"scores": json.dumps(notes)}))
    return "done"


def _encoded(model: torch.nn.Module, x: torch.Tensor, seed: int) -> Encoded:
    """Encode x (1, h, w), a conditional model under the class that explains it best."""
    import torch

    k = len(model.classes)
    y, many = (torch.eye(k), x.expand(k, 1, *x.shape[1:])) if k else (None, x[None])
    with torch.no_grad():
        posterior = model.encode(many, y)
        # The ELBO at the mean of each posterior: a drawn z would only add noise to which class is best.
        elbo = -model.reconstruction(posterior.mu, many, y) - posterior.kl().sum(1)
        best = int(elbo.argmax())
        told = None if y is None else y[best : best + 1]
        times = []
        for _ in range(TIMED):  # the quickest counts: the others were interrupted
            began = time.perf_counter()
            mu = model.encode(x[None], told).mu
            drawn = model.decode(mu, told)
            times.append(time.perf_counter() - began)
    return Encoded(
        mu=mu[0].numpy(),
        sigma=(0.5 * posterior.logvar[best]).exp().numpy(),
        label=best if k else -1,
        image=_grey(drawn),
        error=float((drawn - x).square().mean()),
        seconds=min(times),
        nats=_nats(model, x, best if k else -1, seed),
    )


def _grey(drawn: torch.Tensor) -> np.ndarray:
    from core.images import to_uint8

    return to_uint8(drawn)[0]


def _nats(model: torch.nn.Module, x: torch.Tensor, label: int, seed: int) -> float | None:
    import torch

    from core.metrics import likelihood
    from core.types import ImageDataset

    if not likelihood.fits(model):
        return None
    image = (x.numpy() * 255).round().astype(np.uint8)
    labels = None if label < 0 else np.array([label])
    dataset = ImageDataset("a drawing", image, labels, model.classes if label >= 0 else ())
    rng = torch.Generator().manual_seed(seed)
    return -float(likelihood.log_likelihood(model, dataset, draws=DRAWS, rng=rng)[0])


def _built(key: str, tensors: dict[str, np.ndarray], notes: dict) -> Inverted:
    told, encoded = notes["encoded"], None
    if told is not None:
        nats = told["nats"]
        encoded = Encoded(
            mu=tensors["mu"],
            sigma=tensors["sigma"],
            label=int(told["label"]),
            image=tensors["rebuilt"],
            error=float(told["error"]),
            seconds=float(told["seconds"]),
            nats=None if nats is None else float(nats),
        )
    return Inverted(
        z=tensors["z"],
        label=int(notes["label"]),
        error=float(notes["error"]),
        frames=tensors["frames"],
        steps=tensors["steps"],
        errors=tensors["errors"],
        seconds=float(notes["seconds"]),
        encoded=encoded,
    )
