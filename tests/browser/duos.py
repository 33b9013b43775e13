"""Two tiny maps of the same images in an HTML file, for the browser tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.export.duo import Half, duo_block
from tests.browser.pads import CLASSES, latents_of
from ui.live.duo import duo_script, duo_style

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{css}</style>
</head>
<body>
<div id="duo" class="alone"></div>
<script>
"use strict";
(() => {{
{js}
const open = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const query = new URLSearchParams(location.search);
const saved = {{ view: query.get("view"), sel: query.get("sel") }}, shows = query.has("shows");
window.told = [];
window.blocks = {blocks}.map(open);
window.duo = mountDuo(document.getElementById("duo"), {{ saved, shows, onSettle: (seen) => told.push(seen) }});
duo.update(blocks[0]);
}})();
</script>
</body>
</html>
"""


def maps(n: int = 60, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Two layouts of n images, far enough apart to be pointed at: the second is turned, and a few have really moved."""
    rng = np.random.default_rng(seed)
    side = int(np.ceil(np.sqrt(n)))
    left = np.stack([np.arange(n) % side, np.arange(n) // side], 1) + rng.uniform(-0.25, 0.25, (n, 2))
    right = left @ np.array([[0, -1], [1, 0]]) * 5 + 2
    right[[7, 20]] = right[[20, 7]]
    return left.astype(np.float32), right.astype(np.float32)


def block(n: int = 60, *, right: np.ndarray | None = None, id: str = "one") -> bytes:
    a, b = maps(n)
    halves = Half("One model", "PCA", a), Half("One model", "t-SNE", b if right is None else right)
    return duo_block(*halves, latents_of(2, n=n), classes=CLASSES, id=id)


@dataclass
class Duo:
    """Two maps on an open page."""

    page: object
    complaints: list[str]

    def state(self) -> dict:
        return self.page.evaluate(
            """() => {
                const { t, hovered, picked, linked, selected, view, text, maps } = duo.state;
                return { t, hovered, picked, linked, selected, view, text, told: told.at(-1) ?? null,
                    views: maps.map((map) => ({ ...map.view })), wholes: maps.map((map) => ({ ...map.whole })),
                    places: maps.map((map) => Array.from(map.points)) };
            }"""
        )

    def settled(self) -> dict:
        """Wait until nothing moves any more, and return the state."""
        before = None
        for _ in range(100):
            self.page.wait_for_timeout(80)
            state = self.state()
            if state == before:
                return state
            before = state
        raise AssertionError("the maps never came to rest")

    def at(self, side: int, i: int) -> tuple[float, float]:
        """Return where the i-th image is on the screen."""
        box = self.page.locator(".front").nth(side).bounding_box()
        x, y = self.page.evaluate(
            "([s, i]) => { const map = duo.state.maps[s]; return map.toScreen(...map.placeOf(i)); }", [side, i]
        )
        return box["x"] + x, box["y"] + y

    def lasso(self, side: int, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a line around a box, whose corners are CSS pixels of the map."""
        self.drag(side, (left, top), (right, top), (right, bottom), (left, bottom), (left, top + 5))

    def drag(self, side: int, *corners: tuple[float, float]) -> None:
        """Press at the first of some CSS pixels of a map, go through all, and let go at the last."""
        box = self.page.locator(".front").nth(side).bounding_box()
        x, y = corners[0]
        self.page.mouse.move(box["x"] + x, box["y"] + y)
        self.page.mouse.down()
        for x, y in corners[1:]:
            self.page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
        self.page.mouse.up()


def opened(page, path: Path, blocks: list[bytes] | None = None, *, width=1200, height=900, query: str = "") -> Duo:
    """Write the HTML file and open it, noting every complaint."""
    packed = [base64.b64encode(one).decode() for one in blocks or [block()]]
    file = path / "duo.html"
    file.write_text(PAGE.format(css=duo_style(), js=duo_script(), blocks=packed), encoding="utf-8")
    duo = Duo(page, [])
    page.on("console", lambda message: duo.complaints.append(message.text))
    page.on("pageerror", lambda error: duo.complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{file.as_uri()}?{query}")
    page.locator(".cell").first.wait_for()
    if "shows" not in query:
        duo.settled()
    return duo
