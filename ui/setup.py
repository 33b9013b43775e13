"""How does a visitor say what to train: from a recipe, through the forms, to a config and an idea of the time?"""

from __future__ import annotations

import re

import streamlit as st

from core import library
from core.datasets import DATASETS, DatasetConfig, own
from core.jobs.devices import devices
from core.models import MODELS, ModelConfig
from core.training import estimate
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from core.types import DataError
from ui import cached, data, forms, state

FIRST_RECIPE = "digits-2d"
FAMILY_HELP = (
    "A dense VAE is quick and good for small images. A convolutional one draws sharper and takes longer. A GAN draws "
    "sharper still, but cannot say where an image lies in its latent space. A classifier draws nothing: it reads "
    "images and tells the pad what a picture looks like."
)
MODEL_FIRST = (
    "latent_dim", "hidden", "filters", "conditional", "features", "loss", "discriminator_filters", "discriminator_norm"
)  # fmt: skip
DUELLING = RECIPES["mnist-cgan"].training
TRAINING_FIRST = ("epochs", "batch_size", "learning_rate")


def draft() -> tuple[RunConfig | None, data.Look | None]:
    """Draw all settings; return the config they describe and a look at its data, None where not ready or not valid."""
    kept = _begun()
    key = f"draft{state.app_state().drafts}"
    with st.container(border=True):
        left, right = st.columns([1, 1], gap="large")
        with left:
            _choose_recipe()
            dataset = data.choose(None if state.app_state().own else kept.dataset, key=f"{key}.data")
            if dataset is not None and dataset.without:
                st.button("Take the images back that are left out", key=f"{key}.take-back", on_click=_take_back)
        with right:
            seen = _look(dataset, kept.model.image_size) if dataset else None
    with st.container(border=True):
        model = _choose_model(kept.model, key)
    with st.container(border=True):
        training = _choose_training(kept, model, key)
    if dataset is None or model is None or training is None:
        return None, seen
    config = kept.replace(dataset=dataset, model=model, training=training)
    state.app_state().draft = config
    state.app_state().own = False
    return config, seen


def expected_seconds(config: RunConfig, seen: data.Look) -> float:
    """Return how long the training will take here: by this visitor's last runs, else by the machine's speed."""
    done = []
    for entry in library.list_models(state.visitor()):
        if not entry.zoo and entry.state == "done" and len(done) < 5:
            rows = cached.history(entry)
            done += [(entry.config, rows[-1]["images_per_second"])] if rows else []
    pace = estimate.observed_pace(done) or cached.machine_pace()
    return estimate.run_seconds(config, seen.n, k=len(seen.classes), pace=pace)


def objection(config: RunConfig, seen: data.Look) -> str:
    """Return a sentence if these settings cannot work on this data, else an empty text."""
    if not seen.classes and getattr(config.model, "conditional", False):
        return "These images have no labels, so a conditional model has nothing to be told. Switch conditional off."
    if len(seen.classes) < 2 and config.model.family == "classifier":
        return "A classifier learns from labels, and these images have none. Put them into one folder per class."
    if seen.n < 4:
        return f"There are only {seen.n} images: at least 4 are needed to train and to measure."
    return ""


def remark(config: RunConfig, seen: data.Look) -> str:
    """Return a sentence on what could be better, else an empty text."""
    side = config.model.image_size
    if seen.size > side:
        return f"The images have {seen.size} pixels a side and the model {side}: its image size is under More settings."
    return ""


def _begun() -> RunConfig:
    """Return the draft as it stands; a link may begin one from a recipe or with the visitor's own images."""
    known = state.app_state()
    wanted = state.parameter("recipe")
    if known.draft is None or (wanted in RECIPES and wanted != known.recipe):
        _begin(wanted if wanted in RECIPES else FIRST_RECIPE)
    data = state.parameter("data")
    if data == "own" and known.draft.dataset.name != "own":
        known.own, known.drafts = True, known.drafts + 1
    if re.fullmatch(own.ID, data):  # a set that is kept here: whoever has its link may learn from it
        known.draft, known.own = known.draft.replace(dataset=DATASETS["own"](id=data)), False
        known.drafts += 1
    state.clear_address()
    return known.draft


def _begin(recipe: str) -> None:
    known = state.app_state()
    known.recipe, known.draft, known.own = recipe, RECIPES[recipe], False
    known.drafts += 1  # new widgets, which start from the recipe


def _choose_recipe() -> None:
    known = state.app_state()
    bound = state.bind("recipe")
    write = bound.pop("on_change")

    def begin() -> None:
        write()
        _begin(known.recipe)

    st.selectbox("Start from", list(RECIPES), on_change=begin, help="A set of settings that is known to work.", **bound)


def _take_back() -> None:
    known = state.app_state()
    known.draft = known.draft.replace(dataset=known.draft.dataset.replace(without=()))
    known.drafts += 1


def _look(dataset: DatasetConfig, image_size: int) -> data.Look | None:
    note = state.said_earlier("data")
    if note:
        st.warning(note)
    try:
        return data.look(dataset, image_size)
    except (DataError, OSError) as error:
        known = state.app_state()
        known.draft = known.draft.replace(dataset=DATASETS["digits"]())
        known.drafts += 1
        state.say_later(forms.sentence(error) + " Until then, here are the small digits.", "data")
        st.rerun()


def _choose_training(kept: RunConfig, model: ModelConfig | None, key: str) -> TrainingConfig | None:
    """Draw the training's settings; a duel that is newly chosen begins with a rate and a schedule that suit one."""
    before, after = kept.model.family == "gan", (kept.model if model is None else model).family == "gan"
    begun = kept.training
    if before != after:
        fitting = DUELLING if after else TrainingConfig()
        begun = begun.replace(learning_rate=fitting.learning_rate, schedule=fitting.schedule)
    return forms.config_form(
        begun, key=f"{key}.training" + (".duel" if after else ""), first=TRAINING_FIRST, offered={"device": devices()}
    )


def _choose_model(kept: ModelConfig, key: str) -> ModelConfig | None:
    family = st.segmented_control(
        "Model", list(MODELS), default=kept.family, required=True, key=f"{key}.family", help=FAMILY_HELP,
        format_func=forms.family_name,
    )  # fmt: skip
    if family != kept.family:
        # What both families know is carried over: the latent dimensions, say.
        shared = {name: getattr(kept, name) for name in MODELS[family].model_fields if hasattr(kept, name)}
        for name in ("family", "filters"):
            shared.pop(name, None)
        if family in ("conv vae", "gan"):
            shared["image_size"] = min(data.SIZES, key=lambda size: abs(size - kept.image_size))
        kept = MODELS[family](**shared)
    return forms.config_form(kept, key=f"{key}.{family}", first=MODEL_FIRST)
