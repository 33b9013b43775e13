"""Do the panels of one image's run show what it measured, say what that is worth, and let it be taken along?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load, save
from streamlit.testing.v1 import AppTest

from core import library, places
from core.config import Config
from core.jobs.execute import execute as execute_training
from core.library.weights import metadata_of
from core.one_image.claims import FAILS, HOLDS, UNTOLD, counted, summary
from core.one_image.vae import TWO_DIMS
from core.packed import unpack
from core.tasks import store
from core.tasks.one_image import forgetting, kept
from tests.ui.conftest import OWNER, come, open_page, remembered
from tests.ui.one_image.runs import wanted, work_off
from tests.ui.test_pages import texts, unescaped
from ui.one_image import claims_list
from ui.one_image.state import OneImageState

PANELS = ("vae", "latents", "confusions", "table")


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Path:
    """A store with a run of two images, two sets and two seeds, done. Not to be changed."""
    home = tmp_path_factory.mktemp("one-image")
    work_off(home)
    return home


@pytest.fixture
def home(built, tmp_path, monkeypatch) -> Path:
    """A copy of it, and the app's own zoo."""
    shutil.copytree(built, tmp_path / "home")
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LATENT_INK_DATA", raising=False)
    return tmp_path / "home"


def script(panel: str, key: str) -> None:
    """Draw one panel of a run."""
    from importlib import import_module

    from ui import state
    from ui.one_image import run

    import_module(f"ui.one_image.{panel}_panel").show(run.found(key, state.owner()))


def opened(panel: str, task: Config | None = None) -> AppTest:
    """Open a panel of a run, the one that is built if no other is named, as who asked for it."""
    kwargs = {"panel": panel, "key": (task or wanted()).key()}
    at = AppTest.from_function(script, default_timeout=30, kwargs=kwargs)
    come(at)
    at.run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return unescaped(texts(at)).replace("\u00a0", " ")


def mounted(at: AppTest, name: str) -> list[dict]:
    """Return what the components of that name were sent."""
    return [json.loads(part.proto.json) for part in at.get("bidi_component") if name in part.proto.component_name]


def charts(at: AppTest) -> dict[str, dict]:
    """Return the figures by their titles."""
    figures = [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]
    return {figure["layout"]["title"]["text"]: figure for figure in figures}


def cells(board: dict) -> dict[str, dict[str, str]]:
    """Return the texts of a table by the names of row and column."""
    titles = [column["title"] for column in board["columns"]]
    return {
        f"{row['name']}, {row['kind']}".removesuffix(", "): dict(
            zip(titles, (cell["text"] for cell in row["cells"]), strict=True)
        )
        for row in board["rows"]
    }


def test_samples_of_the_prior_stand_beside_the_variations_with_the_share_read(home):
    at, drawn, varied = opened("vae"), kept.open_vae(wanted()), kept.open_varied(wanted())
    words = said(at)
    assert (
        f"100 images: {varied.read:.0%} are read as" in words and f"200 images: {drawn.read:.0%} are read as" in words
    )
    assert f"its ink is **{drawn.likeness.sharp:.2f}** times as sharp" in words
    assert drawn.warned == bool(at.warning)
    (pad,) = [part.proto for part in at.get("bidi_component") if "pad" in part.proto.component_name]
    held = unpack(pad.bytes)
    about = json.loads(held["about"])
    assert (about["latent_dim"], about["points"], about["classes"]) == (8, 100, ["2"]) and "reader" in held


def test_few_readable_samples_are_warned_of(home):
    path = places.tasks() / wanted().key() / kept.LEARNED
    data = path.read_bytes()
    notes = json.loads(metadata_of(data)["scores"])
    path.write_bytes(save(load(data), metadata={"scores": json.dumps(notes | {"read": 0.63})}))
    assert "Only 63% of what it draws is still read" in unescaped(opened("vae").warning[0].value)


def test_two_dims_are_another_run(home):
    at = opened("vae")
    at.segmented_control[0].set_value(2).run()
    flat = wanted(vae=TWO_DIMS)
    assert not at.exception and store.find(flat.key()).state == "queued"
    assert remembered(at, OneImageState).run == flat.key()


