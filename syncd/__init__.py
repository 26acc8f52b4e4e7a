"""syncd keeps post-mortem action items and their tickets together until they are done."""

__version__ = "0.1.0"
