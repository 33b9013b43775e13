"""How is what was made kept in memory for all visitors, by what it was made from?

As st.cache_resource does, but that reads the function's signature and hashes its arguments at every call, of which some
pages make dozens.
"""

from __future__ import annotations

import functools
import inspect
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")


def kept(entries: int) -> Callable[[Callable[Given, Made]], Callable[Given, Made]]:
    """Have what a function returns kept, of the last so many calls that differ.

    Arguments are given by position. Those whose names begin with an underscore do not count; the others can be hashed,
    and name all that the result depends on. It is made once however many ask for it meanwhile, and is shared: not to be
    changed. What raises is not kept.
    """

    def decorate(make: Callable[Given, Made]) -> Callable[Given, Made]:
        counted = [place for place, name in enumerate(inspect.signature(make).parameters) if not name.startswith("_")]
        here = _Kept(make, counted, entries)

        @functools.wraps(make)
        def given_or_made(*given: Any) -> Made:
            return here.get(*given)

        return cast("Callable[Given, Made]", given_or_made)

    return decorate


class _Kept:
    def __init__(self, make: Callable[..., Any], counted: list[int], entries: int) -> None:
        self.make, self.counted, self.entries = make, counted, entries
        self.lock = threading.Lock()
        self.found: OrderedDict[Hashable, Any] = OrderedDict()
        # A lock lasts as long as somebody makes the thing or waits for it, also when making it has failed.
        self.making: weakref.WeakValueDictionary[Hashable, threading.Lock] = weakref.WeakValueDictionary()

    def get(self, *given: Any) -> Any:
        key = tuple([(type(given[place]), given[place]) for place in self.counted])  # 1 is not True
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
            making = self.making.setdefault(key, threading.Lock())
        with making:
            with self.lock:
                if key in self.found:  # another visitor asked a moment earlier
                    return self.found[key]
            made = self.make(*given)
            with self.lock:
                self.found[key] = made
                while len(self.found) > self.entries:
                    self.found.popitem(last=False)
            return made
