"""Is ink found whichever way round it is, and brought to the manner of MNIST?"""

import gzip
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw, ImageFilter

from core.datasets.decode import decode
from core.ink import MNIST_SHARE, bright_on_dark, clean, fit_square, normalise_ink, polarity, usual_share
from core.types import DataError
from tests.tries import tries


def letter(size=105, width=4, *, at=(30, 20)):
    """Draw an h of bright ink on 0, with a dot beside it that belongs to it."""
    image = Image.new("L", (size, size))
    pen, (x, y) = ImageDraw.Draw(image), at
    pen.line([(x, y), (x, y + 60)], 255, width)
    pen.arc([x, y + 30, x + 30, y + 70], 180, 360, 255, width)
    pen.line([(x + 30, y + 50), (x + 30, y + 60)], 255, width)
    pen.ellipse([x + 20, y, x + 26, y + 6], 255)
    return np.asarray(image)


def box_of(image):
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def likeness(a, b):
    """Return the correlation of two images, where the centre of mass may be rounded to either of two pixels."""
    shifted = [np.roll(a, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    return max(np.corrcoef(image.ravel(), b.ravel())[0, 1] for image in shifted)


def test_polarity_of_both_ways_round():
    assert polarity(letter()) > 0.8
    assert polarity(255 - letter()) < -0.8
    assert polarity(np.full((28, 28), 200, np.uint8)) == 0


def test_bold_ink_in_a_tight_crop_is_still_ink():
    v = letter(width=14)
    rows, columns = np.flatnonzero(v.any(1)), np.flatnonzero(v.any(0))
    tight = v[rows[0] - 1 : rows[-1] + 2, columns[0] - 1 : columns[-1] + 2]
    assert polarity(tight) > 0
    assert polarity(255 - tight) < 0


@pytest.mark.parametrize("size", [14, 28, 64, 128])
def test_box_is_five_sevenths_and_mass_in_the_middle(size):
    out = normalise_ink(letter(), size)
    assert out.shape == (size, size)
    assert max(box_of(out)) == round(size * 20 / 28)
    rows = (out.sum(1) * np.arange(size)).sum() / out.sum()
    columns = (out.sum(0) * np.arange(size)).sum() / out.sum()
    assert abs(rows - size / 2) <= 0.51
    assert abs(columns - size / 2) <= 0.51


def test_place_and_scale_do_not_matter():
    here, there = normalise_ink(letter(at=(5, 5))), normalise_ink(letter(at=(60, 40)))
    assert (here == there).all()
    large = np.kron(letter(), np.ones((5, 5), np.uint8))
    assert likeness(normalise_ink(large), here) > 0.95


def test_twice_is_as_good_as_once():
    once = normalise_ink(letter())
    assert np.abs(normalise_ink(once).astype(int) - once).mean() < 1


def test_dot_stays_and_speck_goes():
    v = letter().copy()
    v[100, 100] = 255
    assert box_of(clean(v)) == box_of(letter())
    assert clean(v)[20:26, 50:56].max() > 200


def photo(v, rng, *, slope=60):
    """Put bright ink as dark ink on unevenly lit, grainy paper, and through a JPEG."""
    light = 150 + slope * np.linspace(0, 1, v.shape[1]) + slope * np.linspace(0, 0.6, v.shape[0])[:, None]
    grainy = light * (1 - v / 255 * 0.7) + rng.normal(0, 5, v.shape)
    stream = io.BytesIO()
    Image.fromarray(grainy.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=70)
    return decode(stream.getvalue())


@pytest.mark.parametrize("slope", [0, 30, 60])
def test_photo_in_a_shadow_reads_like_the_drawing(slope):
    v = np.asarray(Image.fromarray(letter()).resize((600, 600)))
    taken = photo(v, np.random.default_rng(0), slope=slope)
    assert polarity(taken) < -0.5
    found = normalise_ink(bright_on_dark(taken))
    assert likeness(found, normalise_ink(v)) > 0.97


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (28, 28)])
def test_blank_paper_has_no_ink(shape):
    with pytest.raises(DataError, match="no ink"):
        normalise_ink(np.full(shape, 7, np.uint8))


def test_hairline_becomes_a_line():
    v = np.zeros((400, 9), np.uint8)
    v[10:390, 4] = 255
    out = normalise_ink(v)
    assert box_of(out) == (20, 1)
    assert out.max() == 255


@given(arrays(np.uint8, st.tuples(st.integers(1, 90), st.integers(1, 90))), st.sampled_from([8, 28, 65]))
@settings(max_examples=tries(80), deadline=None)
def test_any_image_gives_ink_or_a_sentence(image, size):
    assert -1 <= polarity(image) <= 1
    assert fit_square(image, size).shape == (size, size)
    try:
        out = normalise_ink(bright_on_dark(image), size)
    except DataError:
        assert np.ptp(image.astype(int)) < 60
    else:
        assert out.shape == (size, size)
        assert out.any()


def test_fit_square_keeps_proportions_and_paper():
    v = np.full((112, 56), 30, np.uint8)
    v[28:84, 12:44] = 250
    out = fit_square(v, 28)
    assert set(out[:, 0]) == {30}
    assert ((out > 140).any(1).sum(), (out > 140).any(0).sum()) == (14, 8)


