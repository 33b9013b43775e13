"""Which models are there, whose are they, and how are they kept, renamed, sent, taken in and removed?

A model is a folder. Visitors' folders lie in `places.models()` under 32 hex digits that nobody can guess: whoever knows
the id may read, only the owner may change. The zoo is one more root, read-only.
"""

from __future__ import annotations

import hmac
import itertools
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from core import annotations, archive, places, upload
from core.card import write_card
from core.files import full_disk_as, write_atomic, write_json
from core.folder import (
    ID,
    MAX_TITLE,
    About,
    Entry,
    RunState,
    browser_bin,
    card,
    encoder_bin,
    entry_at,
    find,
    history,
    kept_images,
    latents,
    open_model,
    owner_hash,
    parsed,
    path_of,
    preview,
    scores,
    size_on_disk,
)
from core.tasks import store
from core.text import odd_character
from core.training.run import RunConfig
from core.types import ModelError

__all__ = [
    "Entry",
    "RunState",
    "broken",
    "browser_bin",
    "card",
    "checked_title",
    "create",
    "default_title",
    "delete",
    "encoder_bin",
    "entry_at",
    "export_zip",
    "find",
    "fresh_title",
    "history",
    "import_zip",
    "kept_images",
    "latents",
    "list_models",
    "open_model",
    "owner_hash",
    "preview",
    "reader_for",
    "rename",
    "scores",
    "size_on_disk",
    "sweep",
    "write_card",
]

ORPHAN_AFTER = 3600.0  # seconds; a half-made folder older than this has lost its maker


def list_models(owner: str | None = None) -> list[Entry]:
    """Return the zoo by name, then the models of `owner` (a token), newest first. Unreadable ones: see `broken`."""
    zoo = [e for e in map(_entry_or_reason, _folders(places.zoo())) if isinstance(e, Entry)]
    own = [e for e in map(_entry_or_reason, _owned(owner)) if isinstance(e, Entry)]
    return sorted(zoo, key=lambda e: e.id) + sorted(own, key=lambda e: (-e.created, e.id))


def broken(owner: str | None = None) -> list[tuple[str, str]]:
    """Return (id, reason) of the folders in the zoo and of `owner` (a token) that cannot be listed."""
    found = [(path.name, _entry_or_reason(path)) for path in [*_folders(places.zoo()), *_owned(owner)]]
    return [(name, reason) for name, reason in found if isinstance(reason, str)]


def reader_for(classes: tuple[str, ...], image_size: int, owner: str | None = None) -> Entry | None:
    """Return a trained classifier of these classes and this image size, the zoo's before the owner's own."""
    for entry in list_models(owner):
        model = entry.config.model
        fits = model.family == "classifier" and model.image_size == image_size
        if classes and fits and entry.config.classes == tuple(classes) and entry.has_weights and not entry.active:
            return entry
    return None


def create(config: RunConfig, owner: str, title: str = "", *, state: str = "queued") -> Entry:
    """Make the folder of a new run of `owner` (a token), in that state; it appears whole or not at all.

    title: 1 to 80 characters, or empty for one that says what it is, with a number if they have one of that title.
    Raises ModelError.
    """
    title = checked_title(title) if title else fresh_title(config, owner)
    with _appearing(owner, title) as folder:
        write_atomic(folder / "config.json", config.to_json())
        write_json(folder / "state.json", {"state": state, "reason": ""})
    return find(_id_of(folder))


def rename(id: str, title: str, owner: str) -> Entry:
    """Give a model of `owner` (a token) another title. Raises ModelError, PermissionError if it is not theirs."""
    title, path = checked_title(title), _own(id, owner)
    with _full_disk_said():
        write_atomic(path / "about.json", parsed(About, path / "about.json").replace(title=title).to_json())
        if (path / "README.md").exists():
            write_card(path)
    return entry_at(path)


