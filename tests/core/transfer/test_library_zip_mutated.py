"""What do hundreds of broken copies of a good zip do?"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from core import library
from core.transfer import model_zip, upload
from core.types import ModelError
from tests.core.zips import ALICE, LATENTS, members, png, zipped
from tests.tries import tries


def _mutant(data: bytes, rng: np.random.Generator) -> bytes:
    mutant = bytearray(data)
    kind = rng.integers(4)
    at = int(rng.integers(len(mutant)))
    if kind == 0:  # single bits
        for _ in range(rng.integers(1, 5)):
            mutant[int(rng.integers(len(mutant)))] ^= 1 << int(rng.integers(8))
    elif kind == 1:  # a number that is off
        mutant[at : at + 4] = rng.choice([b"\xff" * 4, b"\0" * 4, b"\0\0\0\x80", b"\1\0\0\0"])
    elif kind == 2:  # cut
        del mutant[at:]
    else:  # a piece moved
        piece = mutant[at : at + int(rng.integers(1, 64))]
        to = int(rng.integers(len(mutant)))
        mutant[to : to + len(piece)] = piece
    return bytes(mutant)


def _import_or_refuse(data: bytes, store: Path) -> bool:
    try:
        entry = library.find(model_zip.import_zip(data, ALICE))
    except ModelError as error:
        assert "\n" not in str(error)
        assert not store.exists() or list(store.iterdir()) == []
        return False
    library.open_model(entry)
    library.history(entry), library.scores(entry)
    assert (
        entry.config.model.family != "mlp vae"
        or not (entry.path / LATENTS).exists()
        or library.latents(entry).thumbnails().any()
    )
    library.delete(entry.id, ALICE)
    return True


def test_mutated_zips_are_refused_or_good(store: Path, packed: bytes) -> None:
    rng = np.random.default_rng(7)
    # Stored, small and headed by the directory: most mutations then hit structure, not weights.
    files = {k: v for k, v in members(packed).items() if not k.startswith("snap")}
    ends = zipped(files)
    tail = len(ends) - 900
    for _ in range(tries(150)):
        _import_or_refuse(_mutant(ends, rng), store)
    for _ in range(tries(150)):
        _import_or_refuse(ends[:tail] + _mutant(ends[tail:], rng), store)


def test_mutated_members_are_refused_or_good(store: Path, packed: bytes) -> None:
    rng = np.random.default_rng(8)
    files = members(packed)
    names = [name for name in files if name != "README.md"]
    taken, most = 0, tries(300)
    for i in range(most):
        name = names[i % len(names)]
        content, head = files[name], int(rng.choice([64, 400, 10**9]))
        mutant = _mutant(content[:head], rng) + content[head:]
        taken += _import_or_refuse(zipped(files | {name: mutant}, zipfile.ZIP_STORED), store)
    assert 0 < taken < most  # a weight that differs by a bit is a weight; most other mutants are not


def test_mutated_pictures_never_crash() -> None:
    rng = np.random.default_rng(9)
    good = png(40, 30)
    for _ in range(tries(500)):
        try:
            assert upload._grey(_mutant(good, rng), "it", None).ndim == 2
        except ModelError as error:
            assert str(error).startswith("it ")
