"""How does a page of a message leave the app as a film of it being written?"""

from __future__ import annotations

import numpy as np

from core.export.message_signs import MADE_BY, ORIGIN, RIGHTS, title_of
from core.export.moving_picture import MOST_PIXELS, Format, film
from core.handwriting.message.draw import coverage
from core.handwriting.message.message import Message, MessagePage
from core.handwriting.message.pens import PenStroke, strokes_of

SECONDS, STILL = 0.06, 14  # of a frame; frames at the end that show all
MOST_FRAMES = 220
AIR = 3.0  # mm around the ink
WIDER = 1.7  # times its usual width, that a stroke uncovers


def writing(
    message: Message, page: MessagePage, *, format: Format = "gif", size: int = 480, loop: bool = True
) -> bytes:
    """Return a page being written, its ink appearing along the pen's strokes. size: the longer side in pixels.

    In the ink's own colour on white. Long messages are written faster: a film has 220 frames at most. Raises ValueError
    as `film` does.
    """
    resolution = size / max(message.paper) * 1.6
    ink = coverage(message, page, resolution)
    rows, columns = np.flatnonzero(ink.any(1)), np.flatnonzero(ink.any(0))
    air = round(AIR * resolution)
    top, left = max(0, rows[0] - air), max(0, columns[0] - air)
    ink = ink[top : rows[-1] + air, left : columns[-1] + air]
    times = when(strokes_of(message, page), ink, (left, top), resolution, message.config.size)
    count = int(min(MOST_FRAMES, MOST_PIXELS // size**2 - STILL, np.ceil(times.max() / SECONDS) + 1))
    moments = np.linspace(0, times.max(), count)
    frames = np.stack([np.where(times <= moment, ink, 0) for moment in (*moments, *[moments[-1]] * STILL)])
    said = f"{title_of(message.text)}\n{ORIGIN} {RIGHTS} {MADE_BY}."
    colour = message.config.rgb
    return film(frames, format=format, seconds_per_frame=SECONDS, loop=loop, size=size, colour=colour, comment=said)


def when(
    strokes: tuple[PenStroke, ...], ink: np.ndarray, corner: tuple[int, int], resolution: float, x_height: float
) -> np.ndarray:
    """Return when each pixel of ink appears, seconds, float32 (h, w): when the pen first comes by, or near it."""
    import cv2

    times = np.full(ink.shape, np.inf, np.float32)
    width = max(2, round(WIDER * 0.16 * x_height * resolution))
    for stroke in reversed(strokes):  # the first to come by is drawn last
        points = np.round(stroke.points * resolution - corner).astype(int)
        clock = np.linspace(stroke.begin, stroke.end, len(points))
        for k in range(len(points) - 1, 0, -1):
            cv2.line(times, points[k - 1].tolist(), points[k].tolist(), float(clock[k]), width)
        if len(points) == 1:
            cv2.circle(times, points[0].tolist(), width, stroke.begin, -1)
    unknown = ~np.isfinite(times)
    if unknown.any() and not unknown.all():
        _, nearest = cv2.distanceTransformWithLabels(
            unknown.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        known = np.zeros(int(nearest.max()) + 1, np.float32)
        known[nearest[~unknown]] = times[~unknown]
        times = known[nearest]
    times[ink == 0] = 0
    return times
