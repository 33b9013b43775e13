"""Which of their own images does a visitor train on: a set they brought earlier, or a zip they bring now?"""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import library
from core.datasets import DATASETS, DatasetConfig, own
from core.datasets.packing import contents_of, zipped
from core.guard import confined
from core.library.model_card import plain
from core.tasks import message
from core.words.text import graphemes, isolated
from ui import forms, notices, state
from ui.shared import background
from ui.shared.awaited import awaited
from ui.shared.ink_image import ink_image
from ui.train import recipes
from ui.train.data import SIZES
from ui.train.state import TrainState

MOST_NOTES = 4  # sentences on what was left out of an upload
MOST_NAMED = 6  # classes that a menu names
MOST_MEGABYTES, MOST_SECONDS = 300, 120  # that reading an upload may take


@dataclass(frozen=True)
class Upload:
    """What became of an upload: the id it is kept under, how its folders were understood, and what was left out.

    depth: of the folders that are the classes, None for no labels. levels: the depths that could be, with the images in
    each folder. came, became: PNG of some images as they came, and of the same as a model learns from them.
    """

    id: str
    n: int
    depth: int | None
    levels: dict[int, dict[str, int]]
    came: bytes
    became: bytes
    notes: tuple[str, ...]


def choose(kept: DatasetConfig | None, *, key: str, beside: DeltaGenerator) -> DatasetConfig | None:
    """Draw the visitor's sets and the place to bring another; None while there is nothing to train on.

    kept: the set that the draft has, if it has one. beside: where it is said how what is brought is read. What is put
    into the uploader is taken, whatever was chosen before, and stands in the menu from then on.
    """
    kept_id = own.id_of(kept) if kept else ""
    known, names = state.of(TrainState), own.noted(state.owner())
    ids, chosen = list(dict.fromkeys([*names, *filter(None, [kept_id])])), ""
    if ids:
        # Of keys of their own: a menu that is there already would keep its value.
        menu, usual = (
            f"{key}.set.{known.linked}.{known.brought}",
            next(id for id in (known.brought, kept_id, ids[0]) if id in ids),
        )
        chosen = st.selectbox(
            "Your images", ids, ids.index(usual), key=menu, on_change=_turn_to, args=(menu,),
            format_func=lambda id: names.get(id, DATASETS["own"].title),
        )  # fmt: skip
        if chosen in names:
            with st.container(horizontal=True, gap="small"):
                _offer_zip(chosen, names[chosen])
                _offer_deletion(chosen, names[chosen])
    brought = bring(key, beside=beside, others=bool(chosen))
    if brought and brought.id != chosen:
        st.rerun()  # the menu stands above, and has it now
    if brought is None and chosen:
        return kept if kept and chosen == kept_id else own.OwnConfig(id=chosen)
    return kept if kept and brought and brought.id == kept_id else brought


def bring(key: str, *, beside: DeltaGenerator | None = None, others: bool = False) -> own.OwnConfig | None:
    """Draw the place for a zip and how it is to be read; return the set that came of it, None before there is one.

    beside: where it is said how it is read; None: below. others: a set has been chosen already.
    """
    known = state.of(TrainState)
    what = "zip of images, one folder for each class, or all in one place"
    file = st.file_uploader(
        f"Bring others: a {what}" if others else f"A {what}", type="zip", key=f"{key}.file{known.uploads}",
        max_upload_size=20, help="PNG, JPEG, HEIC, WebP, GIF or BMP, of any size.",
    )  # fmt: skip
    # Beside a set that has been read already it would seem to be about that one.
    with st.container() if beside is None or (others and file is None) else beside:
        manner = st.segmented_control(
            "Prepare", ("mnist", "as is"), default="mnist", required=True, key=f"{key}.manner",
            format_func={"mnist": "Like MNIST", "as is": "Only resize"}.__getitem__,
            help="Like MNIST: the ink is cut out, scaled and centred.",
        )  # fmt: skip
        size = st.selectbox("Image size", SIZES, key=f"{key}.size", help="Side of the prepared images, in pixels.")
    if file is None:
        known.brought = ""
        st.page_link("pages/Your_hand.py", label="None at hand? Photograph or write some", icon=":material/gesture:")
        return None
    name, content = "".join(graphemes(file.name.rsplit(".", 1)[0])[:40]) or "upload", file.getvalue()
    upload = _read(name, content, key, {"manner": manner, "image_size": size}, file.file_id)
    if upload is None:
        return None
    _note(upload.id, name, file.file_id)  # not before: a set that is noted stands in the menu
    for note in upload.notes[:MOST_NOTES]:
        st.caption(plain(note))
    if len(upload.notes) > MOST_NOTES:
        st.caption(f"... and {len(upload.notes) - MOST_NOTES} more.")
    return own.OwnConfig(id=upload.id)


