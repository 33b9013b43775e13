"""What does a layer weigh before it has learned anything?"""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from core.models.gan import GanConfig

SPREAD = 0.02  # standard deviation of the first weights. Source: Radford et al. 2016, section 4


class Begun:
    """Gives a layer its first weights; norms begin near 1, or at it, biases at 0.

    Source: Radford et al. 2016, arXiv:1511.06434, section 4; Glorot & Bengio 2010 (AISTATS), equation 16.
    """

    def __init__(self, config: GanConfig) -> None:
        self.glorot = config.initialisation == "glorot"

    def __call__(self, layer: nn.Module) -> nn.Module:
        norm = isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm))
        if not self.glorot:
            nn.init.normal_(layer.weight, float(norm), SPREAD)
        elif not norm:
            nn.init.xavier_uniform_(layer.weight)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
        return layer


def scaled(slope: float) -> Callable[[nn.Module], nn.Module]:
    """Return what gives a layer first weights that keep the size of what passes. slope: of what is below 0 behind it.

    Source: He et al. 2015, arXiv:1502.01852, equation 15.
    """

    def begin(layer: nn.Module) -> nn.Module:
        nn.init.kaiming_normal_(layer.weight, slope)
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
        return layer

    return begin
