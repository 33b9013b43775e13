"""Does a download survive cuts, lies and missing servers, and leave a clean disk? On a real server on loopback."""

import gzip
import hashlib
import io
import struct
import threading
import zipfile

import numpy as np
import pytest

from core.datasets.download import download
from core.datasets.idx import IdxConfig, IdxFile
from core.types import DataError

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (200, 28, 28), np.uint8)  # random: 150 kB that do not shrink
LABELS = np.arange(200, dtype=np.uint8) % 10
IMAGES_IDX = struct.pack(">IIII", 2051, 200, 28, 28) + PIXELS.tobytes()
LABELS_IDX = struct.pack(">II", 2049, 200) + LABELS.tobytes()
IMAGES_GZ, LABELS_GZ = gzip.compress(IMAGES_IDX), gzip.compress(LABELS_IDX)
IMAGES = IdxFile("train-images-idx3-ubyte", (200, 28, 28), md5=hashlib.md5(IMAGES_IDX).hexdigest())
TRAIN_LABELS = IdxFile("train-labels-idx1-ubyte", (200,), gz_sha256=hashlib.sha256(LABELS_GZ).hexdigest())
FILES = (IMAGES, TRAIN_LABELS)


def serve(server, base="/a"):
    server.files[f"{base}/{IMAGES.name}.gz"] = IMAGES_GZ
    server.files[f"{base}/{TRAIN_LABELS.name}.gz"] = LABELS_GZ


def get(server, folder, *bases, files=FILES, say=lambda what, fraction: None):
    download(files, "tiny", [f"{server.url}{base}/{{file}}.gz" for base in bases], folder, say)


def left_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def is_whole(folder):
    assert left_in(folder) == [IMAGES.name, TRAIN_LABELS.name]
    assert (folder / IMAGES.name).read_bytes() == IMAGES_IDX
    assert (folder / TRAIN_LABELS.name).read_bytes() == LABELS_IDX
    return True


def test_downloads_with_rising_progress(server, tmp_path):
    serve(server)
    told = []
    get(server, tmp_path / "tiny", "/a", say=lambda what, fraction: told.append((what, fraction)))
    assert is_whole(tmp_path / "tiny")
    fractions = [fraction for _, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.6
    assert fractions[-1] == 1.0
    assert told[0][0] == "Downloading tiny"


def test_goes_on_where_the_line_broke(server, tmp_path):
    serve(server)
    server.cuts = 2
    get(server, tmp_path, "/a")
    assert is_whole(tmp_path)
    starts = [int(asked[6:-1]) for path, asked in server.log if asked]
    half = len(IMAGES_GZ) // 2
    assert starts == [half, half + (len(IMAGES_GZ) - half) // 2]


def test_goes_on_at_the_next_call(server, tmp_path):
    serve(server)
    server.cuts = 10
    with pytest.raises(DataError, match="it broke"):
        get(server, tmp_path, "/a")
    (part,) = left_in(tmp_path)  # nothing but the piece to go on from
    assert part.endswith(".part")
    size = (tmp_path / part).stat().st_size
    server.cuts = 0
    get(server, tmp_path, "/a")
    assert server.log[-2] == (f"/a/{IMAGES.name}.gz", f"bytes={size}-")
    assert is_whole(tmp_path)


def test_server_without_ranges_starts_anew(server, tmp_path):
    serve(server)
    server.cuts, server.ranges = 1, False
    get(server, tmp_path, "/a")
    assert is_whole(tmp_path)


def test_piece_that_was_whole_already_is_used(server, tmp_path):
    serve(server)
    address = f"{server.url}/a/{IMAGES.name}.gz"
    (tmp_path / f".{hashlib.sha256(address.encode()).hexdigest()[:16]}.part").write_bytes(IMAGES_GZ)
    get(server, tmp_path, "/a")
    assert is_whole(tmp_path)


@pytest.mark.parametrize("old", [b"x" * 1000, b"x" * 1_000_000], ids=["shorter", "longer"])
def test_piece_of_another_version_is_thrown_away(server, tmp_path, old):
    serve(server)
    address = f"{server.url}/a/{IMAGES.name}.gz"
    (tmp_path / f".{hashlib.sha256(address.encode()).hexdigest()[:16]}.part").write_bytes(old)
    get(server, tmp_path, "/a")
    assert is_whole(tmp_path)


def test_second_server_helps_where_the_first_has_nothing_or_lies(server, tmp_path):
    serve(server, "/good")
    server.files[f"/lies/{IMAGES.name}.gz"] = gzip.compress(IMAGES_IDX[:-1] + b"x")
    server.files[f"/lies/{TRAIN_LABELS.name}.gz"] = gzip.compress(LABELS_IDX, 1)  # right bytes, but not the known .gz
    get(server, tmp_path, "/gone", "/lies", "/good")
    assert is_whole(tmp_path)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(IMAGES_IDX[:-1] + b"x"),
        gzip.compress(IMAGES_IDX)[:-20],
        gzip.compress(IMAGES_IDX + bytes(10_000_000)),
        b"<html>log in first</html>",
        b"",
    ],
    ids=["checksum", "cut", "bomb", "html", "empty"],
)
def test_wrong_file_leaves_a_clean_disk_and_one_sentence(server, tmp_path, data):
    server.files[f"/a/{IMAGES.name}.gz"] = data
    with pytest.raises(DataError) as error:
        get(server, tmp_path, "/a")
    assert left_in(tmp_path) == []
    assert str(error.value).count(". ") == 0


