"""How far can this map be believed: as a whole, image by image, and with another throw of the dice?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from core.tasks import StabilityTask
from core.tasks.stability import Stability, seeds_of
from core.types import ModelError
from ui import state
from ui.cache import one_model
from ui.map import colours, lessons, settings
from ui.map.state import MapState
from ui.map.view import MapView
from ui.shared.ask_worker import ask
from ui.shared.ink_image import ink_image
from ui.shared.map_stamp import dots

ODD = 12  # images in a row


@dataclass(frozen=True)
class Told:
    """How a score is told. form: of its number. sentence: what it asks. range: with what chance would give."""

    title: str
    form: str
    sentence: str
    range: str
    source: str


_VENNA = "Venna & Kaski 2001, doi:10.1007/3-540-44668-0_68, equation"
SCORES = {
    "trustworthiness": Told(
        "Trustworthiness",
        "{:.3f}",
        "Are an image's {nearest} on the map truly near? 1: no stranger is among them.",
        "0 to 1, by chance 0.5.",
        f"{_VENNA} 1",
    ),
    "continuity": Told(
        "Continuity",
        "{:.3f}",
        "Are its {nearest} in latent space near on the map, too? 1: none was torn away.",
        "0 to 1, by chance 0.5.",
        f"{_VENNA} 2",
    ),
    "overlap": Told(
        "Neighbours kept",
        "{:.0%}",
        "How many of its {nearest} in latent space are among its {nearest} on the map?",
        "0 to 100 %, by chance {alike:.1%}.",
        "Lee & Verleysen 2009, doi:10.1016/j.neucom.2008.12.017, mean of Q_NX at k",
    ),
    "label_agreement": Told(
        "Same label nearby",
        "{:.0%}",
        "How many of its {nearest} on the map have its label? This tells of the model, too.",
        "0 to 100 %, by chance {chance:.0%}.",
        "Cover & Hart 1967, doi:10.1109/TIT.1967.1053964, as a mean share instead of a vote",
    ),
}


def show(view: MapView) -> None:
    """Draw the scores, the colours, the question to other seeds, the odd images, and the lessons."""
    if view.map is None or "trustworthiness" not in view.map.scores:
        _not_measured(view)
    else:
        _scores(view, view.map.scores)
    _colours(view)
    _stability(view)
    _odd_ones(view)
    st.subheader("What this map tempts people to read")
    lessons.show(view)


def stability_of(view: MapView) -> np.ndarray | None:
    """Return the share of each image's neighbours that other seeds agree on, float32 (n,); None if nobody asked.

    A method that leaves nothing to chance agrees with itself: 1.
    """
    if not seeds_of(view.task.projection):
        return np.ones(len(view.latents), np.float32)
    found = _found(view)
    return found.stability if found else None


def _found(view: MapView) -> Stability | None:
    try:
        found = one_model.kept_stability(StabilityTask.of(view.task))
    except ModelError:
        return None
    return found if found is not None and len(found.stability) == len(view.latents) else None


def _not_measured(view: MapView) -> None:
    if view.task.projection.seeded and view.map is None:
        st.info("It can be said as soon as the map is made.")
        return
    st.markdown("Nobody has measured this map yet. It takes a worker some seconds.")
    ask(view.task, "Measure it", key=f"measure-{view.task.key()}", icon=":material/straighten:")


def _scores(view: MapView, known: Mapping[str, Any]) -> None:
    labels, n = view.latents.labels, len(view.latents)
    shares = np.unique(labels, return_counts=True)[1] / n if labels is not None else np.zeros(1)
    k = known.get("k", 15)
    words = {
        "nearest": f"{k} nearest" if k > 1 else "k = 1 nearest image",
        "chance": float(np.square(shares).sum()),
        "alike": k / max(1, n - 1),
    }
    with st.grid(4, min_column_width=200, gap="medium"):
        for name, told in SCORES.items():
            if name in known:
                with st.container(border=True, height="stretch"):
                    st.metric(told.title, told.form.format(known[name]), help=f"Source: {told.source}.")
                    st.caption(f"{told.sentence} {told.range}".format(**words))
    st.caption(
        f"Means over all {n:,} images; k = {k} nearest by Euclidean distance. Each question mark names a source."
    )


def _colours(view: MapView) -> None:
    now = state.of(MapState).colour
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="colour-by"):
        st.markdown("Colour the map by")
        for name, column in colours.COLUMNS.items():
            st.button(
                column.title, key=f"colour-{name}", help=column.about, on_click=_colour, args=(name,),
                type="primary" if name == now else "secondary", disabled=colours.values(view, name) is None,
            )  # fmt: skip
        st.button("Class", key="colour-class", on_click=_colour, args=("class",), disabled=now == "class")


def _colour(name: str) -> None:
    state.of(MapState).colour = name
    settings.write_colour()


def _stability(view: MapView) -> None:
    st.subheader("Would another throw of the dice give the same map?")
    title = view.task.projection.title
    if not seeds_of(view.task.projection):
        said = "the same latents give the same map. Stability is 1 by construction."
        st.markdown(f"{title}: nothing is left to chance, {said}")
        return
    found = _found(view)
    if found is None:
        st.markdown("The same images are laid out with two more seeds. What changes was never in the images.")
        task = StabilityTask.of(view.task)
        ask(task, "Stability over three seeds", key=f"stability-{task.key()}", icon=":material/casino:")
        return
    scores = found.scores
    with st.grid(4, min_column_width=160, gap="medium"):
        with st.container():
            said = "The mean over all images and the three pairs of maps."
            st.metric("Stability", f"{scores['overall']:.0%}", help=said)
            st.caption(
                f"How many of an image's k = {scores['k']} nearest on one map are among them on another seed's? 0 to "
                f"100 %. Laid on this map, half of the images lie at least {scores['moved']:.2f} map radii elsewhere."
            )
        for seed, xy in zip(scores["seeds"], found.maps, strict=True):
            with st.container():
                dots(xy, view.latents.labels, key=f"seed-{found.key}-{seed}", alt=f"The map with seed {seed}")
                st.caption(f"Seed {seed}")


def _odd_ones(view: MapView) -> None:
    columns = view.map.columns if view.map else {}
    rows = {}
    if "trust" in columns and columns["trust"].min() < 1:  # else no image has a stranger beside it
        rows["Least trustworthy"] = (
            columns["trust"],
            2,
            "Strangers are their neighbours on the map: {} to {}.",
        )
    found = _found(view)
    if found is not None:
        rows["Most moved"] = (-found.moved, 1, "Other seeds put them {} to {} map radii elsewhere.")
    if not rows:
        return
    with st.grid(2, min_column_width=320, gap="medium"):
        for title, (values, places, why) in rows.items():
            worst = np.argsort(values, kind="stable")[:ODD]
            if title == "Least trustworthy":
                worst = worst[values[worst] < 1]  # no more of them than have a stranger beside them
            ends = [f"{value:.{places}f}" for value in sorted(np.abs(values[worst[[0, -1]]]))]
            which, key = ", ".join(map(str, worst)), f"{title}-{view.task.key()}"
            with st.container():
                st.markdown(f"**{title}**")
                png = one_model.strip(view.latents, worst, key=key)
                ink_image(png, key=f"odd-{key}", alt=f"{title}: images {which}", zoom=2, stretch=False)
                st.caption(f"{why.format(*ends)} Images {which}.")
