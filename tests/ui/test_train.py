"""Does a visitor find, change and start the training that they want, from the cards, the form or a link?"""

from __future__ import annotations

import json
import re
import time

import pytest

from core import library
from core.blocks.browser_training import trial_of
from core.datasets import DATASETS, own
from core.files import write_json
from core.jobs import order
from core.owner import Owner
from core.packed import unpack
from core.training.recipes import RECIPES
from core.training.suited import adapted
from tests.ui.conftest import OWNER, open_page, remembered, ways_on
from tests.ui.test_pages import said_in, settled, texts, unescaped, unfolded
from ui.state import key_of
from ui.train import place
from ui.train.recipes import TOLD
from ui.train.state import TrainState

TRAIN = "pages/Train.py"


def on_the_server(at):
    """Choose that the server trains, which else only does what a browser cannot, or not soon."""
    return at.segmented_control(key=place.KEY).set_value(place.SERVER).run()


def test_train_starts_what_is_set(store):
    at = on_the_server(unfolded(settled(open_page("pages/Train.py"))))
    assert "or about" in texts(at)
    at.number_input(key="draft1.training.epochs").set_value(7)
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(5)
    at.text_input(key=key_of(TrainState, "new_title")).set_value("Mine")
    next(b for b in at.button if b.label == "Start training").click().run()
    assert not at.exception
    (entry,) = [e for e in library.list_models(OWNER) if not e.zoo]
    assert (entry.title, entry.state, entry.config.model.latent_dim, entry.config.training.epochs) == (
        "Mine",
        "queued",
        5,
        7,
    )
    assert at.query_params.get("run") in (entry.id, [entry.id])
    assert at.title[0].value == "Mine"


def test_train_starts_at_one_press_and_numbers_what_is_called_alike(store):
    for i in (1, 2):
        at = on_the_server(settled(open_page("pages/Train.py")))
        assert not at.number_input and not at.selectbox  # all settings are folded up
        at.button(key="start").click().run()
        write_json(store / "models" / said_in(at, "run") / "state.json", {"state": "done", "reason": ""})
        assert unescaped(at.title[0].value) == "Digits, small, 2 latent dims" + " (2)" * (i - 1)


def test_train_says_in_one_sentence_what_is_wrong(store):
    at = unfolded(settled(open_page("pages/Train.py")))
    at.text_input(key="draft1.mlp vae.hidden").set_value("many").run()
    said = [unescaped(e.value) for e in at.error]
    assert said == ["Hidden layers must be whole numbers with commas between, such as 512, 256."]
    assert next(b for b in at.button if b.label == "Start training").disabled


def test_train_keeps_the_settings_when_the_visitor_comes_back(store):
    at = unfolded(settled(open_page("pages/Train.py")))
    at.number_input(key="draft1.training.epochs").set_value(9).run()
    at.switch_page("pages/Home.py").run()
    at = settled(at.switch_page("pages/Train.py").run())
    assert at.number_input(key="draft1.training.epochs").value == 9
    at.toggle(key=key_of(TrainState, "settings")).set_value(False).run()
    assert not at.number_input and "9 epochs" in texts(at)
    assert unfolded(at).number_input(key="draft1.training.epochs").value == 9


def pick(at, name: str):
    """Pick a recipe's card."""
    at.session_state["recipes"] = {"picked": {"name": name, "at": time.time()}}
    return settled(at.run())


def test_another_recipe_brings_its_settings(store):
    at = pick(unfolded(settled(open_page("pages/Train.py", recipe="digits-2d"))), "digits-cvae")
    assert at.number_input(key="draft2.mlp vae.latent_dim").value == 4
    assert "told the class" in texts(at) and said_in(at, "recipe") == "digits-cvae"


def test_what_is_changed_by_hand_is_said_and_no_link_leads_there(store):
    at = unfolded(settled(open_page("pages/Train.py", recipe="digits-cvae")))
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(3).run()
    assert "3 latent dimensions" in texts(at) and not said_in(at, "recipe")


@pytest.mark.parametrize("name", RECIPES)
def test_a_link_to_a_recipe_chooses_its_card(name, store):
    images = own.save(DATASETS["digits"](limit=40).load())  # there is no MNIST here: it is to learn from these
    at = settled(open_page("pages/Train.py", recipe=name, data=images))
    known = remembered(at, TrainState)
    dataset = own.OwnConfig(id=images)
    assert known.recipe == name and known.draft == adapted(RECIPES[name].run, dataset.count()).replace(dataset=dataset)
    assert (TOLD in texts(at)) == RECIPES[name].run.model.conditional
    # Whoever goes on from there is not held to it.
    assert remembered(pick(at, "digits-2d"), TrainState).recipe == "digits-2d" and not said_in(at, "recipe")


