"""How is what a page shows handed on? As a link to copy, and as a QR code for a phone."""

from __future__ import annotations

import functools
from urllib.parse import urlencode

import segno
import streamlit as st
from segno import DataOverflowError

from ui import state
from ui.components.component import component

MARGIN = 4  # modules of white around a QR code (ISO/IEC 18004, 6.3.8): readers find it by them

_SHARE = component(
    "copy_link",
    "base/share.js",
    styles=("base/share.css",),
    html="""
<div class="share">
  <div class="code" role="img" aria-label="QR code of the link"></div>
  <input class="link" readonly aria-label="Link to this page as it is now">
  <button type="button">Copy</button>
  <p role="status"></p>
</div>
""",
)


def link() -> str:
    """Return the address of the page as it is once this run has ended, empty where there is no browser."""
    url, parameters = st.context.url, state.address()
    return f"{url}?{urlencode(parameters)}" if url and parameters else url or ""


@functools.lru_cache(maxsize=64)
def qr_code(text: str) -> str:
    """Return a text as a QR code, an SVG element that scales; empty if no QR code can hold so much."""
    try:
        code = segno.make_qr(text, error="l")  # on a screen nothing is torn or stained: rather few and large modules
    except DataOverflowError:
        return ""
    return code.svg_inline(border=MARGIN, dark="#000", light="#fff", omitsize=True)


def offer() -> None:
    """Draw the button that hands this page on."""
    with st.popover("Copy link", icon=":material/link:"):
        show(link(), key="copy-link")


def show(text: str, *, key: str) -> None:
    """Draw a link with its QR code and what copies it."""
    _SHARE(key=key, data={"link": text, "code": qr_code(text)})
