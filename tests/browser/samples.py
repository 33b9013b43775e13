"""A pad with columns of samples below it in an HTML file, for the browser tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.blocks.samples import Column, samples_block
from core.sampling import SAMPLERS, FittedSampler
from tests.browser.harness import BESIDE_PAD, Room, open_page, page_of
from tests.browser.waits import rest

SAMPLES = Room(
    ("samples/samples.js",),
    """
window.samples = mountSamples(document.getElementById("samples"), { onSee: (seen) => told.push(seen) });
window.give = (text) => samples.update(bytes(text));
""",
)
STATE = """() => {
    const { host, temperature, waiting, block } = samples.state, list = (v) => Array.from(v);
    const draws = host.draws.map((d) => d && { z: list(d.z), xy: list(d.xy), distance: list(d.distance),
        best: list(d.best), nearest: list(d.nearest), certainty: list(d.certainty),
        nats: d.column.density ? [...d.best.keys()].map((i) => d.density(i)) : [],
        version: d.version, fresh: ["have", "measured", ...(host.lent?.bundle.reader ? ["read"] : [])]
            .every((what) => d.made[what].every((v) => v === d.version)) });
    return { draws, temperature, waiting, id: block?.id, picked: host.picked, hovered: host.hovered,
        shaded: host.shaded, far: host.far, real: host.real, told: told.at(-1) ?? null,
        pad: list(thePad.state.place.z), y: list(thePad.state.place.y),
        texts: [...document.querySelectorAll(".strategy")].map((node) => node.innerText) };
}"""
TOLD = 200  # milliseconds after which Python has been told, if it is to be


@dataclass
class Columns:
    """Columns of samples on an open page."""

    page: object
    complaints: list[str]

    def give(self, block: bytes) -> None:
        self.page.evaluate("(text) => give(text)", base64.b64encode(block).decode())

    def state(self) -> dict:
        return self.page.evaluate(STATE)

    def settled(self) -> dict:
        """Wait until every image is drawn, measured and read, and nothing moves any more; return the state."""
        ready = "({ waiting, draws }) => !waiting && draws.every((d) => !d || d.fresh)"
        return rest(self.page, STATE, ready=ready, milliseconds=TOLD)

    def image(self, c: int, i: int) -> np.ndarray:
        """Return what is shown of a sample, float (size * size,) in [0, 1]."""
        picture = "([c, i]) => Array.from(samples.state.host.draws[c].picture(i))"
        return np.array(self.page.evaluate(picture, [c, i]), np.float32)

    def frame(self, c: int, i: int):
        return self.page.locator(".strategy").nth(c).locator(".frame").nth(i)


def fitted(name: str, latents, *, classes: int = 0, **settings) -> FittedSampler:
    config = SAMPLERS[name](name=name, **settings)
    rng = np.random.default_rng(0)
    return config.fit(latents.mu, latents.labels, logvar=latents.logvar, classes=classes, rng=rng)


def column(sampler: FittedSampler, n: int = 12, *, seed: int = 1, shading: np.ndarray | None = None, **more) -> Column:
    draws = sampler.draw(n, rng=np.random.default_rng(seed))
    box = (-3.0, -3.0, 3.0, 3.0)
    config = sampler.config
    told = {
        "title": config.title,
        "name": config.name,
        "about": config.about,
        "mixture": sampler.mixture,
        "of_one": config.of_one,
    }
    return Column(**told | more, draws=draws, shading=shading, box=box)


def block_of(*columns: Column, id: str = "some", **more) -> bytes:
    return samples_block(model="one", id=id, columns=columns, **more)


def opened(page, path: Path, bundle: bytes, block: bytes, *, width=1300, height=1600, pad_first=True) -> Columns:
    """Write the HTML file and open it, noting every complaint."""
    model = base64.b64encode(bundle).decode()
    text = page_of(["pad", "samples"], BESIDE_PAD, SAMPLES, styles=["samples/samples.css"])
    columns = Columns(page, open_page(page, text, path / "samples.html", width=width, height=height))
    page.evaluate("(text) => { window.model = text; }", model)
    if pad_first:
        page.evaluate("showPad(model)")
    columns.give(block)
    if not pad_first:
        page.evaluate("showPad(model)")
    page.locator(".strategy").first.wait_for()
    return columns
