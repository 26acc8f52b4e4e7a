"""Verdicts: one exception class for each way in which syncd reacts.

An adapter maps what its system answered to a verdict once, at its edge; whoever calls it
decides by the class alone and never looks at a status code. What is in no class is a bug.
"""


class PortError(Exception):
    """Something at a source or tracker did not work; the message names it and the way out."""


class DeniedError(PortError):
    """No permission: that account, project or folder rests for this pass."""


class GoneError(PortError):
    """What was to be written is not there, or out of reach: it has to be looked for again."""


class LimitedError(PortError):
    """A rate limit: the account rests for `retry_after` seconds, others go on."""

    def __init__(self, message: str, retry_after: float) -> None:
        """`retry_after` is in seconds of real time."""
        super().__init__(message)
        self.retry_after = retry_after


class AgainError(PortError):
    """A read, or a write that is safe to repeat, failed for now."""


class UnsureError(PortError):
    """A write may or may not have happened: look for its marker before doing it again."""


class StaleError(PortError):
    """What was decided upon has changed since: read again, decide again."""


class RejectedError(PortError):
    """The system refuses this one change, in its own words; others go on."""
