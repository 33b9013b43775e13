"""What does a pad need to lay its images out anew, to colour them, or to show a map as it forms? Arrays in, bytes out.

Each block is a packed file with the section "about", JSON whose `channel` says what it is; browser/pad/channel.js hands
it to the pad that shows the model, browser/map/layout.js and browser/pad/player.js read it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from core.packed import pack

NEAREST = 12  # points that have a say in a place, see core.projection.scattered
STEPS = 65535  # of a 16-bit number
CATEGORIES = 65534
TAIL = 0.5  # per cent at either end that share the outermost colour: one odd image must not take all the colours


@dataclass(frozen=True, eq=False)
class Colour:
    """A column to colour the points by.

    name: identifies it. title and unit: for the legend. values: for kind "number" finite floats (n,), for "category"
    integers (n,) that index `names`, -1 is none of them (noise). low, high: numbers at the ends of the scale; None
    leaves half a per cent of the values outside each end. rest: what -1 is called.
    """

    name: str
    title: str
    values: np.ndarray
    unit: str = ""
    kind: Literal["number", "category"] = "number"
    names: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    rest: str = "noise"


@dataclass(frozen=True)
class Mark:
    """An image to show on the map as a label, such as the most typical of a cluster. category: its colour, or None."""

    index: int
    text: str = ""
    category: int | None = None


def layout_block(
    *,
    model: str,
    id: str,
    n: int,
    xy: np.ndarray | None = None,
    reach: float | None = None,
    note: str = "",
    colour: Colour | None = None,
    marks: Sequence[Mark] = (),
) -> bytes:
    """Return the block that lays a pad's n images out; equal arguments give equal bytes.

    model: id of the model whose pad is meant. id: any text that tells this layout from others. xy: places (n, 2) that
    only the images themselves explain, such as t-SNE's or UMAP's; None for the plane that the pad brings along. reach:
    of such a layout, see core.projection.Scattered; None lets the browser estimate it. note: a sentence below the map.
    marks: the earlier win where there is no room for all.
    Raises ValueError for places or a colour that are not n finite numbers, or a mark of an image that is not there.
    """
    if xy is not None:
        _check_places(xy, n)
    about: dict[str, Any] = {
        "channel": "layout",
        "model": model,
        "id": id,
        "n": n,
        "kind": "plane" if xy is None else "scattered",
        "note": note,
        "k": NEAREST,
        "reach": reach,
    }
    sections = {} if xy is None else {"xy": np.ascontiguousarray(xy, "<f4").tobytes()}
    meaning, column = _coloured(colour, marks, n)
    return _packed(about | meaning, sections | column)


def colour_block(*, model: str, n: int, colour: Colour | None, marks: Sequence[Mark] = ()) -> bytes:
    """Return the block that colours a pad's n images whatever their layout, so that no places travel with a colour.

    It goes before a layout's own colour and marks until another one comes; without colour and marks it takes itself
    back. Arguments and errors as in `layout_block`.
    """
    meaning, column = _coloured(colour, marks, n)
    return _packed({"channel": "colour", "model": model, "n": n} | meaning, column)


def frames_block(
    *,
    model: str,
    id: str,
    iterations: Sequence[int] | np.ndarray,
    xy: np.ndarray,
    total: int,
    title: str,
    unit: str = "iteration",
    live: bool = False,
    play: bool = False,
    first: int = 0,
) -> bytes:
    """Return frames of a map that forms, to be played; no frames at all end the film that the pad shows.

    id: of the layout that the film belongs to or leads to; its blocks are joined by iteration. iterations: (t,),
    ascending. xy: places (t, n, 2), finite. total: iterations of the whole. title: what is seen, such as "UMAP"; with
    another title a new film begins. unit: what is counted. live: whether more is to come; the pad then follows the
    newest frame. play: whether a film that is not live begins by itself. first: how many frames were sent before these.
    A frame takes 4 bytes an image: its places are counted in 1/65535 of the frame's own width.
    Raises ValueError if the shapes do not fit each other or a place is not finite.
    """
    if xy.ndim != 3 or xy.shape[2:] != (2,) or len(xy) != len(iterations):
        raise ValueError(f"xy must have shape ({len(iterations)}, n, 2), one for each iteration, got {xy.shape}.")
    if not np.isfinite(xy).all():
        raise ValueError("xy must be finite numbers.")
    boxes, places = _in_boxes(xy.astype(np.float64))
    about = {
        "channel": "frames",
        "model": model,
        "id": id,
        "n": int(xy.shape[1]),
        "total": int(total),
        "live": live,
        "play": play,
        "title": title,
        "unit": unit,
        "iterations": [int(i) for i in iterations],
        "boxes": boxes,
        "first": first,
    }
    return _packed(about, {"xy": places})


def making_block(*, model: str, id: str = "", title: str = "", waits: str = "", seconds: float = 0.0) -> bytes:
    """Return what a pad says on its map while another map is being made; no title takes it back.

    id: of the layout that is to come, title: what it is called. waits: words for why it has not begun, empty once it
    has; seconds: for how long it has been worked on, counted on by the browser.
    """
    about = {"channel": "making", "model": model, "id": id, "title": title, "waits": waits, "seconds": int(seconds)}
    return _packed(about, {})


def _in_boxes(xy: np.ndarray) -> tuple[list[list[float]], bytes]:
    """Return the square [cx, cy, span] around each frame, and its places counted from that square's lower left."""
    if xy.size == 0:
        return [], b""
    low, high = xy.min(1), xy.max(1)  # (t, 2)
    # As the browser reads them: rounded first, so that both count from the same corner.
    centre = ((low + high) / 2).astype(np.float32).astype(np.float64)
    span = ((high - low).max(1) * (1 + 1e-6) + 1e-9).astype(np.float32).astype(np.float64)
    share = (xy - centre[:, None]) / span[:, None, None] + 0.5
    counted = np.rint(np.clip(share, 0, 1) * STEPS).astype("<u2")
    return [[float(x), float(y), float(s)] for (x, y), s in zip(centre, span, strict=True)], counted.tobytes()


