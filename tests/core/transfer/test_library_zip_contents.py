"""Is every file that does not fit its model refused in one sentence, with nothing left behind?"""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save

from core.library import weights
from core.sampling import KMeansSamplerConfig
from core.scores import SampleTable
from core.training import film
from core.transfer import archive
from tests.core.films import film_of
from tests.core.zips import LATENTS, WEIGHTS, members, png, refused, scored_by, zipped


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


def _header(data: bytes, size: int) -> bytes:
    return struct.pack("<Q", size) + data[8:]


def _notes(**parts: object) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {NOTES: json.dumps(parts).encode()}


def _scored(change: Callable[[dict], None]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    def edit(files: dict[str, bytes]) -> dict[str, bytes]:
        table = json.loads(SampleTable(scored=(scored_by(KMeansSamplerConfig()),)).to_json())
        change(table["scored"][0])
        return {SAMPLES: json.dumps(table).encode()}

    return edit


def _deep(files: dict[str, bytes]) -> dict[str, bytes]:
    return {"config.json": b"[" * 60_000}


NOTES, SAMPLES = "annotations.json", "sample_scores.json"
ROW = b'{"epoch": 1, "step": 1, "seconds": 1.0, "images_per_second": 1.0, "train": {}, "validation": {}}\n'
CONTENTS: dict[str, tuple[Callable[[dict[str, bytes]], dict[str, bytes]], str]] = {
    "config: text": (lambda f: {"config.json": b"hello"}, "config.json"),
    "config: not utf-8": (lambda f: {"config.json": b"\xff\xfe{}"}, "config.json"),
    "config: deep": (_deep, "config.json"),
    "config: long": (lambda f: {"config.json": b" " * 270_000 + f["config.json"]}, "config.json must unpack"),
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
        _config(lambda c: c["model"].update(hidden=[4096] * 4)),
        "at most 16,000,000 parameters",
    ),
    "class names": (_config(lambda c: c.update(classes=["x" * 41] * 10)), "classes"),
    "many classes": (_config(lambda c: c.update(classes=["x"] * 201)), "classes"),
    "class with a control": (_config(lambda c: c.update(classes=["a\nb"] * 10)), "printable"),
    "conditional, no classes": (
        _config(lambda c: (c["model"].update(conditional=True), c.update(classes=[]))),
        "labels",
    ),
    "weights: text": (lambda f: {WEIGHTS: b"hello, I am a pickle"}, "header|safetensors"),
    "weights: empty": (lambda f: {WEIGHTS: b""}, "0 bytes"),
    "weights: header 2**63": (lambda f: {WEIGHTS: _header(f[WEIGHTS], 2**63)}, "header of at most 65536"),
    "weights: header 84 MB": (lambda f: {WEIGHTS: _header(f[WEIGHTS], 84_000_000)}, "header of at most 65536"),
    "weights: cut": (lambda f: {WEIGHTS: f[WEIGHTS][:-5]}, "not a whole safetensors"),
    "weights: trailing": (lambda f: {WEIGHTS: f[WEIGHTS] + b"PK"}, "not a whole safetensors"),
    "weights: NaN": (_tensors(WEIGHTS, _first(_poisoned(np.nan))), "not finite"),
    "weights: infinite": (_tensors(WEIGHTS, _first(_poisoned(np.inf))), "not finite"),
    "weights: int8": (_tensors(WEIGHTS, _first(lambda t: t.astype(np.int8))), "must be float32"),
    "weights: float64": (_tensors(WEIGHTS, _first(lambda t: t.astype(np.float64))), "must be float32"),
    "weights: shape": (_tensors(WEIGHTS, _first(lambda t: t.T.copy() if t.ndim > 1 else t[1:].copy())), "does not fit"),
    "weights: missing": (_tensors(WEIGHTS, lambda t: t.pop(next(iter(t)))), "is missing"),
    "weights: foreign": (
        _tensors(WEIGHTS, lambda t: t.update({"../../x": np.zeros(1, np.float32)})),
        "does not belong",
    ),
    "snapshot: foreign": (
        lambda f: {"snapshots/0001.safetensors": f[WEIGHTS]},
        "snapshots/0001.safetensors does not fit",
    ),
    "snapshot: pictures": (
        _tensors("snapshots/0001.safetensors", lambda t: t.update(samples=np.zeros((1, 9999, 28), np.uint8))),
        "samples",
    ),
    "snapshot: name": (lambda f: {"snapshots/1.safetensors": f[WEIGHTS]}, "no file of a model folder"),
    "latents: dims": (
        _tensors(LATENTS, lambda t: t.update(mu=np.zeros((len(t["mu"]), 3), np.float32))),
        "mu must be float32",
    ),
    "latents: lengths": (
        _tensors(LATENTS, lambda t: t.update(logvar=t["logvar"][1:].copy())),
        "logvar must be float32",
    ),
    "latents: NaN": (_tensors(LATENTS, lambda t: t["mu"].__setitem__((0, 0), np.nan)), "not finite"),
    "latents: scalar": (_tensors(LATENTS, lambda t: t.update(mu=np.zeros((), np.float32))), "1 to 20000 points"),
    "latents: none": (_tensors(LATENTS, lambda t: t.update(mu=t["mu"][:0].copy())), "1 to 20000 points"),
    "latents: labels": (_tensors(LATENTS, lambda t: t["labels"].__setitem__(0, 10)), "between 0 and 9"),
    "latents: extra": (_tensors(LATENTS, lambda t: t.update(x=np.zeros(1))), "must hold mu"),
    "latents: columns": (_tensors(LATENTS, lambda t: None, columns="0"), "laid out"),
    "latents: tile": (_tensors(LATENTS, lambda t: None, tile="9" * 50), "laid out"),
    "atlas: text": (_tensors(LATENTS, lambda t: t.update(atlas=np.frombuffer(b"hello", np.uint8))), "not a PNG"),
    "atlas: dtype": (_tensors(LATENTS, lambda t: t.update(atlas=np.zeros(9, np.float32))), "uint8"),
    "atlas: size": (_tensors(LATENTS, lambda t: t.update(atlas=np.frombuffer(png(9, 9), np.uint8))), "px, got 9 x 9"),
    "atlas: cut": (_tensors(LATENTS, lambda t: t.update(atlas=t["atlas"][:200].copy())), "not a whole PNG"),
    "preview: text": (lambda f: {"preview.png": b"<svg onload=alert(1)>"}, "not a PNG"),
    "preview: 30,000 px": (lambda f: {"preview.png": png(30_000, 300, "1")}, "pixels, got 30000 x 300"),
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
    "sample scores: text": (lambda f: {SAMPLES: b"hello"}, SAMPLES),
    "sample scores: deep": (lambda f: {SAMPLES: b"[" * 60_000}, SAMPLES),
    "sample scores: large": (lambda f: {SAMPLES: b" " * 3_000_000}, "sample_scores.json must unpack to at most"),
    "sample scores: NaN": (_scored(lambda s: s["rows"]["frechet"].update(value=float("nan"))), SAMPLES),
    "sample scores: vector": (_scored(lambda s: s["rows"]["frechet"].update(value=[1.0, 2.0])), "one number"),
    "sample scores: strategy": (_scored(lambda s: s["sampler"].update(name="oracle")), "oracle"),
    "sample scores: setting": (_scored(lambda s: s["sampler"].update(clusters=10**9)), "500"),
    "sample scores: class": (_scored(lambda s: s["conditions"].update(label=10)), "names class 10, the model has 10"),
    "sample scores: control": (_scored(lambda s: s["conditions"].update(features="a\nb")), "printable"),
    "sample scores: extra": (_scored(lambda s: s.update(code="import os")), "code"),
    "notes: text": (lambda f: {NOTES: b"hello"}, NOTES),
    "notes: list": (lambda f: {NOTES: b"[]"}, NOTES),
    "notes: deep": (lambda f: {NOTES: b"[" * 60_000}, NOTES),
    "notes: large": (lambda f: {NOTES: b" " * 5_000_000}, "annotations.json must unpack to at most"),
    "notes: extra": (lambda f: {NOTES: b'{"code": "import os"}'}, "code"),
    "notes: key": (_notes(groups=[{"name": "a", "images": ["../../../etc/pwd"]}]), "images"),
    "notes: index": (_notes(groups=[{"name": "a", "images": [0]}]), "images"),
    "notes: long name": (_notes(groups=[{"name": "a" * 61, "images": ["0" * 16]}]), "1 to 60 characters"),
    "notes: control": (_notes(labels=[{"text": "a\nb", "images": ["0" * 16]}]), "control characters"),
    "notes: two labels": (
        _notes(labels=[{"text": "a", "images": ["0" * 16]}, {"text": "b", "images": ["0" * 16]}]),
        "at most one label",
    ),
    "notes: many groups": (
        _notes(groups=[{"name": str(i), "images": ["0" * 16]} for i in range(201)]),
        "at most 200 items",
    ),
    "notes: many keys": (_notes(left_out=[f"{i:016x}" for i in range(5001)]), "at most 5000 items"),
    "film: text": (lambda f: {"reel.bin": b"a film, honestly"}, "not a whole film"),
    "film: torn": (lambda f: {"reel.bin": f["reel.bin"][:-1]}, "not a whole film"),
    "film: one bit": (lambda f: {"reel.bin": f["reel.bin"][:500] + b"?" + f["reel.bin"][501:]}, "not a whole film"),
    "film: large": (lambda f: {"reel.bin": struct.pack("<4sIII", b"REL1", 20, 2**31, 2**31)}, "not a whole film"),
    "film: of another": (lambda f: {"reel.bin": film.packed(film_of(small=True))}, "20 images of 28 px"),
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
    sentence = refused(zipped(files | {LATENTS: members(packed)[LATENTS]}), store)
    assert "a classifier has no latents" in sentence
    assert "a classifier keeps no images" in refused(zipped(files | {NOTES: b"{}"}), store)
    assert "a classifier draws nothing" in refused(zipped(files | {SAMPLES: b"{}"}), store)


def test_an_unconditional_model_with_the_weights_of_another_is_refused(
    store: Path, packed: bytes, trained_cvae: Path
) -> None:
    files, other = members(packed), members(archive.pack(trained_cvae, title="other"))
    assert "does not fit" in refused(zipped(files | {WEIGHTS: other[WEIGHTS]}), store)
