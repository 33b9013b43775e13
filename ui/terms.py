"""How is a word of the glossary explained where a page first says it: under the pointer, a finger or the keyboard?"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

import streamlit as st

from core.lessons.glossary import GLOSSARY, term
from ui import state
from ui.components.component import component

# A term as a page writes it, alone or as several; formulas, code, links and names of icons are passed over.
_WORDS = "|".join(sorted(map(re.escape, GLOSSARY), key=len, reverse=True))
_FOUND = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|:[a-z]+/\w+:|https?://\S+|"
    rf"(?<![\w-])(?P<word>{_WORDS})s?(?![\w-])",
    re.IGNORECASE | re.DOTALL,
)
_DIGITS = re.compile(r"\d+")  # a fragment that ticks says the same with other numbers
_NAMES = {word.lower(): word for word in GLOSSARY}
_EXPLAIN = component("latent_ink_terms", "lessons/entry_terms.js", styles=("lessons/terms.css",))


@dataclass
class Said:
    """Which terms the page has said, and the text that said each first: drawn anew, it says it first again."""

    first: dict[str, str] = field(default_factory=dict)


def begin() -> None:
    """Begin a page: it has said nothing yet."""
    state.of(Said).first.clear()


def show() -> None:
    """Put onto the page what opens the explanations. Draws nothing."""
    _EXPLAIN(key="terms", data={"on": True}, height=1)


def marked(text: str) -> str:
    """Return Markdown with each term that the page says for the first time as a link that carries what it means."""
    first, here, parts, at = state.of(Said).first, _DIGITS.sub("", text), [], 0
    for start, end, word in _mentions(text):
        if first.setdefault(word, here) == here and not any(word == known for known, _ in parts):
            parts += [(word, f"{text[at:start]}[{text[start:end]}](#term {_meaning(word)})")]
            at = end
    return "".join(part for _, part in parts) + text[at:]


def write(text: str) -> None:
    """Draw Markdown with its terms explained."""
    st.markdown(marked(text))


def hint(label: str, help: str | None) -> str | None:
    """Return the help of what is called by a term, with what the term means; as it came for anything else."""
    word = _NAMES.get(label.lower())
    return "\n\n".join(filter(None, (help, term(word)))) if word else help


@functools.lru_cache(maxsize=512)
def _mentions(text: str) -> tuple[tuple[int, int, str], ...]:
    found = (one for one in _FOUND.finditer(text) if one["word"])
    return tuple((one.start(), one.end(), _NAMES[one["word"].lower()]) for one in found)


@functools.cache
def _meaning(word: str) -> str:
    means = GLOSSARY[word].means
    return '"' + f"{word[0].upper()}{word[1:]}: {means}".replace("\\", "\\\\").replace('"', '\\"') + '"'
