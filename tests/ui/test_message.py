"""Can a message be written in one's own ink, and taken along once it may be, and is bad input said?"""

from __future__ import annotations

import io
import re
import time

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from core import library
from core.blocks.message import hand_in
from core.blocks.message_blend import ladder_in
from core.blocks.message_kept import DrawnHand, kept_hand, make_drawn, make_hand, opened
from core.datasets import own
from core.datasets.own_paper import paper_of
from core.export.message_signs import ORIGIN
from core.export.message_svg import svg
from core.handwriting.letters import letter_set
from core.handwriting.message import worth as worth_of
from core.handwriting.message.blend import TwoHands
from core.handwriting.message.compose import compose
from core.handwriting.message.likeness import Shapes
from core.handwriting.message.model_ink import ModelInkConfig
from core.handwriting.message.settings import ComposeConfig
from core.handwriting.message.worth import Row
from core.jobs.execute import execute
from core.models import FlowConfig
from core.packed import unpack
from core.tasks import FontTask
from core.tasks import message as orders
from core.tasks import store as tasks
from core.tasks.message import MODEL as MODEL_ROW
from core.training.run import RunConfig, TrainingConfig
from core.types import DataError
from tests.core.handwriting.written_hands import letters
from tests.ui.conftest import OWNER, open_page, remembered
from tests.ui.test_clusters_panel import worked_off
from tests.visitors import ANNA
from ui.components.message import WrittenMessage
from ui.message import take
from ui.message.state import SourceState
from ui.state import key_of
from ui.write.source import INK, MODEL
from ui.write.state import WriteState

PAGE = "pages/Write.py"
TOLD = {"text": "a fox", "config": ComposeConfig(size=4.5).model_dump(mode="json"), "complete": True, "pages": 1}


@pytest.fixture
def id(store) -> str:
    found = letter_set.kept(letters(), name="Ada")
    own.note(found, "Ada", OWNER)
    return found


def said(at) -> str:
    kinds = ("warning", "markdown", "caption", "error", "info")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind)).replace("\\", "")


def written(id: str, **query: str):
    at = open_page(PAGE, set=id, **query)
    at.session_state[f"message-{id}"] = {"seen": TOLD}
    return at.run()


def downloads(at) -> dict[str, bool]:
    return {one.proto.label: one.proto.disabled for one in at.get("download_button")}


def buttons(at) -> list:
    return [one for one in at.button if one.label in ("Make the film", "Make the font")]


def made(at):
    """Have what was ordered done by a worker, as a page looks on: first it says how far it is, then it has it."""
    assert any(entry.state == "queued" for entry in tasks.entries()) and any(b.label == "Stop" for b in at.button)
    worked_off()
    return at.run()


def blocks(at) -> list[bytes]:
    """Return what the composer was sent."""
    of = "latent_ink_message"
    return [one.proto.bytes for one in at.get("bidi_component") if one.proto.component_name.endswith(of)]


def waited(at, found):
    """Run a page until something is on it."""
    for _ in range(200):
        if found(at):
            return at
        time.sleep(0.1)
        at = at.run()
    raise AssertionError("it never came")


def test_a_link_to_a_set_has_its_hand_made_once_by_a_worker_and_shows_it(id):
    at = open_page(PAGE, set=id)
    assert remembered(at, WriteState).source == INK and kept_hand(id) is None and not blocks(at)
    at = made(at)
    assert not at.exception and blocks(at) == [kept_hand(id)]
    own.hand_of(id).unlink()  # as of another version: it is made anew
    at = made(at.run())
    assert blocks(at) == [kept_hand(id)] and [entry.task.kind for entry in tasks.entries()] == ["hand ready"]


def test_a_hand_that_nobody_waits_for_any_more_is_made_once_somebody_asks(id):
    at = open_page(PAGE, set=id)
    next(button for button in at.button if button.label == "Stop").click()
    at = at.run()
    assert not at.exception and not [entry for entry in tasks.entries() if entry.state == "queued"]
    next(button for button in at.button if button.label == "Make the hand ready").click()
    at = made(at.run())
    assert blocks(at) == [kept_hand(id)]


