"""Does the Write page find a model that can be asked, follow good links, and say what is wrong with bad ones?"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import library, places
from core.files import write_json
from core.jobs import worker
from core.models import MlpVaeConfig
from core.packed import unpack
from core.tasks import DirectionsTask
from tests.ui.conftest import BRIEF, ID, OWNER, open_page, ways_on
from tests.ui.test_pages import texts, unescaped
from tests.visitors import SOMEBODY
from ui.cache import several_models
from ui.components.write import Written
from ui.state import key_of
from ui.write import hand
from ui.write.state import WriteState

PAGE = "pages/Write.py"
WRITES = "2" * 32


@pytest.fixture(scope="module")
def conditional(tmp_path_factory) -> Path:
    """The folder of a model that is told the class. Not to be changed."""
    from core.jobs.execute import execute

    folder = tmp_path_factory.mktemp("conditional") / WRITES
    folder.mkdir()
    model = MlpVaeConfig(hidden=(16,), latent_dim=3, conditional=True)
    (folder / "config.json").write_text(BRIEF.replace(model=model).to_json())
    write_json(folder / "about.json", {"title": "My *hand*", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return folder


@pytest.fixture
def desk(shelf, conditional) -> library.Entry:
    """A store with a model that can be asked for a character, and one that cannot."""
    shutil.copytree(conditional, shelf / "models" / WRITES)
    return library.find(WRITES)


def writers(at) -> int:
    return sum("latent_ink_writer" in part.proto.component_name for part in at.get("bidi_component"))


def query(at, name: str) -> str:
    found = at.query_params.get(name, "")
    return found[0] if isinstance(found, list) else found


def test_only_models_that_are_told_a_class_are_offered(desk):
    at = open_page(PAGE)
    assert not at.exception and writers(at) == 1
    assert at.selectbox(key=key_of(WriteState, "model")).options == ["My *hand*"]


def test_without_such_a_model_it_says_how_to_get_one(shelf):
    at = open_page(PAGE)
    assert not at.exception and writers(at) == 0
    assert "told which character" in texts(at)
    assert ways_on(at) == ["Train one that is told the class"]


def test_who_has_trained_a_model_that_cannot_write_reads_why_it_is_not_in_the_menu(desk):
    """Somebody else's link opens the page; of their own they have only one that is told nothing."""
    about = desk.path / "about.json"
    about.write_text(about.read_text().replace(OWNER.mark, SOMEBODY.mark))
    at = open_page(PAGE, model=WRITES)
    assert not at.exception and writers(at) == 1
    assert "A *tiny* one is not in the menu" in unescaped(texts(at))
    assert ways_on(at) == ["Train one that is told the class"]


@pytest.mark.parametrize(("id", "said"), [(ID, "is not told a class"), ("nope", "There is no model 'nope'")])
def test_a_link_to_a_model_that_cannot_write_says_so_and_shows_another(id, said, desk):
    at = open_page(PAGE, model=id)
    assert not at.exception and writers(at) == 1
    assert said in unescaped(at.warning[0].value) and query(at, "model") == ""
    assert at.warning[0].value.endswith("Here is My \\*hand\\* instead.")
    ways = ways_on(at)
    assert ways == (["Train one that is told the class"] if id == ID else [])


BAD = {
    "text": ("12a", "This model has never learned “a”: it knows 0 to 9."),
    "mix": ("3:0.5,8:0.7", "The shares of a mix must sum to 1, got 1.2."),
    "heat": ("9", "Heat must be between 0 and 1.5, got '9'."),
    "seed": ("-1", "Seed must be between 0 and 999999, got '-1'."),
    "hand": ("three", "Hand must be one or each, got 'three'."),
    "ink": ("red", "Ink must be smooth or pixels, got 'red'."),
}


def test_what_a_link_gets_wrong_is_said_in_one_sentence_each_and_taken_away(desk):
    at = open_page(PAGE, **{name: value for name, (value, _) in BAD.items()})
    assert not at.exception and writers(at) == 1
    (warning,) = at.warning
    for name, (_, said) in BAD.items():
        assert said in unescaped(warning.value) and query(at, name) == ""
    at = open_page(PAGE, text="1" * 300, seed="7")
    assert "At most 64 characters are written at a time, got 300." in at.warning[0].value and query(at, "seed") == "7"


def test_what_was_written_stands_in_the_address(desk):
    at = open_page(PAGE, text="12", mix="0:1")
    assert not at.exception and not at.warning
    seen = {"text": "77", "hand": "each", "seed": 9, "rolls": [0, 2], "slant": -5, "weight": 0, "heat": 0.5,
            "mix": [0.0] * 8 + [0.25, 0.75], "ink": "smooth"}  # fmt: skip
    at.session_state[f"writer-{WRITES}"] = {"seen": seen}
    at.run()
    assert not at.exception
    told = {
        name: query(at, name) for name in ("text", "hand", "seed", "rolls", "slant", "weight", "heat", "mix", "ink")
    }
    assert told == {"text": "77", "hand": "each", "seed": "9", "rolls": "0,2", "slant": "-5", "weight": "",
                    "heat": "0.5", "mix": "8:0.25,9:0.75", "ink": ""}  # fmt: skip
    unturned = {"roundness": "", "size": ""}
    assert (
        Written.from_state(seen).query() == told | unturned and Written.from_state(seen | {"size": 2.5}).query()["size"]
    )
    assert Written.from_state(None) is None


def test_directions_are_asked_for_at_the_first_visit_and_then_bound_the_links(desk):
    at = open_page(PAGE, slant="4")
    assert not at.exception and not at.warning
    (task,) = [path for path in places.tasks().iterdir() if path.is_dir()]
    assert hand.directions_of(desk) is None
    assert worker.run(str(task)) == "done" and task.name == DirectionsTask(model=WRITES).key()
    found = hand.directions_of(desk)
    assert "slopes-slant" in unpack(several_models.write(desk, found)) and "slopes-slant" not in unpack(
        several_models.write(desk, None)
    )
    at = open_page(PAGE, slant="9999")
    assert not at.exception and "slant must be between" in unescaped(at.warning[0].value).lower()


def test_a_model_that_still_learns_waits_for_its_directions(desk):
    write_json(desk.path / "state.json", {"state": "running", "reason": ""})
    at = open_page(PAGE)
    assert not at.exception and writers(at) == 1 and "still learning" in texts(at)
    assert not places.tasks().exists()
    (desk.path / "browser.bin").unlink()
    (desk.path / "model.safetensors").unlink()
    at = open_page(PAGE)
    assert not at.exception and "only begun to learn" in texts(at)


def test_what_neatness_gives_up_is_told_by_the_number_of_latents():
    many, few = (hand.neatness(d).replace("\u00a0", " ") for d in (64, 2))
    assert many.count("less than 0.1 %") == 2
    assert "less than" not in few and "22 % lies no farther" in few and "11 % as far out" in few
    for text in (many, few):
        assert "average" not in text and "is another thing" in text
