"""What does a visitor see when code or a block does not come: a sentence, and then the page all the same?"""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.browser

BLOCK, CODE = re.compile(r"/shelf/[0-9a-f]{32}$"), re.compile(r"/shelf/code/[0-9a-f]{16}/pad/entry")
SENTENCE = "This part has not come from the server yet. It is tried again by itself."


def test_code_that_does_not_come_is_said_and_tried_again(page, address):
    asked = []

    def fail_at_first(route):
        asked.append(route.request.url)
        route.abort() if len(asked) < 2 else route.continue_()

    page.route(CODE, fail_at_first)
    page.goto(address)
    page.locator(".unfetched", has_text=SENTENCE).first.wait_for(timeout=30_000)
    page.locator(".pad .where").wait_for(timeout=30_000)
    assert len(asked) > 1 and page.locator(".unfetched").count() == 0


def test_blocks_that_never_come_by_address_are_sent_when_asked_for(page, address):
    page.route(BLOCK, lambda route: route.fulfill(status=404, body=""))
    page.goto(address)
    page.locator(".unfetched", has_text=SENTENCE).first.wait_for(timeout=30_000)
    page.locator(".pad .where").wait_for(timeout=60_000)
    assert page.locator(".unfetched").count() == 0
