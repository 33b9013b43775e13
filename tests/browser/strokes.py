"""How does a test draw on a sheet with the mouse?"""

from __future__ import annotations

from collections.abc import Iterable


def draw_on(page, sheet, points: Iterable[tuple[float, ...]], *, steps: int = 1, lift: bool = True) -> None:
    """Draw one stroke; points begin with x and y in shares of the sheet. steps: moves from each to the next."""
    box = sheet.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y, *_ in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=steps)
    if lift:
        page.mouse.up()
