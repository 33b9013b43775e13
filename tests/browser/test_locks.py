"""Does a teacher's link hide and lock every part that it can name, also from the keyboard, and in a foreign frame?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from core.lessons.parts import PARTS
from core.lessons.places import PAGES, parts_of
from tests.browser.waits import idle, until
from tests.ui.conftest import VISITOR
from ui.state import COOKIE

pytestmark = pytest.mark.browser

TREES = """const trees = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((e) => e.shadowRoot ? trees(e.shadowRoot) : [])];
    const all = (selector) => trees(document).flatMap((tree) => [...tree.querySelectorAll(selector)]);"""  # noqa: E501
SEEN = f"""(parts) => {{ {TREES}
    return parts.filter((where) => all(where).some((e) => e.getClientRects().length)); }}"""
THERE = f"(parts) => {{ {TREES} return parts.filter((where) => all(where).length); }}"
UNHIDE = f"""() => {{ {TREES}
    for (const tree of trees(document)) tree.adoptedStyleSheets = [];
    for (const style of all("style")) if (style.textContent.includes("display: none !important")) style.remove(); }}"""
FOCUSED = f"""(where) => {{ {TREES}
    let e = document.activeElement;
    while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return [(e?.closest(where) ?? null) !== null, e?.title || e?.ariaLabel || e?.textContent?.slice(0, 30) || ""]; }}"""
OF_A_LESSON, WITHOUT_A_STATE = ("leave", "steps"), {"Library": ("link",)}


def path_of(title: str) -> str:
    return "/" if title == "Home" else f"/{title.replace(' ', '_')}"


def selectors_of(title: str) -> list[str]:
    left = (*OF_A_LESSON, *WITHOUT_A_STATE.get(title, ()))
    return [PARTS[name].where for name in parts_of(title) if name not in left]


@pytest.mark.parametrize("title", PAGES)
def test_every_part_that_has_a_name_is_on_its_page_and_goes_when_it_is_hidden(page, address, title):
    complaints, wanted = [], selectors_of(title)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}{path_of(title)}?hide={','.join(parts_of(title))}")
    page.locator("h1").first.wait_for(timeout=60_000)
    until(page, lambda: len(page.evaluate(THERE, wanted)) == len(wanted), f"all parts of {title} are there", 60)
    until(page, lambda: page.evaluate(SEEN, wanted) == [], f"the parts of {title} are gone")
    idle(page)
    assert page.evaluate(SEEN, wanted) == [] and page.get_by_role("alert").count() == 0
    page.evaluate(UNHIDE)
    assert set(page.evaluate(SEEN, wanted)) == set(wanted) and complaints == [], "else they were never to be seen"


def test_neither_a_hand_nor_the_keyboard_gets_at_what_is_locked_or_hidden(page, address):
    page.goto(f"{address}/Explore?model=mnist-vae-2d&lock=map,sliders,model&hide=play,tools,menu&lesson=vae&step=1")
    page.locator(".pad .where").wait_for(timeout=60_000)
    idle(page)
    shut = ", ".join(PARTS[name].where for name in ("map", "sliders", "model", "play", "tools", "menu"))
    page.locator("h1").first.click()
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED, shut))
    assert not any(inside for inside, _ in reached)
    assert any("Random" in words or "drawn from" in words for _, words in reached), "what is not named stays"
    where = page.locator(".pad .where").inner_text()
    box = page.locator(".pad .front").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 3)
    idle(page)
    assert page.locator(".pad .where").inner_text() == where and "z=" not in page.url
    page.get_by_role("button", name="Leave", exact=True).click()
    idle(page)
    assert "lock=map" in page.url and page.evaluate(SEEN, [PARTS["play"].where]) == []


@contextmanager
def course(link: str) -> Iterator[str]:
    """Serve a page of another origin, and another site, that holds a link in a frame; give its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<!doctype html><iframe src="{link}" width="1200" height="800"></iframe>'.encode())

        def log_message(self, *_) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("localhost", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_in_a_foreign_frame_a_page_stands_alone_and_moves(page, address):
    with course(f"{address}/Explore?model=mnist-vae-2d&hide=panels&embed=true") as url:
        page.goto(url)
        frame = page.frame_locator("iframe")
        frame.locator(".pad .where").wait_for(timeout=60_000)
        before = frame.locator(".pad .where").inner_text()
        front = frame.locator(".pad .front")
        front.scroll_into_view_if_needed()
        for _ in range(4):
            front.press("ArrowLeft")
        until(page, lambda: frame.locator(".pad .where").inner_text() != before, "the point moves")
        assert frame.get_by_test_id("stSidebar").is_hidden() and frame.get_by_test_id("stHeader").is_hidden()
    with course(f"{address}/Explore?model=mnist-vae-2d") as url:
        page.goto(url)
        until(page, lambda: page.frames[1].url.startswith("chrome-error:"), "a link that is not for a frame is refused")


def test_in_a_frame_nobody_is_known(page, address):
    page.context.add_cookies([{"name": COOKIE, "value": VISITOR, "url": address}])
    for query, known in (("", True), ("?embed=true", False)):
        page.goto(f"{address}/Library{query}")
        page.get_by_role("heading", name="Included").wait_for(timeout=60_000)
        idle(page)
        assert (page.get_by_text("Tiny", exact=True).count() > 0) == known
    assert [one["value"] for one in page.context.cookies() if one["name"] == COOKIE] == [VISITOR]
