"""Is what pages ask for made once, kept by what counts, and not for ever?"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.cache.kept import kept


def test_what_was_made_is_kept_by_what_counts_and_the_one_asked_for_longest_ago_goes():
    made: list[tuple] = []

    @kept(2)
    def thing(name: str, size: int, _how: object) -> list:
        made.append((name, size))
        return [name, size]

    first = thing("a", 1, object())
    assert thing("a", 1, object()) is first and thing("a", 2, None) is not first
    assert thing("a", 1, None) is first  # asked for again: not the oldest any more
    thing("b", 1, None)
    assert thing("a", 1, None) is first and made == [("a", 1), ("a", 2), ("b", 1)]
    thing("a", 2, None)
    assert made[-1] == ("a", 2)
    assert thing.__name__ == "thing"


def test_many_who_ask_at_once_share_one_and_who_asks_for_another_does_not_wait():
    begun, go_on, made = threading.Event(), threading.Event(), []

    @kept(4)
    def thing(name: str) -> str:
        made.append(name)
        if name == "slow":
            begun.set()
            assert go_on.wait(20)
        return name

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(thing, "slow") for _ in range(4)]
        assert begun.wait(20)
        assert pool.submit(thing, "other").result(20) == "other"
        go_on.set()
        assert [each.result(20) for each in asked] == ["slow"] * 4
    assert made == ["slow", "other"]


def test_what_raises_is_asked_for_anew_also_by_those_who_waited():
    tries = []

    @kept(4)
    def thing(name: str) -> int:
        tries.append(name)
        time.sleep(0.01)
        if len(tries) < 3:
            raise ValueError("not yet")
        return len(tries)

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(thing, "a") for _ in range(4)]
        failed = [each for each in asked if each.exception(20)]
    assert len(failed) == 2 and thing("a") == 3 and len(tries) == 3
    with pytest.raises(TypeError):
        thing([])
