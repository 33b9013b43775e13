"""Tiny models side by side in an HTML file, for the browser tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.blocks.compare_models import Contender, compare_models_block
from core.networks.browser import export_model
from core.packed import unpack
from tests.browser.harness import Room, open_page, page_of
from tests.browser.pads import CLASSES, SIZE, model_of, reader_of
from tests.browser.waits import rest

VERSUS = """
const query = new URLSearchParams(location.search);
const saved = Object.fromEntries(["u", "patch", "noise", "ends", "y"].map((name) => [name, query.get(name)]));
window.versus = mountCompareModels(document.getElementById("versus"), { saved, onSee: (seen) => told.push(seen) });
window.give = (text) => versus.update(bytes(text));
give("%s");
"""
STATE = """() => {
    const { now, placed, parts, ready, walk, telling } = versus.state, list = (v) => Array.from(v);
    return { u: now.u, patch: [now.patch.seed, now.patch.index], noise: now.noise, ends: now.ends, y: list(now.y),
        ready: ready && !telling, moving: walk.moving, playing: walk.playing, told: told.at(-1) ?? null,
        tells: told.length,
        z: placed.map(({ z }) => list(z)), ys: placed.map(({ y }) => list(y)), numbers: parts.numbers.values,
        texts: parts.columns.map((column) => column.node.innerText), spoken: parts.spoken.textContent };
}"""
GAPS = (4, 6, 2)  # latent dimensions of the models, the second one conditional


def models(n: int = 2, *, seed: int = 0) -> list[torch.nn.Module]:
    return [model_of(d, conditional=i == 1, seed=seed + i) for i, d in enumerate((*GAPS, 5)[:n])]


def real_images(m: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Strokes of different places and widths, with half-grey rims."""
    rng = np.random.default_rng(4)
    y, x = np.mgrid[:SIZE, :SIZE]
    centre, width = rng.uniform(8, 20, (m, 2, 1, 1)), rng.uniform(1.5, 4, (m, 1, 1))
    ink = np.clip(2 - np.hypot(y - centre[:, 0], x - centre[:, 1]) / width, 0, 1)
    return np.round(255 * ink).astype(np.uint8), np.arange(m) % len(CLASSES)


def block_of(n: int = 2, *, reader: bool = True, real: bool = True, seed: int = 0) -> bytes:
    contenders = [
        Contender(
            id=f"model-{i}",
            title=f"Model {'ABCD'[i]}",
            family="conditional VAE" if model.classes else "VAE",
            decoder=unpack(export_model(model))["decoder"],
            latent_dim=model.latent_dim,
            classes=CLASSES,
            conditional=bool(model.classes),
            image_size=SIZE,
            mark=i,
        )
        for i, model in enumerate(models(n, seed=seed))
    ]
    images, labels = real_images() if real else (None, None)
    return compare_models_block(
        contenders, reader=export_model(reader_of()) if reader else None, real=images, labels=labels, seed=1
    )


@dataclass
class Versus:
    """Models side by side on an open page."""

    page: object
    complaints: list[str]

    def state(self) -> dict:
        return self.page.evaluate(STATE)

    def settled(self) -> dict:
        """Wait until everything is drawn, read and told; return the state."""
        but_numbers = f"() => ({{ ...({STATE})(), numbers: null }})"
        rest(self.page, but_numbers, ready="(state) => state.ready && !state.moving")
        return self.state()

    def give(self, block: bytes) -> None:
        self.page.evaluate("(text) => give(text)", base64.b64encode(block).decode())

    def digit(self, c: int) -> np.ndarray:
        """Return what a model draws where the walk is, float (size * size,) in [0, 1]."""
        return np.array(self.page.evaluate("(c) => Array.from(versus.state.parts.columns[c].pixels)", c), np.float32)

    def sample(self, c: int, i: int) -> np.ndarray:
        picture = "([c, i]) => Array.from(versus.state.parts.grids[c].picture(i))"
        return np.array(self.page.evaluate(picture, [c, i]), np.float32)

    def pad(self, c: int):
        return self.page.locator(".versus-pad .front").nth(c)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


def opened(
    page, path: Path, block: bytes | None = None, *, width=1200, height=1000, query: str = "", calm: bool = True
) -> Versus:
    """Write the HTML file and open it, noting every complaint. calm: nothing moves by itself."""
    packed = base64.b64encode(block or block_of()).decode()
    modules = ("compare_models/compare_models.js",)
    text = page_of(["versus"], Room(modules, VERSUS % packed), styles=["compare_models/compare_models.css"])
    page.emulate_media(reduced_motion="reduce" if calm else "no-preference")
    shown = open_page(page, text, path / "versus.html", width=width, height=height, query=f"?{query}")
    versus = Versus(page, shown)
    page.wait_for_function("() => window.versus?.state.parts")
    return versus
