"""Do pages whose text nobody types become pieces, clusters and, by a few answers, letters?"""

from __future__ import annotations

import numpy as np
import pytest

from core.clustering import HdbscanConfig, KMeansConfig
from core.handwriting.letters import reader as readers
from core.handwriting.page.read import read_page
from core.handwriting.unlabelled.looks import Looks, looks_of, pictures_of
from core.handwriting.unlabelled.pieces import pieces_of_page, pieces_of_pages
from core.handwriting.unlabelled.session import NO_LETTER, Session, begin, named
from core.handwriting.unlabelled.spread import spread
from core.types import DataError
from tests.core.handwriting.lettering import lettered, share_right


@pytest.fixture(scope="module")
def page():
    return read_page(lettered().grey)


@pytest.fixture(scope="module")
def pieces(page):
    return pieces_of_page(page, readers.shipped())


@pytest.fixture(scope="module")
def drawn() -> tuple[Looks, list[str]]:
    """Bars, rings and crosses, forty each, in three heaps that touch a little; what each is."""
    import cv2

    rng = np.random.default_rng(0)
    frames, points, texts = [], [], []
    for k, text in enumerate("lox"):
        for _ in range(40):
            frame = np.zeros((32, 32), np.uint8)
            x, y = (int(v) for v in rng.integers(13, 18, 2))
            if text == "o":
                cv2.circle(frame, (x, y), 6, 255, 2)
            else:
                cv2.line(frame, (x, y - 8), (x, y + 8), 255, 2)
            if text == "x":
                cv2.line(frame, (x - 7, y), (x + 7, y), 255, 2)
            frames.append(frame)
            points.append(rng.normal(0, 0.5, 5) + 3 * np.eye(5)[k])
            texts.append(text)
    return Looks(np.array(points, np.float32), np.array(frames)), texts


def test_letters_that_stand_apart_are_pieces_where_they_stand(page, pieces):
    made = lettered()
    assert abs(len(pieces) - len(made.spans)) < 0.1 * len(made.spans)
    kept = [min(pieces, key=lambda one: _off(one, left, right, row)) for (left, right), row in _placed(made)]
    assert share_right(kept, made.spans) > 0.85


def _placed(made):
    rows = [row for row, line in enumerate(made.text.splitlines()) for _ in line.replace(" ", "")]
    return zip(made.spans, rows, strict=True)


def _off(piece, left, right, row):
    return abs((piece.box[0] + piece.box[2]) / 2 - (left + right) / 2) + 1e4 * abs(piece.line - row)


def test_all_ink_of_a_page_is_of_one_piece_and_dots_go_with_what_is_below(page, pieces):
    counts = np.zeros(page.ink.shape, int)
    for one in pieces:
        left, top, right, bottom = one.box
        counts[top:bottom, left:right] += one.ink
    assert counts.max() == 1 and counts.sum() > 0.98 * page.ink.sum()
    dotted = [one for one in pieces if one.low < 0.1 and one.high > 1.3 and one.width < 0.4]
    assert dotted and all(one.text == one.of == "" and one.doubt == 1 for one in pieces)


def test_joined_letters_are_cut_and_no_reader_is_needed():
    made = lettered(joined=True)
    page = read_page(made.grey)
    words = sum(len(line.words) for line in page.lines)
    for reader in (None, readers.shipped()):
        assert 0.8 * len(made.spans) < len(pieces_of_page(page, reader)) < 1.3 * len(made.spans) > 2 * words


def test_pages_are_told_apart(page):
    both = pieces_of_pages([page, page], sources=["a.jpg", "b.jpg"])
    assert [one.source for one in both] == sorted(one.source for one in both)
    assert {(one.page, one.source) for one in both} == {(0, "a.jpg"), (1, "b.jpg")}


def test_looks_are_the_same_twice_and_letters_that_are_alike_lie_near(page, pieces):
    seen = pictures_of(pieces, [page])
    assert seen.images.shape == (len(pieces), 28, 28) and seen.frames.shape == (len(pieces), 32, 32)
    assert (seen.images.max((1, 2)) > 100).all() and (seen.frames.max((1, 2)) > 60).all()
    looks = looks_of(seen, readers.shipped(), steps=60)
    assert looks.points.shape == (len(pieces), 5) and np.isfinite(looks.points).all()
    again = looks_of(seen, readers.shipped(), steps=60)
    assert np.array_equal(again.points, looks.points) and again.mark == looks.mark


def test_too_few_and_too_many_pieces_are_said(page, pieces):
    with pytest.raises(DataError, match="among 20 to 5,000 pieces, got 3"):
        looks_of(pictures_of(pieces[:3], [page]))


