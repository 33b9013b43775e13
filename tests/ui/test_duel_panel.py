"""Do the three clocks of a duel take the steps that are asked for, follow a link, and say what cannot be?"""

import json
import shutil

import pytest

from core import places
from core.files import write_json
from core.jobs import worker
from core.packed import unpack
from core.tasks import store as tasks
from tests.ui.conftest import BRIEF, ID, OWNER, open_page, remembered
from tests.ui.test_pages import texts
from ui.shared.duel.chosen import said
from ui.shared.duel.state import DuelState
from ui.state import key_of


@pytest.fixture(scope="module")
def gan(tmp_path_factory):
    """The folder of a tiny GAN. Not to be changed."""
    from core.jobs.execute import execute
    from core.models import GanConfig

    folder = tmp_path_factory.mktemp("trained") / ID
    folder.mkdir()
    model = GanConfig(latent_dim=2, filters=(4, 8), discriminator_filters=(4, 8))
    (folder / "config.json").write_text(BRIEF.replace(model=model).to_json())
    write_json(folder / "about.json", {"title": "A duel", "owner": OWNER.mark, "created": 1.7e9})
    assert execute(folder) == "done"
    return folder


@pytest.fixture
def duel(store, gan):
    shutil.copytree(gan, store / "models" / ID)
    return store


def opened(**parameters):
    at = open_page("pages/Train.py", run=ID, **parameters)
    assert not at.exception
    return at


def ordered() -> list[str]:
    return sorted(entry.task.moves for entry in tasks.entries(ID) if entry.task.kind == "duel")


def work_off() -> None:
    for entry in tasks.entries(ID):
        if entry.active:
            worker.run(str(places.tasks() / entry.key))


def shown(at) -> dict | None:
    blocks = [p.proto.bytes for p in at.get("bidi_component") if p.proto.component_name == "latent_ink_duel"]
    return json.loads(unpack(blocks[-1])["about"]) if blocks and blocks[-1] else None


def in_link(at, name: str) -> str:
    value = at.query_params[name]  # as it was given, or as the page wrote it
    return value if isinstance(value, str) else value[0]


def test_nothing_is_computed_until_a_clock_is_chosen(duel):
    at = opened()
    assert "The training itself is over." in texts(at) and ordered() == [] and shown(at) is None


def test_slow_motion_shows_a_round_and_has_the_next_one_ready(duel):
    at = opened(duel="slow")
    assert ordered() == ["B"] and shown(at) is None
    work_off()
    at.run()
    assert not at.exception
    about = shown(at)
    assert about["follow"] and about["pace"] == "slow" and about["moves"] == "B"
    assert ordered() == ["2B", "B"], "the next one is on its way"
    assert in_link(at, "duel") == "slow" and in_link(at, "moves") == "B"
    at.button(key="duel-skip-10").click().run()
    assert "11B" in ordered() and shown(at)["moves"] == "B", "what was shown stays until the next is there"


def test_steps_are_chosen_taken_back_and_begun_anew(duel):
    at = opened(duel="step", moves="2D", start="epoch 1")
    assert ordered() == ["2D"] and tasks.entries(ID)[0].task.start == "epoch 1"
    at.button(key="duel-G").click().run()
    assert in_link(at, "moves") == "2D G" and "2D G" in ordered()
    work_off()
    at.run()
    assert not at.exception and shown(at)["moves"] == "DDG" and not shown(at)["follow"]
    assert "2 steps of the discriminator, then 1 step of the generator" in texts(at)
    at.button(key="duel-back").click().run()
    assert shown(at)["moves"] == "DD"
    at.button(key="duel-anew").click().run()
    assert remembered(at, DuelState).moves == "" and "" in ordered()
    at.selectbox(key=key_of(DuelState, "start")).set_value("newest").run()
    assert {entry.task.start for entry in tasks.entries(ID)} == {"epoch 1", "newest"}


def test_an_older_entry_of_the_history_leads_back_to_its_steps(duel):
    at = opened(duel="step", moves="2D")
    at.button(key="duel-G").click().run()
    assert in_link(at, "moves") == "2D G"
    at.query_params["moves"] = "2D"  # as the browser has it, once Back has come by another page
    at.run()
    assert remembered(at, DuelState).moves == "DD" and in_link(at, "moves") == "2D"


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"duel": "fast"}, "must be one of run, slow, step"),
        ({"duel": "step", "start": "epoch 99"}, "must be one of untrained, epoch 1"),
        ({"duel": "step", "moves": "3X"}, "must be D, G or B"),
    ],
)
def test_a_wrong_link_gets_a_sentence_and_the_default(duel, link, sentence):
    at = opened(**link)
    assert any(sentence in warning.value for warning in at.warning)
    assert "3X" not in ordered()


def test_too_many_steps_get_a_sentence(duel):
    at = opened(duel="step", moves="1999B")
    at.segmented_control(key="duel-times").set_value(10).run()
    at.button(key="duel-D").click().run()
    assert any("at most 2,000" in warning.value for warning in at.warning)
    assert in_link(at, "moves") == "1999B"


def test_long_ways_are_said_by_their_end():
    assert said("") == "No step yet."
    assert said("B" * 1200) == "So far: 1,200 rounds of both."
    assert said("DGDGDG").startswith("So far: … 1 step of the generator, then")
