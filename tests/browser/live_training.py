"""A training on an open page, that a test watches and turns."""

from __future__ import annotations

import base64

from core.blocks.browser_training import images_block, live_block, plan_block
from core.training.run import RunConfig
from tests.browser.harness import Room, open_page, page_of

LIVE = Room(
    ("train/live/live.js",),
    """
const onend = (how, words) => told.push([how, words]);
window.training = mountTraining(document.getElementById("training"), { onend });
window.give = (text) => training.update(bytes(text));
window.result = async (how) => btoa([...await training.result(how)].map((byte) => String.fromCharCode(byte)).join(""));
""",
)
STYLES = ["train/live/live.css"]


class Live:
    """A training that goes on in a page of its own."""

    def __init__(self, page, folder, *, width: int = 1300, height: int = 900) -> None:
        self.page = page
        text = page_of(["training"], LIVE, styles=STYLES)
        self.complaints = open_page(page, text, folder / "training.html", width=width, height=height)

    def give(self, config: RunConfig, id: str = "one") -> None:
        dataset = config.dataset.load(image_size=config.model.image_size)
        block = live_block(plan_block(config, dataset), images_block(dataset), id=id)
        self.page.evaluate("(text) => give(text)", base64.b64encode(block).decode())

    @property
    def state(self) -> dict:
        return self.page.evaluate("() => training.state")

    def until(self, condition: str) -> None:
        """Wait for a condition on `seen`, JavaScript."""
        self.page.wait_for_function(f"() => {{ const {{ seen }} = training.state; return seen && ({condition}); }}")

    def result(self, **how) -> bytes:
        """Return what was learned, as the server is sent it."""
        return base64.b64decode(self.page.evaluate("(how) => result(how)", how))
