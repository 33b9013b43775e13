"""Does the README name every page, command, setting and table there is?"""

import ast
from pathlib import Path

import pytest
from typer.main import get_command

from core.__main__ import app
from core.datasets import DATASETS
from core.jobs.settings import EngineSettings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
PAGES = [path.stem.replace("_", " ") for path in sorted((ROOT / "pages").glob("*.py"))]


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_its_line(page):
    assert f"| {page} |" in README


@pytest.mark.parametrize("command", sorted(get_command(app).commands))
def test_every_command_is_shown(command):
    assert f"python -m core {command}" in README


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if not kind.names_a_place])
def test_every_data_set_is_named(name):
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", ["scheduler", "workers", "threads", "memory"])
def test_settings_of_the_engine_are_named(name):
    assert name in EngineSettings.model_fields
    assert f"`LATENT_INK_{name.upper()}`" in README


@pytest.mark.parametrize("room", sorted(p.name for p in (ROOT / "core").iterdir() if (p / "__init__.py").exists()))
def test_every_room_is_on_the_map(room):
    assert f"  {room}/" in README


def test_every_module_says_what_it_is_for():
    paths = sorted((ROOT / "core").rglob("*.py"))
    assert [path.name for path in paths if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []
