"""What does it take to make a model again: which data, which model, which training, which seed?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from core import __version__
from core.augmentation import AnyAugmentationConfig
from core.config import Config
from core.datasets import AnyDatasetConfig
from core.models import AnyModelConfig


class TrainingConfig(Config):
    """How long and how fast to train. The run ends at `epochs` or `seconds`, whichever comes first."""

    epochs: int = Field(
        20, ge=1, le=5000, description="Passes over the training images, or over so many as count as an epoch."
    )
    seconds: float = Field(
        0.0,
        ge=0.0,
        le=86400.0,
        description="Stop after so many seconds of learning, measuring left out; 0 for no limit.",
    )
    batch_size: int = Field(
        128,
        ge=2,
        le=4096,
        description="Images per step. Larger: fewer and steadier steps an epoch, which takes less time, and less is "
        "learned from each image.",
    )
    learning_rate: float = Field(
        2e-3,
        ge=1e-6,
        le=1.0,
        description="Highest step size of Adam. Too large: losses jump about or run away. Too small: the "
        "training ends before it has learned.",
    )
    schedule: Literal["one-cycle", "constant", "linear"] = Field(
        "one-cycle",
        description="How the step size goes over the training. one-cycle: it rises, then falls to almost nothing. "
        "constant: it stays. linear: it stays, then falls in the second half, as suits GANs. One that falls settles "
        "the weights at the end, which a training that is stopped early misses.",
    )
    dynamic_binarisation: bool = Field(
        False,
        description="Draw every pixel as ink or no ink, anew at every step, its grey level being the chance of ink. "
        "With Bernoulli pixels a VAE's negative ELBO then bounds the negative log-likelihood of such images; losses of "
        "grey images are no such bound, and not to be compared with these.",
    )
    augmentation: tuple[AnyAugmentationConfig, ...] = Field(
        (),
        max_length=4,
        description="Ways to vary each image a little, anew at every step; empty for none. They keep few images from "
        "being learned by heart; the model then draws such variations, too.",
    )
    validation: float = Field(
        0.1,
        gt=0.0,
        le=100_000.0,
        description="Images held out of learning, to measure on: a share below 1, else a number. More: surer "
        "figures, fewer images to learn from.",
    )
    epoch_images: int = Field(
        0,
        ge=0,
        le=10_000_000,
        description="Images that count as an epoch: with fewer of them it is measured and kept more often, with more "
        "than there are each is seen several times. 0 for all of them.",
    )
    snapshots: tuple[Annotated[int, Field(ge=1)], ...] = Field(
        (), max_length=100, description="Epochs to keep for the film of training; empty for 1, 2, 3, 5, 8, 13, ..."
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = Field(
        "auto", description="Where to compute; auto takes a GPU if there is one."
    )

    def kept_epochs(self) -> frozenset[int]:
        """Return the epochs whose snapshot is kept: those asked for, else Fibonacci numbers; always the last."""
        kept, a, b = {self.epochs, *self.snapshots}, 1, 2
        while not self.snapshots and a < self.epochs:
            kept.add(a)
            a, b = b, a + b
        return frozenset(kept)


class TuningConfig(Config):
    """What a reader learned after its training, see core.training.tuning."""

    reader: str = Field(max_length=80, description="Title of the reader that it was before.")
    corrections: int = Field(ge=1, le=10_000, description="Drawings that it was told the right class of.")
    rehearsed: int = Field(ge=0, le=10_000_000, description="Images shown again, so that it does not forget.")
    steps: int = Field(ge=1, le=1_000_000, description="Steps of the tuning.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Where chance begins.")


class BrowserConfig(Config):
    """How a browser trained a model, by itself: see core.transfer.browser_trained. Settings are those at the end."""

    kernels: Literal["wasm", "plain"] = Field(description="What computed: WebAssembly, or plain JavaScript.")
    steps: int = Field(ge=1, le=10**8, description="Steps that it took.")
    turned: int = Field(0, ge=0, le=10**6, description="How often a setting was turned while it learned.")
    beta: float = Field(1.0, ge=0.0, le=100.0, description="Weight of the KL divergence.")
    learning_rate: float = Field(1e-3, ge=0.0, le=10.0, description="Highest step size of Adam.")
    images: int = Field(1, ge=1, le=10_000_000, description="Images that it learned from.")
    classes: tuple[Annotated[int, Field(ge=0, le=199)], ...] = Field(
        (), max_length=200, description="Numbers of the classes that it learned from; empty for all."
    )


class RunConfig(Config):
    """Everything needed to make a model again, but the drawings that a reader was told the right class of."""

    dataset: AnyDatasetConfig
    model: AnyModelConfig
    training: TrainingConfig = TrainingConfig()
    seed: int = Field(
        0,
        ge=0,
        le=2**31 - 1,
        description="Where chance begins. The same seed on the same machine gives the same model, on a CPU "
        "and without a limit in seconds.",
    )
    start: str = Field(
        "",
        max_length=64,
        pattern=r"^([0-9a-f]{32}|[a-z0-9]+(-[a-z0-9]+)*)?$",
        description="Id of a trained model whose weights it begins with, of the same network but for its classes; "
        "empty for weights drawn by chance.",
    )
    classes: tuple[Annotated[str, Field(max_length=40)], ...] = Field(
        (), max_length=200, description="Names of the data's classes, noted when the data is read."
    )
    left_out: int = Field(
        0, ge=0, le=10_000_000, description="Images of the data left out as asked, noted when the data is read."
    )
    tuning: TuningConfig | None = Field(None, description="What it learned after the training, noted when it did.")
    browser: BrowserConfig | None = Field(None, description="How a browser trained it, noted when one did.")
    code_version: str = Field(__version__, max_length=20, description="Version of the code that made it.")
