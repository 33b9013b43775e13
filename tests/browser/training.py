"""How does a test train the same model in the browser and in torch? From the same weights, batches and noise."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from browser import bundle
from core import losses
from core.adam import Adam
from core.blocks.browser_training import images_block, plan_block
from core.models.vae_network import Vae
from core.training.run import RunConfig
from core.training.schedules import SCHEDULES
from core.types import ImageDataset, Posterior

SCRIPT = bundle.script("train/worker.js", "train/block.js", "train/duel.js")
# begun: what a training begins with; trainers by name; flat(bytes) -> base64.
SET_UP = """
const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const textOf = (numbers) => {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
window.begun = async (plan, images) => openPlan(bytesOf(plan), await openImages(bytesOf(images)));
window.trainerOf = ({ plan, data, weights }, kind) => {
  const arithmetic = makeArithmetic(), make = {
    wasm: (count) => makeWasmKernels(count, arithmetic),
    floats: (count) => makePlainKernels(new Float32Array(count), arithmetic),
    doubles: (count) => makePlainKernels(new Float64Array(count), arithmetic),
  };
  const trainer = new Trainer(plan, data, make[kind], arithmetic, makeChance(plan.seed, arithmetic));
  if (weights) trainer.model.load(weights);
  return trainer;
};
window.unpadded = (trainer, at) => {
  const count = trainer.layout.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  return textOf(trainer.model.unpadded(count, at, new Float64Array(count)));
};
"""


def numbers(text: str, dtype: str = "<f8") -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), dtype)


@dataclass(frozen=True)
class Both:
    """One run in an open page and in torch, from the same weights."""

    page: object
    config: RunConfig
    dataset: ImageDataset

    @property
    def blocks(self) -> list[str]:
        flat = nn.utils.parameters_to_vector(self.model().parameters()).detach().float().numpy()
        blocks = plan_block(self.config, self.dataset, weights=flat), images_block(self.dataset)
        return [base64.b64encode(block).decode() for block in blocks]

    def model(self) -> Vae:
        """Return the untrained model, in double precision, its weights those that fit into single precision."""
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(self.config.seed)
            return self.config.model.build(self.dataset.classes).double()

    def run(self, script: str, *arguments):
        """Evaluate a function of (begun, ...arguments)."""
        return self.page.evaluate(
            f"async ([blocks, ...rest]) => ({script})(await begun(...blocks), ...rest)", [self.blocks, *arguments]
        )

    def steps(self, count: int, *, kernels: str) -> dict:
        """Train so many steps in the browser; return losses (count, 3), weights, and what chance it had.

        batches: places of images of each step; noise: of each step, one after the other.
        """
        found = self.run(
            """(begin, count, kernels) => {
                const trainer = trainerOf(begin, kernels), losses = [], batches = [], noise = [];
                for (let i = 0; i < count; i++) {
                  const { step } = trainer.at, { loss, reconstruction, kl } = trainer.step();
                  losses.push([loss, reconstruction, kl]);
                  batches.push([...trainer.batch]);
                  noise.push(...trainer.chance.noise(step, trainer.batch.length * trainer.plan.latent_dim));
                }
                const { model, steps } = trainer, told = { losses, batches, steps, kernels: model.kernels.name };
                return { ...told, noise: textOf(Float64Array.from(noise)), weights: unpadded(trainer),
                  heldOut: trainer.heldOut(), noiseNow: model.noise };
            }""",
            count,
            kernels,
        )
        return found | {name: numbers(found[name]) for name in ("noise", "weights")}

    def in_torch(self, batches: Sequence[Sequence[int]], noise: np.ndarray, steps: int) -> Iterator[tuple[list, Vae]]:
        """Yield (losses, model) after each of the same steps in double precision."""
        model, d = self.model().train(), self.config.model.latent_dim
        adam, rate, at = Adam(model.parameters(), 1.0), SCHEDULES[self.config.training.schedule], 0
        for step, batch in enumerate(batches):
            eps = torch.from_numpy(noise[at : at + len(batch) * d].reshape(-1, d).copy())
            adam.param_groups[0]["lr"] = self.config.training.learning_rate * rate(step / steps)
            told = loss_of(model, *self.batch(batch), eps)
            adam.zero_grad()
            told[0].backward()
            adam.step()
            at += eps.numel()
            yield [value.item() for value in told], model

    def batch(self, places: Sequence[int]) -> tuple[Tensor, Tensor | None]:
        """Return the images at these places as the model learns from them, and their classes."""
        x = torch.from_numpy(self.dataset.images[list(places)]).unsqueeze(1).float().mul_(1 / 255).double()
        if self.dataset.labels is None:
            return x, None
        return x, F.one_hot(torch.from_numpy(self.dataset.labels[list(places)]), len(self.dataset.classes)).double()


def loss_of(model: Vae, x: Tensor, y: Tensor | None, eps: Tensor) -> tuple[Tensor, ...]:
    """Return loss, reconstruction and KL divergence in double precision: `Vae.train_step` rounds in between."""
    config, told = model.config, [y] if model.classes else []
    mu, logvar = model.head(model.trunk(torch.cat([x.flatten(1), *told], 1))).chunk(2, 1)
    posterior = Posterior(mu, logvar)
    logits = model.decoder[:-1](torch.cat([mu + (0.5 * logvar).exp() * eps, *told], 1))
    if config.likelihood == "bernoulli":
        reconstruction = losses.bernoulli_reconstruction(logits, x)
    else:
        best = model._best_noise(logits, x)
        noise = best if best is not None else model.noise
        reconstruction = losses.gaussian_reconstruction(torch.sigmoid(logits), x, noise)
    kl = posterior.kl()
    return reconstruction + config.beta * losses.weighed_kl(kl, config.free_bits), reconstruction, kl.sum(1).mean()
