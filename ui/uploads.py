"""How much of what visitors upload is kept in memory, and for how long?

Streamlit keeps every file that is sent to it until its session is gone, whether a page asks for it or not. Here a
session and all sessions together may hold so much, and what no page holds is let go.
"""

from __future__ import annotations

import asyncio
import ctypes
import re
import sys
import time
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

MOST_EACH = 64 * 2**20  # bytes that a session may hold: three uploads, of which a page shows one
MOST_IN_ALL = 640 * 2**20
UNHELD = 120.0  # seconds that a file may lie without a page that holds it: a page hears of it after it has arrived
TIDY_EVERY = 15.0  # seconds
LARGE = 2**20  # bytes; what is larger goes back to the machine when it is let go
M_MMAP_THRESHOLD = -3  # as malloc.h has it
UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")
FULL = "Too much has been uploaded here just now: try again in some minutes.\n"


class Bound:
    """Takes an upload only where there is room for it; what the same session sent before makes room."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: dict[object, tuple[str, int]] = {}  # by request: session, bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, see Starlette."""
        asked = UPLOAD.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if not asked:
            await self.app(scope, receive, send)
            return
        session, request = asked.group(1), object()
        size = _announced(scope)
        if not self._has_room(session, size):
            await PlainTextResponse(FULL, 503, {"Connection": "close"})(scope, receive, send)
            return
        self.coming[request] = session, size
        try:
            await self.app(scope, receive, send)
        finally:
            del self.coming[request]

    def _has_room(self, session: str, size: int) -> bool:
        files = _manager()
        mine = sum(bytes for whose, bytes in self.coming.values() if whose == session) + size
        if mine > MOST_EACH:
            return False
        let_go(files, session, MOST_EACH - mine)
        everybodys = sum(bytes for _, bytes in self.coming.values()) + size
        if held(files) + everybodys > MOST_IN_ALL:
            for whose, names in unheld(files):
                for name in names:
                    files.remove_file(whose, name)
        return held(files) + everybodys <= MOST_IN_ALL


def held(files: MemoryUploadedFileManager) -> int:
    """Return how many bytes of uploads are kept."""
    return sum(size for sizes in sizes_of(files).values() for size in sizes.values())


def sizes_of(files: MemoryUploadedFileManager) -> dict[str, dict[str, int]]:
    """Return the bytes of every file that is kept, by session, the oldest first."""
    with files._lock:
        found = files.file_storage.items()
        return {session: {name: len(file.data) for name, file in kept.items()} for session, kept in found}


def let_go(files: MemoryUploadedFileManager, session: str, most: int) -> None:
    """Forget the oldest files of a session until it holds no more than `most` bytes."""
    sizes = sizes_of(files).get(session, {})
    total = sum(sizes.values())
    for name, size in sizes.items():
        if total <= most:
            return
        files.remove_file(session, name)
        total -= size


def unheld(files: MemoryUploadedFileManager) -> list[tuple[str, list[str]]]:
    """Return every session with the files that none of its widgets holds, the oldest first."""
    return [
        (session, [name for name in sizes if name not in held_by(session)])
        for session, sizes in sizes_of(files).items()
    ]


async def keep_tidy() -> None:
    """Let go, now and then, of what nobody has held for a while; runs until it is cancelled."""
    _give_back()
    seen: dict[tuple[str, str], float] = {}
    while True:
        await asyncio.sleep(TIDY_EVERY)
        seen = tidy(_manager(), seen, time.monotonic())


def _give_back() -> None:
    """Have the memory of large files given back, which glibc stops doing once one has been let go."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(M_MMAP_THRESHOLD, LARGE)


def tidy(
    files: MemoryUploadedFileManager, seen: dict[tuple[str, str], float], now: float
) -> dict[tuple[str, str], float]:
    """Forget the files of gone sessions, and those that no page has held for `UNHELD` seconds.

    seen: when each of those that no page holds was first seen so, in seconds as `now`. Returns the same anew.
    """
    for session in sizes_of(files):
        if _session(session) is None:
            files.remove_session_files(session)
    lying = [(session, name) for session, names in unheld(files) for name in names]
    since = {file: seen.get(file, now) for file in lying}
    for file, first in since.items():
        if now - first >= UNHELD:
            files.remove_file(*file)
    return {file: first for file, first in since.items() if now - first < UNHELD}


def held_by(session: str) -> set[str]:
    """Return the ids of the files that a session's widgets hold."""
    found = _session(session)
    if found is None:
        return set()
    widgets = found.session._client_state.widget_states.widgets
    return {file.file_id for widget in widgets for file in widget.file_uploader_state_value.uploaded_file_info}


def _session(session: str) -> Any:
    """Return what Streamlit knows of a session that is open, or that its browser may still come back to; else None."""
    return runtime.get_instance()._session_mgr.get_session_info(session)


def _manager() -> MemoryUploadedFileManager:
    files: Any = runtime.get_instance().uploaded_file_mgr
    return files


def _announced(scope: Scope) -> int:
    """Return how many bytes a request says it brings; the most that is taken of one where it does not say so."""
    most = config.get_option("server.maxUploadSize") * 2**20
    length = Headers(scope=scope).get("content-length", "")
    return min(int(length), most) if length.isdecimal() else most
