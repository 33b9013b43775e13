"""Which letters does a test look through? As many as it likes, cut out of words that were drawn for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.handwriting.letters.letters import Letter

X_HEIGHT = 20
WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "lazy", "dogs", "And", "then", "7", "rest,")


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is looked at of a page. ink: bool (h, w)."""

    ink: np.ndarray


def drawn(n: int, *, doubtful: float = 0.1, seed: int = 0) -> tuple[list[Sheet], list[Letter], list[str]]:
    """Return a page with words of altogether n letters, the letters, and an id for each. doubtful: share of them."""
    rng, font = np.random.default_rng(seed), ImageFont.load_default(36)
    lines, made = -(-n // 40), []
    page = Image.new("L", (1400, 80 * (lines + 2)), 0)
    x, line, word = 40.0, 0, 0
    while len(made) < n:
        text = WORDS[int(rng.integers(len(WORDS)))]
        if x > 1200:
            x, line, word = 40.0, line + 1, 0
        for place, sign in enumerate(text[: n - len(made)]):
            alone = Image.new("L", (60, 80), 0)
            ImageDraw.Draw(alone).text((10, 10), sign, fill=255, font=font)
            ink = np.asarray(alone) > 100
            rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
            ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            top, left = 60 + 80 * line + int(rows[0]), round(x)
            base = 60 + 80 * line + 46
            page.paste(255, (left, top), Image.fromarray(ink))
            box = (left, top, left + ink.shape[1], top + ink.shape[0])
            doubt = 0.9 + 0.1 * float(rng.random()) if rng.random() < doubtful else 0.8 * float(rng.random())
            made.append(
                Letter(
                    sign, 0, line, word, place, text, box, left / X_HEIGHT, ink.shape[1] / X_HEIGHT,
                    (base - box[3]) / X_HEIGHT, (base - box[1]) / X_HEIGHT, doubt, "page.png", ink,
                )
            )  # fmt: skip
            x += ink.shape[1] + 3
        x, word = x + 30, word + 1
    return [Sheet(np.asarray(page) > 100)], made, [f"{k:016x}" for k in range(n)]
