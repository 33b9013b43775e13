"""What does one model folder say: its settings, its title, where its run stands, its weights and its pictures?"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import Field

from core import places
from core.config import Config, ConfigError
from core.files import shapes_of, used
from core.holdings import size_of
from core.latents import Latents
from core.library import weights
from core.metrics.score import Scores
from core.owner import Owner
from core.training import history as epochs
from core.training.run import RunConfig
from core.types import ModelError
from core.words.text import isolated, printable

if TYPE_CHECKING:  # torch loads only when a model is opened
    from torch import nn

AnyConfig = TypeVar("AnyConfig", bound=Config)
Stamp = tuple[int, int, int]

MAX_TITLE = 80
ID = re.compile(r"[0-9a-f]{32}")
ZOO_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class About(Config):
    """What the web side knows of a model. owner: the mark of an Owner; created: seconds since 1970."""

    title: str = Field(max_length=MAX_TITLE)
    owner: str | None = Field(None, max_length=64)
    created: float = Field(0.0, ge=0.0)


class RunState(Config):
    """Where a run stands; a folder that does not say is done."""

    state: Literal["queued", "running", "done", "stopped", "failed"] = "done"
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """One model folder. owner: None in the zoo, or if it does not say. created: seconds since 1970, 0 if unknown.

    state: queued, running, done, stopped or failed; reason says why, if it failed.
    """

    id: str
    path: Path
    title: str
    owner: Owner | None
    created: float
    config: RunConfig
    state: str
    reason: str
    zoo: bool

    @property
    def active(self) -> bool:
        """Whether it trains or waits for its turn."""
        return self.state in ("queued", "running")

    @property
    def named(self) -> str:
        """Its title, for a sentence."""
        return isolated(self.title)

    @property
    def has_weights(self) -> bool:
        """Whether it has learned anything yet."""
        return (self.path / "model.safetensors").is_file()


def find(id: str) -> Entry:
    """Return the model of that id (32 hex digits, or a name in the zoo), whoever owns it. Raises ModelError."""
    path = path_of(id)
    if path.parent != places.zoo():
        used(path)
    return entry_at(path)


def path_of(id: str) -> Path:
    """Return the folder of the model of that id. Raises ModelError if there is none."""
    # Ids are matched before they are joined: "../x" is no path here, only a link that leads nowhere.
    root = places.models() if ID.fullmatch(id) else places.zoo() if len(id) <= 64 and ZOO_NAME.fullmatch(id) else None
    if root is None or not (root / id).is_dir():
        shown = repr(id if len(id) <= 40 else id[:37] + "...")
        raise ModelError(f"There is no model {shown} here: the link is wrong, or its owner has deleted it.")
    return root / id


def entry_at(path: Path | str) -> Entry:
    """Read the model folder at `path`, in the library or anywhere else. Raises ModelError with the reason."""
    where = os.path.abspath(path)
    files = tuple(f"{where}/{name}" for name in ("config.json", "about.json", "state.json"))
    try:
        return _entry_once(where, files, tuple(map(_stamp_or_none, files)), places.zoo())
    except OSError as error:
        raise ModelError(f"{os.path.basename(where)} cannot be read: {error.strerror}.") from None


@lru_cache(maxsize=2048)
def _entry_once(where: str, files: tuple[str, ...], stamps: tuple[Stamp | None, ...], zoo: Path) -> Entry:
    """Read a folder. stamps, zoo: what makes an entry stale: another file, another zoo."""
    path = Path(where)
    config = parsed(RunConfig, path / "config.json")
    if config is None:
        raise ModelError(f"{path.name} is not a model folder: it has no config.json.")
    about = parsed(About, path / "about.json") or About(title=path.name[:MAX_TITLE])
    state = parsed(RunState, path / "state.json") or RunState()
    shipped = path.parent == zoo
    owner = None if shipped else Owner.read(about.owner)
    title = printable(about.title)
    return Entry(path.name, path, title, owner, about.created, config, state.state, state.reason, shipped)


def parsed(kind: type[AnyConfig], path: Path | str) -> AnyConfig | None:
    """Return the settings in a JSON file, None if there is no file. Raises ModelError with the reason."""
    try:
        # A class can be a key, whatever its instances are; pyright looks at those.
        return _parsed_once(kind, str(path), _stamp(path))  # pyright: ignore[reportArgumentType]
    except FileNotFoundError:
        return None
    except ConfigError as error:
        raise ModelError(f"{_named(path)} cannot be read: {error}") from None
    except OSError as error:
        raise ModelError(f"{_named(path)} cannot be read: {error.strerror}.") from None


def _named(path: Path | str) -> str:
    return f"{Path(path).name} of {Path(path).parent.name}"


def open_model(entry: Entry) -> nn.Module:
    """Return the model with its newest weights, in eval mode on the CPU. Raises ModelError.

    The last few stay open and are shared: do not train or move what this returns.
    """
    path = entry.path / "model.safetensors"
    try:
        return _opened(entry.config, path, _stamp(path))
    except FileNotFoundError:
        raise ModelError(f"{entry.named} has no weights yet: its training has hardly begun.") from None


def latents(entry: Entry) -> Latents:
    """Return the latents of the model's fixed sample of images. Raises ModelError if it has none, or not its own."""
    try:
        found = Latents.load(entry.path / "latents.safetensors")
    except FileNotFoundError:
        raise ModelError(f"{entry.named} has no latents.") from None
    except OSError as error:
        raise ModelError(f"the latents of {entry.named} cannot be read: {error.strerror}.") from None
    d, k = entry.config.model.dims, len(entry.config.classes)
    if found.mu.shape[1] != d or (found.labels is not None and found.labels.max(initial=-1) >= k):
        raise ModelError(f"the latents of {entry.named} are those of another model.")
    return found


