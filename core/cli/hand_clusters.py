"""What does `python -m core hand clusters` do? It groups what pages hold by its looks, and labels whole groups."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from core.cli.hand_letters import page_of
from core.cli.watch import Said
from core.files import parsed_json
from core.handwriting.letters import reader as readers
from core.handwriting.letters.letter_set import FOLDER, ZIP
from core.handwriting.letters.letters import Letter
from core.handwriting.parts import Page
from core.handwriting.unlabelled import piece_set
from core.handwriting.unlabelled.looks import Looks, looks_of, pictures_of
from core.handwriting.unlabelled.pieces import pieces_of_pages
from core.handwriting.unlabelled.session import begin
from core.types import DataError
from core.words.text import shown_name

MOST_LABELS = 200_000  # bytes


def group(pages: list[Path], out: Path, labels: Path | None, as_json: bool) -> None:
    """Cut pages into pieces, write them to `out` with their clusters, and by `labels` the set of letters that they are.

    Raises DataError for what cannot be read, with the file, OSError.
    """
    import torch

    torch.set_num_threads(1)
    say = Said(as_json)
    told = None if labels is None else _labels(labels)
    read = [page_of(path, say) for path in pages]
    reader = readers.shipped() if readers.here() else None
    pieces = pieces_of_pages(read, reader, sources=[path.name for path in pages], on_progress=say)
    looks = looks_of(pictures_of(pieces, read), reader, on_progress=say)
    session = piece_set.kept_session(out, looks) or begin(looks)
    if told is None:
        piece_set.write_pieces(pieces, read, session, out)
        _say_pieces(len(pieces), len(session.clusters), out, as_json)
    else:
        _label(pieces, read, looks, piece_set.answered(session, told), out, as_json)


def _label(pieces: tuple[Letter, ...], read: list[Page], looks: Looks, session: Any, out: Path, as_json: bool) -> None:
    reader = readers.shipped() if readers.here() else None
    told, found = piece_set.write_labelled(pieces, read, looks, session, reader, out)
    worth = {"coverage": round(found.coverage, 3), "purity": round(found.purity, 3)}
    if as_json:
        print(json.dumps({**told, **worth, "out": str(out)}, ensure_ascii=False))
        return
    counts = "  ".join(f"{text} {count}" for text, count in told["classes"].items())
    print(f"{told['letters']} letters of {len(told['classes'])} kinds: {counts}")
    print(
        f"named with their cluster: {found.coverage:.0%} of the pieces, of which {found.purity:.0%} are read as named; "
        f"the rest goes by what it is read as"
    )
    print(f"written to {out}: {FOLDER}/ and {ZIP} to train on")


def _say_pieces(pieces: int, clusters: int, out: Path, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"pieces": pieces, "clusters": clusters, "out": str(out)}))
        return
    print(f"{pieces} pieces in {clusters} clusters, written to {out}: {piece_set.PIECES} to train on without labels")
    print(f'look at {piece_set.SHEET}, write {{"1": "a", "2": ""}} and so on into a file, and give it by --labels')


def _labels(path: Path) -> dict[int, str]:
    """Return what a file says of clusters by their numbers, as far as it can be told before any page is read."""
    if not path.is_file():
        raise DataError(f"there is no file {path}.")
    with path.open("rb") as stream:
        data = stream.read(MOST_LABELS + 1)
    try:
        told = parsed_json(data.decode("utf-8-sig")) if len(data) <= MOST_LABELS else None
    except ValueError:
        told = None
    if not isinstance(told, dict) or not told:
        raise DataError(f'{shown_name(path.name)} must be JSON such as {{"1": "a", "2": ""}}: cluster and letter.')
    return piece_set.letters_told(told)
