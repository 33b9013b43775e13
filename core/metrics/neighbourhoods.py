"""Do the drawn images look real (fidelity), and are all kinds of real images among them (variety)?

Both sets are balls around their images, each as large as the distance to its 5th nearest neighbour among its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.distances import pieces, tensor_squares
from core.metrics.drawn import Drawn, Reference, Row
from core.metrics.score import Score

if TYPE_CHECKING:
    import torch
    from torch import Tensor

NEIGHBOURS = 5  # Naeem et al. take 5 for all four numbers, Kynkäänniemi et al. 3 for precision and recall
MOST = 5000  # images of each kind: 5,000 x 5,000 distances take a second
CELLS = 5_000_000  # distances at a time: 40 MB

_KYNKAANNIEMI = "Kynkäänniemi et al. 2019, arXiv:1904.06991, equations 1 and 2, who go to the 3rd nearest"
_NAEEM = "Naeem et al. 2020, arXiv:2002.09797, equation"
# More of any of these than real images have is no better than real: images that are smoother, or more alike the
# typical ones, than real ones are lie in the thick of them.
ROWS = {
    "precision": Row(
        "Precision",
        "real",
        f"Share of the drawn images that look like some real one: no further from it than its {NEIGHBOURS}th nearest "
        "real neighbour. Real images miss 100 %, since the odd ones among them lie in the gaps that any number of "
        "neighbourhoods leaves; more than they get means smoother or more typical images, which is not more real.",
        _KYNKAANNIEMI,
    ),
    "recall": Row(
        "Recall",
        "real",
        f"Share of the real images that look like some drawn one: no further from it than its {NEIGHBOURS}th nearest "
        "drawn neighbour. Drawn images that are scattered widely have wide neighbourhoods, which may lift it above "
        "what real images get.",
        _KYNKAANNIEMI,
    ),
    "density": Row(
        "Density",
        "real",
        f"In how many real neighbourhoods a drawn image lies, by the {NEIGHBOURS} that each reaches to: about 1 for "
        "real images, more where only typical or smooth ones are drawn.",
        f"{_NAEEM} 4",
    ),
    "coverage": Row(
        "Coverage",
        "real",
        f"Share of the real images that have a drawn one in their neighbourhood, to the {NEIGHBOURS}th nearest real "
        f"image; as many real images would get about {1 - 0.5**NEIGHBOURS:.0%}.".replace("%", " %"),
        f"{_NAEEM} 5",
    ),
}


def measure(fake: Drawn, real: Reference, *, rng: torch.Generator) -> dict[str, Score]:
    """Return precision, recall, coverage (shares) and density, of at most 5,000 images of each kind."""
    n = min(len(fake.features), len(real.features), MOST)
    radii = real.once(f"radii of {n}", lambda: to_neighbour(real.features[:n]))
    found = compare(real.features[:n], fake.features[:n], radii)
    return {name: Score(value=value, unit="ratio" if name == "density" else "share") for name, value in found.items()}


def compare(real: Tensor, fake: Tensor, radii: Tensor | None = None) -> dict[str, float]:
    """Return precision, recall, density and coverage of features real (m, f) and fake (n, f).

    radii: squared ones of the real images' balls, (m,), where they are known. Raises ValueError unless there are more
    than 5 of each.
    Source: precision and recall: Kynkäänniemi et al. 2019, arXiv:1904.06991, equations 1 and 2; density and coverage:
    Naeem et al. 2020, arXiv:2002.09797, equations 4 and 5.
    """
    import torch

    ball = to_neighbour(real) if radii is None else radii  # (m,)
    fake_ball = to_neighbour(fake)  # (n,)
    holding = torch.zeros(len(fake), dtype=torch.int64)  # real balls that hold each drawn image
    recalled, covered = [], []
    fake = fake.double()
    for piece in pieces(len(real), len(fake), CELLS):
        apart = tensor_squares(real[piece].double(), fake)  # (some, n)
        inside = apart <= ball[piece, None]
        holding += inside.sum(0)
        covered.append(inside.any(1))
        recalled.append((apart <= fake_ball).any(1))
    return {
        "precision": float((holding > 0).double().mean()),
        "recall": float(torch.cat(recalled).double().mean()),
        "density": float(holding.double().mean() / NEIGHBOURS),
        "coverage": float(torch.cat(covered).double().mean()),
    }


def to_neighbour(features: Tensor) -> Tensor:
    """Return the squared distance of each of the features (n, f) to its 5th nearest other one, float64 (n,)."""
    import torch

    if len(features) <= NEIGHBOURS:
        raise ValueError(f"neighbourhoods need more than {NEIGHBOURS} images of each kind, got {len(features)}.")
    features, found = features.double(), []
    for piece in pieces(len(features), len(features), CELLS):
        apart = tensor_squares(features[piece], features)
        apart[torch.arange(len(apart)), torch.arange(len(features))[piece]] = torch.inf  # not itself
        found.append(apart.topk(NEIGHBOURS, largest=False).values[:, -1])
    return torch.cat(found)
