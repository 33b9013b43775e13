"""Are models found, shown to the right people, opened, renamed and removed?"""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from core import library, places
from core.datasets import own
from core.library.model_card import plain
from core.metrics.score import Score, Scores
from core.owner import Owner
from core.transfer import model_zip
from core.types import Encoder, ImageDataset, LatentModel, ModelError
from tests.core.conftest import brief_run, keep

TOKEN = "token of alice"
ALICE, BOB = Owner.of(TOKEN), Owner.of("token of bob")


def test_a_created_run_waits_and_belongs_to_its_owner(store: Path) -> None:
    entry = library.create(brief_run(), ALICE)
    assert entry.state == "queued" and entry.active and not entry.has_weights and not entry.zoo
    assert entry.owner == ALICE and TOKEN not in (entry.path / "about.json").read_text()
    assert entry.title == "Digits, small, 2 latent dims" and entry.config == brief_run()
    assert abs(entry.created - time.time()) < 60
    assert [path.name for path in store.iterdir()] == [entry.id]


def test_models_of_the_same_settings_are_told_apart_by_their_titles(store: Path) -> None:
    titles = [library.create(brief_run(), owner).title for owner in (ALICE, ALICE, BOB, ALICE)]
    usual = "Digits, small, 2 latent dims"
    assert titles == [usual, f"{usual} (2)", usual, f"{usual} (3)"]
    assert library.create(brief_run(), ALICE, usual).title == usual  # who says so has it so


def test_a_model_of_ones_own_images_is_called_after_them(store: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (20, 28, 28), np.uint8)
    config = brief_run().replace(dataset=own.OwnConfig(id=own.save(ImageDataset("x", images))))
    own.note(config.dataset.id, "my *letters* " + 60 * "x", ALICE)
    title = library.create(config, ALICE).title
    assert title.startswith("my *letters* xxx") and title.endswith("x, 2 latent dims")
    own.note(config.dataset.id, 49 * "x" + " and more", ALICE)
    assert library.default_title(config, ALICE) == 49 * "x" + ", 2 latent dims"
    assert library.default_title(config, BOB) == library.default_title(config) == "Your own images, 2 latent dims"


def test_the_list_shows_the_zoo_then_ones_own_newest_first(store: Path, trained_vae: Path) -> None:
    for name in ("b-model", "a-model"):
        shutil.copytree(trained_vae, places.zoo() / name)
    first, second = (library.create(brief_run(), ALICE, title) for title in ("first", "second"))
    library.create(brief_run(), BOB, "bob's")
    assert [e.id for e in library.list_models(ALICE)] == ["a-model", "b-model", second.id, first.id]
    assert [e.id for e in library.list_models(None)] == ["a-model", "b-model"]
    assert library.find("a-model").zoo and library.find("a-model").owner is None


def test_a_broken_folder_is_told_apart_and_breaks_no_list(store: Path, trained_vae: Path) -> None:
    good, torn, foreign, gone, odd = (keep(trained_vae, ALICE, title) for title in "abcde")
    (torn.path / "config.json").write_text('{"dataset": ')
    (foreign.path / "config.json").write_text(good.config.to_json().replace("mlp vae", "oracle"))
    (gone.path / "config.json").unlink()
    (odd.path / "state.json").write_text('{"state": "asleep"}')
    (store / ("0" * 32)).mkdir()
    (store / "notes").mkdir()
    (store / "notes.txt").write_text("not a folder")
    assert [e.id for e in library.list_models(ALICE)] == [good.id]
    reasons = dict(library.broken(ALICE))
    assert reasons.keys() == {torn.id, foreign.id, gone.id, odd.id}
    assert "config.json" in reasons[torn.id] and "oracle" in reasons[foreign.id] and "state" in reasons[odd.id]
    assert library.broken(BOB) == []
    library.delete(torn.id, ALICE)
    assert torn.id not in dict(library.broken(ALICE))


@pytest.mark.long
def test_two_hundred_folders_are_listed_within_a_tenth_of_a_second(store: Path) -> None:
    config = brief_run()
    for i in range(200):
        library.create(config, ALICE, f"model {i}")
    assert len(library.list_models(ALICE)) == 200
    took = []
    for _ in range(3):
        began = time.perf_counter()
        library.list_models(ALICE)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1


def test_a_replaced_file_is_seen_at_once(store: Path) -> None:
    entry = library.create(brief_run(), ALICE)
    (entry.path / "state.json").write_text('{"state": "failed", "reason": "the disk is full."}')
    assert (library.find(entry.id).state, library.find(entry.id).reason) == ("failed", "the disk is full.")


@pytest.mark.parametrize(
    "id",
    ["", ".", "..", "../x", "a/b", "a\\b", "A" * 32, "g" * 32, "0" * 32, "x" * 65, "mnist\n", "nul\0", "%2e%2e", "zoo"],
)
def test_a_link_that_leads_nowhere_gets_one_sentence(store: Path, id: str) -> None:
    with pytest.raises(ModelError, match="There is no model"):
        library.find(id)


def test_a_model_opens_with_its_weights_and_stays_open(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae)
    model = library.open_model(entry)
    assert isinstance(model, LatentModel) and isinstance(model, Encoder) and not model.training
    images = model.decode(torch.zeros(1, 2))
    assert images.shape == (1, 1, 28, 28) and not images.requires_grad
    assert library.open_model(library.find(entry.id)) is model
    os.utime(entry.path / "model.safetensors", ns=(1, 1))
    again = library.open_model(entry)
    assert again is not model and torch.equal(again.decode(torch.zeros(1, 2)), images)


