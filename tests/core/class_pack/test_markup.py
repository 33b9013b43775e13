"""Does the text of a lesson become HTML with formulas, and nothing but text what is meant as text?"""

from __future__ import annotations

import re

import pytest

from core.class_pack.markup import formula, html_of, line_of
from core.lessons import LESSONS
from core.lessons.glossary import GLOSSARY


def test_markdown_and_formulas_become_html():
    text = html_of("A **VAE** has $\\mu$ and $\\sigma$.\n\n$$\\mathcal N(0, 1)$$\n\n- one\n- two")
    assert "<strong>VAE</strong>" in text and "<li>one</li>" in text
    assert text.count("<math") == 3 and 'display="block"' in text and "𝒩" in text


def test_html_in_a_text_stays_text():
    assert html_of("<script>alert(1)</script> & co") == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co</p>\n"
    assert "<img" not in line_of('![x](javascript:alert(1)) <img src="x">').replace("&lt;img", "")


def test_underscores_and_stars_in_a_formula_are_its_own():
    found = line_of("$a_1 * b_1$ and $c_2 * d_2$")
    assert "<em>" not in found and found.count("<msub>") == 4


@pytest.mark.parametrize("latex", ["\\mathbb R^d", "\\mathcal N", "\\hat x", "\\underbrace{x}_{\\text{a}}"])
def test_a_formula_names_no_address_and_no_alphabet_that_browsers_lack(latex):
    found = formula(latex)
    assert "xmlns" not in found and not re.search(r'mathvariant="(?!normal)', found)


def test_every_formula_of_lessons_and_glossary_can_be_read():
    for term in GLOSSARY.values():
        assert not term.formula or formula(term.formula).startswith("<math")
    for lesson in LESSONS.values():
        for step in lesson.steps:
            assert "$" not in html_of(step.text) + html_of(step.reveal)
