"""What can a classifier be taught as "mine", where there is one image to begin with? SETS lists the ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core import images as pixels
from core.library.folder import find, open_model
from core.one_image import vae
from core.one_image.presets import STRONG, CommonlyConfig, WithinConfig
from core.one_image.variations import variations
from core.types import DataError

if TYPE_CHECKING:
    from core.models.vae_network import Vae

STYLE = "mnist-cvae"  # of the zoo, which has seen many hands
STYLE_SPREAD = 0.7  # standard deviations around the style of the image


@dataclass(frozen=True, eq=False)
class Material:
    """What sets are made of. sources: uint8 (m, 28, 28), one's own images; model: a VAE of their variations."""

    sources: np.ndarray
    character: str
    variation: WithinConfig | CommonlyConfig
    model: Vae | None = None


Make = Callable[[Material, int, int], np.ndarray]  # of material, n and seed


@dataclass(frozen=True)
class MineSet:
    """A way to come by many images. about: a sentence; alike: what others wrote is varied the same way."""

    title: str
    about: str
    make: Make
    alike: bool = False
    needs_vae: bool = False
    needs_style: bool = False


def offered(character: str) -> dict[str, str]:
    """Return for each set why it cannot be had for this character, empty where it can."""
    known = character in find(STYLE).config.classes
    refused = f"The model of many hands has not learned {character}."
    return {name: refused if one.needs_style and not known else "" for name, one in SETS.items()}


def _repeated(material: Material, n: int, seed: int) -> np.ndarray:
    return material.sources[np.arange(n) % len(material.sources)]


def _varied(material: Material, n: int, seed: int) -> np.ndarray:
    return variations(material.sources, material.variation, n=n, seed=seed).images


def _drawn(material: Material, n: int, seed: int) -> np.ndarray:
    if material.model is None:
        raise DataError("there is no VAE of the variations yet.")
    return vae.draw(material.model, n, seed=seed).images


def _both(material: Material, n: int, seed: int) -> np.ndarray:
    half = n // 2
    parts = [_varied(material, n - half, seed)] + ([_drawn(material, half, seed)] if half else [])
    return np.concatenate(parts)


def _styled(material: Material, n: int, seed: int) -> np.ndarray:
    """Draw around the style that the zoo's conditional VAE finds in each image."""
    import torch

    entry = find(STYLE)
    if material.character not in entry.config.classes:
        raise DataError(f"the model of many hands has not learned {material.character}.")
    model, rng = open_model(entry), torch.Generator().manual_seed(seed)
    x = pixels.to_float(torch.tensor(material.sources[np.arange(n) % len(material.sources)]))
    y = torch.zeros(n, len(entry.config.classes))
    y[:, entry.config.classes.index(material.character)] = 1
    with torch.no_grad():
        mu = model.encode(x, y).mu
        z = mu + STYLE_SPREAD * torch.randn(mu.shape, generator=rng)
        return np.concatenate(
            [pixels.to_uint8(model.decode(a, b)) for a, b in zip(z.split(500), y.split(500), strict=True)]
        )


def strongly(images: np.ndarray, n: int, seed: int) -> np.ndarray:
    """Return n strong warps of images uint8 (m, h, w), each in turn."""
    return variations(images, STRONG, n=n, seed=seed).images


def _strong(material: Material, n: int, seed: int) -> np.ndarray:
    return strongly(material.sources, n, seed)


SETS: dict[str, MineSet] = {
    "repeated": MineSet("The image, repeated", "The same image a thousand times.", _repeated),
    "variations": MineSet("Variations", "A thousand variations of it, as chosen above.", _varied),
    "vae": MineSet("VAE", "A thousand images that the VAE of 100 variations draws.", _drawn, needs_vae=True),
    "both": MineSet("Variations and VAE", "Half variations, half drawn.", _both, needs_vae=True),
    "style": MineSet("Style of many hands", "Drawn by a VAE of many hands, around the style of the image.", _styled,
                     needs_style=True),
    "strong": MineSet("Strong warps", "Turned, leaned, stretched and bent further.", _strong),
    "strong alike": MineSet("Strong warps on all", "The same, and what others wrote is warped alike.", _strong,
                            alike=True),
}  # fmt: skip
USUAL = "strong alike"


def called(name: str) -> str:
    """Return what a set is called within a sentence."""
    title = SETS[name].title.replace(",", "")
    return title if title.startswith("VAE") else title[:1].lower() + title[1:]
