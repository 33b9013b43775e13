"""Does the terminal do what it says, and fail in one sentence?"""

import csv
import io
import json
import math
import os
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import load_file as load_arrays

from core.__main__ import main
from core.datasets import DATASETS
from core.images import to_png
from core.training.edit import changed, recipe_named
from core.training.recipes import RECIPES

ROOT = Path(__file__).parents[3]
SMALL = ["--set", "dataset.limit=120", "--set", "model.hidden=[16]", "--epochs", "2", "--device", "cpu"]


def run(*arguments: str) -> subprocess.CompletedProcess:
    """Call the command line in this process: importing torch anew for every command takes seconds."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["core", *arguments])
        try:
            main()
        except SystemExit as ended:
            return subprocess.CompletedProcess(arguments, ended.code or 0, out.getvalue(), err.getvalue())
    return subprocess.CompletedProcess(arguments, 0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli") / "tiny"
    command = [sys.executable, "-m", "core", "train", "digits-2d", *SMALL, "--json", "--out", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder, [json.loads(line) for line in done.stdout.splitlines()]


def test_training_prints_json_lines_and_ends_with_the_state(trained):
    folder, lines = trained
    assert [line["epoch"] for line in lines if "epoch" in line] == [1, 2]
    assert lines[-1] == {"state": "done", "folder": str(folder)}


def test_sample_writes_a_grid_of_the_asked_number(trained, tmp_path):
    folder, _ = trained
    out = tmp_path / "grid.png"
    assert run("sample", str(folder), "-n", "9", "--out", str(out)).returncode == 0
    picture = np.asarray(Image.open(out))
    assert picture.shape == (84, 84)
    assert picture.max() > 0


def test_export_packs_a_page_and_a_zip(trained, tmp_path):
    folder, _ = trained
    page, packed = tmp_path / "pad.html", tmp_path / "model.zip"
    assert run("export", str(folder), "--to", "html", "--out", str(page)).returncode == 0
    assert page.read_text().lower().startswith("<!doctype html>")
    assert run("export", str(folder), "--to", "zip", "--out", str(packed)).returncode == 0
    assert any(
        name.endswith("model.safetensors") for name in zipfile.ZipFile(io.BytesIO(packed.read_bytes())).namelist()
    )


def test_evaluate_measures_nats_and_keeps_them(trained):
    folder, _ = trained
    done = run("evaluate", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    assert (folder / "scores.json").exists()


def test_map_writes_a_table_or_arrays_and_says_what_it_measured(trained, tmp_path):
    folder, _ = trained
    table, arrays = tmp_path / "map.csv", tmp_path / "map.safetensors"
    done = run("map", str(folder), "--projection", "pca", "--points", "150", "--out", str(table))
    assert done.returncode == 0, done.stderr
    assert "trustworthiness" in done.stdout and "measuring" in done.stderr
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert len(rows) == 150 and {row["label"] for row in rows} <= set("0123456789")
    assert all(math.isfinite(float(row[name])) for row in rows for name in ("x", "y", "trust", "reconstruction"))
    settings = ["--projection", "tsne", "--set", "perplexity=5", "--set", "iterations=20", "--json"]
    done = run("map", str(folder), *settings, "--out", str(arrays))
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    assert said[-1]["state"] == "done" and said[-1]["scores"]["iterations"] == 20
    assert load_arrays(arrays)["xy"].shape == (120, 2)


@pytest.mark.parametrize("command", ["datasets", "recipes", "models"])
def test_lists_are_tables_and_json(command):
    rows = [json.loads(line) for line in run(command, "--json").stdout.splitlines()]
    assert rows
    text = run(command).stdout
    assert all(row["name"] in text for row in rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "nope", "--out", "x"], "there is no recipe 'nope'"),
        (["train", "digits-2d", "--set", "model.latent_dim=0", "--out", "x"], "latent_dim must be between 1 and 128"),
        (["train", "digits-2d", "--set", "training.device=mps", "--out", "x"], "there is no mps here; there are auto"),
        (["train", "digits-2d", "--set", "model.colour=1", "--out", "x"], "there is no setting 'model.colour'"),
        (["train", "digits-2d", "--set", "beta", "--out", "x"], "name=value"),
        (["evaluate", "nowhere"], "nowhere"),
        (["evaluate", "nowhere", "--sampler", "kde", "--seed", "3"], "--seed does not go with --sampler"),
        (["evaluate", "nowhere", "-n", "50"], "--seeds and -n go with --sampler"),
        (["sample", "nowhere", "--out", "x.png"], "nowhere"),
        (["zoo", "build", "--only", "nope"], "not 'nope'"),
        (["zoo", "maps", "--only", "nope"], "not 'nope'"),
        (["map", "nowhere"], "nowhere"),
        (["map", str(ROOT / "zoo" / "mnist-vae-16d"), "--projection", "nope"], "there is no projection 'nope'"),
        (["map", str(ROOT / "zoo" / "mnist-vae-16d"), "--set", "neighbors=3"], "there is no setting 'neighbors'"),
        (["map", str(ROOT / "zoo" / "mnist-vae-16d"), "--out", "map.png"], "must end in .csv or .safetensors"),
        (["map", str(ROOT / "zoo" / "mnist-vae-16d"), "--points", "200000"], "points must be between 0 and 70000"),
        (["map", str(ROOT / "zoo" / "mnist-classifier")], "has no latents"),
    ],
)
def test_bad_input_gets_one_sentence(arguments, sentence, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_settings_change_by_path_and_keep_their_types():
    config = changed(RECIPES["digits-2d"].run, ["model.latent_dim=3", "model.hidden=[8, 4]", "dataset.binarise_at=128"])
    assert (config.model.latent_dim, config.model.hidden, config.dataset.binarise_at) == (3, (8, 4), 128)
    assert recipe_named("digits-2d") == RECIPES["digits-2d"].run


def test_evaluate_with_strategies_scores_what_they_draw_and_keeps_a_table(trained, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    folder, _ = trained
    few = ("-n", "60", "--seeds", "2")
    done = run("evaluate", str(folder), "--sampler", "prior", "--sampler", "kde", *few, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["scored"]
    assert [scores["source"] for scores in found] == ["floor", "limit", "strategy", "strategy"]
    kept = json.loads((folder / "sample_scores.json").read_text())["scored"]
    assert len(kept) == len(found) and all(scores in kept for scores in found)
    done = run("evaluate", str(folder), "--sampler", "kde", *few)
    head, *lines = done.stdout.splitlines()
    assert head.split("  ")[-1].strip() == "Kernel density"
    assert any(line.startswith("Fréchet distance ") for line in lines)
    assert lines[-2:] == [
        "60 images drawn against 60 test images, 2 seeds, ± the spread over them.",
        "Features: the zoo's digit classifier.",
    ]
    done = run("evaluate", str(folder), "--sampler", "lottery")
    assert done.returncode == 1
    assert done.stderr.startswith("error: there is no strategy 'lottery'; there are prior, truncated-prior, kde,")
    done = run("evaluate", str(folder), "--sampler", "all", "--sampler", "posterior", "--seeds", "11")
    assert done.stderr.startswith("error: seeds must be between 1 and 10, got 11"), "all of them are known"


def test_a_seed_that_is_none_is_refused_by_name(trained, tmp_path):
    done = run("sample", str(trained[0]), "--out", str(tmp_path / "out.png"), "--seed", "-1")
    assert done.returncode != 0 and "--seed" in done.stderr and not (tmp_path / "out.png").exists()


def test_a_setting_that_is_given_is_the_setting_used_and_a_folder_is_named_from_the_root(tmp_path):
    mine = tmp_path / "=HYPERLINK(1)"
    for name in ("a", "b"):
        (mine / name).mkdir(parents=True)
        for i, image in enumerate(DATASETS["digits"](limit=12).load().images):
            (mine / name / f"{i}.png").write_bytes(to_png(image))
    (mine / "a").rename(mine / "=1+1")
    data = json.dumps({"name": "folder", "path": os.path.relpath(mine, ROOT)})
    few = ("--set", f"dataset={data}", "--set", "seed=7", "--epochs", "1", "--set", "training.batch_size=8")
    done = run("train", "digits-2d", *few, "--out", str(tmp_path / "run"))
    assert done.returncode == 0, done.stderr
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    assert config["seed"] == 7 and config["dataset"]["path"] == str(mine)
    done = run("map", str(tmp_path / "run"), "--projection", "identity", "--out", str(tmp_path / "map.csv"))
    assert done.returncode == 0, done.stderr
    assert {row["label"] for row in csv.DictReader((tmp_path / "map.csv").read_text().splitlines())} == {"'=1+1", "b"}
