"""Every number that a team may change: the tables `[policy]` and `[labels]`, with defaults."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from syncd.model import Category, Priority

_STRICT: Mapping[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class PriorityPolicy:
    """`[policy.priority]`: how impact and effort (1 to 4 each) become a priority.

    Source: Post-Mortem Action Item Tracking, "Prioritization".
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    p0_ratio: float = 3.0
    p1_ratio: float = 1.5
    p2_ratio: float = 0.75
    p0_impact: int = 4
    overrides: bool = True
    sev1_impact: int = 3


@dataclass(frozen=True, slots=True)
class DaysByPriority:
    """A number of days for each priority."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    P0: int
    P1: int
    P2: int
    P3: int

    def __getitem__(self, priority: Priority) -> int:
        """The days for one priority."""
        days: int = getattr(self, priority.value)
        return days


@dataclass(frozen=True, slots=True)
class Likeness:
    """`[policy.likeness]`: from how like two texts are on they mean the same, of 100."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    item: int = 85
    cause: int = 80
    cause_in_service: int = 70


@dataclass(frozen=True, slots=True)
class MeasuresPolicy:
    """`[policy.measures]`: in percent, what is expected of the measures.

    Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates".
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    completion_target: int = 85
    completion_systemic: int = 70
    recurrence: int = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """`[policy]`: what is expected of action items, and how much one pass may do."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    since: dt.date | None = None
    max_changes: int = 500
    max_notifications: int = 50
    capacity: int = 9
    due_soon_days: int = 2
    min_items: int = 3
    max_items: int = 7
    effort_days: Mapping[int, int] = field(default_factory=lambda: {3: 7, 4: 14})
    priority: PriorityPolicy = field(default_factory=PriorityPolicy)
    likeness: Likeness = field(default_factory=Likeness)
    due: DaysByPriority = field(default_factory=lambda: DaysByPriority(7, 14, 30, 60))
    acceptable: DaysByPriority = field(default_factory=lambda: DaysByPriority(14, 30, 60, 90))
    escalate: DaysByPriority = field(default_factory=lambda: DaysByPriority(2, 7, 14, 30))
    cadence: DaysByPriority = field(default_factory=lambda: DaysByPriority(1, 7, 14, 30))
    reminders: bool = True
    patience: int = 10
    working_days: bool = False
    timezone: str = "UTC"
    quiet: str = ""
    holidays: str = ""
    decayed_days: int = 30
    zombie_days: int = 90
    zombie_pushes: int = 3
    zombie_lowerings: int = 2
    measures: MeasuresPolicy = field(default_factory=MeasuresPolicy)


@dataclass(frozen=True, slots=True)
class Labels:
    """`[labels]`: what syncd calls its labels, for teams where the defaults clash.

    `priority` and `category` are prefixes.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = _STRICT

    post_mortem: str = "post-mortem"
    priority: str = "priority/"
    category: str = "category/"
    missing_owner: str = "syncd/missing-owner"
    overdue: str = "syncd/overdue"
    stalled: str = "syncd/stalled"
    zombie: str = "syncd/zombie"

    def of_priority(self, priority: Priority) -> str:
        """The label that shows a priority."""
        return f"{self.priority}{priority}"

    def of_category(self, category: Category) -> str:
        """The label that shows a category."""
        return f"{self.category}{category}"

    def all(self) -> frozenset[str]:
        """Every label that syncd writes."""
        return frozenset(
            {self.post_mortem, self.missing_owner, self.overdue, self.stalled, self.zombie}
            | {self.of_priority(priority) for priority in Priority}
            | {self.of_category(category) for category in Category}
        )
