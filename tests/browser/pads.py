"""Tiny real models on a pad in an HTML file, for the browser tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from core.blocks.pad import pad_bundle
from core.export.html import export_html
from core.latents import Latents, atlas_of
from core.models import ClassifierConfig, ConvVaeConfig, MlpVaeConfig
from core.networks.browser import export_model
from tests.browser.waits import rest

CLASSES = ("0", "1", "<img src=x onerror=document.title='hacked'>")
SIZE = 28


def model_of(d: int, *, conditional: bool = False, seed: int = 0, image_size: int = SIZE) -> torch.nn.Module:
    """An untrained model whose images differ well from place to place."""
    torch.manual_seed(seed)
    if image_size > 28:
        config = ConvVaeConfig(latent_dim=d, image_size=image_size, filters=(16, 32), dense=64)
    else:
        config = MlpVaeConfig(latent_dim=d, hidden=(32,), conditional=conditional, image_size=image_size)
    model = config.build(CLASSES).eval()
    with torch.no_grad():
        for weights in model.decoder.parameters():
            weights.mul_(3)
    return model


def reader_of() -> torch.nn.Module:
    torch.manual_seed(1)
    model = ClassifierConfig(filters=(4, 8), features=16).build(CLASSES).eval()
    with torch.no_grad():
        for weights in model.parameters():
            weights.mul_(2)
    return model


def latents_of(d: int, *, n: int = 60, dead: int = 0, seed: int = 0) -> Latents:
    """Points far enough apart to be pointed at; the last `dead` dimensions are the prior itself."""
    rng = np.random.default_rng(seed)
    mu = rng.normal(size=(n, d)).astype(np.float32) * 1.5
    logvar = np.full((n, d), -4, np.float32)
    if dead:
        mu[:, -dead:] = 0
        logvar[:, -dead:] = 0
    atlas, columns = atlas_of(rng.integers(0, 255, (n, 14, 14)).astype(np.uint8))
    return Latents(mu, logvar, rng.integers(0, len(CLASSES), n), atlas, columns, 14)


def bundle_of(model: torch.nn.Module, latents: Latents | None, *, reader: bool = False, **more) -> bytes:
    return pad_bundle(
        export_model(model),
        latents,
        classes=CLASSES,
        conditional=bool(model.classes),
        image_size=model.image_size,
        reader=export_model(reader_of()) if reader else None,
        model="one",
        **more,
    )


STATE = """() => {
    const { place, shown, view, text, pad } = latentInk.state, list = (v) => Array.from(v);
    const { size } = pad.bundle, canvas = pad.image.canvas;
    const image = canvas.getContext("2d").getImageData(0, 0, size, size).data;
    return { z: list(place.z), y: list(place.y), shown: list(shown.z), view, text, hovered: pad.hovered,
        xy: pad.placeXY(), image: list(image).filter((_, i) => i % 4 === 0), waiting: pad.tiles.waiting,
        point: pad.map.toScreen(...pad.placeXY()), map: pad.map.size };
}"""


@dataclass
class Pad:
    """A pad on an open page."""

    page: object
    hosts: list[str]
    complaints: list[str]

    def state(self) -> dict:
        return self.page.evaluate(STATE)

    def settled(self) -> dict:
        """Wait until nothing moves any more, and return the state."""
        return rest(self.page, STATE)

    def corner(self) -> tuple[float, float]:
        box = self.page.locator(".front").bounding_box()
        return box["x"], box["y"]

    def drag(self, start: tuple[float, float], end: tuple[float, float], *, up: bool = True) -> None:
        """Press at one place of the map, in its pixels, and move to another; let go there unless up is False."""
        left, top = self.corner()
        self.page.mouse.move(left + start[0], top + start[1])
        self.page.mouse.down()
        self.page.mouse.move(left + end[0], top + end[1], steps=8)
        if up:
            self.page.mouse.up()

    def slider(self, index: int):
        return self.page.get_by_role("slider", name=re.compile(rf"^z{index + 1}(, |$)"))


def opened(
    page, path: Path, bundle: bytes, *, title: str = "A pad", width: int = 1200, height: int = 800,
    settles: bool = True, refiner: bytes | None = None,
) -> Pad:  # fmt: skip
    """Write the pad's HTML file and open it, noting every request and complaint."""
    file = path / "pad.html"
    file.write_text(export_html(bundle, title=title, refiner=refiner), encoding="utf-8")
    pad = Pad(page, [], [])
    page.on("request", lambda request: pad.hosts.append(request.url))
    page.on("console", lambda message: pad.complaints.append(message.text))
    page.on("pageerror", lambda error: pad.complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(file.as_uri())
    page.wait_for_function("() => latentInk.state.text !== ''")
    if settles:
        pad.settled()
    return pad
