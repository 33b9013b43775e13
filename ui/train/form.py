"""How does a visitor say what to train: from a card, or through the forms, to a config and a look at its data?"""

from __future__ import annotations

import re

import streamlit as st

from core.datasets import DatasetConfig, boxes, own, stored
from core.jobs import bounds
from core.jobs.devices import devices
from core.jobs.start import why_not
from core.models import MODELS, ModelConfig
from core.training.recipes import RECIPES
from core.training.run import RunConfig, TrainingConfig
from core.training.suited import LEAST, adapted, because, suited
from core.types import DataError
from ui import forms, notices, state
from ui.train import beginning, data, mine, recipes, sets
from ui.train.state import TrainState

FAMILY_HELP = " ".join(model.about for model in MODELS.values())
DUELLING = RECIPES["mnist-cgan"].run.training
LINK = "train link"  # where it is said that one cannot be followed
TRAINING_FIRST = ("epochs", "batch_size", "learning_rate")


def draft() -> tuple[RunConfig | None, data.Look | None]:
    """Draw the choice of images and return the config that the draft describes with a look at its data.

    None where they are not ready or not valid. The settings themselves are drawn by `settings`.
    """
    known = state.of(TrainState)
    kept, dataset, seen = known.begun, known.begun.dataset, None
    if known.recipe == recipes.OWN:
        with st.container(border=True):
            with st.grid(2, min_column_width=200, gap="large"):
                left, right = st.container(), st.container()
            beside = right.container()
            with left:
                dataset = mine.choose(_asked() or dataset, key="mine", beside=beside)
            with right:
                seen = _look(dataset, kept.model.image_size) if dataset else None
                if seen and dataset:
                    data.show(seen, dataset)
            known.own = dataset is None
            if seen and dataset and own.id_of(dataset) != own.id_of(kept.dataset):
                _follow_data(dataset, seen)
            if seen and dataset:
                with left:
                    _say_why(seen)
    else:
        seen = _look(dataset, kept.model.image_size)
    return (known.begun, seen) if seen else (None, None)


def settings() -> RunConfig | None:
    """Draw all settings of the draft and return the config they describe, None where they are not valid."""
    known = state.of(TrainState)
    kept, key = known.begun, f"draft{known.drafts}"
    with st.container(border=True):
        if known.recipe == recipes.OWN:
            dataset = sets.settings(kept.dataset, key=f"{key}.data")
        else:
            dataset = sets.choose(kept.dataset, key=f"{key}.data", bring=False)
    with st.container(border=True):
        model = _choose_model(kept.model, key)
        start = beginning.choose(kept, RECIPES[known.recipe].run.start if known.recipe in RECIPES else "", key=key)
    with st.container(border=True):
        training = _choose_training(kept, model, key)
    if dataset is None or model is None or training is None:
        return None
    if isinstance(dataset, own.OwnConfig) and not isinstance(kept.dataset, own.OwnConfig):
        recipes.begin(recipes.OWN)  # that card has the place to look at it, and settings that suit it
        known.linked = dataset.id
        st.rerun()
    if isinstance(kept.dataset, own.OwnConfig) and own.manner_of(dataset) != kept.dataset.manner:
        boxed = own.manner_of(dataset) == "box"  # which suits another size; where that has been set, the box follows
        model = model.replace(image_size=boxes.USUAL if boxed else type(model)().image_size)
        known.drafts += 1
    known.draft = kept.replace(dataset=dataset, model=model, training=training, start=start)
    before, after = (getattr(part, "loss", "") for part in (kept.model, model))
    if before and after and before != after:  # what another loss brings along stands in widgets that are there already
        known.drafts += 1
        st.rerun()
    if dataset != kept.dataset:
        st.rerun()  # what is said of the data above is said of the other
    return known.draft


def objection(config: RunConfig, seen: data.Look) -> str:
    """Return a sentence if these settings cannot work on this data, else an empty text."""
    if not seen.classes and config.model.conditional:
        return "These images have no labels, so a conditional model has nothing to be told. Switch conditional off."
    if len(seen.classes) < 2 and config.model.reads:
        return "A classifier learns from labels, and these images have none. Put them into one folder per class."
    if why := bounds.objection(config) or why_not(config):
        return why
    if seen.n < LEAST:
        images = "Only 1 image is" if seen.n == 1 else f"Only {seen.n} images are"
        return f"{images} there to train on: at least {LEAST} are needed, as one is held out to measure by."
    return ""


def follow_address() -> None:
    """Begin with what a link names: a recipe, a set that is kept here, both, or the visitor's own images."""
    known = state.of(TrainState)
    wanted, images = state.parameter("recipe"), state.parameter("data")
    if (wanted, images) == known.followed and known.draft is not None:
        return
    fresh, recipe = known.draft is None, wanted if wanted in RECIPES else ""
    named = not images or images == recipes.OWN or re.fullmatch(own.ID, images)
    if (wanted and not recipe) or not named:
        what = f"no recipe {wanted[:20]!r}" if wanted and not recipe else f"no set of images {images[:20]!r}"
        notices.linger(forms.plain(f"This link cannot be followed as it is: there is {what}."), LINK)
    known.draft = known.draft or RECIPES[recipes.FIRST[0]].run
    if re.fullmatch(own.ID, images) and images != own.id_of(known.draft.dataset):
        begin_with(recipe, images)
    elif recipe and recipe != known.recipe:
        begin_with(recipe)
    elif images == recipes.OWN != known.recipe:
        begin_with(images=images)
    elif fresh:
        recipes.begin(recipes.FIRST[0])
    known.followed = (wanted, images)


