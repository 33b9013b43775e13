"""How does somebody give all classes of a set about as many images: by how many, varied how, and what comes of it?

Whatever the set is: a hand's letters, images that were brought, or one that is known by name. What is made is a set of
the visitor's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st

from core.config import ConfigError
from core.datasets import DatasetConfig, own
from core.datasets.balance import BalanceConfig, asked_for, balanced
from core.handwriting.letters import letter_set
from core.owner import Owner
from core.words.text import shortened
from ui import charts, forms, state
from ui.shared import background, variations
from ui.shared.awaited import awaited
from ui.shared.class_bars import class_bars

FEW, MANY = 5, 40  # images of a class: fewer teach nothing of how it varies; so many that more are seldom missed
MOST = 100_000  # images of a balanced set
LONGEST_NAME = 60

OnMade = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A set that was balanced. id: of the own set; added: how many of its n images are varied ones.

    read: share that a reader still took for its class of what was tried, None without one; reader: what it is called.
    remarks: a sentence for whatever did not come out as asked.
    """

    id: str
    n: int
    added: int
    read: float | None
    reader: str
    remarks: tuple[str, ...]


@dataclass
class BalanceState:
    """settings: by the set that they are about; asked: of those that are to be made. made: by the new set's id."""

    settings: dict[str, BalanceConfig] = field(default_factory=dict)
    asked: dict[str, BalanceConfig] = field(default_factory=dict)
    made: dict[str, Made] = field(default_factory=dict)


def panel(dataset: DatasetConfig, *, key: str, on_made: OnMade) -> None:
    """Draw it all, folded up. on_made: told the id of a set that was made, once, before the page runs again."""
    with st.expander(
        "Balance the classes", icon=":material/equalizer:", key=f"{key}.balance", on_change="rerun"
    ) as box:
        if not box.open:
            return
        st.markdown(
            "A model learns most from the class of which there is most. Here the largest classes give some of theirs "
            "away, small ones are filled up with varied images of their own, and the smallest are left out."
        )
        _told(state.of(BalanceState).made.get(own.id_of(dataset)))
        counts = awaited(
            background.errand(("class counts", dataset), partial(_counts, dataset)),
            lambda error: st.error(forms.sentence(error)),
        )
        if counts is None:
            return
        if len(counts) < 2:
            st.info("These images have no classes, or a single one: there is nothing to balance.")
            return
        config = _settings(dataset, counts, key)
        if config:
            _make(dataset, counts, config, key, on_made)


def _counts(dataset: DatasetConfig, say: background.OnProgress) -> dict[str, int]:
    whole = variations.whole(dataset, say)
    found = np.bincount(whole.labels, minlength=len(whole.classes)) if whole.labels is not None else ()
    return {name: int(n) for name, n in zip(whole.classes, found, strict=False) if n}


