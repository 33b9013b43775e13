"""What are the clusters on a map of the variations' latents, and what are they not?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from core import images as pixels
from core.one_image.journey import Varied
from core.one_image.latent_map import THIRDS, LatentMap, groups_of, shared_by_neighbours
from core.one_image.variations import STEPS
from core.tasks.one_image import kept
from ui import charts
from ui.one_image import figures, not_there
from ui.one_image.run import Run
from ui.sample.board import mount
from ui.shared.ink_image import ink_image

SOURCE = "source"
LEAST_GAIN, LEAST_APART = 0.1, 0.15  # above chance, above noise: as the claims have it
THIRD_NAMES = ("least", "middle", "most")
SIDE, ROOM = 28, 560  # pixels of an image, and of a map of images
COLUMNS = {
    "On the map": "Of the five nearest on the map, how many were varied alike: in the same third, from least to most.",
    "On noise": "The same on the map of noise, where the step of an image says nothing about its place.",
    "By chance": "How many of any others were varied alike.",
    "Best latent": "The latent that goes with the step best, and its correlation |r|: 1 would be that very step.",
    "Next": "The same of the next best latent: a step that one latent alone stands for leaves little to the next.",
}


def show(run: Run) -> None:
    """Draw the map beside that of noise, coloured by a step of the variation, and say what its clusters are."""
    found, varied = kept.open_map(run.task), kept.open_varied(run.task)
    if found is None or varied is None:
        not_there.say(run, "The map comes after the first verdict.")
        return
    names = {name: STEPS[name] for name in found.steps}
    if len(run.known) > 1:
        names = {SOURCE: "which of your images"} | names
    if not names:
        st.info("Nothing was varied, so that there is nothing by which to colour the map.")
        return
    best = max(found.steps, key=lambda name: found.steps[name].shared - found.steps[name].chance, default=SOURCE)
    first = SOURCE if SOURCE in names else best
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = st.selectbox(
            "Colour by",
            list(names),
            list(names).index(first),
            format_func=names.__getitem__,
            key="one-image-step",
            width=260,
        )
        as_images = st.toggle("Show the images", key="one-image-as-images")
    groups = _groups(varied, step)
    _maps(found, varied, groups, as_images)
    st.markdown("\n".join(f"- {sentence}" for sentence in _told(found, names[step], groups)))
    _steps(found, varied)
    st.caption(
        f"Both maps are t-SNE with its usual settings and the same seed, of {len(found.xy)} points in "
        f"{run.task.vae.dims} dims: the means that the encoder gives the variations, and draws from N(0, 1). Axes of "
        "t-SNE have no unit, and neither distances between clusters nor their sizes say anything."
    )


def _groups(varied: Varied, step: str) -> dict[str, np.ndarray]:
    """Return the places of the images of each group, from least to most, by what it is called."""
    if step == SOURCE:
        source = varied.made.source
        return {f"Image {i + 1}": np.flatnonzero(source == i) for i in np.unique(source)}
    values = varied.made.steps[step]
    few = np.unique(values)
    names = THIRD_NAMES if len(few) > THIRDS else tuple(f"{value:g}" for value in few)
    groups = groups_of(values)
    return {name.capitalize(): np.flatnonzero(groups == i) for i, name in enumerate(names)}


def _maps(found: LatentMap, varied: Varied, groups: Mapping[str, np.ndarray], as_images: bool) -> None:
    titles = {"The latents of the variations": found.xy, "Noise": found.noise}
    with st.grid(2, min_column_width=300, gap="medium"):
        for title, xy in titles.items():
            with st.container():
                if as_images:
                    st.markdown(f"**{title}**")
                    alt = f"{title} by t-SNE: each variation at its place"
                    ink_image(_laid_out(varied.made.images, xy), key=f"one-image-map-{title}", alt=alt)
                else:
                    alt = f"{title} by t-SNE, in {len(groups)} colours and signs; what it shows is said below"
                    st.plotly_chart(
                        figures.latents(xy, groups, title), key=f"one-image-dots-{title}", config=charts.CONFIG, alt=alt
                    )


def _laid_out(images: np.ndarray, xy: np.ndarray) -> bytes:
    """Return a PNG of images (n, h, w), each at its place (n, 2) on a map."""
    low, high = xy.min(0), xy.max(0)
    at = ((xy - low) / (high - low).max() * (ROOM - SIDE)).round().astype(int)
    sheet = np.zeros((ROOM, ROOM), np.uint8)
    for image, (x, y) in zip(images, at, strict=True):
        top = ROOM - SIDE - y
        part = sheet[top : top + SIDE, x : x + SIDE]
        np.maximum(part, image, out=part)
    return pixels.to_png(sheet, levels=16)


def _told(found: LatentMap, name: str, groups: Mapping[str, np.ndarray]) -> list[str]:
    """Say of the step that is coloured, and of the groups, what they are and what they are not."""
    which = np.zeros(len(found.xy), np.int64)
    for i, places in enumerate(groups.values()):
        which[places] = i
    shared, chance = shared_by_neighbours(found.xy, which)
    there = f"Neighbours share {name}" if name.startswith("which") else f"Neighbours were varied alike in {name}"
    numbers = f"{shared:.0%} of the five nearest, {chance:.0%} by chance"
    first = (
        f"**What is near each other here was made alike.** {there}: {numbers}."
        if shared - chance > LEAST_GAIN
        else f"**The map does not go by this.** {there} hardly more than by chance: {numbers}."
    )
    apart = found.silhouette - found.of_noise
    groups_said = (
        f"The best groups that k-means finds stand apart by {found.silhouette:.2f} here and by {found.of_noise:.2f} on "
        "noise (silhouette: 1 is far apart, 0 is one cloud)."
    )
    second = (
        f"**The clumps are more than those of noise.** {groups_said}"
        if apart > LEAST_APART
        else f"**Clumps prove nothing.** {groups_said} t-SNE makes clumps of noise too."
    )
    third = (
        "**They are not ways in which you write.** All of it was warped from what you gave: a cluster can be a step of "
        "the variation, or one of your images, and nothing else."
    )
    return [first, second, third]


def _steps(found: LatentMap, varied: Varied) -> None:
    """Draw how far the map, and single latents, go by each step."""
    rows = []
    for name, told in found.steps.items():
        on_noise = shared_by_neighbours(found.noise, groups_of(varied.made.steps[name]))[0]
        numbers = (
            f"{told.shared:.0%}",
            f"{on_noise:.0%}",
            f"{told.chance:.0%}",
            f"z{told.latent + 1}, {told.correlation:.2f}",
            f"{told.second:.2f}" if told.second else "",
        )
        cells = [{"text": text, "spread": "", "best": False} for text in numbers]
        rows.append({"name": STEPS[name].capitalize(), "kind": "", "cells": cells})
    columns = [
        {"title": title, "unit": "", "arrow": "", "about": f"{title}: {about}"} for title, about in COLUMNS.items()
    ]
    mount(columns, rows, "How far the map and single latents go by each step of the variation.", key="one-image-steps")
