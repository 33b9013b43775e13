"""How does a test open an exhibit by itself, and what may be asked of every one?"""

from __future__ import annotations

import base64

from core.lessons.exhibits import EXHIBITS
from tests.browser.harness import Room, open_page, page_of
from tests.browser.waits import rest

# How long frames take while a function of the frame's number is run at the beginning of each: 95 % take less, in ms.
PACE = """async ([frames, act]) => {
    const run = new Function("k", act), times = [];
    let last = 0;
    for (let k = 0; k < frames; k++) {
        const now = await new Promise(requestAnimationFrame);
        if (last) times.push(now - last);
        last = now;
        run(k);
    }
    return times.sort((a, b) => a - b)[Math.floor(0.95 * times.length)];
}"""
HEAD = """<head><title>An exhibit</title><style>
    @media (prefers-color-scheme: dark) { body { background: #12141c; color: #eceae4; } }</style>"""
SLIDE = """(node, value) => {
    node.value = value;
    for (const name of ["input", "change"]) node.dispatchEvent(new Event(name));
}"""


def open_exhibit(page, name: str, *, width: int = 1300, height: int = 1000, dark: bool = False):
    """Open an exhibit of core.lessons by itself. `exhibit` is what its mount returned, `acts` what it told."""
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    noun = name.replace("-", "_")
    run = f'window.acts = []; window.exhibit = mount{noun.title().replace("_", "")}(document.getElementById("room"), '
    run += "{ onact: (name) => acts.push(name) }); window.feed = (text) => exhibit.update(bytes(text));"
    room = Room((f"exhibits/{noun}/{noun}.js",), run)
    text = page_of(["room"], room, styles=["exhibits/exhibits.css", f"exhibits/{noun}/exhibit.css"])
    text = text.replace("<head>", HEAD).replace("<body>", "<body><main><h1>An exhibit</h1>")
    page.complaints = open_page(page, text.replace("</body>", "</main></body>"), None, width=width, height=height)
    page.evaluate("(text) => feed(text)", base64.b64encode(EXHIBITS[name].block()).decode())
    page.locator(".exhibit .source").wait_for()
    settled(page)
    return page


def settled(page) -> None:
    """Wait until what an exhibit says stays the same."""
    rest(page, "() => document.querySelector('.exhibit').innerText")


def slide(page, label: str, value: float) -> None:
    """Bring a slider to a value, as a hand would."""
    page.get_by_label(label, exact=True).evaluate(SLIDE, value)
