"""How does a visitor take a message home as a film of the pen that writes it?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from core.blocks.message import stamp
from core.blocks.message_kept import opened
from core.export.message_film import writing
from core.export.moving_picture import FORMATS, Format
from core.handwriting.message.compose import compose
from core.handwriting.message.settings import ComposeConfig
from ui import forms, state
from ui.components.message import WrittenMessage
from ui.components.moving_picture import moving
from ui.message.state import MessageState
from ui.message.take import Sets, file_name
from ui.shared import background
from ui.shared.awaited import awaited

FORMS: tuple[Format, ...] = tuple(FORMATS)
TITLES: dict[str, str] = {one: title[:1].upper() + title[1:] for one, (title, _, _) in FORMATS.items()}
OnProgress = background.OnProgress


def show(sets: Sets, written: WrittenMessage | None, *, allowed: bool) -> None:
    """Draw what film is to be made, a button that has it made, and the film of the message as it stands now.

    allowed: whether somebody has said that the hand may be used.
    """
    known = state.of(MessageState)
    st.subheader("As a film")
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="message-film"):
        chosen = st.segmented_control(
            "Format", FORMS, default=FORMS[0], required=True, key="message-film-format", format_func=TITLES.__getitem__,
            label_visibility="collapsed", help="A GIF plays everywhere; an animated PNG is finer.",
        )  # fmt: skip
        format: Format = next(one for one in FORMS if one == chosen)
        pages = written.pages if written else 1
        page = 0
        if pages > 1:
            page = st.selectbox("Page", range(pages), format_func=lambda n: f"Page {n + 1}", width=140,
                                label_visibility="collapsed", key="message-film-page")  # fmt: skip
        ready = allowed and written is not None and written.complete
        wanted = (sets, written.text, written.config, page, format) if written else ()
        st.button("Make the film", icon=":material/movie:", key="message-film-make", disabled=not ready, on_click=_want,
                  args=(wanted,), help="The pen writes a page of the message, stroke by stroke.")  # fmt: skip
    if not ready or written is None or known.film != wanted:
        return
    task = background.errand(("film", stamp(), *wanted), partial(made, *wanted), owner=state.owner())
    data = awaited(task, lambda error: st.error(forms.sentence(error)))
    if data is None:
        return
    _, mime, ending = FORMATS[format]
    moving(data, key=f"message-film-{hash(wanted)}")
    st.download_button(f"{TITLES[format]}, {len(data) / 1000:,.0f} kB", data, file_name(written, ending[1:]), mime,
                       icon=":material/download:", key="message-film-file", on_click="ignore")  # fmt: skip


def made(sets: Sets, text: str, config: ComposeConfig, page: int, format: Format, on_progress: OnProgress) -> bytes:
    """Return a page of a message as a film. Raises DataError if the set is gone, or the text cannot be written."""
    on_progress("writing it stroke by stroke", 0.1)
    message = compose(text, opened(*sets), config)
    return writing(message, message.pages[min(page, len(message.pages) - 1)], format=format)


def _want(wanted: tuple) -> None:
    state.of(MessageState).film = wanted
