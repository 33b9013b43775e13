"""What do all tests share? A real Chromium, real handwriting, and torch kept to one thread."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests import tries

os.environ.setdefault("OMP_NUM_THREADS", "1")  # several test processes on two cores: more threads only get in the way
# What is compiled is kept, also where the environment says no: else each of two hundred processes compiles it anew.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

LONG = (
    *("test_lesson_walked.py", "test_axe.py", "test_app.py", "test_class_pack.py", "test_draw.py", "test_clipped.py"),
    *("test_layouts.py", "test_engine.py", "test_chaos.py", "test_warnings.py", "test_textbook.py"),
    *("test_few_images.py", "test_forms.py", "test_message.py", "test_train.py", "test_draw_panel.py"),
    *("test_your_hand_photographs.py", "test_learn.py", "test_pages.py", "test_datasets.py", "test_score_task.py"),
    "test_one_of_each.py",
)  # the files that take longest, the longest first

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
    """Name the machine's Chromium or Chrome; without one, playwright takes the one it installed.

    Best is the shell that draws pages alone: with a window about it each new context takes half a second.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    path = next((path for path in map(shutil.which, names) if path), None)
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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-tries", action="store_true", help="what is tried at random as often as it can be")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--all-tries"):
        os.environ[tries.ALL] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what takes a browser last, so that a plain mistake is seen first; side by side, what takes longest first.

    There a file is given to one process as a whole: with the long ones first, all processes end at about the same time.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))
    else:
        items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
