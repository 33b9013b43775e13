"""What can one model do that the other cannot? An image that somebody draws, encoded, searched for, and priced."""

from __future__ import annotations

from functools import partial

import numpy as np
import streamlit as st

from core import images, ink
from core.library import Entry
from core.library.model_card import plain
from core.models.refiner import BACK_STEPS
from core.sampling.prior import nearer
from core.tasks import InvertTask
from core.tasks.invert import Inverted, film_of, open_inverted, under_way, written_down
from core.types import DataError, ModelError
from ui import charts, forms, terms
from ui.cache import one_model
from ui.compare_models.descents import descents
from ui.compare_models.sides import ask_all, each
from ui.compare_models.view import VersusView
from ui.components.moving_picture import moving
from ui.map import forming
from ui.map.draw import WIDE, sheet
from ui.shared import likelihood
from ui.shared.ask_worker import under_way as how_far
from ui.shared.ink_image import ink_image

SEEN = 112  # pixels of the pictures
TICK = 0.5  # seconds between two looks at a search
SELDOM = 0.01  # share of the prior's draws, below which it hardly ever goes so far out, or so far in
SOURCES = ("Draw one", "A kept image")


def show(view: VersusView) -> None:
    """Draw a sheet, and what each model makes of the drawing."""
    terms.write(
        "Give all of them the same image. A **VAE** has an encoder: one pass says where the image lies, and the "
        "decoder draws it from there. A **GAN** has none, so its latents have to be *searched for*: from several draws "
        "of $z$, each is moved down the slope of the squared error until the generator draws the image. The VAE may "
        "search, too, from where its encoder points. A **flow** goes its own way back, from ink to noise."
    )
    entries = tuple({entry.id: entry for entry in view.entries}.values())
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=WIDE):
            drawn = _image(entries)
        with st.container(width="stretch"):
            _made(entries, drawn)


def _image(entries: tuple[Entry, ...]) -> dict[int, np.ndarray] | None:
    """Return the image to be drawn, uint8 (h, h), for every size of images; None before there is one."""
    sizes = {entry.config.model.image_size for entry in entries}
    keeping = next((entry for entry in entries if (entry.path / "latents.safetensors").is_file()), None)
    source = SOURCES[0]
    if keeping:
        source = st.segmented_control("Source", SOURCES, default=SOURCES[0], required=True, key="abilities-source")
    try:
        if keeping and source == SOURCES[1]:
            return _kept(keeping, sizes)
        drawing = sheet("abilities-sheet")
        if drawing is None:
            st.caption("Draw in the square, with mouse, pen or finger.")
            return None
        share = one_model.ink_share(one_model.latents(keeping), key=keeping.id) if keeping else ink.MNIST_SHARE
        return {size: ink.normalise_ink(drawing, size, share=share) for size in sizes}
    except (DataError, ModelError) as error:
        st.warning(forms.sentence(error))
        return None


def _kept(entry: Entry, sizes: set[int]) -> dict[int, np.ndarray]:
    latents = one_model.latents(entry)
    number = st.number_input(
        "Image", 0, len(latents) - 1, 7 % len(latents), key="abilities-image",
        help=f"Number of an image that is kept with {plain(entry.title)}, those held out of its training first.",
    )  # fmt: skip
    image = latents.thumbnails()[int(number)]
    found = {size: images.resize(image[None], size)[0] for size in sizes}
    _picture(found[min(sizes)], key=f"abilities-kept-{number}", alt=f"Image {number}")
    return found


def _made(entries: tuple[Entry, ...], drawn: dict[int, np.ndarray] | None) -> None:
    if drawn is None:
        return
    tasks = [InvertTask(model=entry.id, image=written_down(drawn[entry.config.model.image_size])) for entry in entries]
    try:
        found = [open_inverted(task) for task in tasks]
    except ModelError as error:
        st.error(forms.sentence(error))
        return
    ask_all(tasks, [one is not None for one in found], "Let each model draw it", key="abilities-ask",
            icon=":material/draw:", help="A worker encodes and searches; it takes some seconds a model.")  # fmt: skip
    each(entries, partial(_one, tasks, found, drawn), width=220)
    known = [(entry, one) for entry, one in zip(entries, found, strict=True) if one]
    if len(known) == len(entries):
        _descents(known, tasks)


def _one(
    tasks: list[InvertTask], found: list[Inverted | None], drawn: dict[int, np.ndarray], i: int, entry: Entry
) -> None:
    st.markdown(f"**{plain(entry.title)}**")
    made = found[i]
    if made is not None:
        _found(tasks[i], made, entry)
        return
    if how_far(tasks[i], key=f"abilities-ask-{i}"):
        st.fragment(_at_work, run_every=TICK)(tasks[i])
    else:
        size = entry.config.model.image_size
        _picture(drawn[size], key=f"abilities-seen-{i}", alt="The drawing as the model will see it")
        st.caption(f"What it will see: {size} x {size} pixels.")


