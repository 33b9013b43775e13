"""How does a model learn? loop.py drives any Trainable; run.py says what a run is; recipes.py holds good ones."""
