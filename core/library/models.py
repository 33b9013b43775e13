"""Which models are there, whose are they, and how are they kept, renamed and removed?

A model is a folder. Visitors' folders lie in `places.models()` under 32 hex digits that nobody can guess: whoever knows
the id may read, only the owner may change. The zoo is one more root, read-only.
"""

from __future__ import annotations

import functools
import itertools
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from core import places
from core.files import full_disk_as, made, write_atomic, write_json
from core.holdings import count_anew, held
from core.library import annotations, task_folder
from core.library.folder import (
    ID,
    MAX_TITLE,
    About,
    Entry,
    entry_at,
    find,
    parsed,
    path_of,
)
from core.library.model_card import write_card
from core.limits import Limits
from core.owner import Owner
from core.training.run import RunConfig
from core.types import ModelError
from core.words.text import odd_character

ORPHAN_AFTER = 3600.0  # seconds; a half-made folder older than this has lost its maker


def list_models(owner: Owner | None = None) -> list[Entry]:
    """Return the zoo by name, then the models of `owner`, newest first. Unreadable ones: see `broken`."""
    zoo = [e for e in map(_entry_or_reason, _shipped()) if isinstance(e, Entry)]
    return sorted(zoo, key=lambda e: e.id) + (models_of(owner) if owner else [])


def models_of(owner: Owner) -> list[Entry]:
    """Return the models of `owner`, newest first, without those that cannot be read."""
    own = [e for e in map(_entry_or_reason, _owned(owner)) if isinstance(e, Entry)]
    return sorted(own, key=lambda e: (-e.created, e.id))


def broken(owner: Owner | None = None) -> list[tuple[str, str]]:
    """Return (id, reason) of the folders in the zoo and of `owner` that cannot be listed."""
    found = [(path.name, _entry_or_reason(path)) for path in [*_shipped(), *_owned(owner)]]
    return [(name, reason) for name, reason in found if isinstance(reason, str)]


def reader_for(classes: tuple[str, ...], image_size: int, owner: Owner | None = None) -> Entry | None:
    """Return a trained classifier of these classes and this image size, the zoo's before the owner's own."""
    for entry in list_models(owner):
        model = entry.config.model
        fits = model.reads and model.image_size == image_size
        if classes and fits and entry.config.classes == tuple(classes) and entry.has_weights and not entry.active:
            return entry
    return None


def refiner_for(entry: Entry, owner: Owner | None = None) -> Entry | None:
    """Return a trained model that can go on from a picture of this one: one that draws in steps, of its image size.

    Of its classes before others, the zoo's before the owner's own. None if there is none, or if this one draws in steps
    itself.
    """
    wanted = entry.config.model
    if not wanted.draws or wanted.in_steps:
        return None
    fits = _in_steps(wanted.image_size, owner)
    return min(fits, key=lambda other: other.config.classes != entry.config.classes, default=None)


def redrawer_for(classes: tuple[str, ...], image_size: int, owner: Owner | None = None) -> Entry | None:
    """Return a trained model that draws in steps and is told these classes: it can draw an image as another of them.

    image_size: side in pixels. The zoo's before the owner's own, None if there is none.
    """
    fits = (other for other in _in_steps(image_size, owner) if other.config.model.conditional)
    return next((other for other in fits if other.config.classes == tuple(classes)), None)


def _in_steps(image_size: int, owner: Owner | None) -> list[Entry]:
    """Return the trained models of that image size that draw in steps, and that a browser can run."""
    return [
        other
        for other in list_models(owner)
        if other.config.model.in_steps
        and other.config.model.image_size == image_size
        and other.has_weights
        and not other.active
        and (other.path / "browser.bin").is_file()
    ]


def create(config: RunConfig, owner: Owner, title: str = "", *, state: str = "queued") -> Entry:
    """Make the folder of a new run of `owner`, in that state; it appears whole or not at all.

    title: 1 to 80 characters, or empty for one that says what it is, with a number if they have one of that title.
    Raises ModelError.
    """
    title = checked_title(title) if title else fresh_title(config, owner)
    with appearing(owner, title) as folder:
        write_atomic(folder / "config.json", config.to_json())
        write_json(folder / "state.json", {"state": state, "reason": ""})
    return find(id_of(folder))


def rename(id: str, title: str, owner: Owner) -> Entry:
    """Give a model of `owner` another title. Raises ModelError, PermissionError if it is not theirs."""
    title, path = checked_title(title), _own(id, owner)
    about = parsed(About, path / "about.json")
    assert about is not None  # it said whose the model is
    with _full_disk_said():
        write_atomic(path / "about.json", about.replace(title=title).to_json())
        if (path / "README.md").exists():
            write_card(path)
    return entry_at(path)


def delete(id: str, owner: Owner) -> None:
    """Remove a model of `owner`, also one that can no longer be read, and with it its maps and other tasks.

    Raises ModelError if it is queued or running, PermissionError if it is the zoo's or another visitor's.
    """
    path = _own(id, owner)
    entry = _entry_or_reason(path)
    if isinstance(entry, Entry) and entry.active:
        raise ModelError(f"{entry.named} is {entry.state}: stop it before deleting it.")
    remove(path)


