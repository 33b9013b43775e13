"""What does `python -m core hand letters` do? It cuts pages into letters by their text and writes a data set."""

from __future__ import annotations

import json
from pathlib import Path

from core.cli.watch import Said
from core.config import ConfigError
from core.files import made
from core.handwriting.letters.letter_set import FOLDER, RECORDS, SHEET, ZIP, write
from core.handwriting.letters.letters import SURE, letters_of_pages
from core.handwriting.page.picture import open_picture
from core.handwriting.page.read import read_page
from core.handwriting.parts import Page
from core.types import DataError
from core.words.text import shown_name

MOST_TEXT_BYTES = 200_000


def cut(pages: list[Path], texts: list[Path], out: Path, most_doubt: float, as_json: bool) -> None:
    """Cut pages into letters and write them to `out`; print how many there are of each.

    Raises ConfigError if there is not one text a page, DataError for what cannot be read, with file or line, OSError.
    """
    if len(texts) != len(pages):
        raise ConfigError(f"each page needs its text by --text: {len(pages)} pages are named and {len(texts)} texts.")
    import torch

    torch.set_num_threads(1)
    say = Said(as_json)
    words = [text_of(path) for path in texts]
    read = [page_of(path, say) for path in pages]
    sources = [path.name for path in pages]
    found = letters_of_pages(read, words, sources=sources, on_progress=say)
    made(out)
    told = write(found, read, out, most_doubt=most_doubt)
    doubtful = sum(letter.doubt > SURE for letter in found.letters)
    if as_json:
        print(json.dumps({**told, "doubtful": doubtful, "out": str(out)}, ensure_ascii=False))
        return
    for remark in told["remarks"]:
        print(remark)
    counts = "  ".join(f"{text} {count}" for text, count in told["classes"].items())
    print(f"{told['letters']} letters of {len(told['classes'])} kinds: {counts}")
    print(f"{doubtful} are doubtful: look at {out / SHEET}")
    print(f"written to {out}: {FOLDER}/ and {ZIP} to train on, {RECORDS} with the rest")


def text_of(path: Path) -> str:
    """Return what a file of text says. Raises DataError if it is not there, too long, none or empty."""
    if not path.is_file():
        raise DataError(f"there is no text {path}.")
    with path.open("rb") as stream:
        data = stream.read(MOST_TEXT_BYTES + 1)
    if len(data) > MOST_TEXT_BYTES:
        raise DataError(f"{shown_name(path.name)} is too long for what a page says.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{shown_name(path.name)} is no text in UTF-8.") from None
    if not text.strip():
        raise DataError(f"{shown_name(path.name)} is empty: type into it what the page says, line by line.")
    return text


def page_of(path: Path, say: Said) -> Page:
    """Return the lines and words of a picture in a file. Raises DataError that names it."""
    if not path.is_file():
        raise DataError(f"there is no picture {path}.")
    try:
        return read_page(open_picture(path.read_bytes()), on_progress=say)
    except DataError as error:
        raise DataError(f"{shown_name(path.name)}: {error}") from None
