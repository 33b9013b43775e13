"""How are the models made that ship with the app?

Trained from MNIST and Omniglot by the recipes of the same names, then made small enough for git: weights in half
precision, the latents and thumbnails of 2,000 test images, the scores, and none of the resume points.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load, save

from core import images as pixels
from core import places
from core.config import ConfigError
from core.files import write_atomic, write_json
from core.jobs.execute import prepared
from core.latents import Latents, atlas_of
from core.library.folder import entry_at, latents, open_model
from core.library.model_card import write_card
from core.library.weights import tensors_of, without_stand_ins
from core.networks.write import write_networks
from core.projection import PROJECTIONS
from core.sampling import SAMPLERS
from core.scores import ScoringConfig, table
from core.scores.of_model import evaluate
from core.scores.of_samples import fitted_to
from core.scores.progress import Told
from core.tasks import MapTask, SamplerTask
from core.tasks.directions import ship
from core.tasks.map import frames
from core.tasks.map.kept import read_map, write_shipped
from core.tasks.map.make import make_map
from core.tasks.sampler import write_sampler
from core.training import film as reel
from core.training.recipes import RECIPES
from core.training.run import RunConfig
from core.types import Encoder, ImageDataset

TITLES = {  # the classifier first: the others' scores may ask it
    "mnist-classifier": "Digit reader",
    "mnist-vae-2d": "MNIST digits, 2 latent dims",
    "mnist-ae-2d": "MNIST digits, 2 latent dims, autoencoder",
    "mnist-vae-16d": "MNIST digits, 16 latent dims",
    "mnist-cvae": "MNIST digits, by class",
    "mnist-gan": "MNIST digits, GAN",
    "mnist-cgan": "MNIST digits, GAN by class",
    "mnist-flow": "MNIST digits, flow by class",
    "letters-cvae": "Letters and digits, by class",
}
SHOWN_IMAGES = 2000
KEPT = ("config.json", "history.jsonl", "preview.png")
SHIPPED_FRAMES = {"mnist-cvae": 8}  # of a map's film, by default 14; each takes two bytes an image
WITHOUT_REEL = ("letters-cvae",)  # 46 classes' film takes a third of a megabyte, and the rest fills the folder
SHIPPED_MOMENTS = {"mnist-flow": 20, "mnist-ae-2d": 20}  # of the film of training, by default all
MAX_BYTES = 2_000_000  # of one folder


def build(only: Iterable[str], train: Callable[[RunConfig, Path], None]) -> None:
    """Train and finish the named zoo models, or all; `train(config, folder)` fills a model folder.

    A folder appears in the zoo when it is finished; what is trained already is not trained again.
    Raises ConfigError for an unknown name or a folder that came out above 2 MB.
    """
    for name in _known(only):
        workshop = places.home() / "zoo-workshop" / name
        train(RECIPES[name].run, workshop)
        finish(workshop, places.zoo() / name, TITLES[name])
        maps([name])
        samplers([name])
        directions([name])


def finish(workshop: Path, shelf: Path, title: str) -> None:
    """Turn a trained folder into a shipped one. Raises ConfigError if it is too large."""
    fresh = shelf.with_name(f".{shelf.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in KEPT:
        if (workshop / name).exists():
            shutil.copyfile(workshop / name, fresh / name)
    if (film := reel.read(workshop)) is not None and shelf.name not in WITHOUT_REEL:
        write_atomic(fresh / reel.FILE, reel.packed(reel.thinned(film, SHIPPED_MOMENTS.get(shelf.name, len(film)))))
    write_json(fresh / "about.json", {"title": title, "owner": None, "created": 0.0})
    entry, weights = entry_at(fresh), load(_bytes(workshop))
    _halved({name: weights[name] for name in without_stand_ins(entry.config, weights)}, fresh)
    model = open_model(entry)
    write_networks(fresh, model, tensors_of(_bytes(fresh), "model.safetensors"))
    test = prepared(entry.config, "test")
    if isinstance(model, Encoder):
        latents_of(model, test.subset(np.arange(min(SHOWN_IMAGES, len(test))))).save(fresh / "latents.safetensors")
    evaluate(fresh)
    write_card(fresh)
    _check_size(fresh, shelf.name)
    shutil.rmtree(shelf, ignore_errors=True)
    fresh.rename(shelf)


def networks(only: Iterable[str] = ()) -> list[Path]:
    """Write browser.bin and encoder.bin of the named shipped models, or of all, anew from their weights.

    Returns the folders. Raises ConfigError for an unknown name.
    """
    folders = [places.zoo() / name for name in _known(only)]
    for folder in folders:
        write_networks(folder, open_model(entry_at(folder)), tensors_of(_bytes(folder), "model.safetensors"))
    return folders


def readers(only: Iterable[str] = ()) -> list[Path]:
    """Let the named shipped readers, or all, learn anew which images are like none of their classes; keep the rest.

    Returns the folders. Raises ConfigError for an unknown name, DataError if their training images cannot be had.
    """
    made = []
    for name in _known(only):
        folder, config = places.zoo() / name, entry_at(places.zoo() / name).config
        if config.model.reads:
            model = config.model.build(config.classes)
            model.load_state_dict(load(_bytes(folder)))
            learned, held_out = prepared(config, "train").split(config.training.validation, seed=config.seed)
            model.eval().calibrate(*map(torch.from_numpy, (learned.images, learned.labels, held_out.images)))
            _halved(model.state_dict(), folder)
            evaluate(folder)
            made.append(folder)
    return networks([folder.name for folder in made]) if made else []


def _emptied(only: Iterable[str], shelf: str) -> Iterator[tuple[str, Path]]:
    """Give the name and the folder of every named model that has latents, with nothing on that shelf."""
    for name in _known(only):
        folder = places.zoo() / name
        if (folder / "latents.safetensors").exists():
            shutil.rmtree(folder / shelf, ignore_errors=True)
            (folder / shelf).mkdir()
            yield name, folder


def maps(only: Iterable[str] = ()) -> list[Path]:
    """Make the maps that the named shipped models, or all, open with: one of each method, with its usual settings.

    Returns their files. Raises ConfigError for an unknown name or a folder that comes out above 2 MB.
    """
    made = []
    for name, folder in _emptied(only, "maps"):
        for method in (p for p in PROJECTIONS.values() if p.offered_for(entry_at(folder).config.model.dims)):
            made.append(_ship_map(MapTask(model=name, projection=method()), folder))
        _check_size(folder, name)
    return made


def samplers(only: Iterable[str] = ()) -> list[Path]:
    """Fit the strategies that take a while, with their usual settings, to what the named shipped models learned from.

    Returns their files. Raises ConfigError for an unknown name or a folder that comes out above 2 MB.
    """
    made = []
    for name, folder in _emptied(only, "samplers"):
        entry = entry_at(folder)
        for config in [kind() for kind in SAMPLERS.values()]:
            if config.ships and not config.quick:
                # As they are scored: to more images than are kept with the model, and to none of those.
                scoring, told = ScoringConfig(sampler=config), Told(lambda doing, fraction: None, lambda: False)
                fitted, seconds = fitted_to(prepared(entry.config, "train"), entry, open_model(entry), scoring, told)
                made.append(folder / "samplers" / f"{SamplerTask(model=name, sampler=config).key()}.safetensors")
                write_sampler(made[-1], fitted, seconds, precision=np.float32)
        _check_size(folder, name)
    return made


def made(build: Callable[..., Path]) -> Path:
    """Have something made that ships beside the models, on all cores but one; return its file or folder.

    Raises what `build` raises: DataError where data is missing.
    """
    from core.cli.show import spare_a_core

    spare_a_core()
    return build(on_progress=_told)


def _told(doing: str, share: float) -> None:
    if sys.stderr.isatty():
        print(f"\033[K{doing} {share:.0%}", end="\r", file=sys.stderr, flush=True)


def scores(only: Iterable[str], score: Callable[[Path], None]) -> list[Path]:
    """Score anew what the named shipped models draw, or all; `score(folder)` puts the scores into a model folder.

    Returns their files. Raises ConfigError for an unknown name or a folder that comes out above 2 MB.
    """
    made = []
    for folder in [places.zoo() / name for name in _known(only)]:
        if entry_at(folder).config.model.draws:
            made.append(folder / table.FILE)
            before = made[-1].read_bytes() if made[-1].exists() else b""
            made[-1].unlink(missing_ok=True)
            try:
                score(folder)
                _check_size(folder, folder.name)
            except BaseException:  # Ctrl-C, too: what was there is not lost
                if before:
                    write_atomic(made[-1], before)
                raise
    return made


def directions(only: Iterable[str] = ()) -> list[Path]:
    """Measure which latent directions make the named conditional models, or all, lean and thicken what they write.

    Returns their files. Raises ConfigError for an unknown name or a folder that comes out above 2 MB.
    """
    made = []
    for name in _known(only):
        folder = places.zoo() / name
        if folder.is_dir() and entry_at(folder).config.model.conditional:
            made.append(ship(entry_at(folder)))
            _check_size(folder, name)
    return made


def _ship_map(task: MapTask, folder: Path) -> Path:
    path = folder / "maps" / f"{task.key()}.safetensors"
    with tempfile.TemporaryDirectory() as workshop:
        make_map(entry_at(folder), task, Path(workshop))
        made = read_map(Path(workshop) / "map.safetensors", task, task.key(), latents(entry_at(folder)))
        film = frames.read(Path(workshop) / "frames.bin").thinned(SHIPPED_FRAMES.get(task.model, 14))
        write_shipped(path, made, film)
    return path


def _check_size(folder: Path, name: str) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    if size > MAX_BYTES:
        raise ConfigError(f"{name} must be at most {MAX_BYTES} bytes to ship, it has {size}.")


@torch.no_grad()
def latents_of(model: Encoder, dataset: ImageDataset) -> Latents:
    """Encode a data set of the model's size into the table that pages show."""
    x = pixels.to_float(torch.from_numpy(dataset.images))
    y = None
    if dataset.labels is not None:
        y = F.one_hot(torch.from_numpy(dataset.labels), len(dataset.classes)).float()
    posterior = model.encode(x, y)
    png, columns = atlas_of(dataset.images)
    return Latents(posterior.mu.numpy(), posterior.logvar.numpy(), dataset.labels, png, columns, dataset.size)


def _known(only: Iterable[str]) -> list[str]:
    for name in only:
        if name not in TITLES:
            raise ConfigError(f"the zoo holds {', '.join(TITLES)}, not {name!r}.")
    return list(only or TITLES)


def _halved(tensors: Mapping[str, torch.Tensor], folder: Path) -> None:
    halved = {k: t.half() if t.is_floating_point() else t for k, t in tensors.items()}
    write_atomic(folder / "model.safetensors", save(halved))


def _bytes(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes()
