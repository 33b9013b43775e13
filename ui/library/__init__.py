"""The Library page: a card for each model, and models that are brought."""
