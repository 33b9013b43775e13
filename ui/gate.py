"""What may come in from the network, what goes out with every answer, and how does the server end?"""

from __future__ import annotations

import asyncio
import base64
import functools
import hashlib
import re
import signal
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs

import streamlit as st
import uvicorn
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from ui import failures, login, shelf, uploads

FAREWELL = 1  # seconds that requests under way have when the server is to end
PROBED = "/_stcore/health"  # by whoever watches the server, under whatever name
PRIVATE = "/_stcore/metrics"
# What a browser could ask for that concerns all visitors, or whoever wrote the app.
REFUSED = frozenset({"clear_cache", "set_run_on_save", "load_git_info", "debug_shutdown_runtime"})


def at_the_door() -> list[Middleware]:
    """Return what every request passes through, the outermost first."""
    return [Middleware(Gate), Middleware(login.WayBack), Middleware(shelf.Shelf), Middleware(uploads.Bound)]


@asynccontextmanager
async def at_work(app: st.App) -> AsyncIterator[None]:
    """What is done beside the server as long as it runs."""
    failures.keep_ids_out_of_the_log()
    login.warn()
    _work_the_theme_out_once()
    _end_soon()
    if not st.get_option("server.headless"):
        asyncio.get_running_loop().call_later(1.0, webbrowser.open, _address())
    tidying = asyncio.create_task(uploads.keep_tidy())
    yield
    tidying.cancel()
    with suppress(asyncio.CancelledError):
        await tidying


class Gate:
    """Refuses hosts that are not ours and what is nobody's business; sends what keeps a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.said, self.framed = headers(), headers(framed=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, see Starlette."""
        if scope["type"] == "websocket":
            await self.app(scope, _heard(receive), send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.framed if _to_be_framed(scope) else self.said)
            await send(message)

        await (self._refusal(scope) or self.app)(scope, receive, answered)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        path = scope["path"].rstrip("/")
        # Streamlit looks at the name on its web socket only; a page would come, and then say that it cannot connect.
        if not path.endswith(PROBED) and not is_host_allowed(Headers(scope=scope).get("host")):
            return PlainTextResponse("This server does not go by that name: see server.allowedHosts.\n", 403)
        if path.endswith(PRIVATE):
            return PlainTextResponse("Not found\n", 404)
        return None


def _to_be_framed(scope: Scope) -> bool:
    """Say whether a page is asked for that may stand in anybody's frame: in one, nobody is known, see ui/state.py."""
    return parse_qs(scope.get("query_string", b"").decode("latin-1")).get("embed") == ["true"]


def headers(*, framed: bool = False) -> dict[str, str]:
    """Return what goes out with every answer: no other site is called, none frames a page or learns its address.

    framed: other sites may frame it.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'" for code in inline]
    policy = {
        "default-src": "'self'",
        # blob: is how Streamlit loads a component's own module. WebAssembly trains, see browser/train/kernels; what
        # allows it allows no text to become a program.
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *hashes]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' blob: data:",
        "font-src": "'self' data:",
        "connect-src": "'self' blob: data:",
        "worker-src": "'self' blob:",
        "media-src": "'self' blob: data:",
        "frame-src": "'self' blob: data:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "*" if framed else "'self'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",  # an address with a model in it is the right to read the model
    }


def _heard(receive: Receive) -> Receive:
    """Return `receive` without the messages that a visitor's browser has no business to send."""

    async def heard() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or not message.get("bytes") or _is_welcome(message["bytes"]):
                return message

    return heard


def _is_welcome(message: bytes) -> bool:
    try:
        return BackMsg.FromString(message).WhichOneof("type") not in REFUSED
    except DecodeError:  # Streamlit says so
        return True


def _work_the_theme_out_once() -> None:
    """Spare each page run the search for the theme among all settings, unless what is edited is loaded anew."""
    plain = getattr(app_session, "_populate_theme_msg", None)
    if plain is None or st.get_option("server.fileWatcherType") != "none":
        return

    @functools.cache
    def made(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        plain(theme, section)
        return theme

    def filled(theme: CustomThemeConfig, section: str = "theme") -> None:
        if made(section).ByteSize():
            theme.MergeFrom(made(section))

    app_session._populate_theme_msg = filled  # pyright: ignore[reportPrivateUsage]: it has no public name


def _end_soon() -> None:
    """See to it that nobody's slow upload keeps the server from ending when it is told to."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if isinstance(server, uvicorn.Server):
        server.config.timeout_graceful_shutdown = FAREWELL


def _address() -> str:
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"http://localhost:{st.get_option('server.port')}/{base}"
