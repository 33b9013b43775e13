"""Whose is it? A visitor, of whom nothing is known but the hash of a secret that their browser keeps."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Self

MARK = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Owner:
    """A visitor as the library, the queue and the shelf of own images know them.

    mark: sha256 of their secret, 64 hex digits; this, and never the secret, is what files say. Raises ValueError for
    anything else.
    """

    mark: str

    def __post_init__(self) -> None:
        if not MARK.fullmatch(self.mark):
            raise ValueError("an owner is named by 64 hexadecimal digits.")

    @classmethod
    def of(cls, secret: str) -> Self:
        """Return the visitor who has this secret. To be called at the door alone. Raises ValueError if it is empty."""
        if not secret:
            raise ValueError("a visitor's secret must not be empty.")
        return cls(hashlib.sha256(secret.encode()).hexdigest())

    @classmethod
    def read(cls, mark: object) -> Self | None:
        """Return whom a file names, None where it names nobody."""
        return cls(mark) if isinstance(mark, str) and MARK.fullmatch(mark) else None
