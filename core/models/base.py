"""What do the settings of every model family have in common?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from core.config import Config

if TYPE_CHECKING:
    from torch import nn


class ModelConfig(Config):
    """Settings of a network; `build` makes it. The classes come from the data, not from the settings."""

    image_size: int = Field(28, ge=8, le=128, description="Side of the images the model works on, in pixels.")

    def build(self, classes: tuple[str, ...] = ()) -> nn.Module:
        """Return the untrained network. classes: names of the data's classes, empty if it has no labels.

        Raises ValueError if the model needs classes and there are none.
        """
        raise NotImplementedError
