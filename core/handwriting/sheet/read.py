"""Which letters, by name, are on photographs of printed sheets that somebody has filled in?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from core.handwriting.letters.letters import Letter, shade_of
from core.handwriting.page.picture import open_picture
from core.handwriting.sheet.find import RESOLUTION, FlatSheet, FoundMarks, find_marks, flattened
from core.handwriting.sheet.ink import Written, ink_of, written
from core.handwriting.sheet.plan import NAME, SIDE, SLOTS, Cell, Sheet, SheetPlan
from core.types import DataError
from core.words.text import shown_name

OnProgress = Callable[[str, float], None]

USUAL = (SheetPlan(), SheetPlan(paper="letter"))  # the sheets that need no plan to be read
LOW = frozenset("acemnorsuvwxzаевикмнопстхшыьяαεικνοπστυω")  # letters as high as the upper line
ENOUGH_LOW = 8  # of them, to say how high somebody writes
LEAST_EDGE, SURE_EDGE = 0.6, 0.85  # of the squares along the edges: with fewer in place letters may be in a wrong cell
MOST_BENT = 7.0  # mm
SAME = 0.82  # of the ink of one photograph that is on the other: .6 where one hand wrote on two prints, else over .9
ALIKE_RESOLUTION = 3.0  # pixels per mm at which they are compared
MOST_TOLD = 12  # letters named in one remark


@dataclass(frozen=True, eq=False)
class ReadSheet:
    """A sheet that was read from one photograph. written: what stands in its cells. missing: corners without a mark."""

    source: str
    plan: SheetPlan
    sheet: Sheet
    flat: FlatSheet
    ink: np.ndarray
    written: tuple[Written, ...]
    empty: tuple[Cell, ...]
    crossed: tuple[Cell, ...]
    missing: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def says(self) -> str:
        """Return one sentence: which sheet it is, and how many cells are written, empty and crossed out."""
        n = len(self.plan.sheets)
        told = [f"{len(self.written)} of {len(self.sheet.cells)} cells are written"]
        told += [f"{len(self.empty)} are empty ({_named(self.empty)})"] if self.empty else []
        told += [f"{len(self.crossed)} are crossed out ({_named(self.crossed)})"] if self.crossed else []
        return f"{shown_name(self.source)}: sheet {self.sheet.page + 1} of {n}: {', '.join(told)}."


@dataclass(frozen=True, eq=False)
class SheetReading:
    """All that photographs of sheets gave. x_height: mm, how high small letters are written, or the sheet's own.

    letters: what stands in cells for single letters, as from pages: page is the sheet's number in its plan, line its
    row, word the place of the letter's name in the row, place that of its cell; a box is in pixels of the flat sheet,
    RESOLUTION per mm; left counts from the left of the cells; doubt is how much may be a neighbour's. words: the same
    of cells for whole words. remarks: one sentence for each photograph that gave nothing, and for what else somebody
    should know.
    """

    letters: tuple[Letter, ...]
    words: tuple[Letter, ...]
    sheets: tuple[ReadSheet, ...]
    remarks: tuple[str, ...]
    x_height: float


def read_sheets(
    photographs: Iterable[tuple[str, bytes]], plan: SheetPlan | None = None, *, on_progress: OnProgress | None = None
) -> SheetReading:
    """Read photographs or scans, (name, bytes of the file), into one set. plan: None for the usual ones.

    A sheet photographed twice is taken once. What cannot be read is left out and told. Raises DataError if nothing
    can be read, with what is wrong with the first.
    """
    photographs = list(photographs)
    read: list[ReadSheet] = []
    remarks: list[str] = []
    for n, (name, data) in enumerate(photographs):
        if on_progress:
            on_progress(f"Reading {shown_name(name)}", n / len(photographs))
        try:
            read += read_photograph(name, open_picture(data).pixels, plan)
        except DataError as error:
            remarks.append(f"{shown_name(name)}: {error}")
    kept, twice = _once(read)
    if not kept:
        raise DataError(remarks[0] if remarks else "there is no photograph to read.")
    remarks += twice + [remark for one in kept for remark in one.remarks]
    found, x_height = _letters(kept)
    words = {cell.text for one in kept for cell in one.sheet.cells if cell.kind == "word"}
    return SheetReading(
        letters=tuple(letter for letter in found if letter.text not in words),
        words=tuple(letter for letter in found if letter.text in words),
        sheets=tuple(kept),
        remarks=tuple(remarks),
        x_height=x_height,
    )


def read_photograph(name: str, pixels: np.ndarray, plan: SheetPlan | None = None) -> list[ReadSheet]:
    """Read the sheets on one photograph, uint8 (h, w) or (h, w, 3), any way up. Raises DataError, about "it"."""
    grey = pixels if pixels.ndim == 2 else pixels.min(2)  # ink of any colour is dark in one of the three
    marks = find_marks(grey)
    if not marks:
        raise DataError(
            "no printed sheet is seen on it: the black squares in its corners must be in the picture, sharp and not "
            "mirrored."
        )
    seen = [one for one in marks if len(one.corners) >= 3] or marks[:1]
    return [_read(name, grey, one, USUAL if plan is None else (plan,)) for one in seen]


def _read(name: str, grey: np.ndarray, marks: FoundMarks, plans: Sequence[SheetPlan]) -> ReadSheet:
    plan, flat, remark = _fitting(grey, marks, plans)
    if marks.page >= len(plan.sheets):
        raise DataError(f"its marks say sheet {marks.page + 1}, and the plan has {len(plan.sheets)}.")
    sheet = plan.sheets[marks.page]
    ink = ink_of(plan, sheet, flat)
    cells, empty, crossed = written(sheet, ink)
    if not cells:
        raise DataError(f"it is sheet {sheet.page + 1}, and nothing is written on it.")
    missing, remarks = marks.missing, [remark] if remark else []
    if missing:
        remarks.append(f"the {missing[0]} mark is not seen: the other three were enough.")
    remarks = tuple(f"{shown_name(name)}: {told}" for told in remarks)
    return ReadSheet(name, plan, sheet, flat, ink, tuple(cells), tuple(empty), tuple(crossed), missing, remarks)


def _fitting(grey: np.ndarray, marks: FoundMarks, plans: Sequence[SheetPlan]) -> tuple[SheetPlan, FlatSheet, str]:
    """Return the plan that the sheet is of, the sheet flat, and a remark or "". Raises DataError if it is of none."""
    found, wrong = [], None
    for plan in plans:
        try:
            flat = flattened(grey, plan, marks)
        except DataError as error:
            wrong = wrong or error
            continue
        if flat.code == (plan.code, marks.page) and flat.edge >= SURE_EDGE and flat.bend < MOST_BENT:
            return plan, flat, ""
        found.append((plan, flat))
    said = next((flat.code for _, flat in found if flat.code and flat.code[1] == marks.page), None)
    if said is not None and said[0] not in {plan.code for plan, _ in found}:
        asked = "of this plan" if len(plans) == 1 else "one of the usual sheets"
        raise DataError(f"it is not {asked} but of plan {said[0]:05x}: read it with the plan saved beside its PDF.")
    if not found:
        raise wrong or DataError("there is no plan to read it by.")
    plan, flat = max(found, key=lambda one: (said == (one[0].code, marks.page), one[1].edge))
    if flat.edge < LEAST_EDGE or flat.bend > MOST_BENT:
        raise DataError("the squares along its edges are not where they should be: it is blurred, covered or too bent, "
                        "or not a sheet of this plan.")  # fmt: skip
    if said is None:
        taken = f"sheet {marks.page + 1} of plan {plan.code:05x}"
        return plan, flat, f"the strip at its top cannot be read: it is taken for {taken}."
    return plan, flat, "its edges are bent or covered: some letters may stand in a wrong cell, so look them through."


def _once(found: list[ReadSheet]) -> tuple[list[ReadSheet], list[str]]:
    """Keep the best photograph of each sheet, and say of which there are more.

    A sheet that was printed twice, and written on twice, is two sheets: its ink differs. One that was written on
    further between two photographs is one: the fuller is kept.
    """
    kept: list[ReadSheet] = []
    remarks = []
    for one in sorted(found, key=lambda one: (-(len(one.written) // 8), len(one.missing), -one.flat.sharpness)):
        same = next((other for other in kept if _same(one, other)), None)
        if same is None:
            kept.append(one)
        else:
            remarks.append(
                f"{shown_name(one.source)} shows the same sheet as {shown_name(same.source)}: it is taken once, from "
                "the latter."
            )
    order = {id(one): k for k, one in enumerate(found)}
    return sorted(kept, key=lambda one: (one.sheet.page, order[id(one)])), remarks


def _same(one: ReadSheet, other: ReadSheet) -> bool:
    if (one.plan, one.sheet.page) != (other.plan, other.sheet.page):
        return False
    a, b = (_coarse(each.ink) for each in (one, other))
    return float(np.minimum(a, b).sum() / min(a.sum(), b.sum())) > SAME


def _coarse(ink: np.ndarray) -> np.ndarray:
    import cv2

    scale = ALIKE_RESOLUTION / RESOLUTION
    small = cv2.resize(ink.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.GaussianBlur(small, (0, 0), 0.6)


def _letters(sheets: Sequence[ReadSheet]) -> tuple[tuple[Letter, ...], float]:
    """Return what is written on all sheets, and the x-height in mm: the writer's, where enough small letters are there.

    The base line, too, is the writer's: as far beside the printed one as small letters usually end.
    """
    low = [(one, w) for one in sheets for w in one.written if w.cell.text in LOW]
    cells = [w.cell for one in sheets for w in one.written]
    x_height, off = float(np.median([cell.base - cell.x_line for cell in cells])), 0.0
    if len(low) >= ENOUGH_LOW:
        measured = float(np.median([w.ink.shape[0] / RESOLUTION for _, w in low]))
        x_height = float(np.clip(measured, 0.4 * x_height, 1.8 * x_height))
        ends = [(w.top + w.ink.shape[0]) / RESOLUTION - w.cell.base for _, w in low]
        off = float(np.clip(np.median(ends), -0.6 * x_height, 0.6 * x_height))
    return tuple(letter for one in sheets for letter in _of_sheet(one, x_height, off)), x_height


def _of_sheet(one: ReadSheet, x_height: float, off: float) -> Iterator[Letter]:
    """Yield what is written in a sheet's cells. off: mm by which the writer's base line lies under the printed one."""
    lines = sorted({cell.base for cell in one.sheet.cells})
    slot = (one.plan.size[0] - 2 * SIDE) / SLOTS
    first = min(cell.box[0] for cell in one.sheet.cells)
    for w in one.written:
        (h, wide), cell = w.ink.shape, w.cell
        word = int((cell.box[0] - SIDE) / slot)
        low = (cell.base + off - (w.top + h) / RESOLUTION) / x_height
        box = (w.left, w.top, w.left + wide, w.top + h)
        yield Letter(
            text=cell.text,
            page=one.sheet.page,
            line=lines.index(cell.base),
            word=word,
            place=round((cell.box[0] - SIDE - word * slot - NAME) / (cell.box[2] - cell.box[0])),
            of=cell.text,
            box=box,
            left=(w.left / RESOLUTION - first) / x_height,
            width=wide / RESOLUTION / x_height,
            low=low,
            high=low + h / RESOLUTION / x_height,
            doubt=w.doubt,
            source=one.source,
            ink=w.ink,
            shade=shade_of(w.ink, one.flat.darkness, box),
        )


def _named(cells: Sequence[Cell]) -> str:
    """Return which letters cells are for: "a, q 3 times"."""
    counts = Counter(cell.text for cell in cells)
    told = [text if n == 1 else f"{text} {n} times" for text, n in list(counts.items())[:MOST_TOLD]]
    return ", ".join([*told, *(["and more"] if len(counts) > MOST_TOLD else [])])
