"""Does the verdict name the right winner, see a tie where there is one, and write numbers as they were measured?"""

from __future__ import annotations

import csv
import io

import pytest

from core.metrics import ROWS
from core.metrics.score import Score
from core.sampling import SAMPLERS
from core.scores import verdict, words
from core.scores.table import SampleTable
from tests.core.scores.tables import USUAL, deep, scored


def told(table: SampleTable) -> dict[str, str]:
    return {finding.question: finding.text for finding in verdict.verdict(table)}


def test_each_question_names_its_winner_with_the_numbers():
    found = told(deep())
    assert found["Closest to real images"] == (
        "By Fréchet distance: Gaussian mixture (25.3 ± 0.4), next Kernel density (38.3 ± 0.4), last Standard prior "
        "(150.7 ± 0.4)."
    )
    believable, various = found["As believable as real images"], found["As various as real images"]
    assert believable.startswith("By precision (real images 94.0 % ± 0.4): Gaussian mixture (96.1 % ± 0.4), next")
    assert "By recall (real images 94.8 % ± 0.4): Kernel density (88.2 % ± 0.4)" in various
    assert "By coverage (real images 94.9 % ± 0.4): Gaussian mixture (90.0 % ± 0.4)" in various


def test_what_there_was_to_win_lies_between_floor_and_limit():
    text = told(deep())["What there was to win"]
    assert "1.34 ± 0.40 for real training images" in text and "16.1 ± 0.4 for the model's" in text
    assert "Gaussian mixture is 1.6 times" in text and "Standard prior is 9.4 times" in text
    without = SampleTable(scored=tuple(s for s in deep().scored if s.source == "strategy"))
    assert "What there was to win" not in told(without)


@pytest.mark.parametrize(("spread", "tied"), [(0.001, False), (0.05, True)])
def test_a_difference_below_the_spread_is_a_tie(spread, tied):
    table = SampleTable(
        scored=(
            scored("kde", 30.0, 0.91, spread=spread),
            scored("k-means", 33.0, 0.90, spread=spread),
            scored("prior", 90.0, 0.50, spread=spread),
        )
    )
    text = told(table)["Closest to real images"]
    assert ("Kernel density (30.0 ± " in text and "k-means (33.0" in text and " tie, next" in text) == tied
    assert ("tie" not in text) == (not tied)
    assert "Standard prior (90.0" in text


def test_when_all_tie_nobody_wins():
    table = SampleTable(scored=(scored("kde", 30.0, spread=0.5), scored("prior", 31.0, spread=0.5)))
    assert told(table)["Closest to real images"].startswith("By Fréchet distance: all tie, from 30.0")


def test_one_strategy_or_one_seed_says_so():
    one, none = SampleTable(scored=(scored("prior", 10.0),)), SampleTable()
    assert "Only Standard prior was scored" in told(one)["Nothing to compare yet"]
    assert "No strategy was scored" in told(none)["Nothing to compare yet"]
    text = told(deep(spread=None, under=USUAL.replace(seeds=1)))["Chance"]
    assert "One seed tells nothing about chance" in text


def test_a_number_that_is_no_contest_has_no_winner():
    table = deep()
    assert ROWS["nearest_training"].better == "neither"
    assert verdict.best(table.entries, "nearest_training") == []
    shares = [scored(name, 9.0, rows={"copied": (share, "share")}) for name, share in (("kde", 0.0), ("prior", 0.01))]
    assert verdict.best(shares, "copied") == []  # below chance is no better than chance
    assert [s.sampler.name for s in verdict.best(table.entries, "frechet")] == ["gaussian-mixture"]


def test_every_question_is_about_rows_there_are_and_can_be_won():
    for names in verdict.QUESTIONS.values():
        assert all(ROWS[name].better in ("lower", "higher", "real") for name in names)


@pytest.mark.parametrize(
    ("value", "unit", "spread", "text"),
    [
        (0.9613, "share", 0.0021, "96.1 % ± 0.2"),
        (25.31, "distance", 0.42, "25.3 ± 0.4"),
        (1234.5, "distance", 3.2, "1,234 ± 3"),
        (0.0123, "seconds", None, "0.012 s"),
        (2.298, "nats", 0.001, "2.298 nats ± 0.001"),
        (1.158, "ratio", None, "1.16"),
        (0.0, "distance", None, "0.0"),
    ],
)
def test_a_score_is_written_with_the_digits_that_count(value, unit, spread, text):
    assert words.written(Score(value=value, unit=unit, spread=spread)) == text


def test_a_strategy_is_called_by_its_title_and_what_is_unusual():
    assert words.titled(scored("gaussian-mixture", 1.0)) == "Gaussian mixture"
    changed = scored("gaussian-mixture", 1.0, settings={"components": 77, "per_class": False}, temperature=0.8)
    assert words.titled(changed) == "Gaussian mixture (components 77, per class off, temperature 0.8)"
    assert words.titled(scored("limit", 1.0)) == "Reconstructions"


def test_the_csv_holds_every_number_with_its_spread_and_nothing_a_spreadsheet_would_run():
    table = deep(under=USUAL.replace(features="=HYPERLINK(evil)"))
    rows = list(csv.DictReader(io.StringIO(words.csv_of(table))))
    assert [row["source"] for row in rows] == ["floor", "limit", *["strategy"] * 4]
    assert [row["strategy"] for row in rows[2:]] == ["prior", "kde", "gaussian-mixture", "k-means"]
    assert float(rows[4]["frechet"]) == 25.3 and float(rows[4]["recall_spread"]) == 0.004
    assert rows[0]["features"] == "'=HYPERLINK(evil)" and rows[4]["fit_seconds"] == "2.4"
    assert set(rows[0]) >= {name for name in ROWS if name in table.scored[0].rows}


def test_every_sampler_can_be_named():
    assert len({words.titled(scored(name, 1.0)) for name in SAMPLERS}) == len(SAMPLERS)
