"""How a command ends."""

from enum import IntEnum

import click


class Exit(IntEnum):
    """Exit codes; if several hold, usage comes before incomplete, and that before findings."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERRUPTED = 130


class Failure(click.ClickException):
    """The end of a command, with what to say on standard error."""

    def __init__(self, message: str, code: Exit) -> None:
        """`message` names the thing, what was found, and the way out."""
        super().__init__(message)
        self.code = code
