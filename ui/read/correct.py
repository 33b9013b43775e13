"""What has a visitor told the readers, what can be made of it, and is the tuned reader any better?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

from core import images as pixels
from core import library
from core.datasets import corrections
from core.datasets.own import OwnConfig
from core.jobs import client
from core.library import Entry
from core.library.model_card import plain
from core.tasks import store, tune
from core.types import DataError, ImageDataset, ModelError
from core.words.nouns import noun_of
from ui import forms, notices, state
from ui.components.read import Change
from ui.map import forming
from ui.read.state import ReadState
from ui.shared.ask_worker import under_way
from ui.shared.ink_image import ink_image

KEY, PLACE = "read-tune", "read corrections"
TICK = 0.5  # seconds between two looks
SHOWN = 8  # of the newest drawings, each with a button that forgets it


def take(changes: tuple[Change, ...], reader: Entry) -> None:
    """Make the changes that the browser told of and that were not made yet; what is refused is said."""
    known = state.of(ReadState)
    for change in changes:
        if change.id in known.changes:
            continue
        known.changes = (*known.changes, change.id)
        try:
            of = reader if change.reader == reader.id else library.find(change.reader)
            image, classes, owner = change.image(), of.config.classes, state.owner()
            more = {"change": change.id, "in_use": in_use()}
            if change.label < 0:
                corrections.forget(image, classes, owner, **more)
            else:
                corrections.add(image, change.label, classes, owner, **more)
        except (DataError, ModelError) as error:
            st.warning(forms.sentence(error))


def show(reader: Entry) -> None:
    """Draw what this visitor has told readers of these classes, the way to a tuned one, and what that is worth."""
    if note := notices.said_earlier(PLACE):
        st.warning(note)
    config = reader.config
    kept = corrections.kept(config.classes, config.model.image_size, state.owner())
    behind = _behind(reader)
    if kept is None and behind is None:
        return
    with st.container(border=True, key="read-corrected"):
        st.subheader("What you have told it", anchor=False)
        if kept is not None:
            _kept(kept, reader)
            task = tune.task_of(reader, kept)
            if behind is None or (behind.images, behind.labels) != (task.images, task.labels):  # else nothing is new
                _tuning(task, reader)
        if behind is not None:
            st.markdown(f"**How {plain(reader.title)} came about**")
            _found(behind, reader)


def in_use() -> set[str]:
    """Return the sets of the visitor's own images that a model of theirs learns from, or did."""
    datasets = (entry.config.dataset for entry in library.list_models(state.owner()))
    return {dataset.id for dataset in datasets if isinstance(dataset, OwnConfig)}


def _kept(kept: ImageDataset, reader: Entry) -> None:
    n, noun, labels = len(kept), noun_of(kept.classes), kept.labels
    assert labels is not None  # each was told
    many = "1 drawing" if n == 1 else f"{n} drawings"
    st.caption(
        f"{many} with the right class, {'the newest first, ' if n > 1 else ''}kept among your own images as *My "
        f"corrected {noun}s*: Train can learn from them, too."
    )
    with st.container(horizontal=True, gap="small"):
        for i in range(n - 1, max(-1, n - 1 - SHOWN), -1):
            with st.container(width=72, gap=None):
                name = kept.classes[int(labels[i])]
                one = pixels.to_png(kept.images[i])
                ink_image(one, key=f"read-told-{i}", alt=f"A drawing that you said is {name}")
                st.button(
                    plain(name), key=f"read-forget-{i}", icon=":material/close:", type="tertiary", help="Forget it",
                    on_click=_forget, args=(i, kept.fingerprint, reader),
                )  # fmt: skip
    if n > SHOWN:
        st.caption(f"And {n - SHOWN} older.")
    with st.popover("Forget all", icon=":material/delete:"):
        st.markdown("The drawings go from this server for good. Readers that were tuned on them stay.")
        st.button("Forget all for good", key="read-forget-all", type="primary", on_click=_forget_all, args=(reader,))


