"""What stands on the page Learn: the exhibits, the lessons and the words."""
