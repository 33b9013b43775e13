"""Where in a photograph is a printed sheet, and how does it look flat, from straight above?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.handwriting.sheet import marks as sheet_marks
from core.handwriting.sheet.marks import CORNERS, MARK, TICK
from core.handwriting.sheet.plan import SheetPlan
from core.types import DataError

RESOLUTION = 8.0  # pixels per mm of a flat sheet
LONGEST = (1300, 2400, 4000)  # pixels of the longer side at which marks are looked for, one after the other
MOST_ENLARGED = 1.6  # times
DARK = 0.5  # of the ink of the marks: above it a square is black
REACH = 3.0  # mm that a square on the edge may lie from where it is expected
ROUNDS = 4  # of looking for the squares on the edges, each time on a sheet that is flatter
STILL, CLOSE = 0.15, 0.8  # mm that squares are off where it is flat enough, and where they tell of the letters' places
ENOUGH_MARKS = 3
OFF = 2.0  # mm by which a mark's corner may miss its place among the others


@dataclass(frozen=True, eq=False)
class FoundMarks:
    """Marks of one sheet in a photograph: corners (4, 2) in its pixels by their ids, which say page and corner."""

    page: int
    corners: dict[int, np.ndarray]

    @property
    def missing(self) -> tuple[str, ...]:
        """The corners of the sheet that were not found, in words."""
        return tuple(name for k, name in enumerate(CORNERS) if 4 * self.page + k not in self.corners)


@dataclass(frozen=True, eq=False)
class FlatSheet:
    """A sheet seen flat. darkness: float32 (h, w), 0 paper to 1, RESOLUTION pixels per mm. ink: of its black squares.

    code: the number of the plan and the page that its strip says, None if the strip cannot be read.
    edge: share of the squares along its edges that lie where they should. bend: mm by which they were off before.
    sharpness: pixels of the photograph per mm. blur: mm, standard deviation of what an edge is blurred by.
    """

    darkness: np.ndarray
    ink: float
    code: tuple[int, int] | None
    edge: float
    bend: float
    sharpness: float
    blur: float


def is_sheet(grey: np.ndarray) -> bool:
    """Tell at a glance whether a photograph, uint8 (h, w), shows a printed sheet; marks hard to see are missed."""
    return any(_detected(_sized(grey, scale)) for scale in _scales(grey)[:2])


def find_marks(grey: np.ndarray) -> list[FoundMarks]:
    """Return the sheets whose marks are seen in a photograph, uint8 (h, w), those with most marks first."""
    import cv2

    found: dict[int, np.ndarray] = {}
    for scale in _scales(grey):
        seen = _sized(grey, scale)
        for clearer in (False, True):
            for number, corners in _detected(cv2.createCLAHE(4.0, (8, 8)).apply(seen) if clearer else seen):
                found.setdefault(number, _refined(grey, (corners + 0.5) / scale - 0.5))
            if found and all(len(marks.corners) == 4 for marks in _by_page(found)):
                return _by_page(found)
    return _by_page(found)


def _scales(grey: np.ndarray) -> list[float]:
    return list(dict.fromkeys(min(MOST_ENLARGED, longest / max(grey.shape)) for longest in LONGEST))


def _sized(grey: np.ndarray, scale: float) -> np.ndarray:
    import cv2

    size = round(grey.shape[1] * scale), round(grey.shape[0] * scale)
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def _by_page(found: dict[int, np.ndarray]) -> list[FoundMarks]:
    pages = {number // 4 for number in found}
    marks = [FoundMarks(page, {n: at for n, at in found.items() if n // 4 == page}) for page in pages]
    return sorted(marks, key=lambda one: (-len(one.corners), one.page))


def _detected(image: np.ndarray) -> list[tuple[int, np.ndarray]]:
    import cv2

    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.adaptiveThreshWinSizeMin, settings.adaptiveThreshWinSizeStep = 5, 12
    settings.adaptiveThreshWinSizeMax = 65  # the shade of a hand has a soft edge, and marks are 50 to 150 pixels wide
    settings.minMarkerPerimeterRate = 0.02
    corners, numbers, _ = cv2.aruco.ArucoDetector(sheet_marks.dictionary(), settings).detectMarkers(image)
    if numbers is None:
        return []
    whole = 4 * 12
    return [(int(n), c[0].astype(float)) for n, c in zip(numbers.ravel(), corners, strict=True) if n < whole]


def _refined(grey: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Return where corners of a mark, (4, 2), are in the photograph itself."""
    import cv2

    side = float(np.sqrt(_area(corners)))
    reach = int(np.clip(side / 14, 2, 15))  # under half of one of the mark's squares
    end = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 30, 0.01)
    start = np.array(corners, np.float32).reshape(4, 1, 2)
    found = cv2.cornerSubPix(grey, start, (reach, reach), (-1, -1), end)[:, 0]
    return np.where(np.abs(found - corners).max() < side / 10, found, corners).astype(float)


