"""How does a set of images become a folder or zip that Train takes in again as it was?"""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core import images as pixels
from core.datasets import records
from core.types import ImageDataset

ALL = "images"  # the folder of images that have no class


def contents_of(dataset: ImageDataset, known: Sequence[Mapping[str, Any]] = ()) -> dict[str, bytes]:
    """Return the files of a set by path: a PNG of each image, and what is known of each, one record of each in order.

    A folder for each class, called as every disk can call it; one for all without classes. Read with its images only
    resized, the set is the same again, its classes in the order in which people count.
    """
    folders = _folders(dataset.classes)
    count: Counter[str] = Counter()
    files: dict[str, bytes] = {}
    rows: dict[str, Mapping[str, Any]] = {}
    for n, image in enumerate(dataset.images):
        folder = ALL if dataset.labels is None else folders[dataset.labels[n]]
        count[folder.casefold()] += 1
        path = f"{folder}/{count[folder.casefold()]:05d}.png"
        files[path] = pixels.to_png(image)
        if known:
            rows[path] = known[n]
    return files | ({records.FILE: records.packed(rows).encode()} if rows else {})


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip of files by path; the same files give the same zip."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, data in contents.items():
            archive.writestr(zipfile.ZipInfo(path), data)
    return stream.getvalue()


def folder_of(text: str) -> str:
    """Return what a class's folder is called: the letter or word itself, and a sign's name, such as "comma"."""
    if any(sign.isalnum() for sign in text) and not set(text) & set('/\\:*?"<>|'):
        return text.rstrip(".")
    return " ".join(unicodedata.name(sign, f"U+{ord(sign):04X}").lower() for sign in text)[:40]


def _folders(classes: Sequence[str]) -> list[str]:
    """Return the folder of each class, no two alike: "it" and "it." are both called it."""
    found: list[str] = []
    for name in classes:
        folder, n = folder_of(name), 2
        while folder in found:
            folder, n = f"{folder_of(name)} ({n})", n + 1
        found.append(folder)
    return found
