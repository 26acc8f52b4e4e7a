"""`syncd related`."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import POST_MORTEM, Run

NOW = ["--now", "2026-03-01T09:00:00Z"]
LATER = ["--now", "2026-03-20T09:00:00Z"]
CAUSE = "root_causes: [connection pool exhausted by retries without a limit]\n"


@pytest.fixture
def learned(company: Path) -> Path:
    """The company, whose post-mortem names its root cause."""
    path = company / "post-mortems" / "payments.md"
    path.write_text(POST_MORTEM.replace("services:", CAUSE + "services:"))
    return company


def related(run: Run, *args: str) -> list[str]:
    """The ids of what bears on it."""
    result = run("related", "--format", "json", *args)
    assert result.code == 0, result.err
    return [item["id"].removeprefix("PM-2026-0051-") for item in json.loads(result.out)["items"]]


def test_before_the_first_pass(run: Run, learned: Path) -> None:
    """An incident does not wait for a pass: documents and tickets are read, nothing is written."""
    before = sorted(learned.rglob("*"))
    assert related(run, "--cause", "pool exhausted", *NOW) == ["01", "02", "03"]
    assert sorted(learned.rglob("*")) == before


def test_after_a_pass_memory_answers(run: Run, learned: Path) -> None:
    """What the last pass left is enough: neither documents nor tickets are opened."""
    run("reconcile", *NOW)
    for folder in ("post-mortems", "tickets"):
        (learned / folder).rename(learned / f"{folder}-elsewhere")
        (learned / folder).mkdir()
    result = run("related", "--service", "Payments API", "--cause", "retry limit", *LATER)
    assert (result.code, result.err) == (0, "")
    assert "3 open action items bear on" in result.out
    assert "as of 2026-03-01 09:00 UTC" in " ".join(result.out.split())
    assert "(score 100: retries, limit)" in " ".join(result.out.split())


def test_what_is_done_is_left_out(run: Run, learned: Path) -> None:
    """An item that was finished on its ticket bears on nothing any more."""
    run("reconcile", *NOW)
    (ticket,) = [
        path for path in (learned / "tickets").rglob("*.md") if "circuit" in path.read_text()
    ]
    ticket.write_text(ticket.read_text().replace("status: open", "status: done"))
    run("reconcile", *NOW)
    assert related(run, "--service", "payments-api", *NOW) == ["01", "02"]


def test_after_the_settings_changed(run: Run, learned: Path) -> None:
    """Documents that memory holds from other settings are read again."""
    run("reconcile", *NOW)
    config = learned / "syncd.toml"
    config.write_text(config.read_text() + '[markdown]\nheadings = ["Aufgaben"]\n')
    assert related(run, "--cause", "pool exhausted", *NOW) == ["01", "02", "03"]


@pytest.mark.parametrize("args", [[], ["--service", ""], ["--cause", " "]])
def test_a_question_without_content(run: Run, company: Path, args: list[str]) -> None:
    """Without a service and a cause there is nothing to answer: exit 2, with what to say."""
    result = run("related", *args)
    assert (result.code, result.out) == (2, "")
    assert "say what has happened: --service S, --cause TEXT, or both" in result.err


def test_an_unknown_service(run: Run, learned: Path) -> None:
    """A mistyped service must not look like good news; the report stays one."""
    result = run("related", "--service", "payment-api", "--format", "json", *NOW)
    assert (result.code, json.loads(result.out)["items"]) == (0, [])
    assert "did you mean 'payments-api'?" in result.err
    assert "did you mean" not in run("related", "--cause", "a mouse", *NOW).err


def test_formats(run: Run, learned: Path) -> None:
    """Text for a terminal, Markdown for the channel of the incident."""
    text = run("related", "--service", "payments-api", *NOW).out
    assert "\nPM-2026-0051-01  P0  Alert on the payment error rate\n" in text
    assert "    service payments-api\n" in text
    page = run("related", "--service", "payments-api", "--format", "markdown", *NOW).out
    assert page.splitlines()[2].startswith("- **PM-2026-0051-01** Alert on the payment")


def test_a_source_that_cannot_be_read(run: Run, learned: Path) -> None:
    """What was found is told, and exit 3 says that there may be more."""
    (learned / "post-mortems" / "payments.md").unlink()
    (learned / "post-mortems").rmdir()
    result = run("related", "--service", "payments-api", *NOW)
    assert result.code == 3
    assert "docs" in result.err
