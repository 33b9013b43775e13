"""What of several models at once, and of how they learned, is kept in memory between page runs?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from core.blocks.training_film import By, training_film_block
from core.blocks.write import write_of
from core.library import Entry
from core.training import film as films
from core.training.film import Reel
from core.writing import Directions
from ui.cache.kept import kept
from ui.cache.one_model import Stamp, stamp_of

Result = TypeVar("Result")


def compare_models(entries: Sequence[Entry], make: Callable[[], bytes]) -> bytes | None:
    """Return the block of models side by side, None as long as one of them has nothing the browser could run."""
    paths = [entry.path / name for entry in entries for name in ("browser.bin", "history.jsonl")]
    if not all((entry.path / "browser.bin").is_file() for entry in entries):
        return None
    return _made_large(("versus", *(entry.id for entry in entries), stamp_of(*paths)), make)


def exhibit(name: str, make: Callable[[], bytes]) -> bytes:
    """Return the block of an exhibit, made once. name: of its line in core.lessons.exhibits.EXHIBITS."""
    return _made_large(("exhibit", name), make)


def reel(entry: Entry) -> Reel | None:
    """Return the film of a model's training as far as it has come, None if there is none. Not to be changed."""
    return _reel(entry.id, stamp_of(entry.path / films.FILE), entry)


@kept(16)
def _reel(id: str, stamp: Stamp, _entry: Entry) -> Reel | None:
    return films.read(_entry)


def reels(entries: Sequence[Entry], by: By) -> bytes:
    """Return the block of films of these models' training, all of which have begun, side by side and in step."""
    titles = [entry.title if len(entries) > 1 else "" for entry in entries]
    live = any(entry.active for entry in entries)
    key = ("reels", by, live, *titles, *(entry.id for entry in entries))
    stamp = stamp_of(*(entry.path / films.FILE for entry in entries))

    def made() -> bytes:
        shown = [(title, film) for title, entry in zip(titles, entries, strict=True) if (film := reel(entry))]
        return training_film_block(shown, by=by, live=live, id=" ".join([by, *(entry.id for entry in entries)]))

    return _made_large((key, stamp), made)


def write(entry: Entry, directions: Directions | None) -> bytes | None:
    """Return what is needed to write in a model's hand, None if the browser cannot run it or it has no weights yet.

    Raises ModelError for a model that is not told a class.
    """
    if not (entry.path / "browser.bin").is_file():
        return None
    found = directions.drawn if directions else 0
    return _made_large(
        ("writer", entry.id, found, stamp_of(entry.path / "browser.bin")), lambda: write_of(entry, directions)
    )


def inside(entry: Entry, kind: str, reader: Entry | None, make: Callable[[], bytes]) -> bytes:
    """Return the block of one of a model's networks, seen from the inside. reader: of its images."""
    names = ("browser.bin", "encoder.bin", "model.safetensors", "latents.safetensors")
    paths = [owner.path / name for owner in (entry, reader) if owner for name in names]
    return _made_large(("inside", kind, entry.id, reader.id if reader else "", stamp_of(*paths)), make)


def refiner(entry: Entry, flow: Entry, whole: bool, make: Callable[[], bytes]) -> bytes:
    """Return the block of a flow that refines the pictures of a model. whole: with its network."""
    key = ("refiner", entry.id, flow.id, flow.title, whole, stamp_of(flow.path / "browser.bin"))
    return _made_large(key, make)


def read(reader: Entry, images: Entry | None, make: Callable[[], bytes]) -> bytes:
    """Return the block of a reader for drawings. images: a model that keeps images like those it learned from."""
    names = ("browser.bin", "latents.safetensors")
    paths = [owner.path / name for owner in (reader, images) if owner for name in names]
    return _made_large(("read", reader.id, reader.title, images.id if images else "", stamp_of(*paths)), make)


def as_another(flow: Entry, whole: bool, make: Callable[[], bytes]) -> bytes:
    """Return the block of a flow that draws as another class. whole: with its network."""
    return _made_large(("as another", flow.id, flow.title, whole, stamp_of(flow.path / "browser.bin")), make)


def read_vae(entry: Entry, choices: Mapping[str, str], make: Callable[[], bytes]) -> bytes:
    """Return the block of a VAE for drawings that are read. choices: the models that can be chosen instead."""
    names = ("browser.bin", "encoder.bin", "model.safetensors", "latents.safetensors")
    return _made_large(("read vae", entry.id, *choices.items(), stamp_of(*(entry.path / name for name in names))), make)


def one_image_pad(key: str, make: Callable[[], bytes]) -> bytes:
    """Return the pad's block of the VAE of one image. key: of the run, which names all that it depends on."""
    return _made_large(("one image", key), make)


def one_image_verdict(key: Hashable, make: Callable[[], bytes]) -> bytes:
    """Return the block of a canvas that judges hands. key: of all that it is made of."""
    return _made_large(("one image verdict", key), make)


@kept(12)
def _made_large(key: Hashable, _make: Callable[[], Result]) -> Result:
    return _make()
