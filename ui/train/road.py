"""By which steps do many go to a model of their hand, what came of each or is expected, and where is it tried?"""

from __future__ import annotations

import streamlit as st

from core.training.recipes import RECIPES
from core.training.recipes.road import MEASURED, ROAD, SHORT
from ui.train import recipes

TRAIN, EXPLORE = "pages/Train.py", "pages/Explore.py"
ICONS = {TRAIN: ":material/school:", EXPLORE: ":material/bubble_chart:"}


def panel() -> None:
    """Draw the steps, folded up, each with what came of it or is expected, and where it is tried."""
    with st.expander("The long road to a model of one's hand", icon=":material/route:", key="road"):
        st.markdown(f"Six steps, as they are often taken. {MEASURED}")
        for n, step in enumerate(ROAD, 1):
            st.markdown(f"**{n}. {step.title}.** {step.about} {step.outcome}")
            if step.recipe:
                _link(step.recipe)
            elif step.explores:
                st.page_link(EXPLORE, label="Clusters, on Explore", icon=ICONS[EXPLORE])
        st.markdown(f"**The short road.** {SHORT}")
        if recipes.fits("my-hand"):
            _link("my-hand")


def _link(recipe: str) -> None:
    st.page_link(TRAIN, label=RECIPES[recipe].title, icon=ICONS[TRAIN], query_params={"recipe": recipe})
