"""What does `python -m core hand words` do? It finds lines and words of pages, draws them, or makes a set of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from core.cli.hand_letters import text_of
from core.cli.watch import Said
from core.config import ConfigError
from core.files import made, write_atomic
from core.handwriting.page.drawn import drawn
from core.handwriting.page.kernels import letters, sizes
from core.handwriting.page.picture import Picture, open_picture
from core.handwriting.page.read import read_page
from core.handwriting.page.settings import KernelConfig, PageConfig
from core.handwriting.parts import Page
from core.types import DataError
from core.words.text import shown_name


def find(
    pages: list[Path], picture: Path | None, kernels: bool, changes: list[str], as_json: bool
) -> list[tuple[Path, Page]]:
    """Print the lines and words of each page; write a picture with their quads if asked, numbered where pages are many.

    Returns the pages. One that cannot be read is said and the others go on. Raises ConfigError for settings that do not
    exist or do not fit, DataError at the end if a page could not be read, OSError.
    """
    from core.training.edit import changed

    if picture is not None and picture.suffix.lower() != ".png":
        raise ConfigError(f"the picture must be called something.png, got {shown_name(picture.name)}.")
    settings = changed(PageConfig(kernels=KernelConfig() if kernels else None), changes)
    failed, found = [], []
    for number, path in enumerate(pages, 1):
        try:
            shot = _opened(path, settings.longest)
            page = read_page(shot, settings, on_progress=Said(as_json))
        except DataError as error:
            failed.append(f"{shown_name(path.name)}: {error}")
            if len(pages) > 1:
                print(json.dumps({"page": str(path), "error": str(error)}) if as_json else failed[-1])
            continue
        found.append((path, page))
        written = None
        if picture is not None:
            written = picture if len(pages) == 1 else picture.with_stem(f"{picture.stem}-{number}")
            made(written.absolute().parent)
            write_atomic(written, drawn(shot, page))
        told = told_of(page, settings) | {"page": str(path)}
        print(json.dumps(told) if as_json else as_text(told, path, written))
    if failed:
        raise DataError(failed[0] if len(pages) == 1 else f"{len(failed)} of {len(pages)} pages could not be read.")
    return found


def keep(found: list[tuple[Path, Page]], texts: list[Path], out: Path, size: int, as_json: bool) -> None:
    """Write the words of pages into a folder as a data set, with a text for each page or for none; print how many.

    Raises ConfigError for another number of texts, DataError that names page and line where one does not fit, OSError.
    """
    from core.handwriting.letters import word_set

    if texts and len(texts) != len(found):
        raise ConfigError(f"each page needs its text by --text: {len(found)} pages are named and {len(texts)} texts.")
    says = [text_of(path) for path in texts]
    words, remarks = word_set.words_of_pages(
        [page for _, page in found], says, sources=[path.name for path, _ in found]
    )
    made(out)
    told = word_set.write(word_set.typed_only(words) if says else words, out, size=size)
    if as_json:
        print(json.dumps({**told, "remarks": remarks, "out": str(out)}, ensure_ascii=False))
        return
    for remark in remarks:
        print(remark)
    kinds = f"{told['classes']} classes" if told["classes"] else "no classes"
    print(f"{_many(told['words'], 'word')} of {size} x {size} pixels, {kinds}")
    print(f"written to {out}: {word_set.FOLDER}/ and {word_set.ZIP} to train on")


def told_of(page: Page, settings: PageConfig) -> dict[str, Any]:
    """Return what was found, for JSON: places and lengths in pixels of the upright photograph, slant in degrees."""
    scale = _scale(page)
    told: dict[str, Any] = {
        "size": page.size,
        "corners": page.corners,
        "x_height": round(scale * page.x_height, 1),
        "stroke": round(scale * page.stroke, 1),
        "slant": page.slant,
        "sideways": page.sideways,
        "upside_down": page.upside_down,
        "lines": [{"words": [{"quad": word.quad} for word in line.words]} for line in page.lines],
    }
    if settings.kernels is not None:
        found = sizes(settings.kernels, page.x_height)
        told["kernels"] = {
            "word": {"pixels": found.word, "x_heights": [round(v, 2) for v in found.word_heights]},
            "letter": {"pixels": found.letter, "x_heights": [round(v, 2) for v in found.letter_heights]},
            "letters": sum(len(letters(page, word, settings.kernels)) for line in page.lines for word in line.words),
        }
    return told


def as_text(told: dict[str, Any], path: Path, picture: Path | None) -> str:
    """Return what was found, for a terminal."""
    counts = [len(line["words"]) for line in told["lines"]]
    lines = [
        f"{shown_name(path.name)}: {_many(len(counts), 'line')}, {_many(sum(counts), 'word')}; "
        f"small letters are {told['x_height']:g} pixels high, lean {told['slant']:g} degrees",
        "words a line: " + " ".join(map(str, counts)),
    ]
    if told["sideways"]:
        lines.append("its lines seem to run up and down: turn the picture by a quarter and read it again")
    if told["upside_down"]:
        lines.append("more of its ink reaches below the lines than above: is the picture upside down?")
    if "kernels" in told:
        kernels = told["kernels"]
        for name in ("word", "letter"):
            (w, h), (x, y) = kernels[name]["pixels"], kernels[name]["x_heights"]
            lines.append(f"kernel for a {name}: {w} x {h} pixels of the page as read, {x:g} x {y:g} x-heights")
        lines.append(f"letters by the kernel: {kernels['letters']}")
    return "\n".join([*lines, *([f"drawn in {picture}"] if picture else [])])


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _scale(page: Page) -> float:
    """Return how many pixels of the photograph one of the page is long, in its middle."""
    h, w = page.ink.shape
    a, b = page.flattening.to_photo(np.array([(w / 2, h / 2), (w / 2 + 1, h / 2)]))
    return float(np.hypot(*(b - a)))


def _opened(path: Path, longest: int) -> Picture:
    if not path.is_file():
        raise DataError("there is no such file.")
    return open_picture(path.read_bytes(), longest)
