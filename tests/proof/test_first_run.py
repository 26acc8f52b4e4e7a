"""The first run on an old estate."""

from benchmarks.year.estate import capped, lifted


def test_a_first_run_keeps_to_its_caps_and_leaves_what_is_old_alone() -> None:
    """Nothing older than `policy.since` is touched, and the work ends when the caps let it."""
    ran = capped(60, max_changes=7, max_notifications=5)
    assert ran.problems == []
    assert len(ran.runs) > 4
    assert ran.adopted > 0


def test_without_caps_a_second_run_changes_nothing() -> None:
    """Tickets made by hand are adopted once, never doubled, and all is said in one run."""
    ran = lifted(60)
    assert ran.problems == []
    assert ran.adopted > 0
    assert ran.made > ran.adopted