@pytest.mark.data
def test_mnist_is_in_its_own_manner(handwriting):
    data = gzip.decompress((handwriting / "mnist" / "t10k-images-idx3-ubyte.gz").read_bytes())
    images = np.frombuffer(data, np.uint8, offset=16).reshape(-1, 28, 28)[:1000]
    off = np.array([np.abs(normalise_ink(image).astype(int) - image).mean() for image in images])
    assert np.percentile(off, 99) < 1  # of 255
    assert all(polarity(image) > 0.5 and polarity(255 - image) < -0.5 for image in images)


@pytest.mark.data
def test_scanned_lines_and_pages_are_told_apart(handwriting):
    # The photographs show the table around the sheet: finding the sheet comes first there.
    for path in sorted((handwriting / "lines").glob("*.png")):
        assert polarity(np.asarray(Image.open(path).convert("L"))) < -0.5, path.name
    for path in sorted((handwriting / "pages").glob("scan_*.png")):
        side = polarity(np.asarray(Image.open(path).convert("L")))
        assert side > 0.5 if path.name == "scan_inverted.png" else side < -0.5, (path.name, side)


def test_ink_is_made_as_large_as_it_usually_is():
    images = np.zeros((5, 20, 20), np.uint8)
    images[:4, 3:17, 8:12] = 255  # 14 of 20; the last has none
    share = usual_share(images)
    assert share == 0.7
    drawn = np.zeros((200, 200), np.uint8)
    drawn[40:160, 90:110] = 255
    assert usual_share(normalise_ink(drawn, 20, share=share)[None]) == 0.7
    assert usual_share(np.zeros((2, 20, 20), np.uint8)) == MNIST_SHARE


def on_paper(*, ink, paper, line, step, both, width=1, noise=0.0):
    """Lay the letter, dark, on a larger sheet with printed lines, or squares if both."""
    sheet = Image.new("L", (240, 240), paper)
    pen = ImageDraw.Draw(sheet)
    for at in range(16, 240, step):
        pen.line([(0, at), (240, at)], line, width)
        if both:
            pen.line([(at, 0), (at, 240)], line, width)
    cover = np.zeros((240, 240))
    cover[60:165, 60:165] = letter() / 255
    grey = np.asarray(sheet) * (1 - cover) + ink * cover
    return (grey + np.random.default_rng(0).normal(0, noise, grey.shape)).clip(0, 255).astype(np.uint8)


PAPERS = {
    "pale lines": {"ink": 0, "paper": 235, "line": 190, "step": 24, "both": False},
    "pale squares": {"ink": 0, "paper": 235, "line": 190, "step": 20, "both": True},
    "lines half as dark as the ink": {"ink": 40, "paper": 240, "line": 150, "step": 24, "both": False},
    "thick squares": {"ink": 60, "paper": 240, "line": 120, "step": 24, "both": True, "width": 2},
    "squares and pencil": {"ink": 90, "paper": 240, "line": 200, "step": 16, "both": True},
    "lines and faint pencil": {"ink": 150, "paper": 240, "line": 225, "step": 24, "both": False},
}


@pytest.mark.parametrize("noise", [0.0, 4.0])
@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_printed_on_the_paper_is_no_ink(paper, noise):
    found = normalise_ink(bright_on_dark(on_paper(**PAPERS[paper], noise=noise)))
    assert likeness(found, normalise_ink(letter())) > 0.97


def test_a_faint_stroke_of_the_letter_itself_stays():
    plain = letter(240, 5, at=(90, 70))
    v = plain.copy()
    v[100:106, 40:90] = np.maximum(v[100:106, 40:90], 70)  # it is pressed less
    assert clean(v)[103, 60] > 30
    assert np.ptp(np.flatnonzero(clean(v).any(0))) > np.ptp(np.flatnonzero(clean(plain).any(0))) + 30


@pytest.mark.parametrize(("shade", "soft"), [(0.8, 0), (0.6, 0), (0.6, 4), (0.45, 4), (0.45, 12)])
@pytest.mark.parametrize("angle", [0, 70, 200])
def test_the_edge_of_a_shadow_across_the_page_costs_no_ink(shade, angle, soft):
    v = np.asarray(Image.fromarray(letter(width=8)).resize((600, 600)))
    y, x = np.mgrid[:600, :600] / 600 - 0.5
    side = np.cos(np.deg2rad(angle)) * x + np.sin(np.deg2rad(angle)) * y > 0.05
    shadow = Image.fromarray(side * np.uint8(255)).filter(ImageFilter.GaussianBlur(soft))
    light = 235 * (1 - (1 - shade) * np.asarray(shadow) / 255)
    taken = (light * (1 - v / 255 * 0.8) + np.random.default_rng(0).normal(0, 3, v.shape)).clip(0, 255).astype(np.uint8)
    assert polarity(taken) < -0.3
    assert likeness(normalise_ink(bright_on_dark(taken)), normalise_ink(v)) > 0.9
