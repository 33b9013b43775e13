"""Which model families are there? One file per family; a new one adds a line to MODELS."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from core.models.base import ModelConfig
from core.models.classifier import ClassifierConfig
from core.models.gan import GanConfig
from core.models.vae import ConvVaeConfig, MlpVaeConfig

AnyModelConfig = Annotated[MlpVaeConfig | ConvVaeConfig | GanConfig | ClassifierConfig, Field(discriminator="family")]

MODELS: dict[str, type[ModelConfig]] = {
    "mlp vae": MlpVaeConfig,
    "conv vae": ConvVaeConfig,
    "gan": GanConfig,
    "classifier": ClassifierConfig,
}

__all__ = ["MODELS", "AnyModelConfig", "ClassifierConfig", "ConvVaeConfig", "GanConfig", "MlpVaeConfig", "ModelConfig"]
