"""How good is a model, in numbers that can be compared? One metric per file."""
