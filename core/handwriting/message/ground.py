"""Which lines are printed on the paper that a message is written on?"""

from __future__ import annotations

import numpy as np

from core.handwriting.message.message import Message, MessagePage

SQUARE = 5.0  # mm of a square's side
WIDTH, COLOUR = 0.18, "#c3d2e8"  # mm; of lines that are paler than any ink


def printed(message: Message, page: MessagePage) -> np.ndarray:
    """Return the lines as x0, y0, x1, y1 in mm, float (n, 4); none on plain paper."""
    w, h = message.paper
    if message.config.ground == "ruled":
        return np.array([(0, y, w, y) for y in page.ruling], float).reshape(-1, 4)
    if message.config.ground == "squared":
        rows = [(0, y, w, y) for y in np.arange(SQUARE, h, SQUARE)]
        return np.array([*rows, *((x, 0, x, h) for x in np.arange(SQUARE, w, SQUARE))], float)
    return np.zeros((0, 4))