def test_a_session_begins_with_clusters_whose_most_typical_images_come_first(drawn):
    looks, _ = drawn
    session = begin(looks, KMeansConfig(clusters=3))
    assert sorted(k for members in session.found for k in members) == list(range(120))
    for number, members in enumerate(session.found):
        points = looks.points[list(members)]
        far = np.square(points - points.mean(0)).sum(1)
        assert (np.diff(far) >= 0).all()
        assert session.shown(number) == (members[:5], members[-1])
    assert session.open() == [0, 1, 2] and [len(m) for m in session.found] == sorted(map(len, session.found))[::-1]
    assert len(begin(looks).found) == 40  # a third of so few, not four times the usual classes
    assert 2 <= len(begin(looks, HdbscanConfig(min_cluster_size=10)).found) <= 12


def test_answers_are_told_by_image_go_to_json_and_are_taken_back(drawn):
    looks, _ = drawn
    session = begin(looks, KMeansConfig(clusters=3))
    answered = session.answer(0, "l").mixed(1, looks).answer(2, "").name(7, "é").name(7, "o")
    together, alone = answered.told()
    assert together == {**dict.fromkeys(session.found[0], "l"), **dict.fromkeys(session.found[2], NO_LETTER)}
    assert alone == {7: "o"}
    assert answered.open() == [3, 4] and sorted((*answered.clusters[3], *answered.clusters[4])) == sorted(
        session.found[1]
    )
    assert Session.from_json(answered.to_json()) == answered and answered.belongs_to(looks)
    for _ in range(5):
        answered = answered.undo()
    assert answered == session == session.undo()


def test_what_does_not_fit_is_said_and_changes_nothing(drawn):
    looks, _ = drawn
    session = begin(looks, KMeansConfig(clusters=3))
    for wrong, why in (
        (lambda: session.answer(3, "a"), "a cluster must be between 0 and 2, got 3"),
        (lambda: session.answer(0, "ab"), "type one letter, got ab"),
        (lambda: session.answer(0, "\u202e"), "type one letter"),
        (lambda: session.name(120, "a"), "an image must be between 0 and 119, got 120"),
        (lambda: session.mixed(0, looks).answer(0, "a"), "has been parted already"),
        (lambda: spread(looks, session), "nothing has been named yet"),
        (lambda: spread(looks, session.replace(looks="0" * 16)), "about other pieces"),
    ):
        with pytest.raises(DataError, match=why):
            wrong()
    others = session.replace(found=((500,),))
    with pytest.raises(DataError, match="about other pieces"):
        spread(looks, others.answer(0, "a"))
    assert named(" e\u0301 ") == "é" and named("  ") == NO_LETTER


def test_a_pair_can_be_said_to_be_mixed_and_is_then_done():
    looks = Looks(
        np.zeros((20, 5), np.float32) + np.arange(20, dtype=np.float32)[:, None], np.zeros((20, 32, 32), np.uint8)
    )
    session = begin(looks, KMeansConfig(clusters=10))
    least = session.open()[-1]
    assert len(session.found[least]) < 4 and session.mixed(least, looks).open() == session.open()[:-1]


@pytest.mark.long
@pytest.mark.parametrize("manner", ["both", "reader", "nearest"])
def test_a_few_answers_name_nearly_all_images(drawn, manner):
    looks, texts = drawn
    session = begin(looks, KMeansConfig(clusters=12))
    for number in range(0, 12, 2):
        shown, _ = session.shown(number)
        session = session.answer(number, max(set(texts), key=[texts[k] for k in shown].count))
    found = spread(looks, session, readers.shipped(), manner=manner)
    right = np.mean([a == b for a, b in zip(found.texts, texts, strict=True)])
    assert right > 0.9 and 0.4 < found.coverage < 0.7 and found.purity > 0.8
    assert found.doubt.shape == (120,) and 0 <= found.doubt.min() <= found.doubt.max() <= 1
    asked = found.doubtful(5)
    assert len(asked) == 5 and found.doubt[list(asked)].min() >= np.sort(found.doubt)[-5]
    for image in asked:
        session = session.name(image, texts[image])
    again = spread(looks, session, readers.shipped(), manner=manner)
    assert all(again.texts[k] == texts[k] and again.doubt[k] == 0 for k in asked)
    assert not set(again.doubtful(120)) & set(asked)


def test_no_letter_is_learned_like_a_letter(drawn):
    looks, texts = drawn
    session = begin(looks, KMeansConfig(clusters=6))
    for number in range(6):
        text = texts[session.shown(number)[0][0]]
        session = session.answer(number, "" if text == "o" else text)
    found = spread(looks, session)
    assert np.mean([(a == NO_LETTER) == (b == "o") for a, b in zip(found.texts, texts, strict=True)]) > 0.9
    assert found.coverage == 1
    one = begin(looks, KMeansConfig(clusters=3)).answer(0, "l")
    assert set(spread(looks, one).texts) == {"l"}
