"""Which components can stand on a page of the pack, and which files do they need there?"""

from __future__ import annotations

from dataclasses import dataclass

from core.export.html import EXHIBIT, PAD, code_of, files_of, style_of
from core.lessons.exhibits import EXHIBITS

CODE = "code"  # the folder beside the pages
SHARED, PRELUDE, PAGE = f"{CODE}/shared.js", f"{CODE}/first.js", f"{CODE}/page.js"


@dataclass(frozen=True)
class Component:
    """entry: its module in browser/, whose default export `live` of adapter.js made; styles: its sheets there."""

    entry: str
    styles: tuple[str, ...] = ()


def _exhibit(name: str) -> Component:
    folder = f"exhibits/{name.replace('-', '_')}"
    return Component(f"{folder}/entry.js", (*EXHIBIT, f"{folder}/exhibit.css"))


PARTS: dict[str, Component] = {
    "home": Component("pad/entry_inviting.js", PAD),
    "pad": Component("pad/entry.js", PAD),
    "channel": Component("pad/channel.js"),
    "samples": Component("samples/entry.js", (*PAD, "samples/samples.css")),
    "write": Component("write/entry.js", (*PAD, "write/write.css")),
    "read": Component(
        "read/entry_alone.js",
        (*PAD, "draw/sheet.css", "read/read.css", "read/vae.css", "read/correct.css", "read/another.css"),
    ),
    "inside": Component("inside/entry.js", (*PAD, "draw/sheet.css", "inside/inside.css")),
    "inside flow": Component("inside/entry_flow.js", (*PAD, "inside/inside.css", "inside/flow.css")),
    "compare": Component("compare_models/entry.js", (*PAD, "compare_models/compare_models.css")),
    "train": Component("train/entry_alone.js", (*PAD, "train/live/live.css")),
    **{f"exhibit {name}": _exhibit(name) for name in EXHIBITS},
}
ENTRY = "pack/entry.js"


def file_of(name: str) -> str:
    """Return how the files of a sheet or module are called beside the pages."""
    return f"{CODE}/{name.replace('/', '-').replace('_', '-')}"


def needed(parts: set[str]) -> dict[str, dict[str, object]]:
    """Return of these components what a page must know to mount them, ready for JSON."""
    told = {}
    for part in sorted(parts):
        component = PARTS[part]
        styles = [file_of(name) for name in component.styles]
        told[part] = {"entry": component.entry, "code": [_own(component.entry)], "styles": styles}
    return told


def code(parts: set[str]) -> dict[str, str]:
    """Return the text of all scripts and sheets that these components and the pages themselves need, by file.

    What several need is in one script for all; the rest is in one script a component.
    """
    entries = [ENTRY, *(PARTS[part].entry for part in sorted(parts))]
    asked = [name for entry in entries for name in files_of(entry)]
    shared = [name for name in dict.fromkeys(asked) if asked.count(name) > 1 and name not in entries]
    found = {PRELUDE: code_of(first=True), SHARED: code_of(*shared)}
    for entry in entries:
        own = [name for name in files_of(entry) if name not in shared]
        found[PAGE if entry == ENTRY else _own(entry)] = code_of(*own)
    found[PAGE] += f'\nlatentInkCode.need("{ENTRY}").default();\n'
    found = {name: flush_left(text) for name, text in found.items()}
    sheets = {name for part in parts for name in PARTS[part].styles} | {"pack/pack.css"}
    return found | {file_of(name): style_of(name) for name in sorted(sheets)}


def flush_left(script: str) -> str:
    """Return a script without the blanks that its lines begin with, a tenth of it; those in a template stay."""
    lines, within = [], False
    for line in script.split("\n"):
        lines.append(line if within else line.lstrip(" "))
        within ^= line.count("`") % 2 == 1
    return "\n".join(lines)


def _own(entry: str) -> str:
    return file_of(entry)
