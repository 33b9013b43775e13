"""Does a model travel as a zip unharmed, and is every foreign zip refused in one sentence with nothing left behind?"""

from __future__ import annotations

import io
import json
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.numpy import load, save

from core import archive, library, upload, weights
from core.export.browser import unpack
from core.types import ModelError
from tests.core.conftest import keep

ALICE, BOB = "token of alice", "token of bob"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def packed(trained_vae: Path) -> bytes:
    """A good zip."""
    return archive.pack(trained_vae, title="sevens")


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(files: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in files.items() if isinstance(files, dict) else files:
            made.writestr(name, content)
    return stream.getvalue()


def refused(data: bytes, store: Path) -> str:
    """Import, which must fail with one sentence and leave nothing; return the sentence."""
    with pytest.raises(ModelError) as error:
        library.import_zip(data, ALICE)
    sentence = str(error.value)
    assert "\n" not in sentence and len(sentence) < 400
    assert not store.exists() or list(store.iterdir()) == []
    return sentence


# --- There and back --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["trained_vae", "trained_cvae", "trained_classifier"])
def test_a_model_comes_back_as_it_went(which: str, request, store: Path) -> None:
    entry = keep(request.getfixturevalue(which), ALICE, "my sevens")
    sent = library.export_zip(entry.id)
    back = library.find(library.import_zip(sent, BOB))
    assert back.id != entry.id and back.owner == library.owner_hash(BOB) and back.state == "done"
    assert (back.title, back.config) == ("my sevens", entry.config)
    assert library.history(back) == library.history(entry) and library.card(back) == library.card(entry)
    ours, theirs = library.open_model(entry).state_dict(), library.open_model(back).state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)
    assert unpack(library.browser_bin(back)) == unpack(library.browser_bin(entry))
    assert library.export_zip(back.id) == sent
    if which != "trained_classifier":
        a, b = library.latents(entry), library.latents(back)
        assert (a.mu == b.mu).all() and (a.labels == b.labels).all() and (a.thumbnails() == b.thumbnails()).all()
        assert library.preview(back) == library.preview(entry)
        assert [p.name for p in sorted((back.path / "snapshots").iterdir())] == ["0001.safetensors", "0002.safetensors"]


def test_a_zip_tells_nothing_of_the_owner_and_is_the_same_each_time(store: Path, trained_vae: Path) -> None:
    entry = keep(trained_vae, ALICE, "sevens")
    (entry.path / "stop").touch()
    (entry.path / "history.jsonl").write_bytes((entry.path / "history.jsonl").read_bytes() + b'{"epoch": 3, "st')
    sent = library.export_zip(entry.id)
    assert sent == library.export_zip(entry.id)
    files = members(sent)
    assert json.loads(files["about.json"]) == {"title": "sevens"}
    assert entry.owner.encode() not in sent and ALICE.encode() not in sent
    assert files.keys() == {
        *("README.md", "about.json", "config.json", "history.jsonl", "latents.safetensors", "model.safetensors"),
        *("preview.png", "snapshots/0001.safetensors", "snapshots/0002.safetensors"),
    }
    assert not [name for name in members(library.export_zip(entry.id, snapshots=False)) if name.startswith("snap")]
    library.import_zip(sent, BOB)  # the torn line has stayed behind


def test_a_whole_folder_zipped_by_hand_is_taken_too(store: Path, trained_vae: Path, tmp_path: Path) -> None:
    entry = keep(trained_vae, ALICE)
    files = {str(path.relative_to(entry.path)): path for path in entry.path.rglob("*")}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, path in files.items():
            if name not in ("about.json", ".lock"):
                made.write(path, name)
    assert library.find(library.import_zip(stream.getvalue(), BOB)).title == "digits, mlp vae, 2 dims"


def test_nothing_is_taken_that_can_be_made(store: Path, packed: bytes) -> None:
    files = members(packed)
    evil = {"README.md": b"<script>", "browser.bin": b"\0" * 99, "state.json": b'{"state": "queued", "reason": ""}'}
    back = library.find(library.import_zip(zipped(files | evil), BOB))
    assert back.state == "done" and "script" not in library.card(back) and unpack(library.browser_bin(back))