def flattened(grey: np.ndarray, plan: SheetPlan, marks: FoundMarks) -> FlatSheet:
    """Return the sheet flat and evenly lit. grey: the photograph, uint8 (h, w).

    Raises DataError if the marks do not lie as on a sheet, or fewer than three are seen.
    """
    there, kept = _from_marks(plan, marks)
    expected = sheet_marks.ticks(plan)
    known = sheet_marks.corner_marks(plan, marks.page)
    mm = np.concatenate([known[number] for number in kept])
    off_marks = _through(np.linalg.inv(there), np.concatenate([marks.corners[number] for number in kept])) - mm
    bend = np.zeros((2, 10))
    for _ in range(ROUNDS):
        darkness = _darkness(_seen(grey, there, bend, plan))
        ink = _black(darkness, plan)
        found = np.array([_tick(darkness, ink, at) for at in expected])
        if np.nanmax(np.abs(found - expected), initial=0) < STILL and np.isfinite(found).all():
            break
        # Where they lie in the photograph, as it was before anything was bent back.
        off = found + _terms(found, plan) @ bend.T - expected
        bend = _bend(expected, off, mm, off_marks, plan)
    sharpness = float(np.sqrt(np.mean([_area(at) for at in marks.corners.values()])) / MARK)
    moved = float(np.abs(_terms(expected, plan) @ bend.T).max())
    near = np.abs(found - expected).max(1) < CLOSE  # nan is not
    blur = _blur(darkness, expected[near])
    return FlatSheet(darkness, ink, _code(darkness, ink, plan), float(near.mean()), moved, sharpness, blur)


def _area(corners: np.ndarray) -> float:
    x, y = corners.T
    return 0.5 * abs(float(x @ np.roll(y, 1) - y @ np.roll(x, 1)))


def _from_marks(plan: SheetPlan, marks: FoundMarks) -> tuple[np.ndarray, list[int]]:
    """Return float64 (3, 3) that takes (x, y, 1) in mm to pixels of the photograph, and by which marks it does.

    Raises DataError.
    """
    import cv2

    known = sheet_marks.corner_marks(plan, marks.page)
    seen = [number for number in known if number in marks.corners]
    if len(seen) < ENOUGH_MARKS:
        raise DataError(
            f"only {len(seen)} of the sheet's four corner marks {'is' if len(seen) == 1 else 'are'} seen, and three "
            f"are needed: the {' and the '.join(marks.missing)} one is torn off, covered or out of the picture."
        )
    fewer = [[number for number in seen if number != wrong] for wrong in seen] if len(seen) > ENOUGH_MARKS else []
    for kept in [seen, *fewer]:  # one of four may be something else that looks like a mark
        mm = np.concatenate([known[number] for number in kept])
        pixels = np.concatenate([marks.corners[number] for number in kept])
        there, _ = cv2.findHomography(mm, pixels, 0)
        if there is not None and np.abs(_through(np.linalg.inv(there), pixels) - mm).max() < OFF:
            return there, kept
    raise DataError("its marks do not lie as on this plan's paper, A4 or US letter.")


def _through(matrix: np.ndarray, points: np.ndarray) -> np.ndarray:
    along = points @ matrix[:, :2].T + matrix[:, 2]
    return along[..., :2] / along[..., 2:]


def _seen(grey: np.ndarray, there: np.ndarray, bend: np.ndarray, plan: SheetPlan) -> np.ndarray:
    """Return the photograph as the sheet lies, uint8 (h, w). bend: (2, 10), what `_terms` are multiplied by, in mm."""
    import cv2

    w, h = plan.size
    rows, columns = round(h * RESOLUTION), round(w * RESOLUTION)
    coarse = 8  # pixels between places that are worked out; between them it is as good as straight
    x = (np.arange(0, columns + coarse, coarse) + 0.5) / RESOLUTION
    y = (np.arange(0, rows + coarse, coarse) + 0.5) / RESOLUTION
    mm = np.stack(np.meshgrid(x, y), -1)
    at = _through(there, mm + _terms(mm, plan) @ bend.T).astype(np.float32)
    shift = np.float32([[coarse, 0, 0], [0, coarse, 0]])
    whole = cv2.warpAffine(at, shift, (columns, rows), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    per_pixel = float(np.linalg.norm(at[1, 1] - at[0, 0])) / (coarse * np.sqrt(2))
    source = cv2.GaussianBlur(grey, (0, 0), 0.4 * per_pixel) if per_pixel > 1.3 else grey  # a fine scan's dots
    return cv2.remap(source, whole, None, cv2.INTER_CUBIC if per_pixel < 1.3 else cv2.INTER_LINEAR,
                     borderMode=cv2.BORDER_REPLICATE)  # fmt: skip


def _terms(mm: np.ndarray, plan: SheetPlan) -> np.ndarray:
    """Return the products of x and y up to the third power, (..., 10): how paper bends between known edges.

    None of them but 0 is 0 on all four edges, so that what is seen there says how it is within.
    """
    x, y = np.moveaxis(2 * mm / plan.size - 1, -1, 0)
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y, x**3, x * x * y, x * y * y, y**3], -1)


