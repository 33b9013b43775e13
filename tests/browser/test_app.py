"""Does the app, in a real browser, do what a newcomer, a returning visitor and a follower of links expect?"""

from __future__ import annotations

import re
import shutil

import pytest
from playwright.sync_api import expect

from core import library, places
from core.owner import Owner
from core.training.recipes import RECIPES
from tests.browser.refits import in_view
from tests.browser.servers import ROOT, serving
from tests.browser.test_axe import PAGES
from tests.browser.waits import idle, laid_out, rest, until
from tests.ui.conftest import ID, VISITOR
from ui.frame import NAV

pytestmark = pytest.mark.browser

PAD = "[...window.latentInk.pads.values()][0].state.pad"


@pytest.fixture
def visits(page, address):
    """A page that notes what is asked of other hosts and what the console complains of."""
    page.foreign, page.complaints = [], []
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("request", lambda request: None if request.url.startswith(ours) else page.foreign.append(request.url))
    page.on("websocket", lambda ws: None if ws.url.startswith(ours) else page.foreign.append(ws.url))
    # Streamlit looks for its health under the page's own address first; that is not an error of ours.
    page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" and "404" not in m.text else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    assert page.foreign == []
    assert page.complaints == []


def drag(page) -> tuple[str, str]:
    """Drag the point over the map; return what the pad said before and after."""
    where, front = page.locator(".pad .where"), page.locator(".pad .front")
    where.wait_for(timeout=20_000)
    front.scroll_into_view_if_needed()
    before, box = where.inner_text(), front.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=8)
    page.mouse.up()
    return before, where.inner_text()


@pytest.mark.skipif(not (places.zoo() / "mnist-vae-2d").is_dir(), reason="the zoo has not been built")
def test_home_can_be_dragged_at_once_and_its_address_leads_back(visits, address):
    visits.goto(address)
    before, after = drag(visits)
    assert before != after
    visits.wait_for_url(re.compile("z="))
    link = visits.url
    visits.goto(address + "/Library")
    visits.goto(link)
    visits.locator(".pad .where").wait_for(timeout=20_000)
    assert visits.locator(".pad .where").inner_text() == after


@pytest.mark.long
@pytest.mark.skipif(not (places.zoo() / "mnist-vae-2d").is_dir(), reason="the zoo has not been built")
@pytest.mark.alone
def test_home_moves_by_itself_until_it_is_touched_and_tells_nobody(visits, address, browser):
    said, z = [], f"() => Array.from({PAD}.place.z)"
    visits.on("websocket", lambda socket: socket.on("framesent", lambda frame: said.append(frame)))
    visits.goto(address)
    visits.locator(".pad .where").wait_for(timeout=20_000)
    idle(visits)
    visits.wait_for_timeout(500)
    said.clear()
    seen, read = [], set()
    for _ in range(24):
        visits.wait_for_timeout(250)
        seen.append(tuple(visits.evaluate(z)))
        read.add(visits.locator(".pad .reads").inner_text()[:10])
    assert len(set(seen)) > 12 and {"reads as 2", "reads as 3"} <= read
    assert said == [] and "z=" not in visits.url and visits.locator(".pad.inviting").count() == 1
    assert visits.locator(".pad .spoken").text_content() == "", "nor is anybody told by ear"

    visits.set_viewport_size({"width": 1280, "height": 260})
    visits.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, main.scrollHeight)")
    visits.wait_for_timeout(300)
    frames = f"() => {PAD.removesuffix('.pad')}.decoding.frames"
    before = visits.evaluate(frames), visits.evaluate(z)
    visits.wait_for_timeout(600)
    assert (visits.evaluate(frames), visits.evaluate(z)) == before, "nothing is done where nobody looks"
    visits.set_viewport_size({"width": 1280, "height": 720})
    visits.locator("[data-testid=stMain]").evaluate("(main) => main.scrollTo(0, 0)")
    visits.wait_for_timeout(1500)
    assert visits.evaluate(z) != before[1]

    visits.keyboard.press("Shift")
    still = visits.evaluate(z)
    visits.wait_for_timeout(700)
    assert visits.evaluate(z) == still and visits.locator(".pad.inviting").count() == 0

    visits.reload()
    visits.locator(".pad.inviting").wait_for(timeout=20_000)
    visits.get_by_role("button", name="Reset").evaluate("(button) => button.click()")  # as a screen reader presses it
    expect(visits.locator(".pad .spoken")).not_to_have_text("")
    assert visits.locator(".pad.inviting").count() == 0
    context = browser.new_context(reduced_motion="reduce")
    calm = context.new_page()
    calm.goto(address)
    calm.locator(".pad .where").wait_for(timeout=20_000)
    first = calm.evaluate(z)
    calm.wait_for_timeout(1500)
    assert calm.evaluate(z) == first and calm.locator(".pad.inviting").count() == 0
    context.close()


@pytest.mark.parametrize("path", [path for path in PAGES if "?" not in path])
def test_every_page_opens_by_its_link_on_a_phone_without_scrolling_sideways(browser, address, path):
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(address + path)
    page.locator(PAGES[path]).first.wait_for(timeout=30_000)
    idle(page)
    laid_out(page)
    assert page.locator("h1").count() == 1
    wide = page.evaluate("[document.documentElement, document.querySelector('[data-testid=stMain]')]"
                         ".map((e) => [e.scrollWidth, e.clientWidth])")  # fmt: skip
    assert all(inside <= outside for inside, outside in wide), wide
    context.close()


