"""Does an image look like anything that a classifier has learned, or has it only never been told to say "none"?

A classifier's shares always sum to 1, also for noise: far from all it has learned it is even surer. So its features
are held against those of its training images, by the distance to the nearest class.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

MOST_ROWS = 128  # of the whitened features: a browser measures this in microseconds
RIDGE = 0.01  # of the mean variance, added to each: directions that hardly vary would decide alone
STRICTNESS = 2.4  # standard deviations of the log distance; beyond lie 0.8 % of a normal law
LEAST_IMAGES = 50  # held out; from fewer nothing can be said of how far images lie
LEARNED_FROM = 10_000  # training images that the classes' places are taken from
HELD_OUT = 2000
NOWHERE = 100.0  # where a class lies that has no images: near to nothing


class Familiar(nn.Module):
    """Maps the features (n, f) of images to how far they lie from every class (n, 1); above 1 they are like none.

    The squared Mahalanobis distance to the nearest class mean, of features brought to length 1, by the limit that
    training images which were held out stay within. It is 0 for every image until it was calibrated.
    Source: Lee et al. 2018, arXiv:1807.03888, equation 2; of length 1: Mueller & Hein 2025, arXiv:2505.18032.
    """

    def __init__(self, features: int, k: int) -> None:
        super().__init__()
        self.register_buffer("whitening", torch.zeros(min(features, MOST_ROWS), features))
        self.register_buffer("means", torch.zeros(k, min(features, MOST_ROWS)))

    @property
    def calibrated(self) -> bool:
        """Whether it knows how far is too far."""
        return bool(self.whitening.any())

    def forward(self, features: Tensor) -> Tensor:
        """Map (n, f) to (n, 1)."""
        u = _of_length_one(features) @ self.whitening.T  # (n, r)
        return (u[:, None] - self.means).square().sum(2).min(1, keepdim=True).values

    def calibrate(self, features: Tensor, labels: Tensor, held_out: Tensor) -> None:
        """Learn where the classes lie from features (n, f) with labels (n,), and the limit from others (m, f).

        Does nothing if fewer than 50 are held out, or two training images are not there.
        """
        if len(held_out) < LEAST_IMAGES or len(features) < 2:
            return
        features, labels, held_out = features.cpu(), labels.cpu(), held_out.cpu()  # not every device has doubles
        x, k = _of_length_one(features).double(), len(self.means)
        counts = torch.bincount(labels, minlength=k)
        means = torch.zeros(k, x.shape[1], dtype=x.dtype).index_add_(0, labels, x)
        means /= counts.clamp_min(1)[:, None]
        within = torch.cov((x - means[labels]).T, correction=0)  # (f, f)
        within += RIDGE * within.diagonal().mean().clamp_min(1e-12) * torch.eye(len(within))
        whitening = _whitening(within, torch.cov(x.T, correction=0), len(self.whitening))
        u, places = _of_length_one(held_out).double() @ whitening.T, means @ whitening.T
        places[counts == 0] = float("inf")
        logs = (u[:, None] - places).square().sum(2).min(1).values.clamp_min(1e-12).log()
        limit = (logs.mean() + STRICTNESS * logs.std()).exp().sqrt()
        self.whitening.copy_(whitening / limit)
        self.means.copy_((places / limit).clamp(max=NOWHERE))

    def _load_from_state_dict(self, state: dict, prefix: str, *rest: object) -> None:
        # Readers trained before this was known have none: theirs stays at 0, which refuses nothing.
        for name, buffer in self.named_buffers():
            state.setdefault(prefix + name, torch.zeros_like(buffer))
        super()._load_from_state_dict(state, prefix, *rest)


def _of_length_one(features: Tensor) -> Tensor:
    return features / features.norm(dim=1, keepdim=True).clamp_min(1e-6)


def _whitening(within: Tensor, total: Tensor, rows: int) -> Tensor:
    """Return (rows, f) that gives differences within a class unit variance, of the directions that vary most."""
    axes = torch.linalg.eigh(total).eigenvectors[:, -rows:]  # (f, rows); all of them, where there are no more
    lower = torch.linalg.cholesky(axes.T @ within @ axes)
    return torch.linalg.solve_triangular(lower, axes.T, upper=False)
