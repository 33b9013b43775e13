"""Does a class pack live from a double click and from any static host, with nothing else at hand?"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.class_pack.contents import can_be_followed
from core.class_pack.stages.train import training_block
from core.class_pack.write import write_pack
from core.export.html import trainer_html
from core.export.model import bundle_of
from core.lessons import LESSONS
from core.lessons.exhibits import EXHIBITS
from core.library import find
from tests.browser.waits import rest

pytestmark = [pytest.mark.browser, pytest.mark.long]

EXHIBIT_PAGES = [f"exhibit-{name}" for name, exhibit in EXHIBITS.items() if exhibit.packed]
TIMEOUT = 8_000
HERE = "section.step:not([hidden])"
SHOWN = """() => [...document.querySelectorAll("#stage > .part:not([hidden])")]
    .map((part) => (part.shadowRoot?.textContent ?? "").length > 0 && part.getBoundingClientRect().height > 100)"""
WORDS = "() => [...document.querySelectorAll('#stage > .part')].map((part) => part.shadowRoot.textContent).join(' ')"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("class") / "Übung für die 7 b" / "class pack"
    write_pack(out, server="https://ink.example")
    return out


@pytest.fixture(scope="module")
def host(folder) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["file", "host"])
def opened(request, page, folder, host) -> Iterator:
    """A function that opens a page of the pack; nobody else can be reached, and nothing may be complained of."""
    complaints: list[str] = []
    root = folder.as_uri() if request.param == "file" else host
    page.set_viewport_size({"width": 1300, "height": 1000})
    page.set_default_timeout(TIMEOUT)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith((root, "blob:", "data:")) else complaints.append(asked.url),
    )
    if request.param == "file":
        page.context.set_offline(True)

    def opens(name: str):
        page.goto(f"{root}/{name}")
        page.locator("#stage:not([aria-busy])").wait_for(state="attached")
        return page

    yield opens
    assert [one for one in complaints if "favicon.ico" not in one] == []


def menu(page, label: str):
    return page.locator("#choices").get_by_label(label)


def drag(page, node, *, dx: float = 60, dy: float = 40) -> None:
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=6)
    page.mouse.up()


def changed(page, act, read: str = WORDS) -> None:
    before = rest(page, read)
    act()
    rest(page, read, ready=f"(now) => JSON.stringify(now) !== {before!r} && now !== {before!r}", timeout=15)


@pytest.mark.parametrize("name", ["index", "explore"])
def test_the_pad_is_dragged_and_its_place_stands_in_the_address(opened, name):
    page = opened(f"{name}.html")
    changed(page, lambda: drag(page, page.locator(".front"), dx=90, dy=-70), "() => location.search")
    z = page.locator(".where").inner_text()
    page.reload()
    page.get_by_text(z, exact=True).wait_for()


def test_every_model_has_its_maps(opened):
    page = opened("explore.html?model=mnist-vae-16d&map=umap")
    maps = menu(page, "Map").locator("option").all_inner_texts()
    assert len(maps) == 3 and menu(page, "Map").input_value() == "umap"
    menu(page, "Model").select_option("mnist-gan")
    assert menu(page, "Map").count() == 0, "it keeps no images"
    page.get_by_text("z = (", exact=False).first.wait_for()


def test_sample_draws_again_and_another_model_draws(opened):
    page = opened("sample.html")
    page.get_by_text("read clearly").first.wait_for()
    changed(page, lambda: page.get_by_role("button", name="Draw again").click())
    menu(page, "Drawn from").select_option(label="Gaussian mixture")
    page.get_by_role("heading", name="Gaussian mixture").first.wait_for()
    menu(page, "Model").select_option("mnist-gan")
    page.get_by_role("heading", name="Standard prior").first.wait_for()
    drag(page, page.locator(".front"))


def test_models_stand_side_by_side(opened):
    page = opened("compare-models.html")
    beside = page.locator("#stage .beside")
    beside.get_by_text("MNIST digits, GAN by class").first.wait_for()
    page.get_by_role("button", name="Pause").first.click()
    changed(page, lambda: drag(page, beside.locator("canvas").last, dx=20, dy=15))
    menu(page, "Right").select_option("mnist-vae-2d")
    menu(page, "Left").select_option("mnist-gan")
    beside.get_by_text("MNIST digits, GAN", exact=True).first.wait_for()


def test_a_drawing_is_read(opened):
    page = opened("read.html")
    sheet = page.locator(".write canvas").first
    drag(page, sheet, dx=2, dy=90)
    page.get_by_text("Reads as 1").first.wait_for()
    assert not page.get_by_text("Say what it is").is_visible(), "there is nobody to tell"
    page.get_by_text("MNIST digits, 16 latent dims").first.wait_for(state="attached")


def test_a_model_writes(opened):
    page = opened("write.html")
    page.locator("#stage input").first.fill("31")
    page.get_by_text("2 of 2 read as asked", exact=False).wait_for()


def test_a_network_is_looked_into(opened):
    page = opened("look-inside.html")
    page.get_by_text("Transposed convolution").first.wait_for()
    menu(page, "Network").select_option("classifier")
    page.get_by_text("Softmax", exact=False).first.wait_for()


def test_the_trainer_learns_to_a_map_that_is_dragged(opened):
    page = opened("train.html")
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("The training has ended.", exact=False).first.wait_for(timeout=120_000)
    assert rest(page, SHOWN) == [True]
    drag(page, page.locator(".live-training .front"), dx=50, dy=50)


@pytest.mark.parametrize("name", EXHIBIT_PAGES)
def test_an_exhibit_is_alive(opened, name):
    page = opened(f"{name}.html")
    page.locator(".exhibit .source").wait_for()
    assert rest(page, SHOWN) == [True]
    slider = page.locator(".exhibit input[type=range]")
    if slider.count():
        slider.first.focus()
        page.keyboard.press("ArrowRight")
    else:
        drag(page, page.locator(".exhibit canvas").first)


@pytest.mark.parametrize("name", [name for name, lesson in LESSONS.items() if can_be_followed(lesson)])
def test_a_lesson_is_walked_through(opened, name):
    page = opened(f"lesson-{name}.html")
    lesson = LESSONS[name]
    for number, step in enumerate(lesson.steps, 1):
        here = page.locator(HERE)
        assert here.locator(".where").inner_text() == f"Step {number} of {len(lesson.steps)}"
        page.locator("#stage:not([aria-busy])").wait_for(state="attached")
        if here.locator(".question").count():
            assert not here.locator(".reveal").is_visible(), "predict first"
            answer(page, here, number)
            assert not here.locator(".question").is_visible()
            if not step.act:
                assert here.locator(".reveal").is_visible() and here.locator(".said").inner_text()
        if step.act and step.act.by == "moved":
            drag(page, page.locator(".front"), dx=80, dy=30)
            here.locator(".reveal").wait_for()
        if number < len(lesson.steps):
            here.get_by_role("button", name="Next step").click()
    page.reload()
    assert page.locator(HERE).get_attribute("id") == f"step-{lesson.steps[-1].id}"
    assert page.locator(".all-steps .done").count() > 0, "what was done is remembered"


def answer(page, here, number: int) -> None:
    """Take a guess; the point is left elsewhere in each step, as the pad keeps its place from one to the next."""
    if here.locator("input").count():
        here.locator(".take").click()
        assert here.locator(".trouble").inner_text(), "an answer is asked for"
    if here.locator("input[type=radio]").count():
        here.locator("input[type=radio]").first.check()
    elif here.locator("input[type=text]").count():
        here.locator("input[type=text]").fill("12")
    else:
        changed(page, lambda: drag(page, page.locator(".front"), dx=15 * number - 70, dy=20))
    here.locator(".take").click()


def test_a_step_that_trains_measures_what_was_learned(opened):
    page = opened("lesson-vae.html?step=train")
    here = page.locator(HERE)
    answer(page, here, 1)
    page.get_by_role("button", name="Start training").click()
    here.locator(".reveal").wait_for(timeout=120_000)
    told = here.locator("[data-own]").all_inner_texts()
    assert len(told) == 7 and all(text[0].isdigit() for text in told)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_on_a_phone_nothing_stands_out_and_the_menu_opens(page, folder, dark):
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.set_viewport_size({"width": 390, "height": 844})
    for file in sorted(folder.glob("*.html")):
        page.goto(file.as_uri())
        page.locator("main").wait_for()
        if page.locator("#stage").count():
            page.locator("#stage:not([aria-busy])").wait_for(state="attached")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, file.name
    page.get_by_text("Menu", exact=True).click()
    page.get_by_role("link", name="Explore").last.click()
    page.get_by_role("heading", level=1, name="Explore").wait_for()


def test_what_needs_the_server_leads_there(page, folder):
    page.goto((folder / "lesson-duel.html").as_uri() + "?step=train")
    assert page.get_by_text("This takes a worker on the server", exact=False).is_visible()
    assert page.get_by_role("link", name="Open it there").get_attribute("href") == "https://ink.example/Learn"


@pytest.mark.parametrize("model", ["", "mnist-vae-2d"])
def test_one_page_alone_trains_too(page, tmp_path, model):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    pad = bundle_of(find(model)) if model else None
    file = tmp_path / "Übung 2.html"
    file.write_text(trainer_html(training_block(), title="<b>Ours", pad=pad), encoding="utf-8")
    page.context.set_offline(True)
    page.goto(file.as_uri())
    page.get_by_role("button", name="Start training").click()
    page.get_by_text("The training has ended.", exact=False).first.wait_for(timeout=120_000)
    assert page.locator(".front").count() == (2 if model else 1) and complaints == []
    assert page.get_by_role("heading", level=1).inner_text() == "<b>Ours"
