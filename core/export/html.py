"""How does a model become one HTML file that works from a double click, to mail to a student?

Also the way of others in core to what runs in the browser: the pages of a class pack.
"""

from __future__ import annotations

import base64
import html

from browser.bundle import CELLS, cells, files, script, style

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
<script id="layout" type="application/octet-stream">{layout}</script>
<script id="refiner" type="application/octet-stream">{refiner}</script>"""
PAD_RUN = """const pad = mountPad(document.getElementById("pad"));
pad.update(bytesOf("model"));
for (const block of ["layout", "refiner"].map(bytesOf)) if (block.length) pad.receiveBytes(block);
window.latentInk = pad;"""
EXHIBIT_BODY = """<p>{question}</p>
<div id="exhibit" class="alone"></div>
<script id="block" type="application/octet-stream">{block}</script>"""

TRAINER_BODY = """{pad}<div id="trainer" class="alone"></div>
<p><button type="button" id="start" style="font: 600 17px system-ui; padding: 10px 22px">Start training</button></p>
<script id="training" type="application/octet-stream">{training}</script>"""
TRAINER_JS = """const {{ mountPad }} = (() => {{
{pad}
return {{ mountPad }};
}})();
const {{ mountTraining }} = (() => {{
{training}
return {{ mountTraining }};
}})();"""
TRAINER_RUN = """const start = document.getElementById("start");
start.onclick = () => {
  start.remove();
  const trainer = mountTraining(document.getElementById("trainer"));
  trainer.update(bytesOf("training"));
  window.latentInkTrainer = trainer;
};"""


def export_html(bundle: bytes, *, title: str, layout: bytes | None = None, refiner: bytes | None = None) -> str:
    """Return one HTML page with the pad and its model, complete: it asks nobody for anything.

    bundle: what core.blocks.pad.pad_bundle returned. title: any text, shown as text. layout: how the images are laid
    out and coloured, from core.blocks.layout.layout_block; None for the plane that the bundle brings along. refiner: a
    flow that gives its pictures other strokes, whole, from core.blocks.refiner.refiner_between.
    """
    model, laid, flow = (base64.b64encode(block or b"").decode() for block in (bundle, layout, refiner))
    body = PAD_BODY.format(model=model, layout=laid, refiner=flow)
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


def trainer_html(training: bytes, *, title: str, pad: bytes | None = None) -> str:
    """Return one HTML page that trains a VAE from a click on, below the pad of a model if there is one; complete.

    training: from core.blocks.browser_training.live_block. title: any text. pad: from core.blocks.pad.pad_bundle.
    """
    model, learning = (base64.b64encode(block or b"").decode() for block in (pad, training))
    shown = PAD_BODY.format(model=model, layout="", refiner="") if pad else ""
    return PAGE.format(
        title=html.escape(title),
        css=style(*PAD, "train/live/live.css"),
        js=TRAINER_JS.format(pad=script("pad/pad.js"), training=script("train/live/live.js")),
        body=TRAINER_BODY.format(pad=shown, training=learning),
        run=(PAD_RUN + "\n" if pad else "") + TRAINER_RUN,
        more=" 'wasm-unsafe-eval'",
    )


def files_of(entry: str) -> tuple[str, ...]:
    """Return a module of browser/ and all that it needs, each behind what it needs itself."""
    return files(entry)


def code_of(*names: str, first: bool = False) -> str:
    """Return modules of browser/ as a plain script for pages that share their code. first: with what runs them."""
    return (CELLS if first else "") + cells(*names)


def style_of(*names: str) -> str:
    """Return style sheets of browser/ as one."""
    return style(*names)
