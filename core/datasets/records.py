"""What else is known of the images in a folder or zip, if letters.json in it says so, and is it to be believed?

A set of letters that was cut out of pages travels with it: where each letter stood, how high and how doubtful it is.
Anybody may have written such a file: it is taken whole, field by field, or left out with a sentence.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from core.config import Config, ConfigError
from core.files import parsed_json
from core.guard import zips
from core.types import DataError
from core.words.text import odd_character

FILE = "letters.json"
PLACED = ("file", "zip")  # what a row says of where its image lies, beside the record itself
MOST_BYTES = 20_000_000
MOST_SIDE = 1_000_000  # pixels of a page

Known = Mapping[PurePosixPath, dict[str, Any]]  # a record by the path of its image


def _printable(text: str) -> str:
    if odd := odd_character(text):
        raise ValueError(f"a text must have printable characters only, got U+{ord(odd):04X}.")
    return text


Text = Annotated[str, AfterValidator(_printable)]
Number = Annotated[int, Field(ge=0, le=100_000)]
XHeights = Annotated[float, Field(ge=-10_000, le=10_000)]
Pixel = Annotated[int, Field(ge=-MOST_SIDE, le=MOST_SIDE)]


class Record(Config):
    """What is known of a letter, or a word, that was cut out of a page: see core.handwriting.letters.letters.Letter."""

    text: Text = Field(max_length=40)
    page: Number
    line: Number
    word: Number
    place: Number
    of: Text = Field(max_length=400)
    source: Text = Field(max_length=400)
    box: tuple[Pixel, Pixel, Pixel, Pixel]
    left: XHeights
    width: XHeights
    low: XHeights
    high: XHeights
    doubt: float = Field(ge=0, le=1)


def packed(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """Return letters.json for a zip or folder: the record of each image by its path in it."""
    return json.dumps({"records": [{"file": path, **row} for path, row in rows.items()]}, ensure_ascii=False)


def read(files: Sequence[zips.Member], images: Sequence[PurePosixPath]) -> tuple[Known, str]:
    """Return a record of each image by its path, and "", or none and a sentence why. files: called letters.json.

    Of several, the outermost counts that knows all of the images.
    """
    said = ""
    for file in sorted(files, key=lambda one: len(one.path.parts)):
        try:
            found = _rows(file)
        except zips.OverBudget:
            raise
        except (DataError, OSError) as error:
            reason = str(error) if isinstance(error, DataError) else "it cannot be read."
            said = said or f"{FILE} is left out: {reason}"
            continue
        known = {path: found[plain] for path in images if (plain := _plain(path)) in found}
        if len(known) == len(images):
            return known, ""
        some = f"{len(images) - len(known):,} of the {len(images):,} images" if known else "these images"
        said = said or f"{FILE} is left out: it says nothing of {some}."
    return {}, said


def renamed(labels: Sequence[str], paths: Sequence[PurePosixPath], known: Known) -> list[str]:
    """Return the class of each image as its record calls it, where a folder could not: "," for "comma".

    Only where each folder holds one text, and each text lies in one folder; else they stay as they are.
    """
    pairs = {(label, known[path]["text"]) for label, path in zip(labels, paths, strict=True) if path in known}
    texts = {text for _, text in pairs}
    if not len({label for label, _ in pairs}) == len(texts) == len(pairs) or not all(map(str.strip, texts)):
        return list(labels)
    named = dict(pairs)
    return [named.get(label, label) for label in labels]


def _rows(file: zips.Member) -> dict[str, dict[str, Any]]:
    """Return the records of a file by the path of their images in the zip. Raises DataError, on "it"."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise DataError(f"it must have at most {MOST_BYTES // 1_000_000} MB.")
    try:
        told = parsed_json(data)
    except ValueError:
        raise DataError("it is not JSON.") from None
    rows = told.get("records") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError("it holds no list of records.")
    found: dict[str, dict[str, Any]] = {}
    for n, row in enumerate(rows, 1):
        path = row.get("file")
        if not isinstance(path, str):
            raise DataError(f"record {n} names no file.")
        found[_plain(file.path.parent / path)] = _checked(n, row)
    return found


def _checked(n: int, row: dict[str, Any]) -> dict[str, Any]:
    own = {name: value for name, value in row.items() if name not in PLACED}
    try:
        record = Record.from_json(json.dumps(own))
    except ConfigError as error:
        raise DataError(f"record {n}: {error}") from None
    except RecursionError:
        raise DataError(f"record {n} is nested too deeply.") from None
    return record.model_dump(mode="json")


def _plain(path: PurePosixPath) -> str:
    """Return a path as zip programs agree on it: some keep an accent apart from its letter."""
    return unicodedata.normalize("NFC", str(path))
