"""How does a GAN draw, judge and learn?

Source: Goodfellow et al. 2014, arXiv:1406.2661, section 3; the averaged generator: Yazıcı et al. 2019,
arXiv:1806.04498; the penalty at some steps only: Karras et al. 2020, arXiv:1912.04958, section 3.1.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from core import losses
from core.adam import Adam
from core.models.adversarial import AdversarialConfig
from core.models.layers import decoder_input, update


class Gan(nn.Module):
    """A generator and its discriminator. `decoder`, the generator averaged over its steps, is what draws.

    It is a LatentModel without an encoder: z (n, d) from N(0, I) and, if conditional, class weights y (n, k) become
    images (n, 1, h, w) in [0, 1].
    """

    def __init__(self, config: AdversarialConfig, classes: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.config, self.classes = config, classes
        self.latent_dim, self.image_size = config.latent_dim, config.image_size
        self.duel = losses.DUELS[config.loss]
        self.generator, discriminator = config.sides(len(classes))
        self.decoder = copy.deepcopy(self.generator).requires_grad_(False).eval()
        self.discriminator = discriminator
        self.register_buffer("steps", torch.zeros((), dtype=torch.int64))  # of the discriminator

    def train(self, mode: bool = True) -> Gan:
        """Switch the two that learn; what draws is always in evaluation mode."""
        super().train(mode)
        self.decoder.eval()
        return self

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Map z (n, d) and, if conditional, y (n, k) to images (n, 1, h, w) in [0, 1]. Raises ValueError."""
        return self.decoder(decoder_input(z, y, self.latent_dim, len(self.classes)))

    def optimisers(self, learning_rate: float) -> tuple[Adam, ...]:
        """Return the generator's Adam and the discriminator's."""
        config = self.config
        sides = (self.generator, 1.0), (self.discriminator, config.discriminator_rate)
        moments = (config.beta1, config.beta2), config.epsilon
        return tuple(Adam(part.parameters(), learning_rate * times, *moments) for part, times in sides)

    def train_step(
        self, x: Tensor, y: Tensor | None, *, optimisers: tuple, rng: torch.Generator, epoch: float
    ) -> dict[str, Tensor]:
        """Let the discriminator learn from one batch and, every so many times, the generator from its verdict.

        Returns discriminator and generator: their losses; real and fake: the share of real images that are taken for
        real, and of drawn ones. Losses are nats per image with the non-saturating loss, else without a unit.
        """
        self.steps += 1
        turn = int(self.steps) % self.config.discriminator_steps == 0
        # Both steps see the same drawing: a second one would cost a sixth of the time.
        with torch.set_grad_enabled(turn):
            drawn = self.draw(len(x), y, rng=rng)
        said = self.judge_step(x, y, drawn.detach(), optimiser=optimisers[1], rng=rng)
        return said | self.draw_step(drawn, y, optimiser=optimisers[0], rng=rng) if turn else said

    def draw(self, n: int, y: Tensor | None, *, rng: torch.Generator) -> Tensor:
        """Let the generator that learns draw n images (n, 1, h, w), of the classes y (n, k) if it is told them."""
        return self.drawn_from(torch.empty(n, self.latent_dim, device=rng.device).normal_(generator=rng), y)

    def drawn_from(self, z: Tensor, y: Tensor | None) -> Tensor:
        """Let the generator that learns draw from noise z (n, d); in training, what it draws depends on all of z."""
        x = decoder_input(z, y, self.latent_dim, len(self.classes))
        for layer in self.generator:
            x = layer(x)
            if isinstance(layer, nn.Unflatten):
                x = x.to(memory_format=torch.channels_last)  # in which convolutions take half the time on a CPU
        return x

    def judge_step(
        self, x: Tensor, y: Tensor | None, drawn: Tensor, *, optimiser: Adam, rng: torch.Generator
    ) -> dict[str, Tensor]:
        """Take one step of the discriminator on real images x and as many drawn ones, both (n, 1, h, w)."""
        every = self.config.r1_every
        penalised = self.config.r1 > 0 and int(self.steps) % every == 0
        x = x.detach().requires_grad_(penalised)
        # Real and drawn images in batches of their own: what normalises a batch must not mix them.
        real, fake = self.discriminator(x, y, rng), self.discriminator(drawn, y, rng)
        loss = self.duel.judge(real, fake, self.config.label_smoothing)
        total = loss
        if penalised:
            total = total + every * self.config.r1 / 2 * losses.r1(real, x)
        if self.config.loss == "wasserstein-gp":
            between = losses.between(x.detach(), drawn, rng).requires_grad_()
            slope = losses.gradient_penalty(self.discriminator(between, y, rng), between)
            total = total + self.config.gradient_penalty * slope
        update(optimiser, total)
        real, fake = real.detach(), fake.detach()
        return {"discriminator": loss.detach(), "generator": self.duel.draw(fake)} | self._verdict(real, fake)

    def draw_step(self, drawn: Tensor, y: Tensor | None, *, optimiser: Adam, rng: torch.Generator) -> dict[str, Tensor]:
        """Take one step of the generator by the discriminator's verdict on what it drew; move the averaged one too."""
        self.discriminator.requires_grad_(False)
        loss = self.duel.draw(self.discriminator(drawn, y, rng))
        update(optimiser, loss)
        self.discriminator.requires_grad_(True)
        self._average()
        return {"generator": loss.detach()}

    @torch.no_grad()
    def evaluate_step(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return the same on images not learned from and drawings of the averaged generator, and their diversity.

        Within a class, if it is told the classes: see losses.diversity.
        """
        drawn, real, fake = self._drawn_and_judged(x, y, rng)
        return {
            "discriminator": self.duel.judge(real, fake, self.config.label_smoothing),
            "generator": self.duel.draw(fake),
            "diversity": losses.diversity(drawn, x, y if self.classes else None),
        } | self._verdict(real, fake)

    @torch.no_grad()
    def judged(self, x: Tensor, y: Tensor | None, *, rng: torch.Generator) -> tuple[Tensor, Tensor]:
        """Return the discriminator's scores (n,) of images x (n, 1, h, w), and of n by the averaged generator."""
        return self._drawn_and_judged(x, y, rng)[1:]

    def _drawn_and_judged(self, x: Tensor, y: Tensor | None, rng: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        z = torch.empty(len(x), self.latent_dim, device=rng.device).normal_(generator=rng)
        drawn = self.decode(z, y)
        return drawn, self.discriminator(x, y), self.discriminator(drawn, y)

    def _verdict(self, real: Tensor, fake: Tensor) -> dict[str, Tensor]:
        # The scores of a Wasserstein critic have no zero: there, what is above the middle of all counts as real.
        least = 0.0 if self.duel.zero else torch.cat([real, fake]).mean()
        return {"real": (real > least).float().mean(), "fake": (fake > least).float().mean()}

    @torch.no_grad()
    def _average(self) -> None:
        """Move the averaged generator a little towards the one that learns, running statistics included."""
        # At first it would mostly be the untrained one: so it follows faster at the start.
        step = int(self.steps) // self.config.discriminator_steps
        keep = min(self.config.average, (1 + step) / (10 + step))
        pairs = list(zip(self.decoder.state_dict().values(), self.generator.state_dict().values(), strict=True))
        floats = [(mine, other) for mine, other in pairs if mine.is_floating_point()]
        torch._foreach_lerp_([mine for mine, _ in floats], [other for _, other in floats], 1 - keep)
        for mine, other in pairs:
            if not mine.is_floating_point():
                mine.copy_(other)
