"""How does a teacher take the class pack along: made once, behind the page, and then downloaded?"""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from core import __version__
from ui import forms, state
from ui.learn.state import LearnState
from ui.shared import background
from ui.shared.awaited import waiting

HERE = ("localhost", "127.0.0.1", "::1")  # an address that is nobody else's
SAYS = (
    "**Class pack**: the included models, most exhibits and lessons as a folder of plain pages, with a VAE that "
    "trains in the page. Unzip it and open *index.html*: it needs neither this server nor a network."
)


def offer() -> None:
    """Draw the way to the pack; how far it is while it is made; the download when it is there."""
    known = state.of(LearnState)
    st.markdown(SAYS)
    if not known.pack:
        st.button("Class pack", key="class-pack", icon=":material/folder_zip:", on_click=_wish)
        return
    server = _server()
    errand = background.errand(("class pack", __version__, server), lambda say: _made(server, say))
    if not errand.done:
        st.fragment(waiting, run_every=0.4)(errand)
    elif errand.error:
        if not isinstance(errand.error, (ValueError, OSError)):
            raise errand.error
        st.error(forms.sentence(errand.error))
    else:
        st.download_button(
            f"Download the class pack, {len(errand.result()) / 1e6:.1f} MB", errand.result(), "class-pack.zip",
            "application/zip", icon=":material/download:", on_click="ignore",
        )  # fmt: skip


def _wish() -> None:
    state.of(LearnState).pack = True


def _made(server: str, say: background.OnProgress) -> bytes:
    from core.class_pack.apart import zipped_apart

    return zipped_apart(server, say)


def _server() -> str:
    """Return where others find this app, empty if only this machine does."""
    split = urlsplit(st.context.url or "")
    if split.scheme not in ("http", "https") or split.hostname in (None, *HERE):
        return ""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"{split.scheme}://{split.netloc}" + (f"/{base}" if base else "")
