"""The Train page: what to train, how it learns, and what to do with it then."""
