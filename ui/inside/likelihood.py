"""How likely is an image by a flow, and does it know its own images from strangers by that?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import images as pixels
from core.library import Entry
from core.models.refiner import DENSITY_ASKED
from core.scores.strangers import Costs, verdict
from ui import charts, terms
from ui.shared.ink_image import ink_image
from ui.shared.likelihood import found_or_asked, meaning, strangers

SHOWN, WIDE = 4, 124  # images of each kind, and the pixels that they take
ABOUT = (
    "The way from noise to ink can be gone back, and what it squeezes or stretches on the way adds up to how likely an "
    "image is (Grathwohl et al. 2019, arXiv:1810.01367; Song et al. 2021, arXiv:2011.13456): not a bound, but an "
    "estimate by random probes of a slope. For each draw the network and its slope are asked "
    f"{DENSITY_ASKED} times, so that a worker does it."
)
SOURCES = (
    "That a density is no test for strangers is known of such models: Nalisnick et al. 2019, arXiv:1810.09136; plain "
    "images are cheap: Serrà et al. 2020, arXiv:1909.11480; Le Lan & Dinh 2021, arXiv:2012.03808."
)


def show(entry: Entry) -> None:
    """Draw what images of the model's kind cost it, and what strangers do; or a button that has it found out."""
    if not entry.config.model.prices:
        return
    st.subheader("How likely is an image?")
    terms.write(ABOUT)
    found = found_or_asked(strangers(entry), entry, "Ask about its own kind and strangers", key="inside-likely")
    if found is None or not found.kinds:
        return
    st.markdown(verdict(found))
    with st.grid(2, min_column_width=280, gap="small"):
        for kind in range(len(found.kinds)):
            with st.container(horizontal=True, vertical_alignment="center"):
                _kind(found, kind, entry)
    st.plotly_chart(_chart(found), key="inside-likely-chart", config=charts.CONFIG, alt=_told(found))
    usual = float(np.median(found.of(0)))
    st.caption(f"{meaning(entry, usual)} That is of the usual one. No class is told. {SOURCES}")


def _kind(found: Costs, kind: int, entry: Entry) -> None:
    name, of = found.kinds[kind], found.of(kind)
    some = found.images[found.kind == kind][:SHOWN]
    with st.container(width=WIDE):
        picture = pixels.to_png(pixels.grid(some, SHOWN, gap=2))
        ink_image(picture, key=f"inside-likely-{entry.id}-{kind}", alt=name, stretch=False)
    between = f"from {of.min():,.0f} to {of.max():,.0f}"
    st.markdown(f"**{name}**  \n{of.mean():,.0f} ± {found.error(kind):,.0f} nats, {between}", width="stretch")


def _chart(found: Costs):
    traces = [
        {
            "type": "scatter",
            "mode": "markers",
            "x": found.of(kind),
            "y": [name] * int((found.kind == kind).sum()),
            "name": name,
            "marker": {"size": 8, "opacity": 0.6, "symbol": charts.SIGNS[kind % len(charts.SIGNS)]},
            "hovertemplate": "%{x:,.0f} nats<extra></extra>",
        }
        for kind, name in enumerate(found.kinds)
    ]
    positive = all((found.of(kind) > 0).all() for kind in range(len(found.kinds)))
    return charts.figure(
        traces, "Nats of each image" + (", logarithmic" if positive else ""),
        xaxis={"type": "log", "dtick": 1} if positive else {"nticks": 5},
        yaxis={"fixedrange": True, "automargin": True, "autorange": "reversed"},
        height=charts.HEIGHT + 80, hovermode="closest",
    )  # fmt: skip


def _told(found: Costs) -> str:
    means = ", ".join(f"{name} {found.of(kind).mean():,.0f}" for kind, name in enumerate(found.kinds))
    return f"What images cost, mean of each kind in nats: {means}"
