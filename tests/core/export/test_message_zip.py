"""Do the pages of a message leave in one file, each as it is alone?"""

from __future__ import annotations

import io
import zipfile

from core.export.message_files import file_of
from core.export.message_png import png
from core.export.message_svg import svg
from core.handwriting.message.compose import compose
from core.handwriting.message.settings import ComposeConfig
from tests.core.handwriting.written_hands import hand

CONFIG = ComposeConfig(size=9.0, margin=40.0)


def test_one_page_is_a_file_and_several_are_a_zip_of_them():
    one, many = compose("a fox", hand(), CONFIG), compose("over the lazy dog " * 8, hand(), CONFIG)
    assert file_of(one, "svg") == svg(one, one.pages[0]).encode()
    assert file_of(one, "png", paper=False) == png(one, one.pages[0], paper=False)
    assert len(many.pages) > 1
    with zipfile.ZipFile(io.BytesIO(file_of(many, "svg", paper=False))) as archive:
        assert archive.namelist() == [f"page-{n}.svg" for n in range(1, len(many.pages) + 1)]
        assert archive.read("page-2.svg").decode() == svg(many, many.pages[1], paper=False)
    assert file_of(many, "pdf")[:5] == b"%PDF-" and file_of(many, "svg") == file_of(many, "svg")
