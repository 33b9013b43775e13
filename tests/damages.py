"""In which ways can a file be damaged, field by field, tensor by tensor, section by section and byte by byte?"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
from safetensors.numpy import load, save

from core.packed import pack, unpack
from core.training import film

Damage = tuple[str, bytes]  # what is wrong, and the file with it

# What may stand where something else should: by type, size, range and shape.
OTHERS = (
    *(None, True, -1, 0, 2**31, 2**63, 10**40, 0.5, -1e308, float("nan"), float("inf")),
    *("", "x", "1", "../../x", "\ud800", "\u202e\n\0", "y" * 5000, [], [[]], [1.5, 2.5], {}, {"a": 1}),
)
DEEP = b"[" * 100_000
MOST_FIELDS = 60  # of one text; of a long list the first and the last tell as much as all


def damages(name: str, data: bytes) -> Iterator[Damage]:
    """Yield ways in which the file of that name can be damaged."""
    yield from of_bytes(data)
    if name.endswith(".json"):
        yield from of_json(data)
    elif name.endswith(".jsonl"):
        yield from of_lines(data)
    elif name.endswith(".safetensors"):
        yield from of_tensors(data)
    elif name == film.FILE:
        yield from of_reel(data)
    elif name.endswith(".bin"):
        yield from of_sections(data)


def of_bytes(data: bytes) -> Iterator[Damage]:
    """Yield the damages that any file may have."""
    rng = np.random.default_rng(len(data))
    yield "empty", b""
    yield "cut in half", data[: len(data) // 2]
    yield "one byte short", data[:-1]
    yield "one byte more", data + b"\0"
    yield "other bytes", rng.bytes(max(64, len(data) // 4))
    yield "zeros", bytes(len(data))
    for i in range(3):
        yield f"bitten {i}", bitten(data, rng)


def bitten(data: bytes, rng: np.random.Generator) -> bytes:
    """Return the file with some bytes of it changed."""
    data = bytearray(data)
    for at in rng.integers(len(data), size=40) if data else ():
        data[at] = int(rng.integers(256))
    return bytes(data)


def of_json(data: bytes) -> Iterator[Damage]:
    """Yield a JSON text with one field of it taken away or replaced, at every depth."""
    yield "deep", DEEP
    yield "a long number", b"1" * 10_000
    yield "no object", b"[1, 2]"
    try:
        tree = json.loads(data)
    except ValueError:
        return
    for what, other in changed_trees(tree):
        yield what, json.dumps(other).encode()


def of_lines(data: bytes) -> Iterator[Damage]:
    """Yield a text of JSON lines with one field of its first or its last line damaged, or lines out of their order."""
    lines = data.split(b"\n")[:-1]
    if not lines:
        return
    yield "backwards", b"\n".join(reversed(lines)) + b"\n"
    yield "the last line twice", b"\n".join([*lines, lines[-1]]) + b"\n"
    for at in {0, len(lines) - 1}:
        for what, damaged in of_json(lines[at]):
            yield f"line {at}: {what}", b"\n".join([*lines[:at], damaged, *lines[at + 1 :]]) + b"\n"


def of_tensors(data: bytes) -> Iterator[Damage]:
    """Yield a safetensors file with one tensor, or one of its notes, damaged."""
    tensors, notes = load(data), json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")]).get("__metadata__", {})
    for what, header in {"longer": 2**20, "much longer": 2**40, "no": 0}.items():
        yield f"{what} header", header.to_bytes(8, "little") + data[8:]
    for name, tensor in tensors.items():
        for what, other in _tensors_like(tensor):
            changed = {k: v for k, v in tensors.items() if k != name} | ({} if other is None else {name: other})
            yield f"{name}: {what}", save({k: np.ascontiguousarray(v) for k, v in changed.items()}, metadata=notes)
    yield "no notes", save(tensors)
    for name, text in notes.items():
        yield f"without {name}", save(tensors, metadata={k: v for k, v in notes.items() if k != name})
        for other in ("", "0", "-1", "1", "99999999", "1e5", "x", "{", "\ud7ff", DEEP.decode()[:20_000]):
            yield f"{name} is {other[:12]!r}", save(tensors, metadata=notes | {name: other})
        for what, other in of_json(text.encode()):
            if len(other) < 50_000:
                yield f"{name}: {what}", save(tensors, metadata=notes | {name: other.decode("utf-8", "replace")})


def of_sections(data: bytes) -> Iterator[Damage]:
    """Yield a packed file with one of its sections damaged, down to those packed inside it."""
    for what, header in {"longer": 2**31, "no": 0}.items():
        yield f"{what} header", header.to_bytes(4, "little") + data[4:]
    yield "deep", (len(DEEP)).to_bytes(4, "little") + DEEP
    try:
        sections = unpack(data)
    except ValueError:
        return
    for name, section in sections.items():
        rest = {k: v for k, v in sections.items() if k != name}
        yield f"without {name}", pack(rest)
        yield f"{name} is empty", pack(sections | {name: b""})
        yield f"{name} is cut", pack(sections | {name: section[: len(section) // 3]})
        inner = of_json(section) if section[:1] in b"[{" else of_sections(section)
        for what, other in inner if name != "weights" else ():
            yield f"{name}: {what}", pack(sections | {name: other})


def of_reel(data: bytes) -> Iterator[Damage]:
    """Yield a film whose head or first record is another, its checksum right again."""
    head, record = film.HEAD.unpack_from(data), film.RECORD.unpack_from(data, film.HEAD.size)
    for at in range(1, 4):
        for other in (0, 1, 65, 2**31):
            yield f"head {at} is {other}", film.HEAD.pack(*head[:at], other, *head[at + 1 :]) + data[film.HEAD.size :]
    start = film.HEAD.size + film.RECORD.size
    pixels, after = data[start : start + record[3]], data[start + record[3] + film.SUM.size :]
    for at, others in {0: (2**63, 2**64 - 1), 1: (2**63, 0), 2: (float("nan"), -1.0, 1e308), 3: (0, 2**31)}.items():
        for other in others:
            body = film.RECORD.pack(*record[:at], other, *record[at + 1 :]) + pixels
            yield f"field {at} is {other}", data[: film.HEAD.size] + body + film.SUM.pack(zlib.crc32(body)) + after


def changed_trees(tree: Any) -> Iterator[tuple[str, Any]]:
    """Yield a parsed JSON text with one node of it, at every depth, taken away or replaced by what it is not."""
    for path in _paths(tree):
        yield f"{_named(path)} is gone", _with(tree, path, None, gone=True)
        for other in OTHERS:
            yield f"{_named(path)} is {str(other)[:12]!r}", _with(tree, path, other)
        node = _at(tree, path)
        if isinstance(node, list) and node:
            yield f"{_named(path)} is twice as long", _with(tree, path, node * 2)
            yield f"{_named(path)} is 20,000 long", _with(tree, path, node[:1] * 20_000)
        if isinstance(node, dict):
            yield f"{_named(path)} has one more", _with(tree, path, node | {"one more": 1})


def _paths(tree: Any) -> list[tuple]:
    found: list[tuple] = []

    def walk(node: Any, path: tuple) -> None:
        found.append(path)
        if isinstance(node, dict):
            for key, value in node.items():
                walk(value, (*path, key))
        elif isinstance(node, list):
            for i in sorted({0, len(node) - 1} if node else set()):
                walk(node[i], (*path, i))

    walk(tree, ())
    if len(found) <= MOST_FIELDS:
        return found
    return [found[i] for i in np.linspace(0, len(found) - 1, MOST_FIELDS).astype(int)]


def _named(path: tuple) -> str:
    return ".".join(map(str, path))[-60:] or "all of it"


def _at(tree: Any, path: tuple) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _with(tree: Any, path: tuple, other: Any, *, gone: bool = False) -> Any:
    if not path:
        return {} if gone else other
    step, *rest = path
    copy = dict(tree) if isinstance(tree, dict) else list(tree)
    if rest:
        copy[step] = _with(tree[step], tuple(rest), other, gone=gone)
    elif gone:
        del copy[step]
    else:
        copy[step] = other
    return copy


def _tensors_like(tensor: np.ndarray) -> Iterator[tuple[str, np.ndarray | None]]:
    yield "gone", None
    yield "empty", tensor[:0] if tensor.ndim else tensor.reshape(0) if tensor.size == 0 else np.empty(0, tensor.dtype)
    yield "one number", np.zeros((), tensor.dtype)
    yield "flat", tensor.ravel()
    yield "one axis more", tensor[None]
    yield "zeros", np.zeros_like(tensor)
    if tensor.ndim:
        yield "shorter", tensor[:-1]
        yield "longer", np.concatenate([tensor, tensor[:1]])
    if tensor.ndim > 1:
        yield "turned", np.ascontiguousarray(tensor.swapaxes(0, 1))
        yield "narrower", tensor[:, :-1]
    for dtype in (np.uint8, np.int64, np.float16, np.float64, np.bool_):
        if tensor.dtype != dtype:
            with np.errstate(all="ignore"):
                yield f"as {np.dtype(dtype)}", tensor.astype(dtype)
    if tensor.size:
        limits = (np.nan, np.inf, -np.inf, 1e30, 1e38) if tensor.dtype.kind == "f" else (-1, 120)
        for value in limits:
            other = tensor.copy()
            with np.errstate(all="ignore"):
                other.reshape(-1)[0] = value if tensor.dtype.kind == "f" else np.array(value).astype(tensor.dtype)
            yield f"one is {value}", other
            yield f"all are {value}", np.full_like(tensor, other.reshape(-1)[0])
