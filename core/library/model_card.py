"""What should somebody know who finds a model folder: what it is, what it learned from, how to load it?"""

from __future__ import annotations

import re
from pathlib import Path

from core.files import write_atomic
from core.library.folder import ID, Entry, entry_at, scores
from core.metrics.score import Score, Scores
from core.owner import Owner
from core.training.run import BrowserConfig, RunConfig
from core.words.text import isolated

LOAD = """\
import torch

from core import library

model = library.open_model(library.entry_at("."))  # the path of this folder
"""
DRAW = """\
z = torch.randn(16, model.latent_dim)
images = model.decode(z)  # (16, 1, {side}, {side}), ink from 0 to 1
"""
DRAW_CLASSES = """\
z = torch.randn({k}, model.latent_dim)
y = torch.eye({k})  # one of each class; a row may also mix classes, if it sums to 1
images = model.decode(z, y)  # ({k}, 1, {side}, {side}), ink from 0 to 1
"""
CLASSIFY = """\
x = torch.zeros(1, 1, {side}, {side})  # images, ink from 0 to 1
shares = model(x).softmax(1)  # (1, {k}), how much each class is believed
"""
UNITS = {
    "nats": "nats per image",
    "share": "of 1",
    "dims": "dimensions",
    "ratio": "1 is right",
    "distance": "distance",
    "squared error": "ink, squared",
    "ink": "ink, from 0 to 1",
    "seconds": "seconds",
    "bits a pixel": "bits a pixel",
}


def write_card(folder: Path) -> None:
    """Write README.md of a model folder anew from what the folder says. Raises ModelError, OSError."""
    write_atomic(folder / "README.md", card_of(entry_at(folder)))


def card_of(entry: Entry) -> str:
    """Return the model card as Markdown; what a user typed stands in it as text, never as markup."""
    config = entry.config
    parts = [f"# {plain(entry.title)}", _what(config), _data(config, entry.owner), _settings(config)]
    measured = scores(entry)
    if measured and measured.scores:
        parts.append(_measured(measured))
    parts.append(_loading(config))
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Return `text` with every character escaped that Markdown, or Streamlit's, could read as markup, and isolated."""
    return isolated(re.sub(r"([\\`*_{}\[\]<>()#!|~$:&])", r"\\\1", text))


def _what(config: RunConfig) -> str:
    model, side = config.model, config.model.image_size
    text = f"{model.what} for images of {side} x {side} px"
    if model.draws:
        text += f", with {model.dims} latent dimension{'s' if model.dims > 1 else ''}"
    if model.conditional:
        text += ", told the class"
    return text + ". Made with Latent Ink."


def _data(config: RunConfig, owner: Owner | None) -> str:
    data = config.dataset
    name = plain(data.called(owner))
    classes = ", ".join(map(plain, config.classes)) or "none"
    text = f"## Trained on\n\n{name}: {data.about}\n\nLicence of the data: {data.licence}.\n\nClasses: {classes}."
    if config.start:
        begun = "another model" if ID.fullmatch(config.start) else plain(config.start)
        text += f"\n\nIts training began with the weights of {begun}."
    if config.tuning:
        one = config.tuning
        text += (
            f"\n\nThen {plain(one.reader)}, so taught, was tuned for {one.steps:,} steps on {one.corrections:,} "
            f"drawing{'' if one.corrections == 1 else 's'} by a visitor, told their right classes, among "
            f"{one.rehearsed:,} images of those that it had learned from."
        )
    if config.browser:
        text += f"\n\n{_in_browser(config.browser)}"
    if not data.without:
        return text
    images = f"{config.left_out:,} image{'' if config.left_out == 1 else 's'}"
    return f"{text}\n\nLeft out of the training by hand: {images}, of {len(data.without):,} that were named."


def _in_browser(told: BrowserConfig) -> str:
    text = (
        f"Trained in a browser, in {told.steps:,} step{'' if told.steps == 1 else 's'}, by random numbers of its own: "
        "trained by Latent Ink in Python, the same seed gives another model."
    )
    if not told.turned:
        return text
    times = f"{told.turned:,} time{'' if told.turned == 1 else 's'}"
    among = f" of {len(told.classes)} class{'' if len(told.classes) == 1 else 'es'}" if told.classes else ""
    return (
        f"{text} Its settings were turned {times} while it learned. In the end the weight of the KL divergence was "
        f"{told.beta:g}, the learning rate {told.learning_rate:g}, and it learned from {told.images:,} images{among}."
    )


def _settings(config: RunConfig) -> str:
    rows = ["| setting | value |", "|---|---|"]
    for room in ("dataset", "model", "training"):
        for name, value in getattr(config, room).model_dump(mode="json").items():
            text = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
            if config.dataset.names_a_place and (room, name) in (("dataset", "path"), ("dataset", "id")):
                continue  # whoever has the link to the model need not know where its images lie
            if name == "without" and value:  # up to 5,000 keys, which tell nobody anything
                text = f"{len(value):,} images"
            rows.append(f"| {room}.{name} | {plain(text) or '-'} |")
    rows += [f"| seed | {config.seed} |", f"| code version | {plain(config.code_version)} |"]
    return "## Settings\n\n" + "\n".join(rows)


def _measured(measured: Scores) -> str:
    rows = ["| score | value | unit |", "|---|---|---|"]
    rows += [f"| {plain(name)} | {shown(score)} | {UNITS[score.unit]} |" for name, score in measured.scores.items()]
    on = f"On the first {measured.n:,} {measured.part} images of {plain(measured.dataset)}, seed {measured.seed}."
    return "## Scores\n\n" + "\n".join(rows) + f"\n\n{on}"


def shown(score: Score) -> str:
    """Return a score's value as text: dimensions one by one, whole numbers without digits behind the point."""
    if isinstance(score.value, tuple):
        return ", ".join(f"{value:.2f}" for value in score.value)
    return f"{score.value:g}" if score.unit == "dims" else f"{score.value:.4g}"


def _loading(config: RunConfig) -> str:
    draw = DRAW_CLASSES if config.model.conditional else DRAW
    use = CLASSIFY if config.model.reads else draw
    code = LOAD + use.format(side=config.model.image_size, k=len(config.classes))
    return f"## How to load it\n\nWith the code of Latent Ink at hand:\n\n```python\n{code}```"
