"""How does a test open a component of browser/ by itself, without Streamlit? As one HTML file that asks for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from browser import bundle
from core.export.html import PAD

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{css}</style>
</head>
<body>
{places}
<script>
"use strict";
window.told = [], window.released = [];
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
{rooms}
</script>
</body>
</html>
"""


@dataclass(frozen=True)
class Room:
    """A component: the modules it is made of, and what is run among their names; no other room sees these."""

    modules: tuple[str, ...]
    run: str


# The pad and the registry by which others borrow its model: showPad(base64) and hidePad().
BESIDE_PAD = Room(
    ("pad/pad.js", "pad/registry.js"),
    """
window.showPad = (text) => {
  window.thePad ??= mountPad(document.getElementById("pad"), { onRelease: (place) => released.push(place) });
  thePad.update(bytes(text));
  join(thePad.model, thePad);
};
window.hidePad = () => { leave(thePad); thePad.close(); window.thePad = null; };
""",
)


def page_of(places: Sequence[str], *rooms: Room, styles: Sequence[str] = ()) -> str:
    """Return a page. places: ids of its elements. styles: sheets beside the pad's.

    In `told` is collected what a component reports, in `released` where a pad beside it was let go; `bytes` makes an
    array of base64.
    """
    inside = "\n".join(f"(() => {{\n{bundle.script(*room.modules)}\n{room.run}\n}})();" for room in rooms)
    named = "\n".join(f'<div id="{name}" class="alone"></div>' for name in places)
    return PAGE.format(css=bundle.style(*PAD, *styles), places=named, rooms=inside)


def open_page(
    page, text: str, file: Path | None, *, width: int = 1300, height: int = 900, query: str = "", console: bool = True
) -> list[str]:
    """Open a page from a file that it is written to, or from nowhere; return the list that collects its complaints.

    console: whether what is written to the console is one; a test that itself reads a canvas back is warned there.
    """
    complaints: list[str] = []
    if console:
        page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": width, "height": height})
    if file is None:
        page.set_content(text)
    else:
        file.write_text(text, encoding="utf-8")
        page.goto(f"{file.as_uri()}{query}")
    return complaints
