"""Does a message keep up with whoever types it, and with a dial that moves?

Run: python -m benchmarks.message_in_browser FOLDER [FOLDER ...]

FOLDER: letters of a hand, as `python -m core hand letters` writes them. In Chromium (headless, software drawing) a text
of 200 characters, of words of that hand, is typed letter by letter at its end and in its beginning; then each dial is
moved a step a frame. Printed are bytes of the block, seconds to make the hand, and milliseconds of script: of a
keystroke from the event to the paper drawn, and of a frame with a dial moving; the median and the 95th percentile.
"""

from __future__ import annotations

import argparse
import base64
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from benchmarks.report import report
from core.blocks.message import hand_block
from core.handwriting.letters.letter_set import letters_of_folder
from core.handwriting.message.hand import Hand, hand_of
from tests.browser.harness import Room, open_page, page_of
from tests.conftest import CHROMIUM_FLAGS, chromium

CHARACTERS, TIMES = 200, 40
DIALS = {"size": (3, 0.05), "slant": (0, 0.5), "weight": (0, 0.002), "letters": (0, 0.005), "neatness": (0.2, 0.01)}

DESK = """
window.desk = mountMessage(document.getElementById("room"), {});
window.show = (text) => desk.update(bytes(text));
const drawn = () => { const t = performance.now(); desk.state.frame(); return performance.now() - t; };
window.typedAt = (text, place) => {
  const { input } = desk.state.parts.field, begin = performance.now();
  input.value = text;
  input.setSelectionRange(place, place);
  input.dispatchEvent(new Event("input"));
  desk.state.frame();
  return performance.now() - begin;
};
window.turned = (name, value) => { desk.state.set(name, value); return drawn(); };
"""


def text_of(hand: Hand) -> str:
    """Return 200 characters of words as this hand wrote them."""
    words: dict[int, str] = {}
    for one in hand.glyphs:
        words[one.word] = words.get(one.word, "") + one.sign
    return " ".join(word for word in words.values() if word.isalpha())[:CHARACTERS].strip()


def summed(times: list[float]) -> str:
    return f"{np.median(times):.1f} / {np.percentile(times, 95):.1f}"


def measured(page: Page, text: str) -> dict[str, str]:
    typed = "([text, place]) => typedAt(text, place)"
    page.evaluate(typed, [text, len(text)])
    found = {"key, at the end": [], "key, in the beginning": []}
    for k in range(TIMES):
        end = text[: len(text) - TIMES + k]
        found["key, at the end"].append(page.evaluate(typed, [end, len(end)]))
    word = text.split()[0]
    for k in range(TIMES):
        begun = (word * 10)[:k] + " " + text[: CHARACTERS - k - 1]
        found["key, in the beginning"].append(page.evaluate(typed, [begun, k]))
    page.evaluate(typed, [text, len(text)])
    for name, (start, step) in DIALS.items():
        moved = [
            page.evaluate("([name, value]) => turned(name, value)", [name, start + k * step]) for k in range(TIMES)
        ]
        found[name] = moved
    return {name: summed(times) for name, times in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="+")
    rows = []
    text = page_of(["room"], Room(("message/message.js",), DESK), styles=["message/message.css"])
    with sync_playwright() as play:
        browser = play.chromium.launch(args=CHROMIUM_FLAGS, **chromium())
        for folder in parser.parse_args().folder:
            start = time.process_time()
            hand = hand_of(letters_of_folder(folder))
            made = time.process_time() - start
            block = hand_block(hand)
            page = browser.new_page()
            open_page(page, text, None)
            page.evaluate("(text) => show(text)", base64.b64encode(block).decode())
            page.wait_for_function("desk.state.message !== null")
            row = {"hand": folder.name, "letters": len(hand.glyphs), "kB": len(block) / 1000, "made, s CPU": made}
            rows.append(row | measured(page, text_of(hand)))
            page.close()
    report("message_in_browser", rows)


if __name__ == "__main__":
    main()