def _usual(counts: dict[str, int]) -> BalanceConfig:
    """Return settings to begin with: nothing that is usual is cut, and the smaller half is filled up to the middle."""
    most = max(MANY, int(np.median(list(counts.values()))))
    return BalanceConfig(least=min(FEW, max(counts.values())), most=most, fill=most // 2)


def _settings(dataset: DatasetConfig, counts: dict[str, int], key: str) -> BalanceConfig | None:
    """Draw how many of each class there are to be, and how they are varied; None, and a sentence, if that cannot be."""
    known, name, key = state.of(BalanceState), dataset.to_json(), f"{key}.{dataset.name}{own.id_of(dataset)[:16]}"
    before = known.settings.setdefault(name, _usual(counts))
    with st.grid(3, min_column_width=190, gap=("small", "medium")):
        least = st.number_input(
            "Leave out classes with fewer than", 1, 10_000, before.least, key=f"{key}.least",
            help="Of a letter that was written twice a model learns two letters, not how it varies.",
        )  # fmt: skip
        most = st.number_input(
            "Keep of a class at most", 1, MOST, before.most, key=f"{key}.most",
            help="Of letters the least doubtful stay, of other images some by chance.",
        )  # fmt: skip
        fill = st.number_input(
            "Fill up to", 0, 10_000, before.fill, key=f"{key}.fill",
            help="Classes with fewer get varied images of their own up to so many; 0 for none.",
        )  # fmt: skip
    ways = variations.choose(dataset, before.ways, key=key) if fill else before.ways
    try:
        config = before.changed(least=int(least), most=int(most), fill=int(fill), ways=ways)
    except ConfigError as error:
        st.error(forms.sentence(error))
        return None
    known.settings[name] = config
    return config


def _make(dataset: DatasetConfig, counts: dict[str, int], config: BalanceConfig, key: str, on_made: OnMade) -> None:
    """Draw what there would be, and make it when it is asked for."""
    known, name, owner = state.of(BalanceState), dataset.to_json(), state.owner()
    after = asked_for(counts, config)
    st.plotly_chart(class_bars(counts, after), key=f"{key}.bars", config=charts.CONFIG, theme="streamlit")
    there = [n for n in after.values() if n]
    st.caption(_summed(counts, after))
    if not there or sum(there) > MOST:
        st.error(f"{sum(there):,} images of {len(there)} classes: 1 to {MOST:,} can be made." if there else
                 f"No class has {config.least} images: ask for fewer.")  # fmt: skip
        return
    st.button(
        "Make the balanced set", key=f"{key}.make", type="primary", icon=":material/equalizer:",
        on_click=known.asked.__setitem__, args=(name, config), disabled=after == counts,
    )  # fmt: skip
    if (asked := known.asked.get(name)) is None:
        return
    task = background.errand(
        ("balanced", dataset, asked, owner), partial(_balanced, dataset, asked, owner), owner=owner
    )  # fmt: skip
    made = awaited(task, lambda error: st.error(forms.sentence(error)))
    if task.done:
        del known.asked[name]
    if task.error:
        background.forget(("balanced", dataset, asked, owner))
    if made:
        own.note(made.id, shortened(f"{dataset.called(owner)}, balanced", LONGEST_NAME), owner)
        known.made[made.id] = made
        on_made(made.id)
        st.rerun()


def _summed(counts: dict[str, int], after: dict[str, int]) -> str:
    """Say in a sentence what there is and what there would be."""
    there = [n for n in after.values() if n]
    now = f"Now {len(counts)} classes of {min(counts.values()):,} to {max(counts.values()):,} images"
    return (
        f"{now}; balanced {len(there)} of {min(there):,} to {max(there):,}, {sum(there):,} in all."
        if there
        else f"{now}."
    )


def _balanced(dataset: DatasetConfig, config: BalanceConfig, owner: Owner, say: background.OnProgress) -> Made:
    """Make the set and keep it. For an errand."""
    whole = variations.whole(dataset, say)
    records = variations.records_of(dataset)
    judge = variations.judge(dataset, whole, owner)
    told = [one.get("doubt") for one in records]
    doubt = np.array(told, float) if told and all(isinstance(one, (int, float)) for one in told) else None
    found = balanced(whole, config, reads=judge[0] if judge else None, doubt=doubt, on_progress=say)
    say("Keeping the set", 1.0)
    plain = isinstance(dataset, own.OwnConfig) and dataset == own.OwnConfig(id=dataset.id)
    ink = letter_set.ink_at(own.id_of(dataset), whole, found.source[~found.made]) if plain else b""
    id = own.save(found.dataset, ink=ink)
    judged = [one for one in found.filled.values() if one.read is not None and one.added]
    share = (
        sum(one.read * one.added for one in judged if one.read) / sum(one.added for one in judged) if judged else None
    )
    return Made(id, len(found.dataset), int(found.made.sum()), share, judge[1] if judge else "", found.remarks)


def _told(made: Made | None) -> None:
    """Say what came of a set that was made here."""
    if made is None:
        return
    read = (
        f" {made.reader.capitalize()} still takes {100 * made.read:.0f} % of them for what they are."
        if made.read
        else ""
    )
    varied = f"{made.added:,} of them varied" if made.added else "none of them varied"
    st.success(f"Balanced: {made.n:,} images, {varied}.{forms.plain(read)}")
    for remark in made.remarks:
        st.caption(forms.sentence(Exception(remark)))