def test_files_wait_until_somebody_has_said_whose_hand_it_is(id):
    make_hand(id)
    at = written(id)
    assert not at.exception and f"*{ORIGIN}*" in said(at)
    assert downloads(at) == {"PNG": True, "SVG": True, "PDF": True}
    assert [button.disabled for button in buttons(at)] == [True, True]
    next(box for box in at.checkbox if "my own handwriting" in box.label).check()
    at = at.run()
    assert own.is_allowed(id, OWNER) and not own.is_allowed(id, ANNA)
    assert downloads(at) == {"PNG": False, "SVG": False, "PDF": False}
    assert [button.disabled for button in buttons(at)] == [False, False]
    assert not [box for box in at.checkbox if "my own handwriting" in box.label]


def test_a_film_of_the_pen_is_made_and_taken_along(id):
    make_hand(id)
    own.allow(id, OWNER)
    at = written(id)
    at = made(buttons(at)[0].click().run())
    assert any(label.startswith("GIF, ") for label in downloads(at))
    films = [one.proto.bytes for one in at.get("bidi_component") if one.proto.component_name.endswith("_moving")]
    assert len(films) == 1 and films[0].startswith(b"GIF8") and ORIGIN.encode() in films[0]
    at.session_state[f"message-{id}"] = {"seen": TOLD | {"text": "a dog"}}
    at = at.run()
    assert not [label for label in downloads(at) if label.startswith("GIF, ")]  # of another message
    again = written(id)  # a page that is opened anew
    assert any(label.startswith("GIF, ") for label in downloads(again))


def test_a_film_of_what_is_no_longer_said_is_not_waited_for(id):
    make_hand(id)
    own.allow(id, OWNER)
    at = buttons(written(id))[0].click().run()
    assert [entry.task.text for entry in tasks.entries()] == ["a fox"]
    at.session_state[f"message-{id}"] = {"seen": TOLD | {"text": "a dog"}}
    at.run()
    assert not tasks.entries()


def test_who_has_ordered_too_much_is_told_so_in_a_sentence(id, monkeypatch):
    monkeypatch.setenv("LATENT_INK_MOST_TASKS", "0")
    make_hand(id)
    own.allow(id, OWNER)
    at = written(id)
    for button in ("make-font", "message-film-make", "measure-hand"):
        said_now = at.button(key=button).click().run()
        assert "maps and other tasks waiting or running and may have 0" in said(said_now), button
    assert not tasks.entries()


def test_what_was_ordered_of_a_set_goes_with_it(id, letters_model):
    make_hand(id)
    own.allow(id, OWNER)
    at = written(id, source="mixed", drawn_by="letters-cvae")
    buttons(at)[0].click().run()
    assert {entry.task.kind for entry in tasks.entries()} == {"hand drawn", "hand film"}
    own.delete(id, OWNER)
    orders.forget(id)
    assert not tasks.entries()


def test_a_font_is_made_tried_and_taken_along_by_the_name_it_is_given(id):
    make_hand(id)
    own.allow(id, OWNER)
    at = written(id)
    at = made(buttons(at)[1].click().run())
    assert any(label.startswith("TTF, ") for label in downloads(at))
    blocks = [one.proto.bytes for one in at.get("bidi_component") if one.proto.component_name.endswith("_hand_font")]
    font = unpack(blocks[0])["font"]
    assert font == FontTask(writer=id, name="Ada").kept()
    assert TTFont(io.BytesIO(font))["name"].getDebugName(1) == "Ada" and "To install it" in said(at)
    at.text_input(key=f"font-name-{id}").set_value("Of Ada").run()
    assert at.query_params["font"] in ("Of Ada", ["Of Ada"]) and buttons(at)[-1].label == "Make the font"
    made(buttons(at)[-1].click().run())
    again = written(id, font="Of Ada")
    assert any(label.startswith("TTF, ") for label in downloads(again))


