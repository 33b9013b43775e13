"""What does the VAE of the variations draw, how much of it is still the character, and how is it played with?"""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import images as pixels
from core.blocks.pad import pad_bundle
from core.blocks.reader import reader_of
from core.latents import Latents, active, atlas_of
from core.one_image import reading, vae
from core.one_image.journey import Varied
from core.tasks.one_image import kept
from core.words.text import isolated
from ui import state
from ui.cache import several_models
from ui.components.pad import live_pad
from ui.one_image import not_there, ordinary, start
from ui.one_image.run import Run
from ui.shared.ink_image import ink_image

SHOWN, COLUMNS = 40, 8  # images of either kind, and how many side by side
CLOSE = 0.03  # ratios as near to 1 as that are alike
CHOICES = {8: "8", 2: "2, a flat map"}


def show(run: Run) -> None:
    """Draw samples of the prior beside the variations, the pad, and the way to an ordinary model."""
    varied, drawn = kept.open_varied(run.task), kept.open_vae(run.task)
    if varied is None or drawn is None:
        not_there.say(run, "The VAE is learning: a few seconds.")
        return
    _side_by_side(run, varied, drawn)
    _dims(run)
    st.subheader("Drag through what it has learned", anchor=False)
    live_pad(_block(run, varied, drawn), key=f"one-image-pad-{run.key}", on_release=None)
    ordinary.offer(run, varied)


def _side_by_side(run: Run, varied: Varied, drawn: kept.KeptVae) -> None:
    called = isolated(run.task.character)
    with st.grid(2, min_column_width=280, gap="medium"):
        for title, images, read, how in (
            ("Variations, which it learned", varied.made.images, varied.read, "warped from yours"),
            ("Drawn from its prior", drawn.images, drawn.read, "by the VAE alone"),
        ):
            with st.container():
                st.markdown(f"**{title}**")
                png = pixels.to_png(pixels.grid(images[:SHOWN], COLUMNS, gap=2), levels=16)
                n = min(SHOWN, len(images))
                ink_image(png, key=f"one-image-{title}", alt=f"{title}: {n} images, {how}", zoom=1.6, stretch=False)
                share = "no reader here knows it" if read is None else f"{read:.0%} are read as {called}"
                st.caption(f"{len(images)} images: {share}.")
    if drawn.warned:
        st.warning(
            f"Only {drawn.read:.0%} of what it draws is still read as {called}: below {vae.WARNED:.0%} a network that "
            "learns from it learns other shapes too. Gentler variations help, and so do more images."
        )
    like = drawn.likeness
    st.markdown(
        f"Beside variations that it has not seen, two of its images lie **{like.diverse:.2f}** times as far apart, "
        f"its ink is **{like.sharp:.2f}** times as sharp, and the nearest image that it learned is "
        f"**{like.novel:.2f}** times as far away. {_in_words(like.diverse, like.sharp)} Of its {drawn.mu.shape[1]} "
        f"latent dims {int(active(drawn.mu).sum())} tell variations apart."
    )


def _in_words(diverse: float, sharp: float) -> str:
    """Say what the ratios come to."""
    less = [word for word, value in (("less diverse", diverse), ("less sharp", sharp)) if value < 1 - CLOSE]
    more = [word for word, value in (("more diverse", diverse), ("sharper", sharp)) if value > 1 + CLOSE]
    if not less and not more:
        return "It draws about as the variations are."
    return f"What it draws is {' and '.join(less + more)} than plain variations."


def _dims(run: Run) -> None:
    """Draw the choice of latent dims; another one is another run."""
    now = run.task.vae.dims
    choices = CHOICES if now in CHOICES else {now: f"{now}, as asked for"} | CHOICES

    def other() -> None:
        asked = st.session_state[key]
        if asked is not None and asked != now:
            start.again(run, vae=vae.TWO_DIMS if asked == 2 else vae.OneImageVaeConfig(dims=asked))

    key = f"one-image-dims-{run.key}"
    st.segmented_control(
        "Latent dims", list(choices), default=now, required=True, format_func=choices.__getitem__,
        key=key, on_change=other, help="With others the VAE learns anew, and so does all that was taught by it.",
    )  # fmt: skip


def _block(run: Run, varied: Varied, drawn: kept.KeptVae) -> bytes | None:
    """Return what the pad needs, of what the worker left."""
    decoder = kept.network_of(run.task, kept.VAE)
    if decoder is None:
        return None

    def made() -> bytes:
        atlas, columns = atlas_of(varied.made.images)
        side = varied.made.images.shape[1]
        labels = np.zeros(len(drawn.mu), np.int64)
        return pad_bundle(
            decoder,
            Latents(drawn.mu, drawn.logvar, labels, atlas, columns, side),
            classes=(run.task.character,),
            image_size=side,
            reader=reader_of(reading.reader_of(run.task.character, state.owner())),
            title=f"VAE of my {run.task.character}",
            model=run.key,
        )

    return several_models.one_image_pad(run.key, made)
