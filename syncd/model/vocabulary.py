"""The closed sets of words that post-mortems, tickets and findings are made of."""

from enum import IntEnum, StrEnum


class Category(StrEnum):
    """Where in the life of an incident an action item works."""

    PREVENT = "prevent"
    DETECT = "detect"
    MITIGATE = "mitigate"


class Priority(StrEnum):
    """How soon an action item is due: P0 now, P1 this week, P2 this month, P3 backlog."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"

    @property
    def raised(self) -> "Priority":
        """One level more urgent; P0 stays P0."""
        return _RAISED[self]


_RAISED = {
    Priority.P0: Priority.P0,
    Priority.P1: Priority.P0,
    Priority.P2: Priority.P1,
    Priority.P3: Priority.P2,
}


class Status(StrEnum):
    """Where an action item stands; `dropped` is closed without having been done."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self is Status.OPEN or self is Status.IN_PROGRESS


class Severity(IntEnum):
    """How bad the incident was; SEV-1 is the worst."""

    SEV1 = 1
    SEV2 = 2
    SEV3 = 3
    SEV4 = 4
    SEV5 = 5

    def __str__(self) -> str:
        """The way people write it: `SEV-1`."""
        return f"SEV-{self.value}"


class Level(StrEnum):
    """How much a finding matters; `off` switches its rule off."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for the most serious, so that findings sort worst first."""
        return _RANK[self]


_RANK = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2, Level.OFF: 3}
