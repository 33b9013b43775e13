"""Which pages does a pack have, and what do they say?"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.class_pack import parts
from core.class_pack.lesson import LessonPage, lesson_page
from core.class_pack.markup import formula, html_of, line_of
from core.class_pack.models import PackModel
from core.class_pack.page import STAGE, Page
from core.class_pack.shelf import Shelf
from core.class_pack.stage import Stage
from core.class_pack.stages import explore, others, sample, train
from core.lessons.exhibits import EXHIBITS
from core.lessons.glossary import GLOSSARY
from core.lessons.lesson import Lesson
from core.types import DataError, ModelError
from core.words.nouns import noun_of

FILES = {
    "Explore": "explore.html", "Read": "read.html", "Write": "write.html", "Look inside": "look-inside.html",
    "Sample": "sample.html", "Compare models": "compare-models.html", "Train": "train.html",
}  # fmt: skip
Told = Callable[[str, float], None]
WORDS = {
    "What z, nats and σ mean": "- **z** is the place of the point, one number for each **latent dimension**. It is all "
    "that the network is told; the picture is what it makes of it.\n"
    "- **nats** measure information (1 nat is 1.44 bits): how much a dimension tells of an image at most, on average. "
    "One of nearly 0 nats tells next to nothing.\n"
    "- The circles lie 1, 2 and 3 standard deviations, **σ**, from the middle. New images are drawn from the normal "
    "distribution N(0, 1) in each dimension: on a map of two dimensions, 39, 86 and 99 % of its draws lie within them."
}
READ_HOW = (
    "**The bars** are the network's probabilities: for every class a share, and together 1.\n\n**What the network "
    "sees** is not the sheet: ink is cut out, scaled to one size and put with its centre of mass in the middle, as it "
    "was with all images that it learned from. Switch a step off, and see which was the cure for what.\n\n**Which "
    "pixels spoke** is found by covering: a small square becomes paper, and the odds of the verdict fall or rise "
    "(Zeiler & Fergus 2014, arXiv:1311.2901)."
)


def can_be_followed(lesson: Lesson) -> bool:
    """Say whether any step of a lesson stands on a page that a pack has, or shows an exhibit that comes along."""
    return any(EXHIBITS[step.exhibit].packed if step.exhibit else step.page in FILES for step in lesson.steps)


def pages(
    models: Sequence[PackModel],
    lessons: Mapping[str, Lesson],
    shelf: Shelf,
    told: Told,
    model: Callable[[str], PackModel],
) -> list[Page]:
    """Return the pages of a pack, their bytes laid on the shelf. told: hears what is made, and its share of the whole.

    model: gives one by its id, for lessons. Raises ModelError, DataError.
    """
    drawing = [one for one in models if one.draws]
    found = [_home(drawing, shelf)] if drawing else []
    stages: dict[str, Callable[[], Stage]] = {
        "Explore": lambda: explore.explore(drawing), "Read": lambda: others.read(models),
        "Write": lambda: others.write(models), "Look inside": lambda: others.inside(models),
        "Sample": lambda: sample.sample(drawing), "Compare models": lambda: others.compare(models),
        "Train": train.train,
    }  # fmt: skip
    whole = len(stages) + len(lessons) + len(EXHIBITS)
    for number, (name, make) in enumerate(stages.items()):
        told(name, number / whole)
        stage = make()
        if stage.scenes:
            found.append(_page(name, stage, shelf))
    shown = []
    for number, (name, one) in enumerate(EXHIBITS.items(), len(stages)):
        if not one.packed:
            continue
        told(one.title, number / whole)
        try:
            stage = others.exhibit(name)
        except (ModelError, DataError):  # what it shows is not here
            continue
        lead = html.escape(one.question)
        shown.append(Page(f"exhibit-{name}.html", one.title, lead=lead, told=_told(stage, shelf), of="learn.html"))
    taught = []
    for number, (name, lesson) in enumerate(lessons.items(), len(stages) + len(EXHIBITS)):
        told(lesson.title, number / whole)
        taught.append(_lesson(lesson_page(name, lesson, model), shelf))
    learn = _learn(lessons, shown)
    return [*found[:1], learn, *found[1:], *shown, *taught] if drawing else [learn, *found, *shown, *taught]


def _told(stage: Stage, shelf: Shelf, **more: Any) -> dict[str, Any]:
    return {"stage": stage.laid(shelf), "parts": parts.needed(stage.parts)} | more


def _page(name: str, stage: Stage, shelf: Shelf) -> Page:
    title, lead, server, how = TEXTS[name]
    folded = {"How to read this": html_of(how)} if how else {}
    lead = lead.replace("{n}", f"{train.images():,}") if name == "Train" else lead
    told = _told(stage, shelf)
    return Page(FILES[name], title, name, line_of(lead), told, how=folded, server=server, place=name.replace(" ", "_"))


def _home(drawing: Sequence[PackModel], shelf: Shelf) -> Page:
    first = next((one for one in drawing if one.id == "mnist-vae-2d"), drawing[0])
    noun = noun_of(first.entry.config.classes)
    digits = noun == "digit"
    steps = {"drag": "index.html", "train": "train.html", "draw": "read.html", "compare": "compare-models.html"}
    way = "".join(f'<li><a href="{file}">{verb}</a></li>' for verb, file in steps.items() if verb != "drag")
    how = {name: html_of(text) for name, text in WORDS.items()}
    map_of = "given each a place on this map" if first.latents is not None else "learned to draw such images from noise"
    lead = (
        f"A small network has looked at handwritten {noun}s and {map_of}. **Drag the point** and watch one become "
        "another: every picture is drawn as you move, here in your browser."
    )
    return Page(
        "index.html", "Where does a two become a three?" if digits else "Where does one become another?", "Home",
        line_of(lead), _told(explore.home(first, drawing), shelf, address=True), how=how,
        above=f'<ol class="way"><li><b>drag</b></li>{way}<li><a href="learn.html">understand</a></li></ol>',
    )  # fmt: skip


def _lesson(page: LessonPage, shelf: Shelf) -> Page:
    lesson, laid = page.lesson, {name: stage.laid(shelf) for name, stage in page.stages.items()}
    used = {part for stage in page.stages.values() for part in stage.parts}
    steps = [step | {"stage": laid.get(step["stage"], "")} for step in page.steps]
    items = "".join(
        f'<li><a href="?step={step.id}" data-step="{step.id}">{line_of(step.title)}</a></li>' for step in lesson.steps
    )
    text = "\n".join(page.sections)
    body = (
        f'<div class="lesson"><div class="text">{text}<details class="all-steps"><summary>All steps of this lesson'
        f'</summary><ol>{items}</ol><button type="button" id="anew">Begin anew</button></details></div>'
        f'<div class="beside">{STAGE}</div></div>'
    )
    return Page(
        f"lesson-{page.name}.html", lesson.title, lead=line_of(lesson.about), body=body, of="learn.html",
        told={"lesson": page.name, "steps": steps, "parts": parts.needed(used)},
        server="With the app, a class guesses together and sees its guesses counted.", place="Learn",
    )  # fmt: skip


def _learn(lessons: Mapping[str, Lesson], exhibits: Sequence[Page]) -> Page:
    cards = "".join(
        f'<li><h2><a href="lesson-{name}.html">{line_of(lesson.title)}</a></h2><p>{line_of(lesson.about)}</p>'
        f'<p class="note">About {lesson.minutes} minutes, {lesson.predictions} predictions</p><p>Afterwards you can</p>'
        f"<ul>{''.join(f'<li>{line_of(able)}</li>' for able in lesson.able)}</ul>"
        f'<p><a class="button primary" href="lesson-{name}.html">Begin</a></p></li>'
        for name, lesson in lessons.items()
    )
    shown = "".join(
        f'<li><h2><a href="{one.file}">{html.escape(one.title)}</a></h2><p>{one.lead}</p></li>' for one in exhibits
    )
    words = "".join(
        f"<dt>{html.escape(word)}</dt><dd>{line_of(term.means)} {formula(term.formula) if term.formula else ''}</dd>"
        for word, term in GLOSSARY.items()
    )
    body = "".join(
        [
            f'<h2>Lessons</h2><ul class="cards">{cards}</ul>' if cards else "",
            f'<h2>Exhibits</h2><ul class="cards">{shown}</ul>' if shown else "",
            f'<details class="how words"><summary>What the words mean</summary><dl>{words}</dl></details>',
        ]
    )
    return Page(
        "learn.html", "Learn", "Learn", body=body,
        lead="<b>Predict first</b>, then try, then see: who only watches understands little more than who has not seen "
        "it (Crouch et al. 2004, American Journal of Physics 72, 835).",
        server="With the app there is more: one image of your hand, your own letters, larger trainings, the Library.",
        place="Learn",
    )  # fmt: skip


TEXTS: dict[str, tuple[str, str, str, str]] = {  # title, lead, what the server can do besides, how to read it
    "Explore": (
        "Explore",
        "Wander through what a model has learned: **drag the ring**, or press **Play**, and the image at its place is "
        "drawn as it moves.",
        "Other maps, clusters, labels and the images of a whole data set need the server.",
        WORDS["What z, nats and σ mean"],
    ),
    "Read": (
        "Read",
        "**Draw** on the sheet: a network in your browser reads it, stroke by stroke.",
        "A photograph of a number, and a reader that learns from what you tell it, need the server.",
        READ_HOW,
    ),
    "Write": (
        "Write",
        "Type something and a model writes it: lean it, thicken it, **sway** it.",
        "Writing in your own hand needs the server.",
        "The model is told a class and given **noise** z: the class says *what* is written, the noise *how*. **Slant** "
        "and **weight** are straight ways through the noise, found by measuring thousands of characters that the model "
        "wrote.",
    ),
    "Look inside": (
        "Look inside",
        "One image on its way through a network, layer by layer: **drag in the square** or **draw**, and every layer "
        "answers.",
        "",
        "**One step** is a layer with weights and what follows it: a convolutional layer makes images, its channels; a "
        "dense one plain numbers. Blue is above 0, orange below. **Lines** join a channel with those that feed it most "
        "and those it feeds most, by the sum of the squared weights between them.",
    ),
    "Sample": (
        "Sample",
        "A strategy says where in latent space to draw, and the model makes an image of each place: press **Draw "
        "again** and see how well they come out.",
        "More strategies, one class alone, scores with a floor, and files to take along need the server.",
        "",
    ),
    "Compare models": (
        "Compare models",
        "The same noise goes into both at once: **drag on a pad**, and see what each makes of it.",
        "Three or four side by side, and pairs that train before your eyes, need the server.",
        "",
    ),
    "Train": (
        "Train a VAE in this page",
        "A small network learns from {n} small digits that came along, before your eyes. Turn **β** while it "
        "learns, go back to any moment, drag on its map.",
        "Other data, your own letters, GANs and flows need the server.",
        "",
    ),
}
