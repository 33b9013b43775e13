"""Which photographs of printed sheets are kept of a hand, and which sheets are they?"""

from __future__ import annotations

import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from core.config import ConfigError
from core.files import alone, full_disk_as, made, read_object, write_atomic, write_json
from core.handwriting.hand.hands import FULL
from core.handwriting.hand.pages import ABOUT, PHOTO, KeptPage, called
from core.handwriting.hand.pages import remove as remove_page
from core.handwriting.sheet.plan import SheetPlan
from core.types import DataError

ID = re.compile(r"[0-9a-f]{16}")
MOST_SHEETS = 24  # photographs of one hand
PLAN = "plan.json"


@dataclass(frozen=True)
class KeptSheet:
    """One photograph. id: 16 hex digits. source: what its file was called."""

    id: str
    path: Path
    source: str

    def photograph(self) -> bytes:
        """Return the JPEG that was kept. Raises DataError if it is gone."""
        try:
            return (self.path / PHOTO).read_bytes()
        except OSError:
            raise DataError("the photograph of a sheet is damaged: bring it again.") from None


def sheets(hand: Path) -> tuple[KeptSheet, ...]:
    """Return the photographs of sheets of the hand in a folder, in the order in which they were brought."""
    order = read_object(hand / "sheets.json").get("sheets")
    found = (_sheet(hand, id) for id in order) if isinstance(order, list) else ()
    return tuple(sheet for sheet in found if sheet)


def bring(hand: Path, source: str, jpeg: bytes) -> KeptSheet:
    """Keep the photograph of a sheet, see `pages.photograph_of`. Raises DataError."""
    id = secrets.token_hex(8)
    folder = hand / "sheets" / id
    with full_disk_as(FULL), alone(hand / ".lock"):
        order = [sheet.id for sheet in sheets(hand)]
        if len(order) >= MOST_SHEETS:
            raise DataError(f"{MOST_SHEETS} photographs of sheets are kept, which is all there is room for.")
        made(folder)
        write_atomic(folder / PHOTO, jpeg)
        write_json(folder / ABOUT, {"source": called(source)})
        write_json(hand / "sheets.json", {"sheets": [*order, id]})
    return KeptSheet(id, folder, called(source))


def taken_for_sheet(hand: Path, page: KeptPage) -> KeptSheet:
    """Take the photograph of a page for one of a printed sheet, whose marks are hard to see. Raises DataError."""
    sheet = bring(hand, page.source, (page.path / PHOTO).read_bytes())
    remove_page(hand, page)
    return sheet


def remove(hand: Path, sheet: KeptSheet) -> None:
    """Remove a photograph. Raises DataError if the disk is full."""
    with full_disk_as(FULL), alone(hand / ".lock"):
        write_json(hand / "sheets.json", {"sheets": [one.id for one in sheets(hand) if one.id != sheet.id]})
    shutil.rmtree(sheet.path, ignore_errors=True)


def keep_plan(hand: Path, plan: SheetPlan) -> None:
    """Remember what stands on the sheets that somebody has printed for this hand. Raises DataError."""
    with full_disk_as(FULL):
        write_atomic(hand / PLAN, plan.to_json() + "\n")


def plan_of(hand: Path) -> SheetPlan | None:
    """Return the plan that was kept, None where there is none: the usual sheets are read without one."""
    try:
        return SheetPlan.from_json((hand / PLAN).read_bytes())
    except (OSError, ConfigError):
        return None


def _sheet(hand: Path, id: object) -> KeptSheet | None:
    if not isinstance(id, str) or not ID.fullmatch(id):
        return None
    folder = hand / "sheets" / id
    source = read_object(folder / ABOUT).get("source")
    return KeptSheet(id, folder, source) if isinstance(source, str) and (folder / PHOTO).is_file() else None
