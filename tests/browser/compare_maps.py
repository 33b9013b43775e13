"""Two tiny maps of the same images in an HTML file, for the browser tests."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.blocks.compare_maps import Half, compare_maps_block
from tests.browser.harness import Room, open_page, page_of
from tests.browser.pads import CLASSES, latents_of
from tests.browser.waits import rest

DUO = """
const query = new URLSearchParams(location.search);
const saved = { view: query.get("view"), sel: query.get("sel") }, shows = query.has("shows");
window.blocks = %s.map(bytes);
window.duo = mountCompareMaps(document.getElementById("duo"), { saved, shows, onSettle: (seen) => told.push(seen) });
duo.update(blocks[0]);
"""

STATE = """() => {
    const { t, hovered, picked, linked, selected, view, text, maps } = duo.state;
    return { t, hovered, picked, linked, selected, view, text, told: told.at(-1) ?? null,
        views: maps.map((map) => ({ ...map.view })), wholes: maps.map((map) => ({ ...map.whole })),
        places: maps.map((map) => Array.from(map.points)) };
}"""


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
    return compare_maps_block(*halves, latents_of(2, n=n), classes=CLASSES, id=id)


@dataclass
class Duo:
    """Two maps on an open page."""

    page: object
    complaints: list[str]

    def state(self) -> dict:
        return self.page.evaluate(STATE)

    def settled(self) -> dict:
        """Wait until nothing moves any more, and return the state."""
        return rest(self.page, STATE, milliseconds=200)  # Python is told a moment later

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
    room = Room(("compare_maps/compare_maps.js",), DUO % packed)
    text = page_of(["duo"], room, styles=["compare_maps/compare_maps.css"])
    duo = Duo(page, open_page(page, text, path / "duo.html", width=width, height=height, query=f"?{query}"))
    page.locator(".cell").first.wait_for()
    if "shows" not in query:
        duo.settled()
    return duo
