"""Which network reads a digit, and what does each setting do?

The network is in classifier_network.py, so that settings load without torch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from core.models import work
from core.models.base import ModelConfig

if TYPE_CHECKING:
    from core.models.classifier_network import Classifier


class ClassifierConfig(ModelConfig):
    """A small convolutional classifier; strided, without pooling, so that the browser runs it too."""

    kind: ClassVar[str] = "classifier"
    title: ClassVar[str] = "Classifier"
    about: ClassVar[str] = "A classifier draws nothing: it reads images and tells the pad what a picture looks like."
    what: ClassVar[str] = "A small convolutional classifier"
    good_for: ClassVar[str] = "This one reads: it tells other models' pads, and their scores, what an image shows."
    reads: ClassVar[bool] = True
    shown_first: ClassVar[tuple[str, ...]] = ("filters", "features")

    family: Literal["classifier"] = "classifier"
    filters: Annotated[tuple[Annotated[int, Field(ge=1, le=256)], ...], Field(min_length=1, max_length=4)] = Field(
        (16, 32, 64),
        description="Filters of each layer, from the image inwards; each layer halves the sides. More are able to "
        "learn more, and slower.",
    )
    features: int = Field(
        128,
        ge=2,
        le=1024,
        description="Width of the last hidden layer: the image's features, by which samples are scored.",
    )
    batch_norm: bool = Field(
        True,
        description="Normalise what each convolution gives over the batch: it learns in fewer steps, and what it takes "
        "for usual is the mix of its training images.",
    )
    shift: int = Field(
        2,
        ge=0,
        le=8,
        description="Most that a training image is shifted along either axis, in pixels: it then reads what is "
        "off centre, too. Too far, and ink leaves the image.",
    )

    @property
    def losses(self) -> tuple[str, ...]:
        return "loss", "accuracy"

    @property
    def normalised(self) -> bool:
        return True

    def multiply_adds(self, k: int = 0) -> int:
        flat = self.filters[-1] * work.sides_of(self.image_size, self.filters)[-1] ** 2
        return sum(work.halving(self.image_size, self.filters)) + sum(work.dense(flat, self.features, k))

    def numbers_between(self) -> int:
        return work.numbers_behind(self.image_size, self.filters)

    def build(self, classes: tuple[str, ...] = ()) -> Classifier:
        from core.models.classifier_network import Classifier

        if len(classes) < 2:
            raise ValueError(f"a classifier needs at least two classes, the data has {len(classes)}.")
        return Classifier(self, classes)
