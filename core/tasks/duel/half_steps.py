"""How do copies of a GAN's networks take half-steps, and what is there to see of one?

The batches, their noise and their order are those of the training loop: rounds of both, from untrained networks with
the run's own seed, are the first steps of the run itself.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from core import images as pixels
from core.models.gan_network import Gan
from core.training.batches import learned_from
from core.training.run import RunConfig
from core.training.steps import epochs_of
from core.training.streams import ORDER, STEP, generator
from core.types import Diverged, ImageDataset

SHOWN = 8  # images on either side
NOISE = 100  # stream of random numbers beside those of the training loop
FELT = 10  # rounds from which Adam's second moment is estimated where it is not known
NUMBERS = ("discriminator", "generator", "real", "fake")
CPU = torch.device("cpu")


class Bout:
    """Two networks that learn from each other, their data, and how far they are. history: see DuelTrace.

    model: to be changed. seed: of noise and the order of images. Raises DataError if the data cannot be split as the
    run splits it, ValueError if it is of another size.
    """

    def __init__(self, model: Gan, config: RunConfig, dataset: ImageDataset, seed: int) -> None:
        self.model, self.training, self.seed = model.train(), config.training, seed
        rest, _ = dataset.split(config.training.validation, seed=config.seed)
        self.images, self.k = torch.from_numpy(rest.images), len(rest.classes) if rest.labels is not None else 0
        self.labels = None if rest.labels is None else torch.from_numpy(rest.labels)
        self.optimisers = model.optimisers(config.training.learning_rate)
        self.at = int(model.steps)  # batches seen
        self.history: list[list[float]] = []

    def take(self, move: str) -> None:
        """Let D, G or B (both, D as often as the run lets it) learn. Raises Diverged if a loss is not finite."""
        for _ in self._learn(move):
            pass

    def seen(self, move: str) -> Seen:
        """Take a move ("" for none) and return what is to be seen of it. Raises Diverged."""
        eye = Seen()
        for stage, _ in enumerate(self._learn(move)):
            if stage == 0:
                eye.settle(self)
            eye.look(self.model)
        if not all(np.isfinite(part).all() for part in (eye.scores, eye.losses, *eye.arrays.values())):
            raise self._lost()
        return eye

    def _learn(self, move: str) -> Iterator[None]:
        """Take a move; yield before its last steps, after that of the discriminator and after the generator's."""
        row: dict[str, Tensor] = {}
        for _ in range(self.model.config.discriminator_steps - 1 if move == "B" else 0):
            row |= self._half(judges=True, draws=False)[0]
        yield
        said, drawn = self._half(judges=move in ("D", "B"), draws=move in ("G", "B")) if move else ({}, None)
        row |= said
        yield
        if drawn is not None:
            row |= self.model.draw_step(*drawn[:2], optimiser=self.optimisers[0], rng=drawn[2])
        if move:
            self._note(row)
        yield

    def _half(self, *, judges: bool, draws: bool) -> tuple[dict[str, Tensor], tuple | None]:
        """Take the next batch, let D learn if it `judges`, and return what a step of G takes if it `draws`."""
        x, y, rng = self.batch()
        self.at += 1
        with torch.set_grad_enabled(draws):
            drawn = self.model.draw(len(x), y, rng=rng)
        said = {}
        if judges:
            self.model.steps += 1
            said = self.model.judge_step(x, y, drawn.detach(), optimiser=self.optimisers[1], rng=rng)
        return said, ((drawn, y, rng) if draws else None)

    def _note(self, row: Mapping[str, Tensor]) -> None:
        self.history.append([float(row.get(name, math.nan)) for name in NUMBERS])
        if not all(math.isfinite(float(value)) for value in row.values()):
            raise self._lost()

    def _lost(self) -> Diverged:
        return Diverged(f"A loss stopped being finite at move {len(self.history)}: there is nothing to see of it.")

    def batch(self) -> tuple[Tensor, Tensor | None, torch.Generator]:
        """Return the images (n, 1, h, w), class weights (n, k) and randomness of the step that is next."""
        n, size = len(self.images), self.training.batch_size
        one_pass, part = divmod(self.at, epochs_of(n, self.training)[1])
        order = torch.randperm(n, generator=generator(CPU, self.seed, ORDER, one_pass))
        indices = order[part * size : (part + 1) * size]
        y = None if self.labels is None else F.one_hot(self.labels[indices], self.k).float()
        x = learned_from(self.images[indices], self.training, seed=self.seed, step=self.at)
        return x, y, generator(CPU, self.seed, STEP, self.at)

    def feel(self) -> None:
        """Let Adam estimate how large gradients are here, from a few rounds that are then taken back."""
        # Anew, it would divide its first step by its own gradient alone and move every weight by the whole rate: that
        # spoils what trained networks know. Nor do rounds at rate 0 help: gradients at rest are smaller.
        weights, at = copy.deepcopy(self.model.state_dict()), self.at
        for _ in range(FELT):
            self.take("B")
        self.model.load_state_dict(weights)
        self.at, self.history = at, []
        for state in (state for optimiser in self.optimisers for state in optimiser.state.values()):
            state["exp_avg"].zero_()  # the mean gradient, which belongs to where those rounds led

    def state(self) -> dict[str, Tensor]:
        """Return all tensors needed to go on from here."""
        tensors = {"at": torch.tensor(self.at), "history": torch.tensor(self.history).reshape(-1, len(NUMBERS))}
        tensors |= {f"model.{name}": tensor for name, tensor in self.model.state_dict().items()}
        for i, optimiser in enumerate(self.optimisers):
            for parameter, state in optimiser.state_dict()["state"].items():
                tensors |= {f"optimiser.{i}.{parameter}.{name}": torch.as_tensor(v) for name, v in state.items()}
        return {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Go back to where `state`, or a training's checkpoint, was taken. Raises ValueError if it is of others."""
        rooms: dict[str, dict[str, Tensor]] = {"model": {}, "optimiser": {}}
        for name, tensor in tensors.items():
            room, _, rest = name.partition(".")
            rooms.setdefault(room, {})[rest] = tensor
        try:
            self.model.load_state_dict(rooms["model"])
        except RuntimeError as error:
            raise ValueError(f"the weights are of another model: {str(error).splitlines()[0]}") from None
        for i, optimiser in enumerate(self.optimisers):
            state: dict[int, dict[str, Tensor]] = {}
            for name, tensor in rooms["optimiser"].items():
                index, parameter, key = name.split(".")
                if int(index) == i:
                    state.setdefault(int(parameter), {})[key] = tensor
            optimiser.load_state_dict({"state": state, "param_groups": optimiser.state_dict()["param_groups"]})
        self.at = int(tensors["at"]) if "at" in tensors else int(self.model.steps)
        self.history = tensors["history"].tolist() if "history" in tensors else []


@dataclass(eq=False)
class Seen:
    """What is seen of a step. scores (2, m), means (2) and losses (2) have a row for each stage, see DuelTrace."""

    scores: list[np.ndarray] = field(default_factory=list)
    means: list[list[float]] = field(default_factory=list)
    losses: list[list[float]] = field(default_factory=list)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)

    def settle(self, bout: Bout) -> None:
        """Choose what to look at: the next real batch, and as much noise, always the same; the first few are shown."""
        self.x, self.y, _ = bout.batch()
        self.n, self.m = len(self.x), min(SHOWN, len(self.x))
        # All of the noise, for batch norm lets each drawn image depend on the others too: between two steps of the
        # generator nothing is to change.
        self.z = torch.randn(
            bout.training.batch_size, bout.model.latent_dim, generator=generator(CPU, bout.seed, NOISE)
        )
        self.z, self.told, labels = self.z[: self.n], self.y, np.full(self.m, -1)
        if bout.model.classes:
            asked = torch.arange(self.n) % bout.k
            self.told, labels = F.one_hot(asked, bout.k).float(), asked[: self.m].numpy()
        real = np.full(self.m, -1) if self.y is None else self.y[: self.m].argmax(1).numpy()
        self.arrays |= {"z": self.z[: self.m].numpy(), "real": pixels.to_uint8(self.x[: self.m])}
        self.arrays |= {"labels": labels.astype(np.int64), "real_labels": real.astype(np.int64)}

    def look(self, model: Gan) -> None:
        """Note how the networks draw and judge now, without changing them."""
        still, stage = copy.deepcopy(model), len(self.scores)
        still.discriminator.eval().requires_grad_(False)  # without dropout, which would blur what a step has changed
        with torch.no_grad():
            drawn = still.drawn_from(self.z, self.told)
        drawn.requires_grad_()
        real, fake = still.discriminator(self.x, self.y).requires_grad_(), still.discriminator(drawn, self.told)
        judged = still.duel.judge(real, fake, still.config.label_smoothing)
        missed = still.duel.draw(fake)
        if stage == 0:
            self.arrays["before"] = drawn.detach()[: self.m]
            down = torch.autograd.grad(judged, (real, fake), retain_graph=True)
            self.arrays["pulls"] = -self.n * torch.stack(down)[:, : self.m].numpy()
        if stage == 1:
            # Up the score is down the generator's loss. Batch norm lets one image's pixels act on other scores too.
            self.arrays["push"] = -self.n * torch.autograd.grad(missed, drawn)[0][: self.m, 0].numpy()
        if stage == 2:
            before, after = self.arrays["before"], drawn.detach()[: self.m]
            self.arrays |= {"change": (after - before)[:, 0].numpy()}
            self.arrays |= {"before": pixels.to_uint8(before), "after": pixels.to_uint8(after)}
        scores = torch.stack([real, fake]).detach()
        verdict = scores.sigmoid() if still.config.loss == "non-saturating" else scores
        self.scores.append(scores[:, : self.m].numpy())
        self.means.append(verdict.mean(1).tolist())
        self.losses.append([judged.item(), missed.item()])
