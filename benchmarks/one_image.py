"""What can be learned of a hand from one image: how readable, how well recognised, how soon?

Run: LATENT_INK_DATA=... python -m benchmarks.one_image [--only PART] [--writers 16] [--calibrate 20]

Needs MNIST and its writers (writers/mnist-writers.npz). Parts: "ranges", 300 images varied in one way alone, as far as
its slider goes; "intake", what the guards refuse of MNIST and of letters; "readable", 20 sources, two a digit, and what
is varied and drawn of them; "recognised", digit 2 with one image of each of so many writers, three seeds, every set;
"hand", the network that tells hands apart, also with strokes drawn anew with a pen of constant width; "time", the whole
way of one image. The writers of "recognised" are those by whom nothing was chosen. --calibrate: set the bars of
core.one_image.calibration anew, on so many writers of the training part, and do nothing else.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np
import torch

from benchmarks.report import report
from core import images as pixels
from core import places
from core.augmentation.pen import PenConfig
from core.config import bounds
from core.datasets import DATASETS
from core.one_image import hand, hand_trials, vae, writers
from core.one_image.building import ended
from core.one_image.calibration import fitted
from core.one_image.intake import taken
from core.one_image.journey import walk
from core.one_image.network import lesson, logits_of, taught
from core.one_image.outcome import HAND, Outcome, Question
from core.one_image.presets import PRESETS, WithinConfig
from core.one_image.reading import read_as, reader_of, shares
from core.one_image.sets import SETS, USUAL, Material
from core.one_image.strangers import strangers
from core.one_image.table import PAIRS, SEEDS, USUAL_SETS, difference, table
from core.one_image.variations import variations
from core.one_image.verification import roc
from core.types import DataError

DIGIT = 2
LOOKED_AT = 12  # writers of this digit, the first in order, by whom ranges and warps were chosen
STILL = WithinConfig(turn=0, shift=0, thicken=0, thin=0, pale=0, blur=0)
PARTS = ("ranges", "intake", "readable", "recognised", "hand", "time")
SHOWN = ("generator", "own", "strangers", "others", "auc", "eer", "ece", "robust")


def sources() -> list[tuple[int, np.ndarray]]:
    """Return 20 images (1, 28, 28) of MNIST's test part with their digits, two each."""
    data, rng = DATASETS["mnist"]().load("test"), np.random.default_rng(7)
    told = writers.writers("test") != writers.UNTOLD
    chosen = [(d, i) for d in range(10) for i in rng.choice(np.flatnonzero((data.labels == d) & told), 2, False)]
    return [(d, data.images[i : i + 1]) for d, i in chosen]


def ranges() -> list[dict]:
    """Read 300 images of the test part, varied in one way by chance as far as it goes, as they were read before."""
    data, reader = DATASETS["mnist"]().load("test"), reader_of("2")
    images = data.images[np.random.default_rng(3).choice(len(data), 300, replace=False)]
    before, rows = shares(images, reader).argmax(1), []
    for name in WithinConfig.model_fields:
        if name != "name":
            most = bounds(WithinConfig.model_fields[name])[1]
            made = variations(images, STILL.replace(**{name: most}), n=len(images)).images
            alike = shares(made, reader).argmax(1) == before
            worst = min((float(alike[before == digit].mean()), digit) for digit in range(10))
            rows.append({"way": name, "most": most, "read as before": float(alike.mean()),
                         "worst digit": f"{worst[0]:.2f} ({worst[1]})"})  # fmt: skip
    return rows


def intake() -> list[dict]:
    """Count what is refused of 10,000 digits of the training part, and of the letters of LATENT_INK_DATA."""
    given, rows = places.given_data(), []
    kinds = {"MNIST": DATASETS["mnist"]().load("train").images[::6]}
    if given and (given / "letters" / "latin.npz").is_file():
        kinds["Omniglot letters"] = np.load(given / "letters" / "latin.npz", allow_pickle=False)["images"]
    for name, images in kinds.items():
        refused = sum(not _passes(image) for image in images)
        rows.append({"images": name, "n": len(images), "refused": refused})
    return rows


