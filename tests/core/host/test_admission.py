"""Who is let in, in which order, and what becomes of a place whose visitor has gone?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.host import admission
from core.host.admission import IN_LINE, RETURN, Standing, come, counts, still_here
from core.limits import Limits
from tests.visitors import ANNA, BEN, CARL, DORA

ROOT = Path(__file__).parents[3]
ONE = Limits(active=1)
GRACE = ONE.away_seconds


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENT_INK_HOME", str(tmp_path))
    return tmp_path


def test_without_a_number_everybody_is_in_and_nothing_is_written(home):
    assert come(ANNA, Limits(active=0)).inside and not [*home.iterdir()]


def test_the_next_waits_and_comes_in_in_order():
    now = 1e9
    assert come(ANNA, ONE, now=now).inside
    assert come(BEN, ONE, now=now + 1).place == 1
    assert come(CARL, ONE, now=now + 2).place == 2
    assert come(ANNA, ONE, now=now + 3).inside  # another page, or another tab
    assert counts(ONE, now=now + 3) == (1, 2)
    late = now + 4
    while late < now + 3 + GRACE:  # Anna has gone; the others look now and then
        assert [come(CARL, ONE, now=late).place, come(BEN, ONE, now=late).place] == [2, 1]
        late += 10
    assert come(CARL, ONE, now=late).place == 2  # in order, whoever asks first
    assert come(BEN, ONE, now=late).inside
    standing = come(CARL, ONE, now=late + 30)
    assert standing.place == 1 and standing.seconds == pytest.approx(30)


def test_an_open_tab_keeps_the_place():
    now = 1e9
    come(ANNA, ONE, now=now)
    for passed in range(0, 600, 15):
        still_here([ANNA, BEN], ONE, now=now + passed)
        assert come(BEN, ONE, now=now + passed).place == 1


def test_who_returns_soon_stands_where_they_stood():
    now = 1e9
    come(ANNA, ONE, now=now)
    come(BEN, ONE, now=now + 50)
    assert come(BEN, ONE, now=now + GRACE + 1).inside
    assert come(CARL, ONE, now=now + GRACE + 2).place == 1
    assert come(ANNA, ONE, now=now + GRACE + 3).place == 1  # before Carl, who came later
    assert come(CARL, ONE, now=now + GRACE + 3).place == 2
    still_here([ANNA], ONE, now=now + GRACE + 4)  # a tab that is open again is not a place
    assert counts(ONE, now=now + GRACE + 4) == (1, 2)
    much_later = now + GRACE + 2 + RETURN
    assert come(DORA, ONE, now=much_later).inside
    assert come(ANNA, ONE, now=much_later + 1).place == 1


def test_who_waited_and_went_is_passed_over():
    now = 1e9
    come(ANNA, ONE, now=now)
    come(BEN, ONE, now=now)
    assert come(CARL, ONE, now=now + IN_LINE + 1).place == 1
    assert come(BEN, ONE, now=now + IN_LINE + 2).place == 1


def test_a_clock_that_jumps_keeps_nobody_out_for_good():
    come(ANNA, ONE, now=1e9)
    assert come(BEN, ONE, now=1e9 - 10 * RETURN).inside
    assert come(CARL, ONE, now=1e9 + 10 * RETURN).inside


def test_a_damaged_store_leaves_the_door_open(home):
    (home / "host").mkdir()
    (home / "host" / "admission.sqlite").write_bytes(b"no database at all" * 100)
    assert come(ANNA, ONE).inside and come(BEN, ONE).inside


COMES = """
import sys
from core.host.admission import come
from core.limits import Limits
from core.owner import Owner
print(sum(come(Owner.of(f"{sys.argv[1]} {n}"), Limits(active=7), now=1e9).inside for n in range(14)))
"""


def test_several_processes_let_in_no_more_than_there_is_room_for():
    asked = [sys.executable, "-c", COMES]
    all_three = [subprocess.Popen([*asked, name], cwd=ROOT, stdout=subprocess.PIPE, text=True) for name in "abc"]
    assert sum(int(one.communicate(timeout=60)[0]) for one in all_three) == 7
    assert counts(ONE, now=1e9) == (7, 35)


def test_a_visitor_is_kept_by_a_hash_of_their_own(home):
    come(ANNA, Limits(active=3))
    assert ANNA.mark.encode() not in b"".join(path.read_bytes() for path in (home / "host").iterdir())
    assert admission.Standing().inside and not Standing(2).inside
