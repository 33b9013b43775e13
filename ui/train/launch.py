"""How does a visitor start a training: one button, where and how long it will take, and everything else folded up?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.jobs import client
from core.models import ModelConfig
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.types import ModelError
from ui import forms, notices, state
from ui.shared import balance
from ui.train import beginning, data, form, here, recipes, road, watch
from ui.train import place as where
from ui.train.state import TrainState

# The button stays in sight: at the lower edge beside the cards, at the upper one beside the settings.
STICKY = """
<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-launch) {{ position: sticky; top: 3.5rem; bottom: 0; z-index: 5; }}
.st-key-launch {{ padding: 0.5rem 0; background: {ground}; background: light-dark({light}, {dark}); }}
</style>
"""
LEARN = "pages/Learn.py"


def offer() -> None:
    """Draw what can be trained, the button that starts it, and all settings below it."""
    known = state.of(TrainState)
    st.title("Train a model")
    st.markdown("Choose what it is to learn, press start, and watch.")
    watch.offer_unfinished()
    here.offer_unfinished()
    form.follow_address()
    if refused := notices.lingering(form.LINK):
        st.warning(refused)
    recipes.choose()
    if known.why:
        st.caption(known.why)
    config, seen = form.draft()
    place, below = st.container(key="launch", gap="xsmall"), st.container(gap="xsmall")
    if st.toggle("Change settings", **state.bind(TrainState, "settings")) and config:
        _name(config)
        config = form.settings()
    form.write_address()
    _launch(place, below, config, seen)
    if config and seen and seen.classes:
        balance.panel(config.dataset, key="train", on_made=_balanced)
    if known.recipe in RECIPES and RECIPES[known.recipe].own:
        road.panel()
    st.page_link(
        LEARN, label="Or twelve small VAEs at once: what do β and dimensions buy?", icon=":material/grid_view:",
        query_params={"exhibit": "rate-distortion"}, width="content",
    )  # fmt: skip
    recipes.wait_for_pictures()


def _name(config: RunConfig) -> None:
    st.text_input(
        "Name", max_chars=80, help="How it is called in your library.",
        placeholder=library.fresh_title(config, state.owner()), **state.bind(TrainState, "new_title"),
    )  # fmt: skip


def _launch(place, below, config: RunConfig | None, seen: data.Look | None) -> None:
    """Draw the button in its place, what follows from where it trains below that, and start if it was pressed."""
    known, wrong = state.of(TrainState), form.objection(config, seen) if config and seen else ""
    chosen = None
    with place:
        st.html(_sticky())
        with st.container(horizontal=True, vertical_alignment="center"):
            start = st.button(
                "Start training", type="primary", icon=":material/play_arrow:", key="start",
                disabled=not (config and seen) or bool(wrong),
            )  # fmt: skip
            if config and seen and not wrong:
                chosen = where.choose(config, seen)
            elif not seen and known.own:
                st.caption("Bring a zip of images, then it can start.")
        if chosen:
            chosen.say_times()
        if wrong:
            st.error(wrong)
    with below:
        if chosen:
            chosen.say_what_follows()
        if config and seen:
            images = data.counted(seen, config.model.image_size)
            begun = beginning.said(config)
            st.caption(f"{images} {described(config.model)}, {config.training.epochs:,} epochs. {begun}".rstrip())
            if told := data.left_out(seen, config.dataset):
                st.caption(told)
                st.button("Take the images back that are left out", key="take-back-all", on_click=form.take_back)
    if config and chosen and chosen.where == where.BROWSER:
        here.get_ready(config)
    if start and config and chosen:
        if chosen.where == where.BROWSER:
            here.begin(config, known.new_title.strip())
        else:
            _start(config)


def _sticky() -> str:
    """Return the style of what stays in sight; it follows a change of theme, of which the server hears nothing."""
    grounds = {theme: st.get_option(f"theme.{theme}.backgroundColor") for theme in ("light", "dark")}
    return STICKY.format(ground=grounds[st.context.theme.type or "light"], **grounds)


def _balanced(id: str) -> None:
    """Go on with a set that was balanced, and settings that suit it."""
    form.begin_with(images=id)


def described(model: ModelConfig) -> str:
    """Say in a few words what a model is: "Dense VAE, 2 latent dimensions, told the class"."""
    dims = model.dims
    size = f"{dims} latent dimension{'s' if dims > 1 else ''}" if dims else ""
    told = "told the class" if model.conditional else ""
    return ", ".join(filter(None, (forms.family_name(model.family), size, told)))


def _start(config: RunConfig) -> None:
    known = state.of(TrainState)
    try:
        run = client.submit(config, state.owner(), title=known.new_title.strip())
    except (ModelError, client.JobError) as error:
        st.error(forms.sentence(error))
        return
    known.new_title = ""
    state.write_address(run=run, recipe="", data="")
    st.rerun()
