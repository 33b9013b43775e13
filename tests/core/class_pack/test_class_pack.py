"""Is a class pack whole, small and quiet, and does it say in a sentence what it cannot be?"""

from __future__ import annotations

import re
import zlib

import numpy as np
import pytest

from core.class_pack.contents import can_be_followed
from core.class_pack.lesson import lesson_page
from core.class_pack.models import PackModel
from core.class_pack.page import POLICY
from core.class_pack.parts import flush_left
from core.class_pack.shelf import BITS, FIRST, Shelf, text_of
from core.class_pack.write import pack_files, write_pack, zipped
from core.config import ConfigError
from core.lessons import LESSONS
from core.lessons.at_points import AT_POINTS
from core.lessons.exhibits import EXHIBITS
from core.lessons.walk import Setting, right_option
from core.library import find
from core.packed import pack as packed
from core.types import ModelError

PAGES = ("index", "learn", "explore", "read", "write", "look-inside", "sample", "compare-models", "train")
NAMESPACES = ("http://www.w3.org/2000/svg",)  # a name and no address: nothing is fetched
SHOWN = [name for name, exhibit in EXHIBITS.items() if exhibit.packed]
FOLLOWED = [name for name, lesson in LESSONS.items() if can_be_followed(lesson)]
LINK = re.compile(r'(?:href|src)="([^"]+)"')


def html(pack: dict[str, bytes]) -> dict[str, str]:
    return {name: data.decode() for name, data in pack.items() if name.endswith(".html")}


def test_it_is_no_larger_than_a_mail_takes(pack):
    assert sum(map(len, pack.values())) <= 6_000_000


def test_it_has_every_page_exhibit_and_lesson(pack):
    wanted = {*PAGES, *(f"exhibit-{name}" for name in SHOWN), *(f"lesson-{name}" for name in FOLLOWED)}
    assert set(html(pack)) == {f"{name}.html" for name in wanted}


def test_a_lesson_that_needs_the_app_at_every_step_is_written_only_if_it_is_asked_for():
    assert {*LESSONS} - {*FOLLOWED} == {"one-image", "hand"}
    asked = pack_files(models=["mnist-vae-2d"], lessons=["hand"])
    assert [name for name in html(asked) if name.startswith("lesson-")] == ["lesson-hand.html"]


def test_scripts_stand_flush_left_but_for_what_a_template_says():
    script = "const a = () => {\n  return `one\n  two ${\n    b}`;\n};\n"
    assert flush_left(script) == "const a = () => {\nreturn `one\n  two ${\n    b}`;\n};\n"


def test_every_page_may_do_only_what_it_must(pack):
    assert "unsafe-inline" not in POLICY.split("script-src")[1].split(";")[0] and "http" not in POLICY
    for name, text in html(pack).items():
        assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in text, name
        scripts = re.findall(r"<script([^>]*)>", text)
        assert all("src=" in one or "application/json" in one for one in scripts), name
        assert not re.search(r"\son\w+=", text), name


def test_nothing_in_it_is_anywhere_else(pack):
    for name, data in pack.items():
        if name.startswith("data/"):
            continue
        text = data.decode()
        for namespace in NAMESPACES:
            text = text.replace(namespace, "").replace(namespace.replace("//", "%2F%2F"), "")
        assert not re.search(r"https?:|//[a-z]+\.", text), name


def test_every_link_leads_to_a_page_of_it(pack):
    for name, text in html(pack).items():
        for link in LINK.findall(text):
            if not link.startswith(("data:", "?")):
                assert link in pack, f"{name} leads to {link}"


def test_what_a_page_asks_for_lies_beside_it(pack):
    scripts = {name.removeprefix("data/").removesuffix(".js") for name in pack if name.startswith("data/")}
    asked = set()
    for data in pack.values():
        asked |= set(re.findall(r'"(?:stage)":"([0-9a-f]{16})"', data.decode("utf-8", "replace")))
    assert asked <= scripts and len(asked) > 20


def test_bytes_are_written_once_and_come_back():
    shelf, numbers = Shelf(), np.arange(3000, dtype="<f4").tobytes()
    first = shelf.lay(packed({"about": b"{}", "net": packed({"weights": numbers, "graph": b"\xff\xfe"})}))
    second = shelf.lay(packed({"weights": numbers}))
    assert first["about"] == "~{}" and first["net"]["graph"] == "=//4=" and first["net"]["weights"] == second["weights"]
    (script,) = shelf.scripts.values()
    assert script[:2] == b"\xff\xfe", "whatever a server says, a browser knows the encoding"
    name, length, stride, text = re.fullmatch(
        r'latentInkShelf\("(\w+)", (\d+), (\d), "(.*)"\);\n', script[2:].decode("utf-16-le")
    ).groups()
    bits = "".join(f"{ord(sign) - FIRST:0{BITS}b}" for sign in text)
    small = bytes(int(bits[8 * i : 8 * i + 8], 2) for i in range(int(length)))
    apart = np.frombuffer(zlib.decompress(small), np.uint8).reshape(int(stride), -1)
    assert apart.T.tobytes() == numbers and name == second["weights"] and int(stride) > 1