def _passes(image: np.ndarray) -> bool:
    try:
        taken(image)
    except DataError:
        return False
    return True


def readable() -> list[dict]:
    """Read variations of each preset, and what a VAE draws of the usual ones."""
    reader, rows = reader_of("2"), []
    found: dict[str, list[float]] = {}
    for digit, image in sources():
        for name, preset in PRESETS.items():
            made = variations(image, preset.variation).images
            found.setdefault(name, []).append(float(read_as(made, str(digit), reader).mean()))
        for dims, config in (("8 dims", vae.OneImageVaeConfig()), ("2 dims", vae.TWO_DIMS)):
            model = ended(vae.learn(variations(image, WithinConfig()).images, config))
            drawn = vae.draw(model, 200).images
            found.setdefault(f"drawn, {dims}", []).append(float(read_as(drawn, str(digit), reader).mean()))
    for name, read in found.items():
        enough = sum(share >= 0.9 for share in read)
        rows.append({"images": name, "read": float(np.mean(read)), "worst": min(read), ">= .9 of 20": enough})
    return rows


def fresh_writers(digit: int, n: int) -> list[int]:
    """Return writers of the test part with six images of the digit and more, none of those that were looked at."""
    who, counts = np.unique(writers.written("test", digit).writers, return_counts=True)
    enough = who[counts >= 6]
    order = np.random.default_rng(5).permutation(len(enough))
    return [int(enough[i]) for i in order[LOOKED_AT : LOOKED_AT + n]]


def question_of(digit: int, writer: int) -> Question:
    """Return the first image of a writer of the test part as the one that is known, and the others as their own."""
    found = writers.written("test", digit)
    mine = found.images[found.writers == writer]
    return Question(mine[:1], mine[1:], str(digit), strangers(str(digit), without=writer))


def recognised(n: int) -> tuple[list[dict], list[dict]]:
    """Fill the table for each of n writers; return it over writers, and the paired differences over them."""
    by_set: dict[str, list[Outcome]] = {}
    chosen = fresh_writers(DIGIT, n)
    for i, writer in enumerate(chosen):
        made = table(question_of(DIGIT, writer), sets=tuple(SETS))
        for name in (*SETS, HAND):
            # A writer is one observation: the mean over their seeds.
            rows = made.of(name)
            numbers = {key: float(np.mean([getattr(row, key) for row in rows])) for key in SHOWN if _has(rows, key)}
            by_set.setdefault(name, []).append(replace(Outcome(name, i, 1, 0.0), **numbers))
        print(f"writer {i + 1} of {len(chosen)}: {made.seconds:.0f} s", flush=True)
    rows = []
    for name, found in by_set.items():
        row: dict = {"set": name, "writers": len(found)}
        for key in SHOWN:
            values = [getattr(one, key) for one in found if getattr(one, key) is not None]
            row[key] = f"{np.mean(values):.3f} ± {np.std(values, ddof=1):.3f}" if values else "-"
        rows.append(row)
    gaps = []
    for first, second in (*PAIRS, (HAND, USUAL)):
        for key in ("own", "strangers", "auc", "eer", "ece", "robust"):
            gap = difference(by_set[first], by_set[second], key)
            if gap is not None:
                gaps.append({"difference": f"{first} - {second}", "of": key, "mean": f"{gap.mean:+.3f}",
                             "95 %": f"{gap.low:+.3f} to {gap.high:+.3f}"})  # fmt: skip
    return rows, gaps


def _has(rows: list[Outcome], key: str) -> bool:
    return getattr(rows[0], key) is not None


