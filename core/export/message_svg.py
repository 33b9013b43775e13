"""How does a page of a message leave the app as an SVG, each letter drawn once, that opens anywhere?"""

from __future__ import annotations

import base64
from xml.sax.saxutils import escape

import numpy as np

from core.export.message_signs import MADE_BY, ORIGIN, RIGHTS, title_of
from core.handwriting.message.ground import COLOUR, WIDTH, printed, sheet_jpeg
from core.handwriting.message.message import Matrix, Message, MessagePage
from core.handwriting.message.outline import Outline

PLACES = 2  # after the point of a place, mm
FINER = 2  # times as fine are a path's units, so that the middle between two points is a whole number


def svg(message: Message, page: MessagePage, *, paper: bool = True, own: bytes | None = None) -> str:
    """Return a page as SVG, in mm. paper: white, with its printed lines, or photographed; else transparent, without.

    own: the photographed paper, a JPEG. Raises DataError where that is wanted and not there.
    """
    w, h = message.paper
    shapes = list(dict.fromkeys(one.shape for line in page.lines for one in line.placed))
    symbols = [
        f'<symbol id="s{n}" overflow="visible"><path d="{_path(message.shapes[shape])}"/></symbol>'
        for n, shape in enumerate(shapes)
    ]
    number = {shape: n for n, shape in enumerate(shapes)}
    lines = []
    for line in page.lines:
        uses = "".join(f'<use href="#s{number[one.shape]}" transform="{_matrix(one.matrix)}"/>' for one in line.placed)
        joins = "".join(f'<path d="{_curve(join.curve())}"/>' for join in line.joins)
        lines.append(f'<g aria-label="{escape(line.text, {chr(34): "&quot;"})}">{uses}{joins}</g>')
    text = escape("\n".join(line.text for line in page.lines))
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w:g}mm" height="{h:g}mm" viewBox="0 0 {w:g} {h:g}" '
            'role="img">',
            f"<title>{escape(title_of(message.text))}</title>",
            f"<desc>{text}\n{escape(ORIGIN)} {RIGHTS} {MADE_BY}.</desc>",
            f"<defs>{''.join(symbols)}</defs>",
            *(_paper(message, page, own) if paper else []),
            f'<g fill="{message.config.ink}">{"".join(lines)}</g>',
            "</svg>",
            "",
        ]
    )


def _paper(message: Message, page: MessagePage, own: bytes | None) -> list[str]:
    w, h = message.paper
    if (sheet := sheet_jpeg(message, own)) is not None:
        data = base64.b64encode(sheet).decode()
        return [
            f'<image width="{w:g}" height="{h:g}" preserveAspectRatio="none" href="data:image/jpeg;base64,{data}"/>'
        ]
    found = [f'<rect width="{w:g}" height="{h:g}" fill="#fff"/>']
    ruled = printed(message, page)
    if len(ruled):
        lines = "".join(f"M{_short(a)} {_short(b)}L{_short(c)} {_short(d)}" for a, b, c, d in ruled)
        found.append(f'<path d="{lines}" stroke="{COLOUR}" stroke-width="{WIDTH:g}" fill="none"/>')
    return found


def _path(outline: Outline) -> str:
    """Return curves as path data, in halves of the outline's units: after the first curve, each needs its end alone."""
    found = []
    for curve in outline:
        control = curve.astype(int) * FINER
        middle = (control + np.roll(control, -1, 0)) // 2  # whole: both are even
        start = middle[-1]
        steps = np.diff(middle, axis=0, prepend=start[None])
        first = control[0] - start
        found.append(f"M{_pair(start)}q{_pair(first)}{_joined(steps[0])}t" + _pairs(steps[1:]).lstrip() + "z")
    return "".join(found)


def _curve(control: np.ndarray) -> str:
    """Return a closed curve in mm as path data."""
    middle = (control + np.roll(control, -1, 0)) / 2
    text = f"M{_short(middle[-1][0])} {_short(middle[-1][1])}"
    for c, m in zip(control, middle, strict=True):
        text += f"Q{_short(c[0])} {_short(c[1])} {_short(m[0])} {_short(m[1])}"
    return text + "Z"


def _pair(pair: np.ndarray) -> str:
    return f"{pair[0]}{_joined(pair[1:])}"


def _pairs(pairs: np.ndarray) -> str:
    return _joined(pairs.ravel())


def _joined(numbers: np.ndarray) -> str:
    """Return numbers, each with a space before it unless its sign parts it from the one before."""
    return "".join(f"{n}" if n < 0 else f" {n}" for n in numbers.tolist())


def _matrix(matrix: Matrix) -> str:
    a, b, c, d, e, f = matrix
    turn = " ".join(_number(f"{v / FINER:.3g}") for v in (a, b, c, d))
    return f"matrix({turn} {_short(e)} {_short(f)})"


def _short(value: float) -> str:
    return _number(f"{value:.{PLACES}f}".rstrip("0").rstrip("."))


def _number(text: str) -> str:
    text = "0" if text in ("-0", "") else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