@pytest.mark.parametrize("length", [0, 1, 14, 15, 16, 1000])
def test_text_of_any_number_of_bytes_ends_no_script(length):
    text = text_of(np.random.default_rng(length).bytes(length))
    assert len(text) == -(-8 * length // BITS) and not set(text) & set('"\\\n\r\u2028\u2029')


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"models": ["no-such"]}, "There is no model 'no-such' here; there are letters-cvae, "),
        ({"lessons": ["juggling"]}, "There is no lesson 'juggling'; there are latent-space, "),
        ({"server": "ftp://example"}, "The address of the server must begin with https:// or http://, got 'ftp"),
        ({"server": "school"}, "The address of the server must begin with"),
    ],
)
def test_what_is_not_there_is_named_in_a_sentence(tmp_path, wrong, words):
    with pytest.raises((ConfigError, ModelError), match=re.escape(words)):
        write_pack(tmp_path / "pack", **wrong)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty; name a new folder"):
        write_pack(tmp_path)
    with pytest.raises(ConfigError, match="is a file; name a new folder"):
        write_pack(tmp_path / "mine.txt")
    with pytest.raises(ConfigError, match="cannot be written: "):
        write_pack(tmp_path / "mine.txt" / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_pack_of_one_model_says_where_more_is(tmp_path):
    out, told = tmp_path / "Für die 7b" / "Übung 1", []
    written = write_pack(
        out, models=["mnist-gan"], lessons=[], server="https://ink.example/7b/", told=lambda *said: told.append(said)
    )
    pages = {path.name for path in out.glob("*.html")}
    assert {"index.html", "explore.html", "sample.html", "train.html", "look-inside.html"} <= pages
    assert not pages & {"read.html", "write.html", "compare-models.html"}, "nothing of it reads, writes or is compared"
    assert written.pages == len(pages) and written.size == sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
    assert '<a href="https://ink.example/7b/Explore">Open it there</a>' in (out / "explore.html").read_text("utf-8")
    assert [share for _, share in told] == sorted(share for _, share in told) and told[-1][1] == 1.0
    assert [path.name for path in out.parent.iterdir()] == ["Übung 1"], "nothing is left beside it"


def test_the_same_pack_is_the_same_bytes(pack):
    small = {"models": ["mnist-gan"], "lessons": []}
    assert pack_files(**small) == pack_files(**small)
    assert zipped({"a.html": b"a"}).startswith(b"PK")


def test_a_lesson_says_what_is_right_as_it_is_measured():
    for name, lesson in LESSONS.items():
        page = lesson_page(name, lesson, lambda id: PackModel(find(id)))
        for step, told in zip(lesson.steps, page.steps, strict=True):
            question = step.question
            if question and "right" in told.get("question", {}):
                assert told["question"]["right"] == right_option(question, Setting.of(lesson, step)) >= 0
            if "grid" in told.get("question", {}):
                grid = told["question"]["grid"]
                left, bottom, right, _ = grid["box"]
                cell = (right - left) / grid["size"]
                assert set(grid["cells"]) == {"0", "1"}
                for i in np.random.default_rng(0).choice(len(grid["cells"]), 40, replace=False):
                    row, column = divmod(int(i), grid["size"])
                    at = (left + (column + 0.5) * cell, bottom + (row + 0.5) * cell)
                    value = AT_POINTS[question.at](find(Setting.of(lesson, step).model), at, question.wanted)
                    if abs(value - question.at_least) > 0.01:  # the box is told rounded
                        assert (grid["cells"][i] == "1") == (value >= question.at_least)
        assert all(
            told["stage"] or "need" in text or "server" in text
            for told, text in zip(page.steps, page.sections, strict=True)
        )


def test_numbers_of_ones_own_model_keep_a_place_and_others_stand_there():
    page = lesson_page("vae", LESSONS["vae"], lambda id: PackModel(find(id)))
    last = page.sections[-1]
    assert 'data-own="early-fall" data-places="0" data-unit="%"' in last and "[[" not in "".join(page.sections)
    assert page.steps[-1]["question"]["own"]["measure"] == "early-fall"
    assert "<math" in "".join(page.sections) and "$" not in re.sub(r"<[^>]*>", "", "".join(page.sections))
