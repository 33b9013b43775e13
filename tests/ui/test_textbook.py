"""Does the textbook lead through every step, take answers right and wrong, and keep how far one has come?"""

from __future__ import annotations

import shutil

import pytest

from core import jobs, library
from core.datasets import own
from core.files import write_json
from core.handwriting import pad
from core.lessons import LESSONS, progress, walk
from core.lessons.links import OWN_STEP
from core.lessons.places import script_of
from core.lessons.walk import Setting
from core.library.folder import entry_at, latents
from core.tasks import OneImageTask
from core.tasks.one_image.task import of
from tests.core.lessons.test_lesson_files import STEPS, step_of, tries
from tests.pens import SEVEN, TWO
from tests.ui.conftest import ID, OWNER, ROOT, open_page
from tests.ui.test_pages import texts

ANSWER = "lesson-answer"
MANY = len(LESSONS["vae"].steps)


@pytest.fixture
def zoo(store):
    """A store with the zoo as it comes along, and a model of the visitor's own that has learned well."""
    (store / "zoo").symlink_to(ROOT / "zoo")
    shutil.copytree(ROOT / "zoo" / "mnist-vae-2d", store / "models" / ID)
    config = entry_at(ROOT / "zoo" / "mnist-vae-2d").config
    beta = config.model.replace(beta=30.0)  # one of the steps wants to see it
    (store / "models" / ID / "config.json").write_text(config.replace(model=beta).to_json())
    write_json(store / "models" / ID / "about.json", {"title": "Mine", "owner": OWNER.mark, "created": 1.7e9})
    return store


def opened(name: str, id: str, **more: str):
    step = step_of(name, id)
    number = [one.id for one in LESSONS[name].steps].index(id) + 1
    said = {"lesson": f"{name}:{number}"} if step.where == OWN_STEP else {"lesson": name, "step": str(number)}
    at = open_page(script_of(step.where), **said, **more)
    assert not at.exception
    return at


def guess(at, name: str, step, given: str):
    """Give an answer as a visitor would."""
    key = f"lesson-{name}-{step.id}"
    if step.question.kind == "choice":
        at.radio(key=key).set_value(int(given))
    elif step.question.kind == "number":
        at.text_input(key=key).set_value(given)
    else:
        at.query_params["z"] = given
        at.run()
    return at.button(key=ANSWER).click().run()


def act(at, step):
    """Do what a step waits for."""
    if step.act is None:
        return at
    if step.act.by == "moved":
        dims = library.find(step.address.get("model", "mnist-vae-2d")).config.model.dims
        at.query_params["z"] = ",".join(["0.25"] * dims)
    elif step.act.by == "trained":
        at.query_params["run"] = ID
    elif step.act.by == "exhibit":
        at.session_state[f"exhibit-{step.exhibit}"] = {"acts": [step.act.act]}
    elif step.act.by == "begun":
        at.query_params["here"] = "a" * 32
    elif step.act.by in ("written", "set"):
        for i in range(max(step.act.count, 2)):
            pad.add(f"{i:016x}", "27"[i % 2], [(TWO, SEVEN)[i % 2].ravel().tolist()], OWNER)
        if step.act.by == "set":
            own.note(pad.kept(pad.written(OWNER), "Mine"), "Mine", OWNER)
    else:
        for parameter, value in step.act.of.items():
            at.query_params[parameter] = ANYTHING.get(parameter, lambda: "1")() if value == "*" else value
    return at.run()


def learned() -> str:
    """Return the key of a run of One image that the visitor has ordered."""
    shown = latents(library.find("mnist-vae-16d"))
    images = of(shown.thumbnails()[shown.labels == 3][:1])
    return jobs.submit_task(OneImageTask(images=images, character="3", seeds=0), OWNER)


ANYTHING = {"vary": lambda: "mild", "run": learned}  # where a step waits for any value, one that its page takes


