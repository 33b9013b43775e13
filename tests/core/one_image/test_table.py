"""Does the table hold what its networks are worth, and are differences and claims what the numbers say?"""

from dataclasses import replace

import numpy as np
import pytest

from core.one_image.building import Stopped
from core.one_image.claims import FAILS, HOLDS, UNTOLD, Evidence, claims, counted, summary
from core.one_image.journey import walk
from core.one_image.latent_map import LatentMap, Told
from core.one_image.likeness import Likeness, likeness
from core.one_image.outcome import Outcome, Question, hand_outcome
from core.one_image.presets import WithinConfig
from core.one_image.reading import reader_of
from core.one_image.strangers import strangers
from core.one_image.table import Table, difference, spread, table
from core.one_image.vae import OneImageVaeConfig
from core.one_image.variations import variations

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def question(sources) -> Question:
    # "Own" images that nobody wrote: other warps of the source. What is looked at is that the table keeps its books.
    own = variations(sources[2:3], WithinConfig(lean=0.2, bend=0.6), n=5, seed=9).images
    others = strangers("2")
    others = replace(others, test_same=others.test_same[:150], test_other=others.test_other[:150])
    return Question(sources[2:3], own, "2", others, vae=OneImageVaeConfig(passes=40))


@pytest.fixture(scope="module")
def walked(question):
    steps = []
    found = walk(
        question, reader_of("2"), chosen="strong alike", sets=("variations", "vae"), seeds=(0, 1), on_step=steps.append
    )
    return found, steps


def test_every_step_is_heard_as_it_comes(walked):
    found, steps = walked
    names = [type(step).__name__ for step in steps]
    # The first verdict waits for no VAE that its set does not need.
    assert names[:4] == ["Varied", "Taught", "LearnedVae", "LatentMap"] and names[-1] == "Table"
    assert names[4:-1] == ["Outcome"] * 5  # two sets, two seeds, and the hand
    assert found.varied.read > 0.9 and found.learned.read > 0.5 and len(found.claims) == 20
    assert found.taught.outcome.set == "strong alike" and found.taught.network


def test_the_table_keeps_its_books(walked, question):
    made = walked[0].table
    assert [(one.set, one.seed) for one in made.outcomes] == [
        ("variations", 0), ("variations", 1), ("vae", 0), ("vae", 1), ("hand", 0),
    ]  # fmt: skip
    assert made.own == 5 and made.tested == len(question.others.test_same)
    for one in made.outcomes:
        assert all(0 <= value <= 1 for value in (one.strangers, one.own, one.auc, one.eer, one.ece, one.robust))
        assert len(one.refused) == round(5 * (1 - one.own)) and one.own in (0, 0.2, 0.4, 0.6, 0.8, 1)
        assert len(one.passed) == min(12, round(one.strangers * made.tested))
        assert one.generator is None if one.set == "hand" else one.generator > 0.8
    again = table(question, sets=("variations",), seeds=(0,), threads=1).outcomes[0]
    first = made.outcomes[0]
    assert (again.curve.own == first.curve.own).all()
    same = {"seconds": 0.0, "curve": None}
    assert vars(replace(again, **same)) == vars(replace(first, **same))


def test_without_own_images_nothing_is_said_of_them(question):
    alone = replace(question, own=question.own[:0])
    one = hand_outcome(alone, 1)
    assert one.own is None and one.auc is None and one.strangers >= 0


def test_a_stranger_who_is_oneself_is_left_out(question):
    doubled = replace(question.others, test_same=np.concatenate([question.sources, question.others.test_same]))
    assert len(replace(question, others=doubled).others.test_same) == len(question.others.test_same)


def test_more_images_are_looked_at_by_their_number(sources, question):
    several = variations(sources[2:3], WithinConfig(), n=5, seed=2).images
    made = table(replace(question, sources=several), sets=(), seeds=(0,), threads=1)
    assert [(one.set, one.images) for one in made.outcomes] == [
        ("strong alike", 1), ("strong alike", 3), ("hand", 1), ("hand", 3), ("hand", 5),
    ]  # fmt: skip


def test_it_stops_within_a_step(question):
    with pytest.raises(Stopped):
        table(question, sets=("variations",), seeds=(0,), should_stop=lambda: True)


def outcome(name: str, seed: int, **numbers: float) -> Outcome:
    return Outcome(name, seed, 1, numbers.pop("strangers", 0.1), **numbers)


