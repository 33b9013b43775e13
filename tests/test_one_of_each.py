"""Is a new data set, family, projection, strategy, metric, recipe, way to vary images or page one file and one line?

One of each, from tests/one_of_each, goes into a copy of the project. There the contracts hold for it, the pages show
it, and the command line has it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from difflib import ndiff
from pathlib import Path

import numpy as np
import pytest

from core.files import write_json
from tests.one_of_each.additions import ADDITIONS, add

ROOT = Path(__file__).parents[1]
PARTS = (
    "app.py", "benchmarks", "browser", "core", "docs", "pages", "tests", "ui", "zoo", ".streamlit", "pyproject.toml",
    "LICENSE", "README.md",
)  # fmt: skip
CONTRACTS = (
    "tests/core/augmentation/test_augmentations.py", "tests/core/datasets/test_datasets.py",
    "tests/core/metrics/test_model_metrics.py", "tests/core/metrics/test_sample_metrics.py",
    "tests/core/models/test_models.py", "tests/core/projection/test_contract.py",
    "tests/core/sampling/test_samplers.py", "tests/core/training/test_recipe_words.py",
    "tests/core/test_help_texts.py", "tests/ui/test_forms.py", "tests/ui/test_menu.py", "tests/test_layers.py",
    "tests/test_asked_not_named.py",
)  # fmt: skip
pytestmark = [pytest.mark.timeout(600), pytest.mark.long]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project with one more of each, beside a folder with its data."""
    folder = tmp_path_factory.mktemp("project") / "copy"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, folder / part)
    write_json(folder.parent / "before.json", files(folder))
    for addition in ADDITIONS:
        add(addition, folder)
    (folder.parent / "data").mkdir()
    images, labels = bars(300)
    np.savez(folder.parent / "data" / "bars.npz", images=images, labels=labels)
    return folder


@pytest.fixture(scope="module")
def model(project) -> Path:
    """A model that learned by the new recipe, on images varied in the new way."""
    folder, varied = project.parent / "run", json.dumps([{"name": "specks", "ink": 0.1}])
    told = core(project, "train", "bars-linear", "--out", str(folder), "--set", f"training.augmentation={varied}")
    assert told.endswith(f"done: {folder}")
    return folder


@pytest.fixture(scope="module")
def scores(project, model) -> tuple[dict, dict]:
    """What is measured of that model, and of what it draws in the new way; both are kept in its folder."""
    by_box = ("--sampler", "box", "--seeds", "1", "-n", "200")
    measured = json.loads(core(project, "evaluate", str(model), "--json"))
    return measured, json.loads(core(project, "evaluate", str(model), *by_box, "--json"))


def bars(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return ones and sevens of straight bars, uint8 (n, 28, 28), and which are which, 0 or 1."""
    rng, labels = np.random.default_rng(0), np.arange(n) % 2
    images = np.zeros((n, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        left, top, wide = rng.integers((11, 4, 2), (16, 8, 4))
        image[top:24, left : left + wide] = 1
        image[top : top + wide, left - 8 * label : left + wide] = 1
        image *= rng.integers(200, 256, image.shape, np.uint8)  # no two of them are equal
    return images, labels


def environment(project: Path) -> dict[str, str]:
    """Return what a process is to know that works in the copy: its data, a store of its own, and nobody to ask."""
    home, data = project.parent / "home", project.parent / "data"
    told = {"LATENT_INK_HOME": str(home), "LATENT_INK_DATA": str(data), "LATENT_INK_MIRRORS": "http://127.0.0.1:9"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LATENT_INK_", "PYTEST_", "COV"))}
    return kept | told | {"ONE_OF_EACH": str(project.parent / "run"), "PYTHONPATH": ""}


def core(project: Path, *command: str) -> str:
    """Return what `python -m core` says in the copy."""
    done = subprocess.run(
        [sys.executable, "-m", "core", *command], cwd=project, env=environment(project), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def passed(project: Path, *arguments: str) -> str:
    """Return what pytest says in the copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *arguments]
    done = subprocess.run(command, cwd=project, env=environment(project), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout


def files(folder: Path) -> dict[str, str]:
    """Return the text of the files of a project, or their bytes in hex, but for what Python makes as it runs."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return {name: data.decode() if name.endswith(".py") else data.hex() for name, data in found.items()}


def test_the_contracts_hold_for_each(project):
    said = passed(project, "-p", "tests.one_of_each.only_these", *CONTRACTS)
    assert " passed" in said


def test_the_pages_have_each(project, model, scores):
    passed(project, "-p", "tests.ui.conftest", "tests/one_of_each/pages.py")


def test_the_command_line_lists_each(project):
    for listed, name in (("datasets", "bars"), ("models", "linear vae"), ("recipes", "bars-linear")):
        assert name in [json.loads(line)["name"] for line in core(project, listed, "--json").splitlines()]


def test_the_command_line_measures_what_each_metric_says(scores):
    measured, scored = scores
    assert 0.2 < measured["scores"]["ink_kept"]["value"] < 2
    assert "box" in [row["sampler"]["name"] for row in scored["scored"] if row["sampler"]]
    assert all(0 < row["rows"]["ink_drawn"]["value"] < 1 for row in scored["scored"])


def test_the_command_line_draws_maps_and_exports(project, model, tmp_path):
    picture, table, page = tmp_path / "drawn.png", tmp_path / "map.csv", tmp_path / "pad.html"
    core(project, "sample", str(model), "--sampler", "box", "-n", "9", "--out", str(picture))
    core(project, "map", str(model), "--projection", "random-plane", "--set", "seed=5", "--out", str(table))
    core(project, "export", str(model), "--to", "html", "--out", str(page))
    assert picture.read_bytes().startswith(b"\x89PNG") and page.stat().st_size > 100_000
    assert table.read_text().startswith("index,label,x,y")


def test_nothing_else_was_touched(project):
    before, after = json.loads((project.parent / "before.json").read_text()), files(project)
    assert after.keys() - before.keys() == {f"{one.folder}/{one.file}" for one in ADDITIONS}
    assert before.keys() <= after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {one.table for one in ADDITIONS}
    for name in changed:
        asked = [line for one in ADDITIONS if one.table == name for line in (one.line, one.brought) if line]
        more = [line[2:] for line in ndiff(before[name].splitlines(), after[name].splitlines()) if line[0] in "+-"]
        assert sorted(more) == sorted(asked)
