"""Which blocks do several networks share?"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from core.types import Optimiser

ACTIVATIONS: dict[str, type[nn.Module]] = {"relu": nn.ReLU, "tanh": nn.Tanh, "silu": nn.SiLU}


class Beside(nn.Module):
    """Run branches on the same input and join what they give along dimension 1."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Part(nn.Module):
    """Pass on the numbers from `start` up to `stop` of a flat input."""

    def __init__(self, start: int, stop: int) -> None:
        super().__init__()
        self.start, self.stop = start, stop

    def forward(self, x: Tensor) -> Tensor:
        return x[:, self.start : self.stop]


def halved_sizes(size: int, times: int) -> list[int]:
    """Return the side after 0, 1, ... `times` convolutions of stride 2: 28, 14, 7, 4 for size 28, times 3."""
    sizes = [size]
    for _ in range(times):
        sizes.append((sizes[-1] + 1) // 2)
    return sizes


def halving(channels: int, filters: int) -> nn.Conv2d:
    """Return the convolution that halves the image, rounding up."""
    return nn.Conv2d(channels, filters, kernel_size=3, stride=2, padding=1)


def doubling(channels: int, filters: int, size: int, kernel: int = 4, *, bias: bool = True) -> nn.ConvTranspose2d:
    """Return the transposed convolution that undoes a halving and gives images of side `size`.

    kernel: 3, 4 or 5. With 4, every pixel of an even side gets the same number of contributions, so there is no
    checkerboard; an odd side takes 3 in its place.
    """
    even = size % 2 == 0
    if kernel == 4:
        return nn.ConvTranspose2d(channels, filters, 4 if even else 3, stride=2, padding=1, bias=bias)
    return nn.ConvTranspose2d(
        channels, filters, kernel, stride=2, padding=kernel // 2, output_padding=int(even), bias=bias
    )


def keeping(channels: int, filters: int, kernel: int = 3, *, bias: bool = True) -> nn.ConvTranspose2d:
    """Return the transposed convolution that leaves the side of an image as it is. kernel: odd."""
    return nn.ConvTranspose2d(channels, filters, kernel, padding=kernel // 2, bias=bias)


class Ink(nn.Module):
    """Bring numbers from -1 to 1 into 0 to 1, from paper to ink."""

    def forward(self, x: Tensor) -> Tensor:
        return (x + 1) / 2


def decoder_input(z: Tensor, y: Tensor | None, d: int, k: int) -> Tensor:
    """Return z (n, d) with the class weights y (n, k) beside it, k being 0 if none are told. Raises ValueError."""
    if z.ndim != 2 or z.shape[1] != d:
        raise ValueError(f"z must have shape (n, {d}), got {tuple(z.shape)}.")
    return z if k == 0 else torch.cat([z, class_weights(y, len(z), k)], 1)


def class_weights(y: Tensor | None, n: int, k: int) -> Tensor:
    """Return y as it is. Raises ValueError if it is missing, of another shape than (n, k), or does not sum to 1."""
    if y is None or y.shape != (n, k):
        raise ValueError(f"class weights y must have shape ({n}, {k}), got {None if y is None else tuple(y.shape)}.")
    if not bool(((y.sum(1) - 1).abs() <= 1e-3).all()):  # allclose would take thrice the time
        raise ValueError("each row of the class weights y must sum to 1.")
    return y


def one_hot_of(classes: tuple[str, ...], n: int) -> Tensor:
    """Return class weights (n, k) that go through the classes in turn."""
    return torch.eye(len(classes))[torch.arange(n) % len(classes)]


def update(optimiser: Optimiser, loss: Tensor) -> None:
    """Take one optimiser step down the gradient of a scalar loss."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
