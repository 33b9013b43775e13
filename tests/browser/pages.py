"""Which pages are there, and what stands on each once it is there?"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.ui.conftest import ID

READY = {
    "/": ".pad .front",
    "/Learn": "h1",
    "/Explore": ".pad .front",
    "/Sample": ".samples .frame",
    "/Compare_models": ".versus .frame",
    "/Compare_maps": ".duo .front",
    "/Read": ".read .see",
    "/One_image": "canvas.sheet",
    "/Your_hand": "[data-testid=stFileUploader]",
    "/Your_hand?by=pad": "canvas.sheet",
    "/Write": ".writer .character",
    "/Look_inside": ".inside .step",
    "/Train": "p:text-matches('^About .* in this browser')",  # it has tried: the page is not drawn anew any more
    "/Library": "[class*=st-key-card-]",
}
WATCHED = {f"/Train?run={ID}": ".pad .front"}


def some_of(all_of_them: Iterable[str], *some: str) -> list:
    """Return all as parameters of a test, of which only some are asked each time and the others where there is time."""
    return [pytest.param(one, marks=[pytest.mark.long] * (one not in some)) for one in all_of_them]