def test_notes_and_bytes_beside_the_tensors_and_pixels_are_dropped(store: Path, packed: bytes) -> None:
    files = members(packed)
    files["model.safetensors"] = save(load(files["model.safetensors"]), metadata={"note": "SECRET-NOTE"})
    files["preview.png"] += b"SECRET-TAIL"
    back = library.find(library.import_zip(zipped(files), BOB))
    for path in back.path.rglob("*"):
        assert path.is_dir() or b"SECRET" not in path.read_bytes()


def test_a_web_process_takes_a_model_in_without_loading_torch(store: Path, packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "good.zip").write_bytes(packed)
    files = members(packed)
    tensors = load(files["model.safetensors"])
    tensors[next(iter(tensors))] = np.zeros(3, np.float32)
    (tmp_path / "bad.zip").write_bytes(zipped(files | {"model.safetensors": save(tensors)}))
    code = f"""
import sys
from pathlib import Path
from core import library
from core.types import ModelError
id = library.import_zip(Path({str(tmp_path / "good.zip")!r}).read_bytes(), "bob")
try:
    library.import_zip(Path({str(tmp_path / "bad.zip")!r}).read_bytes(), "bob")
except ModelError as error:
    print(error)
assert "torch" not in sys.modules
assert [e.id for e in library.list_models("bob")] == [id]
assert (library.find(id).path / "browser.bin").exists()
"""
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "model.safetensors does not fit config.json" in ran.stdout
    assert len(list(store.iterdir())) == 1


# --- What is refused -------------------------------------------------------------------------------------------------


def _bomb(size: int) -> bytes:
    return b"\0" * size


def _with_symlink(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = ((stat.S_IFLNK if name == "preview.png" else stat.S_IFREG) | 0o777) << 16
            made.writestr(entry, b"/etc/passwd" if name == "preview.png" else content)
    return stream.getvalue()


def _lying_size(files: dict[str, bytes]) -> bytes:
    """A member of 40 MB whose directory says 10 bytes."""
    data = bytearray(zipped(files | {"history.jsonl": _bomb(40 * 2**20)}))
    at = data.rfind(b"PK\1\2", 0, data.rfind(b"history.jsonl"))
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    return bytes(data)


def _million() -> bytes:
    """300,000 entries behind an end record that admits to ten: reading the table alone would take seconds."""
    data = zipped({"x": b""})
    at = data.rfind(b"PK\1\2")
    table = data[at:-22] * 300_000
    return data[:at] + table + struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 10, 10, len(table), at, 0)


def _encrypted(files: dict[str, bytes]) -> bytes:
    data = bytearray(zipped(files))
    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


