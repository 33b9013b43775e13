"""Do the words for a network's steps say what the steps do?"""

from __future__ import annotations

import pytest

from core.blocks.inside_words import facts, measure, sentences, title


def said(op: dict, source: tuple[int, ...], shown: tuple[int, int, int], *more: dict, bias=False, folded=False) -> str:
    return sentences([op, *more], source, shown, bias=bias, folded=folded)


def convolution(kind: str, filters: int, side: int, stride: int = 2) -> dict:
    return {"op": kind, "shape": [filters, side, side], "kernel": [4, 4], "stride": [stride, stride]}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (7, 14, "doubles from 7 to 14"),
        (4, 7, "goes from 4 to 7"),
        (14, 14, "stays 14"),
        (28, 14, "halves from 28 to 14"),
    ],
)
def test_sides_are_said_as_they_change(before, after, words):
    kind = "conv_transpose2d" if after > before else "conv2d"
    text = said(convolution(kind, 16, after), (32, before, before), (16, after, after))
    assert words in text and text.startswith("16 filters of 4 x 4")


def test_one_filter_is_one():
    text = said(
        convolution("conv_transpose2d", 1, 28), (16, 14, 14), (1, 28, 28), {"op": "sigmoid", "shape": [1, 28, 28]}
    )
    assert text.startswith("1 filter of 4 x 4 works as a stamp")
    assert "0 to 1, from paper to ink" in text
    assert said(convolution("conv2d", 1, 28, 1), (1, 28, 28), (1, 28, 28)).startswith(
        "1 filter of 4 x 4 slides over the image:"
    )


def test_a_dense_layer_says_what_it_sums_and_lays_out():
    op = {"op": "linear", "shape": [1568]}
    text = said(
        op,
        (80,),
        (32, 7, 7),
        {"op": "scale", "shape": [32, 7, 7]},
        {"op": "leaky_relu", "shape": [32, 7, 7], "slope": 0.2},
    )
    assert "1,568 numbers is a weighted sum of all 80" in text and "plus a bias" not in text
    assert "laid out as 32 images of 7 x 7" in text
    assert "each image has its own scale" in text and "multiplied by 0.2" in text
    assert "plus a bias" in said(op, (80,), (1568, 1, 1), bias=True)
    assert "laid out" not in said(op, (80,), (1568, 1, 1))


def test_a_batch_norm_that_is_folded_is_spoken_of_and_no_other():
    op = convolution("conv2d", 16, 14)
    assert "Batch norm is folded" in said(op, (1, 28, 28), (16, 14, 14), folded=True)
    assert "atch norm" not in said(op, (1, 28, 28), (16, 14, 14))


def test_headings_and_costs():
    assert title({"op": "linear"}, (128, 1, 1)) == "Dense layer → 128 numbers"
    assert title({"op": "conv_transpose2d"}, (1, 28, 28)) == "Transposed convolution → an image of 28 x 28"
    assert title({"op": "upsample"}, (16, 14, 14)) == "Upsample → 16 images of 14 x 14"
    assert measure((1, 1, 1)) == "1 number"
    assert facts(125504, 125440) == "125,504 parameters · 125,440 multiply-adds"
