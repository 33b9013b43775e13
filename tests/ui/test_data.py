"""Can somebody's own images be brought to the Train page, and is what is wrong with them said?"""

from __future__ import annotations

import io
import time
import zipfile

import numpy as np
import pytest
from PIL import Image

from core import library
from core.datasets import DATASETS, own
from core.training.suited import suited
from core.types import ImageDataset
from tests.ui.conftest import OWNER, open_page, remembered
from tests.ui.test_pages import said_in, settled, texts, unfolded
from ui.train import data, place
from ui.train.state import TrainState


def zipped(n: int = 6, classes: tuple[str, ...] = ("a", "b")) -> bytes:
    """A zip of n strokes a class, dark on bright paper."""
    stream, rng = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(stream, "w") as archive:
        for name in classes:
            for i in range(n):
                paper = np.full((40, 40), 240, np.uint8)
                paper[8:32, 15 + rng.integers(6) : 24] = 20
                file = io.BytesIO()
                Image.fromarray(paper).save(file, "PNG")
                archive.writestr(f"{name}/{i}.png", file.getvalue())
    return stream.getvalue()


def upload(at, content: bytes):
    key = next(uploader.key for uploader in at.file_uploader)
    at.file_uploader(key=key).upload("letters.zip", content).run()
    end = time.monotonic() + 60  # it is read by a process of its own
    while not (at.error or "images to train on" in texts(at)) and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    return at


def test_own_images_can_be_brought_and_are_still_there_later(store):
    at = upload(open_page("pages/Train.py", data="own"), zipped())
    assert not at.exception and not at.error
    assert "11 images to train on" in texts(at) and "2 classes" in texts(at)
    draft = remembered(at, TrainState).draft
    assert draft.dataset.name == "own" and len(draft.dataset.load("train")) == 11
    assert draft == suited(draft.dataset, n=11, size=28, k=2) and "follow your images" in texts(at)
    training = draft.training
    assert draft.model.conditional and training.epochs * max(11, training.epoch_images) / training.batch_size >= 1600
    at.switch_page("pages/Home.py").run()
    assert "11 images to train on" in texts(settled(at.switch_page("pages/Train.py").run()))


@pytest.mark.parametrize(
    ("side", "said"),
    [(28, "28 x 28 pixels, no labels"), (128, "28 x 28 pixels enlarged to 128 x 128, no"), (14, "reduced to 14 x 14")],
)
def test_the_size_that_a_model_works_on_is_said_where_it_is_another(side, said):
    assert said in data.counted(data.Look(b"", 1500, 28, ()), side)


def test_a_set_that_was_brought_goes_by_its_name_and_survives_a_reload(store):
    at = upload(open_page("pages/Train.py", data="own"), zipped())
    id = said_in(at, "data")
    again = settled(open_page("pages/Train.py", data=id))
    menu = next(box for box in again.selectbox if box.label == "Your images")
    assert menu.value == id and "letters" in menu.options
    again.segmented_control(key=place.KEY).set_value(place.SERVER).run().button(key="start").click().run()
    (entry,) = [entry for entry in library.list_models(OWNER) if not entry.zoo]
    assert entry.title == f"letters, {entry.config.model.latent_dim} latent dims" == again.title[0].value
    assert "letters" in texts(open_page("pages/Library.py"))
    stranger = settled(open_page("pages/Train.py", visitor="f" * 32, data=id))
    assert "letters" not in next(box for box in stranger.selectbox if box.label == "Your images").options


def test_settings_changed_by_hand_stay_until_other_images_come(store):
    at = unfolded(upload(open_page("pages/Train.py", data="own"), zipped()))
    drafts = remembered(at, TrainState).drafts
    at.number_input(key=f"draft{drafts}.training.epochs").set_value(7).run()
    for _ in range(2):
        at.run()
        assert remembered(at, TrainState).draft.training.epochs == 7 and "stay as you have set them" in texts(at)
    at.button(key="take-suited").click().run()
    draft = remembered(at, TrainState).draft
    assert draft == suited(draft.dataset, n=11, size=28, k=2) and "follow your images" in texts(at)


