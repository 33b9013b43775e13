"""Which strategies have not been scored, and how is that asked for?"""

from __future__ import annotations

import streamlit as st

from core.config import ConfigError
from core.library import Entry
from core.library.model_card import plain
from core.sampling import SAMPLERS, AnySamplerConfig
from core.scores import Conditions, SampleTable, ScoringConfig
from core.scores.enough import objection
from core.scores.words import named
from core.tasks import ScoreTask
from core.types import ModelError
from ui import forms
from ui.map import forming
from ui.sample.strategies import not_offered
from ui.sample.view import SampleView
from ui.shared.ask_worker import ask


def show(view: SampleView, table: SampleTable, chosen: Conditions | None) -> None:
    """Draw the settings of a scoring, and a button for each strategy that has none in the table.

    chosen: conditions to begin with, so that new scores compare with those.
    """
    if why := objection(view.entry.config.dataset):
        st.caption(why)
        return
    st.subheader("Not scored yet")
    begin = usual(chosen, view.label).replace(steps=view.steps, guidance=view.guidance)
    if view.steps is not None or view.guidance is not None:
        st.caption("Drawn as the dials of the pad say, in other steps or with other guidance than the model's own.")
    if view.label is not None and view.label not in {one.label for one in table.conditions}:
        begin = begin.replace(label=view.label)
        name = plain(view.entry.config.classes[view.label])
        st.caption(f"Class {name} alone, as chosen above: the scores of all classes say nothing of it.")
    with st.popover("How it is scored", icon=":material/tune:"):
        st.caption("Only scores of as many images compare. Fewer are quicker, and their Fréchet distance is larger.")
        # Another key with other conditions: these settings are where new widgets begin.
        key = f"scoring-{begin.n}-{begin.seeds}-{begin.label}"
        wanted = forms.config_form(begin, key=key, hidden=("sampler", "label", "steps", "guidance"))
    if wanted is None:
        return
    missing = _missing(view, table, wanted)
    if not missing:
        st.caption("Every strategy is scored under these conditions.")
        return
    with st.grid(2, min_column_width=300, gap="small"):
        for i, config in enumerate(missing):
            with st.container():
                ask_for(view.entry, wanted.replace(sampler=config), key=f"score-{i}")
    st.caption("A worker does it; how long it takes goes with images, seeds and model. The scores are kept.")


def usual(chosen: Conditions | None, label: int | None) -> ScoringConfig:
    """Return the settings under which a scoring compares with those made under `chosen`."""
    config = ScoringConfig(sampler=SAMPLERS["prior"](), label=label)
    if chosen is None:
        return config
    try:
        return config.replace(n=chosen.n, seeds=chosen.seeds, label=chosen.label)
    except ConfigError:  # what came along with somebody's model was scored in other numbers than are offered here
        return config


def ask_for(entry: Entry, scoring: ScoringConfig, *, key: str, name: str = "") -> None:
    """Draw a button that has a strategy of a model scored, and how far it is; or why none can be.

    name: what is scored, in words.
    """
    if why := objection(entry.config.dataset):
        st.caption(why)
        return
    task = ScoreTask(model=entry.id, scoring=scoring)
    name = name or named(scoring.sampler, scoring.temperature, scoring.steps, scoring.guidance)
    try:
        now = forming.status_of(task)
        if now is not None and now.state in forming.ACTIVE:
            st.caption(name)  # the bar says how far it is, and not of what
        ask(task, f"Score {name}", key=f"{key}-{task.key()}", icon=":material/straighten:",
            help=scoring.sampler.about)  # fmt: skip
    except ModelError as error:  # nothing has been learned yet
        st.caption(forms.sentence(error))


def _missing(view: SampleView, table: SampleTable, wanted: ScoringConfig) -> list[AnySamplerConfig]:
    """Return the strategies of the columns, then all others that this model can be sampled by, without scores."""
    away = not_offered(view.entry)
    there = {
        (one.sampler.to_json(), one.temperature, one.steps, one.guidance, of.n, of.seeds, of.label)
        for one in table.entries
        if one.sampler and (of := one.conditions)
    }
    columns = [column.config for column in view.columns]
    configs = [*columns, *(kind() for name, kind in SAMPLERS.items() if not away[name])]
    # Variations of one image are not to be held against all of them.
    known = {config.to_json(): config for config in configs if getattr(config, "index", -1) < 0}
    under = (wanted.temperature, wanted.steps, wanted.guidance, wanted.n, wanted.seeds, wanted.label)
    return [config for text, config in known.items() if (text, *under) not in there]