@pytest.mark.parametrize("name, id", STEPS)
def test_a_step_asks_waits_and_reveals(name, id, zoo):
    step = step_of(name, id)
    own = Setting.of(LESSONS[name], step, ID if step.act and step.act.by == "trained" else "")
    at = opened(name, id)
    assert f"**{step.title}**" in texts(at)
    reveal = step.reveal and walk.told(step.reveal, own)
    assert not reveal or reveal not in texts(at), "predict first"
    if step.question:
        wrong = next(given for given in tries(step.question, own) if not walk.is_right(step.question, given, own))
        at = guess(at, name, step, wrong)
        assert not at.exception and progress.read(OWNER).of(name, id).answer
    at = act(at, step)
    assert not at.exception
    assert not reveal or reveal in texts(at), "and only then see"
    if step.question or step.act:
        assert progress.read(OWNER).of(name, id).done


@pytest.mark.parametrize("name, id", [(n, i) for n, i in STEPS if step_of(n, i).question])
def test_a_right_answer_is_said_to_be(name, id, zoo):
    step = step_of(name, id)
    setting = Setting.of(LESSONS[name], step, ID)
    right = next(given for given in tries(step.question, setting) if walk.is_right(step.question, given, setting))
    at = act(guess(opened(name, id), name, step, right), step)
    assert [one.value for one in at.success if "saw that coming" in one.value]


def test_a_step_that_is_not_there_and_a_lesson_that_is_not_are_said(zoo):
    at = open_page("pages/Explore.py", lesson="vae", step="99")
    assert not at.exception and f"has {MANY} steps" in at.warning[0].value and f"of {MANY}" in texts(at)
    at = open_page("pages/Explore.py", lesson="<b>nope</b>", step="1")
    assert not at.exception and "no lesson" in at.warning[0].value and "lesson" not in at.query_params


def test_text_for_a_number_is_said_and_nothing_is_lost(zoo):
    at = guess(opened("vae", "room"), "vae", step_of("vae", "room"), "a lot")
    assert not at.exception and "number" in at.warning[0].value and not progress.read(OWNER).of("vae", "room").answer
    at = guess(at, "vae", step_of("vae", "room"), "20")
    assert progress.read(OWNER).of("vae", "room").answer == "20"


def test_a_button_without_an_answer_says_so(zoo):
    at = opened("vae", "price")
    at.button(key=ANSWER).click().run()
    assert "Choose" in at.warning[0].value


def test_a_model_that_was_deleted_costs_its_step_alone(zoo):
    (zoo / "zoo").unlink()
    (zoo / "zoo").mkdir()
    for model in ("mnist-vae-2d", "mnist-classifier"):
        shutil.copytree(ROOT / "zoo" / model, zoo / "zoo" / model)
    at = opened("vae", "room")
    assert not at.exception and any("goes on all the same" in one.value for one in at.warning)
    assert any(link.label == "Next step" for link in at.main.get("page_link"))


def test_leaving_and_coming_back_loses_nothing(zoo):
    at = guess(opened("vae", "price"), "vae", step_of("vae", "price"), "1")
    at.button(key="lesson-leave").click().run()
    assert "lesson" not in at.query_params and "**The price" not in texts(at)
    at = open_page("pages/Explore.py", lesson="vae")
    assert f"6 of {MANY}" in texts(at) and "You said: **From one to ten nats**" in texts(at)


def test_the_textbook_stays_where_one_wanders_and_says_the_way_back(zoo):
    at = opened("vae", "price")
    at.switch_page("pages/Library.py").run()
    assert not at.exception
    assert any(link.label == "This step is on Explore: go there" for link in at.main.get("page_link"))


def test_a_bare_link_begins_as_the_step_needs_it(zoo):
    at = opened("vae", "price")
    said = at.query_params["model"]
    assert said in ("mnist-vae-2d", ["mnist-vae-2d"])


def test_folded_it_shows_its_head_alone(zoo):
    at = opened("vae", "price")
    at.button(key="lesson-fold").click().run()
    assert f"6 of {MANY}" in texts(at) and "**The price" not in texts(at)


def test_where_a_page_has_a_step_of_its_own_the_lessons_is_named_behind_it(zoo):
    at = open_page("pages/Your_hand.py", lesson="vae:4", step="2")
    assert not at.exception and f"4 of {MANY}" in texts(at)