def delete(id: str, owner: str) -> None:
    """Remove a model of `owner` (a token), also one that can no longer be read, and with it its maps and other tasks.

    Raises ModelError if it is queued or running, PermissionError if it is the zoo's or another visitor's.
    """
    path = _own(id, owner)
    entry = _entry_or_reason(path)
    if isinstance(entry, Entry) and entry.active:
        raise ModelError(f"{entry.title} is {entry.state}: stop it before deleting it.")
    trash = path.with_name(f".trash-{secrets.token_hex(8)}")
    path.rename(trash)  # gone for everyone at once; what a crash leaves is swept later
    shutil.rmtree(trash, ignore_errors=True)
    store.forget(id)
    annotations.forget(id)


def export_zip(id: str, *, snapshots: bool = True) -> bytes:
    """Return the model as a zip without its owner and its run; the same folder gives the same bytes.

    Raises ModelError if there is no such model or it has no weights yet.
    """
    entry = find(id)
    return archive.pack(entry.path, title=entry.title, snapshots=snapshots)


def import_zip(data: bytes, owner: str, *, apart: bool = True) -> str:
    """Take in a model that `export_zip` made, here or elsewhere, for `owner` (a token); return its new id.

    Nothing in it is trusted, see core.upload. apart: the weights are checked in a process of their own where torch is
    not loaded yet. Raises ModelError for the first thing that is wrong; nothing stays.
    """
    given = upload.read(data)
    title = checked_title(given.title) if given.title else default_title(given.config)
    with _appearing(owner, title) as folder:
        given.write(folder)
        upload.settle(folder, apart=apart)
        write_card(folder)
    return _id_of(folder)


def checked_title(title: str) -> str:
    """Return the title without space around it. Raises ModelError unless it is 1 to 80 printable characters."""
    title = title.strip()
    if not 1 <= len(title) <= MAX_TITLE:
        raise ModelError(f"a title must have 1 to {MAX_TITLE} characters, got {len(title)}.")
    odd = odd_character(title)
    if odd:
        raise ModelError(f"a title must not hold control characters, got U+{ord(odd):04X}.")
    return title


def default_title(config: RunConfig, owner: str | None = None) -> str:
    """Return a title that says what the model is, such as "MNIST, 16 latent dims" or "my letters reader".

    owner: a token; a set of images that is theirs goes by the name they gave it.
    """
    data = config.dataset.called(owner_hash(owner) if owner else None)[:50].strip()
    dims = getattr(config.model, "latent_dim", 0)
    return f"{data}, {dims} latent dim{'s' if dims > 1 else ''}" if dims else f"{data} reader"


def fresh_title(config: RunConfig, owner: str) -> str:
    """Return the default title, with a number behind it if a model of `owner` (a token) is called so already."""
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


def _owned(owner: str | None) -> list[Path]:
    if owner is None:
        return []
    mark = owner_hash(owner)
    return [path for path in _folders(places.models()) if ID.fullmatch(path.name) and _owner_of(path) == mark]


def _owner_of(path: Path) -> str | None:
    try:
        about = parsed(About, path / "about.json")
    except ModelError:  # whose it is cannot be read: nobody's
        return None
    return about.owner if about else None


def _entry_or_reason(path: Path) -> Entry | str:
    try:
        return entry_at(path)
    except ModelError as error:
        return str(error)


def _own(id: str, owner: str) -> Path:
    path = path_of(id)
    if path.parent == places.zoo():
        raise PermissionError(f"{id} belongs to the zoo, which is read-only.")
    if not hmac.compare_digest(_owner_of(path) or "", owner_hash(owner)):
        raise PermissionError("Only its owner may change or delete this model.")
    return path


@contextmanager
def _appearing(owner: str, title: str) -> Iterator[Path]:
    """Give a hidden folder to fill; it appears under its id if all goes well, and is gone if not."""
    places.models().mkdir(parents=True, exist_ok=True)
    sweep()
    folder = places.models() / f".new-{secrets.token_hex(16)}"
    with _full_disk_said():
        try:
            folder.mkdir()
            about = About(title=title, owner=owner_hash(owner), created=time.time())
            write_atomic(folder / "about.json", about.to_json())
            yield folder
            folder.rename(folder.with_name(_id_of(folder)))
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


def _id_of(folder: Path) -> str:
    return folder.name.removeprefix(".new-")


def _full_disk_said() -> AbstractContextManager[None]:
    return full_disk_as(ModelError("There is no room left on the disk, so nothing was kept: delete a model and retry."))


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