def _coloured(colour: Colour | None, marks: Sequence[Mark], n: int) -> tuple[dict[str, Any], dict[str, bytes]]:
    for mark in marks:
        if not 0 <= mark.index < n:
            raise ValueError(f"a mark must name one of the {n} images, 0 to {n - 1}, got {mark.index}.")
    shown = [{"index": int(mark.index), "text": mark.text, "category": mark.category} for mark in marks]
    if colour is None:
        return {"colour": None, "marks": shown}, {}
    about, column = _column(colour, n)
    return {"colour": about, "marks": shown}, {"colour": column}


def _column(colour: Colour, n: int) -> tuple[dict[str, Any], bytes]:
    values = np.asarray(colour.values)
    if values.shape != (n,):
        raise ValueError(f"the colour {colour.name!r} must have one value for each of {n} images, got {values.shape}.")
    about: dict[str, Any] = {"name": colour.name, "title": colour.title, "unit": colour.unit, "kind": colour.kind}
    if colour.kind == "category":
        about |= {"low": 0, "high": 0, "names": list(colour.names), "rest": colour.rest}
        return about, _categories(colour, values)
    if not np.isfinite(values).all():
        raise ValueError(f"the colour {colour.name!r} must be finite numbers.")
    ends = np.percentile(values, [TAIL, 100 - TAIL]) if n else np.zeros(2)
    low = float(ends[0]) if colour.low is None else colour.low
    high = float(ends[1]) if colour.high is None else colour.high
    if high < low:
        raise ValueError(f"the scale of {colour.name!r} must not end ({high:g}) below where it begins ({low:g}).")
    share = (values.astype(np.float64) - low) / (high - low or 1.0)
    cut = [bool((values < low).any()), bool((values > high).any())]
    counted = np.rint(np.clip(share, 0, 1) * STEPS).astype("<u2")
    return about | {"low": low, "high": high, "cut": cut, "names": []}, counted.tobytes()


def _categories(colour: Colour, values: np.ndarray) -> bytes:
    k = len(colour.names)
    if k > CATEGORIES or values.dtype.kind not in "iu" or (values.size and not -1 <= values.min() <= values.max() < k):
        raise ValueError(f"the categories of {colour.name!r} must be integers from -1 (none) to {k - 1}.")
    return (values.astype(np.int64) + 1).astype("<u2").tobytes()


def _check_places(xy: np.ndarray, n: int) -> None:
    if xy.shape != (n, 2):
        raise ValueError(f"xy must have shape ({n}, 2), got {xy.shape}.")
    if not np.isfinite(xy).all():
        raise ValueError("xy must be finite numbers.")


def _packed(about: dict[str, Any], sections: dict[str, bytes]) -> bytes:
    # allow_nan: the browser's JSON knows no NaN; better to fail here.
    return pack({"about": json.dumps(about, separators=(",", ":"), allow_nan=False).encode()} | sections)
