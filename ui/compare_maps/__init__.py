"""What stands around two maps on Compare maps: which two they are, where they come from, and what the numbers say."""
