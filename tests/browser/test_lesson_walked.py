"""Does a student get from the first step of a lesson to the last: guesses, drags, trains, and sees what lights up?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from core.lessons import LESSONS
from tests.browser.servers import ROOT, serving
from tests.browser.strokes import draw_on
from tests.browser.test_axe import found, in_both_themes
from tests.browser.test_train_here import divergence
from tests.browser.waits import idle, until
from tests.pens import SEVEN, TWO

pytestmark = pytest.mark.browser

PANEL = ".st-key-lesson"
WALKED = "vae"  # one in which guesses are made, points dragged and exhibits touched
TRAINING = ("trained", "begun")  # what a step waits for that keeps a core at work
BUTTONS = {
    "cut": "Cut the wire", "let go": "Let go", "equal": "q = p", "far away": "Far away", "bet": "A is the noise",
    "perplexity 5": "5", "flat": "Flat plane", "guessed": "A is the prior",
}  # fmt: skip


def trains(lesson) -> bool:
    return any(step.act and (step.act.by in TRAINING or "run" in step.act.of) for step in lesson.steps)


@pytest.fixture(scope="module")
def school(tmp_path_factory) -> Iterator[str]:
    """Where the app is served, with a store that every lesson may add to: each pupil is a visitor of its own."""
    with serving(ROOT / "app.py", home=tmp_path_factory.mktemp("school")) as address:
        yield address


def lit(page) -> int:
    """Return how many elements have a ring around them, shadow trees included."""
    return page.evaluate(
        """() => {
            const all = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
            return all(document).filter((e) => e.style?.outlineOffset === "3px" && e.getClientRects().length).length;
        }"""  # noqa: E501
    )


def arrived(page, step) -> None:
    """Wait until a step stands in the panel, and what it is about is lit up."""
    page.locator(PANEL).get_by_text(step.title, exact=True).wait_for(timeout=30_000)
    idle(page)
    if step.light:
        page.get_by_role("button", name=re.compile("^Lit up: ")).wait_for(timeout=20_000)
        assert lit(page) == 1


def guess(page, step, which: int = 0) -> None:
    panel = page.locator(PANEL)
    if step.question.kind == "choice":
        panel.get_by_role("radiogroup").get_by_text(step.question.options[which].text, exact=True).click()
    elif step.question.kind == "number":
        panel.get_by_role("textbox").fill("15")
        panel.get_by_role("textbox").press("Tab")
    idle(page)
    panel.get_by_role("button", name=re.compile("That is my guess|It is here")).click()
    idle(page)


def drag(page) -> None:
    """Drag the pad's point up the map, and let go."""
    front = page.locator(".pad .front")
    front.scroll_into_view_if_needed()
    front.focus()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("z="))
    idle(page)


def onward(page) -> None:
    page.locator(PANEL).get_by_role("link", name="Next step").click()


def do(page, step) -> None:
    """Do what a step waits for."""
    if step.act is None:
        return
    if step.act.by == "moved":
        drag(page)
    elif step.act.act.startswith("beta"):
        page.locator("[data-testid=stBidiComponentIsolated] input[type=range]").first.focus()
        page.keyboard.press("Home")
        for _ in range(4):
            page.keyboard.press("ArrowRight")
    elif step.act.act in ("long enough", "all eight"):
        if step.act.act == "all eight":
            page.get_by_role("button", name="0.004", exact=True).click()
            page.get_by_role("checkbox", name=re.compile("^R1")).check()
            page.get_by_role("button", name="Begin anew", exact=True).click()
        if page.get_by_role("button", name="Train", exact=True).count():
            page.get_by_role("button", name="Train", exact=True).click()
    elif step.act.act == "three bets":
        for setting in ("15", "50", "100"):
            page.get_by_role("button", name=setting, exact=True).click()
            page.get_by_role("button", name="B is the noise", exact=True).click()
    elif step.act.by == "exhibit":
        page.get_by_role("button", name=BUTTONS[step.act.act], exact=True).click()
    elif step.act.by == "written":
        for n in range(step.act.count):
            draw_on(page, page.locator("canvas.sheet"), (TWO, SEVEN)[n % 2].tolist())
            page.locator(".so-far", has_text=re.compile(rf"^{n + 1} of")).wait_for()
    elif step.act.by == "set":
        page.get_by_role("button", name="Make a set of them").click()
    elif step.act.of == {"vary": "*"}:
        page.locator("[data-testid=stButtonGroup]").get_by_text("mild", exact=True).click(timeout=60_000)
    elif step.act.of == {"run": "*"}:
        page.get_by_role("button", name="Learn my hand").click(timeout=60_000)
    elif step.act.by == "begun":
        page.get_by_role("button", name="Start training").click()
    elif step.act.by == "address":
        slider = page.get_by_role("slider", name=re.compile("^Temperature")).first
        slider.focus()
        page.keyboard.press("Home")
        page.wait_for_url(re.compile("t=0"))
    else:
        train(page, step.act.beta)
    idle(page)


def train(page, beta: float | None) -> None:
    """Train a model in this browser, with beta turned up if that is asked for, and keep it."""
    ended = page.get_by_text("The training has ended.").first
    page.get_by_role("button", name="Start training").click()
    ended.wait_for(timeout=60_000)
    if beta is not None:
        page.get_by_role("slider", name="β").focus()
        page.keyboard.press("End")
        until(page, lambda: divergence(page) < 1, "the posterior collapses", 60)
        ended.wait_for(timeout=60_000)
    page.get_by_role("button", name="Keep it in the Library").click()


def marks(name: str) -> list:
    """Return what a walk through a lesson takes: each time one is walked through, and all where there is time."""
    return [pytest.mark.trains] * trains(LESSONS[name]) + [pytest.mark.long] * (name != WALKED)


@pytest.mark.parametrize("name", [pytest.param(name, marks=marks(name)) for name in LESSONS])
def test_a_lesson_is_taken_from_its_first_step_to_its_last(page, school, name):
    lesson = LESSONS[name]
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{school}/Learn")
    page.get_by_role("link", name=f"Begin: {lesson.title}").click()
    panel = page.locator(PANEL)
    for step in lesson.steps:
        arrived(page, step)
        assert panel.get_by_text("You said:").count() == 0, "predict first"
        if step is lesson.steps[-1]:
            assert found(page) == []
        if step.question.kind == "point":
            drag(page)
        guess(page, step)
        do(page, step)
        panel.get_by_text("You said:").wait_for(timeout=120_000)
        if step is lesson.steps[0]:
            page.mouse.move(0, 0)  # what is pointed at has a colour of its own
            assert in_both_themes(page) == []
            page.emulate_media(color_scheme="light")
        if step is not lesson.steps[-1]:
            onward(page)
    # Whoever comes back finds all of it.
    page.goto(f"{school}/Learn")
    page.get_by_text(f"{len(lesson.steps)} of {len(lesson.steps)} steps done").wait_for(timeout=20_000)
    assert complaints == []


def test_on_a_phone_it_is_a_sheet_from_below_that_keeps_nobody_out(page, address):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/Explore?lesson=vae&step=4")
    panel = page.locator(PANEL)
    panel.get_by_role("button", name="That is my guess").wait_for(timeout=30_000)
    idle(page)
    box = panel.bounding_box()
    assert box["x"] == 0 and box["width"] == 390 and box["y"] > 844 * 0.3 and box["y"] + box["height"] >= 843
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found(page) == []
    panel.get_by_role("button", name="Fold", exact=True).click()
    page.get_by_role("button", name="Unfold", exact=True).wait_for()
    idle(page)
    assert panel.bounding_box()["height"] < 844 / 4