def test_nothing_to_be_had_names_the_folder_and_the_way_on(home, server):
    with pytest.raises(DataError) as error:
        get(server, home / "tiny", "/gone", "/gone-too")
    text = str(error.value)
    assert str(home / "tiny") in text
    assert "digits, which needs no download" in text
    assert "404" in text
    assert f"{IMAGES.name}.gz" in text


def test_no_server_at_all_fails_fast(home):
    with pytest.raises(DataError, match="no connection"):
        download(FILES, "tiny", ["http://127.0.0.1:9/{file}.gz"], home / "tiny", lambda what, fraction: None)


def test_archive_is_fetched_once_and_goes_away(server, tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"gzip/{IMAGES.name}.gz", IMAGES_GZ)
        archive.writestr(f"gzip/{TRAIN_LABELS.name}.gz", LABELS_GZ)
    server.files["/all.zip"] = stream.getvalue()
    server.cuts = 1
    download(FILES, "tiny", [f"{server.url}/all.zip#gzip/{{file}}.gz"], tmp_path, lambda what, fraction: None)
    assert is_whole(tmp_path)
    assert [path for path, asked in server.log if not asked] == ["/all.zip"]


def test_two_at_once_download_once(server, tmp_path):
    serve(server)
    threads = [threading.Thread(target=get, args=(server, tmp_path, "/a")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert is_whole(tmp_path)
    assert len(server.log) == 2


def test_folder_that_cannot_be_written_is_said(server, tmp_path):
    serve(server)
    (tmp_path / "tiny").write_text("a file, not a folder")
    with pytest.raises(DataError, match="cannot be stored"):
        get(server, tmp_path / "tiny", "/a")


class TinyConfig(IdxConfig):
    """A set of our own, published on loopback."""

    files = {"train": FILES, "test": FILES}  # noqa: RUF012
    classes = tuple("0123456789")
    mirrors = ()
    name: str = "tiny"


def test_config_fetches_through_own_mirrors_once_then_needs_no_server(home, server, monkeypatch):
    serve(server, "/school/tiny")
    monkeypatch.setenv("LATENT_INK_MIRRORS", f"{server.url}/gone {server.url}/school/")
    config = TinyConfig()
    assert not config.here()
    assert (config.load().images == PIXELS).all()
    assert config.here()
    asked = len(server.log)
    assert (config.load("test").labels == LABELS).all()
    assert len(server.log) == asked


def test_damaged_cache_is_fetched_again(home, server, monkeypatch):
    serve(server, "/tiny")
    monkeypatch.setenv("LATENT_INK_MIRRORS", server.url)
    TinyConfig().load()
    (home / "tiny" / IMAGES.name).write_bytes(IMAGES_IDX[:5000])
    assert (TinyConfig().load().images == PIXELS).all()
