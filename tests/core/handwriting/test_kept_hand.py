"""Is a hand kept whole: its pages, what was changed on them and typed, its letters, and what was said of these?"""

from __future__ import annotations

import secrets

import numpy as np
import pytest

from core.handwriting.hand import finding, found, hands, pages, reading, sheets
from core.handwriting.hand.edits import edits_of, turned, turned_back
from core.handwriting.letters.mends import Mend
from core.handwriting.ops import Corners, InkStroke, Join, PaperStroke, Split, Threshold, Turn, Undo
from core.handwriting.page.picture import Picture
from core.owner import Owner
from core.types import DataError
from tests.core.handwriting.lettering import lettered
from tests.core.handwriting.paper import counts_of, on_a_table, written

ME, OTHER = Owner.of("me"), Owner.of("somebody else")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def hand(home):
    return hands.begin("Ada", ME)


def new() -> str:
    return secrets.token_hex(8)


def brought(hand, pixels, name="page.jpg"):
    jpeg, size = pages.photograph_of(Picture(pixels, pixels.shape[1::-1]))
    return pages.bring(hand.path, name, jpeg, size)


def read(page):
    one = reading.read_kept(page, page.edits)
    return one, reading.note(page, page.edits, one)


def test_a_hand_is_its_owners_alone_and_goes_for_good(hand):
    assert [one.name for one in hands.hands(ME)] == ["Ada"] and hands.hands(OTHER) == ()
    for id in (hand.id, "../x", "0" * 32):
        with pytest.raises(DataError, match="not here"):
            hands.find(id, OTHER)
    hands.rename(hand, "  Grace\u202e  ", ME)
    assert hands.find(hand.id, ME).name == "Grace"
    brought(hand, written().grey)
    hands.delete(hand, ME)
    assert hands.hands(ME) == () and not list(hand.path.parent.glob("*/pages"))


def test_no_more_hands_and_pages_than_there_is_room_for(hand, monkeypatch):
    monkeypatch.setattr(hands, "MOST_HANDS", 1)
    with pytest.raises(DataError, match="all there is room for"):
        hands.begin("two", ME)
    monkeypatch.setattr(pages, "MOST_PAGES", 1)
    brought(hand, written().grey)
    with pytest.raises(DataError, match="all there is room for"):
        brought(hand, written().grey)
    assert len(pages.pages(hand.path)) == 1


def test_what_a_photograph_told_beside_its_pixels_is_not_kept(hand):
    page = brought(hand, written().grey, "a\u202e<b>.jpg")
    data = (page.path / pages.PHOTO).read_bytes()
    assert b"Exif" not in data and page.source == "a<b>.jpg"


def test_changes_are_noted_once_and_can_be_taken_back(hand):
    page = brought(hand, written().grey)
    _, first = read(page)
    join = Join(new(), first.id, 300.0, 90.0)
    pages.do(page, [join])
    pages.do(page, [join, Undo(new(), first.id, join.id)])
    assert len(page.ops) == 2 and page.edits.regroups == ()
    pages.do(page, [Undo(new(), first.id, page.ops[1].id)])
    assert len(page.edits.regroups) == 1


def test_a_change_stays_where_it_was_made_when_the_page_is_turned_and_straightened_anew(hand):
    plain = written()
    pixels, corners, _ = on_a_table(plain.grey)
    page = brought(hand, pixels)
    one, first = read(page)
    before = counts_of(one)
    words = one.lines[2].words
    gap = (words[1].box[2] + words[2].box[0]) / 2, one.lines[2].row_at(words[2].box[0]) - 10
    pages.do(page, [Join(new(), first.id, *gap)])
    after = (*before[:2], before[2] - 1, *before[3:])
    one, second = read(page)
    assert counts_of(one) == after
    pages.do(page, [Corners(new(), second.id, tuple(map(float, corners.ravel()))), Turn(new(), second.id, 2)])
    turned_twice, third = read(page)
    pages.do(page, [Turn(new(), third.id, 2)])
    assert counts_of(read(page)[0]) == after
    pages.do(page, [Turn(new(), third.id, 1)])
    assert page.photograph().size == pixels.shape[:2]  # width and height have changed places
    assert turned_twice.size == pixels.shape[1::-1]