def _tuning(task: tune.TuneTask, reader: Entry) -> None:
    if not tune.may_tune(reader, state.owner()):
        st.caption(plain(tune.SOMEBODY_ELSES.format(named=reader.named)))
        return
    now = forming.status_of(task)
    going = under_way(task, key=KEY)
    result = tune.open_tuned(task)
    if going:
        st.fragment(_watch, run_every=TICK)(task, result is not None)
    if result is not None:
        _found(task, reader)
        if not going and tune.kept_as(task, state.owner()) is None:
            st.button("Tune anew", key=f"{KEY}-anew", on_click=_anew, args=(task,))
    elif not going:
        again = now is not None and now.state in ("failed", "stopped")
        st.button(
            "Try again" if again else f"Tune this reader on {'it' if len(task.images) == 1 else 'them'}",
            key=KEY, icon=":material/school:", type="primary", on_click=forming.wish, args=(task, KEY),
            help="In seconds: on these drawings, among many of the images that it learned from.",
        )  # fmt: skip


def _watch(task: tune.TuneTask, there: bool) -> None:
    """Have the page run again when the tuned reader is there: it is counted on while others are held out."""
    if not there and tune.open_tuned(task) is not None:
        st.rerun()


def _found(task: tune.TuneTask, reader: Entry) -> None:
    """Draw the two readers side by side, with how many images that rests on."""
    result, new = tune.open_tuned(task), tune.kept_as(task, state.owner())
    if result is None:
        return
    rows = ["| read rightly | images | before | tuned |", "|---|---:|---:|---:|"]
    for name, count in (("Your drawings, held out", result.held_out), ("Test images", result.test)):
        if count is not None:
            rows.append(f"| {name} | {count.n:,} | {_share(count, 'before')} | {_share(count, 'after')} |")
    st.markdown("\n".join(rows))
    st.caption(" ".join(_words(result)))
    if new is not None and new.id != reader.id:
        st.button(
            f"Read with {plain(new.title)}", key="read-tuned", icon=":material/arrow_forward:", on_click=_read_with,
            args=(new.id,),
        )  # fmt: skip


def _words(result: tune.Tuned) -> list[str]:
    drawings = "1 drawing" if result.told == 1 else f"{result.told} drawings"
    said = [f"Tuned in {result.seconds:.1f} s on {drawings}, among {result.rehearsed:,} images. {result.where}"]
    if result.held_out is not None:
        said.append(
            f"Held out: each drawing was read by a reader tuned without it, on the others, in {result.folds} parts. "
            "They are those that you told it, and no fair sample of what you draw."
        )
    elif result.told == 1:
        said.append("A single drawing cannot be held out: tell it one more to see whether it helps with others.")
    said.append("In brackets 95 % intervals.")
    return said


def _share(count: tune.Count, which: Literal["before", "after"]) -> str:
    share, low, high = count.share(which)
    digits = 2 if count.n >= 1000 else 0
    return f"{100 * share:.{digits}f} % ({100 * low:.{digits}f} to {100 * high:.{digits}f})"


def _behind(reader: Entry) -> tune.TuneTask | None:
    """Return the task that this reader came from, None for one that was not tuned, or whose task is gone."""
    if reader.config.tuning is None:
        return None
    for entry in store.entries():
        if isinstance(entry.task, tune.TuneTask):
            made = tune.kept_as(entry.task, state.owner())
            if made is not None and made.id == reader.id:
                return entry.task
    return None


def _read_with(id: str) -> None:
    state.of(ReadState).reader = id
    state.write_address(model=id)


def _anew(task: tune.TuneTask) -> None:
    tune.forget(state.owner())
    forming.order(task, place=KEY)


def _forget(i: int, fingerprint: str, reader: Entry) -> None:
    config, owner = reader.config, state.owner()
    with _said():
        kept = corrections.kept(config.classes, config.model.image_size, owner)
        if kept is not None and kept.fingerprint == fingerprint:  # else another tab has changed it: look again
            corrections.forget(kept.images[i], config.classes, owner, in_use=in_use())


def _forget_all(reader: Entry) -> None:
    with _said():
        corrections.forget_all(reader.config.classes, reader.config.model.image_size, state.owner(), in_use=in_use())
        tune.forget(state.owner())


@contextmanager
def _said() -> Iterator[None]:
    """Have the page say what was refused in a callback."""
    try:
        yield
    except (DataError, ModelError, client.JobError) as error:
        notices.say_later(forms.sentence(error), PLACE)