def begin_with(recipe: str = "", images: str = "") -> None:
    """Begin a draft by a recipe, on a set of own images, the id of which is given, or with settings that suit that.

    images: may be "own", too, for those that the visitor is to bring.
    """
    known = state.of(TrainState)
    known.draft = RECIPES[recipe or recipes.FIRST[0]].run
    recipes.begin(recipe or recipes.OWN)
    known.why = recipes.good_for(known.draft) if recipe and recipe != recipes.FIRST[0] else ""
    if images and recipe:
        dataset = recipes.own_set(recipe, images)
        known.draft = _on(known.draft, dataset)
        known.why = f"{known.why} It learns from {forms.plain(dataset.called(state.owner()))}.".lstrip()
    elif images != recipes.OWN:
        known.linked = images
        mine.put_away()


def write_address() -> None:
    """Let the address say what is chosen, so that it is found again after a reload."""
    known = state.of(TrainState)
    recipe, draft = RECIPES[known.recipe].run if known.recipe in RECIPES else None, known.begun
    if recipe and isinstance(draft.dataset, own.OwnConfig):
        recipe = _on(recipe, draft.dataset)
    untouched = recipe and all(getattr(draft, part) == getattr(recipe, part) for part in ("model", "training", "start"))
    wanted = known.recipe if untouched and known.recipe != recipes.FIRST[0] else ""
    images = "" if known.own else known.linked or own.id_of(draft.dataset)
    if known.recipe == recipes.OWN:
        images = images or recipes.OWN  # also while those that have been brought are read
    known.followed = (wanted, images)
    state.write_address(recipe=wanted, data=images)


def take_back() -> None:
    """Let the images be learned from again that were left out. For callbacks."""
    known = state.of(TrainState)
    known.draft = known.begun.replace(dataset=known.begun.dataset.replace(without=()))
    known.drafts += 1


def _on(recipe: RunConfig, dataset: DatasetConfig) -> RunConfig:
    """Return a recipe's run on a set of own images, which may be far smaller than what it was made for."""
    n = dataset.count()
    return (adapted(recipe, n) if n else recipe).replace(dataset=dataset)


def _asked() -> DatasetConfig | None:
    """Return the visitor's set that a link or a menu has named, until the draft is of it."""
    known = state.of(TrainState)
    return own.OwnConfig(id=known.linked) if known.linked else None


def _follow_data(dataset: DatasetConfig, seen: data.Look) -> None:
    """Let the settings follow a set of images that has just been chosen."""
    known = state.of(TrainState)
    known.linked = ""
    usual = known.begun.replace(dataset=dataset)
    known.draft = _suited(dataset, seen) or usual
    known.drafts += 1


def _suited(dataset: DatasetConfig, seen: data.Look) -> RunConfig | None:
    return suited(dataset, n=seen.n, size=seen.size, k=len(seen.classes)) if seen.n >= LEAST else None


def _say_why(seen: data.Look) -> None:
    """Say what the settings have to do with the images, or offer those that follow from them."""
    known = state.of(TrainState)
    best = _suited(known.begun.dataset, seen)
    if best is None:
        return
    if (known.begun.model, known.begun.training) == (best.model, best.training):
        st.caption(f"The settings follow your images. {because(best, n=seen.n, k=len(seen.classes))}")
        return
    st.caption("The settings are yours, and stay as you have set them.")
    st.button("Take those that suit these images", key="take-suited", on_click=_take, args=(best,))


def _take(config: RunConfig) -> None:
    state.of(TrainState).draft = config
    state.of(TrainState).drafts += 1


def _look(dataset: DatasetConfig, image_size: int) -> data.Look | None:
    note = notices.lingering("data")  # the page runs again by itself as soon as the small digits have been read
    if note and not own.id_of(dataset):
        st.warning(note)
    try:
        if own.id_of(dataset) and not dataset.here():
            raise DataError(stored.GONE)  # it may have been deleted elsewhere since it was looked at
        return data.read(dataset, image_size)
    except (DataError, OSError) as error:
        recipes.begin(recipes.FIRST[0])
        write_address()
        notices.linger(forms.sentence(error) + " Until then, here are the small digits.", "data")
        st.rerun()


def _choose_training(kept: RunConfig, model: ModelConfig | None, key: str) -> TrainingConfig | None:
    """Draw the training's settings; a duel that is newly chosen begins with a rate and a schedule that suit one."""
    before, after = kept.model.duels, (kept.model if model is None else model).duels
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
        both = MODELS[family].model_fields.keys() & type(kept).model_fields.keys()
        shared = {name: getattr(kept, name) for name in both}
        for name in ("family", "filters"):
            shared.pop(name, None)
        if sizes := MODELS[family].sizes:
            shared["image_size"] = min(sizes, key=lambda size: abs(size - kept.image_size))
        kept = MODELS[family](**shared)
    model = forms.config_form(kept, key=f"{key}.{family}", first=kept.shown_first)
    if model and model.caution:
        st.caption(model.caution)
    return model
