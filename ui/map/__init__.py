"""What stands around the pad on Explore: the menu of maps above it, and below it one panel for each question."""
