"""The textbook that stands beside any page and leads through the app, step by step."""
