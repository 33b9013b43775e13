"""How does a model become one HTML file that works from a double click, to mail to a student?"""

from __future__ import annotations

import base64
import html
from functools import cache
from pathlib import Path

# In the order they are joined: each file is a plain script that knows those before it, and none knows Streamlit.
SCRIPTS = (
    "runtime.js",
    "network.js",
    "theme.js",
    "dom.js",
    "reading.js",
    "place.js",
    "grid.js",
    "layout.js",
    "points.js",
    "tiles.js",
    "gestures.js",
    "select.js",
    "camera.js",
    "cloud.js",
    "stamps.js",
    "map.js",
    "film.js",
    "tails.js",
    "player.js",
    "making.js",
    "colour.js",
    "legend.js",
    "sliders.js",
    "image.js",
    "print.js",
    "thumbs.js",
    "gallery.js",
    "neighbours.js",
    "chosen.js",
    "frame.js",
    "journey.js",
    "invite.js",
    "arrangement.js",
    "drawn.js",
    "telling.js",
    "pad.js",
)
STYLES = ("pad.css", "panels.css")
LIVE = Path(__file__).parents[2] / "ui" / "live"  # read as text: the pad is the same here and in the app

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; img-src blob: data:">
<title>{title}</title>
<style>
{css}
:root {{ color-scheme: light dark; background: #fffdf8; }}
@media (prefers-color-scheme: dark) {{ :root {{ background: #12141c; }} }}
body {{ margin: 0 auto; max-width: 1360px; padding: 16px; font-family: system-ui, sans-serif; }}
h1 {{ font: 650 20px system-ui, sans-serif; margin: 0 0 10px; }}
@media (prefers-color-scheme: dark) {{ h1 {{ color: #eceae4; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
<div id="pad" class="alone"></div>
<script id="model" type="application/octet-stream">{model}</script>
<script id="layout" type="application/octet-stream">{layout}</script>
<script>
"use strict";
(() => {{
{js}
const bytesOf = (id) => Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
const pad = mountPad(document.getElementById("pad")), layout = bytesOf("layout");
pad.update(bytesOf("model"));
if (layout.length) pad.receiveBytes(layout);
window.latentInk = pad;
}})();
</script>
</body>
</html>
"""


@cache
def pad_script() -> str:
    """Return the pad's JavaScript without the part that knows its host; it defines `mountPad`."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in SCRIPTS)


@cache
def pad_style() -> str:
    """Return the pad's style sheet."""
    return "\n".join((LIVE / name).read_text(encoding="utf-8") for name in STYLES)


def export_html(bundle: bytes, *, title: str, layout: bytes | None = None) -> str:
    """Return one HTML page with the pad and its model, complete: it asks nobody for anything.

    bundle: what core.export.pad.pad_bundle returned. title: any text, shown as text. layout: how the images are laid
    out and coloured, from core.export.layout.layout_block; None for the plane that the bundle brings along.
    """
    model, laid = (base64.b64encode(block).decode() for block in (bundle, layout or b""))
    return PAGE.format(title=html.escape(title), css=pad_style(), js=pad_script(), model=model, layout=laid)