def test_a_model_without_weights_says_so(store: Path) -> None:
    entry = library.create(brief_run(), ALICE, "new")
    for read in (library.open_model, lambda e: model_zip.export_zip(e.id)):
        with pytest.raises(ModelError, match="new has no weights yet"):
            read(entry)
    with pytest.raises(ModelError, match="new has no latents"):
        library.latents(entry)
    assert library.history(entry) == [] and library.preview(entry) is None and library.card(entry) == ""
    assert library.scores(entry) is None and library.browser_bin(entry) is None


def test_a_folder_tells_all_a_card_needs(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae)
    assert [row["epoch"] for row in library.history(entry)] == [1, 2]
    assert (library.preview(entry) or b"").startswith(b"\x89PNG")
    table = library.latents(entry)
    assert table.mu.shape[1] == 2 and len(table.thumbnails()) == len(table) and np.isfinite(table.mu).all()
    assert library.browser_bin(entry)
    files = [path for path in entry.path.rglob("*") if path.is_file()]
    assert library.size_on_disk(entry) == sum(path.stat().st_size for path in files) > 50_000


def test_a_title_is_text_of_1_to_80_characters(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE)
    assert library.rename(entry.id, "  Zoës 7er 🖋️ ", ALICE).title == "Zoës 7er 🖋️"
    for bad in ("", "   ", "x" * 81, "two\nlines", "bell\a", "\u202egnp.exe", "half \ud800"):
        with pytest.raises(ModelError, match="title must"):
            library.rename(entry.id, bad, ALICE)
    assert library.find(entry.id).title == "Zoës 7er 🖋️" and "Zoës" in library.card(entry)
    with pytest.raises(ModelError, match="title must"):
        library.create(brief_run(), ALICE, "x" * 81)


def test_only_the_owner_renames_and_deletes(store: Path, trained_vae: Path) -> None:
    shutil.copytree(trained_vae, places.zoo() / "a-model")
    entry = keep(trained_vae, ALICE)
    for id in (entry.id, "a-model"):
        with pytest.raises(PermissionError):
            library.rename(id, "mine now", BOB)
        with pytest.raises(PermissionError):
            library.delete(id, BOB)
    with pytest.raises(PermissionError, match="read-only"):
        library.delete("a-model", ALICE)
    library.delete(entry.id, ALICE)
    assert list(store.iterdir()) == []
    with pytest.raises(ModelError, match="There is no model"):
        library.delete(entry.id, ALICE)


def test_a_running_model_is_stopped_before_it_is_deleted(store: Path) -> None:
    entry = library.create(brief_run(), ALICE, "busy")
    with pytest.raises(ModelError, match="busy is queued: stop it"):
        library.delete(entry.id, ALICE)
    (entry.path / "state.json").write_text('{"state": "stopped", "reason": ""}')
    library.delete(entry.id, ALICE)


def test_what_a_crash_left_is_swept(store: Path) -> None:
    entry = library.create(brief_run(), ALICE)
    for name in (".trash-1", ".new-old", ".new-young"):
        (store / name).mkdir()
        (store / name / "config.json").write_text("half")
    os.utime(store / ".new-old", (0, 0))
    library.sweep()
    assert sorted(path.name for path in store.iterdir()) == sorted([".new-young", entry.id])


def test_the_reader_has_the_same_classes_and_size(store: Path, trained_vae: Path, trained_classifier: Path) -> None:
    digits = tuple("0123456789")
    keep(trained_vae, ALICE)
    assert library.reader_for(digits, 28, ALICE) is None
    own = keep(trained_classifier, ALICE)
    assert library.reader_for(digits, 28, ALICE).id == own.id
    assert library.reader_for(digits, 28) is None and library.reader_for(digits, 28, BOB) is None
    shutil.copytree(trained_classifier, places.zoo() / "mnist-classifier")
    assert library.reader_for(digits, 28, ALICE).id == "mnist-classifier"
    assert library.reader_for(digits, 32) is None and library.reader_for(("a", "b"), 28) is None
    assert library.reader_for((), 28) is None


def _snippet(card: str) -> str:
    return card.split("```python\n")[1].split("```")[0]


@pytest.mark.parametrize("which", ["trained_vae", "trained_cvae", "trained_classifier"])
def test_the_snippet_of_a_card_runs(which: str, request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(request.getfixturevalue(which), tmp_path / "somewhere else")
    library.write_card(folder)
    monkeypatch.chdir(folder)
    code = tmp_path / "snippet.py"
    code.write_text(_snippet((folder / "README.md").read_text()))
    made = runpy.run_path(str(code))
    if which == "trained_classifier":
        assert torch.allclose(made["shares"].sum(1), torch.ones(1))
    else:
        assert made["images"].shape[1:] == (1, 28, 28) and 0 <= made["images"].min() <= made["images"].max() <= 1


def test_a_card_names_data_licence_settings_and_scores(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE, "<b>bold</b> [link](http://x) `code` $x$")
    scores = Scores(dataset="digits", n=100, scores={"loss": Score(value=151.26, unit="nats")})
    (entry.path / "scores.json").write_text(scores.to_json())
    library.write_card(entry.path)
    card = library.card(entry)
    assert "CC BY 4.0" in card and "151.3" in card and "100 test images" in card and "| model.latent_dim | 2 |" in card
    assert "<b>" not in card and "[link]" not in card and "`code`" not in card
    assert library.scores(entry) == scores


def test_plain_text_stays_as_it_is_but_for_markup() -> None:
    assert plain("Zoë 7") == "Zoë 7" and plain("a*b") == "a\\*b"


def test_listing_needs_no_torch() -> None:
    code = "import sys; from core import library; library.list_models('x'); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