def test_a_link_as_first_visit_shows_model_place_and_every_page(page, home):
    with serving(ROOT / "app.py", home=home) as fresh:
        page.goto(f"{fresh}/Explore?model={ID}&z=0.5,-0.25,1")
        where = page.locator(".pad .where")
        where.wait_for(timeout=30_000)
        assert where.inner_text() == "z = (0.50, −0.25, 1.00)"
        menu = page.get_by_role("navigation", name="App pages").get_by_role("link")
        titles = [link.split("\n")[-1] for link in menu.all_inner_texts()]
        assert titles == [page.title for group in NAV.values() for page in group]
        assert page.locator("[aria-current=page]").inner_text().endswith("Explore")


def test_explore_follows_a_link_and_says_what_is_wrong_with_a_bad_one(visits, address):
    visits.goto(f"{address}/Explore?model={ID}&z=0.5,-0.25,1")
    where = visits.locator(".pad .where")
    where.wait_for(timeout=20_000)
    assert where.inner_text() == "z = (0.50, −0.25, 1.00)"
    visits.goto(f"{address}/Explore?model=nope")
    visits.get_by_text("There is no model").wait_for()


def test_dark_theme_follows_the_visitor(browser, address):
    grounds = []
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto(address + "/Library")
        idle(page)
        ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
        grounds.append(sum(map(int, re.findall(r"\d+", ground)[:3])))
        context.close()
    assert grounds[0] > 600 and grounds[1] < 150


@pytest.mark.long
@pytest.mark.trains
def test_train_from_click_to_finished_to_explore_and_it_survives_reload(browser, address, home):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/Train")
    page.get_by_text("images to train on").wait_for(timeout=30_000)
    page.get_by_text(re.compile("in this browser, or about .* on the server")).wait_for(timeout=30_000)
    for name, dims in (("Digits that you can ask for", 4), ("First steps", 2)):  # looked at, and back again
        page.locator("label.card", has_text=name).click()
        page.get_by_text(f"Dense VAE, {dims} latent dimensions").wait_for(timeout=20_000)
        page.get_by_role("radio", name=name, checked=True).wait_for()
        idle(page)
    page.get_by_text("Change settings").click()
    epochs = page.get_by_role("spinbutton", name="Epochs", exact=True)
    epochs.fill("80")  # long enough to leave, come back and be looked at meanwhile
    epochs.press("Enter")
    idle(page)
    page.get_by_role("radio", name="On the server").click()
    page.get_by_role("radio", name="On the server", checked=True).wait_for()
    idle(page)
    page.get_by_role("button", name="Start training").click()
    page.wait_for_url(re.compile(r"run=[0-9a-f]{32}"))
    page.locator(".st-key-stop").wait_for()
    link = page.url

    page.reload()
    page.locator(".st-key-stop").wait_for(timeout=20_000)  # still theirs
    page.goto(address + "/Train")
    page.get_by_role("button", name="Watch").click()  # offered to who comes back without the link
    page.wait_for_url(link)

    other = browser.new_context()
    stranger = other.new_page()
    stranger.goto(link)
    stranger.get_by_role("heading", level=1).wait_for()
    idle(stranger)
    assert stranger.locator(".st-key-stop").count() == 0
    assert visitor_of(context) != visitor_of(other)
    other.close()

    page.goto("about:blank")  # it goes on where nobody watches; what is watched to its end is in test_first_training.py
    run = link.split("run=")[1]
    until(page, lambda: library.entry_at(home / "models" / run).state == "done", "it has learned to the end", 180)
    page.goto(link)
    page.get_by_text("Trained to the end.").wait_for(timeout=20_000)
    idle(page)
    rest(page, f"() => [{PAD}.bundle.n, {PAD}.map.view, Array.from({PAD}.map.points)]", milliseconds=1000)
    assert in_view(page, f"{PAD}.map") >= 0.95
    before, after = drag(page)
    assert before != after
    page.locator(".js-plotly-plot").first.wait_for()
    page.get_by_role("button", name="Drag it").click()
    page.wait_for_url(re.compile("Explore"))
    page.locator(".pad .where").wait_for(timeout=20_000)
    entry = library.entry_at(home / "models" / run)
    assert entry.owner == Owner.of(visitor_of(context))
    wanted = RECIPES["digits-2d"].run
    assert entry.config.model == wanted.model and entry.config.training == wanted.training.replace(epochs=80)
    context.close()


def test_two_tabs_opened_together_are_one_visitor(browser, address):
    context = browser.new_context()
    tabs = [context.new_page(), context.new_page()]
    for tab in tabs:
        tab.goto(address + "/Library", wait_until="commit")
    for tab in tabs:
        idle(tab)
    visitor_of(context)
    cookies = [cookie for cookie in context.cookies() if cookie["name"] == "latent_ink_visitor"]
    assert len(cookies) == 1 and cookies[0]["sameSite"] == "Strict"
    context.close()


def test_library_renames_and_deletes_what_is_theirs(browser, address, home):
    mine = "3" * 32
    shutil.copytree(home / "models" / ID, home / "models" / mine)
    context = browser.new_context()
    context.add_cookies([{"name": "latent_ink_visitor", "value": VISITOR, "url": address}])
    page = context.new_page()
    page.goto(address + "/Library")
    card = page.locator(f".st-key-card-{mine}")
    card.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Rename").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("<b>Renamed</b> :red[x]")
    dialog.get_by_role("button", name="Rename").click()
    card.get_by_text("<b>Renamed</b> :red[x]").wait_for()
    idle(page)
    card.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    card.wait_for(state="detached")
    assert not (home / "models" / mine).exists()
    context.close()


def visitor_of(context) -> str:
    """Return the token that a browser keeps, as soon as it does."""
    context.pages[0].wait_for_function("() => document.cookie.includes('latent_ink_visitor=')")
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "latent_ink_visitor")
