"""Windows of whole days."""

from datetime import date

import pytest

from syncd.insight import Window, WindowError

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("90d", "2025-12-02", "2026-03-02"),
        ("0d", "2026-03-02", "2026-03-02"),
        ("2w", "2026-02-16", "2026-03-02"),
        ("2026-01-01..2026-01-31", "2026-01-01", "2026-01-31"),
        ("2026-02-23", "2026-02-23", "2026-03-02"),
    ],
)
def test_what_a_text_means(text: str, first: str, last: str) -> None:
    """Days back from today, two days, or a first day; both ends are included."""
    window = Window.parsed(text, TODAY)
    assert (window.first.isoformat(), window.last.isoformat()) == (first, last)
    assert window.first in window
    assert window.last in window
    assert date(2026, 3, 3) not in window


@pytest.mark.parametrize(
    "text", ["", "90", "-3d", "d", "2026-13-01", "2026-03-03", "2026-02-02..2026-02-01", "9999d.."]
)
def test_what_means_none(text: str) -> None:
    """Anything else is refused, with an example of what is not."""
    with pytest.raises(WindowError):
        Window.parsed(text, TODAY)


def test_months() -> None:
    """Twelve calendar months up to the last day, more where the window is longer."""
    months = list(Window.back(90, TODAY).months())
    assert len(months) == 12
    assert (months[0].first, months[0].last) == (date(2025, 4, 1), date(2025, 4, 30))
    assert (months[-1].first, months[-1].last) == (date(2026, 3, 1), TODAY)
    assert len(list(Window.back(730, TODAY).months())) == 25
    january = Window(date(2026, 1, 5), date(2026, 1, 20))
    assert next(month.first for month in january.months()) == date(2025, 2, 1)
