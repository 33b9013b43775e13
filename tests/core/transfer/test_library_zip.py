"""Does a model travel as a zip unharmed, and only what we made ourselves come out of it?"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load, save

from core import library
from core.datasets import DATASETS
from core.datasets.folder import FolderConfig
from core.export.model import encoder_of
from core.library import annotations
from core.library.model_card import write_card
from core.networks.browser import unpack
from core.sampling import KdeConfig, KMeansSamplerConfig
from core.scores import SampleTable
from core.scores import table as kept
from core.transfer import archive, model_zip
from core.types import DataError
from tests.core.conftest import keep
from tests.core.zips import ALICE, BOB, LATENTS, WEIGHTS, members, scored_by, zipped

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("which", ["trained_vae", "trained_cvae", "trained_classifier"])
def test_a_model_comes_back_as_it_went(which: str, request, store: Path) -> None:
    entry = keep(request.getfixturevalue(which), ALICE, "my sevens")
    sent = model_zip.export_zip(entry.id)
    back = library.find(model_zip.import_zip(sent, BOB))
    assert back.id != entry.id and back.owner == BOB and back.state == "done"
    assert (back.title, back.config) == ("my sevens", entry.config)
    assert library.history(back) == library.history(entry) and library.card(back) == library.card(entry)
    ours, theirs = library.open_model(entry).state_dict(), library.open_model(back).state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert unpack(library.browser_bin(back)) == unpack(library.browser_bin(entry))
    again = members(model_zip.export_zip(back.id))  # but the latents: safetensors shuffles the notes in their header
    assert {k: v for k, v in again.items() if k != LATENTS} == {k: v for k, v in members(sent).items() if k != LATENTS}
    if which != "trained_classifier":
        a, b = library.latents(entry), library.latents(back)
        assert (a.mu == b.mu).all() and (a.labels == b.labels).all() and (a.thumbnails() == b.thumbnails()).all()
        assert library.preview(back) == library.preview(entry)
        assert [p.name for p in sorted((back.path / "snapshots").iterdir())] == ["0001.safetensors", "0002.safetensors"]


def test_what_the_owner_noted_travels_and_what_others_noted_does_not(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE)
    keys = library.latents(entry).keys
    annotations.change(entry, ALICE, lambda notes: notes.labelled(keys[:9], "mine").leaving_out(keys[:2]))
    annotations.change(entry, BOB, lambda notes: notes.with_group("BOBS", keys[:1]))
    sent = model_zip.export_zip(entry.id)
    assert b"BOBS" not in members(sent)["annotations.json"]
    back = library.find(model_zip.import_zip(sent, BOB))
    assert annotations.read(back, BOB) == annotations.read(entry, ALICE)


def test_scores_of_samples_travel_if_they_are_of_the_weights_they_come_with(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE)
    kept.merge(entry.path, scored_by(None), scored_by(KMeansSamplerConfig(), kept.weights_of(entry.path)))
    sent = model_zip.export_zip(entry.id)
    assert kept.read(library.find(model_zip.import_zip(sent, BOB))) == kept.read(entry)

    files = members(sent)
    files[WEIGHTS] = save(load(files[WEIGHTS]), metadata={"by": "another program"})
    mine, foreign = hashlib.sha256(files[WEIGHTS]).hexdigest(), "0" * 64
    table = SampleTable(scored=(scored_by(KMeansSamplerConfig(), mine), scored_by(KdeConfig(), foreign)))
    back = library.find(model_zip.import_zip(zipped(files | {kept.FILE: table.to_json().encode()}), BOB))
    assert kept.weights_of(back.path) != mine, "they are written anew, in our own form"
    assert [scores.sampler.name for scores in kept.read(back).scored] == ["k-means"]


def test_a_zip_tells_nothing_of_the_owner_and_is_the_same_each_time(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE, "sevens")
    (entry.path / "stop").touch()
    (entry.path / "history.jsonl").write_bytes((entry.path / "history.jsonl").read_bytes() + b'{"epoch": 3, "st')
    sent = model_zip.export_zip(entry.id)
    assert sent == model_zip.export_zip(entry.id)
    files = members(sent)
    assert json.loads(files["about.json"]) == {"title": "sevens"}
    assert entry.owner == ALICE and ALICE.mark.encode() not in sent and b"token of alice" not in sent
    assert files.keys() == {
        *("README.md", "about.json", "config.json", "history.jsonl", "latents.safetensors", "model.safetensors"),
        *("preview.png", "reel.bin", "snapshots/0001.safetensors", "snapshots/0002.safetensors"),
    }
    assert not [name for name in members(model_zip.export_zip(entry.id, snapshots=False)) if name.startswith("snap")]
    model_zip.import_zip(sent, BOB)  # the torn line has stayed behind


def test_a_whole_folder_zipped_by_hand_is_taken_too(store: Path, trained_vae: Path, tmp_path: Path) -> None:
    entry = keep(trained_vae, ALICE)
    files = {str(path.relative_to(entry.path)): path for path in entry.path.rglob("*")}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in files.items():
            if name not in ("about.json", ".lock"):
                made.write(path, name)
    assert library.find(model_zip.import_zip(stream.getvalue(), BOB)).title == "Digits, small, 2 latent dims"


def test_nothing_is_taken_that_can_be_made(store: Path, packed: bytes, trained_vae: Path) -> None:
    files = members(packed)
    evil = {"README.md": b"<script>", "browser.bin": b"\0" * 99, "encoder.bin": b"\0" * 99}
    evil |= {"state.json": b'{"state": "queued", "reason": ""}'}
    back = library.find(model_zip.import_zip(zipped(files | evil), BOB))
    assert back.state == "done" and "script" not in library.card(back) and unpack(library.browser_bin(back))
    assert encoder_of(back) == encoder_of(library.entry_at(trained_vae))


def test_notes_and_bytes_beside_the_tensors_and_pixels_are_dropped(store: Path, packed: bytes) -> None:
    files = members(packed)
    files["model.safetensors"] = save(load(files["model.safetensors"]), metadata={"note": "SECRET-NOTE"})
    files["preview.png"] += b"SECRET-TAIL"
    back = library.find(model_zip.import_zip(zipped(files), BOB))
    for path in back.path.rglob("*"):
        assert path.is_dir() or b"SECRET" not in path.read_bytes()


def test_a_web_process_takes_a_model_in_without_loading_torch(store: Path, packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(packed)
    files = members(packed)
    tensors = load(files["model.safetensors"])
    tensors[next(iter(tensors))] = np.zeros(3, np.float32)
    (tmp_path / "bad.zip").write_bytes(zipped(files | {"model.safetensors": save(tensors)}))
    code = f"""
