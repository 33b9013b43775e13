"""How are pieces and their clusters kept in a folder, and how do they become a labelled set of letters there?"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.config import ConfigError
from core.files import made, write_atomic
from core.handwriting.letters.contact import in_rows
from core.handwriting.letters.letter_set import contents_of, write, zipped
from core.handwriting.letters.letters import Letter, Letters
from core.handwriting.letters.reader import Reader
from core.handwriting.parts import Page
from core.handwriting.unlabelled.looks import Looks
from core.handwriting.unlabelled.session import NO_LETTER, Session, named
from core.handwriting.unlabelled.spread import Spread, spread
from core.types import DataError

PIECES, CLUSTERS, SHEET = "pieces.zip", "clusters.json", "clusters.png"


def write_pieces(pieces: Sequence[Letter], pages: Sequence[Page], session: Session, out: Path) -> None:
    """Write pieces into a folder: an unlabelled set as a zip, their clusters, and a sheet of these to look at.

    On the sheet a row is a cluster: its number, from 1, how many it holds, five typical images and the least typical.
    Raises OSError.
    """
    made(out)
    write_atomic(out / PIECES, zipped(contents_of({f"{n:05d}.png": one for n, one in enumerate(pieces, 1)})))
    write_atomic(out / CLUSTERS, session.to_json() + "\n")
    rows: list[list[Letter | str]] = []
    for number, members in enumerate(session.clusters):
        typical, least = session.shown(number)
        shown = [*typical, *([least] if least not in typical else [])]
        rows.append([f"{number + 1}: {len(members)}", *(pieces[k] for k in shown)])
    sheet = io.BytesIO()
    in_rows(pages, rows).save(sheet, "PNG")
    write_atomic(out / SHEET, sheet.getvalue())


def kept_session(out: Path, looks: Looks) -> Session | None:
    """Return the session that a folder keeps of these looks; None without one, or if it is about others.

    Raises DataError if it is damaged.
    """
    try:
        session = Session.from_json((out / CLUSTERS).read_bytes())
    except FileNotFoundError:
        return None
    except ConfigError as error:
        raise DataError(f"{CLUSTERS} is damaged: {error}") from None
    return session if session.belongs_to(looks) else None


def letters_told(labels: Mapping[Any, Any]) -> dict[int, str]:
    """Return what labels say, letters by numbers of clusters, from 1, which are text; "" says that one is no letter.

    Raises DataError that names the cluster, if it has no letter. Which clusters there are `answered` asks.
    """
    told = {}
    for number, text in labels.items():
        if not isinstance(text, str) or not str(number).isdecimal():
            raise DataError('labels are JSON such as {"1": "a", "2": ""}: cluster and letter, "" for no letter.')
        try:
            told[int(number)] = named(text)
        except DataError as error:
            raise DataError(f"cluster {number}: {error}") from None
    return told


def answered(session: Session, told: Mapping[int, str]) -> Session:
    """Return a session with letters for clusters by their numbers, from 1. Raises DataError that names the cluster."""
    for number, text in told.items():
        try:
            session = session.answer(number - 1, text)
        except DataError as error:
            raise DataError(f"cluster {number}: {error}") from None
    return session


def labelled(pieces: Sequence[Letter], found: Spread) -> tuple[Letter, ...]:
    """Return the pieces that are letters, each with its text, its doubt, and the word that it makes with others."""
    words: dict[tuple[int, int, int], str] = defaultdict(str)
    for one, text in zip(pieces, found.texts, strict=True):
        words[one.page, one.line, one.word] += text
    return tuple(
        replace(one, text=text, of=words[one.page, one.line, one.word], doubt=float(doubt))
        for one, text, doubt in zip(pieces, found.texts, found.doubt, strict=True)
        if text != NO_LETTER
    )


def write_labelled(
    pieces: Sequence[Letter], pages: Sequence[Page], looks: Looks, session: Session, reader: Reader | None, out: Path
) -> tuple[dict[str, Any], Spread]:
    """Write what the answers say the pieces are, as `core.handwriting.letters.letter_set.write` writes letters.

    Returns what letters.json says of the whole, and what was spread. Raises DataError if nothing was named, OSError.
    """
    found = spread(looks, session, reader)
    letters = labelled(pieces, found)
    if not letters:
        raise DataError("no cluster was said to be a letter.")
    return write(Letters(letters, (), None), pages, out), found
