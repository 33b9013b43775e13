"""Does a model begin with something that means something, and that it can spell?"""

import string

import pytest

from core.writing import first_text, labels_of


@pytest.mark.parametrize(
    ("classes", "text"),
    [
        (tuple(string.digits), "2026"),
        (tuple(string.ascii_uppercase), "LATENT INK"),
        (tuple(string.ascii_lowercase), "latent ink"),
        (tuple(string.digits + string.ascii_uppercase), "2026"),
        (tuple("abcdeg"), "bad cage"),
        (tuple("ABCDEF"), "FADED"),
        (tuple("13579"), "13579"),
        (tuple("xyz"), "xyz"),
        (("shoe", "b", "9"), "b9"),
        (("shoe", "bag"), ""),
    ],
)
def test_the_first_text_is_one_that_the_classes_spell(classes, text):
    assert first_text(classes, year=2026) == text
    if text:
        labels_of(text, classes)