def hands() -> list[dict]:
    """Ask the hand of all digits by the writers of the test part, also where the pen is another."""
    found = hand_trials.figures()
    rows = [
        {"images": f"MNIST, {k} own", "AUC": found[f"auc {k}"], "EER": found[f"eer {k}"], "own": found[f"own {k}"],
         "strangers": found[f"strangers {k}"], "pairs": found[f"pairs {k}"]}
        for k in (1, 3, 5)
    ]  # fmt: skip
    rows.append(dict.fromkeys(rows[0], "") | {"images": "MNIST, 1 own, each in turn", "AUC": found["turns"]})
    data, who = DATASETS["mnist"]().load("test"), writers.writers("test")
    kept = who != writers.UNTOLD
    images, labels, who = data.images[kept], data.labels[kept], who[kept]
    rng = torch.Generator().manual_seed(0)
    redrawn = np.concatenate([pixels.to_uint8(PenConfig().vary(pixels.to_float(part), rng=rng))
                              for part in torch.from_numpy(images).split(500)])  # fmt: skip
    as_written, drawn = hand.embedded(images), hand.embedded(redrawn)
    for name, known, tested in (
        ("a pen known, a screen tested", as_written, drawn),
        ("a screen on both", drawn, drawn),
    ):
        curves = []
        for digit in range(10):
            of = np.flatnonzero(labels == digit)
            for writer in np.unique(who[of]):
                mine, others = of[who[of] == writer], of[who[of] != writer]
                if len(mine) >= 6:
                    own, theirs = (hand.scored(tested[places], known[mine[:1]]) for places in (mine[1:], others))
                    curves.append(roc(own, theirs))
        numbers = {"AUC": float(np.mean([c.auc for c in curves])), "EER": float(np.mean([c.eer for c in curves]))}
        rows.append(dict.fromkeys(rows[0], "") | {"images": name, "pairs": len(curves)} | numbers)
    return rows


def timed() -> list[dict]:
    """Go the whole way of one image, and say when what was there."""
    question, told = question_of(DIGIT, fresh_writers(DIGIT, 1)[0]), {}
    began = time.perf_counter()
    walk(
        question,
        reader_of(str(DIGIT)),
        chosen=USUAL,
        sets=USUAL_SETS,
        seeds=SEEDS,
        on_step=lambda step: told.setdefault(type(step).__name__, time.perf_counter() - began),
    )
    words = {
        "Varied": "variations",
        "LearnedVae": "VAE",
        "Taught": "first verdict",
        "LatentMap": "map",
        "Table": "table",
    }
    return [{"there": what, "seconds": told[name]} for name, what in words.items()]


def calibrate(n: int) -> None:
    """Print temperature and weight of "mine" for every set, on n writers of the training part, each digit in turn."""
    rng, groups = np.random.default_rng(11), {name: ([], [], []) for name in SETS}
    for i in range(n):
        found = writers.written("train", i % 10)
        mine = found.images[found.writers == rng.choice(np.unique(found.writers))]
        if len(mine) < 6:
            continue
        others = strangers(str(i % 10), seed=i)
        model = ended(vae.learn(variations(mine[:1], WithinConfig(), seed=i).images, vae.OneImageVaeConfig(), seed=i))
        material = Material(mine[:1], str(i % 10), WithinConfig(), model)
        for name, parts in groups.items():
            network = ended(taught(lesson(name, material, others, seed=i).data, seed=i))
            tests = (mine[1:], others.test_same[:200], others.test_other[:200])
            for part, images in zip(parts, tests, strict=True):
                part.append(logits_of(network, images))
    for name, parts in groups.items():
        print(f'    "{name}": {fitted([np.concatenate(part) for part in parts])},')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--calibrate", type=int, metavar="N")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    if asked.calibrate:
        calibrate(asked.calibrate)
        return
    for part in [asked.only] if asked.only else PARTS:
        if part == "recognised":
            rows, gaps = recognised(asked.writers)
            report("one_image_recognised", rows)
            report("one_image_differences", gaps)
        else:
            report(
                f"one_image_{part}",
                {"ranges": ranges, "intake": intake, "readable": readable, "hand": hands, "time": timed}[part](),
            )


if __name__ == "__main__":
    main()