def kept_images(entry: Entry) -> int:
    """Return of how many images the latents are kept, without reading them; 0 if there are none."""
    return next(iter(shapes_of(entry.path / "latents.safetensors").get("mu", ())), 0)


def history(entry: Entry) -> list[dict]:
    """Return one row per finished epoch, as Progress.row() writes it."""
    return epochs.read(entry.path / "history.jsonl")


def scores(entry: Entry) -> Scores | None:
    """Return what evaluation measured, None before it has. Raises ModelError."""
    return parsed(Scores, entry.path / "scores.json")


def preview(entry: Entry) -> bytes | None:
    """Return the PNG that shows the model at a glance, None before its training has begun."""
    return _bytes(entry, "preview.png")


def card(entry: Entry) -> str:
    """Return the model card, Markdown; empty if there is none."""
    return (_bytes(entry, "README.md") or b"").decode("utf-8", "replace")


def browser_bin(entry: Entry) -> bytes | None:
    """Return the network as the browser runs it (core.networks.browser), None if there is none."""
    return _bytes(entry, "browser.bin")


def encoder_bin(entry: Entry) -> bytes | None:
    """Return the way from an image to its latents (core.networks.encoder), None if there is none."""
    return _bytes(entry, "encoder.bin")


def size_on_disk(entry: Entry) -> int:
    """Return how many bytes the folder's files take."""
    return size_of(entry.path)


def _stamp(path: Path | str) -> Stamp:
    found = os.stat(path)
    return found.st_mtime_ns, found.st_size, found.st_ino  # the inode too: two renames within one clock tick differ


def _stamp_or_none(path: str) -> Stamp | None:
    try:
        return _stamp(path)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=8192)
def _parsed_once(kind: type[AnyConfig], path: str, stamp: Stamp) -> AnyConfig:
    # Parsing is most of the work of a listing; the stamp makes an entry stale as soon as its file is replaced.
    with open(path, "rb") as stream:
        return kind.from_json(stream.read())


@lru_cache(maxsize=4)
def _opened(config: RunConfig, path: Path, stamp: Stamp) -> nn.Module:
    return weights.model_with(config, path.read_bytes())  # never mapped: a file cut short under a mapping kills us


def _bytes(entry: Entry, name: str) -> bytes | None:
    try:
        return (entry.path / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelError(f"{name} of {entry.named} cannot be read: {error.strerror}.") from None
