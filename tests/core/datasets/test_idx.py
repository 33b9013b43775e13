"""Is an IDX file read as published, and refused in one sentence if it is anything else?"""

import gzip
import hashlib
import struct
import tracemalloc

import numpy as np
import pytest

from core.datasets.idx import IdxFile
from core.datasets.mnist import EmnistBalancedConfig, EmnistLettersConfig, KmnistConfig, MnistConfig
from core.types import DataError

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 28, 28), np.uint8)
HEADER = struct.pack(">IIII", 2051, 20, 28, 28)
WHOLE = HEADER + PIXELS.tobytes()
FILE = IdxFile("images", (20, 28, 28), md5=hashlib.md5(WHOLE).hexdigest())


def bomb() -> bytes:
    return gzip.compress(HEADER + bytes(300_000_000), compresslevel=1)


@pytest.mark.parametrize("data", [WHOLE, gzip.compress(WHOLE)], ids=["plain", "gzipped"])
def test_reads_plain_and_gzipped(tmp_path, data):
    (tmp_path / "images").write_bytes(data)
    assert (FILE.read(tmp_path / "images") == PIXELS).all()


@pytest.mark.parametrize(
    "data, says",
    [
        (b"", "begin"),
        (WHOLE[:100], "got 100"),
        (WHOLE[:-1], f"got {len(WHOLE) - 1}"),
        (WHOLE + b"x", "got more"),
        (struct.pack(">IIII", 2049, 20, 28, 28) + PIXELS.tobytes(), "begin"),
        (struct.pack(">IQII", 2051, 10**12, 28, 28) + PIXELS.tobytes(), "begin"),
        (HEADER + bytes(PIXELS.size), "checksum"),
        (gzip.compress(WHOLE)[:-9], "cut short"),
        (gzip.compress(WHOLE)[:500] + b"\0" * 40 + gzip.compress(WHOLE)[540:], "damaged"),
        (bomb, "got more"),
        (b"<html>Please log in to the hotel's network</html>", "begin"),
    ],
    ids=["empty", "header", "truncated", "longer", "magic", "claim", "pixels", "cut", "flipped", "bomb", "html"],
)
def test_anything_else_is_refused_in_a_sentence(tmp_path, data, says):
    (tmp_path / "images").write_bytes(data() if callable(data) else data)
    tracemalloc.start()
    with pytest.raises(DataError, match=says) as error:
        FILE.read(tmp_path / "images")
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
    assert str(tmp_path / "images") in str(error.value)
    assert str(error.value).count(". ") == 0


def test_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        FILE.read(tmp_path / "gone")


class TinyLetters(EmnistLettersConfig):
    """EMNIST's conventions on a set of two images a class."""

    files = {  # noqa: RUF012
        "train": (IdxFile("emnist-letters-train-images-idx3-ubyte", (52, 28, 28)), IdxFile("labels", (52,))),
        "test": (IdxFile("emnist-letters-test-images-idx3-ubyte", (52, 28, 28)), IdxFile("labels", (52,))),
    }
    mirrors = ()


def _put_letters(folder, labels, prefix="emnist-letters-train"):
    folder.mkdir(parents=True)
    images = np.zeros((52, 28, 28), np.uint8)
    images[:, 3, 20] = 255  # stored columns first: column 3, row 20
    (folder / f"{prefix}-images-idx3-ubyte.gz").write_bytes(
        gzip.compress(struct.pack(">IIII", 2051, 52, 28, 28) + images.tobytes())
    )
    (folder / "labels").write_bytes(struct.pack(">II", 2049, 52) + bytes(labels))


@pytest.mark.parametrize("prefix", ["emnist-letters-train", "train"])
def test_emnist_is_turned_the_right_way_up_and_counts_from_one(home, prefix):
    _put_letters(home / "emnist-letters", [1 + i // 2 for i in range(52)], prefix)
    dataset = TinyLetters().load()
    assert dataset.images[0, 20, 3] == 255
    assert dataset.images[0, 3, 20] == 0
    assert dataset.classes[dataset.labels[-1]] == "z"


@pytest.mark.parametrize("labels", [[i // 2 for i in range(52)], [1] * 52, [27] * 52], ids=["zero", "uneven", "high"])
def test_labels_that_are_not_the_published_ones_are_refused(home, labels):
    _put_letters(home / "emnist-letters", labels)
    with pytest.raises(DataError, match="labels"):
        TinyLetters().load()


def test_given_data_comes_before_the_cache_and_is_never_replaced(home, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_DATA", str(tmp_path / "given"))
    (tmp_path / "given" / "mnist").mkdir(parents=True)
    bad = tmp_path / "given" / "mnist" / "train-images.idx3-ubyte"
    bad.write_bytes(b"not MNIST")
    with pytest.raises(DataError, match="is not the file it should be"):
        MnistConfig().load()
    assert bad.read_bytes() == b"not MNIST"


def test_classes_are_named_as_published():
    assert len(EmnistBalancedConfig.classes) == 47
    assert EmnistBalancedConfig.classes[36:] == tuple("abdefghnqrt")
    assert EmnistLettersConfig.classes[0] == "a"
    assert KmnistConfig.classes[2] == "su"


@pytest.mark.data
def test_mnist_is_mnist(handwriting):
    train, test = MnistConfig().load("train"), MnistConfig().load("test")
    assert (len(train), len(test)) == (60_000, 10_000)
    assert list(train.labels[:10]) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert list(test.labels[:10]) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert not train.images[0, :3].any()
