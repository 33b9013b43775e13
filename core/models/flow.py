"""Which flows can be trained, and what does each setting do?

Source: Lipman et al. 2023, arXiv:2210.02747 (flow matching); Liu et al. 2023, arXiv:2209.03003 (rectified flow). The
network is in flow_network.py, so that settings load without torch.
"""

from __future__ import annotations

import math
from statistics import NormalDist, fmean
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from core.models import work
from core.models.base import LatentModelConfig

if TYPE_CHECKING:
    from core.models.flow_network import Flow

Filters = Annotated[tuple[Annotated[int, Field(ge=4, le=128)], ...], Field(min_length=2, max_length=2)]
TIMES = 16  # numbers that a moment is told by
LEAST = 0.05  # of the way that is left: what is nearly there is weighed as if so much were
SPREAD = 1.0  # standard deviation of the log odds of the moments that are learned at
LOOKED_AT = 500  # of those moments, of what they weigh in the mean


class FlowConfig(LatentModelConfig):
    """A flow: a network that says of a noisy image what it will be, asked again and again on the way from noise."""

    kind: ClassVar[str] = "flow"
    title: ClassVar[str] = "Flow matching"
    about: ClassVar[str] = (
        "A flow turns noise into ink in steps, each through the whole network, and cannot say where an image lies."
    )
    what: ClassVar[str] = (
        "A network that learned by flow matching (Lipman et al. 2023, arXiv:2210.02747; Liu et al. 2023, "
        "arXiv:2209.03003) with a dense layer between its convolutions"
    )
    good_for: ClassVar[str] = (
        "This one draws in steps: in one the blurred mean of what is possible, in more it settles on a single image."
    )
    in_steps: ClassVar[bool] = True
    sizes: ClassVar[tuple[int, ...]] = (14, 28, 32)
    shown_first: ClassVar[tuple[str, ...]] = ("conditional", "filters", "dense", "steps", "guidance")
    only_learning: ClassVar[tuple[str, ...]] = ("early", "average", "left_out", "steps", "guidance")
    stand_ins: ClassVar[dict[str, str]] = {"learner.": "decoder.network."}
    measured: ClassVar[str] = "Mean squared error of the velocity, a pixel, from -1 to 1"
    unit: ClassVar[str] = ""
    most_work: ClassVar[int] = 100_000_000  # sixteen askings: some frames late, in a worker

    family: Literal["flow"] = "flow"
    conditional: bool = Field(
        False,
        description="Tell the network the class, so that one can be asked for, or a mix of several. Needs labels.",
    )
    filters: Filters = Field(
        (16, 32),
        description="Filters at half and at a quarter of the image's sides, such as 16, 32. More: finer strokes, "
        "and every step slower.",
    )
    dense: int = Field(
        192,
        ge=16,
        le=1024,
        description="Width of the dense layers in the middle, which see the whole image at once. Wider: able to learn "
        "more, and slower.",
    )
    embedding: int = Field(
        64, ge=8, le=256, description="Numbers that the moment and the class become, told to every layer."
    )
    early: float = Field(
        -0.8,
        ge=-3.0,
        le=3.0,
        description="Which moments it learns at: the middle of them, as log odds of ink to noise. Below 0 mostly noisy "
        "ones, where what it will be is decided; above 0 mostly clear ones, where edges are.",
    )
    left_out: float = Field(
        0.1,
        ge=0.0,
        le=0.5,
        description="Share of images whose class is not told while it learns, so that it can draw without one too: "
        "guidance is the difference of both.",
    )
    average: float = Field(
        0.998,
        ge=0.0,
        le=0.9999,
        description="Share of itself that the network which draws keeps at each step; the rest comes from the one that "
        "learns. More: steadier pictures that lag further behind. 0: the two are one.",
    )
    steps: int = Field(
        8,
        ge=1,
        le=64,
        description="Steps from noise to ink when it draws. One gives about the mean of all that it could become, "
        "grey and blurred; each more costs as much as the first.",
    )
    guidance: float = Field(
        1.25,
        ge=0.0,
        le=4.0,
        description="How far it goes from what it would draw untold towards the class: 1 as it has learned, 0 without "
        "the class. More: surer to be read as asked, less varied, and twice the work. Only if the class is told.",
    )

    @property
    def latent_dim(self) -> int:
        """How many numbers describe one image: the noise that it begins as, one a pixel."""
        return self.image_size**2

    @property
    def losses(self) -> tuple[str, ...]:
        return ("loss", "noisy", "halfway", "clear")

    @property
    def leading(self) -> tuple[str, ...]:
        return ("loss",)

    @property
    def untrained(self) -> float:
        """The loss of one that sees an even grey whatever it is shown: off by 1 at each pixel, of which paper is -1."""
        odds = NormalDist(self.early, SPREAD)
        moments = (1 / (1 + math.exp(-odds.inv_cdf((i + 0.5) / LOOKED_AT))) for i in range(LOOKED_AT))
        return fmean(1 / max(1 - moment, LEAST) ** 2 for moment in moments)

    def multiply_adds(self, k: int = 0) -> int:
        return sum(work.of_flow(self, k))

    @property
    def asked(self) -> int:
        """How often the network is asked for one image that it draws: each time the work of a forward pass."""
        return self.steps * (2 if self.conditional and self.guidance not in (0.0, 1.0) else 1)

    @property
    def prices(self) -> bool:
        """Whether it knows images without being told their class, so that it can say of any how likely it is."""
        return not self.conditional or self.left_out > 0

    def numbers_between(self) -> int:
        half, quarter = work.sides_of(self.image_size, self.filters)[1:]
        return 6 * self.filters[0] * half**2 + 6 * self.filters[1] * quarter**2 + FINE * self.image_size**2

    @model_validator(mode="after")
    def _known_size(self) -> FlowConfig:
        if self.image_size not in self.sizes:
            raise ValueError(f"image_size must be 14, 28 or 32 for a flow, got {self.image_size}.")
        return self

    def build(self, classes: tuple[str, ...] = ()) -> Flow:
        from core.models.flow_network import Flow

        if self.conditional and not classes:
            raise ValueError("a conditional model needs a data set with classes; this one has no labels.")
        return Flow(self, classes if self.conditional else ())


FINE = 8  # channels at full size, beside the noisy image itself
SQUEEZED = 16  # channels that reach the dense layers
