"""What stands on a panel whose step of the run is not there yet, or never came?"""

from __future__ import annotations

import streamlit as st

from ui.one_image.run import Run


def say(run: Run, words: str) -> None:
    """Say `words` while the run goes on, else that it ended before."""
    st.markdown(words if run.active else "The run ended before it came to this.")
