"""How does a flow say what a noisy image will be, draw by that, and learn it?

An image on its way is x_t = t x + (1 - t) e: e is noise from N(0, I), x an image whose pixels run from -1 to 1, t the
moment from 0 to 1. The network says x_hat, the image to come; (x_hat - x_t) / (1 - t) is the velocity.

Source: Lipman et al. 2023, arXiv:2210.02747, equation 23 with sigma_min 0; moments by a logistic normal: Esser et al.
2024, arXiv:2403.03206, section 3.1; the last layer of a block starting at 0: Zhang et al. 2019, arXiv:1901.09321.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core.adam import Adam
from core.models.flow import FINE, LEAST, SPREAD, SQUEEZED, TIMES, FlowConfig
from core.models.flow_travel import travel
from core.models.layers import class_weights, doubling, halved_sizes

FASTEST = 60.0  # radians that the quickest of the waves turns by which a moment is told
STEEPEST = 1.0  # length that the slope of all weights together is cut to
BETAS = 0.9, 0.99
THIRDS = {"noisy": (0.0, 1 / 3), "halfway": (1 / 3, 2 / 3), "clear": (2 / 3, 1.0)}


def waves(t: Tensor) -> Tensor:
    """Tell moments t (n,), 0 to 1, by 16 numbers each: sines and cosines of 1 to 60 radians."""
    angles = t[:, None] * torch.exp(torch.linspace(0.0, math.log(FASTEST), TIMES // 2, device=t.device))
    return torch.cat([angles.sin(), angles.cos()], 1)


class Block(nn.Module):
    """Two convolutions whose result is added to what they read; told the moment and the class between them."""

    def __init__(self, channels: int, told: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.told = nn.Linear(told, channels)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        nn.init.zeros_(self.second.weight)
        nn.init.zeros_(self.second.bias)

    def forward(self, x: Tensor, told: Tensor) -> Tensor:
        """Map x (n, c, h, w) and what is told (n, e) to (n, c, h, w)."""
        between = self.first(F.silu(x)) + self.told(told)[:, :, None, None]
        return x + self.second(F.silu(between))


class FlowNetwork(nn.Module):
    """Says of noisy images, of a moment and a class what they will be: convolutions with dense layers in the middle."""

    def __init__(self, config: FlowConfig, k: int) -> None:
        super().__init__()
        (few, many), e, wide = config.filters, config.embedding, config.dense
        side, half, quarter = self.sides = halved_sizes(config.image_size, 2)
        flat = SQUEEZED * quarter**2
        self.told = nn.Linear(TIMES + k, e)
        self.down, self.at_half = _halving(1, few, side), Block(few, e)
        self.down_again, self.at_quarter = _halving(few, many, half), Block(many, e)
        self.squeeze, self.spread = nn.Conv2d(many, SQUEEZED, 1), nn.Conv2d(SQUEEZED, many, 1)
        self.dense = nn.ModuleList([nn.Linear(flat + e, wide), nn.Linear(wide + e, wide), nn.Linear(wide, flat)])
        self.at_quarter_again = Block(many, e)
        self.up, self.at_half_again = doubling(many, few, half), Block(few, e)
        self.up_again, self.last = doubling(few, FINE, side), nn.Conv2d(FINE + 1, 1, 3, padding=1)

    def forward(self, x: Tensor, t: Tensor, y: Tensor) -> Tensor:
        """Map x (n, 1, h, w), moments t (n,) and class weights y (n, k), all 0 for none, to images (n, 1, h, w)."""
        told = F.silu(self.told(torch.cat([waves(t), y], 1)))
        half = self.at_half(self.down(x), told)
        low = self.at_quarter(self.down_again(F.silu(half)), told)
        low = self.at_quarter_again(low + self._middle(low, told), told)
        high = self.at_half_again(half + self.up(F.silu(low)), told)
        return self.last(torch.cat([F.silu(self.up_again(F.silu(high))), x], 1))

    def _middle(self, low: Tensor, told: Tensor) -> Tensor:
        seen = self.squeeze(F.silu(low)).flatten(1)
        for layer in self.dense[:2]:
            seen = F.silu(layer(torch.cat([seen, told], 1)))
        return self.spread(F.silu(self.dense[2](seen)).unflatten(1, (SQUEEZED, *low.shape[2:])))


class Solver(nn.Module):
    """Draws: goes from noise to ink in even steps, each along what the network says then (Euler's method)."""

    def __init__(self, network: FlowNetwork, config: FlowConfig, k: int) -> None:
        super().__init__()
        self.network, self.k, self.side = network, k, config.image_size
        self.steps, self.guidance = config.steps, config.guidance if k else 1.0

    def forward(self, z: Tensor) -> Tensor:
        """Map noise with the class weights behind it (n, h w + k) to images (n, 1, h, w) in [0, 1]."""
        pixels = self.side**2
        x, y = z[:, :pixels].unflatten(1, (1, self.side, self.side)), z[:, pixels:]
        return ((travel(self.network, x, y, steps=self.steps, guidance=self.guidance) + 1) / 2).clamp(0, 1)


class Flow(nn.Module):
    """A flow that learns, and the average of it over its steps that draws: `decoder`, a Solver.

    It is a LatentModel without an encoder: its latent z (n, h w), from N(0, I), is the noise that an image begins as.
    """

    rough_products = True  # it learns as well in bfloat16

    def __init__(self, config: FlowConfig, classes: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.config, self.classes = config, classes
        self.latent_dim, self.image_size = config.latent_dim, config.image_size
        self.learner = FlowNetwork(config, len(classes)).to(memory_format=torch.channels_last)
        averaged = copy.deepcopy(self.learner).requires_grad_(False).eval()
        self.decoder = Solver(averaged, config, len(classes))
        self.register_buffer("learned", torch.zeros((), dtype=torch.int64))  # steps

    def train(self, mode: bool = True) -> Flow:
        """Switch the one that learns; what draws is always in evaluation mode."""
        super().train(mode)
        self.decoder.eval()
        return self

    @torch.no_grad()
    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Map noise z (n, h w) and, if conditional, y (n, k) to images (n, 1, h, w) in [0, 1]. Raises ValueError."""
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise ValueError(f"z must have shape (n, {self.latent_dim}), got {tuple(z.shape)}.")
        k = len(self.classes)
        return self.decoder(torch.cat([z, class_weights(y, len(z), k)], 1) if k else z)

    def drawing(self, *, steps: int | None = None, guidance: float | None = None) -> Flow:
        """Return one of the same network that draws in so many steps, guided so far. Raises ConfigError."""
        asked = {"steps": steps, "guidance": guidance}
        other = copy.copy(self)
        other._modules = dict(self._modules)  # this one keeps its decoder
        other.config = self.config.replace(**{name: value for name, value in asked.items() if value is not None})
        other.decoder = Solver(self.decoder.network, other.config, len(self.classes)).eval()
        return other

    def costs(
        self,
        images: Tensor,
        *,
        draws: int,
        rng: torch.Generator,
        on_progress: Callable[[float], None] = lambda share: None,
    ) -> Tensor:
        """Return what images (n, 1, h, w), ink from 0 to 1, cost told no class: nats, float64 (n, draws).

        See flow_likelihood.costs. Raises ValueError for damaged weights.
        """
        from core.models.flow_likelihood import costs

        untold = images.new_zeros(len(images), len(self.classes))
        return costs(self.decoder.network, images, untold, draws=draws, rng=rng, on_progress=on_progress)

    def bits_a_pixel(self, nats: float) -> float:
        """Return in bits a pixel how dense a noised image lies that costs so many nats; see flow_likelihood."""
        from core.models.refiner import bits_a_pixel

        return bits_a_pixel(nats, self.latent_dim)

    def optimisers(self, learning_rate: float) -> tuple[Adam, ...]:
        """Return the Adam of the network that learns."""
        return (Adam(self.learner.parameters(), learning_rate, BETAS),)

    def train_step(
        self, x: Tensor, y: Tensor | None, *, optimisers: tuple, rng: torch.Generator, epoch: float
    ) -> dict[str, Tensor]:
        """Learn from one batch, at moments drawn by chance; "loss" is the squared error of the velocity a pixel."""
        each, _ = self._errors(self.learner, x, self._told(x, y, rng), rng)
        loss = each.mean()
        optimisers[0].zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.learner.parameters(), STEEPEST)
        optimisers[0].step()
        self.learned += 1
        self._average()
        return {"loss": loss.detach()}

    @torch.no_grad()
    def evaluate_step(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return the same of the averaged network, told every class, and apart by the third of the way it is on.

        A third in which no image of the batch is has the whole's.
        """
        each, t = self._errors(self.decoder.network, x, self._weights(x, y), rng)
        found = {"loss": each.mean()}
        for name, (start, end) in THIRDS.items():
            there = (t >= start) & (t < end)
            found[name] = each[there].mean() if bool(there.any()) else found["loss"]
        return found

    def _errors(self, network: FlowNetwork, x: Tensor, y: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return the squared error of the velocity a pixel of each image (n,), and the moment it was asked at (n,)."""
        clean = (2 * x - 1).contiguous(memory_format=torch.channels_last)
        drawn = torch.empty(len(x), device=x.device).normal_(generator=rng)
        t = torch.sigmoid(SPREAD * drawn + self.config.early)
        noise = torch.empty_like(clean).normal_(generator=rng)
        at = t[:, None, None, None]
        seen = network(at * clean + (1 - at) * noise, t, y).float()
        return (seen - clean).square().mean((1, 2, 3)) / (1 - t).clamp_min(LEAST).square(), t

    def _weights(self, x: Tensor, y: Tensor | None) -> Tensor:
        return x.new_zeros(len(x), 0) if y is None or not self.classes else y

    def _told(self, x: Tensor, y: Tensor | None, rng: torch.Generator) -> Tensor:
        weights = self._weights(x, y)
        kept = torch.empty(len(x), 1, device=x.device).uniform_(generator=rng) >= self.config.left_out
        return weights * kept

    @torch.no_grad()
    def _average(self) -> None:
        """Move the averaged network a little towards the one that learns; faster at first, when it knows nothing."""
        step = int(self.learned)
        keep = min(self.config.average, (1 + step) / (10 + step))
        mine, other = list(self.decoder.network.parameters()), list(self.learner.parameters())
        torch._foreach_lerp_(mine, other, 1 - keep)


def _halving(channels: int, filters: int, side: int) -> nn.Conv2d:
    """Return the convolution that halves an image of this side, rounding up."""
    return nn.Conv2d(channels, filters, 4 if side % 2 == 0 else 3, stride=2, padding=1)
