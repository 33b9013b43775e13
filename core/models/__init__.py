"""Which model families are there? One file per family; a new one adds a line to MODELS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.config import any_of
from core.models.adversarial import AdversarialConfig
from core.models.base import LatentModelConfig, ModelConfig
from core.models.classifier import ClassifierConfig
from core.models.duel import DuelConfig
from core.models.flow import FlowConfig
from core.models.gan import GanConfig
from core.models.mlp_gan import MlpGanConfig
from core.models.vae import ConvVaeConfig, MlpVaeConfig

MODELS: dict[str, type[ModelConfig]] = {
    "mlp vae": MlpVaeConfig,
    "conv vae": ConvVaeConfig,
    "gan": GanConfig,
    "mlp gan": MlpGanConfig,
    "flow": FlowConfig,
    "classifier": ClassifierConfig,
}
if TYPE_CHECKING:
    AnyModelConfig = ModelConfig
else:
    AnyModelConfig = any_of(MODELS, by="family")

__all__ = [
    "MODELS",
    "AdversarialConfig",
    "AnyModelConfig",
    "ClassifierConfig",
    "ConvVaeConfig",
    "DuelConfig",
    "FlowConfig",
    "GanConfig",
    "LatentModelConfig",
    "MlpGanConfig",
    "MlpVaeConfig",
    "ModelConfig",
]
