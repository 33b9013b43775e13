"""How is an exhibit shown on Learn, alone or in the list of all of them?"""

from __future__ import annotations

import streamlit as st

from core.export.html import exhibit_html
from core.lessons.exhibits import EXHIBITS
from core.types import DataError, ModelError
from ui import forms, state, terms
from ui.cache import several_models
from ui.components.exhibit import exhibit
from ui.lessons.state import LessonState

LEARN = "pages/Learn.py"


def asked_for() -> str:
    """Return the name of the exhibit in the address, empty if there is none or it is unknown, which is said."""
    name = state.parameter("exhibit")
    if name and name not in EXHIBITS:
        st.warning(f"There is no exhibit {forms.plain(name[:40])} here: the link is wrong or of another version.")
        return ""
    return name


def show(name: str) -> tuple[str, ...]:
    """Draw one exhibit, its title and its question; return what was done on it so far."""
    shown = EXHIBITS[name]
    st.title(shown.title)
    terms.write(shown.question)
    try:
        block = several_models.exhibit(name, shown.block)
    except (ModelError, DataError) as error:
        st.warning(forms.sentence(error))
        return ()
    acts = exhibit(name, block, key=f"exhibit-{name}")
    state.of(LessonState).acts[name] = acts  # a lesson may wait for one of them
    st.download_button(
        "Take it along",
        lambda: exhibit_html(name, block, title=shown.title, question=shown.question),
        f"{name}.html",
        "text/html",
        icon=":material/download:",
        on_click="ignore",
        help="This exhibit as one HTML page: it works offline, from a double click.",
    )
    return acts


def show_all() -> None:
    """Draw a link to each exhibit, with its question."""
    if not EXHIBITS:
        return
    st.header("Exhibits")
    for name, one in EXHIBITS.items():
        with st.container(border=True, gap="xsmall"):
            st.page_link(LEARN, label=one.title, icon=":material/science:", query_params={"exhibit": name})
            st.caption(one.question)
