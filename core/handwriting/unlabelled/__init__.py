"""How do pages become labelled letters where nobody types what they say? Whole clusters get their names at once."""
