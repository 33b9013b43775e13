"""Does axe-core find anything on any page, by day or by night, that keeps somebody out?"""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import READY, WATCHED, some_of
from tests.browser.waits import faded, idle

pytestmark = pytest.mark.browser

PAGES = READY | WATCHED
THEMES = {"light": 600, "dark": 150}  # red, green and blue of the ground: more, less

# Off unless asked for: names that do not hold what is seen, and targets of less than 24 pixels.
OPTIONS = {
    "resultTypes": ["violations"],
    "elementRef": True,
    "rules": {"label-content-name-mismatch": {"enabled": True}, "target-size": {"enabled": True}},
}

# What a theme changes is colours: by night the other rules would find what they found by day, in as much time.
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}

# What is Streamlit's own and cannot be mended from here: rule, which elements, why it may stand.
THEIRS = [
    # The menu's sections are <div>s between its <ul> and its <li>s. Its links are named, and the one that is open says
    # aria-current; what is lost is how many there are.
    ("list", "[data-testid=stSidebarNavItems]"),
    ("listitem", "[data-testid=stSidebarNavItems] li:has(> [data-testid=stSidebarNavLinkContainer])"),
    # The ground that files are dropped on is no control and yet named; the button on it is a named one.
    ("presentation-role-conflict", "[data-testid=stFileUploaderDropzone]"),
]


def found(page, **more) -> list[str]:
    """Return a line for each element that breaks a rule, shadow trees included. more: options of axe."""
    page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
    return page.evaluate(
        """async ([options, theirs]) => (await axe.run(options)).violations.flatMap(({ id, impact, nodes }) => nodes
            .filter(({ element }) => !theirs.some(([rule, which]) => rule === id && element.matches(which)))
            .map(({ html, any, all, none }) => `${id} (${impact}): ${html.slice(0, 160)} | `
                + [...any, ...all, ...none].map(({ message }) => message).join("; ").slice(0, 160)))""",
        [OPTIONS | more, THEIRS],
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
        faded(page)
        lines += [f"{theme}: {line}" for line in found(page, **(OF_COLOURS if theme == "dark" else {}))]
    return lines


def test_what_keeps_somebody_out_is_found_also_in_a_shadow_tree(page):
    page.set_content("<html lang=en><title>t</title><main><h1>t</h1><div id=host></div></main></html>")
    assert found(page) == []
    page.evaluate("document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<button></button>'")
    (line,) = found(page)
    assert line.startswith("button-name (critical)")


def test_what_cannot_be_read_by_night_is_found(page):
    page.set_content("<html lang=en><title>t</title><main><h1>t</h1><p style='color: #eee; background: #fff'>pale")
    (line,) = found(page, **OF_COLOURS)
    assert line.startswith("color-contrast (serious)")


@pytest.mark.parametrize("path", some_of(PAGES, "/", "/Library"))
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