def test_the_vae_becomes_an_ordinary_model_that_goes_with_the_images(home):
    at = open_page("pages/One_image.py", run=wanted().key())
    at.button(key="one-image-keep").click().run()
    assert not at.exception
    (id,) = forgetting.models_of(wanted().key(), OWNER)
    assert library.find(id).title == "VAE of my 2" and "Next in the queue" in str(mounted(at, "standing"))
    assert execute_training(library.find(id).path) == "done"
    at.run()
    assert not at.exception
    links = {link.label: link.proto.query_string for link in at.main.get("page_link")}
    assert {links[label] for label in ("Explore its map", "Sample from it", "Look inside")} == {f"model={id}"}
    assert links["See its training"] == f"run={id}" and list(charts(at))
    entry = library.find(id)
    assert entry.config.model.latent_dim == 8 and (entry.path / "browser.bin").is_file()
    assert forgetting.forget_all(OWNER) == (1, 0) and id not in [one.id for one in library.list_models(OWNER)]


def test_the_map_stands_beside_noise_and_says_what_its_clusters_are_not(home):
    at, found = opened("latents"), kept.open_map(wanted())
    both = charts(at)
    assert list(both) == ["The latents of the variations", "Noise"]
    assert [len(trace["x"]) for trace in both["Noise"]["data"]] == [50, 50]  # by which of two images, at first
    assert len({trace["marker"]["symbol"] for trace in both["Noise"]["data"]}) == 2
    words = said(at)
    assert "Neighbours share which of your images" in words and "They are not ways in which you write" in words
    assert f"stand apart by {found.silhouette:.2f} here and by {found.of_noise:.2f} on noise" in words
    at.selectbox[0].select("turn").run()
    told = found.steps["turn"]
    assert [trace["name"] for trace in charts(at)["Noise"]["data"]] == ["Least", "Middle", "Most"]
    assert f"{told.shared:.0%} of the five nearest, {told.chance:.0%} by chance" in said(at)
    (steps,) = mounted(at, "scores")
    assert cells(steps)["Turn"]["Best latent"] == f"z{told.latent + 1}, {told.correlation:.2f}"
    assert len(steps["rows"]) == len(found.steps)


def test_the_map_can_be_looked_at_as_images(home):
    at = opened("latents")
    at.toggle[0].set_value(True).run()
    assert not charts(at) and not at.exception
    assert [each["alt"][:6] for each in mounted(at, "ink_image")] == ["The la", "Noise "]


def test_confusions_are_pictures_of_who_passes_and_who_does_not(home):
    at, made = opened("confusions"), kept.open_table(wanted()).table
    known, *pictures = mounted(at, "ink_image")
    assert known["alt"] == "Known: 2 images"
    words = said(at)
    for name in ("variations", "vae"):
        one = made.of(name)[0]
        assert f"Strangers that pass: {len(one.passed)} of {made.tested}" in words or len(one.passed) in (0, 12)
        assert f"Mine that do not: {len(one.refused)} of 5" in words or not one.refused
    shown = sum(
        bool(one.passed) + bool(one.refused) for name in ("variations", "vae", "hand") for one in made.of(name)[:1]
    )
    assert len(pictures) == shown > 0
    at.segmented_control[0].set_value(1).run()
    assert not at.exception
    other = made.of("vae")[1]
    assert f"{other.strangers:.1%}" in said(at)


def test_the_table_holds_every_line_with_its_spread(home):
    at, made = opened("table"), kept.open_table(wanted()).table
    board = mounted(at, "scores")[0]
    found = cells(board)
    assert list(found) == [
        "Variations, 2 known", "VAE, 2 known", "Strong warps on all, 1 known", "The hand, without training, 1 known",
        "The hand, without training, 2 known",
    ]  # fmt: skip
    auc = [one.auc for one in made.of("vae")]
    assert found["VAE, 2 known"]["AUC"] == f"{np.mean(auc):.3f}"
    assert board["rows"][1]["cells"][4]["spread"] == f"{np.std(auc, ddof=1):.3f}"
    assert found["The hand, without training, 2 known"]["Own generator"] == ""
    assert all(column["about"].startswith(column["title"]) for column in board["columns"])
    assert "5 own real images, so that one of them is 20%" in said(at)


def test_what_the_run_says_of_the_claim_is_printed_with_its_interval(home):
    at, found = opened("table"), kept.open_table(wanted())
    words = said(at)
    assert summary(found.table) in words and "95 %" in summary(found.table)
    counts = counted(list(found.claims))
    assert f"{counts[HOLDS]} hold, {counts[FAILS]} fail, {counts[UNTOLD]} cannot be told" in words
    assert all(f"{claim.number}. {claim.says}" in words and claim.why in words for claim in found.claims)
    at.button_group[-1].set_value([HOLDS]).run()
    held = [claim for claim in found.claims if claim.mark == HOLDS]
    others = [claim for claim in found.claims if claim.mark != HOLDS]
    assert all(claim.why in said(at) for claim in held) and not any(claim.says in said(at) for claim in others)


