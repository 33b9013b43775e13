"""Measurements side by side with peers. Each prints a table and writes JSON; none is run by the tests."""
