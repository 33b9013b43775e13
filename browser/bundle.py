"""Which files does a browser component need, in which order, and how do they become one script?

The files are ECMAScript modules, so that editors, linters and type checkers follow them. A component is sent as one
script and an exported page is one file: what a module needs is put before it, and the words `import` and `export` go.
All files of a component then share one scope, in which no name may be declared twice.

Pages that share their code and are opened from a disk, where a browser loads no modules, get `cells` instead: plain
scripts in which each module is a function of its own, run when it is first needed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HOME = Path(__file__).parent
_IMPORT = re.compile(r'^import \{[^}]*\} from "(?P<path>\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)
_ASKED = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<path>\.[^"]+)";$', re.MULTILINE)
_GIVEN = re.compile(r"^export (?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
_REMARK = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
CELLS = """"use strict";
window.latentInkCode = {
  cells: {}, made: {},
  need(name) { return (latentInkCode.made[name] ??= latentInkCode.cells[name](latentInkCode.need)); },
};
"""  # what cells stand in and are asked by


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
def served(*entries: str) -> str:
    """Return `script` as it travels: lines that are remarks are left out."""
    return _REMARK.sub("", script(*entries))


@cache
def cells(*names: str) -> str:
    """Return modules as a plain script: each becomes a function that `latentInkCode.need("pad/pad.js")` runs once.

    names: of the modules themselves; what they need must be loaded before they are asked for, and `CELLS` first of all.
    Lines that are remarks are left out.
    """
    return "\n".join(['"use strict";', *map(_cell, names)])


def _cell(name: str) -> str:
    def asked(found: re.Match[str]) -> str:
        path = ((HOME / name).parent / found["path"]).resolve().relative_to(HOME).as_posix()
        return f'const {found["names"]} = need("{path}");'

    text = _REMARK.sub("", read(name))
    given = [*_GIVEN.findall(text), *(["default: alone"] if "export default " in text else [])]
    text = _EXPORT.sub("", _ASKED.sub(asked, text)).replace("export default ", "const alone = ")
    return f'latentInkCode.cells["{name}"] = (need) => {{\n{text}return {{ {", ".join(given)} }};\n}};'


@cache
def style(*names: str) -> str:
    """Return style sheets as one. names: such as "pad/pad.css"."""
    return "\n".join(map(read, names))
