"""Whether the titles of a confidential post-mortem are anywhere but in its project and document."""

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import structlog

from benchmarks.year.incidents import Incident
from benchmarks.year.office import CONFIDENTIAL_PROJECT
from benchmarks.year.places import Places
from syncd.cli import main
from syncd.config import load
from syncd.policy.rules import known_names
from tests.service.house import House, opened

_FORMATS: Mapping[Sequence[str], Sequence[str]] = {
    ("reconcile", "--dry-run", "--full"): ("text", "json", "markdown", "github", "sarif"),
    ("items",): ("text", "json", "markdown"),
    ("review",): ("text", "json", "markdown", "html"),
    ("review", "--period", "monthly"): ("text", "json", "markdown", "html"),
    ("review", "--period", "quarterly"): ("text", "json", "markdown", "html"),
    ("metrics", "--window", "365d"): ("text", "json", "markdown", "html"),
    ("related", "--cause", "a retry storm"): ("text", "json", "markdown"),
    ("related", "--service", "payments-api"): ("text", "json", "markdown"),
    ("doctor",): ("text", "json"),
}
_PAGES = ("/", "/review", "/passes", "/metrics", "/readyz")
_ASKED = ("items", "findings", "post-mortems", "metrics", "passes", "parked")


def leaks(
    config: Path, places: Places, incident: Incident, now: datetime, reports: Sequence[str] = ()
) -> Iterator[str]:
    """Every output that has a title in it which only some may read; `reports` are of passes."""
    sealed = {incident.title, *(each.title for each in incident.items)}
    for name, text in _everything(config, places, incident, now, reports):
        for title in sealed:
            if title in text:
                yield f"{name} tells {title!r}: ...{_around(text, title)}..."


def _everything(
    config: Path, places: Places, incident: Incident, now: datetime, reports: Sequence[str]
) -> Iterator[tuple[str, str]]:
    yield from (("the report of a pass", each) for each in reports)
    yield from _seen_elsewhere(places)
    with _environment(places.environ):
        for command, formats in _FORMATS.items():
            for form in formats:
                yield _said_by(config, now, [*command, "--format", form])
        for name in (incident.id, f"{incident.id}-01"):
            for form in ("text", "json"):
                yield _said_by(config, now, ["show", name, "--format", form])
    yield from _on_pages(config, places, incident, now)


def _seen_elsewhere(places: Places) -> Iterator[tuple[str, str]]:
    """What stands in the trackers outside the project for it, and in Slack."""
    sealed = set(CONFIDENTIAL_PROJECT.values())
    inside = {ticket.key for _, ticket in places.tickets() if ticket.project in sealed}
    for _, ticket in places.tickets():
        if ticket.key not in inside:
            yield ticket.key, f"{ticket.title} {ticket.body} {ticket.markers} {ticket.native}"
    for comment in places.comments():
        if comment.ticket not in inside:
            yield f"a comment on {comment.ticket}", comment.body
    for message in places.slack.said():
        yield "a digest", f"{message.text} {message.blocks} {message.metadata}"


def _said_by(config: Path, now: datetime, arguments: Sequence[str]) -> tuple[str, str]:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        main([*arguments, "-v", "--config", str(config), "--now", now.isoformat()])
    structlog.reset_defaults()
    if not said.getvalue().strip():
        raise RuntimeError(f"syncd {' '.join(arguments)} says nothing")
    return f"syncd {' '.join(arguments)}", said.getvalue()


def _on_pages(
    config: Path, places: Places, incident: Incident, now: datetime
) -> Iterator[tuple[str, str]]:
    settings = load(config, environ=dict(places.environ), rules=known_names())
    said = io.StringIO()
    with redirect_stderr(said), opened(settings, lambda: now) as house:
        for path in (*_PAGES, f"/post-mortems/{incident.id}", *_of_api(incident)):
            yield path, _page(house, path)
    yield "the log of the service", said.getvalue()


def _of_api(incident: Incident) -> Iterator[str]:
    yield from (f"/api/v1/{each}" for each in _ASKED)
    yield f"/api/v1/post-mortems/{incident.id}"


def _page(house: House, path: str) -> str:
    answer = house.web.get(path)
    if answer.status_code not in {200, 503}:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return answer.text


@contextmanager
def _environment(environ: Mapping[str, str]) -> Iterator[None]:
    with patch.dict(os.environ, environ):
        yield


def _around(text: str, title: str) -> str:
    place = text.index(title)
    return " ".join(text[max(0, place - 80) : place + len(title) + 40].split())
