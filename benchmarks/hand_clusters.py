"""How many looks does it take to name the letters of a page of which nobody types what it says, and how many are right?

Run: LATENT_INK_DATA=... python -m benchmarks.hand_clusters [--pages photo_dense.jpg ...] [--of letters pieces]

A simulated user sees the five most typical images of a cluster and names it if three agree, else says that it is
mixed; then names the most doubtful images one by one, a quarter of what is left of the budget at a time. Each of these
is a look. What an image truly is, the alignment with the typed text tells, of letters whose doubt is at most SURE.
"letters": these letters themselves. "pieces": what is found without a text; a piece is the letter with which it shares
half of the ink of both, else no letter. "right": of all true letters, those that end with their name; "of named": of
the images named as a letter, those that are it. reader: what was named is spread by a reader alone; nearest: by the
ten nearest neighbours in UMAP-5 alone; both: by both together, as the app does it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence

import numpy as np
import torch

from benchmarks.hand_letters import opened
from benchmarks.report import report
from core import places
from core.clustering import ClusteringConfig, DbscanConfig, HdbscanConfig, KMeansConfig
from core.handwriting.letters import reader as readers
from core.handwriting.letters.letters import SURE, Letter, letters_of_pages
from core.handwriting.unlabelled.looks import Looks, looks_of, pictures_of
from core.handwriting.unlabelled.pieces import pieces_of_page
from core.handwriting.unlabelled.session import NO_LETTER, begin
from core.handwriting.unlabelled.spread import Manner, spread

BUDGETS = (115, 240)  # looks for 1,000 images
ROUNDS = 4
AGREE, SHARED = 3, 0.5
WAYS: dict[str, ClusteringConfig | None] = {
    "k-means, as usual": None,
    "k-means, 8 x": KMeansConfig(clusters=200),
    "HDBSCAN": HdbscanConfig(min_cluster_size=5, min_samples=2, choice="leaf"),
    "DBSCAN": DbscanConfig(min_samples=4),
}


def true_of(pieces: Sequence[Letter], letters: Sequence[Letter]) -> tuple[list[str], list[int]]:
    """Return what each piece is, "" for no letter, and which letter, -1 for none; no letter is two pieces."""
    shares = []
    for n, piece in enumerate(pieces):
        for k, letter in enumerate(letters):
            if piece.line == letter.line and piece.box[0] < letter.box[2] and letter.box[0] < piece.box[2]:
                shares.append((_shared(piece, letter), n, k))
    texts, of, taken = [NO_LETTER] * len(pieces), [-1] * len(pieces), set()
    for share, n, k in sorted(shares, reverse=True):
        if share >= SHARED and of[n] < 0 and k not in taken:
            texts[n], of[n] = letters[k].text, k
            taken.add(k)
    return texts, of


def _shared(a: Letter, b: Letter) -> float:
    left, top = max(a.box[0], b.box[0]), max(a.box[1], b.box[1])
    right, bottom = min(a.box[2], b.box[2]), min(a.box[3], b.box[3])
    if left >= right or top >= bottom:
        return 0.0
    parts = [one.ink[top - one.box[1] : bottom - one.box[1], left - one.box[0] : right - one.box[0]] for one in (a, b)]
    both = int((parts[0] & parts[1]).sum())
    return both / (int(a.ink.sum()) + int(b.ink.sum()) - both)


def simulated(
    looks: Looks, true: list[str], budget: int, share: float, how: ClusteringConfig | None, manner: Manner
) -> tuple[list[str], int, float, float]:
    """Name images as somebody would; return the letters that come of it, the looks, coverage and purity."""
    reader = readers.shipped()
    session, looked = begin(looks, how), 0
    first = round(share * budget)
    while looked < first and session.open():
        number = session.open()[0]
        shown, _ = session.shown(number)
        text, count = Counter(true[k] for k in shown).most_common(1)[0]
        agreed = count >= min(AGREE, len(shown) // 2 + 1)
        session = session.answer(number, text) if agreed else session.mixed(number, looks)
        looked += 1
    each = -(-(budget - looked) // ROUNDS)
    while True:
        found = spread(looks, session, reader, manner=manner)
        asked = found.doubtful(min(each, budget - looked))
        if not asked:
            return list(found.texts), looked, found.coverage, found.purity
        for image in asked:
            session = session.name(image, true[image])
        looked += len(asked)


def measured(name: str, kind: str, share: float, ways: Sequence[str], manners: Sequence[Manner]) -> list[dict]:
    page, text = opened(name, places.given_data() / "pages")  # type: ignore[operator]
    letters = [one for one in letters_of_pages([page], [text]).letters if one.doubt <= SURE]
    began = time.process_time()
    things = letters if kind == "letters" else list(pieces_of_page(page, readers.shipped()))
    true = [one.text for one in letters] if kind == "letters" else true_of(things, letters)[0]
    looks = looks_of(pictures_of(things, [page]), readers.shipped())
    seconds = time.process_time() - began
    rows = []
    for budget in BUDGETS:
        most = round(budget * len(things) / 1000)
        for way in ways:
            for manner in manners:
                began = time.process_time()
                got, looked, coverage, purity = simulated(looks, true, most, share, WAYS[way], manner)
                hits = sum(a == b for a, b in zip(got, true, strict=True) if b != NO_LETTER)
                as_letters = [a == b for a, b in zip(got, true, strict=True) if a != NO_LETTER]
                rows.append({
                    "page": name, "of": kind, "images": len(things), "letters": len(letters), "clusters": way,
                    "spread": manner, "looks": looked, "for 1,000": round(looked * 1000 / len(things)),
                    "covered": round(coverage, 3), "purity": round(purity, 3),
                    "right": round(hits / len(letters), 3), "of named": round(float(np.mean(as_letters)), 3),
                    "s before": round(seconds, 1), "s after": round(time.process_time() - began, 1),
                })  # fmt: skip
                print(rows[-1], flush=True)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs="+", default=["photo_dense.jpg"])
    parser.add_argument("--of", nargs="+", default=["letters", "pieces"], choices=["letters", "pieces"])
    parser.add_argument("--ways", nargs="+", default=list(WAYS)[:1], choices=list(WAYS))
    parser.add_argument("--spread", nargs="+", default=["both"], choices=["both", "reader", "nearest"])
    parser.add_argument("--share", type=float, default=0.6, help="of the looks, that go to clusters")
    arguments = parser.parse_args()
    if places.given_data() is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    torch.set_num_threads(1)
    rows = []
    for name in arguments.pages:
        for kind in arguments.of:
            rows += measured(name, kind, arguments.share, arguments.ways, arguments.spread)
    report("hand_clusters", rows)


if __name__ == "__main__":
    main()
