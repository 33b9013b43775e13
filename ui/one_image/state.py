"""What does a tab remember of One image?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from core.one_image.presets import PRESETS, CommonlyConfig, WithinConfig
from core.one_image.sets import USUAL

SHEET, PICTURE, SAMPLE = SOURCES = ("Draw it", "Bring a picture", "Take a sample")

DIMS = (8, 2)  # of the VAE's latent space


@dataclass(frozen=True)
class Known:
    """An image that is known. text: as core.tasks.one_image.task.of writes it. drawn: on the sheet here.

    writer: who wrote it, where it is a sample whose writer is known; others: more by that writer, for tests.
    """

    text: str
    drawn: bool = False
    writer: int | None = None
    others: tuple[str, ...] = ()


@dataclass
class OneImageState:
    """What is set on the page.

    known: the images taken so far, without that on the sheet. character: what it is said to be, read: what it reads as,
    which stands there until somebody says otherwise. run: the key of the run that is shown. preview: the key of the
    last look at variations, which holds the images too. name: of what the browser's tab keeps of its drawings; with
    another one they do not come back. sheets, uploads: how many sheets, and places for a picture, there have been;
    another number is an empty one. box: the part of a picture to look at. own: drawings kept as tests, of which nothing
    learns; kept_last: which of them the browser told of last. written: what of this stands in the address.
    """

    source: str = SHEET
    known: tuple[Known, ...] = ()
    character: str = ""
    read: str = ""
    run: str = ""
    preview: str = ""
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    sheets: int = 0
    uploads: int = 0
    box: tuple[int, int, int, int] | None = None
    digit: str = "2"
    sample: int = 0
    preset: str = "gentler"
    variation: WithinConfig | CommonlyConfig = PRESETS["gentler"].variation
    chosen: str = USUAL
    dims: int = DIMS[0]
    own: tuple[str, ...] = ()
    kept_last: str = ""
    written: dict[str, str] = field(default_factory=dict)
