"""Which strangers pass as mine, and which of mine do not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from core import images as pixels
from core.one_image.outcome import HAND, SHOWN, Outcome
from core.one_image.table import Table
from core.one_image.written import lines_of, title_of
from core.tasks.one_image import kept
from ui.one_image import not_there
from ui.one_image.run import Run
from ui.shared.ink_image import ink_image

GAP, ZOOM = 2, 2  # pixels between images, and of the screen to a pixel


def show(run: Run) -> None:
    """Draw for each set, and the hand, who passes and who does not, beside the images that are known."""
    kept_table, verdict = kept.open_table(run.task), kept.open_verdict(run.task)
    table = kept_table.table if kept_table else None
    if table is None and verdict is None:
        not_there.say(run, "Confusions come with the first verdict.")
        return
    _strip(run.known, "Known", "Known", key="known")
    seed = _seed(table)
    lines = _of_seed(table, seed) if table else []
    if verdict and not lines:
        lines = [one for one in (verdict.outcome, verdict.hand) if one]
    pictures = kept.open_passed(run.task)
    for outcome in lines:
        _line(run, outcome, pictures, table.tested if table and table.tested else None)
    st.caption(
        f"At most {SHOWN} of either, those first of which the network is surest. What is accepted here is what the "
        "network believes most before its bars are calibrated; the hand goes by its threshold."
    )


def _seed(table: Table | None) -> int:
    seeds = sorted({one.seed for one in table.outcomes if one.set != HAND}) if table else []
    if len(seeds) < 2:
        return seeds[0] if seeds else 0
    return st.segmented_control(
        "Seed", seeds, default=seeds[0], required=True, key="one-image-confused-seed",
        help="Each network was taught with several seeds: by another one others pass.",
    )  # fmt: skip


def _of_seed(table: Table, seed: int) -> list[Outcome]:
    """Return an outcome of each set and the hand, with all the images that are known."""
    most = max(one.images for one in table.outcomes)
    wanted = (one for _, k, outcomes in lines_of(table) if k == most for one in outcomes)
    return [one for one in wanted if one.seed == seed or one.set == HAND]


def _line(run: Run, one: Outcome, pictures: Mapping[int, np.ndarray], tested: int | None) -> None:
    key, own = f"{one.set}-{one.seed}-{one.images}", run.own
    with st.container(border=True):
        st.markdown(f"**{title_of(one.set)}**")
        with st.grid(2, min_column_width=280, gap="medium"):
            with st.container():
                passed = [pictures[place] for place in one.passed if place in pictures]
                many = f"{round(one.strangers * tested)} of {tested:,}, " if tested else ""
                words = f"Strangers that pass: {many}{one.strangers:.1%}"
                _strip(passed, words, "Strangers that pass", key=f"{key}-passed", none="No stranger passes.")
            with st.container():
                if one.own is None or not len(own):
                    st.caption("There are no more of your own to try: write some, and they are tried here.")
                    return
                words = f"Mine that do not: {round((1 - one.own) * len(own))} of {len(own)}, {1 - one.own:.0%}"
                refused = [own[place] for place in one.refused if place < len(own)]
                _strip(refused, words, "Mine that do not", key=f"{key}-refused", none="All of mine pass.")


def _strip(images: Sequence[np.ndarray] | np.ndarray, words: str, alt: str, *, key: str, none: str = "") -> None:
    """Draw images side by side below a caption; `none` where there are none."""
    if not len(images):
        st.caption(none)
        return
    st.caption(words)
    columns = min(6, len(images))
    png = pixels.to_png(pixels.grid(np.stack(list(images)), columns, gap=GAP), levels=16)
    n = len(images)
    ink_image(png, key=f"one-image-{key}", alt=f"{alt}: {n} image{'s' if n > 1 else ''}", zoom=ZOOM, stretch=False)
