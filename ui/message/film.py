"""How does a visitor take a message home as a film of the pen that writes it?"""

from __future__ import annotations

import streamlit as st

from core.export.moving_picture import FORMATS, Format
from core.tasks import FilmTask
from ui import state
from ui.components.message import WrittenMessage
from ui.components.moving_picture import moving
from ui.map import forming
from ui.message.state import MessageState
from ui.message.take import Sets, file_name
from ui.shared.ask_worker import ask

FORMS: tuple[Format, ...] = tuple(FORMATS)
TITLES: dict[str, str] = {one: title[:1].upper() + title[1:] for one, (title, _, _) in FORMATS.items()}
HELP = "The pen writes a page of the message, stroke by stroke."


def show(sets: Sets, written: WrittenMessage | None, *, allowed: bool) -> None:
    """Draw what film is to be made, a button that has it made, and the film of the message as it stands now.

    allowed: whether somebody has said that the hand may be used.
    """
    known = state.of(MessageState)
    if not known.followed:
        known.followed = True
        linked = state.parameter("film")
        known.format = linked if linked in FORMS else known.format
    st.subheader("As a film")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message-film"):
        st.segmented_control(
            "Format", FORMS, required=True, format_func=TITLES.__getitem__, label_visibility="collapsed",
            help="A GIF plays everywhere; an animated PNG is finer.", **state.bind(MessageState, "format"),
        )  # fmt: skip
        pages = written.pages if written else 1
        page = 0
        if pages > 1:
            page = st.selectbox("Page", range(pages), format_func=lambda n: f"Page {n + 1}", width=140,
                                label_visibility="collapsed", key="message-film-page")  # fmt: skip
        state.write_address(film="" if known.format == FORMS[0] else known.format)
        if not allowed or written is None or not written.complete:
            st.button("Make the film", icon=":material/movie:", key="message-film-wait", disabled=True, help=HELP)
            return
        format: Format = next(one for one in FORMS if one == known.format)
        task = FilmTask(
            writer=sets[0], other=sets[1], text=written.text, config=written.config, page=page, format=format
        )
        _let_go(known, task)
        data = task.kept()
        if data is None:
            ask(task, "Make the film", key="message-film-make", icon=":material/movie:", help=HELP)
            return
    _, mime, ending = FORMATS[format]
    moving(data, key=f"message-film-{known.film}")
    st.download_button(f"{TITLES[format]}, {len(data) / 1000:,.0f} kB", data, file_name(written, ending[1:]), mime,
                       icon=":material/download:", key="message-film-file", on_click="ignore")  # fmt: skip


def _let_go(known: MessageState, task: FilmTask) -> None:
    """Take back the film of a message that says something else by now."""
    if known.film and known.film != task.key():
        forming.abandon(known.film)
    known.film = task.key()