@pytest.mark.parametrize("quarters", range(4))
def test_a_point_comes_back_from_a_turned_picture(quarters):
    points = np.array([(0.0, 0.0), (3.0, 7.0)])
    assert (turned_back(turned(points, (10, 20), quarters), (10, 20), quarters) == points).all()
    grey = np.zeros((20, 10), int)
    grey[7, 3] = 1
    x, y = turned(points, (10, 20), quarters)[1].astype(int)
    assert np.rot90(grey, -quarters)[y, x] == 1


def test_a_brush_is_as_wide_on_the_photograph_as_it_was_on_the_page(hand):
    page = brought(hand, on_a_table(written().grey)[0])
    one, first = read(page)
    line = one.lines[0]
    x, y = line.words[-1].box[2] + 60.0, line.row_at(700) - 40
    pages.do(page, [InkStroke(new(), first.id, (x, y, x, y + 30), 8.0)])
    again, _ = read(page)
    assert len(again.lines[0].words) == len(line.words) + 1
    new_word = again.lines[0].words[-1]
    assert new_word.box[2] - new_word.box[0] == pytest.approx(8, abs=3)
    pages.do(page, [PaperStroke(new(), first.id, (x, y, x, y + 30), 30.0), Threshold(new(), first.id, 0.5)])
    third = read(page)[0]
    assert len(third.lines[0].words) == len(line.words) and page.edits.threshold == 0.5


def test_a_change_told_of_an_unknown_reading_changes_nothing(hand):
    page = brought(hand, written().grey)
    pages.do(page, [Split(new(), "never", 10.0, 10.0)])
    assert edits_of(page.ops, page.size, page.ways).regroups == ()


def test_a_text_stays_with_its_line_when_lines_come_and_go(hand):
    page = brought(hand, written().grey)
    one, first = read(page)
    texts = [f"line {n}" for n in range(6)]
    pages.type_lines(page, pages.typed_for(page, first.id, texts))
    w = one.ink.shape[1]
    line = one.lines[1]
    y = line.row_at(0) - 12
    pages.do(page, [PaperStroke(new(), first.id, (0.0, y, float(w), y), 55.0)])  # the second line is gone
    _, second = read(page)
    assert len(second.at) == 5
    left = reading.texts_of(page, second)
    assert left[2:] == texts[3:] and sorted(" ".join(left).split()) == sorted(" ".join(texts).split())


def test_a_page_that_is_all_white_can_still_be_looked_at(hand):
    page = brought(hand, np.full((600, 800), 255, np.uint8))
    with pytest.raises(DataError, match="no handwriting"):
        reading.read_kept(page, page.edits)
    nothing = reading.bare(page, page.edits)
    assert nothing.lines == () and reading.note(page, page.edits, nothing, "why").refused == "why"
    assert found.stamp_of(hand.path) == ""


def test_a_torn_file_of_a_level_page_is_made_anew(hand):
    page = brought(hand, written().grey)
    one, _ = read(page)
    for broken in (b"", b"PK", (page.path / reading.LEVEL).read_bytes()[:5000]):
        (page.path / reading.LEVEL).write_bytes(broken)
        assert counts_of(reading.read_kept(page, page.edits)) == counts_of(one)


