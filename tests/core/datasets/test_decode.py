"""Is every kind of image decoded with its ink, and every kind of trap refused in a sentence, quickly?"""

import io
import struct
import time
import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from core.datasets.decode import decode, decode_colour
from core.ink import LEAST_CONTRAST, bright_on_dark, normalise_ink, polarity
from core.types import DataError
from tests.tries import tries

H, W = 64, 48


def drawn(paper, ink, mode):
    """Draw a 7 in any mode."""
    image = Image.new(mode, (W, H), paper)
    pen = ImageDraw.Draw(image)
    pen.line([(10, 12), (36, 12), (18, 52)], ink, 5)
    return image


def file_of(image, kind="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def sixteen_bits(scale):
    grey = np.asarray(drawn(255, 0, "L")).astype(np.uint16)
    return file_of(Image.fromarray((grey * scale).astype(np.uint16)))


def palette(transparent):
    image = drawn(255, 0, "L").convert("P", palette=Image.Palette.ADAPTIVE, colors=2)
    paper = image.getpixel((0, 0))
    return file_of(image, "GIF", **({"transparency": paper} if transparent else {}))


SEVEN = normalise_ink(np.asarray(drawn(0, 255, "L")))
KINDS = {
    "1": file_of(drawn(1, 0, "1")),
    "L": file_of(drawn(255, 0, "L")),
    "L bright": file_of(drawn(0, 255, "L")),
    "LA black on nothing": file_of(drawn((0, 0), (0, 255), "LA")),
    "P": file_of(drawn(255, 0, "L").convert("P")),
    "RGB blue on cream": file_of(drawn((250, 240, 220), (20, 30, 120), "RGB")),
    "RGBA opaque": file_of(drawn((255, 255, 255, 255), (0, 0, 0, 255), "RGBA")),
    "RGBA black on nothing": file_of(drawn((0, 0, 0, 0), (0, 0, 0, 255), "RGBA")),
    "RGBA white on nothing": file_of(drawn((255, 255, 255, 0), (255, 255, 255, 255), "RGBA")),
    "I;16": sixteen_bits(257),
    "I;16 dim": sixteen_bits(16),  # a 12-bit scanner
    "GIF": palette(False),
    "GIF on nothing": palette(True),
    "JPEG": file_of(drawn((255, 255, 255), (0, 0, 0), "RGB"), "JPEG", quality=95),
    "JPEG CMYK": file_of(drawn((255, 255, 255), (0, 0, 0), "RGB").convert("CMYK"), "JPEG", quality=95),
    "WebP": file_of(drawn((255, 255, 255), (0, 0, 0), "RGB"), "WEBP", lossless=True),
    "BMP": file_of(drawn((255, 255, 255), (0, 0, 0), "RGB"), "BMP"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_shows_the_same_seven(kind):
    grey = decode(KINDS[kind])
    assert grey.dtype == np.uint8
    assert grey.shape == (H, W)
    assert abs(polarity(grey)) > 0.5
    found = normalise_ink(bright_on_dark(grey))
    shifted = [np.roll(found, (dy, dx), (0, 1)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]  # its centre is rounded
    assert max(np.corrcoef(image.ravel(), SEVEN.ravel())[0, 1] for image in shifted) > 0.97


def test_sixteen_bits_are_scaled_not_clipped():
    values = np.array([[0, 300, 32_768, 65_535]], np.uint16).repeat(4, 0)
    assert list(decode(file_of(Image.fromarray(values)))[0]) == [0, 1, 128, 255]


def test_cut_out_paper_keeps_its_ink():
    piece = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    piece.paste(drawn((240, 240, 235, 255), (10, 10, 10, 255), "RGBA").resize((40, 48)), (8, 6))
    grey = decode(file_of(piece))
    assert polarity(grey) < -0.5
    assert grey[0, 0] == grey[30, 30] or grey[0, 0] > 200


CUTS = {
    "round": lambda pen, w, h: pen.ellipse((0, 0, w - 1, h - 1), fill=255),
    "tilted": lambda pen, w, h: pen.polygon([(w // 2, 0), (w, h // 2), (w // 2, h), (0, h // 2)], fill=255),
    "torn": lambda pen, w, h: pen.polygon([(4, 0), (w, 9), (w - 6, h), (12, h - 4), (0, h // 2), (7, 30)], fill=255),
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("paper, ink", [(255, 0), (235, 170), (10, 220)])
def test_paper_cut_out_in_any_shape_keeps_its_ink(cut, paper, ink):
    large = Image.new("L", (120, 120), paper)
    large.paste(drawn(paper, ink, "L"), (36, 28))
    mask = Image.new("L", large.size, 0)
    CUTS[cut](ImageDraw.Draw(mask), *large.size)
    piece = large.convert("RGBA")
    piece.putalpha(mask)
    grey = decode(file_of(piece))
    assert normalise_ink(bright_on_dark(grey)) == pytest.approx(normalise_ink(bright_on_dark(np.asarray(large))), abs=9)


def test_strokes_of_two_colours_on_nothing_are_all_ink():
    image = drawn((0, 0, 0, 0), (200, 30, 30, 255), "RGBA")
    ImageDraw.Draw(image).line([(6, 40), (42, 40)], fill=(10, 10, 10, 255), width=5)
    assert (decode(file_of(image)) == np.asarray(image.getchannel("A"))).all()


def test_a_half_transparent_pen_is_ink_to_its_own_peak():
    grey = decode(file_of(drawn((0, 0, 0, 0), (90, 20, 160, 100), "RGBA")))
    assert set(np.unique(grey)) == {0, 255} and polarity(grey) > 0.5


def test_a_veil_over_everything_is_no_ink():
    image = drawn((255, 255, 255, 254), (0, 0, 0, 254), "RGBA")
    assert np.ptp(decode(file_of(image))) == 255 and polarity(decode(file_of(image))) < -0.5


@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_fewer_bits_in_sixteen_are_brought_to_eight(bits):
    values = np.array([[0, 2**bits // 2, 2**bits - 1]], np.uint16).repeat(3, 0)
    assert list(decode(file_of(Image.fromarray(values)))[0]) == pytest.approx([0, 128, 255], abs=1)


def test_photos_with_a_second_picture_and_of_iphones_are_read(tmp_path):
    seven = drawn((255, 255, 255), (0, 0, 0), "RGB").resize((3000, 4000))
    photo = file_of(seven, "MPO", save_all=True, append_images=[seven.resize((60, 80))])
    assert decode(photo).size < 4_500_000 and polarity(decode(photo)) < -0.5
    heic = (Path(__file__).parent / "seven.heic").read_bytes()
    assert decode(heic).shape == (64, 48) and polarity(decode(heic)) < -0.5
    with pytest.raises(DataError, match="damaged"):
        decode(heic[: len(heic) // 2])


def without_mark(data: bytes) -> bytes:
    """Return a JPEG without the segment in which Adobe's programs say how its inks are stored."""
    at = data.index(b"\xff\xee")
    return data[:at] + data[at + 2 + int.from_bytes(data[at + 2 : at + 4], "big") :]


def test_four_inks_mean_the_same_with_and_without_the_mark_of_adobe():
    image = drawn((255, 255, 255), (0, 0, 0), "RGB").convert("CMYK")
    marked = file_of(image, "JPEG", quality=95)
    plain = without_mark(file_of(ImageChops.invert(image), "JPEG", quality=95))
    assert decode(plain).mean() == pytest.approx(decode(marked).mean(), abs=2) and decode(marked).mean() > 180


@pytest.mark.parametrize("ink", [(0, 0, 0, 255), (255, 255, 255, 0), (180, 120, 90, 60)])
@pytest.mark.parametrize("marked", [True, False])
def test_four_inks_stored_the_other_way_than_their_mark_says_are_read_where_it_can_be_told(ink, marked):
    image = drawn((0, 0, 0, 0), ink, "CMYK")
    data = file_of(image if marked else ImageChops.invert(image), "JPEG", quality=95)
    usual = decode(without_mark(data) if not marked else data)
    other = file_of(ImageChops.invert(image) if marked else image, "JPEG", quality=95)
    found = decode(without_mark(other) if not marked else other)
    assert polarity(usual) < -0.5 and np.ptp(found) >= LEAST_CONTRAST
    if ink == (0, 0, 0, 255):  # black by its own ink: the other way all is black
        assert found == pytest.approx(usual, abs=3)


def test_a_bmp_that_leaves_its_fourth_byte_at_nothing_is_opaque():
    w, h = (seven := drawn(255, 0, "L")).size
    pixels = np.zeros((h, w, 4), np.uint8)
    pixels[..., :3] = np.asarray(seven)[::-1, :, None]
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    head = struct.pack("<IiiHHIIiiII", 124, w, h, 1, 32, 3, pixels.nbytes, 2835, 2835, 0, 0) + masks
    head += b"BGRs" + bytes(124 - len(head) - 4)
    data = struct.pack("<2sIHHI", b"BM", 14 + 124 + pixels.nbytes, 0, 0, 138) + head
    with Image.open(io.BytesIO(data + pixels.tobytes())) as opened:
        assert opened.mode == "RGBA"
    assert (decode(data + pixels.tobytes()) == np.asarray(seven)).all()
    pixels[..., 3] = 255 - pixels[..., 0]  # one that means it: strokes on nothing
    assert polarity(decode(data + pixels.tobytes())) > 0.5


def test_wholly_transparent_has_nothing_to_show():
    with pytest.raises(DataError, match="wholly transparent"):
        decode(file_of(Image.new("RGBA", (9, 9), (5, 5, 5, 0))))


def test_exif_rotation_is_followed():
    image = drawn(255, 0, "L")
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right to see it upright
    turned = decode(file_of(image.rotate(90, expand=True), "JPEG", exif=exif, quality=95))
    assert turned.shape == (H, W)
    assert np.corrcoef(turned.ravel(), np.asarray(image).ravel())[0, 1] > 0.98


def test_animation_shows_its_first_frame():
    frames = [drawn(255, 0, "L"), Image.new("L", (W, H))]
    grey = decode(file_of(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert grey.mean() > 150


def test_photo_of_twelve_megapixels_is_welcome_and_small_in_memory():
    data = file_of(drawn(255, 0, "L").resize((3000, 4000)), "JPEG")
    assert max(decode(data).shape) < 2100


def png_header(w, h, pixels=b""):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


WHOLE = KINDS["L"]
TRAPS = {
    "empty": lambda: b"",
    "text": lambda: b"not an image at all",
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "eps": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\nshowpage\n",
    "tiff": lambda: file_of(drawn(255, 0, "L"), "TIFF"),
    "truncated png": lambda: WHOLE[: len(WHOLE) // 2],
    "truncated jpeg": lambda: KINDS["JPEG"][: len(KINDS["JPEG"]) // 2],
    "flipped byte": lambda: WHOLE[:60] + bytes([WHOLE[60] ^ 255]) + WHOLE[61:],
    "30000 x 30000": lambda: png_header(30_000, 30_000),
    "13000 x 13000": lambda: png_header(13_000, 13_000),
    "3000 x 3000": lambda: png_header(3000, 3000),
    "10^8 x 1": lambda: png_header(100_000_000, 1),
    "4000000 x 1": lambda: png_header(4_000_000, 1),
    "lying header": lambda: png_header(100, 100, b"\0" * 50),
    "large file": lambda: WHOLE + bytes(20_000_000),
    "webp 16383 x 1000": lambda: file_of(Image.new("L", (16_383, 1000)), "WEBP"),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_traps_are_refused_in_a_sentence_before_they_cost_anything(trap):
    data = TRAPS[trap]()
    tracemalloc.start()
    start = time.perf_counter()
    with pytest.raises(DataError) as error:
        decode(data)
    assert time.perf_counter() - start < 0.5
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()
    text = str(error.value)
    assert text.startswith("it ")
    assert text.endswith(".")
    assert text.count(". ") == 0


@given(
    st.sampled_from(["L", "JPEG", "GIF", "WebP", "BMP", "I;16", "P"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 10**6),
)
@settings(max_examples=tries(400), deadline=None)
def test_damaged_files_give_pixels_or_a_sentence(kind, changes, cut):
    data = bytearray(KINDS[kind])
    for at, value in changes:
        data[at % len(data)] = value
    if cut % 3 == 0:
        del data[cut % len(data) :]
    try:
        grey = decode(bytes(data))
    except DataError:
        return
    assert grey.dtype == np.uint8
    assert grey.ndim == 2


def test_a_heic_without_a_size_is_refused_in_a_sentence():
    heic = bytearray((Path(__file__).parent / "seven.heic").read_bytes())
    at = heic.index(b"ispe") + 8  # behind its version
    for size in (bytes(8), b"\0\0\xff\xff\xff\x80\0\0"):
        heic[at : at + 8] = size
        with pytest.raises(DataError):
            decode(bytes(heic))


def test_a_page_scanned_at_300_dots_an_inch_is_read_whole_and_a_character_of_as_many_pixels_is_not():
    scan = Image.new("L", (2480, 3508), 255)
    stream = io.BytesIO()
    scan.save(stream, "PNG")
    pixels, size = decode_colour(stream.getvalue(), 3200)
    assert size == (2480, 3508) and pixels.shape == (3200, 2262)
    with pytest.raises(DataError, match="at most 8 million pixels"):
        decode(stream.getvalue())
