"""The Look inside page: which network, what it is given, and its steps."""
