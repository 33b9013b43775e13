"""Learn: exhibits of one idea each, alone by a link."""

import streamlit as st

from ui.frame import close_page, open_page
from ui.learn import exhibits

open_page("Learn")

if name := exhibits.asked_for():
    exhibits.show(name)
    st.page_link("pages/Learn.py", label="All that can be learned here", icon=":material/menu_book:")
else:
    st.title("Learn")
    st.markdown("Predict what will happen, then try it: that is how these models are understood.")
    exhibits.show_all()
close_page("Learn")
