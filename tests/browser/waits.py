"""What does a browser test wait for? That something has come to rest, never that some time has gone by.

A fixed wait is too long on a quick machine and too short on a busy one. Rest is the same over several frames that the
page itself has drawn, so that a page that gets no processor time does not pass for one that stands still. (A hidden tab
draws none: there, time does for frames.)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

FRAMES, MILLISECONDS = 4, 80  # over which what has come to rest is the same

REST = """async ([frames, milliseconds, timeout]) => {
    const read = %s, ready = %s, end = performance.now() + timeout;
    const next = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 100); });
    let before, same = 0, since = performance.now();
    while (performance.now() < end) {
        const state = read(), now = JSON.stringify(state);
        if (now !== before || !ready(state)) { same = 0; since = performance.now(); }
        if (same >= frames && performance.now() - since >= milliseconds) return state;
        before = now;
        same++;
        await next();
    }
    return null;
}"""

IDLE = "() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState ?? ''"
MOVING = """() => {
    const roots = (root) => [root, ...[...root.querySelectorAll("*")].flatMap((e) => e.shadowRoot ? roots(e.shadowRoot) : [])];
    return roots(document).flatMap((root) => root.getAnimations())
        .filter((a) => a instanceof CSSTransition && a.playState === "running").length;
}"""  # noqa: E501
LAID_OUT = """() => [scrollX, scrollY, innerWidth, document.documentElement.scrollWidth,
    ...[...document.querySelectorAll("section, header, h1, [data-testid=stMainBlockContainer]")].flatMap((e) => {
        const { x, y, width, height } = e.getBoundingClientRect();
        return [x, y, width, height];
    })]"""


def rest(page, read: str, *, ready: str = "() => true", milliseconds: int = MILLISECONDS, timeout: float = 20) -> Any:
    """Wait until what `read`, a JavaScript function, returns stays the same and is ready; return it.

    ready: a function of what was read. milliseconds: how long it stays, besides some frames. timeout: in seconds.
    """
    found = page.evaluate(REST % (read, ready), [FRAMES, milliseconds, 1000 * timeout])
    assert found is not None, f"it never came to rest in {timeout} s: {read}"
    return found


def after_frames(page, frames: int, read: str = "() => null", *, first: str = "() => null", given: Any = None) -> Any:
    """Let so many frames be drawn; return what `read`, a JavaScript function, returns before the next one is.

    first: a function of `given` that sets something moving, in one go with the rest: on a busy machine it would have
    come to its end before Python is back.
    """
    wait = "while (frames--) await new Promise(requestAnimationFrame)"
    return page.evaluate(
        f"async ([frames, given]) => {{ ({first})(given); {wait}; return ({read})(); }}", [frames, given]
    )


def until(page, holds: Callable[[], bool], what: str = "it", seconds: float = 20) -> None:
    """Wait until something holds that Python alone can ask: of a shadow tree, or of the disk."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s until {what}"
        after_frames(page, 3)


def idle(page) -> None:
    """Wait until no script of a Streamlit page runs, nor begins to: what a component reports sets one off."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
    rest(page, IDLE, ready="(state) => state === 'notRunning'", milliseconds=300, timeout=120)


def faded(page) -> None:
    """Wait until no colour or size fades over into another one, in shadow trees neither."""
    rest(page, MOVING, ready="(count) => count === 0")


def laid_out(page) -> None:
    """Wait until a page has taken its shape in a window that has changed."""
    rest(page, LAID_OUT)
