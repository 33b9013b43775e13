"""How are the letters of printed sheets kept, so that they can be trained on and their places on the line are known?"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core import images as pixels
from core.files import made, write_atomic
from core.handwriting.letters.kept_ink import packed
from core.handwriting.letters.letter_set import INK, RECORDS, SHEET, ZIP, contents_of, named, zipped
from core.handwriting.letters.letters import Letter
from core.handwriting.sheet.read import ReadSheet, SheetReading

WORDS = "words.zip"
FRAME, PER_X_HEIGHT, ABOVE = 64, 16, 43  # pixels of a letter to look at: its side, an x-height, over the base line
COLUMNS = 24  # of the sheet to look at


def write_set(reading: SheetReading, out: Path) -> dict[str, Any]:
    """Write all that was read into a folder, and return what `letters.json` says of the whole, and each record.

    letters.zip holds an image of each letter by class, as Train takes it, words.zip of each word, letters.json all
    that is known of them, letters.ink both with their ink, to be written with; sheet.png shows the letters on their
    lines. Raises OSError.
    """
    made(out)
    rows: list[dict[str, Any]] = []
    for letters, name in ((reading.letters, ZIP), (reading.words, WORDS)):
        if letters:
            files = named(letters)
            write_atomic(out / name, zipped(contents_of(dict(zip(files, letters, strict=True)))))
            rows += [{"zip": name, "file": path, **one.record()} for one, path in zip(letters, files, strict=True)]
        else:
            (out / name).unlink(missing_ok=True)  # of a former reading
    if reading.letters:
        shown = [on_its_line(one) for one in sorted(reading.letters, key=lambda one: (one.text, one.doubt))]
        write_atomic(out / SHEET, pixels.to_png(pixels.grid(np.stack(shown), COLUMNS)))
    write_atomic(out / INK, packed((*reading.letters, *reading.words)))
    told = {
        "letters": len(reading.letters),
        "words": len(reading.words),
        "classes": dict(sorted(Counter(one.text for one in reading.letters).items())),
        "x-height mm": round(reading.x_height, 3),
        "sheets": [_told(sheet) for sheet in reading.sheets],
        "remarks": list(reading.remarks),
    }
    write_atomic(out / RECORDS, json.dumps({**told, "records": rows}, indent=1, ensure_ascii=False) + "\n")
    return told


def on_its_line(letter: Letter) -> np.ndarray:
    """Return a letter as it stands on its line, uint8 (64, 64), bright ink on 0: the base line lies two thirds down.

    Across it stands in the middle. What is too large for the frame is made smaller about its base line.
    """
    width, low, high = letter.width, letter.low, letter.high
    scale = min(PER_X_HEIGHT, FRAME / width, ABOVE / max(high, 1e-6), (FRAME - ABOVE) / max(-low, 1e-6))
    w, h = (max(1, min(FRAME, round(length * scale))) for length in (width, high - low))
    small = np.asarray(Image.fromarray(letter.ink.astype(np.uint8) * 255).resize((w, h), Image.Resampling.BOX))
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
