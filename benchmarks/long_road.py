"""What comes of the long road to a model of one's hand, step by step, on letters and words of real pages?

Run: LATENT_INK_DATA=... OMP_NUM_THREADS=1 python -m benchmarks.long_road --keep FOLDER [--steps 400] [--of words ...]

The road: a VAE of whole words; a VAE of letters at 128 pixels with 64 latent dimensions; DBSCAN on its latents, to
label the letters; the same number of each letter; a VAE that is told the letter, with a mixture of each; a GAN that is
told it. The letters are those of a page that are not doubtful, the words those of several pages. Each recipe of Train
learns from them as Train does it, for so many steps.

overlap: of the ink of words of the test with what the VAE makes of them, and with the word of the training that is most
like it (intersection over union). read: letters of the test, drawn ones as asked, by a support vector machine taught on
the letters to learn from; floor: the same of the test's letters as they are. Both are of the page's own parts where the
classes were balanced, too. varied: how much what is drawn of a letter differs, as a share of how much the letters to
learn from do, all letters together. labelled: share of all letters whose cluster is named as they are, where each is
named by what most of it is, at the eps that does best. --keep holds models: what is there is not made anew.
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from sklearn.cluster import DBSCAN
from sklearn.svm import SVC

from benchmarks.hand_letters import opened
from benchmarks.hand_model import letters_of
from benchmarks.report import report
from core import images as pixels
from core import places
from core.datasets import own
from core.datasets.balance import BalanceConfig, balanced
from core.handwriting.letters import letter_set, word_set
from core.handwriting.message.model_ink import decoded, encoded
from core.images import to_uint8
from core.jobs.execute import execute
from core.library.folder import entry_at, open_model
from core.sampling import GaussianMixtureConfig, PriorConfig, SamplerConfig
from core.training.recipes import RECIPES
from core.training.suited import adapted
from core.types import ImageDataset

LETTERS, WORDS = "scan_inverted.png", ("scan_inverted.png", "scan_iam.png", "photo_dense.jpg", "grey_poem.jpg")
SMALL, EACH, PASSES = 28, 12, 40
OF = ("words", "letters", "asked", "balanced", "gan")


def trained(recipe: str, id: str, steps: int, keep: Path) -> Path:
    """Return the folder of a recipe that has learned from an own set for so many steps, as Train sets it for that."""
    folder = keep / f"{recipe}-{id[:8]}-{steps}"
    if not (folder / "model.safetensors").is_file():
        dataset = own.OwnConfig(id=id)
        config = adapted(RECIPES[recipe].run.replace(dataset=dataset), dataset.count() or 0)
        training = config.training
        passes = min(PASSES, steps)
        training = training.replace(
            epochs=steps // passes, epoch_images=passes * training.batch_size, snapshots=(), device="cpu"
        )
        folder.mkdir(exist_ok=True, parents=True)
        (folder / "config.json").write_text(config.replace(training=training).to_json())
        execute(folder)
    return folder


def part_of(folder: Path, part: own.Part) -> ImageDataset:
    """Return a part of what a model has learned from, as large as its images."""
    entry = entry_at(folder)
    return entry.config.dataset.load(part, image_size=entry.config.model.image_size)


class Judge:
    """Reads letters as somebody would who knows those to learn from."""

    def __init__(self, known: ImageDataset) -> None:
        self.classes = known.classes
        self.machine = SVC(C=10.0).fit(_flat(known.images), known.labels)

    def right(self, images: np.ndarray, labels: np.ndarray) -> float:
        return float((self.machine.predict(_flat(images)) == labels).mean())


def of_words(id: str, steps: int, keep: Path) -> dict:
    folder = trained("words-128", id, steps, keep)
    known, test = part_of(folder, "train").images, part_of(folder, "test").images
    made = _rebuilt(folder, test)
    nearest = [max(_overlap(one, other) for other in known) for one in test]
    found = {
        "words": len(known) + len(test),
        "overlap": float(np.mean([_overlap(a, b) for a, b in zip(test, made, strict=True)])),
    }
    return {"step": "VAE of words", **found, "overlap with the nearest": float(np.mean(nearest))}


def of_letters(id: str, steps: int, keep: Path) -> list[dict]:
    folder = trained("handwriting-128", id, steps, keep)
    known, test = part_of(folder, "train"), part_of(folder, "test")
    judge = Judge(known)
    assert known.labels is not None and test.labels is not None
    read = judge.right(_rebuilt(folder, test.images), test.labels)
    rows = [{"step": "VAE of letters", "read": read, "floor": judge.right(test.images, test.labels)}]
    return [*rows, _dbscan(_places(folder, known.images), known.labels)]


def of_asked(recipe: str, id: str, steps: int, keep: Path, own_of: str = "", step: str = "") -> list[dict]:
    """Return how much of what a model told the letter draws is read as asked, by ways to draw.

    own_of: the set whose parts teach and try the reader, empty for the one that is learned from.
    """
    folder = trained(recipe, id, steps, keep)
    known, size = part_of(folder, "train"), entry_at(folder).config.model.image_size
    page = own.OwnConfig(id=own_of or id)
    judge, test = Judge(page.load("train", image_size=size)), page.load("test", image_size=size)
    assert known.labels is not None and test.labels is not None
    model, rows = open_model(entry_at(folder)), []
    labels = np.repeat([k for k, n in enumerate(np.bincount(known.labels)) if n >= 3], EACH)
    names = np.array([judge.classes.index(known.classes[k]) for k in labels])
    floor = judge.right(test.images, np.array([judge.classes.index(test.classes[k]) for k in test.labels]))
    if not entry_at(folder).config.model.encodes:
        z = torch.randn(len(labels), model.latent_dim, generator=torch.Generator().manual_seed(0)).numpy()
        drawn = _drawn(model, z, labels)
        return [
            {"step": step, "read": judge.right(drawn, names), "floor": floor, "varied": _varied(drawn, labels, known)}
        ]
    mu, logvar = encoded(model, known.images, known.labels)  # type: ignore[arg-type]
    ways: dict[str, SamplerConfig] = {
        "the prior": PriorConfig(),
        "a mixture of each": GaussianMixtureConfig(choose="bic"),
    }
    for way, config in ways.items():
        rng = np.random.default_rng(0)
        fitted = config.fit(mu, known.labels, logvar=logvar, classes=len(known.classes), rng=rng)
        z = np.concatenate([fitted.draw(EACH, label=int(k), rng=rng).z for k in labels[::EACH]])
        drawn = _drawn(model, z, labels)
        row = {"step": f"{step}, {way}", "read": judge.right(drawn, names), "floor": floor}
        rows.append(row | {"varied": _varied(drawn, labels, known)})
    return rows


def _dbscan(mu: np.ndarray, labels: np.ndarray) -> dict:
    apart = np.sqrt(np.square(mu[:, None] - mu[None]).sum(-1))
    best = {"labelled": 0.0, "groups": 0}
    for eps in np.quantile(apart, np.linspace(0.002, 0.2, 60)):
        found = DBSCAN(eps=max(float(eps), 1e-6), min_samples=3).fit_predict(mu)
        right = sum(Counter(labels[found == n].tolist()).most_common(1)[0][1] for n in range(found.max() + 1))
        if right / len(labels) > best["labelled"]:
            best = {"labelled": right / len(labels), "groups": int(found.max() + 1)}
    return {"step": "DBSCAN on its latents", **best, "letters": len(labels), "classes": len(set(labels.tolist()))}


def _places(folder: Path, images: np.ndarray) -> np.ndarray:
    """Return where a VAE that is told nothing has images uint8 (n, h, w), float32 (n, d)."""
    with torch.no_grad():
        parts = pixels.to_float(torch.from_numpy(np.ascontiguousarray(images))).split(64)
        return torch.cat([open_model(entry_at(folder)).encode(part).mu for part in parts]).numpy()


def _rebuilt(folder: Path, images: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return to_uint8(open_model(entry_at(folder)).decode(torch.from_numpy(_places(folder, images))))


def _drawn(model, z: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return what a model that is told the class draws, uint8 (n, h, w)."""
    return to_uint8(torch.from_numpy(decoded(model, z, labels)))


