"""What does each step of a network do, in words that need no mathematics?"""

from __future__ import annotations

import itertools
import math
from typing import Any

TITLES = {"linear": "Dense layer", "conv2d": "Convolution", "conv_transpose2d": "Transposed convolution"}
EMBEDDING = "Each class has its own row of numbers, learned in training; a mix of classes mixes their rows."
KINDS = "Each kind has its own row of numbers, learned in training without classes; in between two, their rows mix."
AFTER = {
    "relu": "ReLU: what is below 0 becomes 0.",
    "silu": "SiLU: what is far below 0 becomes almost 0, what is above passes.",
    "tanh": "Tanh: every number is squeezed into -1 to 1.",
    "sigmoid": "Sigmoid: every number is squeezed into 0 to 1, from paper to ink.",
    "softmax": "Softmax: they become probabilities, which sum to 1.",
    "scale": "Batch norm: each {channel} has its own scale and shift, fixed since training.",
}


def title(op: dict[str, Any], shown: tuple[int, int, int]) -> str:
    """Return a step's heading. shown: tiles, their height and width."""
    return f"{TITLES.get(op['op'], op['op'].replace('_', ' ').capitalize())} → {measure(shown)}"


def measure(shown: tuple[int, int, int]) -> str:
    """Write how much a step makes: "16 images of 14 x 14", "128 numbers"."""
    tiles, height, width = shown
    if height * width == 1:
        return "1 number" if tiles == 1 else f"{tiles:,} numbers"
    return f"an image of {height} x {width}" if tiles == 1 else f"{tiles:,} images of {height} x {width}"


def sentences(
    ops: list[dict[str, Any]],
    source: tuple[int, ...],
    shown: tuple[int, int, int],
    *,
    bias: bool,
    folded: bool,
    parts: str = "",
) -> str:
    """Say what a step does to what it reads.

    ops: the step's operations, that with weights first. source: shape of what it reads. bias: whether one is added.
    folded: whether a batch norm of training is part of its weights. parts: what lies side by side in what it reads.
    """
    said = [_weighted(ops[0], source, shown, bias, parts)]
    if folded:
        said.append("Batch norm is folded into the weights.")
    ink = brought_to_ink(ops)
    for op in ops:
        if op is ink:
            said.append("Halved, with a half added: from 0 to 1, from paper to ink.")
        elif op["op"] == "leaky_relu":
            said.append(f"Leaky ReLU: what is below 0 is multiplied by {op['slope']:g}.")
        elif op["op"] == "upsample":
            said.append(f"Enlarged to {op['shape'][1]} x {op['shape'][2]} by {_enlarged(op)}.")
        elif op["op"] in AFTER:
            said.append(AFTER[op["op"]].format(channel="image" if len(op["shape"]) == 3 else "number"))
    return " ".join(filter(None, said))


def brought_to_ink(ops: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the operation among a step's that only brings what is from -1 to 1 into 0 to 1, None without one."""
    return next((b for a, b in itertools.pairwise(ops) if (a["op"], b["op"]) == ("tanh", "scale")), None)


def facts(count: int, multiplications: int) -> str:
    """Write what a step costs: its learned numbers and its multiply-adds."""
    return f"{count:,} parameters · {multiplications:,} multiply-adds"


def _weighted(op: dict[str, Any], source: tuple[int, ...], shown: tuple[int, int, int], bias: bool, parts: str) -> str:
    plus = ", plus a bias" if bias else ""
    if op["op"] == "linear":
        rows = op["shape"][0]
        each = "Its one number is" if rows == 1 else f"Each of its {rows:,} numbers is"
        laid = f" They are laid out as {measure(shown)}." if shown[1] * shown[2] > 1 else ""
        of = f"all {source[0]:,} it reads{f', {parts}' if parts else ''}"
        return f"{each} a weighted sum of {of}{plus}.{laid}"
    if op["op"] == "conv2d":
        return _slides(op, source)
    return _stamps(op, source) if op["op"] == "conv_transpose2d" else ""


def _slides(op: dict[str, Any], source: tuple[int, ...]) -> str:
    over = "the image" if source[0] == 1 else f"all {source[0]} images at once"
    steps = f" in steps of {op['stride'][0]}" if op["stride"][0] > 1 else ""
    slide = "slide" if op["shape"][0] > 1 else "slides"
    return f"{_filters(op)} {slide} over {over}{steps}: {_sides(source[1], op['shape'][1])}."


def _stamps(op: dict[str, Any], source: tuple[int, ...]) -> str:
    size = " x ".join(map(str, op["kernel"]))
    of = "the image" if source[0] == 1 else f"the {source[0]} images"
    return (
        f"{_filters(op)} {'work as stamps' if op['shape'][0] > 1 else 'works as a stamp'}: every number of {of} prints "
        f"{size} pixels, what overlaps adds up, and {_sides(source[1], op['shape'][1])}."
    )


def _filters(op: dict[str, Any]) -> str:
    count = op["shape"][0]
    return f"{count} filter{'s' if count > 1 else ''} of {' x '.join(map(str, op['kernel']))}"


def _sides(before: int, after: int) -> str:
    if before == after:
        return f"the side stays {after}"
    known = {2 * before: "doubles", 2 * after: "halves"}
    for change, verb in known.items():
        if change in (after, before) and math.isclose(max(before, after), 2 * min(before, after)):
            return f"the side {verb} from {before} to {after}"
    return f"the side goes from {before} to {after}"


def _enlarged(op: dict[str, Any]) -> str:
    return "repeating pixels" if op["mode"] == "nearest" else "going evenly from pixel to pixel"
