"""What do all tests share? A real Chromium, and torch kept to one thread."""

from __future__ import annotations

import os
import shutil

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")  # several test processes on two cores: more threads only get in the way

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    """Use the machine's Chromium or Chrome; without one, the one playwright installed."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    path = next((path for path in found if path), None)
    return {"args": CHROMIUM_FLAGS} | ({"executable_path": path} if path else {})