def _varied(drawn: np.ndarray, labels: np.ndarray, known: ImageDataset) -> float:
    """Return by how much drawn images of a class differ from its mean, over how much known ones of these classes do."""
    ours = theirs = 0.0
    for k in np.unique(labels):
        ours += _flat(drawn[labels == k]).var(0, ddof=1).sum()
        theirs += _flat(known.images[known.labels == k]).var(0, ddof=1).sum()
    return float(np.sqrt(ours / max(theirs, 1e-9)))


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    a, b = one > 127, other > 127
    return float((a & b).sum() / max(1, (a | b).sum()))


def _flat(images: np.ndarray) -> np.ndarray:
    images = np.asarray(images)
    return pixels.resize(images.astype(np.uint8), SMALL).reshape(len(images), -1) / 255.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--of", nargs="+", default=list(OF), choices=OF)
    asked = parser.parse_args()
    root, keep, steps = places.given_data(), asked.keep, asked.steps
    if root is None:
        raise SystemExit("LATENT_INK_DATA must name the folder that has pages/.")
    torch.set_num_threads(1)
    keep.mkdir(parents=True, exist_ok=True)
    os.environ["LATENT_INK_HOME"] = str(keep / "home")
    letters = letter_set.kept(letters_of(LETTERS, root, keep), name="letters")
    rows: list[dict] = []
    if "words" in asked.of:
        words, _ = word_set.words_of_pages([opened(name, root / "pages")[0] for name in WORDS])
        rows.append(of_words(word_set.kept(words, name="words"), steps, keep))
    if "letters" in asked.of:
        rows += of_letters(letters, steps, keep)
    if "asked" in asked.of:
        rows += of_asked("handwriting-cvae-128", letters, steps, keep, step="VAE told the letter")
    if "balanced" in asked.of:
        same = balanced(own.load(letters), BalanceConfig(least=3, most=20, fill=20))
        rows += of_asked("handwriting-cvae-128", own.save(same.dataset), steps, keep, letters, "the same, balanced")
    if "gan" in asked.of:
        rows += of_asked("handwriting-cgan", letters, steps, keep, step="GAN told the letter")
    names = list(dict.fromkeys(name for row in rows for name in row))
    report("long_road", [{name: row.get(name, "") for name in names} for row in rows])


if __name__ == "__main__":
    main()
