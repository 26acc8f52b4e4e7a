"""Impact and effort to a priority, with the reason beside it."""

from dataclasses import dataclass
from functools import lru_cache

from syncd.model import Category, Priority, Severity
from syncd.policy.settings import PriorityPolicy


@dataclass(frozen=True, slots=True)
class Score:
    """A computed priority: what the matrix gives, what it is after overrides, and why."""

    matrix: Priority
    priority: Priority
    reason: str


@lru_cache(maxsize=1_000)
def priority_of(
    impact: int | None,
    effort: int | None,
    *,
    severity: Severity | None,
    category: Category | None,
    halves_duration: bool,
    repeated: bool,
    policy: PriorityPolicy,
) -> Score | None:
    """The priority of an action item; None where impact or effort is not known.

    The overrides apply in this order: a SEV-1 with enough impact becomes P0; detection that
    would have halved the incident is at least P1; what two post-mortems ask for goes up one.

    Source: Post-Mortem Action Item Tracking, "Prioritization"; its text counts, its table of
    examples shows the matrix alone.
    """
    if impact is None or effort is None:
        return None
    ratio = impact / effort
    if ratio >= policy.p0_ratio:
        matrix, because = Priority.P0, ""
    elif impact >= policy.p0_impact:
        matrix, because = Priority.P0, f", impact {impact}"
    elif ratio >= policy.p1_ratio:
        matrix, because = Priority.P1, ""
    elif ratio >= policy.p2_ratio:
        matrix, because = Priority.P2, ""
    else:
        matrix, because = Priority.P3, ""
    priority = matrix
    reason = f"{matrix} ({impact}/{effort} = {ratio:.2f}{because})"
    if policy.overrides:
        if severity is Severity.SEV1 and impact >= policy.sev1_impact and priority > Priority.P0:
            priority = Priority.P0
            reason += f" -> {priority} (SEV-1, impact >= {policy.sev1_impact})"
        if category is Category.DETECT and halves_duration and priority > Priority.P1:
            priority = Priority.P1
            reason += f" -> {priority} (detection that halves the duration)"
        if repeated and priority > Priority.P0:
            priority = priority.raised
            reason += f" -> {priority} (two post-mortems ask for it)"
    return Score(matrix, priority, reason)
