"""Which published sets are MNIST and its kin, where are they to be had, and what are their checksums?

MNIST and Fashion-MNIST are known by the published md5 of the uncompressed files; KMNIST and EMNIST by the sha256 of the
published .gz files (of KMNIST as in torchvision, of EMNIST as in NIST's archive and its public copies). No checksum of
their uncompressed files could be found: of a copy that was put here by hand, header, size, range of the labels and the
even number of images per class are checked.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from core.datasets.idx import SIDE, IdxConfig, IdxFile

TEN_DIGITS = tuple("0123456789")
EMNIST_MIRRORS = (
    "https://github.com/aurelienduarte/emnist/raw/master/gzip/{file}.gz",
    # NIST itself has one archive of half a gigabyte for all six sets.
    "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip#gzip/{file}.gz",
)


def _pair(images: str, labels: str, n: int, images_sum: str, labels_sum: str, kind: str) -> tuple[IdxFile, IdxFile]:
    return IdxFile(images, (n, SIDE, SIDE), **{kind: images_sum}), IdxFile(labels, (n,), **{kind: labels_sum})


def _four(train: int, test: int, sums: tuple[str, str, str, str], *, kind: str, emnist: str = "") -> dict:
    """Name the four files of a set; sums: train images, train labels, test images, test labels."""
    start, second = (f"emnist-{emnist}-", "test") if emnist else ("", "t10k")
    parts = {"train": ("train", train, sums[:2]), "test": (second, test, sums[2:])}
    return {
        part: _pair(f"{start}{word}-images-idx3-ubyte", f"{start}{word}-labels-idx1-ubyte", n, *pair, kind)
        for part, (word, n, pair) in parts.items()
    }


class MnistConfig(IdxConfig):
    """MNIST. Source: LeCun, Bottou, Bengio & Haffner 1998, doi:10.1109/5.726791."""

    title: ClassVar[str] = "MNIST"
    about: ClassVar[str] = "70,000 handwritten digits, 28x28: the classic."
    licence: ClassVar[str] = "CC BY-SA 3.0 (Y. LeCun, C. Cortes, C. Burges)"
    megabytes: ClassVar[int] = 12
    classes: ClassVar[tuple[str, ...]] = TEN_DIGITS
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/{file}.gz",
        "https://storage.googleapis.com/cvdf-datasets/mnist/{file}.gz",
        "https://github.com/fgnt/mnist/raw/master/{file}.gz",
    )
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]] = _four(
        60_000,
        10_000,
        (
            "6bbc9ace898e44ae57da46a324031adb",
            "a25bea736e30d166cdddb491f175f624",
            "2646ac647ad5339dbf082846283269ea",
            "27ae3e4e09519cfbb04c329615203637",
        ),
        kind="md5",
    )

    name: Literal["mnist"] = "mnist"


class FashionMnistConfig(IdxConfig):
    """Fashion-MNIST. Source: Xiao, Rasul & Vollgraf 2017, arXiv:1708.07747."""

    title: ClassVar[str] = "Fashion-MNIST"
    about: ClassVar[str] = "70,000 small pictures of clothes, shoes and bags, 28x28: no ink, but as large as MNIST."
    licence: ClassVar[str] = "MIT (Zalando SE)"
    megabytes: ClassVar[int] = 31
    even: ClassVar[bool] = True
    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/{file}.gz",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/{file}.gz",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/{file}.gz",
    )
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]] = _four(
        60_000,
        10_000,
        (
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "9018921c3c673c538a1fc5bad174d6f9",
            "8181f5470baa50b63fa0f6fddb340f0a",
            "15d484375f8d13e6eb1aabb0c3f46965",
        ),
        kind="md5",
    )

    name: Literal["fashion-mnist"] = "fashion-mnist"


class KmnistConfig(IdxConfig):
    """Kuzushiji-MNIST. Source: Clanuwat et al. 2018, arXiv:1812.01718."""

    title: ClassVar[str] = "Kuzushiji-MNIST"
    about: ClassVar[str] = "70,000 cursive Japanese characters from old books, ten kinds, 28x28."
    licence: ClassVar[str] = "CC BY-SA 4.0 (CODH, created from the Kuzushiji dataset of NIJL and others)"
    megabytes: ClassVar[int] = 21
    even: ClassVar[bool] = True
    classes: ClassVar[tuple[str, ...]] = ("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo")
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist/{file}.gz",
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist/{file}.gz",
    )
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]] = _four(
        60_000,
        10_000,
        (
            "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
            "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
            "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
            "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
        ),
        kind="gz_sha256",
    )

    name: Literal["kmnist"] = "kmnist"


class EmnistBalancedConfig(IdxConfig):
    """EMNIST, balanced split. Source: Cohen, Afshar, Tapson & van Schaik 2017, arXiv:1702.05373."""

    title: ClassVar[str] = "EMNIST, digits and letters"
    about: ClassVar[str] = "131,600 digits and letters, 28x28; 47 classes, look-alikes such as c and C are one."
    licence: ClassVar[str] = "NIST Special Database 19, a work of the US government"
    megabytes: ClassVar[int] = 33
    even: ClassVar[bool] = True
    transposed: ClassVar[bool] = True
    classes: ClassVar[tuple[str, ...]] = tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt")
    mirrors: ClassVar[tuple[str, ...]] = EMNIST_MIRRORS
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]] = _four(
        112_800,
        18_800,
        (
            "74295e75e4e9fa2c102147460ee7eb763653d5132d883a84fb88932bfb8d2db4",
            "b46d41e5156a0a8aaaa4d18979fdd1588850fa8571018acffd5d93b325a7d6ed",
            "117fc12b015e37ea98bfb2cbba3f77c3782c056cdbd219b87abfc8661d7135db",
            "a67cac948379b67270b9a4d0a01c8ec661598accf2f2b1964340b7c83cb175cd",
        ),
        kind="gz_sha256",
        emnist="balanced",
    )

    name: Literal["emnist-balanced"] = "emnist-balanced"


class EmnistLettersConfig(IdxConfig):
    """EMNIST, letters split. Source: Cohen, Afshar, Tapson & van Schaik 2017, arXiv:1702.05373."""

    title: ClassVar[str] = "EMNIST, letters"
    about: ClassVar[str] = "145,600 letters, 28x28; 26 classes, small and capital together."
    licence: ClassVar[str] = "NIST Special Database 19, a work of the US government"
    megabytes: ClassVar[int] = 36
    even: ClassVar[bool] = True
    transposed: ClassVar[bool] = True
    first_label: ClassVar[int] = 1
    classes: ClassVar[tuple[str, ...]] = tuple("abcdefghijklmnopqrstuvwxyz")
    mirrors: ClassVar[tuple[str, ...]] = EMNIST_MIRRORS
    files: ClassVar[dict[str, tuple[IdxFile, IdxFile]]] = _four(
        124_800,
        20_800,
        (
            "6288f418a917e007bf5fddb823a2dc7a5c6a35031401b93292a539cb12bd881f",
            "9759af91ea6bccdf07a6040fd085861f2ec88e37f7c3f5760f6feb57106fbe5c",
            "50f0e93d75b99b463e9760b8345866f22587fa2c2fba472730a5ba09c693412d",
            "924955c31fe7fd809b7303b5c0141282955f4b8390c74cdfd5d80435e0f4b4cb",
        ),
        kind="gz_sha256",
        emnist="letters",
    )

    name: Literal["emnist-letters"] = "emnist-letters"