def _at_work(task: InvertTask) -> None:
    now = forming.status_of(task)
    picture = under_way(task) if now is not None and now.state in forming.ACTIVE else None
    if picture:
        ink_image(picture, key=f"abilities-now-{task.key()}", alt="The best that was found so far", stretch=False)
        st.caption("The best so far.")


def _found(task: InvertTask, made: Inverted, entry: Entry) -> None:
    classes, key = entry.config.classes, task.key()
    if made.encoded is None:
        way = "it goes its own way back" if entry.config.model.in_steps else "it cannot say where an image lies"
        st.markdown(f"**No encoder:** {way}.")
    else:
        one = made.encoded
        st.markdown(f"**Encoded** in {1000 * one.seconds:.1f} ms, one pass")
        _picture(one.image, key=f"abilities-encoded-{key}", alt="The image, encoded and decoded")
        told = f" Told that it is a {plain(classes[one.label])}, the likeliest." if one.label >= 0 else ""
        st.caption(f"Squared error {one.error:.4f} a pixel.{told}")
    found = f"**Searched for** in {made.seconds:.1f} s, {task.steps} steps from {task.starts} starts"
    if entry.config.model.in_steps:
        found = f"**Back to noise and forth** in {made.seconds:.1f} s, in {BACK_STEPS} steps each way"
    st.markdown(found)
    film = film_of(task)
    if film:
        moving(film, key=f"abilities-film-{key}")
    told = f" As a {plain(classes[made.label])}." if made.label >= 0 else ""
    st.caption(f"Squared error {made.error:.4f} a pixel.{told} {length_told(made.z)}")
    if entry.config.model.in_steps:
        likelihood.of_drawing(entry, task.image, key="abilities-likely")
    else:
        st.markdown(_price(made, entry))


def length_told(z: np.ndarray) -> str:
    """Say how far from the centre z (d,) lies, and how many of the prior's draws lie farther out or nearer."""
    length = float(np.linalg.norm(z))
    inside = nearer(length, len(z))
    share, side = min((1 - inside, "farther out"), (inside, "nearer to the centre"))
    text = f"Its z is {length / len(z) ** 0.5:.1f} times as long as usual"
    if share < SELDOM:
        amount = "fewer than 1 in 1,000" if share < 0.001 else f"{share:.1%}"
        return f"{text}: the prior hardly ever goes there. Of its draws, {amount} lie {side}."
    return f"{text}; of the prior's draws, {share:.0%} lie {side}."


def _price(made: Inverted, entry: Entry) -> str:
    """Say how likely the model finds the image, or why it cannot."""
    if made.encoded is None:
        return (
            "**How likely is it?** A GAN has no answer: it gives no probability to an image, only images to noise. Its "
            "discriminator judges how real an image looks beside others, which is something else."
        )
    if made.encoded.nats is None:
        return (
            "**How likely is it?** This VAE scores pixels by a Gaussian: it gives grey images a density, and ink or "
            "paper no probability."
        )
    text = f"**How likely is it?** As ink or paper, pixel by pixel, it costs this VAE {made.encoded.nats:.0f} nats"
    text += ", told the class that suits it best" if entry.config.model.conditional else ""
    usual = _usual(entry)
    return f"{text}; an unseen image costs {usual:.0f} on average." if usual else f"{text}."


def _usual(entry: Entry) -> float | None:
    from core import library

    try:
        measured = library.scores(entry)
    except ModelError:
        return None
    found = [score.number for name, score in measured.scores.items() if name.startswith("nll_k")] if measured else []
    return found[0] if found else None


def _descents(known: list[tuple[Entry, Inverted]], tasks: list[InvertTask]) -> None:
    """Draw how the errors fell as each model searched, with what encoders gave at once."""
    known = [(entry, made) for entry, made in known if not entry.config.model.in_steps]  # a flow does not search
    if not known:
        return
    curves = {entry.title: (made.steps, made.errors[0]) for entry, made in known}
    lines = {f"{entry.named}, encoded": made.encoded.error for entry, made in known if made.encoded}
    st.plotly_chart(
        descents("Squared error of a pixel, step by step", curves, lines), key="abilities-descents",
        config=charts.CONFIG, alt="How the squared error falls as each model searches",
    )  # fmt: skip
    best = min(known, key=lambda pair: pair[1].error)
    passes = max(task.steps * task.starts for task in tasks)
    nearest = f"{plain(best[0].title)} came nearest. " if len(known) > 1 else ""
    st.caption(
        f"{nearest}Searching is a gift to whoever may do it: for one image it took up to "
        f"{passes:,} passes, it may end in another place from another start, and a drawing that comes out well by it "
        "need not be one that the model would ever draw by itself."
    )


def _picture(image: np.ndarray, *, key: str, alt: str) -> None:
    zoom = max(1, SEEN // len(image))
    ink_image(images.to_png(image.repeat(zoom, 0).repeat(zoom, 1)), key=key, alt=alt, stretch=False)
