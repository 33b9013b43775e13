"""How does the small classifier read an image and learn to?"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from core import images as pixels
from core import losses
from core.adam import Adam
from core.models.classifier import ClassifierConfig
from core.models.familiar import HELD_OUT, LEARNED_FROM, Familiar
from core.models.layers import halved_sizes, halving, update


class Classifier(nn.Module):
    """Maps images (n, 1, h, w) in [0, 1] to logits (n, k)."""

    def __init__(self, config: ClassifierConfig, classes: tuple[str, ...]) -> None:
        super().__init__()
        self.config, self.classes, self.image_size = config, classes, config.image_size
        layers: list[nn.Module] = []
        for c, f in zip((1, *config.filters), config.filters, strict=False):
            layers += [halving(c, f), *([nn.BatchNorm2d(f)] if config.batch_norm else []), nn.ReLU()]
        side = halved_sizes(config.image_size, len(config.filters))[-1]
        layers += [nn.Flatten(), nn.Linear(config.filters[-1] * side**2, config.features), nn.ReLU()]
        self.network = nn.Sequential(*layers, nn.Linear(config.features, len(classes)))
        self.familiar = Familiar(config.features, len(classes))

    rough_products = True  # it learns as well with them in bfloat16, and sooner

    def forward(self, x: Tensor) -> Tensor:
        """Map x (n, 1, h, w) to logits (n, k)."""
        return self.network(x)

    def features(self, x: Tensor) -> Tensor:
        """Map x (n, 1, h, w) to the last hidden layer (n, features), not negative."""
        return self.network[:-1](x)

    def unlike(self, x: Tensor) -> Tensor:
        """Map x (n, 1, h, w) to how far it lies from all it has learned (n,): above 1 it is like none of it.

        0 for every image if nobody calibrated this: then nothing can be said.
        """
        return self.familiar(self.network[:-2](x))[:, 0]

    def read(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return what `features`, `forward` and `unlike` give of x (n, 1, h, w), at one run of the network."""
        before = self.network[:-2](x)
        features = self.network[-2](before)
        return features, self.network[-1](features), self.familiar(before)[:, 0]

    @torch.no_grad()
    def calibrate(self, images: Tensor, labels: Tensor, held_out: Tensor) -> None:
        """Learn from uint8 images (n, h, w), their labels (n,) and images held out (m, h, w) what is like none."""
        some = torch.linspace(0, len(images) - 1, min(len(images), LEARNED_FROM)).long().to(images.device)
        self.familiar.calibrate(self._before_relu(images[some]), labels[some], self._before_relu(held_out[:HELD_OUT]))

    def _before_relu(self, images: Tensor) -> Tensor:
        return torch.cat([self.network[:-2](pixels.to_float(part)) for part in images.split(500)])

    def optimisers(self, learning_rate: float) -> tuple[Adam, ...]:
        """Return one Adam over all weights."""
        return (Adam(self.parameters(), learning_rate),)

    def train_step(
        self, x: Tensor, y: Tensor | None, *, optimisers: tuple, rng: torch.Generator, epoch: float
    ) -> dict[str, Tensor]:
        """Update the weights on one randomly shifted batch; return loss (nats) and accuracy (0 to 1)."""
        logits = self.network(self._shifted(x, rng)).float()
        loss = losses.cross_entropy(logits, _labelled(y))
        update(optimisers[0], loss)
        return {"loss": loss.detach(), "accuracy": losses.accuracy(logits, y)}

    def evaluate_step(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return loss (nats) and accuracy (0 to 1) on images as they are."""
        logits = self.network(x)
        return {"loss": losses.cross_entropy(logits, _labelled(y)), "accuracy": losses.accuracy(logits, y)}

    def _shifted(self, x: Tensor, rng: torch.Generator) -> Tensor:
        s = self.config.shift
        if s == 0:
            return x
        top, left = torch.randint(0, 2 * s + 1, (2, len(x)), generator=rng, device=x.device)
        side = torch.arange(self.image_size, device=x.device)
        rows, columns = top[:, None] + side, left[:, None] + side  # (n, h)
        padded = F.pad(x[:, 0], (s, s, s, s))
        image = torch.arange(len(x), device=x.device)[:, None, None]
        return padded[image, rows[:, :, None], columns[:, None, :]].unsqueeze(1)


def _labelled(y: Tensor | None) -> Tensor:
    if y is None:
        raise ValueError("a classifier learns from labels; this data has none.")
    return y