import sys
from pathlib import Path
from core import library
from core.owner import Owner
from core.transfer import model_zip
from core.types import ModelError
bob = Owner.of("bob")
id = model_zip.import_zip(Path({str(tmp_path / "good.zip")!r}).read_bytes(), bob)
try:
    model_zip.import_zip(Path({str(tmp_path / "bad.zip")!r}).read_bytes(), bob)
except ModelError as error:
    print(error)
assert "torch" not in sys.modules
assert [e.id for e in library.list_models(bob) if not e.zoo] == [id]
assert (library.find(id).path / "browser.bin").exists()
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "model.safetensors does not fit config.json" in ran.stdout
    assert len(list(store.iterdir())) == 1


def test_weights_in_half_precision_are_taken_and_opened_in_single(store: Path, packed: bytes) -> None:
    files = members(packed)
    halved = {k: v.astype(np.float16) for k, v in load(files["model.safetensors"]).items()}
    back = library.find(model_zip.import_zip(zipped(files | {"model.safetensors": save(halved)}), BOB))
    weights_of = library.open_model(back).state_dict()
    assert all(tensor.dtype == torch.float32 for tensor in weights_of.values())
    assert all((weights_of[name].numpy() == halved[name]).all() for name in halved)


def test_a_place_on_the_machine_of_origin_stays_there_and_points_nowhere_here(trained_vae: Path) -> None:
    config = library.entry_at(trained_vae).config
    given = ["/home/eve/secret/sevens", "C:\\Users\\eve\\sevens", "../../sevens/", "/", "..", "sevens", "a\u202eb"]
    kept = [archive.without_place(config.replace(dataset=FolderConfig(path=path))).dataset for path in given]
    assert [data.called() for data in kept] == [*["sevens"] * 3, *["A folder of images"] * 2, "sevens", "a?b"]
    assert {data.name for data in kept} == {"elsewhere"}
    own = archive.without_place(config.replace(dataset=DATASETS["own"](id="a" * 64, limit=50))).dataset
    assert "a" * 64 not in own.to_json() and own.limit == 50 and not own.here()
    with pytest.raises(DataError, match="stayed where it was trained"):
        own.load()
    assert archive.without_place(config) is config


def test_a_settings_file_that_names_a_place_gives_no_images(store: Path, packed: bytes) -> None:
    """Neither of this machine nor of its working directory, nor a set that somebody uploaded."""
    files = members(packed)
    config = json.loads(files["config.json"])
    for dataset in (
        {"name": "folder", "path": "."},
        {"name": "folder", "path": str(ROOT)},
        {"name": "own", "id": "b" * 64},
    ):
        sent = json.dumps(config | {"dataset": dataset}).encode()
        entry = library.find(model_zip.import_zip(zipped(files | {"config.json": sent}), BOB))
        assert entry.config.dataset.name == "elsewhere"
        with pytest.raises(DataError, match="stayed where it was trained"):
            entry.config.dataset.load()
        library.delete(entry.id, BOB)


def test_the_name_of_an_upload_leaves_with_no_zip(trained_vae: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(trained_vae, tmp_path / "mine")
    config = library.entry_at(folder).config.replace(dataset=DATASETS["own"](id="c" * 64))
    (folder / "config.json").write_text(config.to_json())
    (folder / "README.md").write_text(f"| setting | value |\n| dataset.id | {'c' * 64} |\n| seed | 0 |\n")
    for content in members(archive.pack(folder, title="x")).values():
        assert b"c" * 64 not in content
    write_card(folder)
    assert "c" * 64 not in (folder / "README.md").read_text()