def test_a_paired_difference_by_hand():
    first = [outcome("vae", seed, auc=value) for seed, value in enumerate((0.9, 0.8, 0.7))]
    second = [outcome("variations", seed, auc=value) for seed, value in enumerate((0.8, 0.6, 0.6))]
    found = difference(first, list(reversed(second)), "auc")
    assert found.mean == pytest.approx(0.4 / 3)
    assert found.high - found.mean == pytest.approx(4.3027 * np.std([0.1, 0.2, 0.1], ddof=1) / 3**0.5, rel=1e-4)
    assert found.sure == 0 and difference(first[:1], second, "auc") is None
    steps = difference(first, [outcome("vae", seed, auc=one.auc - 0.2) for seed, one in enumerate(first)], "auc")
    assert steps.mean == pytest.approx(0.2) and steps.sure == 0  # alike in all seeds: their spread says nothing
    assert difference(first, second, "own") is None and spread(first, "auc") == pytest.approx((0.8, 0.1))


def judged(auc: float, own: float, read: float | None = 1.0, sharp: float = 0.8) -> dict[int, str]:
    """Return the marks where the VAE's networks have so much more AUC and own than those of the variations."""
    rows = []
    for seed in range(3):
        wobble = 0.001 * seed
        numbers = {"generator": 0.9, "ece": 0.2 + wobble, "robust": 0.5}
        rows.append(outcome("variations", seed, auc=0.8, eer=0.2, own=0.4, **numbers))
        rows.append(outcome("vae", seed, auc=0.8 + auc + wobble, eer=0.2, own=0.4 + own + wobble, **numbers))
        rows.append(outcome("repeated", seed, auc=0.8, eer=0.2, own=0.4, **numbers))
    sets = {name: [row for row in rows if row.set == name] for name in ("vae", "variations", "repeated")}
    pairs = (("vae", "variations"), ("vae", "repeated"))
    found = [difference(sets[a], sets[b], n) for a, b in pairs for n in ("auc", "own", "ece", "gap", "robust")]
    made = Table(tuple(rows), tuple(one for one in found if one), 5, 100, "", 1.0)
    told = Told(0.7, 0.3, 0.85, 0.6, 0)
    flat = np.zeros((3, 2), np.float32)
    run = Evidence(
        made, LatentMap(flat, flat, {"turn": told}, 0.4, 0.38), Likeness(0.7, sharp, 0.9), read, 1.0, 1.0, read, 8,
        (0.1, 0.9, 1.0), 0.01, 0,
    )  # fmt: skip
    listed = claims(run)
    assert [claim.number for claim in listed] == list(range(1, 21)) and sum(counted(listed).values()) == 20
    assert all(claim.why.endswith(".") and claim.says.endswith(".") for claim in listed)
    assert summary(made).startswith("Training on the VAE's images")
    return {claim.number: claim.mark for claim in listed}


def test_claims_go_by_the_numbers():
    worse, better, same = judged(-0.1, -0.2), judged(0.1, 0.2, sharp=1.0), judged(-0.001, -0.001)
    assert (worse[4], better[4], same[4]) == (FAILS, HOLDS, UNTOLD)  # own real images
    assert (worse[8], better[8], same[8]) == (FAILS, HOLDS, UNTOLD)  # AUC
    assert (worse[16], better[16]) == (FAILS, HOLDS)  # what its own generator promises beyond that
    assert (worse[20], better[20]) == (FAILS, HOLDS)
    assert worse[2] == FAILS and worse[9] == FAILS and worse[12] == UNTOLD and worse[13] == HOLDS
    unread = judged(0.1, 0.2, read=None)
    assert (unread[1], unread[3]) == (UNTOLD, UNTOLD) and judged(0.1, 0.2, read=0.5)[1] == FAILS


def test_images_like_themselves_are_as_diverse_and_as_sharp(sources):
    fresh = variations(sources[2:3], WithinConfig(), n=80, seed=1).images
    learned = variations(sources[2:3], WithinConfig(), n=80, seed=2).images
    alike = likeness(variations(sources[2:3], WithinConfig(), n=80, seed=3).images, fresh, learned)
    assert alike.diverse == pytest.approx(1, abs=0.1) and alike.sharp == pytest.approx(1, abs=0.1)
    assert alike.novel == pytest.approx(1, abs=0.15)
    copies = likeness(learned, fresh, learned)
    assert copies.novel < 1e-3
    pale = likeness((fresh * 0.6).astype(np.uint8), fresh, learned)
    assert pale.sharp == pytest.approx(1, abs=0.02)
    soft = variations(sources[2:3], WithinConfig(blur=1.0, thin=0, thicken=0), n=80, seed=1).images
    assert likeness(soft, fresh, learned).sharp < 0.9
