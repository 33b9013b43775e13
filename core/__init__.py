"""What can be done with generative models of handwriting, without any user interface."""

__version__ = "0.1.0"
