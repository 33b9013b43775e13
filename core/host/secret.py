"""Which secret do all web processes on one store share?"""

from __future__ import annotations

import functools
import os
import secrets
from contextlib import suppress
from pathlib import Path

from core import places
from core.files import made, opened

BYTES = 32


def secret() -> bytes:
    """Return 32 bytes that nobody else can guess, the same for every process on this store and after a restart.

    Where the store cannot be written to, they are of this process alone.
    """
    return _of(places.host())


@functools.cache
def _of(folder: Path) -> bytes:
    path = folder / "secret"
    new = path.with_name(f".secret.{secrets.token_hex(4)}.tmp")
    try:
        if not path.is_file():
            made(folder)
            with opened(new, "xb") as stream:
                stream.write(secrets.token_bytes(BYTES))
            with suppress(FileExistsError):  # another process was quicker
                os.link(new, path)
        found = path.read_bytes()
    except OSError:
        return secrets.token_bytes(BYTES)
    finally:
        with suppress(OSError):
            new.unlink()
    return found if len(found) == BYTES else secrets.token_bytes(BYTES)
