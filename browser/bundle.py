"""Which files does a browser component need, in which order, and how do they become one script?

The files are ECMAScript modules, so that editors, linters and type checkers follow them. A component is sent as one
script and an exported page is one file: what a module needs is put before it, and the words `import` and `export` go.
All files of a component then share one scope, in which no name may be declared twice.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


@cache
def read(name: str) -> str:
    """Return the text of a file. name: its place in this folder, such as "pad/pad.js"."""
    return (HOME / name).read_text(encoding="utf-8")


@cache
def needs(name: str) -> tuple[str, ...]:
    """Return the files that a module imports itself, in the order in which it names them."""
    paths = ((HOME / name).parent / found["path"] for found in _IMPORT.finditer(read(name)))
    return tuple(path.resolve().relative_to(HOME).as_posix() for path in paths)


@cache
def files(*entries: str) -> tuple[str, ...]:
    """Return the entries and all they need, each file once and behind what it needs.

    Raises ValueError if files need one another in a circle: no order would do.
    """
    done: dict[str, None] = {}

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in way:
            raise ValueError(f"These files need one another: {' -> '.join((*way[way.index(name) :], name))}.")
        for other in needs(name):
            visit(other, (*way, name))
        done[name] = None

    for entry in entries:
        visit(entry, ())
    return tuple(done)


@cache
def script(*entries: str) -> str:
    """Return the entries and all they need as one script that imports nothing."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", read(name))) for name in files(*entries))


@cache
def style(*names: str) -> str:
    """Return style sheets as one. names: such as "pad/pad.css"."""
    return "\n".join(map(read, names))
