"""What does a pad need to give its pictures the strokes of a flow, and where does it stop being the model's picture?

browser/pad/refiner.js reads the block; core.models.flow_travel.refine does the same in Python.
"""

from __future__ import annotations

import json

from core.library.folder import Entry, browser_bin
from core.models.refiner import STEPS_BY_T0, fixed_noise
from core.networks.browser import browser_graph
from core.packed import pack, unpack
from core.types import ModelError

CHANNEL = "refiner"


def refiner_block(
    browser: bytes | None, *, model: str, kind: str, flow: str, title: str, image_size: int, alike: bool
) -> bytes:
    """Return what a pad is told of a flow that can refine its pictures; equal arguments give equal bytes.

    browser: browser.bin of the flow; None as long as nobody has asked for it: it is by far the most of the block.
    model: which pad is meant; kind: what that model is called, such as "VAE". flow: the flow's id, title: its title.
    image_size: side of the pad's pictures. alike: whether the flow has learned the classes of the model.
    Raises ModelError if it is no flow of that size.
    """
    about = {
        "channel": CHANNEL,
        "model": model,
        "id": flow,
        "kind": kind,
        "title": title,
        "size": image_size,
        "alike": alike,
        "steps": STEPS_BY_T0,
    }
    sections = {"about": json.dumps(about, separators=(",", ":")).encode()}
    if browser is not None:
        sections |= {"flow": solver_of(browser, image_size), "noise": fixed_noise(image_size).tobytes()}
    return pack(sections)


def refiner_between(entry: Entry, flow: Entry, *, whole: bool) -> bytes:
    """Return what the pad of a model is told of a flow. whole: with the flow's network. Raises ModelError."""
    return refiner_block(
        browser_bin(flow) if whole else None,
        model=entry.id,
        kind=entry.config.model.kind,
        flow=flow.id,
        title=flow.title,
        image_size=entry.config.model.image_size,
        alike=flow.config.classes == entry.config.classes,
    )


def solver_of(browser: bytes, image_size: int) -> bytes:
    """Return the packed network of a flow out of its browser.bin. Raises ModelError if it is none of that size."""
    held = unpack(browser)
    if "decoder" not in held:
        raise ModelError("the packed file holds no decoder.")
    last = browser_graph(held["decoder"])["ops"][-1]
    if last["op"] != "solve":
        raise ModelError("only what draws in steps can go on from a picture, and this model draws at once.")
    if last["shape"] != [1, image_size, image_size]:
        side = last["shape"][-1]
        raise ModelError(
            f"this flow draws {side} x {side} pixels, and the pictures that it should refine have "
            f"{image_size} x {image_size}."
        )
    return held["decoder"]