ARCHIVES: dict[str, tuple[Callable[[dict[str, bytes]], bytes], str]] = {
    "empty": (lambda f: b"", "not a zip"),
    "text": (lambda f: b"hello " * 100, "not a zip"),
    "cut short": (lambda f: zipped(f)[:-300], "not a zip"),
    "no entry": (lambda f: zipped({}), "no config.json"),
    "no weights": (lambda f: zipped({k: v for k, v in f.items() if k != "model.safetensors"}), "no model.safetensors"),
    "up": (lambda f: zipped(f | {"../config.json": b"x"}), "no file of a model folder"),
    "up inside": (lambda f: zipped(f | {"snapshots/../../evil.safetensors": b"x"}), "no file of a model folder"),
    "absolute": (lambda f: zipped(f | {"/etc/passwd": b"x"}), "no file of a model folder"),
    "backslash": (lambda f: zipped(f | {"snapshots\\0001.safetensors": b"x"}), "no file of a model folder"),
    "drive": (lambda f: zipped(f | {"C:config.json": b"x"}), "no file of a model folder"),
    "control": (lambda f: zipped(f | {"config.json\n": b"x"}), "no file of a model folder"),
    "html": (lambda f: zipped(f | {"index.html": b"x"}), "no file of a model folder"),
    "pickle": (lambda f: zipped(f | {"model.pt": b"x"}), "no file of a model folder"),
    "million": (lambda f: _million(), "too many entries"),
    "thousand": (lambda f: zipped([(f"{i}", b"") for i in range(1000)]), "too many entries"),
    "link": (_with_symlink, "as a link"),
    "encrypted": (_encrypted, "encrypted"),
    "lzma": (lambda f: zipped(f, zipfile.ZIP_LZMA), "packed in an unusual way"),
    "bomb": (lambda f: zipped(f | {"model.safetensors": _bomb(63 * 2**20)}), "200 to 1"),
    "bomb over 64 MB": (lambda f: zipped(f | {"model.safetensors": _bomb(65 * 2**20)}), "at most 67,108,864 bytes"),
    "history bomb": (lambda f: zipped(f | {"history.jsonl": _bomb(40 * 2**20)}), "history.jsonl must unpack"),
    "lying size": (_lying_size, "history.jsonl must unpack|not a whole zip"),
    "many bombs": (
        lambda f: zipped(f | {f"snapshots/{i:04d}.safetensors": _bomb(9 * 2**20) for i in range(9)}),
        "200 to 1|All files together",
    ),
    "20 MB": (lambda f: zipped(f | {"preview.png": np.random.default_rng(0).bytes(21 * 2**20)}), "at most 20 MB"),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_a_bad_archive_is_refused(what: str, store: Path, packed: bytes) -> None:
    make, words = ARCHIVES[what]
    sentence = refused(make(members(packed)), store)
    assert any(word in sentence for word in words.split("|")), sentence


def test_a_name_given_twice_is_refused(store: Path, packed: bytes) -> None:
    files = [*members(packed).items()]
    with pytest.warns(UserWarning, match="Duplicate"):
        data = zipped([*files, ("config.json", files[1][1])])
    assert "twice" in refused(data, store)


def _config(change: Callable[[dict], None]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def edit(files: dict[str, bytes]) -> dict[str, bytes]:
        config = json.loads(files["config.json"])
        change(config)
        return {"config.json": json.dumps(config).encode()}

    return edit


def _tensors(name: str, change: Callable[[dict], None], **notes: str):
    def edit(files: dict[str, bytes]) -> dict[str, bytes]:
        tensors = {k: v.copy() for k, v in load(files[name]).items()}
        change(tensors)
        layout = weights.metadata_of(files[name]) | notes
        return {name: save(tensors, metadata=layout)}

    return edit


def _first(value: object) -> Callable[[dict], None]:
    def change(tensors: dict) -> None:
        name = next(iter(tensors))
        tensors[name] = value(tensors[name]) if callable(value) else value

    return change


def _poisoned(number: float) -> Callable[[np.ndarray], np.ndarray]:
    def poison(tensor: np.ndarray) -> np.ndarray:
        tensor.flat[0] = number
        return tensor

    return poison


def _png(w: int, h: int, mode: str = "L") -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (w, h)).save(stream, "PNG")
    return stream.getvalue()


def _header(data: bytes, size: int) -> bytes:
    return struct.pack("<Q", size) + data[8:]


def _deep(files: dict[str, bytes]) -> dict[str, bytes]:
    return {"config.json": b"[" * 60_000}


W, L = "model.safetensors", "latents.safetensors"
ROW = b'{"epoch": 1, "step": 1, "seconds": 1.0, "images_per_second": 1.0, "train": {}, "validation": {}}\n'
CONTENTS: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "config: text": (lambda f: {"config.json": b"hello"}, "config.json"),
    "config: not utf-8": (lambda f: {"config.json": b"\xff\xfe{}"}, "config.json"),
    "config: deep": (_deep, "config.json"),
    "config: long": (lambda f: {"config.json": b" " * 70_000 + f["config.json"]}, "config.json must unpack"),
    "family": (_config(lambda c: c["model"].update(family="oracle")), "oracle"),
    "extra key": (_config(lambda c: c["model"].update(code="import os")), "code"),
    "latent_dim 1e9": (_config(lambda c: c["model"].update(latent_dim=10**9)), "between 1 and 128"),
    "latent_dim 0": (_config(lambda c: c["model"].update(latent_dim=0)), "between 1 and 128"),
    "latent_dim 5000 digits": (
        lambda f: {"config.json": f["config.json"].replace(b'"latent_dim": 2', b'"latent_dim": ' + b"9" * 5000)},
        "config.json",
    ),
    "beta NaN": (_config(lambda c: c["model"].update(beta=float("nan"))), "config.json"),
    "beta 1e999": (lambda f: {"config.json": f["config.json"].replace(b'"beta": 1.0', b'"beta": 1e999')}, "beta"),
    "64 layers": (_config(lambda c: c["model"].update(hidden=[4096] * 64)), "hidden"),
    "too many parameters": (
        _config(lambda c: c["model"].update(hidden=[4096] * 4, image_size=128)),
        "at most 16,000,000 parameters",
    ),
    "class names": (_config(lambda c: c.update(classes=["x" * 41] * 10)), "classes"),
    "many classes": (_config(lambda c: c.update(classes=["x"] * 201)), "classes"),
    "class with a control": (_config(lambda c: c.update(classes=["a\nb"] * 10)), "printable"),
    "conditional, no classes": (
        _config(lambda c: (c["model"].update(conditional=True), c.update(classes=[]))),
        "labels",
    ),
    "weights: text": (lambda f: {W: b"hello, I am a pickle"}, "header|safetensors"),
    "weights: empty": (lambda f: {W: b""}, "0 bytes"),
    "weights: header 2**63": (lambda f: {W: _header(f[W], 2**63)}, "header of at most 65536"),
    "weights: header 84 MB": (lambda f: {W: _header(f[W], 84_000_000)}, "header of at most 65536"),
    "weights: cut": (lambda f: {W: f[W][:-5]}, "not a whole safetensors"),
    "weights: trailing": (lambda f: {W: f[W] + b"PK"}, "not a whole safetensors"),
    "weights: NaN": (_tensors(W, _first(_poisoned(np.nan))), "not finite"),
    "weights: infinite": (_tensors(W, _first(_poisoned(np.inf))), "not finite"),
    "weights: int8": (_tensors(W, _first(lambda t: t.astype(np.int8))), "must be float32"),
    "weights: float64": (_tensors(W, _first(lambda t: t.astype(np.float64))), "must be float32"),
    "weights: shape": (_tensors(W, _first(lambda t: t.T.copy() if t.ndim > 1 else t[1:].copy())), "does not fit"),
    "weights: missing": (_tensors(W, lambda t: t.pop(next(iter(t)))), "is missing"),
    "weights: foreign": (_tensors(W, lambda t: t.update({"../../x": np.zeros(1, np.float32)})), "does not belong"),
    "snapshot: foreign": (lambda f: {"snapshots/0001.safetensors": f[W]}, "snapshots/0001.safetensors does not fit"),
    "snapshot: pictures": (
        _tensors("snapshots/0001.safetensors", lambda t: t.update(samples=np.zeros((1, 9999, 28), np.uint8))),
        "samples",
    ),
    "snapshot: name": (lambda f: {"snapshots/1.safetensors": f[W]}, "no file of a model folder"),
    "latents: dims": (
        _tensors(L, lambda t: t.update(mu=np.zeros((len(t["mu"]), 3), np.float32))),
        "mu must be float32",
    ),
    "latents: lengths": (_tensors(L, lambda t: t.update(logvar=t["logvar"][1:].copy())), "logvar must be float32"),
    "latents: NaN": (_tensors(L, lambda t: t["mu"].__setitem__((0, 0), np.nan)), "not finite"),
    "latents: scalar": (_tensors(L, lambda t: t.update(mu=np.zeros((), np.float32))), "1 to 20000 points"),
    "latents: none": (_tensors(L, lambda t: t.update(mu=t["mu"][:0].copy())), "1 to 20000 points"),
    "latents: labels": (_tensors(L, lambda t: t["labels"].__setitem__(0, 10)), "between 0 and 9"),
    "latents: extra": (_tensors(L, lambda t: t.update(x=np.zeros(1))), "must hold mu"),
    "latents: columns": (_tensors(L, lambda t: None, columns="0"), "laid out"),
    "latents: tile": (_tensors(L, lambda t: None, tile="9" * 50), "laid out"),
    "atlas: text": (_tensors(L, lambda t: t.update(atlas=np.frombuffer(b"hello", np.uint8))), "not a PNG"),
    "atlas: dtype": (_tensors(L, lambda t: t.update(atlas=np.zeros(9, np.float32))), "uint8"),
    "atlas: size": (_tensors(L, lambda t: t.update(atlas=np.frombuffer(_png(9, 9), np.uint8))), "px, got 9 x 9"),
    "atlas: cut": (_tensors(L, lambda t: t.update(atlas=t["atlas"][:200].copy())), "not a whole PNG"),
    "preview: text": (lambda f: {"preview.png": b"<svg onload=alert(1)>"}, "not a PNG"),
    "preview: 30,000 px": (lambda f: {"preview.png": _png(30_000, 300, "1")}, "pixels, got 30000 x 300"),
    "preview: cut": (lambda f: {"preview.png": f["preview.png"][:-200]}, "not a whole PNG"),
    "history: NaN": (lambda f: {"history.jsonl": ROW.replace(b"{}}", b'{"loss": NaN}}')}, "history.jsonl, line 1"),
    "history: foreign": (lambda f: {"history.jsonl": ROW + b'{"hello": 1}\n'}, "history.jsonl, line 2"),
    "history: text": (lambda f: {"history.jsonl": ROW + b"hello"}, "history.jsonl, line 2"),
    "history: long": (lambda f: {"history.jsonl": b"1\n" * 10_001}, "at most 10000 lines"),
    "scores: NaN": (
        lambda f: {"scores.json": b'{"dataset": "digits", "n": 1, "scores": {"x": {"value": NaN, "unit": "nats"}}}'},
        "scores.json",
    ),
    "scores: list": (lambda f: {"scores.json": b"[1, 2]"}, "scores.json"),
    "title": (lambda f: {"about.json": b'{"title": "two\\nlines"}'}, "control characters"),
    "title: owner": (lambda f: {"about.json": b'{"title": "x", "owner": "y"}'}, "owner"),
}