def test_that_a_set_is_gone_is_still_said_when_the_page_has_run_anew_by_itself(store):
    at = upload(open_page("pages/Train.py", data="own"), zipped())
    id = said_in(at, "data")
    own.delete(id, OWNER)
    for run in (at, open_page("pages/Train.py", data=id)):  # where it was looked at, and by its link
        run.run()
        for _ in range(2):
            assert [text for text in (note.value for note in run.warning) if "upload it again" in text]
            settled(run).run()
        assert remembered(run, TrainState).draft.dataset.name == "digits" and not run.exception
    brought = upload(open_page("pages/Train.py", data="own"), zipped(7))
    assert "13 images to train on" in texts(brought) and not brought.warning


def test_a_bad_zip_gives_one_sentence(store):
    at = upload(open_page("pages/Train.py", data="own"), b"this is no zip")
    assert not at.exception
    assert len(at.error) == 1 and "zip" in at.error[0].value


def test_images_without_labels_cannot_be_asked_for_by_class(store):
    at = upload(open_page("pages/Train.py", data="own"), zipped(12, ("all",)))
    assert "no labels" in texts(at) and not remembered(at, TrainState).draft.model.conditional
    drafts = remembered(unfolded(at), TrainState).drafts
    at.toggle(key=f"draft{drafts}.mlp vae.conditional").set_value(True).run()
    assert len(at.error) == 1 and "no labels" in at.error[0].value
    assert next(button for button in at.button if button.label == "Start training").disabled


def sheet_of(counts: tuple[int, ...]) -> np.ndarray:
    """Return the sheet of a set with so many images of each class, all of one grey: 55 and 20 more for each class."""
    labels = np.repeat(np.arange(len(counts)), counts)
    images = np.broadcast_to((labels * 20 + 55).astype(np.uint8)[:, None, None], (len(labels), 28, 28))
    seen = data._looked(ImageDataset("x", images.copy(), labels, tuple(map(str, range(len(counts))))))
    return np.asarray(Image.open(io.BytesIO(seen.sheet)))[::30, ::30]  # a pixel of each tile


def test_who_has_no_images_is_led_to_the_pad(store):
    at = open_page("pages/Train.py", data="own")
    assert any(link.proto.page == "Your_hand" for link in at.get("page_link"))


def test_a_sheet_shows_every_class_in_columns_of_its_own():
    assert (sheet_of((60, 60, 60)) == np.repeat([55, 75, 95], 4)).all() and sheet_of((60, 60, 60)).shape == (5, 12)
    assert (sheet_of((3, 3)) == [[55, 55, 55, 75, 75, 75]]).all()
    assert (sheet_of((9, 1)) == [[55] * 6 + [75] + [0] * 5, [55] * 3 + [0] * 9]).all(), "a place without one is paper"


def test_a_sheet_of_many_classes_shows_one_of_each():
    assert set(sheet_of((2,) * 11).ravel()) >= set(range(55, 256, 20))
    labels = np.arange(47)
    images = np.full((47, 28, 28), 9, np.uint8)
    seen = data._looked(ImageDataset("x", images, labels, tuple(map(str, labels))))
    assert Image.open(io.BytesIO(seen.sheet)).size == (12 * 30 - 2, 4 * 30 - 2)


def test_sheets_of_odd_sets_can_be_made():
    one = np.full((1, 8, 8), 9, np.uint8)
    for dataset in (
        ImageDataset("one", one),
        ImageDataset("one of a class", one, np.zeros(1, np.int64), ("a",)),
        ImageDataset("few", np.repeat(one, 7, 0), np.array([0, 1, 1, 1, 1, 1, 2]), ("a", "b", "c")),
        DATASETS["digits"](limit=30).load(),
    ):
        assert data._looked(dataset).sheet.startswith(b"\x89PNG")


@pytest.mark.parametrize("n, said", [(2, ""), (1, "Only 1 image is there to train on")])
def test_four_images_can_be_learned_from_and_of_fewer_it_is_said(store, n, said):
    at = upload(open_page("pages/Train.py", data="own"), zipped(n))
    start = next(button for button in at.button if button.label == "Start training")
    assert start.disabled == bool(said) and not at.exception
    assert said in texts(at) + "".join(error.value for error in (*at.error, *at.warning))
