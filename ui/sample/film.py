"""How does somebody take a film of a path home?"""

from __future__ import annotations

import streamlit as st

from core.config import ConfigError
from core.export.moving_picture import FORMATS, Format
from core.sampling.paths import PATHS, PathConfig
from core.tasks import WalkTask
from core.tasks.path_film import open_walk
from ui import forms
from ui.components.moving_picture import moving
from ui.sample.stops import Chosen
from ui.sample.view import SampleView
from ui.shared.ask_worker import ask

SIZES = (128, 256, 384, 512)


def show(view: SampleView, chosen: Chosen, config: PathConfig, label: int | None) -> None:
    """Draw the settings of a film, a button that has it made, and the film."""
    st.subheader("Take a film home")
    task = _task(view, chosen, config, label)
    if task is None:
        return
    made = open_walk(task)
    if made is None:
        ask(task, "Make the film", key=f"film-{task.key()}", icon=":material/movie:",
            help="A worker decodes the path; it takes a few seconds.")  # fmt: skip
        return
    title, mime, ending = FORMATS[task.format]
    left, right = st.columns([1, 2], vertical_alignment="center")
    with left:
        moving(made, key=f"moving-{task.key()}")
    right.download_button(
        f"Download the {title}, {_size(len(made))}", made, f"{_name(view)}-{task.path.kind}{ending}", mime,
        icon=":material/download:", key=f"film-get-{task.key()}", on_click="ignore",
    )  # fmt: skip
    seconds = (2 * task.frames - 2 if task.back else task.frames) * task.seconds_per_frame
    right.caption(f"{seconds:.1f} seconds, {task.size} x {task.size} pixels. Slides and chats play it.")


def _task(view: SampleView, chosen: Chosen, config: PathConfig, label: int | None) -> WalkTask | None:
    """Draw the settings; return the film they describe, None and a sentence if it cannot be."""
    several = view.latents is not None and len(view.latents) > 1
    kinds = [kind for kind, way in PATHS.items() if several or not way.along]
    with st.grid(3, min_column_width=200, gap="small"):
        kind = st.selectbox(
            "Path", kinds, format_func=lambda kind: PATHS[kind].title, key="film-kind", index=len(kinds) - 1
        )
        format = st.segmented_control(
            "Format", list(FORMATS), default="gif", required=True, key="film-format", format_func=_title,
            help="A GIF plays everywhere; an animated PNG is finer.",
        )  # fmt: skip
        size = st.segmented_control("Pixels a side", SIZES, default=256, required=True, key="film-size")
        frames = st.slider("Frames", 10, 300, 60, 10, key="film-frames", help="More are smoother, and more bytes.")
        seconds = st.slider(
            "Seconds one way", 1.0, 20.0, 4.0, 0.5, key="film-seconds", help="From the first stop to the last."
        )
        with st.container():
            dark = st.toggle("Dark ink", True, key="film-ink", help="Dark ink on white, else light ink on black.")
            back = st.toggle("There and back", True, key="film-back", disabled=config.closed)
            loop = st.toggle("Again and again", True, key="film-loop", help="Else it plays once and stands still.")
    try:
        return WalkTask(
            model=view.entry.id, stops=chosen.stops, path=config.replace(kind=kind), label=label, frames=frames,
            seconds_per_frame=min(5.0, max(0.02, round(seconds / frames, 2))), back=back and not config.closed,
            loop=loop, size=size, format=format, ink="dark" if dark else "light",
        )  # fmt: skip
    except ConfigError as error:
        st.error(forms.sentence(error))
        return None


def _title(format: Format) -> str:
    title = FORMATS[format][0]
    return title[:1].upper() + title[1:]


def _name(view: SampleView) -> str:
    return view.entry.id if view.entry.zoo else f"latent-ink-{view.entry.id[:8]}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
