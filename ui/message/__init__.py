"""A message in somebody's own hand, wherever it is written."""