@pytest.mark.parametrize("what", CONTENTS)
def test_bad_contents_are_refused(what: str, store: Path, packed: bytes) -> None:
    edit, words = CONTENTS[what]
    files = members(packed)
    sentence = refused(zipped(files | edit(files), zipfile.ZIP_STORED), store)
    assert any(word in sentence for word in words.split("|")), sentence


def test_a_classifier_has_no_latents(store: Path, packed: bytes, trained_classifier: Path) -> None:
    files = members(archive.pack(trained_classifier, title="reader"))
    sentence = refused(zipped(files | {L: members(packed)[L]}), store)
    assert "a classifier has no latents" in sentence


def test_an_unconditional_model_with_the_weights_of_another_is_refused(
    store: Path, packed: bytes, trained_cvae: Path
) -> None:
    files, other = members(packed), members(archive.pack(trained_cvae, title="other"))
    assert "does not fit" in refused(zipped(files | {W: other[W]}), store)


# --- Mutated ---------------------------------------------------------------------------------------------------------


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
        entry = library.find(library.import_zip(data, ALICE))
    except ModelError as error:
        assert "\n" not in str(error)
        assert not store.exists() or list(store.iterdir()) == []
        return False
    library.open_model(entry)
    library.history(entry), library.scores(entry)
    assert (
        entry.config.model.family != "mlp vae"
        or not (entry.path / L).exists()
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
    for _ in range(150):
        _import_or_refuse(_mutant(ends, rng), store)
    for _ in range(150):
        _import_or_refuse(ends[:tail] + _mutant(ends[tail:], rng), store)


def test_mutated_members_are_refused_or_good(store: Path, packed: bytes) -> None:
    rng = np.random.default_rng(8)
    files = members(packed)
    names = [name for name in files if name != "README.md"]
    taken = 0
    for i in range(300):
        name = names[i % len(names)]
        content, head = files[name], int(rng.choice([64, 400, 10**9]))
        mutant = _mutant(content[:head], rng) + content[head:]
        taken += _import_or_refuse(zipped(files | {name: mutant}, zipfile.ZIP_STORED), store)
    assert 0 < taken < 300  # a weight that differs by a bit is a weight; most other mutants are not


def test_mutated_pictures_never_crash() -> None:
    rng = np.random.default_rng(9)
    good = _png(40, 30)
    for _ in range(500):
        try:
            assert upload._grey(_mutant(good, rng), "it", None).ndim == 2
        except ModelError as error:
            assert str(error).startswith("it ")
