"""How well does the Read page read what is drawn on it: anywhere, at any size, with any pen, and what is no digit?

Run: python -m benchmarks.read --data FOLDER [--images N]; needs node, which runs the very modules that the page runs.

No set of drawings on a canvas is at hand. Test digits of MNIST stand in, of writers whom the reader has never seen:
their strokes are thinned to lines and drawn anew at one width. FOLDER holds mnist/ and letters_upper/ (both IDX, gzip)
and letters/latin.npz. "refused": the share farther from all that the reader has learned than the page allows. "AUROC":
the chance that a letter lies farther than a digit does. A number is read whole if its three digits are found and right.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks.report import report
from core import library
from core.blocks.read import manner_of, read_block
from core.packed import unpack
from core.skeleton import traced

HERE = Path(__file__).parent
CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))
LOOK_ALIKES = set("BGILOQSZ") | set("bgiloqsz")  # 8, 6, 1, 1, 0, 9, 5, 2, and b 6, g 9, q 9
GAPS = {"apart": (0.05, 0.08), "touching": (-0.02, 0.0), "crossing": (-0.05, -0.02)}  # sides; a digit is .25 high
Strokes = Sequence[np.ndarray]


def idx(path: Path) -> np.ndarray:
    raw = gzip.decompress(path.read_bytes())
    axes = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    return np.frombuffer(raw[4 + 4 * axes :], np.uint8).reshape(shape)


def placed(strokes: Strokes, share: float, corner: tuple[float, float], nibs: float) -> Strokes:
    """Draw strokes `share` of the sheet large, in a corner, with a pen of `nibs`."""
    points = np.concatenate(strokes)[:, :2]
    low, high = points.min(0), points.max(0)
    pen = nibs / 14
    scale = max(share - pen, 0.02) / max((high - low).max(), 0.02)
    room = np.clip((1 - (high - low) * scale - pen) / 2, 0, 1)
    middle = 0.5 + np.array(corner) * room
    return [np.column_stack([middle + (s[:, :2] - (low + high) / 2) * scale, np.full(len(s), nibs)]) for s in strokes]


def read(drawings: Sequence[Strokes], reader: tuple[bytes, str], *, several: bool = False) -> list[np.ndarray]:
    """Return for each drawing the rows (class, share, unlike, milliseconds) of its characters."""
    lines = (json.dumps({"strokes": [s.round(4).ravel().tolist() for s in d], "several": several}) for d in drawings)
    with tempfile.TemporaryDirectory() as folder:
        network = Path(folder) / "network"
        network.write_bytes(reader[0])
        done = subprocess.run(
            ["node", str(HERE / "read.js"), str(network), reader[1]],
            input="\n".join(lines), capture_output=True, text=True, check=True,
        )  # fmt: skip
    rows = [
        [[np.inf if v is None else v for v in one] for one in json.loads(line)] for line in done.stdout.splitlines()
    ]
    return [np.array(one, float).reshape(-1, 4) for one in rows]


def numbers(
    digits: Sequence[Strokes], labels: np.ndarray, count: int, gap: tuple[float, float]
) -> tuple[list[Strokes], np.ndarray]:
    """Return drawings of three digits beside one another, and what each says (count, 3).

    gap: between the boxes around two of them, least and most, in sides of the sheet; below 0 they overlap.
    """
    rng = np.random.default_rng(0)
    chosen = rng.integers(0, len(digits), (count, 3))
    sheets = []
    for row in chosen:
        sheet: list[np.ndarray] = []
        left = 0.03
        for i in row:
            points = np.concatenate(digits[i])[:, :2]
            low, high = points.min(0), points.max(0)
            scale = rng.uniform(0.22, 0.27) / max((high - low).max(), 0.02)
            top = rng.uniform(0.3, 0.4)
            sheet += [
                np.column_stack([(s[:, :2] - low) * scale + (left, top), np.full(len(s), 0.6)]) for s in digits[i]
            ]
            left += (high - low)[0] * scale + rng.uniform(*gap)
        sheets.append(sheet)
    return sheets, labels[chosen]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--images", type=int, default=1000)
    args = parser.parse_args()
    entry = library.find("mnist-classifier")
    share, weight = manner_of(library.latents(library.find("mnist-vae-16d")).thumbnails())
    block = unpack(
        read_block(library.browser_bin(entry), model=entry.id, title=entry.title, share=share, weight=weight)
    )
    reader = block["reader"], block["about"].decode()
    images = idx(args.data / "mnist/t10k-images-idx3-ubyte.gz")[: args.images]
    labels = idx(args.data / "mnist/t10k-labels-idx1-ubyte.gz")[: args.images]
    digits = [traced(image) for image in images]

    rows = []
    as_drawn = read([placed(d, 0.7, (0, 0), 0.7) for d in digits], reader)
    unlike = np.array([one[0, 2] for one in as_drawn])
    right = np.mean([one[0, 0] == label for one, label in zip(as_drawn, labels, strict=True)])
    took = np.percentile([one[0, 3] for one in as_drawn], 95)
    rows.append(["drawn at one width, in the middle", f"{right:.1%}", f"{(unlike > 1).mean():.1%}", ""])
    worst = []
    for corner in CORNERS:
        for size in (0.3, 0.6, 1.0):
            for pen in (4, 24):
                found = read([placed(d, size, corner, pen / 10) for d in digits], reader)
                worst.append(np.mean([one[0, 0] == label for one, label in zip(found, labels, strict=True)]))
    rows.append(["in any corner, 0.3 to 1.0, pen 4 to 24: worst of 24", f"{min(worst):.1%}", "", ""])

    capitals = (
        idx(args.data / "letters_upper/az-images-idx3-ubyte.gz"),
        idx(args.data / "letters_upper/az-labels-idx1-ubyte.gz"),
    )
    names = [chr(65 + int(label)) for label in capitals[1]]
    latin = np.load(args.data / "letters/latin.npz")
    small = [chr(97 + int(label)) for label in latin["labels"]]
    for title, pictures, letters in (
        ("capital letters like no digit", capitals[0], names),
        ("small letters like no digit", latin["images"], small),
    ):
        kept = [i for i, letter in enumerate(letters) if letter not in LOOK_ALIKES][: args.images]
        far = np.array([one[0, 2] for one in read([traced(pictures[i]) for i in kept], reader)])
        ranks = rankdata(np.concatenate([unlike, far]))[len(unlike) :]
        auroc = (ranks.sum() - len(far) * (len(far) + 1) / 2) / (len(far) * len(unlike))
        rows.append([f"{title} ({len(far)})", "", f"{(far > 1).mean():.1%}", f"{auroc:.3f}"])

    for title, gap in GAPS.items():
        sheets, wanted = numbers(digits, labels, 200, gap)
        found = read(sheets, reader, several=True)
        whole = np.mean([len(f) == 3 and (f[:, 0] == w).all() for f, w in zip(found, wanted, strict=True)])
        cut = np.mean([len(f) == 3 for f in found])
        rows.append([f"200 numbers of three digits, {title} (cut into three: {cut:.1%})", f"{whole:.1%}", "", ""])
    report("read", [dict(zip(("what", "read rightly", "refused", "AUROC"), row, strict=True)) for row in rows])
    print(f"\nFrom strokes to probabilities, in node: p95 {took:.1f} ms.")


if __name__ == "__main__":
    main()
