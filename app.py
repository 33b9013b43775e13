"""The way in: whichever page is asked for, with the menu around it; and what stands before all of them."""

import streamlit as st

if __name__ == "__main__":
    from ui.frame import run

    run()
else:  # `streamlit run` asks for the application once, before there is any page
    from ui.failures import tell
    from ui.gate import at_the_door, at_work

    app = st.App(__file__, middleware=at_the_door(), lifespan=at_work, on_script_error=tell)
