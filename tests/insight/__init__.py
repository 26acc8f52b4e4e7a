"""The measures and the review."""
