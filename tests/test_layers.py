"""Do imports point one way only: pages to ui, ui to core, and inside core as the rooms were laid out?"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
GROUND = {"adam", "config", "distances", "files", "holdings", "images", "ink", "latents", "limits", "losses"}
GROUND |= {"owner", "packed", "places", "shadows", "skeleton", "strokes", "tables", "types"}
# The rooms of core, floor by floor: a room may import only what lies on a lower floor. docs/architecture.md draws it.
FLOORS: tuple[set[str], ...] = (
    {"words"},
    GROUND,
    {"augmentation", "clustering", "guard", "metrics", "models", "projection", "sampling", "writing"},
    {"datasets", "networks"},
    {"training"},
    {"library"},
    {"handwriting", "one_image", "scores"},
    {"blocks"},
    {"export", "lessons", "transfer"},
    {"tasks"},
    {"class_pack", "jobs"},
    {"host"},
    {"cli"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


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


def offenders(paths: Iterable[Path], forbidden: Callable[[str], bool]) -> list[str]:
    """Return "file: name" for every import that is not allowed there."""
    return [
        f"{path.relative_to(ROOT)}: {name}" for path in paths for name in sorted(imports_of(path)) if forbidden(name)
    ]


def of(*tops: str) -> Callable[[str], bool]:
    return lambda name: name.split(".")[0] in tops


def test_core_knows_neither_streamlit_nor_pages():
    assert offenders(files_of("core"), of("streamlit", "plotly", "ui", "pages", "app", "tests")) == []


def test_rooms_of_core_import_only_what_lies_under_them():
    wrong = []
    for path in files_of("core"):
        room = path.relative_to(ROOT / "core").with_suffix("").parts[0]
        if room == "__init__":
            continue
        assert room in FLOOR, f"core/{room} stands on no floor: say in FLOORS what it may import"
        for name in imports_of(path):
            other = name.split(".")[1] if name.startswith("core.") else "__version__"
            same = other in (room, "__version__") or {room, other} <= GROUND
            if not same and FLOOR[other] >= FLOOR[room]:
                wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def test_the_ground_of_core_is_what_lies_at_its_root():
    assert {path.stem for path in (ROOT / "core").glob("*.py")} == GROUND | {"__init__", "__main__"}


def test_the_architecture_is_drawn_as_it_is():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = [set(re.findall(r"`(\w+)`", line)) for line in re.findall(r"^\| \d+ \| (.*?) \|", text, re.MULTILINE)]
    assert drawn == list(FLOORS)


def test_where_a_tab_keeps_what_it_remembers_knows_no_page_and_each_page_keeps_its_own():
    assert offenders([ROOT / "ui" / "state.py"], of("ui", "pages")) == []
    kept = [path for path in files_of("ui") if path.name == "state.py" and path.parent.name != "ui"]
    assert {"map", "sample", "train", "compare_maps", "compare_models", "write", "inside", "library"} <= {
        path.parent.name for path in kept
    }
    assert offenders(kept, of("ui", "pages", "streamlit")) == []


def test_nothing_imports_a_page():
    assert offenders(files_of("ui", "pages", "browser", "core"), of("pages", "app", "tests")) == []


def test_the_browser_side_imports_nobody_and_core_asks_only_the_exported_page_for_it():
    assert offenders(files_of("browser"), of("core", "ui", "streamlit")) == []
    askers = {path.name for path in files_of("core") if any(name.startswith("browser") for name in imports_of(path))}
    assert askers == {"html.py"}


def words_of(tree: ast.AST) -> list[str]:
    """Return all names and texts in a file: "token" of `token: str`, `state.token`, `f(token=1)` or "a token"."""
    found: list[str] = []
    for node in ast.walk(tree):
        names = (getattr(node, name, None) for name in ("id", "arg", "attr", "name", "asname", "module", "value"))
        found += [name for name in names if isinstance(name, str)]
    return found


def test_a_visitors_token_ends_at_the_door():
    door, way_back = "ui/state.py", "ui/login.py"  # which keeps, in a cookie, the page to come back to, and no visitor
    token = re.compile(r"(?i)(?<![a-z])tokens?(?![a-z])")
    secret = re.compile(r"(?i)(?<![a-z])(tokens?|cookies?)(?![a-z])(?!_(hex|bytes|urlsafe))")
    wrong, opened = [], []
    for path in [ROOT / "app.py", *files_of("core", "ui", "pages")]:
        name, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
        found = token if name == way_back else secret
        wrong += [f"{name}: {word!r}" for word in words_of(tree) if found.search(word) and name != door]
        # Whoever holds what `Owner.of` is given holds the token: the name of its class leads to all who do.
        calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
        opened += [name for func in calls if isinstance(func, ast.Attribute) and ast.unparse(func) == "Owner.of"]
    assert wrong == [] and opened == [door]
    held = {word for word in words_of(ast.parse((ROOT / door).read_text(encoding="utf-8"))) if secret.search(word)}
    assert held, "the words above are those that the door uses"


def test_core_reads_no_file_of_the_pages():
    wrong = []
    for path in files_of("core"):
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        wrong += [f"{path.relative_to(ROOT)}: {text!r}" for text in texts if text == "ui" or "ui/" in text]
    assert wrong == []


def test_pages_are_thin():
    pages = [ROOT / "app.py", *files_of("pages")]
    assert [path.name for path in pages if len(path.read_text(encoding="utf-8").splitlines()) > 120] == []
    assert offenders(pages, of("torch", "plotly")) == []


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
