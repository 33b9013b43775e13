"""Does a picture of one character pass, however it was taken, and does anything else get one sentence?"""

import numpy as np
import pytest

from core import strokes
from core.datasets.decode import decode
from core.one_image.intake import SeveralError, check_same, cropped, named, taken
from core.one_image.reading import reader_of, said_of
from core.types import DataError


def drawn(*lines: list[tuple[float, float]], width: float = 1.0) -> np.ndarray:
    return strokes.drawn([np.array([(x, y, width) for x, y in line], np.float32) for line in lines])


def photo(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return an image as dark ink on bright paper, six times as large, with grain and light from one side."""
    large = np.kron(np.pad(image, 8), np.ones((6, 6)))
    light = np.linspace(170, 230, large.shape[1])
    return np.clip(light * (1 - 0.8 * large / 255) + rng.normal(0, 3, large.shape), 0, 255).astype(np.uint8)


def test_digits_pass_as_they_are_and_as_photos(sources):
    rng, reader = np.random.default_rng(0), reader_of("2")
    for digit, image in enumerate(sources):
        assert said_of(taken(image), reader)[0] == str(digit)
        assert said_of(taken(photo(image, rng)), reader)[0] == str(digit)


def test_a_digit_of_dark_ink_and_a_letter_pass(sources):
    assert taken(255 - sources[3]).shape == (28, 28)
    h = drawn([(0.3, 0.1), (0.3, 0.9)], [(0.3, 0.5), (0.7, 0.5)], [(0.7, 0.1), (0.7, 0.9)])
    i = drawn([(0.5, 0.35), (0.5, 0.9)], [(0.5, 0.1), (0.5, 0.12)])
    assert taken(h).max() > 200 and taken(i).max() > 200


def grain(mean: float, sd: float, *shape: int) -> np.ndarray:
    return np.clip(np.random.default_rng(0).normal(mean, sd, shape), 0, 255).astype(np.uint8)


CHECKS = np.kron(np.indices((8, 8)).sum(0) % 2, np.ones((20, 20))).astype(np.uint8) * 255
REFUSED = {
    "blank": (np.full((90, 60), 220, np.uint8), "no ink"),
    "one pixel": (np.zeros((1, 1), np.uint8), "no ink"),
    "grain": (grain(220, 8, 400, 300), "grain"),
    "noise": (grain(128, 80, 200, 200), "pattern|grain"),
    "small noise": (grain(128, 80, 28, 28), "pattern|grain|pieces"),
    "checks": (CHECKS, "pattern"),
    "a line": (drawn([(0.1, 0.5), (0.9, 0.5)]), "only a line"),
    "a dot": (drawn([(0.5, 0.5)], width=2.0), "a dot or a blot"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_character_gets_a_sentence(what):
    picture, words = REFUSED[what]
    with pytest.raises(DataError, match=words) as said:
        taken(picture)
    assert str(said.value).endswith(".") and str(said.value).count(".") == 1


def test_of_several_characters_one_can_be_cropped(sources):
    row = np.concatenate([np.pad(sources[d], 4) for d in (7, 2, 5)], 1)
    with pytest.raises(SeveralError, match="more than one character") as said:
        taken(row)
    assert len(said.value.boxes) == 3
    reader = reader_of("2")
    assert [said_of(taken(cropped(row, box)), reader)[0] for box in said.value.boxes] == ["7", "2", "5"]
    with pytest.raises(SeveralError):
        taken(np.concatenate([np.pad(sources[d], 4) for d in (7, 2, 3)], 0))  # below each other
    with pytest.raises(DataError, match="does not lie on the picture"):
        cropped(row, (0, 0, 400, 10))


def test_boxes_are_places_on_the_picture_as_it_came(sources):
    row = np.kron(np.concatenate([np.pad(sources[d], 4) for d in (8, 2)], 1), np.ones((20, 20), np.uint8))
    assert max(row.shape) > 1024  # it is shrunk before it is looked at
    with pytest.raises(SeveralError) as said:
        taken(row)
    reader = reader_of("2")
    assert [said_of(taken(cropped(row, box)), reader)[0] for box in said.value.boxes] == ["8", "2"]


def test_a_page_and_a_line_of_writing_are_refused(sources):
    line = np.concatenate([np.pad(sources[d], 4) for d in (3, 1, 4, 1, 5, 9, 2, 6, 5)], 1)
    for picture in (line, np.concatenate([line] * 5, 0)):
        with pytest.raises(DataError, match="crop it to one"):
            taken(picture)


def test_images_of_five_digits_are_not_of_one_character(sources):
    reader = reader_of("2")
    with pytest.raises(DataError, match=r"must all be of one character, .*2.*; some read as 1, 3, 4, 5\."):
        check_same(sources[1:6], "2", reader)
    check_same(np.stack([sources[2]] * 5), "2", reader)
    check_same(sources[4:5], "2", reader)  # of a single one, its writer knows best
    with pytest.raises(DataError, match="1 to 5 images, got 6"):
        check_same(sources[:6], "2", reader)


@pytest.mark.parametrize(
    ("name", "words"), [("x" * 300, "1 to 20 letters, got 300"), ("  ", "got 0"), ("a\x07", "U\\+0007")]
)
def test_a_name_that_is_none_is_refused(name, words):
    with pytest.raises(DataError, match=words):
        named(name)
    assert named(" 2 ") == "2"


@pytest.mark.data
def test_photographed_pages_are_refused(handwriting):
    for path in sorted((handwriting / "pages").glob("photo_*.jpg")):
        with pytest.raises(DataError, match="crop it to one"):
            taken(decode(path.read_bytes()))
