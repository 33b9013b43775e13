"""How does a flow go from one moment to another: from noise to ink, from the middle on, and back?

A moment t runs from 0, noise, to 1, ink; x_t = t x + (1 - t) e, see flow_network.py. browser/base/solver.js goes as
this does.

Source: Lipman et al. 2023, arXiv:2210.02747 (the way is the solution of an ODE, so it can be gone back); Meng et al.
2022, arXiv:2108.01073, section 3 (begin at a picture to which noise has been added); Heun's method: Karras et al. 2022,
arXiv:2206.00364, algorithm 1; guidance: Ho & Salimans 2022, arXiv:2207.12598, equation 6.
"""

from __future__ import annotations

from typing import Protocol, cast

import torch
from torch import Tensor, nn

from core.models.layers import class_weights
from core.models.refiner import BACK_FROM, BACK_STEPS, OBEYED, SHARP, fixed_noise, usual_steps

MOST_STEPS = 64
MOST_GUIDANCE = 4.0


class Draws(Protocol):
    """A flow, as its `build` returns it."""

    classes: tuple[str, ...]
    image_size: int
    decoder: nn.Module


def seen(network: nn.Module, x: Tensor, t: float, y: Tensor, guidance: float) -> Tensor:
    """Return what images x (n, 1, h, w) of the moment t will be, guided towards the class weights y (n, k)."""
    moments = x.new_full((len(x),), t)
    if guidance == 0:
        return network(x, moments, torch.zeros_like(y))
    told = network(x, moments, y)
    if guidance == 1:
        return told
    untold = network(x, moments, torch.zeros_like(y))
    return untold + guidance * (told - untold)


def travel(
    network: nn.Module,
    x: Tensor,
    y: Tensor,
    *,
    steps: int,
    guidance: float,
    start: float = 0.0,
    end: float = 1.0,
    heun: bool = False,
) -> Tensor:
    """Carry images x (n, 1, h, w) of the moment `start` to the moment `end`, in even steps; ink is 1 and paper -1.

    y: class weights (n, k). heun: ask again at the end of each step and go by the mean of both, but for one that ends
    at 1, where the velocity has no value; else by what is seen at its beginning (Euler's method).
    """
    for step in range(steps):
        t, to = (start + (end - start) * i / steps for i in (step, step + 1))
        velocity = (seen(network, x, t, y, guidance) - x) / (1 - t)
        there = x + (to - t) * velocity
        if heun and to < 1:
            velocity = (velocity + (seen(network, there, to, y, guidance) - there) / (1 - to)) / 2
            there = x + (to - t) * velocity
        x = there
    return x


def one_noise(side: int) -> Tensor:
    """Return the noise (1, 1, h, w) that the browser refines every picture of that side with."""
    return torch.from_numpy(fixed_noise(side).copy())[None, None]


@torch.no_grad()
def refine(flow: Draws, images: Tensor, *, t0: float = SHARP, steps: int | None = None, noise: Tensor) -> Tensor:
    """Give images (n, 1, h, w), ink from 0 to 1, strokes of the flow's own; returns as many, in [0, 1].

    They become t0 x + (1 - t0) e, and go on from the moment t0 with no class told. t0: 1 gives them back as they are,
    less invents more. steps: 1 to 64; None for those that suit t0. noise: e, (1, 1, h, w) or (n, 1, h, w).
    Raises ValueError.
    """
    _between("t0", t0, 0.0, 1.0)
    many = usual_steps(t0) if steps is None else steps
    _between("steps", many, 1, MOST_STEPS)
    x = _fitting(flow, images)
    if t0 == 1:
        return images
    y = x.new_zeros(len(x), len(flow.classes))
    x = travel(_network(flow), t0 * x + (1 - t0) * noise, y, steps=many, guidance=0.0, start=t0)
    return _ink(x)


@torch.no_grad()
def back(
    flow: Draws,
    images: Tensor,
    y: Tensor | None = None,
    *,
    t1: float = BACK_FROM,
    steps: int = BACK_STEPS,
    noise: Tensor,
) -> Tensor:
    """Send images (n, 1, h, w), ink from 0 to 1, of class weights y (n, k) back to the noise (n, h w) they come from.

    t1: how much of the drawing there is where its way back begins, .5 to .99; the rest is noise (1, 1, h, w) or
    (n, 1, h, w). Less: other classes are obeyed, more: its style is kept. Raises ValueError, also for a blank image.
    """
    _between("t1", t1, 0.5, 0.99)
    _between("steps", steps, 1, MOST_STEPS)
    x = _fitting(flow, images)
    if len(x) and bool((images.amax((1, 2, 3)) <= 0).any()):
        raise ValueError("a blank drawing cannot be sent back to noise: draw something first.")
    y = class_weights(y, len(x), len(flow.classes)) if flow.classes else x.new_zeros(len(x), 0)
    x = t1 * x + (1 - t1) * noise
    x = travel(_network(flow), x, y, steps=steps, guidance=1.0, start=t1, end=0.0, heun=True)
    return _finite(x).flatten(1)


@torch.no_grad()
def forth(
    flow: Draws, z: Tensor, y: Tensor | None = None, *, steps: int = BACK_STEPS, guidance: float = OBEYED
) -> Tensor:
    """Draw of noise z (n, h w), by Heun's method, what it is as the class weights y (n, k): (n, 1, h, w) in [0, 1].

    guidance: 0 to 4; 1 gives back a drawing of that class. Raises ValueError.
    """
    _between("steps", steps, 1, MOST_STEPS)
    _between("guidance", guidance, 0.0, MOST_GUIDANCE)
    side, k = flow.image_size, len(flow.classes)
    if z.ndim != 2 or z.shape[1] != side**2:
        raise ValueError(f"z must have shape (n, {side**2}), got {tuple(z.shape)}.")
    y = class_weights(y, len(z), k) if k else z.new_zeros(len(z), 0)
    x = z.unflatten(1, (1, side, side))
    return _ink(travel(_network(flow), x, y, steps=steps, guidance=guidance if k else 1.0, heun=True))


def _network(flow: Draws) -> nn.Module:
    return cast("nn.Module", flow.decoder.network)


def _between(name: str, value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low:g} and {high:g}, got {value:g}.")
    return value


def _fitting(flow: Draws, images: Tensor) -> Tensor:
    """Return images with ink at 1 and paper at -1. Raises ValueError for what is not of the flow's size."""
    side = flow.image_size
    if images.ndim != 4 or images.shape[1:] != (1, side, side):
        raise ValueError(f"images must have shape (n, 1, {side}, {side}) for this flow, got {tuple(images.shape)}.")
    return 2 * images - 1


def _ink(x: Tensor) -> Tensor:
    return ((_finite(x) + 1) / 2).clamp(0, 1)


def _finite(x: Tensor) -> Tensor:
    if not bool(torch.isfinite(x).all()):
        raise ValueError("this flow gives numbers that are not finite: its weights are damaged.")
    return x
