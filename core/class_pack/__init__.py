"""What does a class need that has no server? A folder of plain pages, alive in the browser, from a double click."""
