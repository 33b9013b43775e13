"""The Write page: a model writes what somebody types."""
