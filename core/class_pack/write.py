"""How is a class pack written: a folder that is there whole or not at all?"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from core import __version__, library
from core.class_pack import contents, page, parts
from core.class_pack.models import PackModel, found
from core.class_pack.shelf import Shelf
from core.config import ConfigError
from core.lessons import LESSONS
from core.lessons.lesson import Lesson

Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Written:
    """What was written: how many pages, and how many bytes in all."""

    pages: int
    size: int


def write_pack(
    out: Path,
    *,
    models: Sequence[str] = (),
    lessons: Sequence[str] | None = None,
    server: str = "",
    told: Told = lambda what, share: None,
) -> Written:
    """Write a pack into a new or empty folder.

    models: ids or folders, empty for those that come along and fit. lessons: names, None for all that can be followed
    without the app. server: the address of the app, for what needs it. told: hears what is being made and its share of
    the whole, 0 to 1.
    Raises ConfigError, ModelError or DataError with a sentence; OSError where it cannot be written. Nothing is left of
    a pack that was not finished.
    """
    files = pack_files(models=models, lessons=lessons, server=server, told=told, check=lambda: _check_free(out))
    with tempfile.TemporaryDirectory(prefix=".pack-", dir=out.parent) as aside:
        made = Path(aside) / "pack"
        for name, data in files.items():
            file = made / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        if out.exists():
            out.rmdir()  # it is empty; somebody who has put something there meanwhile keeps it
        shutil.move(made, out)
    told("written", 1.0)
    return Written(sum(name.endswith(".html") for name in files), sum(map(len, files.values())))


def zipped(files: dict[str, bytes]) -> bytes:
    """Return the files of a pack as a zip with one folder in it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"class-pack/{name}", data)
    return stream.getvalue()


def pack_files(
    *,
    models: Sequence[str] = (),
    lessons: Sequence[str] | None = None,
    server: str = "",
    told: Told = lambda what, share: None,
    check: Callable[[], None] = lambda: None,
) -> dict[str, bytes]:
    """Return all files of a pack by name; arguments and errors as in `write_pack`. check: may refuse before work."""
    taught, address = _lessons(lessons), _address(server)
    chosen = found(models)
    check()
    known = {model.id: model for model in chosen}
    shelf = Shelf()

    @cache
    def model(id: str) -> PackModel:
        return known.get(id) or PackModel(library.find(id))

    made = contents.pages(chosen, taught, shelf, told, model)
    needed = {part for one in made for part in one.needs}
    files = {one.file: page.written(one, made, version=__version__, server=address).encode() for one in made}
    files |= {name: text.encode() for name, text in parts.code(needed).items()}
    files |= {f"data/{name}.js": script for name, script in shelf.scripts.items()}
    return files


def _lessons(names: Sequence[str] | None) -> dict[str, Lesson]:
    unknown = next((name for name in names or () if name not in LESSONS), None)
    if unknown is not None:
        raise ConfigError(f"There is no lesson {unknown[:60]!r}; there are {', '.join(LESSONS)}.")
    if names is None:
        return {name: lesson for name, lesson in LESSONS.items() if contents.can_be_followed(lesson)}
    return {name: LESSONS[name] for name in LESSONS if name in names}


def _address(server: str) -> str:
    if not server:
        return ""
    try:
        split = urlsplit(server)
    except ValueError:
        split = None
    if split is None or split.scheme not in ("http", "https") or not split.hostname:
        raise ConfigError(f"The address of the server must begin with https:// or http://, got {server[:60]!r}.")
    return server


def _check_free(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise ConfigError(f"{out} is a file; name a new folder.")
    if out.is_dir() and any(out.iterdir()):
        raise ConfigError(f"{out} is not empty; name a new folder.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pack-", dir=out.parent):
            pass
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror}.") from None
