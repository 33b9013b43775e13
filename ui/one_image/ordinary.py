"""How does the VAE of one image become a model of the library, like any other, and how far is it?"""

from __future__ import annotations

import streamlit as st

from core import library
from core.datasets import own
from core.jobs import client
from core.library import Entry
from core.one_image import vae
from core.one_image.journey import Varied
from core.tasks.one_image import forgetting
from core.training.run import RunConfig
from core.types import DataError, ModelError
from ui import charts, curves, forms, notices, state
from ui.cache import one_model
from ui.components.progress import standing
from ui.one_image.run import Run
from ui.shared.ink_image import ink_image

PLACE, LOOK = "one image's model", 0.5  # seconds between two looks at it while it learns
WAYS = (
    ("pages/Explore.py", "Explore its map", ":material/explore:"),
    ("pages/Sample.py", "Sample from it", ":material/casino:"),
    ("pages/Look_inside.py", "Look inside", ":material/layers:"),
)


def offer(run: Run, varied: Varied) -> None:
    """Draw how to have it as a model, or how far that is, with the ways to where it is played with."""
    st.subheader("An ordinary model", anchor=False)
    if refused := notices.said_earlier(PLACE):
        st.warning(refused)
    entry = _made(run)
    if entry is None:
        n = len(varied.made)
        st.markdown(
            f"A VAE of {run.task.vae.dims} dims is a model like any other. Kept in your library it opens in Explore, "
            f"Sample and Look inside, and as a file. It learns anew for that, from the same {n} variations, a tenth of "
            "which are its test, and you can watch. Whoever you give its link sees what it learned from and draws."
        )
        st.button(
            "Keep it as a model", key="one-image-keep", icon=":material/bookmark_add:", on_click=_keep,
            args=(run, varied), help="The variations go into your library too; Forget my images takes both away.",
        )  # fmt: skip
        return
    st.fragment(_learns, run_every=LOOK if entry.active else None)(entry)
    with st.container(horizontal=True):
        if not entry.active and entry.has_weights:
            for page, label, icon in WAYS:
                st.page_link(page, label=label, icon=icon, query_params={"model": entry.id})
        label = "Watch the whole training" if entry.active else "See its training"
        st.page_link("pages/Train.py", label=label, icon=":material/school:", query_params={"run": entry.id})


def _made(run: Run) -> Entry | None:
    """Return the model that was last made of a run and is still there."""
    for id in forgetting.models_of(run.key, state.owner()):
        try:
            return library.find(id)
        except ModelError:
            continue
    return None


def _keep(run: Run, varied: Varied) -> None:
    """Keep the variations as a set and have a model learn from them."""
    owner, task = state.owner(), run.task
    try:
        config: RunConfig = vae.ordinary_run(varied.made.images, task.character, owner, task.vae, seed=0)
        id = client.submit(config, owner, title=f"VAE of my {task.character}")
        forgetting.note_made(run.key, owner, dataset=own.id_of(config.dataset), model=id)
    except (ModelError, DataError, client.JobError, OSError) as error:
        notices.say_later(forms.sentence(error), PLACE)


def _learns(entry: Entry) -> None:
    """Draw how far it is, its loss, and what it draws by now."""
    try:
        now = client.status(entry.id)
    except ModelError:
        st.rerun()  # deleted meanwhile
    if now.state != entry.state:
        st.rerun()
    words = {
        "queued": "Next in the queue." if (now.position or 1) == 1 else f"Number {now.position} in the queue.",
        "running": f"Epoch {now.epoch} of {now.epochs}.",
        "done": f"Trained to the end, {now.epoch} epochs.",
        "stopped": "Stopped; its weights are kept.",
        "failed": f"It failed. {now.reason}",
    }
    standing(
        f"Training of {entry.named}", words[now.state], share=now.fraction if entry.active else None,
        said=f"{entry.named}: {words[now.state]}", key=f"one-image-standing-{entry.id}",
    )  # fmt: skip
    rows = curves.rows_of(one_model.history(entry), entry.config.model)
    if not rows:
        return
    picture = library.preview(entry)
    with st.grid(2, min_column_width=280, gap="medium"):
        with st.container():
            titles = curves.titles_of(rows, entry.config.model)
            name, title = next(iter(titles.items()))
            figure = charts.loss_curve(rows, name, title)
            st.plotly_chart(figure, key="one-image-loss", config=charts.CONFIG, alt=f"{title}, epoch by epoch")
            st.caption(f"{entry.config.model.measured}. {curves.how_measured(entry.config.model)}")
        with st.container():
            if picture:
                st.caption(entry.config.model.pictured)
                ink_image(picture, key="one-image-preview", alt=entry.config.model.picture_alt)
