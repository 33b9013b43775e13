"""How much faster do the same GANs train here than in the loop of the public PyTorch DCGAN example?

Run: LATENT_INK_DATA=... python -m benchmarks.gan_speed [--steps 12] [--rounds 3] [--threads 2]

Peer: the same layers, batch and Adam in the manner of pytorch/examples/dcgan: a DataLoader turns one PIL image at a
time into a tensor, the discriminator goes back twice and the generator once, every loss is read at every step.
Both do a few steps in turns; the fastest round of each counts, times the steps of an epoch. Ours include what `fit`
does beside the steps, but the validation at the end of an epoch. small: a GanConfig as it is, without classes.
"""

from __future__ import annotations

import argparse
import itertools
import time

import torch
from torch import nn
from torch.utils.data import DataLoader

from benchmarks.report import report
from benchmarks.vae_speed import Pictures
from core.jobs.execute import prepared
from core.models import GanConfig
from core.training.loop import _Run
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.types import ImageDataset

NETWORKS = {
    "small": RECIPES["mnist-gan"].run.replace(model=GanConfig()),
    "gan-basic": RECIPES["gan-basic"].run,
}


def plain_generator(config: GanConfig) -> nn.Sequential:
    """Return the layers of the generator as the tutorials write them, with tanh at the end."""
    first, (a, b) = config.volume or config.filters[-1], config.filters
    rectified = nn.LeakyReLU(config.slope)
    layers = [nn.Linear(config.latent_dim, first * 49, bias=False)]
    if config.first_norm == "numbers":
        layers += [nn.BatchNorm1d(first * 49), rectified, nn.Unflatten(1, (first, 7, 7))]
    else:
        layers += [nn.Unflatten(1, (first, 7, 7)), nn.BatchNorm2d(first), rectified]
    extra = {"padding": 2, "output_padding": 1} if config.kernel == 5 else {"padding": 1}
    if config.volume:
        same = nn.ConvTranspose2d(first, b, 5 if config.kernel == 5 else 3, padding=2 if config.kernel == 5 else 1)
        layers += [same, nn.BatchNorm2d(b), rectified]
    layers += [nn.ConvTranspose2d(b, a, config.kernel, 2, **extra), nn.BatchNorm2d(a), rectified]
    last = nn.ConvTranspose2d(a, 1, config.kernel, 2, **extra, bias=config.last_bias)
    return nn.Sequential(*layers, last, nn.Tanh())


def plain_discriminator(config: GanConfig) -> nn.Sequential:
    """Return the layers of the discriminator, with a sigmoid at the end."""
    a, b = config.discriminator_filters
    padding, drop = (config.kernel - 1) // 2, config.dropout
    leak = nn.LeakyReLU(config.discriminator_slope)
    layers: list[nn.Module] = [nn.Conv2d(1, a, config.kernel, 2, padding), leak, nn.Dropout(drop)]
    layers.append(nn.Conv2d(a, b, config.kernel, 2, padding))
    if config.discriminator_norm == "batch":
        layers.append(nn.BatchNorm2d(b))
    layers += [leak, nn.Dropout(drop), nn.Flatten(), nn.LazyLinear(1), nn.Sigmoid()]
    return nn.Sequential(*layers)


class Peer:
    """The example's loop, some steps at a time."""

    def __init__(self, run: RunConfig, data: ImageDataset) -> None:
        config, self.batch = run.model, run.training.batch_size
        self.d = config.latent_dim
        self.generator, self.discriminator = plain_generator(config), plain_discriminator(config)
        self.discriminator(torch.zeros(2, 1, 28, 28))
        rate = run.training.learning_rate
        self.optimisers = [
            torch.optim.Adam(net.parameters(), lr=rate, betas=(config.beta1, config.beta2))
            for net in (self.discriminator, self.generator)
        ]
        loader = DataLoader(Pictures(data.images, data.labels), batch_size=self.batch, shuffle=True, drop_last=True)
        self.batches = itertools.chain.from_iterable(itertools.repeat(loader))

    def steps(self, count: int) -> float:
        """Take some steps; return the seconds of one."""
        began = time.perf_counter()
        for x, _ in itertools.islice(self.batches, count):
            self._step(2 * x - 1)
        return (time.perf_counter() - began) / count

    def _step(self, x: torch.Tensor) -> None:
        criterion, real, fake = nn.BCELoss(), torch.ones(len(x)), torch.zeros(len(x))
        self.discriminator.zero_grad()
        error_real = criterion(self.discriminator(x).view(-1), real)
        error_real.backward()
        drawn = self.generator(torch.randn(len(x), self.d))
        error_fake = criterion(self.discriminator(drawn.detach()).view(-1), fake)
        error_fake.backward()
        self.optimisers[0].step()
        self.generator.zero_grad()
        error = criterion(self.discriminator(drawn).view(-1), real)
        error.backward()
        self.optimisers[1].step()
        self.said = error_real.item() + error_fake.item(), error.item()


class Ours:
    """Our loop, some steps at a time."""

    def __init__(self, config: RunConfig, data: ImageDataset) -> None:
        torch.manual_seed(0)
        model = config.model.build(data.classes)
        self.run = _Run(model, data, config.training.replace(device="cpu"), 0)
        self.batch, self.order = config.training.batch_size, torch.randperm(len(self.run.x))

    def steps(self, count: int) -> float:
        """Take some steps; return the seconds of one."""
        began = time.perf_counter()
        for i in range(count):
            at = (i * self.batch) % (len(self.order) - self.batch)
            self.run._step(self.order[at : at + self.batch])
        return (time.perf_counter() - began) / count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=12, help="a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, rows = prepared(NETWORKS["small"], "train"), []
    for network, run in NETWORKS.items():
        peer, ours = Peer(run, data), Ours(run, data)
        for loop in (peer, ours):
            loop.steps(2)
        took = [(peer.steps(arguments.steps), ours.steps(arguments.steps)) for _ in range(arguments.rounds)]
        fastest, steps = [min(one) for one in zip(*took, strict=True)], len(data) // ours.batch
        for name, seconds in zip(("public example's loop", "ours"), fastest, strict=True):
            rows.append(
                {
                    "network": network,
                    "loop": name,
                    "ms/step (min)": 1000 * seconds,
                    "s/epoch": seconds * steps,
                    "speed ratio": fastest[0] / seconds,
                }
            )
    report("gan_speed", rows)


if __name__ == "__main__":
    main()
