"""What does `python -m core hand write` do? It sets a text in somebody's hand, as SVG, PNG, PDF or a film."""

from __future__ import annotations

import json
import re
from pathlib import Path

from core.cli.hand_letters import text_of
from core.cli.hand_source import Drawn
from core.cli.watch import Said
from core.config import ConfigError
from core.datasets.own import ID
from core.datasets.own_paper import paper
from core.files import made, write_atomic
from core.handwriting.letters.letter_set import letters_of_folder, letters_of_set
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.compose import compose
from core.handwriting.message.hand import Hand, hand_of
from core.handwriting.message.message import Message
from core.handwriting.message.model_between import Ladder
from core.handwriting.message.settings import ComposeConfig
from core.training.edit import changed
from core.types import DataError
from core.words.text import shown_name

KINDS = (".svg", ".png", ".pdf", ".gif", ".apng")


def write(
    hand: str, text: Path, out: Path, allow: list[str], changes: list[str], clear: bool, as_json: bool,
    drawn: Drawn = Drawn(), blend: str = "",
) -> None:  # fmt: skip
    """Write a text in a hand, or in two that blend; print what was written. Raises ConfigError, DataError, OSError."""
    if out.suffix.lower() not in KINDS:
        raise ConfigError(
            f"the message must be called something{', something'.join(KINDS)}, got {shown_name(out.name)}."
        )
    config = changed(ComposeConfig(), changes)
    config = config.replace(allowed=(*config.allowed, *allow))
    said = text_of(text).rstrip("\n")
    message = compose(said, _writer(hand, blend, drawn, config, Said(as_json)), config)
    blended = bool(blend) and (drawn.source == "ink" or bool(drawn.second))
    files = _files(message, out, clear, paper(hand) if re.fullmatch(ID, hand) else None)
    made(out.absolute().parent)
    for path, data in files.items():
        write_atomic(path, data)
    told = {
        "files": [str(path) for path in files],
        "pages": len(message.pages),
        "lines": sum(len(page.lines) for page in message.pages),
        "letters": message.letters,
        "pieces": message.pieces,
    }
    if blended:
        told["by second"] = message.letters if config.share >= 1 else message.by_second
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    each = message.letters / message.pieces
    theirs = f", {told['by second']} of them by the second hand" if blended else ""
    print(
        f"{message.letters} letters in {message.pieces} pieces, {each:.1f} each{theirs}, "
        f"written to {', '.join(told['files'])}"
    )


def _writer(hand: str, blend: str, drawn: Drawn, config: ComposeConfig, say: Said) -> Hand | TwoHands | Ladder:
    own = opened(hand, say)
    if not blend:
        if drawn.second:
            raise ConfigError("--blend-model goes with --blend, the hand that it draws.")
        return drawn.hand(own, config.seed)
    other = opened(blend, say)
    if drawn.source == "ink" or drawn.second:
        return drawn.two(own, other, config.seed)
    return drawn.between(own, other, config.share)


def opened(hand: str, say: Said) -> Hand:
    """Return the hand of a folder of letters, or of an own set. Raises DataError, OSError."""
    if re.fullmatch(ID, hand):
        return hand_of(letters_of_set(hand), on_progress=say)
    folder = Path(hand)
    if not folder.is_dir():
        raise DataError(f"there is no folder {shown_name(hand)}, and no own set is called so.")
    return hand_of(letters_of_folder(folder), on_progress=say)


def _files(message: Message, out: Path, clear: bool, own: bytes | None) -> dict[Path, bytes]:
    from core.export.message_film import writing
    from core.export.message_pdf import pdf
    from core.export.message_png import png
    from core.export.message_svg import svg

    kind = out.suffix.lower()
    if kind == ".pdf":
        return {out: pdf(message, own=own)}
    paths = [out]
    if len(message.pages) > 1:
        paths = [out.with_stem(f"{out.stem}-{n}") for n in range(1, len(message.pages) + 1)]
    pages = zip(paths, message.pages, strict=True)
    if kind == ".svg":
        return {path: svg(message, page, paper=not clear, own=own).encode() for path, page in pages}
    if kind in (".gif", ".apng"):
        return {path: writing(message, page, format="gif" if kind == ".gif" else "apng") for path, page in pages}
    return {path: png(message, page, paper=not clear, own=own) for path, page in pages}
