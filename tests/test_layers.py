"""Do imports point one way only: pages to ui, ui to core, and inside core as the rooms were laid out?"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOUNDATION = {"__version__", "config", "types", "images", "files", "places", "ink", "latents", "nouns", "text", "zips"}
FOLDER = FOUNDATION | {"annotations", "folder", "card", "weights", "archive", "upload"}

# What each room of core may import beside itself and the foundation. A new room gets a line here.
ROOMS: dict[str, set[str]] = {
    "datasets": set(),
    "projection": set(),
    "sampling": set(),
    "clustering": set(),
    "handwriting": set(),
    "writing": set(),
    "augmentation": set(),
    "losses": set(),
    "reel": set(),
    "evaluation": {"folder", "card"},
    "models": {"losses"},
    "training": {"augmentation", "models", "datasets", "losses", "reel"},
    "export": {"models", "projection", "sampling", "library", "weights", "writing", "reel"},
    "weights": {"training", "models"},
    "folder": {"evaluation", "training", "weights"},
    "card": {"evaluation", "folder", "training"},
    "archive": {"datasets", "training", "reel"},
    "annotations": {"folder"},
    "upload": {"annotations", "archive", "evaluation", "export", "scoring", "training", "weights", "reel"},
    "tasks": FOLDER
    | {
        "clustering",
        "evaluation",
        "export",
        "projection",
        "sampling",
        "scoring",
        "training",
        "models",
        "datasets",
        "losses",
        "writing",
    },
    "library": FOLDER | {"training", "tasks"},
    "jobs": FOLDER | {"training", "library", "models", "datasets", "export", "tasks", "reel"},
    "scoring": FOLDER | {"augmentation", "datasets", "evaluation", "models", "reel", "sampling", "training"},
    "evaluate_command": FOLDER | {"command_line", "evaluation", "sampling", "scoring"},
    "confined": set(),
    "intake": FOLDER | {"confined", "datasets", "library"},
    "zoo": FOLDER
    | {"evaluation", "export", "jobs", "projection", "sampling", "scoring", "tasks", "training", "library", "reel"},
    "sample_command": FOLDER | {"sampling", "tasks", "training"},
    "map_command": FOLDER | {"command_line", "projection", "tasks", "training"},
    "command_line": FOLDER | {"datasets", "evaluation", "export", "jobs", "library", "models", "training", "zoo"},
    "__main__": FOLDER
    | {"command_line", "datasets", "evaluate_command", "map_command", "models", "sample_command", "training", "zoo"},
}


def imports_of(path: Path) -> set[str]:
    """Return the dotted names of the modules a file imports, wherever in it; `from core import images` included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def files_of(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", files_of("core"), ids=lambda path: str(path.relative_to(ROOT)))
def test_core_knows_neither_streamlit_nor_pages(path):
    tops = {name.split(".")[0] for name in imports_of(path)}
    assert not tops & {"streamlit", "plotly", "ui", "pages", "app", "tests"}


@pytest.mark.parametrize("path", files_of("core"), ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_of_core_import_only_what_lies_under_them(path):
    parts = path.relative_to(ROOT / "core").with_suffix("").parts
    room = parts[0]
    if room in FOUNDATION or room == "__init__":
        allowed = FOUNDATION
    else:
        assert room in ROOMS, f"core/{room} has no line in ROOMS: say what it may import"
        allowed = FOUNDATION | ROOMS[room] | {room}
    rooms = {name.split(".")[1] for name in imports_of(path) if name.startswith("core.")}
    assert rooms <= allowed, f"core/{room} must not import {', '.join(sorted(rooms - allowed))}"


@pytest.mark.parametrize("path", files_of("ui"), ids=lambda path: str(path.relative_to(ROOT)))
def test_ui_imports_no_page(path):
    assert not {name.split(".")[0] for name in imports_of(path)} & {"pages", "app", "tests"}


@pytest.mark.parametrize("path", [ROOT / "app.py", *files_of("pages")], ids=lambda path: path.name)
def test_pages_are_thin(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    assert not {name.split(".")[0] for name in imports_of(path)} & {"pages", "app", "tests", "torch", "plotly"}


def test_no_room_without_a_noun():
    names = {path.stem for path in files_of("core", "ui", "pages")}
    assert not names & {"utils", "util", "helpers", "common", "manager", "misc"}


def test_what_pages_import_loads_neither_torch_nor_dask():
    modules = sorted({name for path in [ROOT / "app.py", *files_of("pages")] for name in imports_of(path)})
    ours = sorted({".".join(name.split(".")[:2]) for name in modules if name.split(".")[0] in ("core", "ui")})
    code = (
        "import sys\nfrom importlib import import_module\n"
        f"for name in {ours!r}:\n"
        "    import_module(name)\n"
        "heavy = {'torch', 'distributed', 'dask', 'sklearn', 'scipy', 'umap', 'openTSNE', 'cv2'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
