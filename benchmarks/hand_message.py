"""Is a message in somebody's hand set at once, in long pieces, read as asked, and small as a file?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_message [--pages scan_iam.png ...] [--pictures FOLDER]

Each page of pages/ is cut into letters by its transcription, and its hand writes. "of its words" are letters a piece in
sentences of words of the page in another order, "each" in sentences that it does not have. Seconds are of processor: of
the hand made of its letters, once, and of a message of at least 80 characters, the median of 20. read and floor are of
core.handwriting.message.score, by a reader that has not seen the letters it reads. Sizes are of a message of 100
characters, and of the hand's font. --pictures writes ten messages of each hand, under a part of its page at the same
size: they are to be looked at.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.hand_letters import opened
from benchmarks.report import report
from core import places
from core.export.hand_font import font
from core.export.message_pdf import pdf
from core.export.message_png import png
from core.export.message_svg import svg
from core.handwriting.letters import reader as readers
from core.handwriting.letters.letters import letters_of_pages
from core.handwriting.message.compose import compose
from core.handwriting.message.draw import coverage
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.message.score import SENTENCES, score
from core.handwriting.message.settings import ComposeConfig
from core.handwriting.parts import Page
from core.types import DataError

TIMES, CHARACTERS, HUNDRED, MESSAGES = 20, 80, 100, 10
SIZE, RESOLUTION, SHOWN = 3.0, 10.0, 9.0  # mm of an x-height and pixels per mm of pictures; x-heights of the page
FEWEST = 100  # letters of a page, below which it is too few to write with


def text_for(hand: Hand, sentences: tuple[str, ...], at_least: int) -> str:
    """Return sentences without what a hand lacks, as many as make so many characters."""
    have, text = set(hand.signs), ""
    for sentence in sentences * 20:
        kept = " ".join(filter(None, ("".join(s for s in word if s in have) for word in sentence.split())))
        text = f"{text} {kept}".strip()
        if len(text) >= at_least:
            return text
    return text


def shuffled(text: str, seed: int) -> tuple[str, ...]:
    """Return the words of a page in another order, eight a sentence."""
    words = np.random.default_rng(seed).permutation(text.split()).tolist()
    return tuple(" ".join(words[k : k + 8]) for k in range(0, len(words), 8))


def seconds_of(hand: Hand, text: str) -> float:
    found = []
    for seed in range(TIMES):
        began = time.process_time()
        compose(text, hand, ComposeConfig(seed=seed))
        found.append(time.process_time() - began)
    return float(np.median(found))


def each_of(hand: Hand, sentences: tuple[str, ...]) -> float:
    message = compose(text_for(hand, sentences, 400), hand, ComposeConfig())
    return message.letters / message.pieces


def measured(name: str, page: Page, text: str, pictures: Path | None) -> dict:
    """Write in the hand of a page and return what came of it."""
    letters = letters_of_pages([page], [text]).letters
    began = time.process_time()
    hand = hand_of(letters)
    made = time.process_time() - began
    said = text_for(hand, SENTENCES, CHARACTERS)
    message = compose(text_for(hand, SENTENCES, HUNDRED)[:HUNDRED], hand, ComposeConfig())
    worth = score(hand, readers.shipped() if readers.here() else None)
    if pictures:
        drawn(name, page, hand, pictures)
    return {
        "page": name,
        "letters": len(letters),
        "hand, s": made,
        "message, s": seconds_of(hand, said),
        "of its words": each_of(hand, shuffled(text, 0)),
        "each": each_of(hand, SENTENCES),
        "read": worth.read,
        "floor": worth.floor,
        "variety": worth.variety,
        "svg kB": len(svg(message, message.pages[0])) / 1000,
        "pdf kB": len(pdf(message)) / 1000,
        "png kB": len(png(message, message.pages[0])) / 1000,
        "font kB": len(font(hand)) / 1000,
    }


def drawn(name: str, page: Page, hand: Hand, folder: Path) -> None:
    """Write ten messages under a part of the page they are of, at the same size and in the same ink."""
    scale = SIZE * RESOLUTION / hand.measures.x_height
    top, left = (max(0, int(np.flatnonzero(page.ink.any(axis))[0]) - 10) for axis in (1, 0))
    wide = int(170 * RESOLUTION / scale)
    part = page.darkness[top : top + int(SHOWN * hand.measures.x_height), left : left + wide]
    ink = float(np.median(page.darkness[page.ink]))
    size = round(part.shape[1] * scale), round(part.shape[0] * scale)
    rows = [np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BICUBIC))]
    for seed in range(MESSAGES):
        message = compose(text_for(hand, SENTENCES[seed % 6 :], 60), hand, ComposeConfig(size=SIZE, seed=seed))
        sheet = coverage(message, message.pages[0], RESOLUTION)
        inked = np.flatnonzero(sheet.any(1))
        rows.append(sheet[max(0, inked[0] - 12) : inked[-1] + 12, round(20 * RESOLUTION) - 20 :] / 255 * ink)
    most = max(row.shape[1] for row in rows)
    whole = np.vstack([np.pad(row, ((0, 6), (0, most - row.shape[1]))) for row in rows])
    Image.fromarray(np.round(255 * (1 - np.clip(whole, 0, 1))).astype(np.uint8)).save(folder / f"{Path(name).stem}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs="+", default=[])
    parser.add_argument("--pictures", type=Path)
    arguments = parser.parse_args()
    root = places.given_data()
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    torch.set_num_threads(1)
    if arguments.pictures:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    folder, rows = root / "pages", []
    for name in arguments.pages or [path.name for path in sorted(folder.glob("*.[jp][pn]g"))]:
        page, text = opened(name, folder)
        if len("".join(text.split())) < FEWEST:
            continue
        try:
            rows.append(measured(name, page, text, arguments.pictures))
        except DataError as error:
            print(f"{name}: {error}")
            continue
        print(rows[-1], flush=True)
    report("hand_message", rows)


if __name__ == "__main__":
    main()
