"""Do scores of one model come together in one table, whoever writes it, and go when the model changes?"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.library.folder import Entry, entry_at
from core.metrics.score import Score
from core.sampling import KdeConfig, NeighbourMixingConfig, PriorConfig, TruncatedPriorConfig
from core.scores import Conditions, SampleScores, SampleTable
from core.scores.table import EDITION, FILE, merge, read, weights_of
from core.types import ModelError
from tests.core.conftest import brief_run

ROOT = Path(__file__).parents[3]
CONDITIONS = Conditions(features="a classifier", n=100, real=90, seeds=3)


def scored(sampler=None, source: str = "strategy", value: float = 1.0, **changes) -> SampleScores:
    given = {"conditions": CONDITIONS, "rows": {"frechet": Score(value=value, unit="distance", spread=0.1)}}
    given["edition"] = EDITION
    return SampleScores(source=source, sampler=sampler, **given | changes)


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    (tmp_path / "config.json").write_text(brief_run().to_json())
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    return entry_at(tmp_path)


def test_new_scores_stand_beside_others_and_replace_their_own(entry: Entry) -> None:
    assert read(entry) is None
    merge(entry.path, scored(source="floor", value=0.5), scored(PriorConfig()))
    merge(entry.path, scored(KdeConfig()), scored(PriorConfig(), value=2.0), scored(source="limit", value=0.7))
    table = read(entry)
    assert [(s.sampler.name, s.rows["frechet"].value) for s in table.entries] == [("kde", 1.0), ("prior", 2.0)]
    assert table.floor.rows["frechet"].value == 0.5
    assert table.limit.rows["frechet"].value == 0.7
    assert SampleTable.from_json(table.to_json()) == table


def test_what_was_measured_otherwise_is_kept_apart(entry: Entry) -> None:
    fewer = CONDITIONS.replace(n=50)
    merge(entry.path, scored(PriorConfig()), scored(source="floor"))
    merge(entry.path, scored(PriorConfig(), value=9.0, conditions=fewer))
    table = read(entry)
    assert table.conditions == (fewer, CONDITIONS)
    assert [s.rows["frechet"].value for s in table.under(CONDITIONS).entries] == [1.0]
    assert table.under(fewer).floor is None


def test_scores_of_other_weights_are_left_out_and_then_dropped(entry: Entry) -> None:
    old = weights_of(entry.path)
    merge(entry.path, scored(source="floor"), scored(PriorConfig(), weights=old))
    (entry.path / "model.safetensors").write_bytes(b"trained further")
    assert [scores.source for scores in read(entry).scored] == ["floor"]
    merge(entry.path, scored(KdeConfig(), weights=weights_of(entry.path)))
    assert old not in (entry.path / FILE).read_text()
    assert weights_of(entry.path.parent) == ""


def test_what_was_fitted_in_another_way_does_not_stand_beside_what_is_fitted_now(entry: Entry) -> None:
    old = (scored(KdeConfig(), edition=1), scored(PriorConfig(), edition=1), scored(NeighbourMixingConfig(), edition=1))
    (entry.path / FILE).write_text(SampleTable(scored=old).to_json())
    assert [scores.sampler.name for scores in read(entry).scored] == ["prior", "neighbour-mixing"]


def test_the_reconstruction_limit_is_read_under_the_name_it_had(entry: Entry) -> None:
    text = SampleTable(scored=(scored(source="limit", value=0.7),)).to_json()
    (entry.path / FILE).write_text(text.replace('"limit"', '"ceiling"'))
    assert read(entry).limit.rows["frechet"].value == 0.7


def test_many_may_write_at_once(entry: Entry) -> None:
    cutoffs = [0.5 + i / 10 for i in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda c: merge(entry.path, scored(TruncatedPriorConfig(cutoff=c))), cutoffs))
    assert sorted(scores.sampler.cutoff for scores in read(entry).entries) == cutoffs
    assert {path.name for path in entry.path.iterdir()} == {"config.json", "model.safetensors", FILE}


def test_what_is_not_a_table_is_refused_in_one_sentence(entry: Entry) -> None:
    (entry.path / FILE).write_text('{"scored": [{"source": "strategy"}]}')
    with pytest.raises(ModelError, match=f"{FILE} of .* cannot be read: "):
        read(entry)
    with pytest.raises(ValueError, match="sampler must be named"):
        scored(None)
    with pytest.raises(ValueError, match="sampler must be named"):
        scored(PriorConfig(), source="floor")
    with pytest.raises(ValueError, match="frechet must be one number, got several"):
        scored(PriorConfig(), value=(1.0, 2.0))
    with pytest.raises(ValueError, match="n must be between 1 and 1e\\+09"):
        CONDITIONS.replace(n=10**10)


def test_pages_read_the_table_without_torch() -> None:
    code = (
        "import sys; import core.scores.table, core.metrics\n"
        "heavy = {'torch', 'torchmetrics', 'sklearn', 'scipy'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
