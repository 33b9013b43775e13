"""Everything that knows Streamlit; pages import it, core does not."""