@pytest.fixture(scope="module")
def letters_of_a_hand(tmp_path_factory):
    """A hand whose letters were found, and what was found. Not to be changed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LATENT_INK_HOME", str(tmp_path_factory.mktemp("home")))
        hand = hands.begin("Ada", ME)
        some = lettered()
        page = brought(hand, some.grey)
        _, first = read(page)
        pages.type_lines(page, pages.typed_for(page, first.id, some.text.splitlines()))
        letters, _ = finding.find_letters(hand.path)
        yield hand, letters, some


def test_letters_are_found_by_what_was_typed(letters_of_a_hand):
    _, letters, some = letters_of_a_hand
    assert "".join(letter.text for letter in letters.letters) == "".join(some.text.split())
    assert len(set(letters.ids)) == len(letters.ids) and set(letters.on) == {letters.on[0]}


def test_letters_come_back_with_what_was_said_of_them(letters_of_a_hand, home):
    _, letters, _ = letters_of_a_hand
    hand = hands.begin("Ada", ME)
    found.keep(hand.path, letters, b"block")
    kept = found.letters_of(hand.path)
    assert kept.ids == letters.ids and kept.boxes == letters.boxes and kept.stamp == letters.stamp
    a, b, c = letters.ids[:3]
    said = [Mend(new(), a, "label", "x"), Mend(new(), b, "out"), Mend(new(), c, "confirm")]
    found.say(hand.path, said)
    found.say(hand.path, said)
    assert len(found.mends_of(hand.path)) == 3
    now = found.settled(kept, found.mends_of(hand.path))
    assert now[0].text == "x" and now[0].doubt == 0 and now[1].doubt == 0
    assert len(now) == len(letters.letters) - 1


def test_nothing_is_asked_twice_when_letters_are_found_anew(letters_of_a_hand, home):
    _, letters, _ = letters_of_a_hand
    hand = hands.begin("Ada", ME)
    found.keep(hand.path, letters, b"block")
    a, b, c = letters.ids[:3]
    found.say(hand.path, [Mend(new(), a, "label", "x"), Mend(new(), b, "out"), Mend(new(), c, "confirm")])
    again = found.FoundLetters(
        "another", letters.letters, found.ids_of("another", letters.on, letters.boxes), letters.on,
        tuple((a + 1, b - 1, c + 1, d) for a, b, c, d in letters.boxes), (),
    )  # fmt: skip
    found.keep(hand.path, again, b"block")
    now = found.settled(found.letters_of(hand.path), found.mends_of(hand.path))
    assert now[0].text == "x" and now[1].doubt == 0 and len(now) == len(letters.letters) - 1
    found.keep(hand.path, again, b"block")
    assert len(found.mends_of(hand.path)) == 6


def test_letters_come_from_sheets_and_pages_together(letters_of_a_hand, home, scan):
    hand = hands.begin("Ada", ME)
    jpeg, _ = pages.photograph_of(Picture(scan, scan.shape[1::-1]))
    sheets.bring(hand.path, "sheet.jpg", jpeg)
    from tests.core.handwriting.filled import PLAN

    sheets.keep_plan(hand.path, PLAN)
    assert found.stamp_of(hand.path)
    letters, read_pages = finding.find_letters(hand.path)
    assert read_pages == () and len(letters.letters) > 20 and len(letters.boxes) == len(letters.letters)
    sheets.remove(hand.path, sheets.sheets(hand.path)[0])
    assert found.stamp_of(hand.path) == ""
    with pytest.raises(DataError, match="type what a page says"):
        finding.find_letters(hand.path)


def test_a_sheet_whose_marks_are_hard_to_see_can_be_named_one(hand):
    page = brought(hand, written().grey)
    sheet = sheets.taken_for_sheet(hand.path, page)
    assert pages.pages(hand.path) == () and sheets.sheets(hand.path) == (sheet,)
    assert sheet.photograph().startswith(b"\xff\xd8")


def test_a_page_that_leans_otherwise_than_the_rest_is_named(hand):
    from core.files import write_json
    from core.handwriting.hand.alike import doubt_of

    for name, slant, words in (("a.jpg", 20, 9), ("b.jpg", 24, 30), ("few.jpg", -40, 8)):
        page = brought(hand, np.zeros((60, 400), np.uint8), name)
        told = {
            "id": page.edits.stamp,
            "refused": "",
            "at": [[0, 0]],
            "words": [words],
            "sideways": False,
            "slant": slant,
        }
        write_json(page.path / reading.READ, told)
    assert doubt_of(hand.path) == ""
    page = brought(hand, np.zeros((60, 400), np.uint8), "c.jpg")
    write_json(page.path / reading.READ, told | {"words": [12], "slant": -3})
    said = (
        "c.jpg leans 3 degrees to the left, the other pages 22 degrees to the right: has one person written them all?"
    )
    assert doubt_of(hand.path) == said
    del told["slant"]
    write_json(page.path / reading.READ, told | {"words": [12]})
    assert doubt_of(hand.path) == "", "one that was read before slant was noted"
