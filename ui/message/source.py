"""With whose letters is a message written: own ink, those that a model draws of the hand, or both?

Of two hands that blend: own ink of both, letters that one model draws between them, or those that each one's model
draws.
"""

from __future__ import annotations

import re

import streamlit as st

from core import library
from core.blocks.message_blend import named
from core.blocks.message_kept import DrawnHand, kept_hand, signs_of
from core.datasets import own
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.sources import objection, ways
from core.library import Entry
from core.sampling import SAMPLERS
from core.tasks import DrawnHandTask
from ui import forms, state
from ui.map import forming
from ui.message import sets
from ui.message.state import SourceState
from ui.shared.ask_worker import have

INK, MODEL, MIXED, EACH_OF = "ink", "model", "mixed", "each"
PLACE = "draw-letters"
SOURCES = {INK: "As written", MODEL: "As a model draws them", MIXED: "Both"}
OF_TWO = {INK: "As written", EACH_OF: "By two models", MODEL: "By one, between"}
WHOSE = (
    "As written: pieces of your own ink. As a model draws them: letters that it draws like yours. Both: pieces, and "
    "letters of the model where a single one is set."
)
BETWEEN = (
    "As written: each letter is the one's or the other's. By two models: likewise, of letters that two models draw, "
    "one of each hand. By one, between: each letter lies between one of the one hand and that of the other which is "
    "most like it for the model, in its latent space."
)
EACH = 12  # letters drawn of each character
ENOUGH = 300  # letters of a hand, from which on a flow can learn it


Writers = tuple[str, str]  # what names who writes, and who blends with them, which is empty where there is nobody


def choose(id: str, block: bytes, other: str = "") -> tuple[Writers, bytes | None]:
    """Draw the choice of whose letters write; return what names the writers, and the block of their hand or hands.

    block: of the own ink, which writes until a model has drawn. other: a second set whose hand blends with it. The
    block is None where the page still waits for one.
    """
    known, offered, signs = state.of(SourceState), OF_TWO if other else SOURCES, signs_of(block)
    models = _models(id, signs)
    _follow(models, offered)
    if known.source not in offered:
        known.source = MODEL
    if other and known.source == MODEL:
        models = {one: entry for one, entry in models.items() if not objection(entry, signs, between=True)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="message-source"):
        st.segmented_control(
            "Letters", list(offered), required=True, format_func=offered.__getitem__,
            help=BETWEEN if other else WHOSE, **state.bind(SourceState, "source"),
        )  # fmt: skip
        if known.source != INK and models:
            _settings(models, id if known.source == EACH_OF else "", between=known.source == MODEL and bool(other))
    draws = known.source != INK
    state.write_address(
        source=known.source if draws else "", drawn_by=known.model if draws else "",
        way=known.way if draws and known.way != _usual(models) else "",
        drawn=f"{known.drawn}" if draws and known.drawn else "", second_by=known.second if draws and other else "",
    )  # fmt: skip
    if draws and not any(own.id_of(entry.config.dataset) == id for entry in models.values()):
        _teach(id)
    entry = models.get(known.model) if draws else None
    if entry is not None:
        if known.source == EACH_OF:
            return _each(id, block, other, entry)
        if found := _drawn(id, block, other, entry):
            return (found[0], ""), found[1]
    return (id, other), sets.blend_of(id, other) if other else block


def _each(id: str, block: bytes, other: str, entry: Entry) -> tuple[Writers, bytes | None]:
    """Return who writes where a model of each of two hands draws its letters; own ink writes meanwhile."""
    known, second = state.of(SourceState), kept_hand(other)
    models = _models(other, signs_of(second)) if second else {}
    own_ink = (id, other), sets.blend_of(id, other)
    if not models:
        st.caption("No model here has a class for any letter of the second hand: own ink writes.")
    if not models or own_ink[1] is None:
        return own_ink
    if known.second not in models:
        known.second = next(iter(models))
    st.selectbox(
        f"Model of {forms.plain(sets.names(id, other)[1])}", list(models), width=300,
        format_func=lambda id: models[id].title, **state.bind(SourceState, "second"),
    )  # fmt: skip
    state.write_address(second_by=known.second)
    for one, drawer in ((id, entry), (other, models[known.second])):
        drawn = drawn_by(drawer)
        if kept_hand(drawn.writer(one)) is None:
            _draw(DrawnHandTask(model=drawer.id, set=one, drawn=drawn))
            return own_ink
    writers = drawn_by(entry).writer(id), drawn_by(models[known.second]).writer(other)
    blended = sets.blend_of(*writers)
    return (writers, blended) if blended else own_ink