@pytest.mark.parametrize(
    ("link", "said"), [({"recipe": "no-such"}, "no recipe"), ({"data": "xyz"}, "no set of images")]
)
def test_a_link_to_what_is_not_there_is_said_and_the_usual_is_chosen(link, said, store):
    at = settled(open_page("pages/Train.py", **link))
    assert [said in warning.value for warning in at.warning] == [True]
    assert remembered(at, TrainState).recipe == "digits-2d" and at.button(key="start")


def test_another_family_keeps_what_both_know(store):
    at = unfolded(settled(open_page("pages/Train.py")))
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(11).run()
    at.segmented_control(key="draft1.family").set_value("conv vae").run()
    assert not at.exception
    assert at.number_input(key="draft1.conv vae.latent_dim").value == 11


def test_data_that_cannot_be_had_leaves_the_digits_and_a_sentence(store):
    at = unfolded(settled(open_page("pages/Train.py")))
    at.selectbox(key="draft1.data.name").set_value("mnist").run()
    end = time.monotonic() + 20
    while not at.warning and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    said = unescaped(at.warning[0].value)
    assert "could not be downloaded" in said and str(store / "datasets" / "mnist") in said
    assert at.selectbox(key="draft2.data.name").value == "digits"


def test_a_link_to_a_recipe_whose_data_cannot_be_had_leads_to_the_digits(store):
    at = open_page("pages/Train.py", recipe="mnist-quick")
    end = time.monotonic() + 20
    while not at.warning and time.monotonic() < end:
        time.sleep(0.1)
        at.run()
    assert "could not be downloaded" in unescaped(at.warning[0].value)
    known = remembered(settled(at), TrainState)
    assert (known.recipe, known.draft) == ("digits-2d", RECIPES["digits-2d"].run) and not said_in(at, "recipe")


def test_letters_that_are_kept_in_boxes_can_be_had_so_and_the_model_s_images_follow(store):
    from core.handwriting.letters.letter_set import kept
    from tests.core.handwriting.test_kept_ink import letter

    boxed = kept([letter("ab"[n % 2], n) for n in range(20)])
    plain = own.save(DATASETS["digits"](limit=40).load())
    for id, name in ((plain, "Digits"), (boxed, "Letters")):
        own.note(id, name, OWNER)
    assert not any(
        str(w.key).endswith("own.manner") for w in unfolded(settled(open_page(TRAIN, data=plain))).segmented_control
    )
    at = unfolded(settled(open_page(TRAIN, data=boxed)))
    (manner,) = [widget for widget in at.segmented_control if str(widget.key).endswith("own.manner")]
    assert remembered(at, TrainState).begun.model.image_size == 28
    at = settled(manner.set_value("box").run())
    draft = remembered(at, TrainState).begun
    assert draft.dataset == own.OwnConfig(id=boxed, manner="box") and draft.model.image_size == 32
    assert not at.exception and "32 x 32 pixels" in texts(at)


def told(at, of: str, seconds: float):
    """Let the browser have found out how long a training takes it."""
    at.session_state["trial"] = {"measured": {"of": of, "seconds": seconds}}
    return at.run()


@pytest.mark.parametrize(
    ("seconds", "where", "said"),
    [
        (2.0, place.BROWSER, "About 2 s in this browser, or about"),
        (61.0, place.SERVER, "About 61 s in this browser, or about"),
        (0.0, place.SERVER, "This browser could not try it, or about"),
    ],
)
def test_it_trains_where_that_is_soon_and_as_the_visitor_wants_it(store, seconds, where, said):
    at = settled(open_page(TRAIN))
    assert at.segmented_control(key=place.KEY).value == place.BROWSER, "before the browser has tried it"
    trial = trial_of(RECIPES["digits-2d"].run, 1500, [str(digit) for digit in range(10)])
    at = told(at, trial["of"], seconds)
    assert at.segmented_control(key=place.KEY).value == where
    times = next(caption.value for caption in at.caption if said in caption.value)
    assert re.search(r"on the server\.$", times)
    assert (place.STAYS in [caption.value for caption in at.caption]) == (where == place.BROWSER)
    other = place.SERVER if where == place.BROWSER else place.BROWSER
    at = at.segmented_control(key=place.KEY).set_value(other).run()
    assert at.run().segmented_control(key=place.KEY).value == other and not at.exception


