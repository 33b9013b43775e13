"""What is kept in memory between page runs, and how much of it? The only st.cache_* decorators."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import streamlit as st

from core import library
from core.export import folder
from core.export.pad import plane_of
from core.library import Entry
from core.training import estimate

Stamp = tuple[int, ...]


def stamp_of(*paths: Path) -> Stamp:
    """Return numbers that change when one of the files is replaced; 0 for one that is not there."""
    stamps: list[int] = []
    for path in paths:
        try:
            found = os.stat(path)
            stamps += [found.st_mtime_ns, found.st_ino, found.st_size]  # the clock of a file ticks in milliseconds
        except FileNotFoundError:
            stamps += [0, 0, 0]
    return tuple(stamps)


def bundle(entry: Entry) -> bytes | None:
    """Return everything the pad needs to show a model, None if the browser cannot run it or it has no weights yet."""
    if not (entry.path / "browser.bin").is_file():
        return None
    stamp = stamp_of(entry.path / "browser.bin", entry.path / "latents.safetensors")
    return _bundle(entry.id, stamp, entry)


@st.cache_resource(max_entries=24, show_spinner=False)
def _bundle(id: str, stamp: Stamp, _entry: Entry) -> bytes:
    # A resource, not data: bytes cannot change, and a copy for every page run would be a megabyte each.
    return folder.bundle_of(_entry, previous=_turned_like_before(_entry))


def _turned_like_before(entry: Entry) -> np.ndarray | None:
    """Return where the points lay on the map an epoch ago, (n, 2), and note where they lie now."""
    if entry.config.model.latent_dim <= 2 or not (entry.path / "latents.safetensors").is_file():
        return None
    latents, maps = library.latents(entry), _maps()
    before = maps.pop(entry.id, None)
    before = before if before is not None and len(before) == len(latents) else None
    maps[entry.id] = plane_of(latents, before).xy
    while len(maps) > 64:
        maps.pop(next(iter(maps)))
    return before


@st.cache_resource(max_entries=1, show_spinner=False)
def _maps() -> dict[str, np.ndarray]:
    return {}


def history(entry: Entry) -> list[dict]:
    """Return one row per finished epoch. Shared by all pages: not to be changed."""
    return _history(entry.id, stamp_of(entry.path / "history.jsonl"), entry)


@st.cache_resource(max_entries=128, show_spinner=False)
def _history(id: str, stamp: Stamp, _entry: Entry) -> list[dict]:
    return library.history(_entry)


@st.cache_resource(max_entries=1, show_spinner=False)
def machine_pace() -> float:
    """Return how fast this machine is, as `core.training.estimate.machine_pace` measures it, once."""
    return estimate.machine_pace()


@st.cache_resource(max_entries=1, show_spinner=False)
def errand_runners() -> ThreadPoolExecutor:
    """Return the threads that do what would hold a page up."""
    return ThreadPoolExecutor(2, thread_name_prefix="errand")


def export_zip(entry: Entry) -> bytes:
    """Return a model as a zip to download. Raises ModelError."""
    return _zip(entry.id, stamp_of(entry.path / "model.safetensors", entry.path / "about.json"))


@st.cache_resource(max_entries=8, show_spinner=False)
def _zip(id: str, stamp: Stamp) -> bytes:
    return library.export_zip(id)


def export_page(entry: Entry) -> str:
    """Return a model as one HTML page that works offline, to mail to somebody. Raises ModelError."""
    return _page(entry.id, stamp_of(entry.path / "browser.bin", entry.path / "about.json"), entry)


@st.cache_resource(max_entries=8, show_spinner=False)
def _page(id: str, stamp: Stamp, _entry: Entry) -> str:
    return folder.export_folder(_entry)
