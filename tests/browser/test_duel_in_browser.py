"""Is a step of a duel played phase by phase, with the pictures and scores of that step, by hand, keys and clock?"""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import pytest

from core.blocks.duel import duel_block, phases_of
from tests.browser.harness import Room, open_page, page_of
from tests.browser.waits import after_frames
from tests.core.blocks.test_duel_block import trace_of

pytestmark = pytest.mark.browser

BOUT = """
window.blocks = %s.map(bytes);
window.bout = mountDuel(document.getElementById("duel"), { onSeen: (id) => told.push(id) });
bout.update(blocks[0]);
"""
STATE = """() => {
    const { t, playing, waiting, phase, total, picked } = bout.state;
    const labels = [...document.querySelectorAll(".tile figcaption")].map((node) => node.textContent.trim());
    return { t, playing, waiting, phase, total, picked, labels };
}"""
HEAR = """() => {
    const node = document.querySelector(".sentence");
    window.heard = [node.textContent];
    new MutationObserver(() => { if (heard.at(-1) !== node.textContent) heard.push(node.textContent); })
        .observe(node, { childList: true, characterData: true, subtree: true });
}"""
PIXELS = """([selector, nth]) => {
    const canvas = document.querySelectorAll(selector)[nth], { width, height } = canvas;
    return [width, height, [...canvas.getContext("2d").getImageData(0, 0, width, height).data]];
}"""
ONE = trace_of("B")
TWO = replace(trace_of("BB"), id="the next", scores=ONE.scores + 1)


@pytest.fixture
def duel(page, tmp_path):
    """Open blocks on a page; complaints are failures."""
    complaints: list[list[str]] = []

    def opened(*blocks: bytes, width: int = 1100, height: int = 900):
        packed = [base64.b64encode(block).decode() for block in blocks]
        text = page_of(["duel"], Room(("duel/duel.js",), BOUT % packed), styles=["duel/duel.css"])
        complaints.append(open_page(page, text, tmp_path / "duel.html", width=width, height=height))
        return page

    yield opened
    assert [one for some in complaints for one in some] == []


def state(page) -> dict:
    return page.evaluate(STATE)


def pixels(page, selector: str, nth: int) -> np.ndarray:
    """Return a canvas as int (h, w, 3)."""
    drawn = page.evaluate(PIXELS, [selector, nth])
    return np.array(drawn[2]).reshape(drawn[1], drawn[0], 4)[:, :, :3]


def test_slow_motion_goes_through_all_phases_and_asks_for_the_next_step(duel):
    page = duel(duel_block(ONE, follow=True), duel_block(TWO, follow=True))
    assert state(page)["playing"] and state(page)["phase"] == "noise"
    page.evaluate(HEAR)
    page.get_by_label("Speed of the slow motion").select_option("2")
    page.wait_for_function("told.length > 0")
    assert page.evaluate("told") == ["a step"] and state(page)["waiting"]
    assert page.evaluate("heard") == [phase.words for phase in phases_of(ONE)], "one sentence for each phase"
    now = after_frames(page, 1, STATE, first="() => bout.update(blocks[1])")
    assert now["playing"] and now["t"] < 1 and page.locator(".waits").is_hidden()
    page.get_by_label("Pause the slow motion").click()
    after_frames(page, 12)
    assert not state(page)["playing"] and page.evaluate("told.length") == 1, "paused, it asks for nothing"


def test_scores_move_as_each_side_learns(duel):
    page = duel(duel_block(ONE, pace="still"))
    chance = 1 / (1 + np.exp(-ONE.scores))

    def shown(stage: int) -> list[str]:
        return [f"{round(100 * float(p))} %" for p in chance[stage].ravel()]

    ends = page.evaluate("bout.state.step.ends")
    for t, stage in ((ends[2], 0), (ends[4], 1), (ends[6], 2)):
        page.evaluate(f"bout.seek({t} - 1e-6)")
        expected = shown(stage)[8:] if stage == 2 else shown(stage)
        assert state(page)["labels"][-len(expected) :] == expected
    page.evaluate("bout.seek(0)")
    assert not any(state(page)["labels"]), "no verdict before the images are judged"


def test_the_push_is_blue_where_ink_should_come_and_red_where_it_should_go(duel):
    page = duel(duel_block(ONE, pace="still"))
    page.evaluate("bout.seek(bout.state.step.ends[5] - 1e-6)")
    assert state(page)["phase"] == "push"
    tile, push = pixels(page, ".tile.drawn canvas", 2), ONE.push[2]
    strong = np.abs(push) > 0.5
    assert ((tile[:, :, 2] > tile[:, :, 0]) == (push > 0))[strong].all()
    page.evaluate("bout.seek(bout.state.total)")
    after = pixels(page, ".tile.drawn canvas", 2)
    ink = np.argsort(ONE.after[2].ravel())
    assert after.sum(2).ravel()[ink[0]] > after.sum(2).ravel()[ink[-1]], "dark ink on light paper"
    assert np.ptp(after, axis=2).max() < 30, "and no colour is left"


def test_hands_and_keys_go_from_phase_to_phase(duel):
    page = duel(duel_block(ONE, pace="still"))
    assert state(page)["t"] == state(page)["total"]
    page.get_by_role("button", name="Its mistakes").click()
    now = state(page)
    assert now["playing"] and now["t"] > page.evaluate("bout.state.step.ends[2]")
    page.evaluate("bout.seek(bout.state.step.ends[2] + 0.1)")
    assert state(page)["phase"] == "pull" and not state(page)["playing"]
    page.locator(".stage-of-duel").focus()
    page.keyboard.press("ArrowRight")
    assert state(page)["phase"] == "learn"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert state(page)["phase"] == "judge" and not state(page)["playing"]
    page.keyboard.press("Home")
    assert state(page)["phase"] == "noise" and state(page)["t"] == 0
    page.keyboard.press(" ")
    assert state(page)["playing"]
    page.keyboard.press("End")
    assert state(page)["phase"] == "anew" and not state(page)["playing"]
    page.get_by_role("button", name="Drawn image 4, asked for 3: look closely").click()
    first, second, third = (round(100 / (1 + np.exp(-float(ONE.scores[stage, 1, 3])))) for stage in range(3))
    words = page.locator(".close-says").inner_text()
    assert words == (
        f"Drawn image 4, asked for 3: verdict {first} %, then {second} % after the discriminator's step, "
        f"then {third} % after the generator's."
    )


def test_it_fits_a_phone_and_a_single_half_step_has_no_other_half(duel):
    page = duel(duel_block(trace_of("D"), pace="quick"), width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [chip.inner_text() for chip in page.locator(".phase b").all()] == ["1", "2", "3", "4", "5"]
    page.wait_for_function("!bout.state.playing && bout.state.t === bout.state.total")
    assert page.evaluate("told.length") == 0 and state(page)["phase"] == "learn"
    assert page.locator(".net.G .state").inner_text() == "waits"
