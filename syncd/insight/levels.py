"""How good a measure is, by what is expected of it.

Source: Post-Mortem Action Item Tracking, "Measuring Completion Rates".
"""

from enum import StrEnum

from syncd.insight.figures import Completion, Recurrence
from syncd.policy.settings import MeasuresPolicy


class Grade(StrEnum):
    """`bad` is wrong with the system, not with a single item."""

    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


def completion_grade(found: Completion, expected: MeasuresPolicy) -> Grade | None:
    """How good a completion rate is; None without data."""
    if not found.due:
        return None
    percent = 100 * found.on_time
    if percent >= expected.completion_target * found.due:
        return Grade.OK
    return Grade.WARNING if percent >= expected.completion_systemic * found.due else Grade.BAD


def recurrence_grade(found: Recurrence, expected: MeasuresPolicy) -> Grade | None:
    """How good a recurrence rate is; None without data."""
    if not found.incidents:
        return None
    too_many = 100 * found.recurring > expected.recurrence * found.incidents
    return Grade.BAD if too_many else Grade.OK
