"""The review in the service: on its page, by the API, and posted once a week."""

import json
from pathlib import Path

import pytest

from syncd.cli import main
from syncd.service.rounds import EVERYTHING
from tests.service.conftest import Open
from tests.service.house import House


@pytest.mark.parametrize("period", ["weekly", "monthly", "quarterly"])
def test_the_api_has_what_the_command_has(
    house: House, company: Path, period: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`/api/v1/review` gives what `syncd review --format json` prints."""
    main(
        ["review", "--config", str(company / "syncd.toml"), "--now", "2026-03-02T09:00:00Z",
         "--period", period, "--format", "json"]
    )  # fmt: skip
    assert house.web.get(f"/api/v1/review?period={period}").json() == json.loads(
        capsys.readouterr().out
    )


def test_a_period_that_is_none(house: House) -> None:
    """Another period is refused by the API; the page shows the weekly review."""
    assert house.web.get("/api/v1/review?period=daily").status_code == 400
    assert "Weekly review" in house.web.get("/review?period=daily").text


def test_the_page_follows_the_agenda(house: House) -> None:
    """The page has the sections of the review in their order, each item with what to do."""
    page = house.web.get("/review").text
    headings = ["Finished", "New from incidents", "P0: where", "P1: where", "Overdue and stalled"]
    places = [page.index(f">{heading}") for heading in headings]
    assert places == sorted(places)
    assert "Add a circuit breaker to the client" in page
    assert "name one person" in page
    quarterly = house.web.get("/review?period=quarterly").text
    assert "For leadership" in quarterly
    assert "Clean-up" in quarterly


def test_before_the_first_pass(open_house: Open) -> None:
    """Without a pass there is no review, and the page says so."""
    house = open_house()
    assert "There was no pass yet." in house.web.get("/review").text
    assert house.web.get("/api/v1/review").status_code == 404


def test_it_is_posted(open_house: Open, company: Path) -> None:
    """The pass on the day of the review posts it, and the next one does not."""
    house = open_house(SYNCD_SERVICE__REVIEW_FILE="reviews/{date}.md")
    house.look(EVERYTHING)
    (review,) = (company / "reviews").iterdir()
    assert review.name == "2026-03-02.md"
    assert review.read_text().startswith("# Weekly review, 2026-02-23 to 2026-03-02 (30 minutes)")
    review.unlink()
    house.look(EVERYTHING)
    assert not review.exists()


def test_a_place_that_is_away_ends_no_pass(open_house: Open, company: Path) -> None:
    """A review that cannot be posted is no failure of the pass; the next one tries again."""
    (company / "reviews").write_text("a file where the folder should be")
    house = open_house(SYNCD_SERVICE__REVIEW_FILE="reviews/{date}.md")
    house.look(EVERYTHING)
    assert house.web.get("/api/v1/passes").json()["passes"][0]["complete"]
    (company / "reviews").unlink()
    house.look(EVERYTHING)
    assert (company / "reviews" / "2026-03-02.md").exists()
