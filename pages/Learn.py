"""Learn: lessons that lead through the app, exhibits of one idea each, and what the words mean."""

import streamlit as st

from ui import terms
from ui.frame import close_page, open_page
from ui.learn import classroom, exhibits, path, teaching, words

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
    lessons, glossary, class_room = st.tabs(["Lessons", "Words", "For teachers"])
    with lessons:
        path.show()
        exhibits.show_all()
    with glossary:
        words.show()
    with class_room:
        teaching.show()
close_page("Learn")
