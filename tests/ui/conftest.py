"""What do the tests of pages share? A store of their own with a tiny trained model, and a visitor who owns it."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from core.datasets.digits import DigitsConfig
from core.files import write_json
from core.lessons.places import strange
from core.models import MlpVaeConfig
from core.owner import Owner
from core.training.run import RunConfig, TrainingConfig
from ui import state
from ui.shared import background
from ui.state import Visit, key_of

ROOT = Path(__file__).parent.parent.parent
Page = TypeVar("Page")
VISITOR = "0123456789abcdef0123456789abcdef"
OWNER = Owner.of(VISITOR)
ID = "11111111111111111111111111111111"
PAGES = [f"pages/{path.name}" for path in sorted((ROOT / "pages").glob("*.py"))]
BRIEF = RunConfig(
    dataset=DigitsConfig(limit=120),
    model=MlpVaeConfig(hidden=(16,), latent_dim=3),
    training=TrainingConfig(epochs=2, batch_size=32, device="cpu"),
)


@pytest.fixture(scope="session")
def trained(tmp_path_factory) -> Path:
    """The folder of a trained VAE. Not to be changed."""
    from core.jobs.execute import execute

    folder = tmp_path_factory.mktemp("trained") / ID
    folder.mkdir()
    (folder / "config.json").write_text(BRIEF.to_json())
    write_json(folder / "about.json", {"title": "A *tiny* one", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return folder


class Remembered(PagesManager):
    """What a server knows of its pages, kept from run to run: AppTest forgets at each that there is a menu.

    It would find pages/ every time and run the page without app.py, as only a server's very first visit does. What is
    drawn so has ids of its own, and what a run that came by app.py was told is not found again under them.
    """


installed_components = cache(manifest_scanner.scan_component_manifests)  # a server looks once, AppTest for every page


@pytest.fixture(autouse=True)
def visited(monkeypatch) -> None:
    """Somebody has been here before: every run comes by app.py."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", installed_components)
    monkeypatch.setattr(app_test, "PagesManager", Remembered)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)


@pytest.fixture(autouse=True)
def spoken(monkeypatch) -> None:
    """Nothing is written into an address that a link from there would call unknown."""
    write = state.write_address

    def checked(**parameters: str) -> None:
        assert not strange(name for name, value in parameters.items() if value)
        write(**parameters)

    monkeypatch.setattr(state, "write_address", checked)


@pytest.fixture
def store(tmp_path, monkeypatch) -> Path:
    """An empty store, a zoo that is empty too, and nowhere to download from."""
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    monkeypatch.setenv("LATENT_INK_MIRRORS", "http://127.0.0.1:9")  # nobody answers there
    background._errands.clear()  # what was fetched for another store
    monkeypatch.setattr("core.places.zoo", lambda: tmp_path / "zoo")
    return tmp_path


@pytest.fixture
def letters_model(store) -> None:
    """The model that one's own hand begins with, alone in the zoo."""
    (store / "zoo").mkdir(exist_ok=True)
    (store / "zoo" / "letters-cvae").symlink_to(Path(__file__).parents[2] / "zoo" / "letters-cvae")


@pytest.fixture
def shelf(store, trained) -> Path:
    """A store in which VISITOR owns one model, of the id ID."""
    shutil.copytree(trained, store / "models" / ID)
    return store


def come(at: AppTest, visitor: str = VISITOR) -> None:
    """Open a tab as a visitor, before its first run."""
    at.session_state[key_of(Visit)] = Visit(token=visitor)


def remembered(at: AppTest, kind: type[Page]) -> Page:
    """Return what the tab remembers of one kind; made here if no page has asked for it yet."""
    if key_of(kind) not in at.session_state:
        at.session_state[key_of(kind)] = kind()
    return at.session_state[key_of(kind)]


def open_page(script: str, visitor: str = VISITOR, **parameters: str) -> AppTest:
    """Open a page as a visitor, through the entry as Streamlit does."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=20)
    come(at, visitor)
    at.switch_page(script)
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def ways_on(at) -> list[str]:
    """Return the words of the links on a page, but for the one at its end that leads through the app."""
    return [link.label for link in at.main.get("page_link") if not link.label.startswith("Next: ")]
