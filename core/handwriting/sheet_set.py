"""How are the letters of printed sheets kept, so that they can be trained on and their places on the line are known?"""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core import images as pixels
from core.files import made, write_atomic
from core.handwriting.sheet_read import ReadSheet, SheetLetter, SheetReading
from core.types import DataError

RECORDS, SHEET, ZIPS = "letters.json", "sheet.png", {"letter": "letters.zip", "word": "words.zip"}
MARGIN = 0.15  # of the longer side, around a letter
FRAME, PER_X_HEIGHT, ABOVE = 64, 16, 43  # pixels of a letter to look at: its side, an x-height, over the base line
COLUMNS = 24  # of the sheet to look at


def write_set(reading: SheetReading, out: Path) -> dict[str, Any]:
    """Write all that was read into a folder, and return what `letters.json` says of the whole, and each record.

    letters.zip holds an image of each letter by class, as Train takes it, words.zip of each word, letters.json all
    that is known of them, sheet.png shows the letters on their lines. Raises OSError.
    """
    made(out)
    rows: list[dict[str, Any]] = []
    for kind, name in ZIPS.items():
        of = [one for one in reading.letters if one.kind == kind]
        if of:
            data, paths = zipped(of)
            write_atomic(out / name, data)
            rows += [{"zip": name, "file": path, **one.record()} for one, path in zip(of, paths, strict=True)]
        else:
            (out / name).unlink(missing_ok=True)  # of a former reading
    letters = sorted((one for one in reading.letters if one.kind == "letter"), key=lambda one: (one.text, one.doubt))
    if letters:
        shown = pixels.grid(np.stack([on_its_line(one) for one in letters]), COLUMNS)
        write_atomic(out / SHEET, pixels.to_png(shown))
    told = {
        "letters": len(letters),
        "words": len(reading.letters) - len(letters),
        "classes": dict(sorted(Counter(one.text for one in letters).items())),
        "x-height mm": round(reading.x_height, 3),
        "sheets": [_told(sheet) for sheet in reading.sheets],
        "remarks": list(reading.remarks),
    }
    write_atomic(out / RECORDS, json.dumps({**told, "records": rows}, indent=1, ensure_ascii=False) + "\n")
    return told


def zipped(letters: Sequence[SheetLetter]) -> tuple[bytes, list[str]]:
    """Return a zip with a folder of PNG for each class, which Train takes as it is, and each letter's path in it.

    Raises DataError if there is none.
    """
    if not letters:
        raise DataError("no letter was read.")
    stream, seen, paths = io.BytesIO(), Counter(), []
    with zipfile.ZipFile(stream, "w") as archive:
        for letter in letters:
            folder = folder_of(letter.text)
            seen[folder.casefold()] += 1  # unique also where a disk knows no capitals
            paths.append(f"{folder}/{seen[folder.casefold()]:04d}.png")
            png = pixels.to_png(np.pad(letter.image, 2 + round(MARGIN * max(letter.image.shape))))
            archive.writestr(zipfile.ZipInfo(paths[-1]), png)
    return stream.getvalue(), paths


def folder_of(text: str) -> str:
    """Return what a class's folder is called: the letter or word itself, and a sign's name, such as "comma"."""
    if any(sign.isalnum() for sign in text) and not set(text) & set('/\\:*?"<>|'):
        return text.rstrip(".")
    return " ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in text)[:40]


def on_its_line(letter: SheetLetter) -> np.ndarray:
    """Return a letter as it stands on its line, uint8 (64, 64), bright ink on 0: the base line lies two thirds down.

    Across it stands in the middle. What is too large for the frame is made smaller about its base line.
    """
    width, low, high = letter.width, letter.low, letter.high
    scale = min(PER_X_HEIGHT, FRAME / width, ABOVE / max(high, 1e-6), (FRAME - ABOVE) / max(-low, 1e-6))
    w, h = (max(1, min(FRAME, round(length * scale))) for length in (width, high - low))
    small = np.asarray(Image.fromarray(letter.image).resize((w, h), Image.Resampling.BOX))
    top = int(np.clip(round(ABOVE - high * scale), 0, FRAME - h))
    out = np.zeros((FRAME, FRAME), np.uint8)
    out[top : top + h, (FRAME - w) // 2 : (FRAME - w) // 2 + w] = small
    return out


def _told(one: ReadSheet) -> dict[str, Any]:
    return {
        "source": one.source,
        "sheet": one.sheet.page + 1,
        "of": len(one.plan.sheets),
        "plan": f"{one.plan.code:05x}",
        "written": len(one.written),
        "empty": [cell.text for cell in one.empty],
        "crossed out": [cell.text for cell in one.crossed],
        "says": one.says(),
    }
