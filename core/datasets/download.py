"""How do the files of a published set get here, over a line that may break, from servers that may be gone or lie?"""

from __future__ import annotations

import fcntl
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core import places
from core.files import made, opened
from core.types import DataError

if TYPE_CHECKING:
    from core.datasets.base import OnProgress
    from core.datasets.idx import IdxFile

ATTEMPTS = 4  # at one server, each going on where the line broke
TIMEOUT = (10, 30)  # seconds to connect, and between two packets
MOST_BYTES = 700_000_000  # the largest archive, EMNIST at NIST, has 562 million
CHUNK = 1 << 16


def download(files: Sequence[IdxFile], dataset: str, mirrors: Sequence[str], folder: Path, say: OnProgress) -> None:
    """Put the files into the folder, each whole and checked, or not at all; a cut download goes on at the next call.

    mirrors: URLs with {file} in them, tried in turn; a URL of a zip names the member after #. LATENT_INK_MIRRORS, base
    URLs with a space between them, replaces them: there the files lie as <dataset>/<file>.gz.
    Raises DataError, one sentence that says where to put the files by hand, or that the folder cannot be written.
    """
    own = os.environ.get("LATENT_INK_MIRRORS", "").split()
    mirrors = [f"{base.rstrip('/')}/{dataset}/{{file}}.gz" for base in own] or mirrors
    total = sum(len(file.header) + file.size for file in files)
    done = 0
    try:
        made(folder)
        with _alone_in(folder):
            for leftover in folder.glob("tmp*"):  # of pooch, killed while it wrote
                leftover.unlink()
            for file in files:
                share = (len(file.header) + file.size) / total
                if not (folder / file.name).is_file():
                    _from_any(file, dataset, mirrors, folder, _within(say, dataset, done, share))
                done += share
            for part in folder.glob(".*.part"):
                part.unlink()
    except OSError as error:
        raise DataError(f"{dataset} cannot be stored in {folder}: {error.strerror or error}.") from None


def _from_any(
    file: IdxFile, dataset: str, mirrors: Sequence[str], folder: Path, on_fraction: Callable[[float], None]
) -> None:
    import pooch

    pooch.get_logger().setLevel("WARNING")  # it prints a line per file otherwise
    known = f"md5:{file.md5}" if file.md5 else None  # without one, the downloader has checked the .gz itself
    reasons = []
    for mirror in mirrors:
        url = mirror.format(file=file.name)
        try:
            get = _Resuming(file, folder, on_fraction)
            # pooch's own type of a downloader has other names for what it passes by place.
            pooch.retrieve(url, known, file.name, folder, downloader=get)  # pyright: ignore[reportArgumentType]
            return
        except (*_network(), DataError) as error:
            reasons.append(f"{url.split('/')[2]}: {_short(error)}")
    by_hand = (places.given_data() or places.datasets()) / dataset
    raise DataError(
        f"{dataset} could not be downloaded ({'; '.join(dict.fromkeys(reasons))}): put {file.name}.gz and its "
        f"companions into {by_hand}, or choose digits, which needs no download."
    )


class _Resuming:
    """A downloader for pooch: fetch into a .part file that outlives a cut, check it, unpack it into `output_file`."""

    def __init__(self, file: IdxFile, folder: Path, on_fraction: Callable[[float], None]) -> None:
        self.file, self.folder, self.on_fraction = file, folder, on_fraction

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        address, _, member = url.partition("#")
        part = self.folder / f".{hashlib.sha256(address.encode()).hexdigest()[:16]}.part"
        resumed = part.exists()
        self._fetch(address, part)
        try:
            data = self._checked(part, member)
        except DataError:
            part.unlink()
            if not resumed:
                raise
            # The piece from an earlier time may be of another version of the file: once more, from the start.
            self._fetch(address, part)
            data = self._checked(part, member)
        with opened(Path(output_file), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if not member:  # an archive is kept for the other files in it
            part.unlink()

    def _fetch(self, address: str, part: Path) -> None:
        for attempt in range(ATTEMPTS):
            before = part.stat().st_size if part.exists() else 0
            try:
                return self._stream(address, part, before)
            except _network():
                grown = part.exists() and part.stat().st_size > before
                if attempt == ATTEMPTS - 1 or not grown:  # a server that sends nothing will not do so next time
                    raise

    def _stream(self, address: str, part: Path, have: int) -> None:
        import requests

        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        with requests.get(address, headers=headers, stream=True, timeout=TIMEOUT) as reply:
            sent = reply.headers.get("Content-Range", "")
            if reply.status_code == 416 and sent == f"bytes */{have}":
                return  # it was whole already, and the power went before it was unpacked
            goes_on = reply.status_code == 206 and sent.startswith(f"bytes {have}-")
            if have and not goes_on:
                part.unlink()
                if reply.status_code != 200:  # it has less than we have, so it is another version
                    return self._stream(address, part, 0)
                have = 0
            reply.raise_for_status()
            total = have + int(reply.headers.get("Content-Length", 0))
            with opened(part, "ab") as stream:
                for chunk in reply.raw.stream(CHUNK, decode_content=False):
                    stream.write(chunk)
                    have += len(chunk)
                    if have > MOST_BYTES:
                        raise DataError("the file is far larger than it should be.")
                    self.on_fraction(have / total if have < total else 1.0)
            if have < total:
                raise requests.ConnectionError("the line broke")

    def _checked(self, part: Path, member: str) -> bytes:
        most = self.file.most_packed
        try:
            if member:
                with zipfile.ZipFile(part) as archive, archive.open(member) as stream:
                    packed = stream.read(most)
            else:
                with part.open("rb") as stream:
                    packed = stream.read(most)
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError):
            raise DataError("the archive is damaged or lacks the file.") from None
        if self.file.gz_sha256 and hashlib.sha256(packed).hexdigest() != self.file.gz_sha256:
            raise DataError("its checksum is not the published one.")
        data = self.file.unpack(packed)
        self.file.parse(data)
        return data


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until nobody else, thread or process, downloads into the folder."""
    with opened(folder / ".lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _within(say: OnProgress, dataset: str, done: float, share: float) -> Callable[[float], None]:
    return lambda fraction: say(f"Downloading {dataset}", min(1.0, done + share * fraction))


def _network() -> tuple[type[Exception], ...]:
    import requests
    import urllib3

    return (requests.RequestException, urllib3.exceptions.HTTPError)


def _short(error: Exception) -> str:
    """Say in a few words what went wrong; the libraries' own texts run over several lines."""
    import requests

    if isinstance(error, DataError):
        return str(error).rstrip(".")
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"{error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.Timeout):
        return "no answer"
    return "no connection, or it broke"
