"""Learn: lessons that lead through the app, exhibits of one idea each, and what the words mean."""

import streamlit as st

from ui import state, terms
from ui.frame import close_page, open_page
from ui.learn import classroom, exhibits, path, teaching, words
from ui.learn.state import LearnState

open_page("Learn")

if name := exhibits.asked_for():
    exhibits.show(name)
    st.page_link("pages/Learn.py", label="All that can be learned here", icon=":material/menu_book:")
elif code := classroom.asked_for():
    classroom.show(code)
    st.page_link("pages/Learn.py", label="All that can be learned here", icon=":material/menu_book:")
else:
    st.title("Learn")
    terms.write(
        "A lesson is a textbook that stands beside the app and leads through it. **Predict first**, then try: who only "
        "watches a demonstration understands it hardly better than who has not seen it (Crouch et al. 2004, American "
        "Journal of Physics 72, 835)."
    )
    seen = state.of(LearnState).seen
    parts = {"Lessons": path.show, "Words": words.show, "For teachers": teaching.show}
    tabs = st.tabs(list(parts), on_change="rerun", key="learn-part")
    for tab, (name, show) in zip(tabs, parts.items(), strict=True):
        if tab.open or name in seen:  # once it was, what was set in it must stay
            seen.add(name)
            with tab:
                show()
close_page("Learn")
