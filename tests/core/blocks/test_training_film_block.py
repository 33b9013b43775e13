"""Does the block of films hold every frame, and do films side by side keep step?"""

import json
import zlib

import numpy as np
import pytest

from core.blocks.training_film import PAUSE, frame_at, moments, places, sheets, training_film_block
from core.export.moving_picture import film
from core.packed import unpack
from tests.core.films import film_of


def test_the_block_holds_every_frame_and_its_numbers():
    one, two = film_of(5), film_of(7, small=True, pace=0.4)
    sections = unpack(training_film_block([("One", one), ("", two)], by="seconds", live=True, id="x"))
    about = json.loads(sections["about"])
    assert about["by"] == "seconds" and about["live"] is True and about["id"] == "x"
    for i, kept in enumerate((one, two)):
        told = about["reels"][i]
        shape = (len(kept), told["m"], told["h"], told["w"])
        changes = np.frombuffer(zlib.decompress(sections[f"frames{i}"]), np.uint8).reshape(shape)
        assert np.array_equal(np.cumsum(changes, 0, dtype=np.uint8), kept.frames)
        assert told["steps"] == kept.steps.tolist() and told["images"] == kept.images.tolist()
        assert told["at"] == told["seconds"]
    assert about["reels"][0]["title"] == "One"


def test_they_keep_step_by_what_is_asked():
    quick, slow = film_of(5), film_of(7, pace=0.4)
    assert places(quick, "share").tolist() == [0, 0.125, 0.25, 0.5, 1]
    assert moments([quick, slow], "images").tolist() == [0, 32, 64, 128, 256, 512, 1024]
    assert frame_at(quick, "images", 100) == 2
    assert frame_at(quick, "images", 10_000) == 4  # it has ended, and waits for the other
    assert frame_at(slow, "seconds", 0.39) == 0
    pictures = sheets([("Quick", quick), ("Slow, and with a long title " * 3, slow)], by="images", width=400)
    assert pictures.shape[0] == 7 + PAUSE
    half = 200
    assert np.array_equal(pictures[4][:, :half], pictures[6][:, :half])
    assert not np.array_equal(pictures[4][:, half:], pictures[6][:, half:])
    assert len(sheets([("", slow)], most=4)) == 4 + PAUSE


def test_it_becomes_a_moving_picture_with_words_under_it():
    pictures = sheets([("", film_of(4))], width=200)
    assert pictures[:, -15:].max() > 200 and not np.array_equal(pictures[0][-15:], pictures[1][-15:])
    made = film(pictures, size=pictures.shape[2])
    assert made[:6] == b"GIF89a"
    assert int.from_bytes(made[6:8], "little") == 200
    assert int.from_bytes(made[8:10], "little") == pictures.shape[1]


def test_others_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match="between 1 and 4 films"):
        training_film_block([])
    with pytest.raises(ValueError, match="between 1 and 4 films"):
        sheets([("", film_of(2))] * 5)
    with pytest.raises(ValueError, match="by must be share, seconds, images, got 'luck'"):
        training_film_block([("", film_of(2))], by="luck")