def _drawn(id: str, block: bytes, other: str, entry: Entry) -> tuple[str, bytes] | None:
    known = state.of(SourceState)
    drawn = drawn_by(entry).replace(other=other)
    if other:
        drawn = drawn.replace(ink=ModelInkConfig())  # there is one way to draw between
    writer, task = drawn.writer(id), DrawnHandTask(model=entry.id, set=id, drawn=drawn)
    found = kept_hand(writer)
    if found is None:
        _draw(task)
        return None
    if (seconds := task.took()) is not None:
        st.caption(f"{forms.plain(entry.title)} drew these letters in {seconds:.1f} s on the server.")
    if other:
        return writer, named(found, sets.names(id, other))
    unknown = [sign for sign in signs_of(block) if sign not in entry.config.classes]
    if unknown and known.source == MODEL:
        st.caption(
            f"Own ink stands in for what {forms.plain(entry.title)} has no class for: {forms.plain(' '.join(unknown))}"
        )
    return writer, found


def _draw(task: DrawnHandTask) -> None:
    """Have letters drawn that whoever chose the model waits for, and show how far that is; own ink writes meanwhile."""
    known, key = state.of(SourceState), task.key()
    if known.task and known.task != key:
        forming.abandon(known.task)  # of settings that are others by now
    known.task = key
    have(task, "Draw the letters", key=PLACE, icon=":material/draw:")


def drawn_by(entry: Entry) -> DrawnHand:
    """Return how a model draws letters, as the visitor has set it."""
    known = state.of(SourceState)
    ink = ModelInkConfig(sampler=SAMPLERS[_way(entry)](), each=EACH, seed=known.drawn)
    stat = (entry.path / "model.safetensors").stat()
    source = MIXED if known.source == MIXED else MODEL
    return DrawnHand(source=source, model=entry.id, learned=f"{stat.st_mtime_ns}", ink=ink)


def _settings(models: dict[str, Entry], of: str, *, between: bool) -> None:
    """Draw the choice of a model and of how it draws. of: id of the set that the model's name is to name, if any."""
    known = state.of(SourceState)
    if known.model not in models:
        known.model = next(iter(models))
    label = f"Model of {forms.plain(sets.names(of, '')[0])}" if of else "Model"
    st.selectbox(
        label, list(models), format_func=lambda id: models[id].title, width=300, **state.bind(SourceState, "model"),
        help="Models that are told the letter and know some of this hand; first those that learned from it.",
    )  # fmt: skip
    if between:  # in one way alone
        return
    offered = ways(models[known.model].config.model)
    known.way, known.usual = _way(models[known.model]), offered[0]
    st.selectbox("How it draws", offered, format_func=lambda name: SAMPLERS[name].title, width=220,
                 help=SAMPLERS[known.way].about, **state.bind(SourceState, "way"))  # fmt: skip
    st.button("Draw anew", icon=":material/casino:", key="draw-letters-anew", on_click=_anew)


def _way(entry: Entry) -> str:
    """Return how a model draws: as was chosen, unless that suits models of another kind."""
    known, offered = state.of(SourceState), ways(entry.config.model)
    return known.way if known.way in offered and known.usual in ("", offered[0]) else offered[0]


def _usual(models: dict[str, Entry]) -> str:
    """Return how the chosen model draws where nobody says how."""
    entry = models.get(state.of(SourceState).model)
    return ways(entry.config.model)[0] if entry else state.of(SourceState).way


def _models(id: str, signs: tuple[str, ...]) -> dict[str, Entry]:
    """Return the models that can draw a hand, by their ids: first those that learned from it, the newest first."""
    found = [entry for entry in library.list_models(state.owner()) if not entry.active and not objection(entry, signs)]
    found.sort(key=lambda entry: own.id_of(entry.config.dataset) != id)
    return {entry.id: entry for entry in found}


def _teach(id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("No model of yours has learned from these letters yet: what draws has seen others alone.")
        if own.has_boxes(id):
            st.page_link("pages/Train.py", label="Teach a model of this hand", icon=":material/school:",
                         query_params={"recipe": "my-hand", "data": id})  # fmt: skip
            if (own.OwnConfig(id=id).count() or 0) >= ENOUGH:
                st.page_link("pages/Train.py", label="Or a flow", icon=":material/school:",
                             query_params={"recipe": "my-hand-flow", "data": id})  # fmt: skip


def _follow(models: dict[str, Entry], offered: dict[str, str]) -> None:
    """Take what a link says, as far as there is such a source, model and strategy."""
    known = state.of(SourceState)
    if (source := state.parameter("source")) in offered and known.source == INK:
        known.source, known.second = source, state.parameter("second_by")
        if (model := state.parameter("drawn_by")) in models:
            known.model = model
        if (way := state.parameter("way")) in SAMPLERS and known.model in models:
            known.way = way if way in ways(models[known.model].config.model) else known.way
        if re.fullmatch("[1-9][0-9]{0,5}", drawn := state.parameter("drawn")):
            known.drawn = int(drawn)


def _anew() -> None:
    state.of(SourceState).drawn += 1