def test_a_photographed_paper_goes_to_the_page_and_into_the_files_and_is_said_to_be_missing(id):
    make_hand(id)
    own.allow(id, OWNER)
    at = written(id, ground="own")
    assert "No photographed paper is kept with this hand" in said(at) and "ground" not in at.query_params
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), (210, 190, 150)).save(stream, "JPEG")
    paper_of(id).write_bytes(stream.getvalue())
    at = written(id, ground="own")
    (block,) = blocks(at)
    assert unpack(block)["sheet"] == stream.getvalue()
    png = take.made((id, ""), "a fox", ComposeConfig(ground="own"), "png", True, stream.getvalue())
    assert Image.open(io.BytesIO(png)).getpixel((5, 5)) == pytest.approx((210, 190, 150), abs=4)
    own.delete(id, OWNER)
    assert not paper_of(id).exists()


def test_the_address_says_what_is_set(id):
    make_hand(id)
    at = written(id)
    assert at.query_params["text"] == "a fox" and at.query_params["size"] == "4.5" and "slant" not in at.query_params


def test_what_a_link_cannot_mean_is_said_and_goes(id):
    make_hand(id)
    at = open_page(PAGE, set=id, size="1e9", ink="red", text="a" * 2001, seed="x", paper="skin", align="right")
    assert not at.exception
    for part in (
        "Size must be",
        "Ink must be six",
        "2,000 characters, got 2,001",
        "Seed must be a number, got 'x'",
        "Paper",
    ):
        assert part in said(at), part
    assert not {"size", "ink", "text", "seed", "paper"} & set(at.query_params)
    assert at.query_params["align"] == "right"


def test_a_set_of_somebody_else_or_without_ink_is_not_written_with(id):
    for wanted, visitor in ((id, "f" * 32), ("0" * 64, None), ("x", None)):
        at = open_page(PAGE, *([visitor] if visitor else []), set=wanted)
        assert "not yours, or it keeps no ink, or it is gone" in said(at)
        assert remembered(at, WriteState).source == MODEL


def test_a_set_that_is_deleted_while_its_message_is_open_is_said_to_be_gone(id):
    make_hand(id)
    at = written(id)
    own.delete(id, OWNER)
    at = at.run()
    assert not at.exception and "was deleted" in said(at) and remembered(at, WriteState).source == MODEL


def test_two_sets_of_ones_own_blend_and_both_must_be_allowed(id):
    other = letter_set.kept(letters(joined=True), name="Bea")
    own.note(other, "Bea", OWNER)
    make_hand(id)
    make_hand(other)
    at = open_page(PAGE, set=id, other=other)
    at.session_state[f"message-{id}{other}"] = {"seen": TOLD}
    at = made(at.run())
    (block,) = blocks(at)
    sections = unpack(block)
    assert sections["first"] == kept_hand(id) and b'"Bea"' in sections["blend"]
    assert downloads(at)["PDF"] is True
    next(box for box in at.checkbox if "Both are" in box.label).check()
    at = at.run()
    assert own.is_allowed(other, OWNER) and downloads(at)["PDF"] is False
    assert at.query_params["other"] == other
    config = ComposeConfig(share=0.4)
    message = compose("a fox", TwoHands(hand_in(kept_hand(id)), hand_in(kept_hand(other))), config)
    assert take.made((id, other), "a fox", config, "svg", True) == svg(message, message.pages[0]).encode()


