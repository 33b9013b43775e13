"""What surrounds every page: its title and icon, the way to the other pages, the footer?"""

from __future__ import annotations

import copy
import functools
import gc
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import __version__
from core.config import ConfigError
from core.files import DAY
from core.limits import Limits
from core.types import DataError, ModelError
from ui import arrival, door, failures, login, notices, path, share, state, terms, turns
from ui.lessons import locks
from ui.lessons import panel as lesson

ASSETS = Path(__file__).parent / "assets"
TIDY_EVERY = 120.0  # seconds between two collections of the web process
SMALLER = ":material/close_fullscreen:"
STRAY = re.compile(r"[\w.~-]{1,60}")  # what can be the name of a page
ENGINE_DELAY = 4.0  # seconds after the first page run: the first paint and the first drag come first


@dataclass(frozen=True)
class NavPage:
    """A page: its script beside app.py, its name in the sidebar, and what it is for in a few words."""

    script: str
    title: str
    help: str
    icon: str


# Icons are drawn with the font our own server sends; a page's favicon must never be one of them, see route.
NAV: dict[str, tuple[NavPage, ...]] = {
    "": (
        NavPage("pages/Home.py", "Home", "Drag a digit until it becomes another.", ":material/water_drop:"),
        NavPage("pages/Learn.py", "Learn", "Predict, try, understand: step by step.", ":material/menu_book:"),
    ),
    "Play": (
        NavPage("pages/Explore.py", "Explore", "Wander through what a model has learned.", ":material/explore:"),
        NavPage("pages/Read.py", "Read", "Draw, and a network reads it as you do.", ":material/draw:"),
        NavPage("pages/One_image.py", "One image", "What one character tells of a hand.", ":material/signature:"),
        NavPage("pages/Write.py", "Write", "Type, and read it in a model's hand.", ":material/edit:"),
        NavPage("pages/Look_inside.py", "Look inside", "Layer by layer, from noise to digit.", ":material/layers:"),
    ),
    "Compare": (
        NavPage("pages/Sample.py", "Sample", "Ways to draw from one model, side by side.", ":material/casino:"),
        NavPage("pages/Compare_models.py", "Compare models", "A VAE against a GAN, live.", ":material/balance:"),
        NavPage("pages/Compare_maps.py", "Compare maps", "Two maps of the same images.", ":material/compare:"),
    ),
    "Make": (
        NavPage("pages/Train.py", "Train", "Teach a model and watch it learn.", ":material/school:"),
        NavPage("pages/Your_hand.py", "Your hand", "Write letters for models to learn.", ":material/gesture:"),
    ),
    "Keep": (NavPage("pages/Library.py", "Library", "Your models, and those that come along.", ":material/shelves:"),),
}


@dataclass
class Coming:
    """How a run came. routed: by app.py, and so has a menu; sent_back: one that did not was ended for one that does."""

    routed: bool = False
    sent_back: bool = False


def route() -> st.Page:
    """Draw the menu and return the page that is asked for, ready to be run."""
    state.of(Coming).routed = True
    # Before the menu: else the icon of the page that is open would be the favicon, fetched from another host.
    st.set_page_config(page_icon=str(ASSETS / "icon.png"))
    pages = {group: [copy.copy(page) for page in members] for group, members in _pages(_beside()).items()}
    if name := _stray({page.url_path for group in pages.values() for page in group}):
        # A page at whatever address was asked for: else Streamlit says in a dialog what only who wrote the app can use.
        pages[""].append(st.Page(_lost, title="No such page", url_path=name, visibility="hidden"))
    return st.navigation(pages, expanded=True)


@functools.cache
def _pages(beside: object) -> dict[str, list[st.Page]]:
    """Return the pages of the menu, for good: to look for their files in every run costs more than to draw some pages.

    beside: the folder in which the scripts are looked for.
    """
    return {
        group: [st.Page(page.script, title=page.title, icon=page.icon, help=page.help) for page in members]
        for group, members in NAV.items()
    }


def _beside() -> object:
    context = get_script_run_ctx()
    return context and context.pages_manager.main_script_parent


def run() -> None:
    """Run the page that is asked for, when it is its turn.

    What is damaged on the disk costs what the page shows of that one model, and is said there.
    """
    with turns.PAGES.taken():  # the menu, too: of a hundred tabs that open at once the first is to have its page first
        page, began = route(), time.monotonic()
        try:
            page.run()
        except (ModelError, DataError, OSError) as error:
            said = failures.words(error) or f"{getattr(error, 'strerror', None) or error}."  # never where on the disk
            st.error(f"This cannot be shown. {said}")
            st.page_link("pages/Library.py", label="Choose another model", icon=":material/shelves:")
            close_page(page.title)
        finally:
            door.noted(page.title, time.monotonic() - began)


def _stray(known: set[str]) -> str:
    """Return the name in the browser's address if no page has it, else an empty text."""
    base = st.get_option("server.baseUrlPath").strip("/")
    path = unquote(urlsplit(st.context.url or "").path).strip("/").removeprefix(base).strip("/")
    return path if path not in known and STRAY.fullmatch(path) else ""


