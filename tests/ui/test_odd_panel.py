"""Are odd images listed worst first, and can they be left out of the next training?"""

from __future__ import annotations

import json
import time

from core import library
from core.library import annotations
from core.sampling.outliers import disagreeing, odd_ones
from tests.ui.conftest import ID, OWNER
from tests.ui.sample_panels import opened
from tests.ui.test_pages import texts

TRAY = f"odd-{ID}-tray"


def settled(at):
    """Run the panel until the odd ones are found."""
    end = time.monotonic() + 20
    while tray(at) is None and time.monotonic() < end:
        time.sleep(0.05)
        at.run()
    assert not at.exception
    return at


def tray(at) -> dict | None:
    found = [part.proto for part in at.get("bidi_component") if part.proto.component_name == "latent_ink_tray"]
    return json.loads(found[-1].json) if found else None


def indices(at) -> list[int]:
    return [tile["index"] for tile in tray(at)["tiles"]]


def turned(at, way: str):
    at.session_state[f"odd-how-{ID}"] = way
    return settled(at.run())


def test_the_emptiest_places_come_first_with_their_density(shelf):
    at = settled(opened("odd"))
    order, density = odd_ones(library.latents(library.find(ID)).mu)
    assert indices(at) == order[:24].tolist()
    first = tray(at)["tiles"][0]
    assert f"{density[order[0]]:.1f}".replace("-", "−") in first["note"] and first["name"] in "0123456789"
    assert "nats" in texts(at)


def test_labels_that_their_neighbours_outvote_are_named_with_the_vote(shelf):
    at = turned(settled(opened("odd")), "labels")
    latents = library.latents(library.find(ID))
    _, share, usual = disagreeing(latents.mu, latents.labels)
    shares = [share[i] for i in indices(at)]
    assert shares == sorted(shares)
    for tile in tray(at)["tiles"]:
        assert int(tile["name"]) == latents.labels[tile["index"]] != usual[tile["index"]]
        assert tile["note"].startswith(str(usual[tile["index"]]))


def test_the_class_that_is_asked_for_is_looked_through_alone(shelf):
    at = turned(settled(opened("odd", label=3)), "class")
    latents = library.latents(library.find(ID))
    assert set(latents.labels[indices(at)]) == {3} and "Of class 3 only" in texts(at)


def test_ticked_images_are_left_out_and_come_back(shelf):
    at = settled(opened("odd"))
    assert at.button(key=f"odd-{ID}-leave").disabled
    worst = indices(at)[:2]
    at.session_state[TRAY] = {"ticked": {"id": tray(at)["id"], "images": worst}}
    at.run()
    at.button(key=f"odd-{ID}-leave").click().run()
    assert not at.exception
    latents, entry = library.latents(library.find(ID)), library.find(ID)
    assert set(annotations.read(entry, OWNER).left_out) == {latents.keys[i] for i in worst}
    assert not set(worst) & set(indices(at)) and "2 images are left out" in texts(at)
    assert at.button(key="train-without")
    at.button(key="take-back").click().run()
    assert annotations.read(entry, OWNER).left_out == ()


def test_ticks_of_another_list_count_for_nothing(shelf):
    at = settled(opened("odd"))
    at.session_state[TRAY] = {"ticked": {"id": "of another list", "images": indices(at)[:2]}}
    at.run()
    assert at.button(key=f"odd-{ID}-leave").disabled


def test_all_pages_together_are_all_images_without_repeats(shelf):
    at = settled(opened("odd"))
    seen = list(indices(at))
    n = len(library.latents(library.find(ID)))
    pages = -(-n // 24)
    for page in range(2, pages + 1):
        at.session_state[f"odd-{ID}-page-{pages}"] = page
        seen += indices(at.run())
    assert pages > 2 and sorted(seen) == list(range(n))
