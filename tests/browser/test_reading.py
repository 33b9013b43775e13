"""Is an image that a reader takes for nothing it knows told so in the words of that reader's classes?"""

from __future__ import annotations

import pytest

from browser import bundle
from core.blocks.reader import reader_parts
from core.models import ClassifierConfig
from core.networks.browser import export_model

pytestmark = pytest.mark.browser

SCRIPT = bundle.script("base/reading.js")


@pytest.mark.parametrize(
    ("classes", "none"),
    [
        (("0", "1"), "reads as no digit"),
        (("a", "Ä"), "reads as no letter"),
        (("7", "q"), "reads as no character"),
        (("cat", "dog"), "reads as none of its classes"),
    ],
)
def test_what_is_like_no_class_is_called_as_the_classes_are(page, classes, none):
    about, _ = reader_parts(export_model(ClassifierConfig(filters=(4,), features=4).build(classes)))
    page.add_script_tag(content=SCRIPT)
    words = "([shares, reader]) => takenWords(takenFor(shares, reader.classes), reader)"
    assert page.evaluate(words, [[0.25, 0.75, 0.9], about]) == f"reads as {classes[1]}, 75 %"
    assert page.evaluate(words, [[0.25, 0.75, 1.1], about]) == none