def _darkness(flat: np.ndarray) -> np.ndarray:
    """Return how dark each pixel is beside its paper, float32 (h, w), 0 to 1."""
    import cv2

    small = cv2.resize(flat, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = round(7 * RESOLUTION / 4) | 1  # mm: wider than any stroke or small square; the corners' marks do not matter
    paper = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.GaussianBlur(paper.astype(np.float32), (0, 0), size / 3)
    paper = cv2.resize(paper, flat.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(1 - flat / np.maximum(paper, 8), 0, 1).astype(np.float32)


def _black(darkness: np.ndarray, plan: SheetPlan) -> float:
    """Return how dark black print is: near the squares on the edges, the darkest there."""
    parts = (_around(darkness, at)[0] for at in sheet_marks.ticks(plan))
    return max(0.3, float(np.median([np.percentile(part, 96) for part in parts if part.size])))


def _blur(darkness: np.ndarray, squares: np.ndarray) -> float:
    """Return by how much an edge is blurred, standard deviation in mm, from how steep the squares on the edges are.

    squares: (n, 2), their middles in mm; none gives 0.
    """
    half, reach = round(0.3 * TICK * RESOLUTION), round(1.2 * TICK * RESOLUTION)
    steep = []
    for x, y in np.round(squares * RESOLUTION).astype(int):
        across = darkness[max(0, y - half) : y + half, max(0, x - reach) : x + reach].mean(0)
        along = darkness[max(0, y - reach) : y + reach, max(0, x - half) : x + half].mean(1)
        steep += [np.abs(np.diff(line)).max() / np.ptp(line) for line in (across, along)]
    return 1 / (float(np.median(steep)) * np.sqrt(2 * np.pi) * RESOLUTION) if steep else 0.0


def _bend(
    expected: np.ndarray, off: np.ndarray, corners: np.ndarray, off_corners: np.ndarray, plan: SheetPlan
) -> np.ndarray:
    """Return how the paper bends, (2, 10) for `_terms`.

    off: mm by which the squares on its edges are off where they are expected, (n, 2), nan for those not found;
    off_corners: the same of the marks' corners.
    """
    kept = np.isfinite(off[:, 0])
    bend = np.zeros((2, 10))
    for _ in range(4):  # a square that somebody has drawn is not where the others say
        if kept.sum() < 10:
            return np.zeros((2, 10))
        terms = _terms(np.concatenate([expected[kept], corners]), plan)
        aim = np.concatenate([off[kept], off_corners])
        bend = np.linalg.solve(terms.T @ terms + 1e-3 * np.eye(10), terms.T @ aim).T
        left = np.abs(off - _terms(expected, plan) @ bend.T).max(1)
        kept = left < max(0.2, 3 * float(np.median(left[kept])))  # nan is not
    return bend


def _around(darkness: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """Return what lies about a place in mm, as far as a square may be off, and its left top pixel (x, y)."""
    reach = round((REACH + TICK / 2) * RESOLUTION)
    x, y = np.round(at * RESOLUTION).astype(int)
    left, top = max(0, x - reach), max(0, y - reach)
    return darkness[top : y + reach, left : x + reach], (left, top)


def _tick(darkness: np.ndarray, ink: float, at: np.ndarray) -> tuple[float, float]:
    """Return where the square is that is expected at `at`, mm, nan where there is nothing of its size."""
    import cv2

    part, (left, top) = _around(darkness, at)
    count, _, stats, middles = cv2.connectedComponentsWithStats((part > DARK * ink).astype(np.uint8))
    side = TICK * RESOLUTION
    for k in range(1, count):
        w, h, area = stats[k, 2:]
        if max(abs(w - side), abs(h - side)) < 0.4 * side and abs(area - side**2) < 0.5 * side**2:
            return tuple((middles[k] + (left + 0.5, top + 0.5)) / RESOLUTION)
    return np.nan, np.nan


def _code(darkness: np.ndarray, ink: float, plan: SheetPlan) -> tuple[int, int] | None:
    """Return the number of the plan and the page that the strip says, None if it cannot be read."""
    seen, around = (_levels(darkness, at) for at in (sheet_marks.strip(plan), sheet_marks.strip_frame(plan)))
    if np.median(around) > 0.3 * ink:
        return None
    return sheet_marks.read_bits(seen > DARK * ink)


def _levels(darkness: np.ndarray, middles: np.ndarray) -> np.ndarray:
    """Return the mean darkness of a millimetre about each middle, (n,)."""
    half = round(0.5 * RESOLUTION)
    places = np.round(middles * RESOLUTION).astype(int)
    return np.array([darkness[y - half : y + half, x - half : x + half].mean() for x, y in places])
