"""The secrets that tests use: every one has the same pattern in it, which nothing may show.

`tests/leaks.py` looks for the pattern in all that a test run prints, logs, raises and writes.
Secrets reach syncd through the environment alone; a test about secrets in files says so with
the marker `keeps_secrets`.
"""

PATTERN = "NEVER-SHOW"


def token(name: str) -> str:
    """A secret of that name; the same name gives the same secret."""
    return f"{PATTERN}-{name}"