def _turn_to(menu: str) -> None:
    """Take the set that was chosen in the menu; the uploader lets go of what it holds. For callbacks."""
    known, chosen = state.of(TrainState), st.session_state[menu]
    known.linked = "" if known.draft and getattr(known.draft.dataset, "id", "") == chosen else chosen
    put_away()


def put_away() -> None:
    """Let the uploader go of what it holds: something else is chosen. For callbacks and links."""
    known = state.of(TrainState)
    known.brought = ""
    known.uploads += 1


def _note(id: str, name: str, file: str) -> None:
    """Note a set under its name. One that the same file gave a moment ago, understood otherwise, is not kept beside it.

    What stood in the menu before, and what another file gave, stays.
    """
    known, owner = state.of(TrainState), state.owner()
    if known.brought != id:
        by, before = known.brought_anew or ("", "")
        if by == file and not _learned_from(before):
            own.delete(before, owner)
        known.brought, known.brought_anew = id, None if own.has(id, owner) else (file, id)
    own.note(id, name, owner)


def _offer_zip(id: str, name: str) -> None:
    st.download_button(
        "Zip", lambda: zipped(contents_of(own.load(id), own.records_of(id))), f"{plain(name)[:40]}.zip",
        "application/zip", icon=":material/download:", key=f"zip-{id}", on_click="ignore",
        help="To take along. Brought in again and only resized, at the same size, it is the same set.",
    )  # fmt: skip


def _offer_deletion(id: str, name: str) -> None:
    with st.popover("Delete these images", icon=":material/delete:"):
        st.markdown(f"{plain(name)} goes from this server for good. Models that learned from it stay.")
        if st.button("Delete for good", key=f"delete-{id}", type="primary"):
            own.delete(id, state.owner())
            message.forget(id)
            put_away()
            notices.say_later(f"Deleted: {plain(name)}.")
            for name in (recipes.FIRST[0], recipes.OWN):  # nothing is left that names them
                recipes.begin(name)
            st.rerun()


def _learned_from(id: str) -> bool:
    """Say whether the visitor has a model that learns from a set, or did."""
    datasets = (entry.config.dataset for entry in library.list_models(state.owner()))
    return any(isinstance(dataset, own.OwnConfig) and dataset.id == id for dataset in datasets)


def _read(name: str, content: bytes, key: str, settings: dict[str, object], file: str) -> Upload | None:
    """Have an upload read, and its folders as the visitor says; draw how far it is, what is wrong, or what was seen."""
    guessed = _sent(name, content, settings, file)
    if guessed is None:
        return None
    depths = [*guessed.levels, None]
    chosen = guessed.depth
    if guessed.levels:
        chosen = st.selectbox(
            "Classes", depths, depths.index(guessed.depth), key=f"{key}.classes.{file}",
            format_func=lambda depth: _classes(guessed, depth),
            help="Which folders are the classes. What is chosen first is a guess from how they are called and nested.",
        )  # fmt: skip
    settings = settings if chosen == guessed.depth else settings | {"depth": chosen}
    upload = _sent(name, content, settings, file)
    if upload is not None and not DATASETS["own"](id=upload.id).here():  # read otherwise meanwhile, and not kept
        background.forget(_key(settings, file))
        st.rerun()
    if upload is not None:
        st.image(upload.came, alt="Some of the images, as they came", width="stretch")
        ink_image(upload.became, key=f"{key}.became", alt="The same images, as a model learns from them")
        st.caption("Some of the images: above as they came, below as a model learns from them.")
    return upload


def _classes(upload: Upload, depth: int | None) -> str:
    """Say which classes there are at a depth of the folders, with the images of each."""
    if depth is None:
        return "None: images without labels"
    counts = upload.levels[depth]
    named = ", ".join(f"{isolated(name)} ({n:,})" for name, n in itertools.islice(counts.items(), MOST_NAMED))
    more = f" and {len(counts) - MOST_NAMED} more" if len(counts) > MOST_NAMED else ""
    return f"{len(counts)} folders: {named}{more}"


def _sent(name: str, content: bytes, settings: dict[str, object], file: str) -> Upload | None:
    """Have an upload read elsewhere; draw how far it is, or what is wrong; None until it is here."""
    task = background.errand(
        _key(settings, file),
        lambda say: _taken_in(content, settings | {"name": name}, say), owner=state.owner(),
    )  # fmt: skip
    return awaited(task, lambda error: st.error(forms.sentence(error)))


def _key(settings: dict[str, object], file: str) -> tuple:
    return ("upload", file, *sorted(settings.items(), key=str))


def _taken_in(content: bytes, settings: dict[str, object], say: background.OnProgress) -> Upload:
    limits = {"megabytes": MOST_MEGABYTES, "seconds": MOST_SECONDS}
    told = confined.run("images", settings, content, on_progress=say, **limits)
    notes = (*told["remarks"], *told["skipped"])
    levels = {depth: dict(counts) for depth, counts in told["levels"]}
    came, became = map(base64.b64decode, told["examples"])
    return Upload(told["id"], told["n"], told["depth"], levels, came, became, notes)
