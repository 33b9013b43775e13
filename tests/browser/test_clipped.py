"""Is anything that can be pressed, chosen or read on a control cut off, on any page, at any width?"""

from __future__ import annotations

import pytest

from tests.browser.pages import READY, WATCHED, some_of
from tests.browser.waits import idle, laid_out
from tests.ui.conftest import ID

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 820, 1000, 1180, 1300)
PAGES = (
    {path: there for path, there in READY.items() if path not in ("/Explore", "/Train")}
    | WATCHED
    | {f"/Explore?model={ID}": ".pad .front", "/Train?data=own": "[data-testid=stFileUploader]"}
)
# What is there to be seen only by ears, or is cut where the whole can be pointed at, is no find.
FOUND = """() => {
  const found = [], all = [], main = document.querySelector("[data-testid=stMain]");
  const CONTROLS = "button, input, select, textarea, summary, a[href], label, [role=slider], [role=tab], [role=radio]";
  const gather = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.matches(CONTROLS)) all.push(node);
      if (node.shadowRoot) gather(node.shadowRoot);
    }
  };
  gather(main);
  const above = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
  const cuts = (style) => ["hidden", "clip"].includes(style.overflowX);
  for (const node of all) {
    const box = node.getBoundingClientRect(), own = getComputedStyle(node);
    if (box.width < 2 || box.height < 2 || own.visibility === "hidden" || own.clipPath !== "none") continue;
    if (node.type === "file" || node.closest("[aria-hidden=true], .skip, .spoken")) continue;
    let why = box.left < -1 || box.right > innerWidth + 1 ? "outside the window" : "", unseen = own.opacity === "0";
    for (let up = above(node); up && !unseen; up = above(up)) {
      const style = getComputedStyle(up), edge = up.getBoundingClientRect();
      unseen = style.opacity === "0" || (cuts(style) && edge.width < 2);
      // What can be scrolled to is there, as a row of tabs on a phone.
      const scrolls = ["auto", "scroll"].includes(style.overflowX) && up.scrollWidth > up.clientWidth + 1;
      if (scrolls && up !== main) { why = ""; break; }
      const over = box.left < edge.left - 2 || box.right > edge.right + 2;
      if (cuts(style) && over) why ||= `cut by ${up.className || up.tagName}`;
    }
    if (unseen) continue;
    if (node.type === "range" && box.width <= 40) why ||= `a track of ${Math.round(box.width)} pixels`;
    const parts = node.matches("input, textarea, select") ? [] : [node, ...node.querySelectorAll("*")];
    for (const part of parts) {
      if (part.title || part.closest("canvas, svg, .chip bdi, .spoken, [aria-hidden=true]")) continue;
      const style = getComputedStyle(part);
      if (!cuts(style) || style.clipPath !== "none" || part.clientWidth < 5) continue;
      if (part.scrollWidth > part.clientWidth + 1) why ||= `text of ${part.scrollWidth} in ${part.clientWidth} pixels`;
    }
    const name = (node.getAttribute("aria-label") || node.textContent || node.type || "").trim().slice(0, 50);
    if (why) found.push(`${node.tagName} ${name}: ${why}`);
  }
  if (main.scrollWidth > main.clientWidth + 1) found.push(`the page, sideways: ${main.scrollWidth} pixels wide`);
  return found;
}"""


@pytest.mark.parametrize("path", some_of(PAGES, "/", "/Write", "/Learn"))
def test_nothing_that_is_needed_is_cut(page, address, path):
    page.set_viewport_size({"width": WIDTHS[-1], "height": 1000})
    page.goto(address + path)
    page.locator(PAGES[path]).first.wait_for(timeout=60_000)
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 1000})
        laid_out(page)  # the menu folds, and components lay themselves out
        idle(page)
        assert page.evaluate(FOUND) == [], f"{path} at {width}"


def test_what_is_cut_is_found(page):
    page.set_viewport_size({"width": 400, "height": 300})
    page.set_content(
        """<main data-testid="stMain" style="overflow: auto; width: 380px"><button>whole</button>
        <div style="overflow: hidden; width: 90px"><button style="width: 200px">cut</button></div>
        <button style="overflow: hidden; width: 60px; white-space: nowrap">a text that is too long</button>
        <input type="range" style="width: 30px" aria-label="short">
        <button style="position: fixed; left: 380px">out</button>
        </main>"""
    )
    found = [one.split(":")[0] for one in page.evaluate(FOUND)]
    assert found == ["BUTTON cut", "BUTTON a text that is too long", "INPUT short", "BUTTON out"]
