"""How likely is an image by a flow: how much does the way back to noise squeeze or stretch what lies around it?

The way from noise to ink is the solution of an ODE, so the density at its end is that of the noise where it began, less
the divergence of the velocity added up on the way. With s = -log(1 - t) the way is dx/ds = x_hat - x, even steps of s
take ever smaller ones of t towards ink, and the divergence is that of x_hat less one a pixel.

What has a density is an image with noise on it: x_t = t x + (1 - t) e of the moment t = .9. Towards t = 1 it would be a
density beside grey levels, which a network that hardly looked there has not learned; the noise it comes from is then
no noise any more, which says so.

Source: Chen et al. 2018, arXiv:1806.07366, equation 8 (the density along an ODE); Grathwohl et al. 2019,
arXiv:1810.01367, section 3.1 (FFJORD: the trace by Hutchinson's estimate, one probe all the way); Song et al. 2021,
arXiv:2011.13456, section 4.3 and appendix D.2 (the density of noised images, in bits a dimension).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn

from core.models.refiner import BACK_FROM, DENSITY_STEPS

AT_ONCE = 64  # images whose density is found together: more are not quicker


def log_density(
    network: nn.Module,
    x: Tensor,
    y: Tensor,
    *,
    moment: float = BACK_FROM,
    steps: int = DENSITY_STEPS,
    probe: Tensor | None,
) -> tuple[Tensor, Tensor]:
    """Return (log p_t(x) in nats (n,), the noise that x comes from (n, h w)) of images x (n, 1, h, w) of that moment.

    network: says of images, moments (n,) and class weights y (n, k) what they will be. probe: -1 or 1 by chance, like
    x, which estimates every trace; None: each exactly, by as many slopes as there are pixels. Sums are in float64.
    """
    length = -math.log1p(-moment)
    d, h = x[0].numel(), -length / steps
    squeezed = torch.zeros(len(x), dtype=torch.float64)

    def slope(x: Tensor, s: float) -> tuple[Tensor, Tensor]:
        return _slope(network, x, -math.expm1(-s), y, probe)

    for step in range(steps):
        s = length * (1 - step / steps)
        v1, t1 = slope(x, s)
        v2, t2 = slope(x + h / 2 * v1, s + h / 2)
        v3, t3 = slope(x + h / 2 * v2, s + h / 2)
        v4, t4 = slope(x + h * v3, s + h)
        x = x + h / 6 * (v1 + 2 * v2 + 2 * v3 + v4)
        squeezed += h / 6 * (t1 + 2 * t2 + 2 * t3 + t4)
    z = x.flatten(1)
    began = -0.5 * z.double().square().sum(1) - d / 2 * math.log(2 * math.pi)
    return began + squeezed + d * length, z


def costs(
    network: nn.Module,
    images: Tensor,
    y: Tensor,
    *,
    draws: int = 1,
    moment: float = BACK_FROM,
    rng: torch.Generator,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Tensor:
    """Return log q(x_t | x) - log p_t(x_t) in nats, float64 (n, draws), of images x (n, 1, h, w), ink from 0 to 1.

    Each draw has a noise e and a probe of its own: the mean over draws estimates KL(q(x_t | x) || p_t), what it costs
    to tell the image by the flow to somebody who is content with it under that noise; the noise itself is left out. It
    is never below 0, but single draws may be. Raises ValueError for weights that are no numbers.
    """
    d, found = images[0].numel(), []
    flat = (2 * images - 1).repeat_interleave(draws, 0)
    told = y.repeat_interleave(draws, 0)
    for at in range(0, len(flat), AT_ONCE):
        x = flat[at : at + AT_ONCE]
        noise = torch.empty_like(x).normal_(generator=rng)
        probe = torch.empty_like(x).random_(0, 2, generator=rng) * 2 - 1
        density, _ = log_density(
            network, moment * x + (1 - moment) * noise, told[at : at + AT_ONCE], moment=moment, probe=probe
        )
        own = -0.5 * noise.flatten(1).double().square().sum(1) - d / 2 * math.log(2 * math.pi)
        found.append(own - d * math.log1p(-moment) - density)
        on_progress(min(1.0, (at + AT_ONCE) / len(flat)))
    nats = torch.cat(found).view(len(images), draws)
    if not bool(nats.isfinite().all()):
        raise ValueError("the flow gives no number: its weights are damaged.")
    return nats


def _slope(network: nn.Module, x: Tensor, t: float, y: Tensor, probe: Tensor | None) -> tuple[Tensor, Tensor]:
    """Return dx/ds of images x at the moment t, and the trace of the slope of x_hat (n,), as if x_hat had it alone."""
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        seen = network(x, x.new_full((len(x),), t), y)
        trace = _trace(seen, x) if probe is None else (_pulled(seen, x, probe) * probe).flatten(1).double().sum(1)
    return (seen - x).detach(), trace


def _trace(seen: Tensor, x: Tensor) -> Tensor:
    """Return the exact trace of the slope of each image by its own pixels (n,), one slope a pixel."""
    total = torch.zeros(len(x), dtype=torch.float64)
    for pixel in range(x[0].numel()):
        unit = torch.zeros_like(seen)
        unit.flatten(1)[:, pixel] = 1
        total += _pulled(seen, x, unit, again=True).flatten(1)[:, pixel].double()
    return total


def _pulled(seen: Tensor, x: Tensor, by: Tensor, again: bool = False) -> Tensor:
    """Return the slope of the sum of `seen` weighed `by` it. Each image depends on itself alone."""
    return torch.autograd.grad(seen, x, by, retain_graph=again)[0]
