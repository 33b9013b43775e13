"""Does a newcomer see where four strategies draw, turn the temperature, begin at an image, and take a film home?"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.waits import idle, rest

pytestmark = pytest.mark.browser

PAD = "window.latentInk.pads.get('mnist-vae-16d').pad"


def gaps(page, columns: int) -> list[int]:
    """Return which percentage of each column's samples lies in the gaps between images."""
    said = f"(texts) => texts.length === {columns} && texts.every((text) => /^\\d+\\s%$/.test(text))"
    return [int(share.split()[0].rstrip("%")) for share in rest(page, SHARES, ready=said, milliseconds=300, timeout=40)]


DEEP = """
  const below = (e) => (e.shadowRoot ? deep(e.shadowRoot) : []);
  const deep = (root) => [root, ...[...root.querySelectorAll("*")].flatMap(below)];"""
SHARES = f"""() => {{{DEEP}
  return deep(document).flatMap((root) => [...root.querySelectorAll(".samples .facts > div:first-child dt + dd")])
    .map((node) => node.textContent.trim());
}}"""
IN_SIGHT = (
    f"() => {{{DEEP}"
    + """
  const grids = deep(document).flatMap((root) => [...root.querySelectorAll(".samples .grid")]);
  const inked = (grid) => {
    const canvas = grid.querySelector("canvas"), pen = canvas.getContext("2d"), at = canvas.getBoundingClientRect();
    const scale = canvas.width / at.width;
    return [...grid.querySelectorAll(".frame")].filter((frame) => {
      const { left, top, width, height, right, bottom } = frame.getBoundingClientRect();
      if (!width || top < 0 || bottom > innerHeight || left < 0 || right > innerWidth) return false;
      const box = [left - at.left, top - at.top, width, height].map((v) => v * scale);
      const { data } = pen.getImageData(...box);
      const levels = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200) levels.add(data[i] >> 4);
      return levels.size > 4; // paper, ink, and what lies between
    }).length;
  };
  return grids.reduce((sum, grid) => sum + inked(grid), 0);
}"""
)


def test_images_are_on_the_first_screen_and_every_strategy_is_told_whole(page, address):
    for width, height, least in ((1024, 768, 40), (390, 844, 12)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{address}/Sample")
        page.locator(".samples .strategy .frame").nth(2 * 36 - 1).wait_for(timeout=30_000)
        gaps(page, 2)
        assert page.evaluate(IN_SIGHT) >= least, (width, height)
        told = page.locator(".samples .about")
        assert [words[-1] for words in told.all_inner_texts()] == [".", "."]
        assert told.evaluate_all("all => all.every((p) => p.offsetHeight > 0 && p.scrollHeight <= p.clientHeight + 1)")


@pytest.mark.long
def test_from_four_strategies_to_a_film_of_a_path(page, address):
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 1400})
    page.goto(f"{address}/Sample?model=mnist-vae-16d&by=prior|k-means|kde|gaussian-mixture")
    page.locator(".samples .strategy .frame").nth(4 * 36 - 1).wait_for(timeout=30_000)
    prior, _, _, mixture = gaps(page, 4)
    # What the page is there to show. Of 5,000 draws twice as many are in the gaps, of 36 about that.
    assert prior > 1.5 * mixture
    worth = page.locator(".samples .facts > div:last-child dt + dd").all_inner_texts()
    nats = [float(re.match(r"−([\d.]+) nats", text).group(1)) for text in worth]
    assert nats[3] == min(nats) and nats[0] - nats[3] >= 2, "real latents are likelier under the mixture"
    slider = page.locator(".samples .heating input")
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("t=0"))
    idle(page)
    cooler = page.locator(".samples .facts > div:first-child dt + dd").first  # it follows the slider with a delay
    expect(cooler).not_to_have_text(re.compile(rf"^{prior}\s%$"))
    assert gaps(page, 4)[0] < prior  # nearer to the middle of each

    page.goto(f"{address}/Sample?model=mnist-vae-16d&by=prior|posterior&t=1")
    page.locator(".samples .strategy .frame").nth(2 * 36 - 1).wait_for(timeout=30_000)
    page.locator(".pad .front").scroll_into_view_if_needed()
    idle(page)
    x, y = page.evaluate(f"() => {PAD}.map.toScreen(...{PAD}.map.placeOf(100))")
    box = page.locator(".pad .front").bounding_box()
    page.mouse.click(box["x"] + x, box["y"] + y)
    page.wait_for_url(re.compile(r"posterior(,|%2C)index(:|%3A)100"))
    page.get_by_text(re.compile("^Of image 100;")).wait_for()

    page.get_by_role("tab", name="Paths").click()
    page.get_by_role("button", name="Make the film").click()
    with page.expect_download(timeout=90_000) as taken:
        page.get_by_role("button", name=re.compile("Download")).click(timeout=90_000)
    film = Image.open(io.BytesIO(Path(taken.value.path()).read_bytes()))
    assert film.format == "GIF" and film.n_frames >= 60 and film.size == (256, 256)
    assert complaints == []
