"""How does a letter look when it is turned, leaned, moved, stretched and bent a little?

By torch's own grid_sample: for a batch of 32 small images kornia's affine and elastic transforms together take 3.7 ms,
this 0.4 ms, and they draw their numbers from the global generator, so that a training could not go on bit by bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from core.augmentation.base import AugmentationConfig, uniform

if TYPE_CHECKING:
    import torch
    from torch import Tensor

KNOTS = 5  # a side of the grid whose points are pulled about to bend an image


class WarpConfig(AugmentationConfig):
    """Turn, lean, shift, stretch and bend each image by chance; paper that comes in from outside is empty.

    Elastic bending: Simard et al. 2003 (ICDAR), "Best practices for convolutional neural networks", section 2, with a
    coarse grid of displacements, smoothly filled, in place of a blurred fine one.
    """

    title: ClassVar[str] = "Turn, lean, move and bend"
    about: ClassVar[str] = "Each image is turned, leaned, moved, stretched and bent a little, anew at every step."

    name: Literal["warp"] = "warp"
    turn: float = Field(8.0, ge=0.0, le=45.0, description="Most that an image is turned, in degrees either way.")
    lean: float = Field(
        0.15, ge=0.0, le=0.6, description="Most that it leans either way: sideways for each step upwards."
    )
    shift: float = Field(
        0.035, ge=0.0, le=0.2, description="Most that it moves along either axis: a share of its side."
    )
    stretch: float = Field(
        0.1,
        ge=0.0,
        le=0.4,
        description="Most that either side grows or shrinks, as a logarithm: 0.1 is 1.11 times, 0.4 is 1.49 "
        "times as long or as short.",
    )
    bend: float = Field(
        0.02,
        ge=0.0,
        le=0.06,
        description="Standard deviation of how far it is bent from place to place: a share of its side.",
    )

    def drawn(self, x: Tensor, *, rng: torch.Generator) -> dict[str, Tensor]:
        """Return turn (degrees), lean, across and down (shares of a side), wide and high (times), (n,) each, and pulls.

        pulls: (n, 2, knots, knots), how far each knot is pulled, in halves of a side; not there if nothing is bent.
        """
        import torch

        n = len(x)
        turn, lean = uniform(x, n, most=self.turn, rng=rng), uniform(x, n, most=self.lean, rng=rng)
        wide, high = uniform(x, 2, n, most=self.stretch, rng=rng).exp_()  # as often twice as half
        across, down = uniform(x, n, 2, most=self.shift, rng=rng).T
        found = {"turn": turn, "lean": lean, "across": across, "down": down, "wide": wide, "high": high}
        if self.bend:
            pulls = torch.randn(n, 2, KNOTS, KNOTS, generator=rng, device=x.device).mul_(2 * self.bend)
            found["pulls"] = pulls
        return found

    def applied(self, x: Tensor, drawn: Mapping[str, Tensor]) -> Tensor:
        import torch
        import torch.nn.functional as F

        _, _, h, w = x.shape
        # grid_sample asks where each pixel comes from, in units of half a side: affine_grid's answer, in a third of its
        # time.
        across, down = (torch.arange(0.5, side, device=x.device).mul_(2 / side).sub_(1) for side in (w, h))
        matrices = _matrices(drawn).unsqueeze(-1)  # (n, 2, 3, 1)
        grid = (matrices[:, :, 1:2] * down.unsqueeze(1) + matrices[:, :, 2:]) + matrices[:, :, 0:1] * across
        if "pulls" in drawn:
            grid += _between_knots(h, x) @ drawn["pulls"] @ _between_knots(w, x).T
        # Interpolation may not leave [0, 1]: it is a weighted mean of pixels. A rounding error may.
        return F.grid_sample(x, grid.permute(0, 2, 3, 1), align_corners=False).clamp_(0, 1)  # from (n, 2, h, w)


def _matrices(drawn: Mapping[str, Tensor]) -> Tensor:
    """Return affine matrices (n, 2, 3): turn times lean times stretch, and where the middle comes from."""
    import torch

    angle, lean, wide, high = drawn["turn"].deg2rad(), drawn["lean"], drawn["wide"], drawn["high"]
    n, zero = len(angle), torch.zeros_like(angle)
    shift = 2 * torch.stack([drawn["across"], drawn["down"]], 1)
    cos, sin = angle.cos(), angle.sin()
    turn = torch.stack([cos, -sin, sin, cos], 1).view(n, 2, 2)
    shape = torch.stack([wide, lean, zero, high], 1).view(n, 2, 2)
    return torch.cat([turn @ shape, shift.unsqueeze(2)], 2)


def _between_knots(side: int, x: Tensor) -> Tensor:
    """Return what each knot weighs at each pixel along a side, (side, KNOTS): cubic interpolation as a matrix."""
    import torch
    import torch.nn.functional as F

    knots = torch.eye(KNOTS, device=x.device).view(1, KNOTS, KNOTS, 1)
    return F.interpolate(knots, size=(side, 1), mode="bicubic", align_corners=True)[0, :, :, 0].T
