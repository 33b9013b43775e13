"""What do all tests share? A real Chromium, real handwriting, and torch kept to one thread."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

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


def chromium() -> dict:
    """Name the machine's Chromium or Chrome; without one, playwright takes the one it installed."""
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    path = next((path for path in found if path), None)
    return {"executable_path": path} if path else {}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"args": CHROMIUM_FLAGS} | chromium()


@pytest.fixture(scope="session")
def handwriting() -> Path:
    """The folder named by LATENT_INK_DATA; a test that asks for it is skipped without one."""
    if not os.environ.get("LATENT_INK_DATA"):
        pytest.skip("LATENT_INK_DATA is not set")
    return Path(os.environ["LATENT_INK_DATA"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what takes a browser last, so that a plain mistake is seen first."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
