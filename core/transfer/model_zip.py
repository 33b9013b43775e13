"""How does a model leave the library as a zip, and how is one taken in?"""

from __future__ import annotations

from core import library
from core.library.model_card import write_card
from core.owner import Owner
from core.transfer import archive, upload


def export_zip(id: str, *, snapshots: bool = True) -> bytes:
    """Return the model as a zip without its owner and its run; the same folder gives the same bytes.

    Raises ModelError if there is no such model or it has no weights yet.
    """
    entry = library.find(id)
    return archive.pack(entry.path, title=entry.title, snapshots=snapshots)


def import_zip(data: bytes, owner: Owner, *, apart: bool = True) -> str:
    """Take in a model that `export_zip` made, here or elsewhere, for `owner`; return its new id.

    Nothing in it is trusted, see core.transfer.upload. apart: the weights are checked in a process of their own where
    torch is not loaded yet. Raises ModelError for the first thing that is wrong; nothing stays.
    """
    given = upload.read(data)
    title = library.checked_title(given.title) if given.title else library.default_title(given.config)
    with library.appearing(owner, title) as folder:
        given.write(folder)
        upload.settle(folder, apart=apart)
        write_card(folder)
    return library.id_of(folder)
