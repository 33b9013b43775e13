"""Is an image called what its classes make it, whatever the alphabet?"""

import pytest

from core.words.nouns import noun_of, one


@pytest.mark.parametrize(
    ("classes", "noun"),
    [
        (tuple("0123456789"), "digit"),
        (("3",), "digit"),
        (tuple("٠١٢"), "digit"),
        (tuple("abc"), "letter"),
        (tuple("ΑΒβ"), "letter"),
        (("あ", "字"), "letter"),
        (tuple("09AZaz"), "character"),
        (("shoe", "bag"), "image"),
        (("1", "10"), "image"),
        (("+", "-"), "image"),
        (("",), "image"),
        ((), "image"),
    ],
)
def test_classes_say_what_an_image_is(classes, noun):
    assert noun_of(classes) == noun


def test_a_noun_has_its_article():
    assert [one(noun) for noun in ("digit", "letter", "character", "image")] == [
        "a digit", "a letter", "a character", "an image",
    ]  # fmt: skip
