"""How is a reader taught the letters of one hand: which answers does it have, and what is it shown?"""

from __future__ import annotations

import numpy as np

from core.handwriting.letters.alphabet import known_as
from core.handwriting.letters.reader import JUNK, Reader, network

PASSES, BATCH, RATE = 10, 64, 1.5e-3
LEAST_STEPS, MOST_STEPS = 60, 500  # of a round's learning
SMOOTHING = 0.05


def renamed(before: Reader | None, names: list[str], seed: int) -> Reader:
    """Return a copy of a reader that answers with these names and "", its weights kept where it knows them.

    seed: of the weights that are new.
    """
    import torch

    classes = (*names, JUNK)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        fresh = network(len(classes))
    if before is not None:
        old, head = before.network, f"{len(fresh) - 1}."
        kept = {name: tensor for name, tensor in old.state_dict().items() if not name.startswith(head)}
        fresh.load_state_dict(kept, strict=False)
        with torch.no_grad():
            fresh[-1].weight.mul_(0.3)
            for k, name in enumerate(classes):
                like = next((n for n in (name, known_as(name) if name else JUNK) if n in before.classes), None)
                if like is not None:
                    fresh[-1].weight[k] = old[-1].weight[before.classes.index(like)]
                    fresh[-1].bias[k] = old[-1].bias[before.classes.index(like)]
    return Reader(fresh.requires_grad_(True), classes)


def fitted(reader: Reader, x: np.ndarray, y: np.ndarray, weight: np.ndarray, seed: int) -> Reader:
    """Teach a reader images uint8 (n, 32, 32) of labels int64 (n,), drawn by weight, each varied a little."""
    import torch
    import torch.nn.functional as F

    from core.adam import Adam
    from core.training.schedules import SCHEDULES

    rng = torch.Generator().manual_seed(seed)
    pixels, labels = torch.from_numpy(x), torch.from_numpy(y)
    shares = torch.from_numpy(weight).float()
    steps = int(np.clip(PASSES * len(x) // BATCH, LEAST_STEPS, MOST_STEPS))
    optimiser = Adam(reader.network.parameters(), RATE)
    reader.network.train()
    for step in range(steps):
        at = torch.multinomial(shares, BATCH, replacement=True, generator=rng)
        batch = _varied(pixels[at].float().div_(255)[:, None], rng)
        loss = F.cross_entropy(reader.network(batch), labels[at], label_smoothing=SMOOTHING)
        optimiser.param_groups[0]["lr"] = RATE * SCHEDULES["one-cycle"](step / steps)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    reader.network.eval()
    return reader


def _varied(batch, rng):
    """Lean, stretch and move images (n, 1, 32, 32) a little; the base line stays about where it is."""
    import torch
    import torch.nn.functional as F

    n = len(batch)
    noise = torch.randn((n, 5), generator=rng)
    theta = torch.zeros(n, 2, 3)
    theta[:, 0, 0] = 1 + 0.08 * noise[:, 0]
    theta[:, 1, 1] = 1 + 0.05 * noise[:, 1]
    theta[:, 0, 1] = 0.08 * noise[:, 2]
    theta[:, 0, 2] = 0.04 * noise[:, 3]
    theta[:, 1, 2] = 0.03 * noise[:, 4]
    grid = F.affine_grid(theta, list(batch.shape), align_corners=False)
    return F.grid_sample(batch, grid, align_corners=False)
