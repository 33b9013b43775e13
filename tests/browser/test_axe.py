"""Does axe-core find anything on any page, by day or by night, that keeps somebody out?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.servers import ROOT, idle, serving, with_a_model
from tests.ui.conftest import ID

pytestmark = pytest.mark.browser

PAGES = {
    "/": ".pad .front",
    "/Explore": ".pad .front",
    "/Sample": ".samples .frame",
    "/Compare_models": ".versus .frame",
    "/Compare_maps": ".duo .front",
    "/Write": ".writer .character",
    "/Look_inside": ".inside .step",
    "/Train": "h1",
    f"/Train?run={ID}": ".pad .front",
    "/Library": "[class*=st-key-card-]",
}
THEMES = {"light": 600, "dark": 150}  # red, green and blue of the ground: more, less

# Off unless asked for: names that do not hold what is seen, and targets of less than 24 pixels.
OPTIONS = {
    "resultTypes": ["violations"],
    "elementRef": True,
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
}

# What is Streamlit's own and cannot be mended from here: rule, which elements, why it may stand.
THEIRS = [
    # The menu's sections are <div>s between its <ul> and its <li>s. Its links are named, and the one that is open says
    # aria-current; what is lost is how many there are.
    ("list", "[data-testid=stSidebarNavItems]"),
    ("listitem", "[data-testid=stSidebarNavItems] li:has(> [data-testid=stSidebarNavLinkContainer])"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    """The app, with one small model that has been trained."""
    with serving(ROOT / "app.py", home=with_a_model(tmp_path_factory.mktemp("home"))) as address:
        yield address


def found(page) -> list[str]:
    """Return a line for each element that breaks a rule, shadow trees included."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
    return page.evaluate(
        """async ([options, theirs]) => (await axe.run(options)).violations.flatMap(({ id, impact, nodes }) => nodes
            .filter(({ element }) => !theirs.some(([rule, which]) => rule === id && element.matches(which)))
            .map(({ html, any, all, none }) => `${id} (${impact}): ${html.slice(0, 160)} | `
                + [...any, ...all, ...none].map(({ message }) => message).join("; ").slice(0, 160)))""",
        [OPTIONS, THEIRS],
    )


def in_both_themes(page) -> list[str]:
    lines = []
    for theme, sum_of in THEMES.items():
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(
            """([dark, sum]) => {
                const ground = getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor;
                const bright = ground.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0);
                return dark ? bright < sum : bright > sum;
            }""",
            arg=[theme == "dark", sum_of],
        )
        page.wait_for_timeout(500)  # colours fade over
        lines += [f"{theme}: {line}" for line in found(page)]
    return lines


def test_what_keeps_somebody_out_is_found_also_in_a_shadow_tree(page):
    page.set_content("<html lang=en><title>t</title><main><h1>t</h1><div id=host></div></main></html>")
    assert found(page) == []
    page.evaluate("document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<button></button>'")
    (line,) = found(page)
    assert line.startswith("button-name (critical)")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_nobody_out(page, address, path):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address + path)
    page.locator(PAGES[path]).first.wait_for(timeout=40_000)
    idle(page)
    assert in_both_themes(page) == []
    for tab in page.get_by_role("tab").all()[1:]:
        tab.click()
        idle(page)
    for expander in page.locator("[data-testid=stExpander] summary").all():
        expander.click()
    idle(page)
    assert in_both_themes(page) == []
