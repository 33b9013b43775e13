"""How is a map written down while it forms, so that pages can watch it and play it again?

frames.bin: a head, then one record per frame, all of the same size. Places are kept in 16 bits within the frame's own
box: half the size, and finer than any screen.
"""

from __future__ import annotations

import os
import struct
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.files import opened, write_atomic

MOST = 120  # frames kept; one more, and every second one goes
EVERY = 0.2  # seconds between two frames, doubled each time that half of them go
HEAD = struct.Struct("<4sIII")  # magic, n, total, 0
MAGIC = b"FRM1"
SMOOTH, FEW_POINTS = 60, 20_000  # frames that a fit of few points leaves however quick it is: a film of five is a jerk


@dataclass(frozen=True, eq=False)
class Frames:
    """A map as it forms. iterations: int64 (t,), rising. total: of the whole fit. xy: float32 (t, n, 2)."""

    iterations: np.ndarray
    total: int
    xy: np.ndarray

    def __len__(self) -> int:
        return len(self.iterations)

    def thinned(self, most: int) -> Frames:
        """Return at most so many of the frames, evenly spread, the first and the last among them."""
        if len(self) <= most:
            return self
        kept = np.unique(np.linspace(0, len(self) - 1, most).round().astype(int))
        return Frames(self.iterations[kept], self.total, self.xy[kept])

    @classmethod
    def none(cls) -> Frames:
        """Return no frames of nothing."""
        return cls(np.empty(0, np.int64), 0, np.empty((0, 0, 2), np.float32))


class FrameWriter:
    """Writes frames.bin: five frames a second, or 60 evenly spaced ones of a quick fit; 120 in all, with both ends."""

    def __init__(self, path: Path, n: int) -> None:
        self.path, self.record = path, _record(n)
        self.every, self.due, self.last = EVERY, 0.0, -1
        self.count, self.few = 0, n <= FEW_POINTS
        path.unlink(missing_ok=True)

    def offer(self, iteration: int, total: int, xy: np.ndarray) -> None:
        """Keep the frame if it is time for one; costs next to nothing if not. Raises OSError."""
        due = self.few and iteration - self.last >= total / SMOOTH
        if due or time.monotonic() >= self.due:
            self.keep(iteration, total, xy)
            self.due = time.monotonic() + self.every

    def keep(self, iteration: int, total: int, xy: np.ndarray) -> None:
        """Keep a frame, unless that of this iteration is kept already. Raises OSError."""
        if iteration <= self.last:
            return
        self.last = iteration
        if self.count >= MOST:
            self._thin()
        with opened(self.path, "ab") as stream:
            if stream.tell() == 0:
                stream.write(HEAD.pack(MAGIC, len(xy), total, 0))
            stream.write(_packed(iteration, xy, self.record).tobytes())
        self.count += 1

    def _thin(self) -> None:
        data = self.path.read_bytes()
        frames = np.frombuffer(data, self.record, offset=HEAD.size)
        write_atomic(self.path, data[: HEAD.size] + frames[::2].tobytes())
        self.count, self.every = len(frames[::2]), 2 * self.every


def read(path: Path, after: int = -1) -> Frames:
    """Return the frames of later iterations than `after`; none if there is no such file, or nothing in it yet."""
    try:
        stream = path.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        return Frames.none()
    with stream:
        head = stream.read(HEAD.size)
        if len(head) < HEAD.size:
            return Frames.none()
        magic, n, total, _ = HEAD.unpack(head)
        if magic != MAGIC or not 0 < n <= os.fstat(stream.fileno()).st_size:
            return Frames.none()
        record = _record(n)
        count = (os.fstat(stream.fileno()).st_size - HEAD.size) // record.itemsize  # the last may be half written
        first = count
        while first > 0 and _iteration(stream, record, first - 1) > after:
            first -= 1
        stream.seek(HEAD.size + first * record.itemsize)
        found = np.frombuffer(stream.read((count - first) * record.itemsize), record)
    return Frames(found["iteration"].astype(np.int64), total, _unpacked(found))


def packed(frames: Frames, dtype: type = np.uint16) -> tuple[np.ndarray, np.ndarray]:
    """Return (boxes float32 (t, 3) of cx, cy, span; places (t, n, 2) within them, uint16 or another `dtype`)."""
    low, high = frames.xy.min(1), frames.xy.max(1)  # (t, 2)
    span = np.maximum((high - low).max(1), 1e-9)  # (t,)
    boxes = np.column_stack([(low + high) / 2, span]).astype(np.float32)
    places = (frames.xy - boxes[:, None, :2]) / boxes[:, None, 2:] + 0.5
    return boxes, np.rint(places.clip(0, 1) * np.iinfo(dtype).max).astype(dtype)


def unpacked(boxes: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return float32 (t, n, 2) of what `packed` gave."""
    return (places.astype(np.float32) / np.iinfo(places.dtype).max - 0.5) * boxes[:, None, 2:] + boxes[:, None, :2]


def _record(n: int) -> np.dtype:
    return np.dtype([("iteration", "<i8"), ("box", "<f4", (3,)), ("xy", "<u2", (n, 2))])


def _packed(iteration: int, xy: np.ndarray, record: np.dtype) -> np.ndarray:
    boxes, places = packed(Frames(np.array([iteration]), 0, np.asarray(xy, np.float32)[None]))
    frame = np.empty(1, record)
    frame["iteration"], frame["box"], frame["xy"] = iteration, boxes, places
    return frame


def _unpacked(found: np.ndarray) -> np.ndarray:
    return unpacked(found["box"], found["xy"])


def _iteration(stream, record: np.dtype, index: int) -> int:
    stream.seek(HEAD.size + index * record.itemsize)
    return int.from_bytes(stream.read(8), "little", signed=True)
