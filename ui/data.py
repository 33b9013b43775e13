"""Which images does a visitor train on: chosen from the menu, fetched if need be, or uploaded?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core import images as pixels
from core.card import plain
from core.datasets import DATASETS, DatasetConfig, own
from core.types import DataError, ImageDataset
from ui import errands, forms, state
from ui.ink import ink_image

COLUMNS, ROWS = 12, 5
SIZES = (28, 32, 64, 128)


@dataclass(frozen=True)
class Look:
    """What a look at a data set shows. sheet: PNG of some of its images; n: how many there are to train on.

    left_out: how many more there are, which are left out as asked.
    """

    sheet: bytes
    n: int
    size: int
    classes: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True)
class Upload:
    """What became of an upload: the id it is kept under, and sentences on what was left out or noticed."""

    id: str
    n: int
    notes: tuple[str, ...]


def choose(dataset: DatasetConfig | None, *, key: str) -> DatasetConfig | None:
    """Draw the menu of data sets, and the upload if that is chosen; None while there is nothing to train on."""
    mine = own.noted(state.owner())
    names = [*(name for name, kind in DATASETS.items() if not kind.names_a_path), *mine]
    kept_set = dataset.id if dataset and dataset.name == "own" else ""
    index = names.index(kept_set if kept_set in mine else dataset.name if dataset else "own")
    name = st.selectbox("Data", names, index, format_func=lambda n: mine.get(n) or DATASETS[n].title, key=f"{key}.name")
    if name in mine:
        st.caption("Images that you had a model draw, on Sample: they are learned from like any others.")
        return dataset if name == kept_set else DATASETS["own"](id=name)
    if name == "own":
        return _own(dataset if dataset and dataset.name == "own" else None, key=key)
    st.caption(DATASETS[name].about)
    kept = dataset if dataset and dataset.name == name else DATASETS[name]()
    return forms.config_form(kept, key=f"{key}.{name}", first=())


def look(dataset: DatasetConfig, image_size: int | None = None) -> Look | None:
    """Show some of the images, or how far they are on their way, None until they are here.

    image_size: of the model that is to learn from them: images that are left out are known by how they look there.
    Raises DataError if they cannot be had; asked again, it tries again.
    """
    key = ("look", dataset, image_size if dataset.without else None)
    errand = errands.errand(key, lambda say: _looked(*_loaded(dataset, image_size, say)))
    if not errand.done:
        st.fragment(_waiting, run_every=0.4)(errand)
        return None
    if errand.error:
        errands.forget(key)  # the line may be up again
        raise errand.error
    found: Look = errand.result()
    kinds = f"{len(found.classes)} classes" if found.classes else "no labels"
    ink_image(found.sheet, key="data-sheet", alt=f"Some images of {dataset.name}")
    st.caption(f"{found.n:,} images to train on, {found.size} x {found.size} pixels, {kinds}.")
    if dataset.without:
        st.caption(f"Left out as marked: {found.left_out:,}, of {len(dataset.without):,} images that were named.")
        if found.left_out < len(dataset.without):
            st.caption("The others are not learned from anyway: test images, say, stay aside for the scores.")
    return found


def _waiting(errand: errands.Errand) -> None:
    if errand.done:
        st.rerun()
    st.progress(errand.fraction, errand.what or "Reading the images")


def _own(dataset: DatasetConfig | None, *, key: str) -> DatasetConfig | None:
    st.caption("A zip of images of any size, one folder per class, or all in one place. PNG, JPEG, WEBP, GIF, BMP.")
    left, right = st.columns(2)
    manner = left.segmented_control(
        "Prepare", ("mnist", "as is"), default="mnist", required=True, key=f"{key}.manner",
        format_func={"mnist": "Like MNIST", "as is": "Only resize"}.get,
        help="Like MNIST: the ink is cut out, scaled and centred.",
    )  # fmt: skip
    size = right.selectbox("Image size", SIZES, key=f"{key}.size", help="Side of the prepared images, in pixels.")
    file = st.file_uploader("Your images", type="zip", key=f"{key}.file", max_upload_size=20)
    if file is None:
        return dataset
    name, content = file.name.rsplit(".", 1)[0], file.getvalue()
    task = errands.errand(
        ("upload", file.file_id, manner, size), lambda say: _taken_in(content, name, manner, size, say)
    )
    if not task.done:
        st.fragment(_waiting, run_every=0.4)(task)
        return None
    if task.error:
        if not isinstance(task.error, (DataError, OSError)):
            raise task.error
        st.error(forms.sentence(task.error))
        return dataset
    upload: Upload = task.result()
    for note in upload.notes[:4]:
        st.caption(plain(note))
    if len(upload.notes) > 4:
        st.caption(f"... and {len(upload.notes) - 4} more.")
    return DATASETS["own"](id=upload.id)


def _taken_in(content: bytes, name: str, manner: str, size: int, say: errands.OnProgress) -> Upload:
    from core.datasets.folder import read_folder

    report = read_folder(content, name=name[:40] or "upload", manner=manner, image_size=size, on_progress=say)
    return Upload(own.save(report.dataset), len(report.dataset), (*report.remarks, *report.skipped))


def _loaded(dataset: DatasetConfig, image_size: int | None, say: errands.OnProgress) -> tuple[ImageDataset, int]:
    """Return the images to train on as they are, and how many are left out at the model's size."""
    if not dataset.without:
        return dataset.load("train", on_progress=say), 0
    left_out = dataset.load("train", image_size=image_size, on_progress=say).left_out
    return dataset.replace(without=()).load("train", on_progress=say), left_out


def _looked(dataset: ImageDataset, left_out: int = 0) -> Look:
    # A sheet in columns of one class each is easier to read than a heap.
    rng, wanted = np.random.default_rng(0), COLUMNS * ROWS
    if dataset.labels is None:
        shown = rng.permutation(len(dataset))[:wanted]
    else:
        kinds = np.unique(dataset.labels)
        columns = [rng.permutation(np.flatnonzero(dataset.labels == kind))[:ROWS] for kind in kinds[:COLUMNS]]
        columns = [column for column in columns if len(column) == ROWS] or [np.arange(min(ROWS, len(dataset)))]
        shown = np.stack(columns, 1).ravel() if len({len(c) for c in columns}) == 1 else np.concatenate(columns)
    images = pixels.resize(dataset.images[shown], min(dataset.size, 56))
    columns = min(len(images), COLUMNS if dataset.labels is None else len(images) // ROWS or 1)
    sheet = pixels.to_png(pixels.grid(images, columns, gap=2))
    return Look(sheet, len(dataset) - left_out, dataset.size, dataset.classes, left_out)
