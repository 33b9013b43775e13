"""Does a model of one's hand write like it: read as asked, no copies, as varied, tuned in seconds, and taken for it?

Run: LATENT_INK_DATA=... OMP_NUM_THREADS=1 python -m benchmarks.hand_model --keep FOLDER [--pages scan_iam.png ...]

Each page of pages/ is cut into letters by its transcription; doubtful ones are left out. The recipe my-hand is tuned on
them as Train does it, my-hand-scratch is the control, my-hand-flow the flow. Then messages are written: of own ink; of
letters that the tuned model draws near an own letter, between two, by a Gaussian mixture of each class (BIC) and by the
prior; that the control draws near an own letter; that the flow draws from noise; that the model of the next page's hand
draws near letters of that hand. read, nearest, copies, variety: of core.handwriting.message.worth and likeness. whose:
of core.handwriting.message.whose, among all pages named, each by another writer. Seconds are of processor. --keep holds
letters, models and rows: what is there is not made anew.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.hand_letters import opened
from benchmarks.report import report
from core import places
from core.datasets.own import OwnConfig
from core.files import write_atomic
from core.handwriting.letters import kept_ink, letter_set
from core.handwriting.letters import reader as readers
from core.handwriting.letters.letters import SURE, Letter, letters_of_pages
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.message.model_ink import ModelInk, ModelInkConfig, written_by
from core.handwriting.message.score import Likeness
from core.handwriting.message.sources import ink_of
from core.handwriting.message.whose import whose
from core.handwriting.message.worth import OWN_INK, worth
from core.jobs.execute import execute
from core.library.folder import entry_at
from core.sampling import BetweenImagesConfig, GaussianMixtureConfig, NearImagesConfig, PriorConfig
from core.training.recipes import RECIPES
from core.training.suited import adapted

PAGES = ("scan_inverted.png", "scan_iam.png", "photo_dense.jpg", "grey_poem.jpg")  # each by another writer
EACH = 8  # letters drawn of each character
WAYS = {
    "near an image": ("my-hand", NearImagesConfig()),
    "between two": ("my-hand", BetweenImagesConfig()),
    "mixture": ("my-hand", GaussianMixtureConfig(choose="bic")),
    "prior": ("my-hand", PriorConfig()),
    "scratch, near": ("my-hand-scratch", NearImagesConfig()),
    "flow": ("my-hand-flow", PriorConfig()),
}
OTHERS = "another's model"
TOLD = ("near an image",)  # whose lines are told apart, beside own ink and another's model


def letters_of(name: str, root: Path, keep: Path) -> list[Letter]:
    """Return the sure letters of a page, cut once."""
    path = keep / f"{Path(name).stem}.ink"
    if not path.is_file():
        page, text = opened(name, root / "pages")
        write_atomic(path, kept_ink.packed(letters_of_pages([page], [text], sources=[name]).letters))
    return [one for one in kept_ink.read(path) if one.doubt <= SURE]


def tuned(name: str, recipe: str, letters: list[Letter], keep: Path) -> tuple[Path, float]:
    """Return the model folder of a recipe on a page's letters, and the seconds of processor it took."""
    folder = keep / f"{Path(name).stem}-{recipe}"
    took = folder / "took.json"
    if not took.is_file():
        dataset = OwnConfig(id=letter_set.kept(letters, name=name), manner="box")
        config = adapted(RECIPES[recipe].run.replace(dataset=dataset), dataset.count() or 0)
        folder.mkdir(exist_ok=True)
        write_atomic(folder / "config.json", config.to_json())
        began = time.process_time()
        execute(folder)
        write_atomic(took, json.dumps(time.process_time() - began))
    return folder, float(json.loads(took.read_text()))


def inks_of(hand: Hand, models: dict[str, Path], other: Path, ways: tuple[str, ...] = ()) -> dict[str, ModelInk]:
    """Return what models draw of a hand, by the way; all ways where none is named."""
    found = {
        way: ink_of(entry_at(models[recipe]), hand, ModelInkConfig(sampler=sampler, each=EACH))
        for way, (recipe, sampler) in WAYS.items()
        if not ways or way in ways
    }
    return found | {OTHERS: ink_of(entry_at(other), hand, ModelInkConfig(each=EACH), own_places=False)}


def rows_of(name: str, hand: Hand, inks: dict[str, ModelInk], seconds: dict[str, float], keep: Path) -> None:
    """Keep what is measured of a page, a row a way."""
    rows: list[dict[str, Any]] = []
    for row in worth(hand, inks, readers.shipped() if readers.here() else None):
        shapes, recipe = row.shapes, WAYS.get(row.name, ("",))[0]
        rows.append(
            {
                "page": name,
                "way": row.name,
                "tune, s": seconds.get(recipe, ""),
                "read": row.read,
                "floor": row.floor,
                "nearest": shapes.nearest if shapes else "",
                "of own to own": shapes.apart if shapes else "",
                "copies": shapes.copies if shapes else "",
                "variety": shapes.variety if shapes else "",
            }
        )
        print(rows[-1], flush=True)
    write_atomic(keep / f"{Path(name).stem}.json", json.dumps(rows))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", nargs="+", default=list(PAGES))
    parser.add_argument("--keep", type=Path, required=True)
    arguments = parser.parse_args()
    root, keep = places.given_data(), arguments.keep
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    torch.set_num_threads(1)
    keep.mkdir(parents=True, exist_ok=True)
    os.environ["LATENT_INK_HOME"] = str(keep / "home")
    letters = {name: letters_of(name, root, keep) for name in arguments.pages}
    models, seconds = {}, {}
    for name, some in letters.items():
        made = {recipe: tuned(name, recipe, some, keep) for recipe in ("my-hand", "my-hand-scratch")}
        models[name] = {recipe: folder for recipe, (folder, _) in made.items()}
        seconds[name] = {recipe: took for recipe, (_, took) in made.items()}
        print(name, len(some), seconds[name], flush=True)
    rows: list[dict] = []
    for name, other in following(arguments.pages):
        if not (keep / f"{Path(name).stem}.json").is_file():
            hand = hand_of(letters[name])
            rows_of(name, hand, inks_of(hand, models[name], models[other]["my-hand"]), seconds[name], keep)
        rows += json.loads((keep / f"{Path(name).stem}.json").read_text())
    taken = told(arguments.pages, letters, models, keep)
    for row in rows:
        row["whose"] = taken.get(f"{row['page']} {row['way']}", "")
    report("hand_model", rows)


def told(pages: list[str], letters: dict, models: dict, keep: Path) -> dict[str, float]:
    """Return of each page and of some ways the share of lines that are taken for its hand."""
    path = keep / "whose.json"
    if not path.is_file():
        hands = {name: hand_of(some) for name, some in letters.items()}
        lines: dict[str, tuple[str, Hand, Likeness | None]] = {}
        for name, other in following(pages):
            lines[f"{name} {OWN_INK}"] = (name, hands[name], None)
            for way, ink in inks_of(hands[name], models[name], models[other]["my-hand"], TOLD).items():
                written = written_by(hands[name], ink)
                lines[f"{name} {way}"] = (name, written.hand, Likeness(hands[name], written.nearest))
        found = whose(hands, lines, readers.shipped() if readers.here() else None)
        write_atomic(path, json.dumps({kind: one.right for kind, one in found.items()}))
    return json.loads(path.read_text())


def following(pages: list[str]) -> list[tuple[str, str]]:
    """Return each page with the one after it, whose writer is another."""
    return list(zip(pages, [*pages[1:], *pages[:1]], strict=True))


if __name__ == "__main__":
    main()