def remove(path: Path) -> None:
    """Remove a visitor's model folder, whoever's it is, and with it its maps and other tasks. Raises OSError."""
    trash = path.with_name(f".trash-{secrets.token_hex(8)}")
    path.rename(trash)  # gone for everyone at once; what a crash leaves is swept later
    count_anew()
    shutil.rmtree(trash, ignore_errors=True)
    task_folder.forget(path.name)
    annotations.forget(path.name)


def visitors_folders() -> list[Path]:
    """Return the folders of all visitors' models, also those that cannot be read."""
    return [path for path in _folders(places.models()) if ID.fullmatch(path.name)]


def checked_title(title: str) -> str:
    """Return the title without space around it. Raises ModelError unless it is 1 to 80 printable characters."""
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise ModelError(f"a title must have 1 to {MAX_TITLE} characters, got {len(title)}.")
    odd = odd_character(title)
    if odd:
        raise ModelError(f"a title must not hold control characters, got U+{ord(odd):04X}.")
    return title


def default_title(config: RunConfig, owner: Owner | None = None) -> str:
    """Return a title that says what the model is, such as "MNIST, 16 latent dims" or "my letters reader".

    owner: a set of images that is theirs goes by the name they gave it.
    """
    data = config.dataset.called(owner)[:50].strip()
    dims = config.model.dims
    return f"{data}, {dims} latent dim{'s' if dims > 1 else ''}" if dims else f"{data} reader"


def fresh_title(config: RunConfig, owner: Owner) -> str:
    """Return the default title, with a number behind it if a model of `owner` is called so already."""
    title = default_title(config, owner)
    taken = {entry.title for entry in map(_entry_or_reason, _owned(owner)) if isinstance(entry, Entry)}
    names = itertools.chain([title], (f"{title} ({i})" for i in itertools.count(2)))
    return next(name for name in names if name not in taken)


def sweep() -> None:
    """Remove what a crash left in the store: trash, and half-made folders that nobody fills any more."""
    for path in places.models().glob(".trash-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in places.models().glob(".new-*"):
        if _age(path) > ORPHAN_AFTER:
            shutil.rmtree(path, ignore_errors=True)


def _folders(root: Path) -> list[Path]:
    try:
        with os.scandir(root) as found:
            return [Path(entry.path) for entry in found if not entry.name.startswith(".") and entry.is_dir()]
    except FileNotFoundError:
        return []


def _shipped() -> tuple[Path, ...]:
    try:
        found = os.stat(places.zoo())
    except FileNotFoundError:
        return ()
    return _shipped_once(places.zoo(), (found.st_mtime_ns, found.st_nlink))


@functools.lru_cache(maxsize=8)
def _shipped_once(zoo: Path, stamp: tuple[int, int]) -> tuple[Path, ...]:
    """Return the folders of the zoo's models. stamp: changes when one comes or goes."""
    helpers = {path.name for path in places.helpers()}
    return tuple(path for path in _folders(zoo) if path.name not in helpers)


def _owned(owner: Owner | None) -> list[Path]:
    if owner is None:
        return []
    return [path for path in visitors_folders() if _owner_of(path) == owner]


def _owner_of(path: Path) -> Owner | None:
    try:
        about = parsed(About, f"{path}/about.json")
    except ModelError:  # whose it is cannot be read: nobody's
        return None
    return Owner.read(about.owner) if about else None


def _entry_or_reason(path: Path) -> Entry | str:
    try:
        return entry_at(path)
    except ModelError as error:
        return str(error)


def _own(id: str, owner: Owner) -> Path:
    path = path_of(id)
    if path.parent == places.zoo():
        raise PermissionError(f"{id} belongs to the zoo, which is read-only.")
    if _owner_of(path) != owner:
        raise PermissionError("Only its owner may change or delete this model.")
    return path


@contextmanager
def appearing(owner: Owner, title: str, *, id: str = "") -> Iterator[Path]:
    """Give a hidden folder to fill; it appears under its id if all goes well, and is gone if not.

    id: 32 hex digits that nobody can guess, noted before, so that who begins anew after a crash makes no second one.
    Raises ModelError where they have as much as they may (core.limits), or the disk is full.
    """
    if why := held(owner).objection(Limits.from_environment(), models=1):
        raise ModelError(why)
    sweep()
    folder = places.models() / f".new-{id or secrets.token_hex(16)}"
    with _full_disk_said():
        shutil.rmtree(folder, ignore_errors=True)  # what a crash has left
        made(places.models())
        try:
            made(folder)
            about = About(title=title, owner=owner.mark, created=time.time())
            write_atomic(folder / "about.json", about.to_json())
            yield folder
            folder.rename(folder.with_name(id_of(folder)))
            count_anew()
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def id_of(folder: Path) -> str:
    """Return the id of a folder that `appearing` gave."""
    return folder.name.removeprefix(".new-")


def _full_disk_said() -> AbstractContextManager[None]:
    return full_disk_as(ModelError("There is no room left on the disk, so nothing was kept: delete a model and retry."))


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
