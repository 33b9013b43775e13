"""Each component of the browser, declared and typed: what it is sent and what it reports."""
