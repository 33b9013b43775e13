"""How does the text of a lesson become plain HTML, its formulas included, that is read with no network?

Markdown by markdown-it; a formula between dollar signs becomes MathML, which browsers draw themselves, by latex2mathml.
HTML within a text stays text.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

_FORMULA = re.compile(r"\$\$(?P<block>[^$]+)\$\$|\$(?P<inline>[^$]+)\$")
_PLACE = re.compile("\ue000(\\d+)\ue001")  # stands for a formula while Markdown is read
_VARIANT = re.compile(r'<mi mathvariant="(script|double-struck)">([A-Z])</mi>')
_LETTERS = {  # those that had a place in Unicode before the alphabets came; the rest is counted from the first
    "script": (0x1D49C, {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"}),
    "double-struck": (0x1D538, {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"}),
}


def html_of(text: str) -> str:
    """Return Markdown with formulas as paragraphs of HTML."""
    return _with_formulas(text, _markdown().render)


def line_of(text: str) -> str:
    """Return a line of Markdown with formulas as HTML without a paragraph."""
    return _with_formulas(text, _markdown().renderInline)


def formula(latex: str, *, block: bool = False) -> str:
    """Return a formula as MathML."""
    from latex2mathml.converter import convert

    found = convert(latex.strip(), display="block" if block else "inline")
    found = found.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1)  # HTML knows the element by its name
    found = found.replace("<mo>&#x23DF;</mo>", '<mo stretchy="true">&#x23DF;</mo>')  # a brace as wide as its sum
    found = found.replace("<mi>log</mi>", '<mi>log</mi><mspace width="0.167em"></mspace>')
    return _VARIANT.sub(lambda letter: f'<mi mathvariant="normal">{_styled(letter[1], letter[2])}</mi>', found)


def _with_formulas(text: str, render) -> str:
    found: list[str] = []

    def kept(match: re.Match[str]) -> str:
        found.append(formula(match["block"] or match["inline"], block=bool(match["block"])))
        return f"\ue000{len(found) - 1}\ue001"

    return _PLACE.sub(lambda place: found[int(place[1])], render(_FORMULA.sub(kept, text)))


def _styled(variant: str, letter: str) -> str:
    # Browsers draw mathvariant="normal" alone: another alphabet has characters of its own.
    first, apart = _LETTERS[variant]
    return apart.get(letter, chr(first + ord(letter) - ord("A")))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")