def test_charts_show_what_the_table_says(home):
    at, made = opened("table"), kept.open_table(wanted()).table
    drawn = charts(at)
    worth = {trace["name"]: trace for trace in drawn["Taken for mine"]["data"]}
    assert worth["Own generator"]["x"][0] == pytest.approx(np.mean([one.generator for one in made.of("variations")]))
    assert len(worth["Own real images"]["x"]) == 3  # the hand has no generator, and is worth something
    assert [trace["name"] for trace in drawn["Mine that are accepted: ROC"]["data"]][-1] == "Chance"
    bars = drawn["How often that is right"]["data"]
    assert [trace["name"] for trace in bars] == ["Variations", "VAE", "The hand, without training", "Honest"]
    bins = [each for one in made.of("vae") for each in one.bins]
    assert min(bars[1]["x"]) >= min(said for said, _, _ in bins) and max(bars[1]["y"]) <= 1
    assert drawn["AUC by how many images are known"]["data"][1]["x"] == [1, 2]
    told = made.difference("vae", "variations", "auc")
    (bars, _) = drawn["Differences in AUC, 95 %"]["data"]
    assert bars["x"] == [pytest.approx(told.mean)] and bars["error_x"]["array"] == [
        pytest.approx(told.high - told.mean)
    ]
    assert cells(mounted(at, "scores")[1])["VAE less variations"]["95 %"] == f"{told.low:+.3f} to {told.high:+.3f}"


def test_table_differences_and_claims_can_be_taken_along(home):
    at = opened("table")
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels == ["The table as CSV", "Differences", "Claims"]


def test_a_run_that_is_not_so_far_says_so(home):
    task = wanted(seeds=1)
    path = store.create(task, task.key(), OWNER).path
    store.note_asker(path, OWNER)
    expected = ("is learning", "after the first verdict", "with the first verdict", "comes last")
    for panel, words in zip(PANELS, expected, strict=True):
        at = opened(panel, task)
        assert words in said(at) and not charts(at)
    (path / "state.json").write_text('{"state": "stopped", "reason": ""}')
    for panel in PANELS:
        assert "ended before it came to this" in said(opened(panel, task))


def test_a_table_that_fills_shows_what_there_is(home):
    whole = places.tasks() / wanted().key() / kept.TABLE
    row = json.loads(whole.read_text())
    row |= {"whole": False, "claims": [], "differences": [], "outcomes": row["outcomes"][:2]}
    whole.write_text(json.dumps(row))
    at = opened("table")
    assert "2 networks taught: the table is not whole" in said(at)
    assert len(mounted(at, "scores")[0]["rows"]) == 1 and not at.get("download_button")


def test_without_own_images_the_table_says_what_is_missing(home):
    whole = places.tasks() / wanted().key() / kept.TABLE
    row = json.loads(whole.read_text())
    bare = {"own": None, "auc": None, "eer": None, "ece": None, "robust": None, "curve": None, "refused": []}
    row |= {"own": 0, "differences": [], "outcomes": [one | bare for one in row["outcomes"]]}
    whole.write_text(json.dumps(row))
    at = opened("table")
    words = said(at)
    assert "No own real images yet" in words and "There are no own real images to test it on" in words
    assert set(cells(mounted(at, "scores")[0])["VAE, 2 known"]) == {"Own generator", "Strangers pass", "Others told"}


def test_the_table_can_be_filled_with_other_sets_and_seeds(home):
    at = opened("table")
    fill = at.button(key="one-image-fill")
    assert fill.disabled  # it holds just these
    key = wanted().key()
    at.pills(key=f"one-image-sets-{key}").set_value(["variations", "vae", "strong"]).run()
    at.number_input(key=f"one-image-seeds-{key}").set_value(3).run()
    at.button(key="one-image-fill").click().run()
    other = wanted(sets=("variations", "vae", "strong"), seeds=3)
    assert not at.exception and store.find(other.key()).state == "queued"


def test_what_is_damaged_gets_a_sentence_and_the_other_tabs_stay(home):
    (places.tasks() / wanted().key() / kept.LEARNED).write_bytes(b"no tensors")
    at = open_page("pages/One_image.py", run=wanted().key())
    assert not at.exception and "earned.safetensors" in unescaped(at.warning[0].value)
    assert not opened("table").exception


def test_the_figures_beside_the_claims_are_those_that_were_measured():
    written = " ".join((Path(__file__).parents[3] / "docs" / "measured.md").read_text().split())
    for part in claims_list.MEASURED.split(", "):
        assert part.removeprefix("own real images ") in written
