"""Priorities: the matrix, its boundaries, and the three overrides."""

from dataclasses import replace

import pytest

from syncd.model import Category, Priority, Severity
from syncd.policy.score import Score, priority_of
from syncd.policy.settings import PriorityPolicy

MATRIX = PriorityPolicy(overrides=False)
OVERRIDES = PriorityPolicy()


def score(
    impact: int,
    effort: int,
    policy: PriorityPolicy = OVERRIDES,
    *,
    severity: Severity | None = None,
    category: Category | None = None,
    halves_duration: bool = False,
    repeated: bool = False,
) -> Score:
    """The score of an item; fails where there is none."""
    scored = priority_of(
        impact,
        effort,
        severity=severity,
        category=category,
        halves_duration=halves_duration,
        repeated=repeated,
        policy=policy,
    )
    assert scored is not None
    return scored


@pytest.mark.parametrize(
    ("impact", "effort", "expected"),
    [
        (1, 1, "P2"), (1, 2, "P3"), (1, 3, "P3"), (1, 4, "P3"),
        (2, 1, "P1"), (2, 2, "P2"), (2, 3, "P3"), (2, 4, "P3"),
        (3, 1, "P0"), (3, 2, "P1"), (3, 3, "P2"), (3, 4, "P2"),
        (4, 1, "P0"), (4, 2, "P0"), (4, 3, "P0"), (4, 4, "P0"),
    ],
)  # fmt: skip
def test_matrix(impact: int, effort: int, expected: str) -> None:
    """Each of the sixteen pairs of impact and effort has the priority that the matrix gives."""
    assert score(impact, effort, MATRIX).priority == expected


SEED_TABLE = [
    (Category.PREVENT, 4, 2, "P0"),
    (Category.DETECT, 3, 1, "P0"),
    (Category.MITIGATE, 3, 2, "P1"),
    (Category.DETECT, 2, 1, "P1"),
    (Category.PREVENT, 3, 4, "P2"),
]


@pytest.mark.parametrize(("category", "impact", "effort", "expected"), SEED_TABLE)
def test_published_example(category: Category, impact: int, effort: int, expected: str) -> None:
    """The published example table is the matrix, before overrides, in a SEV-1."""
    scored = score(impact, effort, MATRIX, severity=Severity.SEV1, category=category)
    assert scored.priority == expected


def test_published_example_with_overrides() -> None:
    """In a SEV-1 the last row of the example is P0, and the reason shows both priorities."""
    scored = score(3, 4, severity=Severity.SEV1, category=Category.PREVENT)
    assert scored.priority is Priority.P0
    assert scored.reason == "P2 (3/4 = 0.75) -> P0 (SEV-1, impact >= 3)"


@pytest.mark.parametrize(
    ("threshold", "impact", "effort", "at", "below"),
    [
        ("p0_ratio", 3, 1, "P0", "P1"),
        ("p1_ratio", 3, 2, "P1", "P2"),
        ("p2_ratio", 3, 4, "P2", "P3"),
    ],
)
def test_boundary_ratios(threshold: str, impact: int, effort: int, at: str, below: str) -> None:
    """A ratio that equals its threshold has the higher priority; a hair below has the lower."""
    assert score(impact, effort, MATRIX).priority == at
    ratio = impact / effort
    just_above = replace(MATRIX, **{threshold: ratio + 1e-9})  # type: ignore[arg-type]
    assert score(impact, effort, just_above).priority == below


@pytest.mark.parametrize(
    ("severity", "impact", "effort", "expected"),
    [
        (Severity.SEV1, 3, 4, "P0"),
        (Severity.SEV1, 2, 4, "P3"),  # near miss: the impact is too small
        (Severity.SEV2, 3, 4, "P2"),  # near miss: the incident was not bad enough
        (None, 3, 4, "P2"),
    ],
)
def test_first_override(severity: Severity | None, impact: int, effort: int, expected: str) -> None:
    """An item of a SEV-1 with impact 3 or more is P0."""
    assert score(impact, effort, severity=severity).priority == expected


@pytest.mark.parametrize(
    ("category", "halves", "impact", "effort", "expected"),
    [
        (Category.DETECT, True, 1, 4, "P1"),
        (Category.DETECT, False, 1, 4, "P3"),
        (Category.PREVENT, True, 1, 4, "P3"),
        (Category.DETECT, True, 3, 1, "P0"),  # at least P1, so P0 stays
    ],
)
def test_second_override(
    category: Category, halves: bool, impact: int, effort: int, expected: str
) -> None:
    """Detection that would have halved the incident is at least P1."""
    scored = score(impact, effort, category=category, halves_duration=halves)
    assert scored.priority == expected


@pytest.mark.parametrize(
    ("impact", "effort", "expected"), [(1, 4, "P2"), (1, 1, "P1"), (2, 1, "P0"), (4, 1, "P0")]
)
def test_third_override(impact: int, effort: int, expected: str) -> None:
    """What two post-mortems ask for goes up one level, and P0 stays P0."""
    assert score(impact, effort, repeated=True).priority == expected


def test_overrides_add_up_in_order() -> None:
    """Overrides apply one after the other, and each that changes something is in the reason."""
    scored = score(1, 2, category=Category.DETECT, halves_duration=True, repeated=True)
    assert scored.matrix is Priority.P3
    assert scored.reason == (
        "P3 (1/2 = 0.50) -> P1 (detection that halves the duration)"
        " -> P0 (two post-mortems ask for it)"
    )


def test_impact_alone_is_in_the_reason() -> None:
    """Where impact decides and not the ratio, the reason says so."""
    assert score(4, 2).reason == "P0 (4/2 = 2.00, impact 4)"


@pytest.mark.parametrize(("impact", "effort"), [(None, 1), (3, None), (None, None)])
def test_no_score_without_both(impact: int | None, effort: int | None) -> None:
    """Without impact or without effort there is no computed priority."""
    scored = priority_of(
        impact,
        effort,
        severity=Severity.SEV1,
        category=None,
        halves_duration=True,
        repeated=True,
        policy=OVERRIDES,
    )
    assert scored is None
