"""Do layouts, colours and films travel whole, and is what does not fit refused?"""

from __future__ import annotations

import json

import numpy as np
import pytest

from core.blocks.layout import Colour, Mark, colour_block, frames_block, layout_block
from core.export.html import export_html
from core.packed import unpack

N = 40
XY = np.random.default_rng(0).normal(size=(N, 2)).astype(np.float32) * 7


def opened(block: bytes) -> tuple[dict, dict[str, bytes]]:
    sections = unpack(block)
    return json.loads(sections["about"]), sections


def test_a_scattered_layout_carries_its_places_and_a_plane_none():
    about, sections = opened(layout_block(model="m", id="umap-1", n=N, xy=XY, reach=0.5, note="A note."))
    assert (
        about | {"channel": "layout", "kind": "scattered", "reach": 0.5, "n": N, "colour": None, "marks": []} == about
    )
    np.testing.assert_array_equal(np.frombuffer(sections["xy"], "<f4").reshape(N, 2), XY)
    about, sections = opened(layout_block(model="m", id="pca", n=N))
    assert about["kind"] == "plane" and "xy" not in sections


def test_equal_layouts_give_equal_bytes_so_that_they_travel_once():
    blocks = {layout_block(model="m", id="a", n=N, xy=XY.copy(), marks=[Mark(3, "three", 1)]) for _ in range(2)}
    assert len(blocks) == 1


def test_numbers_are_counted_between_the_ends_of_their_scale():
    values = np.linspace(-3, 5, N)
    colour = Colour("density", "Log-density", values, unit="nats", low=-2.0, high=4.0)
    about, sections = opened(layout_block(model="m", id="a", n=N, colour=colour))
    back = np.frombuffer(sections["colour"], "<u2") / 65535 * 6 - 2
    np.testing.assert_allclose(back, values.clip(-2, 4), atol=1e-4)
    assert about["colour"]["cut"] == [True, True] and about["colour"]["unit"] == "nats"


def test_one_odd_image_does_not_take_all_the_colours():
    values = np.r_[np.linspace(0, 1, 999), 1e6]
    about, _ = opened(layout_block(model="m", id="a", n=1000, colour=Colour("kl", "KL", values)))
    assert about["colour"]["high"] < 2 and about["colour"]["cut"] == [True, True]


def test_equal_numbers_and_none_at_all_have_a_scale_too():
    about, sections = opened(layout_block(model="m", id="a", n=3, colour=Colour("kl", "KL", np.full(3, 2.0))))
    assert (about["colour"]["low"], about["colour"]["high"]) == (2, 2) and sections["colour"] == bytes(6)
    assert opened(layout_block(model="m", id="a", n=0, colour=Colour("kl", "KL", np.empty(0))))


def test_a_colour_alone_carries_no_places():
    colour = Colour("kl", "KL", np.arange(1000.0))
    block = colour_block(model="m", n=1000, colour=colour, marks=[Mark(7)])
    about, sections = opened(block)
    assert about["channel"] == "colour" and about["marks"][0]["index"] == 7 and len(block) < 2 * 1000 + 700
    assert sections["colour"] == opened(layout_block(model="m", id="a", n=1000, colour=colour))[1]["colour"]
    with pytest.raises(ValueError, match="must have one value for each of 5"):
        colour_block(model="m", n=5, colour=colour)


def test_categories_begin_at_one_and_noise_is_zero():
    colour = Colour("dbscan", "Clusters", np.array([-1, 0, 2]), kind="category", names=("a", "b", "c"))
    _, sections = opened(layout_block(model="m", id="a", n=3, colour=colour))
    assert np.frombuffer(sections["colour"], "<u2").tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"xy": XY[:3]}, r"xy must have shape \(40, 2\), got \(3, 2\)"),
        ({"xy": XY * np.nan}, "xy must be finite"),
        ({"marks": [Mark(N)]}, "one of the 40 images, 0 to 39, got 40"),
        ({"colour": Colour("kl", "KL", np.zeros(3))}, "'kl' must have one value for each of 40"),
        ({"colour": Colour("kl", "KL", np.full(N, np.inf))}, "'kl' must be finite"),
        ({"colour": Colour("kl", "KL", np.zeros(N), low=3, high=1)}, r"must not end \(1\) below where it begins \(3\)"),
        ({"colour": Colour("c", "C", np.full(N, 2), kind="category", names=("a",))}, "integers from -1"),
        ({"colour": Colour("c", "C", np.zeros(N), kind="category", names=("a",))}, "integers from -1"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        layout_block(model="m", id="a", n=N, **more)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 300.0])
def test_frames_come_back_to_within_a_pixel_of_a_large_screen(scale):
    xy = np.stack([XY * scale, XY * scale * 3 + 50])
    block = frames_block(model="m", id="a", iterations=[1, 50], xy=xy, total=500, title="t-SNE", live=True)
    about, sections = opened(block)
    counts = np.frombuffer(sections["xy"], "<u2").reshape(2, N, 2)
    for (x, y, span), counted, frame in zip(about["boxes"], counts, xy, strict=True):
        np.testing.assert_allclose((counted / 65535 - 0.5) * span + [x, y], frame, atol=span / 10_000)
    assert about["iterations"] == [1, 50] and about["live"] and about["total"] == 500
    assert len(block) < 4 * 2 * N + 700


def test_all_points_on_one_spot_and_no_frames_at_all_are_films_too():
    about, _ = opened(frames_block(model="m", id="a", iterations=[0], xy=np.zeros((1, 5, 2)), total=1, title="UMAP"))
    assert about["boxes"][0][2] > 0
    about, sections = opened(frames_block(model="m", id="a", iterations=[], xy=np.zeros((0, 0, 2)), total=0, title=""))
    assert about["iterations"] == [] and sections["xy"] == b""


def test_frames_that_do_not_fit_their_iterations_are_refused():
    with pytest.raises(ValueError, match=r"shape \(2, n, 2\), one for each iteration, got \(1, 40, 2\)"):
        frames_block(model="m", id="a", iterations=[1, 2], xy=XY[None], total=2, title="")
    with pytest.raises(ValueError, match="finite"):
        frames_block(model="m", id="a", iterations=[1], xy=XY[None] * np.nan, total=2, title="")


def test_a_page_to_take_along_may_carry_a_layout():
    block = layout_block(model="m", id="a", n=N, xy=XY)
    with_layout, without = (export_html(b"model", title="t", layout=laid) for laid in (block, None))
    assert len(with_layout) - len(without) >= 4 * len(block) / 3
