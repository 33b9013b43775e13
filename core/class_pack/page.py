"""What is a plain page of the pack, from its first line to its last?"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.class_pack import parts

# From a disk 'self' is what lies beside the page. Styles set by scripts need 'unsafe-inline', WebAssembly its own word.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none'"
)
DROP = "M12 2c3.2 4.4 6.5 8.3 6.5 12.4a6.5 6.5 0 0 1-13 0C5.5 10.3 8.8 6.4 12 2z"
ICON = (
    "data:image/svg+xml,%3Csvg viewBox='0 0 24 24' xmlns='http:%2F%2Fwww.w3.org/2000/svg'%3E"
    f"%3Cpath fill='%235a7ad4' d='{DROP}'/%3E%3C/svg%3E"
)
TEMPLATE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<link rel="icon" href="{icon}">
<link rel="stylesheet" href="{sheet}">
</head>
<body>
<header class="mast"><div>
<a class="brand" href="index.html"><svg viewBox="0 0 24 24" aria-hidden="true"><path fill="#7f9cf0" d="{drop}"/></svg>\
<span>Latent Ink</span></a>
<nav class="menu" aria-label="Pages">{menu}</nav>
<details class="fold"><summary>Menu</summary><nav aria-label="Pages">{menu}</nav></details>
</div></header>
<main>
{body}
</main>
<footer><p>{foot}</p></footer>
{scripts}
</body>
</html>
"""
FOOT = (
    "A class pack of Latent Ink {version}. All of it happens in this browser: nothing is sent anywhere, and no "
    "network is needed."
)


@dataclass(frozen=True)
class Page:
    """A page. file: its name; title: its heading; menu: its name in the menu, empty for none. lead: HTML below the
    heading. told: what browser/pack/entry.js reads, None for a page of text. body: HTML in place of the stage's.
    how: HTML folded away at the end, by its title. server: what the server can do besides, as a sentence.
    above: HTML between the lead and the stage.
    """

    file: str
    title: str
    menu: str = ""
    lead: str = ""
    told: dict[str, Any] | None = None
    body: str = ""
    above: str = ""
    how: dict[str, str] = field(default_factory=dict)
    server: str = ""
    place: str = ""  # of the same in the app
    of: str = ""  # the page of the menu that it belongs to

    @property
    def needs(self) -> set[str]:
        """The components that stand on it."""
        return set(self.told["parts"]) if self.told else set()


STAGE = """<div id="choices"></div>
<p id="trouble" role="alert"></p>
<div id="stage"><noscript>This page is alive by its scripts: allow them to run.</noscript></div>"""


def written(page: Page, menu: Sequence[Page], *, version: str, server: str = "") -> str:
    """Return the page as HTML. server: the address of the app, empty for none."""
    links = "".join(
        f'<a href="{one.file}"{" aria-current=page" if one.file in (page.file, page.of) else ""}>{one.menu}</a>'
        for one in menu
        if one.menu
    )
    lead = f'<p class="lead">{page.lead}</p>' if page.lead else ""
    title = f"<h1>{html.escape(page.title)}</h1>"
    how = "".join(f'<details class="how"><summary>{name}</summary>{text}</details>' for name, text in page.how.items())
    body = [title, lead, page.above, page.body or STAGE, how, _of_server(page, server)]
    return TEMPLATE.format(
        policy=POLICY,
        title=html.escape("Latent Ink" if page.file == "index.html" else f"{page.title} · Latent Ink"),
        icon=ICON,
        drop=DROP,
        sheet=parts.file_of("pack/pack.css"),
        menu=links,
        body="\n".join(filter(None, body)),
        foot=FOOT.format(version=version),
        scripts=_scripts(page),
    )


def _of_server(page: Page, server: str) -> str:
    if not page.server:
        return ""
    url = html.escape(f"{server.rstrip('/')}/{page.place}", quote=True)
    link = f' <a href="{url}">Open it there</a>.' if server else ""
    return f'<p class="server">{page.server}{link}</p>'


def _scripts(page: Page) -> str:
    if page.told is None:
        return ""
    # "<" would end the script in a browser's eyes, whatever stands around it.
    told = json.dumps(page.told, separators=(",", ":"), ensure_ascii=False).replace("<", "\\u003c")
    sources = "".join(f'<script src="{src}"></script>' for src in (parts.PRELUDE, parts.SHARED, parts.PAGE))
    return f'<script type="application/json" id="page">{told}</script>\n{sources}'
