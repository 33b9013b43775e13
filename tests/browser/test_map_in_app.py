"""Does a newcomer see a map form, mark images, find the neighbours of one, and drag from one place to another?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.browser.refits import SEEN, in_view
from tests.browser.servers import ROOT, serving, with_a_model
from tests.browser.waits import after_frames, idle, until
from tests.ui.conftest import ID

pytestmark = [pytest.mark.browser, pytest.mark.trains]

PAD = "[...window.latentInk.pads.values()][0].state.pad"


def kept_in(home: Path) -> list[str]:
    """Return which projections' maps are kept, or being made, in a store."""
    files = home.glob("tasks/*/task.json")
    return [json.loads(file.read_text())["task"]["projection"]["name"] for file in files]


def test_from_the_choice_of_a_map_to_a_drag_across_it(page, tmp_path):
    home = with_a_model(tmp_path, images=800)  # a t-SNE of 120 may be there before anybody sees it form
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 1000})
    with serving(ROOT / "app.py", home=home) as address:
        page.goto(f"{address}/Explore?model={ID}")
        page.locator(".pad .where").wait_for(timeout=30_000)
        idle(page)
        page.get_by_test_id("stButtonGroup").get_by_text("t-SNE", exact=True).click()
        page.wait_for_url(re.compile("map=tsne"))
        page.get_by_text(re.compile("^Still PCA. t-SNE: ")).wait_for(timeout=30_000)
        # It is seen forming, by an engine that starts meanwhile; then it stays.
        page.wait_for_function(f"() => {PAD}.player.film?.count > 3", timeout=90_000)
        while not page.evaluate(f"() => {PAD}.layout.kind === 'scattered' && !{PAD}.player.showing"):
            seen = after_frames(page, 6, f"() => ({SEEN})({PAD}.map)")
            assert seen >= 0.95, "all of it is seen as it forms"
        page.get_by_role("button", name="Watch it form").wait_for(timeout=30_000)
        idle(page)
        assert in_view(page, f"{PAD}.map") >= 0.95

        assert page.locator(".pad .making:visible").count() == 0
        page.get_by_test_id("stButtonGroup").get_by_text("UMAP", exact=True).click()
        page.get_by_text(re.compile("^Still .*UMAP: ")).wait_for(timeout=30_000)
        page.get_by_test_id("stButtonGroup").get_by_text("t-SNE", exact=True).click()
        page.wait_for_function(f"() => {PAD}.layout.kind === 'scattered'", timeout=30_000)
        # Nobody looks at it any more: it is not made, nor half of it kept.
        until(page, lambda: "umap" not in kept_in(home), "the map that nobody waits for is gone", 90)
        assert page.locator(".pad .making:visible").count() == 0
        idle(page)

        front = page.locator(".pad .front")
        box = front.bounding_box()
        corners = [(0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98), (0.02, 0.05)]
        page.get_by_title(re.compile("^Lasso:")).click()
        for i, (x, y) in enumerate(corners):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=6)
            if i == 0:
                page.mouse.down()
        page.mouse.up()
        page.wait_for_url(re.compile("sel="))
        idle(page)
        said = page.get_by_text(re.compile(r"of [\d,]+ images are marked")).inner_text()
        assert int(said.split(" of ")[0].replace(",", "")) > 50

        page.get_by_title(re.compile("^Point:")).click()
        x, y = page.evaluate(f"() => {PAD}.map.toScreen(...{PAD}.map.points.slice(0, 2))")
        page.mouse.click(box["x"] + x, box["y"] + y)
        page.get_by_text("Nearest in latent space").wait_for()

        seen = set()
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"])
        page.mouse.down()
        for step in range(12):
            page.mouse.move(box["x"] + (0.2 + 0.05 * step) * box["width"], box["y"] + 0.5 * box["height"])
            after_frames(page, 3)
            seen.add(page.locator(".pad .where").inner_text())
        page.mouse.up()
        assert len(seen) > 6  # the digit changes all the way

        page.goto(f"{address}/Explore?model={ID}&map=tsne&set=perplexity:15")
        page.locator(".pad .where").wait_for(timeout=30_000)
        page.wait_for_function(f"() => {PAD}?.layout.kind === 'scattered'", timeout=60_000)
        of_fifteen = page.evaluate(f"() => {PAD}.layout.id")
        page.get_by_role("tab", name="Settings side by side").click()
        page.get_by_role("button", name="Use this").click()
        page.wait_for_function(
            f"(id) => {PAD}.layout.kind === 'scattered' && {PAD}.layout.id !== id", arg=of_fifteen, timeout=60_000
        )
        assert "set=" not in page.url
    assert complaints == []