@pytest.mark.long
def test_a_model_draws_between_two_sets_and_that_goes_with_either(id, letters_model):
    other = letter_set.kept(letters(joined=True), name="Bea")
    own.note(other, "Bea", OWNER)
    for one in (id, other):
        make_hand(one)
        own.allow(one, OWNER)
    at = made(open_page(PAGE, set=id, other=other, source="model", drawn_by="letters-cvae"))
    (block,) = blocks(at)
    assert len(ladder_in(block).rungs) == 9 and b'"Bea"' in unpack(block)["blend"]
    (drawn,) = own.hand_of(id).parent.glob(f"{id}.*.drawn")
    writer = f"{id}~{drawn.name.split('.')[1]}"
    at.session_state[f"message-{writer}{other}"] = {"seen": TOLD | {"config": {"share": 0.3}}}
    at = at.run()
    assert downloads(at)["PDF"] is False and not at.get("expander")[0].label.startswith("How good")
    message = compose("a fox", opened(writer), ComposeConfig(share=0.3))
    assert (
        take.made((writer, ""), "a fox", ComposeConfig(share=0.3), "svg", True)
        == svg(message, message.pages[0]).encode()
    )
    at = made(buttons(at)[1].click().run())
    assert any(label.startswith("TTF, ") for label in downloads(at))
    own.delete(other, OWNER)
    orders.forget(other)
    assert not drawn.exists() and not [entry for entry in tasks.entries() if entry.task.kind == "hand drawn"]


@pytest.mark.long
def test_a_model_of_each_of_two_sets_draws_and_each_letter_is_the_ones_or_the_others(id, letters_model):
    other = letter_set.kept(letters(joined=True), name="Bea")
    own.note(other, "Bea", OWNER)
    for one in (id, other):
        make_hand(one)
        own.allow(one, OWNER)
    at = open_page(PAGE, set=id, other=other, source="each", drawn_by="letters-cvae", second_by="nobody")
    for _ in range(4):  # what would cure both, the letters of the one, those of the other, what would cure these
        at = made(at)
    assert not at.exception and at.query_params["second_by"] == "letters-cvae"
    (block,) = blocks(at)
    drawn = [next(own.hand_of(one).parent.glob(f"{one}.*.drawn")) for one in (id, other)]
    sections, writers = unpack(block), [f"{path.name.split('.')[0]}~{path.name.split('.')[1]}" for path in drawn]
    assert [sections["first"], sections["second"]] == [path.read_bytes() for path in drawn]
    at.session_state[f"message-{''.join(writers)}"] = {"seen": TOLD | {"config": {"share": 0.5}}}
    at = at.run()
    assert downloads(at)["PDF"] is False
    message = compose("a fox", opened(*writers), ComposeConfig(share=0.5))
    assert take.made((writers[0], writers[1]), "a fox", ComposeConfig(share=0.5), "svg", True) == (
        svg(message, message.pages[0]).encode()
    )


def test_a_font_of_one_letter_gets_one_sentence(store):
    found = letter_set.kept(letters()[:1], name="One")
    own.note(found, "One", OWNER)
    own.allow(found, OWNER)
    make_hand(found)
    at = written(found)
    at = made(buttons(at)[1].click().run())
    assert [error.value for error in at.error] == ["A font needs 2 different letters or more, this hand has 1."]


def test_a_file_is_what_the_browser_shows_and_a_set_that_is_gone_is_said(id):
    make_hand(id)
    config = ComposeConfig(size=4.5, seed=3)
    message = compose("a fox", hand_in(kept_hand(id)), config)
    assert take.made((id, ""), "a fox", config, "svg", True) == svg(message, message.pages[0]).encode()
    own.delete(id, OWNER)
    with pytest.raises(DataError, match="not here"):
        take.made((id, ""), "a fox", config, "svg", True)


@pytest.mark.parametrize(
    "change",
    [{"config": {"size": 1e9}}, {"text": "a" * 2001}, {"config": {"x": 1}}, {"pages": "many"}, {"config": None}],
)
def test_what_no_browser_of_ours_would_say_is_nothing(change):
    assert WrittenMessage.from_state(TOLD).config.size == 4.5
    assert WrittenMessage.from_state(TOLD | change) is None


def test_an_address_leads_back_to_all_dials():
    config = ComposeConfig(
        seed=7, slant=-2.5, repeats=True, ink="#ff0000", allowed=("C from c, made larger", "; from a comma")
    )
    query = WrittenMessage("a fox", config, True, 1).query()
    assert {name: value for name, value in query.items() if value} == {
        "text": "a fox", "seed": "7", "slant": "-2.5", "repeats": "on", "ink": "ff0000",
        "allowed": "C from c, made larger|; from a comma",
    }  # fmt: skip


