"""How does a model become one HTML file that works from a double click, to mail to a student?"""

from __future__ import annotations

import base64
import html

from browser.bundle import script, style

PAD = ("pad/pad.css", "pad/panels.css")  # what the pad looks like, and all that stands beside it
EXHIBIT = ("pad/pad.css", "exhibits/exhibits.css")  # what all exhibits look like

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none';
 script-src 'unsafe-inline'{more} blob:; worker-src blob:; style-src 'unsafe-inline'; img-src blob: data:">
<title>{title}</title>
<style>
{css}
:root {{ color-scheme: light dark; background: #fffdf8; }}
@media (prefers-color-scheme: dark) {{ :root {{ background: #12141c; }} }}
body {{ margin: 0 auto; max-width: 1360px; padding: 16px; font-family: system-ui, sans-serif; }}
h1 {{ font: 650 20px system-ui, sans-serif; margin: 0 0 10px; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eceae4; }} }}
</style>
</head>
<body>
<h1>{title}</h1>
{body}
<script>
"use strict";
(() => {{
{js}
const bytesOf = (id) => Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
{run}
}})();
</script>
</body>
</html>
"""
PAD_BODY = """<div id="pad" class="alone"></div>
<script id="model" type="application/octet-stream">{model}</script>
<script id="layout" type="application/octet-stream">{layout}</script>"""
PAD_RUN = """const pad = mountPad(document.getElementById("pad")), layout = bytesOf("layout");
pad.update(bytesOf("model"));
if (layout.length) pad.receiveBytes(layout);
window.latentInk = pad;"""
EXHIBIT_BODY = """<p>{question}</p>
<div id="exhibit" class="alone"></div>
<script id="block" type="application/octet-stream">{block}</script>"""


def export_html(bundle: bytes, *, title: str, layout: bytes | None = None) -> str:
    """Return one HTML page with the pad and its model, complete: it asks nobody for anything.

    bundle: what core.blocks.pad.pad_bundle returned. title: any text, shown as text. layout: how the images are laid
    out and coloured, from core.blocks.layout.layout_block; None for the plane that the bundle brings along.
    """
    model, laid = (base64.b64encode(block).decode() for block in (bundle, layout or b""))
    body = PAD_BODY.format(model=model, layout=laid)
    return PAGE.format(
        title=html.escape(title), css=style(*PAD), js=script("pad/pad.js"), body=body, run=PAD_RUN, more=""
    )


def exhibit_html(name: str, block: bytes, *, title: str, question: str) -> str:
    """Return one HTML page with an exhibit, complete: it asks nobody for anything.

    name: of a line in core.lessons.exhibits.EXHIBITS; block: what its line makes. title, question: any text.
    """
    noun = name.replace("-", "_")
    folder, mount = f"exhibits/{noun}", "mount" + noun.title().replace("_", "")
    body = EXHIBIT_BODY.format(question=html.escape(question), block=base64.b64encode(block).decode())
    run = f'const exhibit = {mount}(document.getElementById("exhibit"));\nexhibit.update(bytesOf("block"));'
    return PAGE.format(
        title=html.escape(title),
        css=style(*EXHIBIT, f"{folder}/exhibit.css"),
        js=script(f"{folder}/{noun}.js"),
        body=body,
        run=run + "\nwindow.latentInk = exhibit;",
        more=" 'wasm-unsafe-eval'",  # what it computes many times a frame is WebAssembly
    )
