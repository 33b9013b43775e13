"""How are the letters of printed sheets kept, so that they can be trained on and their places on the line are known?"""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core import images as pixels
from core.files import made, write_atomic
from core.handwriting.sheet_read import ReadSheet, SheetLetter, SheetReading

SIDE = 64  # pixels of an image
PER_X_HEIGHT = 16  # of them
ABOVE = 43  # rows above the base line: an accent on a capital has room
WORD_SIDE = 128
COLUMNS = 24  # of the sheet to look at


def framed(letter: SheetLetter, side: int = SIDE, per_x_height: float = PER_X_HEIGHT) -> np.ndarray:
    """Return a letter on its line, uint8 (side, side), bright ink on 0: the base line lies two thirds down.

    Across it stands in the middle. What is too large for the frame is made smaller about its base line.
    """
    left, right, low, high = letter.box
    above = side * ABOVE / SIDE
    scale = min(per_x_height, side / (right - left), above / max(high, 1e-6), (side - above) / max(-low, 1e-6))
    w, h = (max(1, min(side, round(length * scale))) for length in (right - left, high - low))
    small = np.asarray(Image.fromarray(letter.image).resize((w, h), Image.Resampling.BOX))
    top = int(np.clip(round(above - high * scale), 0, side - h))
    out = np.zeros((side, side), np.uint8)
    out[top : top + h, (side - w) // 2 : (side - w) // 2 + w] = small
    return out


def class_name(text: str) -> str:
    """Return what a letter's folder is called: itself, a sign by its name, as no folder may be called ".\""""
    if all(sign.isalnum() or unicodedata.combining(sign) for sign in text):
        return text
    return " ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in text)[:40]


def zipped(letters: tuple[SheetLetter, ...], side: int, per_x_height: float) -> tuple[bytes, list[str]]:
    """Return a zip with a folder of PNG for each class, which Train takes as it is, and each letter's path in it."""
    stream, seen, paths = io.BytesIO(), Counter(), []
    with zipfile.ZipFile(stream, "w") as archive:
        for letter in letters:
            name = class_name(letter.text)
            seen[name] += 1
            paths.append(f"{name}/{seen[name]:03}.png")
            archive.writestr(zipfile.ZipInfo(paths[-1]), pixels.to_png(framed(letter, side, per_x_height)))
    return stream.getvalue(), paths


def write_set(reading: SheetReading, out: Path) -> dict[str, Any]:
    """Write all that was read into a folder, and return what `letters.json` says. Raises OSError.

    letters.zip holds an image of each letter by class, words.zip of each word, letters.json all that is known of them,
    letters.png shows them.
    """
    made(out)
    told: list[dict[str, Any]] = []
    for kind, side, per_x_height in (("letter", SIDE, PER_X_HEIGHT), ("word", WORD_SIDE, PER_X_HEIGHT)):
        of = tuple(one for one in reading.letters if one.kind == kind)
        if of:
            data, paths = zipped(of, side, per_x_height)
            write_atomic(out / f"{kind}s.zip", data)
            told += [_told(one, path, f"{kind}s.zip") for one, path in zip(of, paths, strict=True)]
    shown = sorted((one for one in reading.letters if one.kind == "letter"), key=lambda one: (one.text, one.doubt))
    if shown:
        write_atomic(out / "letters.png", pixels.to_png(pixels.grid(np.stack([framed(one) for one in shown]), COLUMNS)))
    whole = {"x_height_mm": round(reading.x_height, 3), "sheets": [_sheet(one) for one in reading.sheets],
             "remarks": list(reading.remarks), "letters": told}  # fmt: skip
    write_atomic(out / "letters.json", json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return whole


def _told(one: SheetLetter, path: str, archive: str) -> dict[str, Any]:
    left, right, low, high = one.box
    return {"text": one.text, "kind": one.kind, "file": path, "zip": archive, "page": one.page, "cell": one.cell,
            "left": left, "width": round(right - left, 4), "low": low, "high": high, "doubt": one.doubt,
            "source": one.source}  # fmt: skip


def _sheet(one: ReadSheet) -> dict[str, Any]:
    return {"source": one.source, "sheet": one.sheet.page + 1, "of": len(one.plan.sheets),
            "plan": f"{one.plan.code:05x}", "written": len(one.written), "empty": [cell.text for cell in one.empty],
            "crossed out": [cell.text for cell in one.crossed], "says": one.says()}  # fmt: skip