def test_what_others_wait_for_is_said(store):
    for i in range(3):
        entry = library.create(RECIPES["digits-2d"].run, Owner.of(f"{i:032x}"))
        order.join(entry.path, Owner.of(f"{i:032x}"))
        write_json(entry.path / "state.json", {"state": "queued", "reason": ""})
    at = settled(open_page(TRAIN))
    assert any("on the server with 3 waiting, of which about" in caption.value for caption in at.caption)


def test_what_a_browser_cannot_train_is_said_and_nothing_is_chosen(store):
    at = unfolded(settled(open_page(TRAIN)))
    at = at.segmented_control(key="draft1.family").set_value("conv vae").run()
    assert not [widget for widget in at.segmented_control if widget.key == place.KEY]
    assert any("so the server trains this one." in caption.value for caption in at.caption)
    at.button(key="start").click().run()
    assert library.find(said_in(at, "run")).state == "queued"


def sent(at) -> bytes:
    """Run a page until the browser is sent a training, and return its block."""
    end = time.monotonic() + 20
    while not (found := [part.proto.bytes for part in at.get("bidi_component") if part.proto.bytes]):
        assert time.monotonic() < end
        time.sleep(0.1)
        at.run()
    return found[0]


def test_in_the_browser_nothing_is_ordered_and_the_address_names_the_training(store):
    at = settled(open_page(TRAIN))
    at = at.button(key="start").click().run()
    assert not at.exception and not [entry for entry in library.list_models(OWNER) if not entry.zoo]
    assert re.fullmatch("[0-9a-f]{32}", said_in(at, "here")) and not said_in(at, "recipe")
    assert unescaped(at.title[0].value) == "Digits, small, 2 latent dims"
    about = json.loads(unpack(sent(at))["about"])
    assert about == {"id": said_in(at, "here"), "title": "Digits, small, 2 latent dims"}
    at = settled(next(b for b in at.button if b.label == "Train another").click().run())
    assert at.button(key="start") and not said_in(at, "here")


def test_of_ones_own_images_it_is_said_where_they_lie(store):
    images = own.save(DATASETS["digits"](limit=40).load())
    at = settled(open_page(TRAIN, data=images))
    assert remembered(at, TrainState).begun.training.augmentation
    assert at.segmented_control(key=place.KEY).value == place.BROWSER
    assert any(place.OWN_IMAGES in caption.value for caption in at.caption)
    at = at.button(key="start").click().run()
    assert any(place.OWN_IMAGES in caption.value for caption in at.caption)
    about = unpack(unpack(sent(at))["plan"])
    assert images in about["config"].decode() and images not in about["away"].decode()


def test_a_link_to_a_training_of_another_browser_leads_on(store):
    at = open_page(TRAIN, here="0" * 32)
    assert (
        not at.exception
        and unpack(sent(at)).keys() == {"about"}
        and next(b for b in at.button if b.label == "Train another")
    )
    assert settled(open_page(TRAIN, here="../../etc")).button(key="start")


def test_the_model_of_a_hand_is_offered_where_there_are_letters_and_says_what_it_begins_with(letters_model):
    from core.handwriting.letters.letter_set import kept
    from tests.core.handwriting.test_kept_ink import letter

    def cards(at) -> str:
        return str([one.proto for one in at.get("bidi_component")])

    title = RECIPES["my-hand"].title
    assert title not in cards(settled(open_page(TRAIN)))
    boxed = kept([letter("ab"[n % 2], n) for n in range(20)])
    own.note(boxed, "Letters", OWNER)
    at = unfolded(settled(open_page(TRAIN, recipe="my-hand", data=boxed)))
    known = remembered(at, TrainState)
    assert title in cards(at) and not at.error and not at.exception
    assert known.draft == RECIPES["my-hand"].run.replace(dataset=own.OwnConfig(id=boxed, manner="box"))
    assert "It begins with what" in texts(at) and "Letters and digits, by class" in texts(at)
    at.selectbox(key="draft1.start").set_value("").run()
    assert known.draft.start == "" and "It begins with what" not in texts(at)
    at.number_input(key="draft1.mlp vae.latent_dim").set_value(3).run()
    at.selectbox(key="draft1.start").set_value("letters-cvae").run()
    assert "to begin with those weights, latent_dim must be 16" in unescaped(at.error[0].value)


def test_it_leads_to_twelve_models_that_learn_at_once(store):
    at = open_page("pages/Train.py")
    assert not at.exception and any(way.startswith("Or twelve small VAEs") for way in ways_on(at))