def _lost() -> None:
    open_page("No such page")
    st.title("There is no such page")
    st.markdown("The address may have been mistyped, or be of an older version. Every page is in the menu.")
    st.page_link("pages/Home.py", label="Begin at Home", icon=":material/water_drop:")
    close_page("No such page")


def open_page(title: str) -> None:
    """Begin a page: window title and icon, menu, footer. Every page's first call."""
    _come_by_app()
    state.begin_address(title)
    terms.begin()
    large, embedded = state.projector(), state.embedded()
    st.set_page_config(
        page_title="Latent Ink" if title == "Home" else f"{title} · Latent Ink",
        layout="wide",
        initial_sidebar_state="collapsed" if large or embedded else "auto",
        menu_items={"About": _about()},
    )
    st.html(_style(large, embedded))
    st.logo(str(ASSETS / "wordmark.svg"), size="large", icon_image=str(ASSETS / "icon.png"))
    with st.sidebar:
        st.space("stretch")
        if not large:
            st.button(
                "Show large", key="projector-on", icon=":material/slideshow:", type="tertiary", on_click=state.project,
                args=(True,), help="Larger type and marks and no menu, for a room to see.",
            )  # fmt: skip
        login.offer_the_way_out()
        where = "It all happens on this server and in your browser; no other site is called."
        st.caption(f"Latent Ink {__version__}. {where}")
        state.remember_visitor()
        arrival.arrive(title, large)
        locks.follow(title)
    _settle()
    note = notices.said_earlier()
    if note:
        st.toast(note)
    door.pass_through()
    locks.say()
    lesson.keep_free(title)


@functools.cache
def _style(large: bool, embedded: bool) -> str:
    """Return the sheets of every page, as one: each element costs, and so does each look at a file."""
    names = ["page", "frame"] + ["projector"] * large + ["embedded"] * embedded
    sheets = [(ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in names]
    return f"<style>{chr(10).join(sheets)}</style>"


def _come_by_app() -> None:
    """See to it that this run came by app.py, and so has a menu."""
    known = state.of(Coming)
    if not known.routed:
        # The first visit after a start, if it goes to a page other than Home: Streamlit has found pages/ and runs the
        # page without app.py. Once the menu has been drawn, it knows to run app.py; what was drawn in this run would be
        # taken for parts of another page in the next, and what a hand did to them would be forgotten.
        route()
        if st.context.url and not known.sent_back:  # a test of a page by itself has no address
            known.sent_back = True
            st.rerun()
    known.routed = False


@functools.cache
def _about() -> str:
    """Return what the menu says of this app: version, where words about it lie, licence."""
    licence = (Path(__file__).parent.parent / "LICENSE").read_text(encoding="utf-8")
    return (
        f"**Latent Ink {__version__}.** Understand generative models by playing with them.\n\n"
        "README.md, beside the code that runs here, says what each page does, how to train from the command line and "
        f"how to add to it. The models that come along were trained on MNIST.\n\n{licence}"
    )


def close_page(title: str) -> None:
    """End a page: the way to the next one, and in the corner what hands this one on. Every page's last call."""
    lesson.fill(title)
    terms.show()
    step = path.next_step(title)
    with st.container(key="onward"):
        st.page_link(
            step.script, label=f"Next: {step.act}", icon=":material/arrow_forward:", icon_position="right",
            query_params=dict(step.query), width="content",
        )  # fmt: skip
    with st.container(key="corner", horizontal=True):
        if state.projected():
            st.button("Usual size", key="projector-off", icon=SMALLER, on_click=state.project, args=(False,))
        if _has_a_state(title):
            share.offer()
    arrival.settle()


def _has_a_state(title: str) -> bool:
    """Say whether a link to a page as it is now leads to more than the page."""
    return title not in ("Library", "No such page")


def end_page(title: str) -> NoReturn:
    """Close a page early, where it has nothing to show."""
    close_page(title)
    st.stop()


@functools.cache
def _settle() -> None:
    """Once per process: spare the garbage collector what will never go, and start the engine after the first paint."""
    _tidy_memory()
    if runtime.exists() and type(runtime.get_instance()) is runtime.Runtime:  # a test's stand-in trains nothing
        threading.Thread(target=_start_engine, name="start-engine", daemon=True).start()
        threading.Thread(target=_keep_tidy, name="tidy-memory", daemon=True).start()


def _tidy_memory() -> None:
    """Free what nobody can reach, and let later collections pass over what is left."""
    # A collection costs about 1 ms per 10,000 objects that are alive, and Streamlit would make one after every run
    # (runner.postScriptGC), for all visitors at once. Unfrozen first: what was alive then may be garbage now.
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _keep_tidy() -> None:
    swept = 0.0
    while True:
        time.sleep(TIDY_EVERY)
        _tidy_memory()
        if time.monotonic() - swept > DAY:
            swept = time.monotonic()
            _sweep()


def _sweep() -> None:
    """Let go what nobody has used for as long as the host says; never, unless it says so."""
    from core.host.age import sweep

    try:
        if days := Limits.from_environment().unused_days:
            sweep(days)
    except (OSError, ConfigError):  # the next day again
        return


def _start_engine() -> None:
    from core.jobs import engine

    time.sleep(ENGINE_DELAY)
    engine.ensure_engine()
