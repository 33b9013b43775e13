"""Are pages of handwriting cut into the letters that their writers say are there, how surely, and how soon?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_letters [--pages scan_iam.png ...] [--sheets FOLDER]

Each page of pages/ is read from its file and cut by its transcription, in four ways: by widths and cuts alone; by the
reader that comes along, without learning; by three rounds of learning without that reader; and by both, which is what
the app does. "kept" is the share of letters whose doubt is at most 0.9, "agrees" the share whose stretch is that of
the last way (intersection over union above 0.6): it is no truth. Seconds are of processor, without reading the page.
--sheets writes 120 letters of each page, chosen at random, each in red within its word: those are counted by eye.
photo_paragraph is also cut together with photo_hello, by the same writer, and once more beginning with what the reader
has learned of photo_dense, by the same writer, too; on these sheets are only letters of the first.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch

from benchmarks.report import report
from core import places
from core.handwriting.letters import reader as readers
from core.handwriting.letters.contact import in_order
from core.handwriting.letters.letters import SURE, Letter, letters_of_pages
from core.handwriting.letters.reader import Reader
from core.handwriting.page.picture import open_picture
from core.handwriting.page.read import read_page
from core.handwriting.parts import Page

WAYS = {
    "widths and cuts": (False, 0),
    "reader": (True, 0),
    "3 rounds": (False, 3),
    "reader, 3 rounds": (True, 3),
}
TOGETHER, BEFORE = ("photo_paragraph.jpg", "photo_hello.jpg"), "photo_dense.jpg"
SHOWN = 120


def opened(name: str, folder: Path) -> tuple[Page, str]:
    """Return a page, read from its file, and what it says."""
    told = json.loads((folder / "truth.json").read_text(encoding="utf-8"))["pages"]
    (one,) = [page for page in told if page["file"] == name]
    return read_page(open_picture((folder / name).read_bytes())), "\n".join(one["transcription"])


def agreement(letters: tuple[Letter, ...], final: tuple[Letter, ...]) -> float:
    """Return the share of the final letters that another way put at about the same place."""
    other = {(one.page, one.line, one.word, one.of, one.place): one.box for one in letters}
    right = 0
    for one in final:
        box = other.get((one.page, one.line, one.word, one.of, one.place))
        if box is not None:
            common = min(box[2], one.box[2]) - max(box[0], one.box[0])
            right += common / (max(box[2], one.box[2]) - min(box[0], one.box[0])) > 0.6
    return right / max(1, len(final))


def measured(
    name: str, pages: list[Page], texts: list[str], sheets: Path | None, first_guess: Reader | None = None
) -> list[dict]:
    """Cut pages in all ways; return a row for each. first_guess: a reader other than the one that comes along."""
    made = {}
    for way, (with_reader, rounds) in WAYS.items():
        reader = (first_guess or readers.shipped()) if with_reader else None
        began = time.process_time()
        found = letters_of_pages(pages, texts, reader=reader, rounds=rounds)
        made[way] = (found, time.process_time() - began)
    final = made["reader, 3 rounds"][0].letters
    asked = sum(len("".join(text.split())) for text in texts)
    if sheets:
        first = [letter for letter in final if letter.page == 0]
        chosen = np.random.default_rng(0).permutation(len(first))[:SHOWN]
        in_order(pages, [first[n] for n in chosen]).save(sheets / f"{name}.png")
    return [
        {
            "page": name,
            "way": way,
            "signs": asked,
            "cut out": len(found),
            "kept": float(np.mean([letter.doubt <= SURE for letter in found.letters])),
            "agrees": agreement(found.letters, final),
            "seconds": seconds,
            "for 300 letters": seconds * 300 / max(1, len(found)),
            "remarks": len(found.remarks),
        }
        for way, (found, seconds) in made.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs="+", default=[])
    parser.add_argument("--sheets", type=Path)
    arguments = parser.parse_args()
    root = places.given_data()
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    torch.set_num_threads(1)
    if arguments.sheets:
        arguments.sheets.mkdir(parents=True, exist_ok=True)
    folder, rows = root / "pages", []
    names = arguments.pages or [path.name for path in sorted(folder.glob("*.[jp][pn]g"))]
    read = {name: opened(name, folder) for name in names}
    for name, (page, text) in read.items():
        rows += measured(name, [page], [text], arguments.sheets)
        print(rows[-1], flush=True)
    if set(TOGETHER) <= set(read):
        pages, texts = zip(*(read[name] for name in TOGETHER), strict=True)
        rows += measured(" with ".join(TOGETHER), list(pages), list(texts), arguments.sheets)
        if BEFORE in read:
            page, text = read[BEFORE]
            reader = letters_of_pages([page], [text]).reader
            rows += measured(f"the same after {BEFORE}", list(pages), list(texts), arguments.sheets, reader)
    report("hand_letters", rows)


if __name__ == "__main__":
    main()
