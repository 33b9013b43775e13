"""Do folders and zips of anybody's images become data sets, and hostile ones sentences?"""

import io
import os
import struct
import time
import tracemalloc
import zipfile

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.config import ConfigError
from core.datasets import archive, folder
from core.datasets.folder import FolderConfig, read_folder
from core.types import DataError


def stroke(i, *, paper=255, ink=0, size=(40, 50)):
    """Draw a slanted line, another one for every i."""
    image = Image.new("L", size, paper)
    ImageDraw.Draw(image).line([(8, 6 + i % 30), (30, 44)], ink, 4)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def zipped(files, method=zipfile.ZIP_DEFLATED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as z:
        for name, data in files:
            z.writestr(name, data)
    return stream.getvalue()


def laid_out(folder, files):
    for name, data in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


TWO_CLASSES = [(f"{label}/{i}.png", stroke(i)) for label in "ba" for i in range(3)]


@pytest.mark.parametrize("kind", ["folder", "zip", "bytes", "wrapped"])
def test_one_folder_per_class(tmp_path, kind):
    source = {
        "folder": lambda: laid_out(tmp_path / "mine", TWO_CLASSES),
        "zip": lambda: laid_out(tmp_path, [("mine.zip", zipped(TWO_CLASSES))]) / "mine.zip",
        "bytes": lambda: zipped(TWO_CLASSES),
        "wrapped": lambda: zipped([(f"my letters/{name}", data) for name, data in TWO_CLASSES]),
    }[kind]()
    report = read_folder(source, name="mine")
    assert report.dataset.classes == ("a", "b")
    assert list(report.dataset.labels) == [0, 0, 0, 1, 1, 1]
    assert report.dataset.images.shape == (6, 28, 28)
    assert report.skipped == report.remarks == ()
    assert np.median(report.dataset.images) == 0


def test_no_classes_one_class_and_one_image():
    for files in ([("1.png", stroke(1)), ("2.png", stroke(2))], [("a/1.png", stroke(1)), ("a/2.png", stroke(2))]):
        report = read_folder(zipped(files), name="mine")
        assert report.dataset.labels is None
        assert report.dataset.classes == ()
        assert len(report.remarks) == 1
    assert len(read_folder(zipped([("1.png", stroke(1))]), name="mine").dataset) == 1


def laid(*places):
    """Zip one image a place."""
    return zipped([(f"{place}/{i}.png", stroke(i)) for i, place in enumerate(places)])


LAYOUTS = {  # what people bring, and the classes they mean
    "writers in a class": (("2/ann", "2/ben", "7/ann", "7/ben"), ("2", "7")),
    "classes of a writer": (("ann/a", "ann/b", "ben/a", "ben/b", "ben/c"), ("a", "b", "c")),
    "images in a class": (("2/images", "7/images"), ("2", "7")),
    "wrapped twice": (("my set/data/2", "my set/data/7"), ("2", "7")),
    "parted": (("train/2", "train/7", "Test/2", "val/7"), ("2", "7")),
    "parted and wrapped": (("set/train/2", "set/train/7", "set/test/7"), ("2", "7")),
    "some of a class deeper": (("2", "2/more", "7"), ("2", "7")),
    "long names": (("apple/red", "apple/green", "pear/green"), ("apple", "pear")),
    "one class": (("set/2", "set/2"), ()),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_folders_are_understood_as_people_have_them(layout):
    places, classes = LAYOUTS[layout]
    report = read_folder(laid(*places), name="mine")
    assert report.dataset.classes == classes and len(report.dataset) == len(places) and report.skipped == ()
    assert (report.depth is None) == (not classes)


def test_what_lies_beside_the_classes_is_left_out_wherever_they_are():
    data = zipped([(f"set/{name}", image) for name, image in TWO_CLASSES] + [("set/preview.png", stroke(1))])
    report = read_folder(data, name="mine")
    assert report.dataset.classes == ("a", "b") and len(report.dataset) == 6
    assert report.skipped == ("set/preview.png: it lies outside the folders of the classes.",)


def test_the_guess_can_be_changed():
    data = laid("2/ann", "2/ben", "7/ann", "7/ben", "7/ben")
    found = read_folder(data, name="mine")
    assert [(level.depth, level.counts) for level in found.levels] == [
        (0, {"2": 2, "7": 3}),
        (1, {"ann": 2, "ben": 3}),
    ]
    by_writer = read_folder(data, name="mine", depth=1)
    assert by_writer.dataset.classes == ("ann", "ben") and by_writer.depth == 1
    assert list(by_writer.dataset.labels) == [0, 0, 1, 1, 1]
    assert read_folder(data, name="mine", depth=None).dataset.labels is None
    with pytest.raises(DataError, match="no image in a folder"):
        read_folder(data, name="mine", depth=5)


def test_classes_sort_as_people_count():
    names = ("class_10", "class_9", "class_1", "class_2b", "class_2")
    report = read_folder(zipped([(f"{name}/x.png", stroke(1)) for name in names]), name="mine")
    assert report.dataset.classes == ("class_1", "class_2", "class_2b", "class_9", "class_10")


def test_names_of_any_script_are_names():
    names = ("\U0001f469\u200d\U0001f3eb", "\u0645\u06cc\u200c\u062e", "e\u0301")
    report = read_folder(zipped([(f"{name}/x.png", stroke(1)) for name in names]), name="mine")
    assert set(report.dataset.classes) == {*names[:2], "\u00e9"}


def test_numbered_classes_are_sorted_by_value():
    files = [(f"{k}/x.png", stroke(k)) for k in (10, 9, 1, 2)]
    report = read_folder(zipped(files), name="mine")
    assert report.dataset.classes == ("1", "2", "9", "10")
    assert "single image" in report.remarks[0]


def test_dark_and_bright_ink_come_out_the_same():
    dark = read_folder(zipped([("1.png", stroke(3))]), name="dark").dataset
    bright = read_folder(zipped([("1.png", stroke(3, paper=0, ink=255))]), name="bright").dataset
    assert np.abs(dark.images.astype(int) - bright.images).max() <= 2


def test_undecided_image_follows_the_others_and_can_be_told():
    halves = Image.new("L", (40, 40), 0)
    halves.paste(255, (0, 0, 20, 40))
    stream = io.BytesIO()
    halves.save(stream, "PNG")
    files = [("x.png", stream.getvalue())] + [(f"{i}.png", stroke(i)) for i in range(3)]
    left_half = read_folder(zipped(files), name="mine", manner="as is").dataset.images[-1][:, :10].mean()
    assert left_half == 0  # the others have dark ink, so the bright half is paper
    told = read_folder(zipped(files), name="mine", manner="as is", ink="bright").dataset.images[-1][:, :10].mean()
    assert told == 255


def test_as_is_only_resizes_and_pads():
    picture = np.asarray(Image.open(io.BytesIO(stroke(0, paper=0, ink=255))))
    image = read_folder(zipped([("1.png", stroke(0, paper=0, ink=255))]), name="mine", manner="as is", image_size=50)
    assert (image.dataset.images[0][:, 5:45] == picture).all()


def test_broken_files_are_named_and_the_rest_goes_on():
    good = stroke(1)
    files = [
        *TWO_CLASSES,
        ("a/empty.png", b""),
        ("a/cut.png", good[: len(good) // 2]),
        ("b/really a text.png", b"hello"),
        ("b/blank.png", stroke(0, ink=255)),
        ("readme.txt", b"hello"),
        ("outside.png", good),
        ("__MACOSX/a/._0.png", b"\0\0"),
        ("a/.DS_Store", b"\0"),
        ("a/Thumbs.db", b"\0"),
    ]
    report = read_folder(zipped(files), name="mine")
    assert len(report.dataset) == 6
    assert [sentence.split(":")[0] for sentence in report.skipped] == [
        "a/cut.png",
        "a/empty.png",
        "b/blank.png",
        "b/really a text.png",
        "readme.txt",
        "outside.png",
    ]
    assert all(sentence.endswith(".") for sentence in report.skipped)


@pytest.mark.parametrize(
    ("files", "kind"),
    [
        ([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")], "a Word document"),
        ([("xl/workbook.xml", b"<x/>")], "an Excel workbook"),
        ([("ppt/presentation.xml", b"<p/>")], "a PowerPoint presentation"),
        ([("mimetype", b"application/vnd.oasis.opendocument.text")], "an OpenDocument text"),
        ([("mimetype", b"application/epub+zip\n"), ("META-INF/container.xml", b"<c/>")], "an e-book"),
        ([("mimetype", b"image/openraster")], "an OpenRaster drawing"),
    ],
)
def test_a_document_that_is_kept_in_a_zip_is_called_what_it_is(files, kind):
    with pytest.raises(DataError, match=f"it is {kind}, not a zip of images"):
        read_folder(zipped([*files, ("media/cover.png", stroke(1))]), name="mine")
    assert len(read_folder(zipped([("mimetype", b"x"), ("word/a.png", stroke(1))]), name="mine").dataset) == 1


@pytest.mark.parametrize("files", [[], [("a/notes.txt", b"x")], [("a/1.png", b"")]], ids=["nothing", "text", "empty"])
def test_nothing_to_learn_from(tmp_path, files):
    for source in (zipped(files), laid_out(tmp_path / "set", files)):
        (tmp_path / "set").mkdir(exist_ok=True)
        with pytest.raises(DataError, match="holds no image"):
            read_folder(source, name="mine")


BAD_NAMES = ["../out.png", "/etc/out.png", "a/../../out.png", "C:out.png", "C:\\out.png", "\\out.png", "..\\out.png"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_names_outside_the_zip_are_refused(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="outside itself"):
        read_folder(zipped([*TWO_CLASSES, (name, stroke(1))]), name="mine")
    assert list(tmp_path.iterdir()) == []


def test_link_in_a_zip_or_folder_is_refused(tmp_path):
    link = zipfile.ZipInfo("a/link.png")
    link.external_attr = 0o120777 << 16
    with pytest.raises(DataError, match="a link"):
        read_folder(zipped([*TWO_CLASSES, (link, b"/etc/passwd")]), name="mine")
    folder = laid_out(tmp_path / "set", TWO_CLASSES)
    (tmp_path / "secret.png").write_bytes(stroke(9))
    (folder / "a" / "link.png").symlink_to(tmp_path / "secret.png")
    os.mkfifo(folder / "a" / "pipe.png")
    (tmp_path / "elsewhere").mkdir()
    (folder / "c").symlink_to(tmp_path / "elsewhere")
    report = read_folder(folder, name="mine")
    assert len(report.dataset) == 6
    assert [sentence.split(":")[0] for sentence in report.skipped] == ["a/link.png", "a/pipe.png", "c"]


def test_what_unpacks_to_too_much_is_left_out_at_the_limit():
    data = zipped([*TWO_CLASSES, ("a/bomb.bmp", bytes(200_000_000))])
    tracemalloc.start()
    report = read_folder(data, name="mine")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert len(report.dataset) == 6 and report.skipped == ("a/bomb.bmp: it is larger than 20 MB.",)


def test_a_picture_that_packs_well_is_no_bomb():
    canvas = Image.new("L", (1400, 900), 255)
    canvas.paste(Image.open(io.BytesIO(stroke(1))), (600, 300))
    stream = io.BytesIO()
    canvas.convert("RGB").save(stream, "BMP")
    assert len(zipped([("1.bmp", stream.getvalue())])) < len(stream.getvalue()) / 300
    assert len(read_folder(zipped([("1.bmp", stream.getvalue())]), name="mine").dataset) == 1


def test_pixels_of_all_images_have_a_budget(monkeypatch):
    monkeypatch.setattr(folder, "MOST_DECODED", 5 * 40 * 50)
    with pytest.raises(DataError, match="pixels in all"):
        read_folder(zipped(TWO_CLASSES), name="mine")


@pytest.mark.long
def test_a_set_fills_no_more_memory_than_its_pixels_take():
    data = zipped([(f"{i % 2}/{i}.png", stroke(i)) for i in range(2_000)])
    tracemalloc.start()
    dataset = read_folder(data, name="mine", image_size=64).dataset
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2.3 * dataset.images.nbytes + 8_000_000  # as read, and sorted by class


def test_lying_size_is_read_only_to_the_limit():
    data = bytearray(zipped([("a/bomb.png", bytes(60_000_000)), ("a/1.png", stroke(1))]))
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):  # both say: ten bytes
        struct.pack_into("<I", data, data.find(mark) + at, 10)
    tracemalloc.start()
    report = read_folder(bytes(data), name="mine")
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert len(report.dataset) == 1
    assert report.skipped[0].startswith("a/bomb.png: it is")


def test_total_budget_ends_the_reading(monkeypatch):
    monkeypatch.setattr(archive, "MOST_UNPACKED", 2_000_000)
    many = [(f"{i}.png", np.random.default_rng(i).bytes(300_000)) for i in range(8)]
    with pytest.raises(DataError, match="2 MB"):
        read_folder(zipped(many, zipfile.ZIP_STORED), name="mine")


def test_too_many_tiny_files_are_refused_at_once():
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    million = entry * 1_000_000
    honest = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 65_535, 65_535, len(million), 0, 0)
    lying = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(million), 0, 0)
    for end in (honest, lying):
        start = time.thread_time()  # of this thread's own work: others may run beside it
        with pytest.raises(DataError, match="at most 50,000 files"):
            read_folder(million + end, name="mine")
        assert time.thread_time() - start < 0.5


def test_folder_with_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 5)
    with pytest.raises(DataError, match="at most 5 files"):
        read_folder(laid_out(tmp_path / "set", TWO_CLASSES), name="mine")


@pytest.mark.parametrize("cut", [0, 10, 100, -5])
def test_damaged_zip_is_a_sentence(cut):
    with pytest.raises(DataError, match=r"zip"):
        read_folder(zipped(TWO_CLASSES)[:cut], name="mine")


def test_damaged_member_is_skipped():
    data = bytearray(zipped(TWO_CLASSES))
    at = data.find(b"b/0.png") + 20
    data[at : at + 8] = b"\xff" * 8
    report = read_folder(bytes(data), name="mine")
    assert len(report.dataset) == 5
    assert report.skipped[0].startswith("b/0.png: it is damaged")


def test_class_names_are_checked():
    for name in ("x" * 41, "a\u202eb", "a\nb", "a\u2067b"):
        with pytest.raises(DataError, match="printable"):
            read_folder(zipped([("a/1.png", stroke(1)), (f"{name}/1.png", stroke(2))]), name="mine")
    with pytest.raises(DataError, match="at most 200 classes"):
        read_folder(zipped([(f"{i}/1.png", stroke(1, size=(34, 46))) for i in range(201)]), name="mine")


def test_a_tenth_is_the_test_part(tmp_path):
    folder = laid_out(tmp_path / "set", [(f"{i}.png", stroke(i)) for i in range(20)])
    config = FolderConfig(path=str(folder))
    assert (len(config.load("train")), len(config.load("test"))) == (18, 2)
    single = FolderConfig(path=str(laid_out(tmp_path / "one", [("1.png", stroke(1))])))
    assert len(single.load("train")) == 1
    with pytest.raises(DataError, match="a single image"):
        single.load("test")


@pytest.mark.parametrize("bad", [{"image_size": 7}, {"image_size": 10**9}, {"manner": "MNIST"}, {"path": ""}, {}])
def test_bad_settings_are_refused(bad):
    with pytest.raises(ConfigError):
        FolderConfig(**({"path": "x"} | bad if bad else {}))


@pytest.mark.data
@pytest.mark.parametrize("name, n", [("letters/letters.zip", 520), ("letters_upper/letters_upper.zip", 2990)])
def test_real_letters(handwriting, name, n):
    told = []
    report = read_folder(handwriting / name, name="letters", on_progress=lambda what, fraction: told.append(fraction))
    dataset = report.dataset
    assert (len(dataset), len(dataset.classes), report.skipped) == (n, 26, ())
    assert told == sorted(told)
    # Readable: most images are nearest to the mean of another set of images of their own letter.
    flat = dataset.images.reshape(n, -1).astype(float) - dataset.images.mean()
    even = np.arange(n) % 2 == 0
    means = np.stack([flat[even & (dataset.labels == k)].mean(0) for k in range(26)])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    assert ((flat[~even] @ means.T).argmax(1) == dataset.labels[~even]).mean() > 0.55