def test_a_model_writes_in_the_hand_once_it_has_drawn_its_letters(id, letters_model):
    make_hand(id)
    at = written(id, source="mixed", drawn_by="letters-cvae")
    drawn = made(at)
    assert blocks(drawn)[0] != kept_hand(id)
    (block,) = blocks(drawn)
    own_signs, signs = hand_in(kept_hand(id)).signs, hand_in(block).signs
    assert signs == own_signs and len(hand_in(block).glyphs) > len(hand_in(kept_hand(id)).glyphs)
    assert "No model of yours has learned from these letters yet" in said(drawn)
    alone = made(drawn.segmented_control(key=key_of(SourceState, "source")).set_value("model").run())
    assert "Own ink stands in" in said(alone)
    assert "for what Letters and digits, by class has no class for" in said(alone)
    assert alone.query_params["source"] == ["model"] or alone.query_params["source"] == "model"


def test_letters_that_have_gone_are_drawn_again(id, letters_model):
    make_hand(id)
    at = made(written(id, source="mixed", drawn_by="letters-cvae"))
    (path,) = own.hand_of(id).parent.glob(f"{id}.*.drawn")
    before = path.read_bytes()
    path.unlink()
    made(at.run())
    assert path.read_bytes() == before


def test_letters_that_were_drawn_go_with_their_set(id, letters_model):
    drawn = DrawnHand(source="model", model="letters-cvae", ink=ModelInkConfig(each=1))
    make_hand(id)
    for seed in range(6):
        make_drawn(id, drawn.replace(ink=ModelInkConfig(each=1, seed=seed)))
    folder = own.hand_of(id).parent
    assert len(list(folder.glob(f"{id}.*.drawn"))) == 4
    assert kept_hand(drawn.replace(ink=ModelInkConfig(each=1, seed=5)).writer(id)) is not None
    own.delete(id, OWNER)
    assert not list(folder.glob(f"{id}.*"))


def test_a_hand_is_measured_when_somebody_asks(id, letters_model, monkeypatch):
    rows = (
        Row("Own ink", 0.9, 0.8, Shapes(0.0, 5.0, 1.0, 0.2, 0.2, 50), None),
        Row(MODEL_ROW, 0.85, 0.8, Shapes(1.0, 5.0, 0.75, 0.1, 0.2, 50), None),
    )
    monkeypatch.setattr(worth_of, "worth", lambda hand, inks, reader, **rest: rows)
    make_hand(id)
    at = made(written(id, source="mixed", drawn_by="letters-cvae"))
    told = made(at.button(key="measure-hand").click().run())
    (table,) = [one.value for one in told.dataframe]
    assert list(table["Read as asked"]) == ["90%", "85%"] and list(table["Copies"]) == ["100%", "75%"]
    assert "75% of the letters of Letters and digits, by class are copies of own ones." in said(told)


def test_a_flow_of_the_hand_draws_from_noise_and_it_is_said_how_long_it_took(id, letters_model):
    run = RunConfig(
        dataset=own.OwnConfig(id=id),
        model=FlowConfig(image_size=14, conditional=True, filters=(4, 4), dense=16, embedding=8, steps=2),
        training=TrainingConfig(epochs=1, epoch_images=64, batch_size=32, device="cpu"),
    )
    flow = library.create(run, OWNER)
    assert execute(flow.path) == "done"
    make_hand(id)
    drawn = made(written(id, source="mixed", drawn_by=flow.id, way="near-images"))
    assert remembered(drawn, SourceState).way == "prior", "it says of no letter where it lies"
    assert re.search(r"drew these letters in \d+\.\d s on the server", said(drawn))
    assert len(hand_in(blocks(drawn)[0]).glyphs) > len(hand_in(kept_hand(id)).glyphs)
    back = drawn.selectbox(key=key_of(SourceState, "model")).set_value("letters-cvae").run()
    assert remembered(back, SourceState).way == "near-images"
