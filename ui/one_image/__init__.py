"""The One image page: what can be learned of a hand from one image."""
