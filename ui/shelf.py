"""What does the browser fetch by an address and keep, instead of having it sent with every page?

The code of components, and large blocks of bytes such as a pad's network. A block's address is a keyed hash of it,
which nobody can work out who is not told it. Blocks lie in the memory of one process: a browser that does not get one,
as when it asks another process, has them all sent over the web socket from then on.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from browser import bundle
from core.host.secret import secret
from ui import state

LEAST, MOST = 4 * 2**10, 4 * 2**20  # bytes; what is smaller is sent as it is, and what would push others' off the shelf
ROOM = 64 * 2**20  # bytes of all blocks; those that no page has named for longest go first
_BLOCK = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"code/[0-9a-f]{16}/(?P<entry>[a-z_]+/[a-z_/]+\.js)")
_FOREVER = b"max-age=31536000, immutable"
_TODAY = b"max-age=86400"  # of blocks: what was somebody's own is not to lie in a shared computer for long
_ALWAYS_SENT = ("base/arrival.js",)  # it tells Python that something did not come
_PIECE = 2**16  # bytes that are handed over at once: a slow reader holds no more of a block than that

_lock = threading.Lock()
_blocks: OrderedDict[str, bytes] = OrderedDict()
_known: dict[int, str] = {}  # address of a block that lies here, by the identity of that very object
_open = False


@dataclass
class Line:
    """Whether this tab does not get what is named to it, and so has all sent."""

    cut: bool = False


def close() -> None:
    """Name nothing to this tab any more: what was named did not come."""
    state.of(Line).cut = True


def code(entry: str) -> str:
    """Return the script of a component: what fetches its code where that can be fetched, else the code itself.

    entry: its module in browser/.
    """
    script = bundle.script(entry)
    if not _open or entry in _ALWAYS_SENT or len(script) < LEAST:
        return script
    return f'const CODE = "shelf/{address_of(entry)}";\n{bundle.served("fetched.js")}'


def laid_by(block: bytes) -> bytes | dict[str, str]:
    """Return what a component is sent for a block: the address that the browser fetches it by, or the block itself."""
    if not _open or not LEAST <= len(block) <= MOST or state.of(Line).cut:
        return block
    return {"shelf": _put(block)}


def address_of(entry: str) -> str:
    """Return the address of a component's code, below that of the shelf; another one for other code."""
    return f"code/{_print(entry)}/{entry}"


@functools.cache
def _print(entry: str) -> str:
    return hashlib.sha256(bundle.served(entry).encode()).hexdigest()[:16]


def _put(block: bytes) -> str:
    with _lock:
        if address := _known.get(id(block)):
            _blocks.move_to_end(address)
            return address
    address = hashlib.blake2b(block, key=secret(), digest_size=16).hexdigest()
    with _lock:
        known = _blocks.setdefault(address, block)
        _known[id(known)] = address
        _blocks.move_to_end(address)
        while len(_blocks) > 1 and sum(map(len, _blocks.values())) > ROOM:
            _, oldest = _blocks.popitem(last=False)
            del _known[id(oldest)]
    return address


class Shelf:
    """Hands out what lies on the shelf; everything else is asked of what is behind it."""

    def __init__(self, app: ASGIApp) -> None:
        global _open
        self.app = app
        _open = True  # from now on, what is named can be fetched

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, see Starlette."""
        # Whatever stands before: the server may lie below a path of its own.
        shelf, name = scope["path"].rpartition("/shelf/")[1:] if scope["type"] == "http" else ("", "")
        if not shelf or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        found = _found(name, zipped="gzip" in Headers(scope=scope).get("accept-encoding", ""))
        status, heads, body = found or (404, [(b"cache-control", b"no-store")], b"Not found\n")
        heads = [*heads, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": heads})
        body = memoryview(b"" if scope["method"] == "HEAD" else body)
        for at in range(0, max(len(body), 1), _PIECE):
            piece, more = bytes(body[at : at + _PIECE]), at + _PIECE < len(body)
            await send({"type": "http.response.body", "body": piece, "more_body": more})


def _found(name: str, *, zipped: bool) -> tuple[int, list[tuple[bytes, bytes]], bytes] | None:
    """Return status, heads and body of what lies under a name, None if nothing does."""
    if _BLOCK.fullmatch(name):
        with _lock:
            block = _blocks.get(name)
        if block is None:
            return None
        # private: it may be somebody's own, which no proxy is to keep.
        return 200, _heads(b"application/octet-stream", b"private, " + _TODAY), block
    asked = _CODE.fullmatch(name)
    if not asked or asked["entry"] not in _entries():  # by its one spelling: each answer is kept
        return None
    same = name == address_of(asked["entry"])  # else a page of another version asks, which this one answers once
    heads = _heads(b"text/javascript; charset=utf-8", b"public, " + _FOREVER if same else b"no-store")
    heads.append((b"vary", b"Accept-Encoding"))
    if zipped:
        return 200, [*heads, (b"content-encoding", b"gzip")], _zipped(asked["entry"])
    return 200, heads, bundle.served(asked["entry"]).encode()


@functools.cache
def _entries() -> frozenset[str]:
    return frozenset(path.relative_to(bundle.HOME).as_posix() for path in bundle.HOME.rglob("*.js"))


def _heads(kind: bytes, kept: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", kind), (b"cache-control", kept)]


@functools.cache
def _zipped(entry: str) -> bytes:
    return gzip.compress(bundle.served(entry).encode(), 6, mtime=0)
