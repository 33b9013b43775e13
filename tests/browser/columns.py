"""A pad with columns of samples below it in an HTML file, for the browser tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.export.html import LIVE, pad_script, pad_style
from core.export.samples import Column, samples_block
from core.sampling import SAMPLERS, FittedSampler
from ui.live.samples import samples_script, samples_style

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{css}</style>
</head>
<body>
<div id="pad" class="alone"></div>
<div id="samples" class="alone"></div>
<script>
"use strict";
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
window.told = [];
window.model = "{model}";
(() => {{
{pad}
{registry}
window.showPad = () => {{
  window.thePad = mountPad(document.getElementById("pad"));
  thePad.update(bytes(model));
  join(thePad.model, thePad);
}};
window.hidePad = () => {{ leave(thePad); thePad.close(); }};
}})();
(() => {{
{samples}
window.samples = mountSamples(document.getElementById("samples"), {{ onSee: (seen) => told.push(seen) }});
}})();
window.give = (text) => samples.update(bytes(text));
</script>
</body>
</html>
"""
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
        before = None
        for _ in range(200):
            self.page.wait_for_timeout(60)
            state = self.state()
            fresh = state["waiting"] == 0 and all(draws["fresh"] for draws in state["draws"] if draws)
            if fresh and state == before:
                return state
            before = state
        raise AssertionError("the samples never came to rest")

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
    told = {"title": config.title, "name": config.name, "about": config.about, "mixture": sampler.mixture}
    return Column(**told | more, draws=draws, shading=shading, box=box)


def block_of(*columns: Column, id: str = "some", **more) -> bytes:
    return samples_block(model="one", id=id, columns=columns, **more)


def opened(page, path: Path, bundle: bytes, block: bytes, *, width=1300, height=1600, pad_first=True) -> Columns:
    """Write the HTML file and open it, noting every complaint."""
    file, model = path / "samples.html", base64.b64encode(bundle).decode()
    registry = (LIVE / "registry.js").read_text(encoding="utf-8")
    scripts = {"pad": pad_script(), "registry": registry, "samples": samples_script()}
    file.write_text(PAGE.format(css=pad_style() + samples_style(), model=model, **scripts), encoding="utf-8")
    columns = Columns(page, [])
    page.on("console", lambda message: columns.complaints.append(message.text))
    page.on("pageerror", lambda error: columns.complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(file.as_uri())
    if pad_first:
        page.evaluate("showPad()")
    columns.give(block)
    if not pad_first:
        page.evaluate("showPad()")
    page.locator(".strategy").first.wait_for()
    return columns
