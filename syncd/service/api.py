"""`/api/v1`: the same facts as everywhere, as JSON."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from syncd import passes
from syncd.insight import Window
from syncd.insight.review import Period
from syncd.insight.window import WindowError
from syncd.memory import PassRecord, StoreError
from syncd.model import Incident
from syncd.passes import UnknownTargetError
from syncd.report import items as report_items
from syncd.report import metrics as report_metrics
from syncd.report import review as report_review
from syncd.report import standing as report_standing
from syncd.report.json import VERSION, Report, finding_as_dict, instant
from syncd.service.choice import Choice, is_true
from syncd.service.openapi import BASE, document
from syncd.service.site import Site

_MOST = 1_000  # passes in one answer


def routes(site: Site) -> list[Route]:
    """What there is to ask for."""
    api = _Api(site)
    answers: dict[str, Callable[[Request], Report]] = {
        "/items": api.items,
        "/findings": api.findings,
        "/post-mortems": api.post_mortems,
        "/post-mortems/{id:path}": api.post_mortem,
        "/metrics": api.measures,
        "/review": api.review,
        "/passes": api.passes,
        "/parked": api.parked,
        "/openapi.json": lambda _request: document(),
    }
    return [Route(f"{BASE}{path}", _answering(give)) for path, give in answers.items()]


def _answering(give: Callable[[Request], Report]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await run_in_threadpool(give, request))
        except StoreError:
            raise HTTPException(503, "the store is away", {"retry-after": "10"}) from None

    return endpoint


class _Api:
    def __init__(self, site: Site) -> None:
        self._site = site

    def items(self, request: Request) -> Report:
        query = dict(request.query_params)
        if is_true(query.get("open", "")):
            query["status"] = "to-do"
        standing, now = self._site.standing(), self._site.now()
        chosen = Choice.of(query).items(standing.items, now.astimezone(UTC).date())
        as_of = standing.overview.as_of if standing.overview else now
        return report_items.as_dict(chosen, now=now, as_of=as_of)

    def findings(self, request: Request) -> Report:
        standing = self._site.standing()
        teams = {item.id: item.team or "" for item in standing.items}
        chosen = Choice.of(request.query_params).findings(standing.findings, teams)
        return self._report(findings=[finding_as_dict(each) for each in chosen])

    def post_mortems(self, _request: Request) -> Report:
        overview = self._site.standing().overview
        incidents = overview.measured.incidents if overview else ()
        return self._report(post_mortems=[_incident(each) for each in incidents])

    def post_mortem(self, request: Request) -> Report:
        name = request.path_params["id"]
        world = self._site.world.at(self._site.now())
        if self._site.memory.last_pass() is None:
            raise HTTPException(404, "there was no pass yet")
        try:
            found = passes.standing(world, name)
        except UnknownTargetError as error:
            raise HTTPException(404, str(error)) from None
        report = report_standing.as_dict(
            found.name,
            as_of=found.as_of,
            items=found.items,
            findings=found.findings,
            history=[(e.at, e.item, e.ticket, e.kind, e.outcome, e.detail) for e in found.history],
        )
        overview = self._site.standing().overview
        incidents = overview.measured.incidents if overview else ()
        about = next((each for each in incidents if each.id == name), None)
        return {**report, "post_mortem": _incident(about) if about else None}

    def measures(self, request: Request) -> Report:
        overview, now = self._site.standing().overview, self._site.now()
        if overview is None:
            raise HTTPException(404, "there was no pass yet")
        try:
            window = Window.parsed(request.query_params.get("window") or "90d", now.date())
        except WindowError as error:
            raise HTTPException(400, str(error)) from None
        world = self._site.world.at(now)
        return report_metrics.as_dict(
            passes.measures(world, overview, window),
            policy=world.terms.policy,
            now=now,
            as_of=overview.as_of,
        )

    def review(self, request: Request) -> Report:
        overview, now = self._site.standing().overview, self._site.now()
        if overview is None:
            raise HTTPException(404, "there was no pass yet")
        asked = request.query_params.get("period") or Period.WEEKLY.value
        if asked not in set(Period):
            raise HTTPException(400, f"period is one of {', '.join(Period)}")
        world = self._site.world.at(now)
        return report_review.as_dict(
            passes.review(world, overview, period=Period(asked)),
            policy=world.terms.policy,
            now=now,
            as_of=overview.as_of,
        )

    def passes(self, request: Request) -> Report:
        limit = request.query_params.get("limit", "100")
        if not limit.isdecimal() or not 1 <= int(limit) <= _MOST:
            raise HTTPException(400, f"limit is a number from 1 to {_MOST}")
        newest = self._site.memory.journal.newest(int(limit))
        return self._report(passes=[pass_as_dict(each) for each in newest])

    def parked(self, _request: Request) -> Report:
        parked = self._site.memory.keys.parked()
        return self._report(
            parked=[
                {"key": each.key, "why": each.why, "since": each.since, "failures": each.fails}
                for each in parked
            ]
        )

    def _report(self, **listed: list[Report]) -> Report:
        overview, now = self._site.standing().overview, self._site.now()
        as_of = instant(overview.as_of) if overview else None
        return {"version": VERSION, "now": instant(now), "as_of": as_of, **listed}


def pass_as_dict(record: PassRecord) -> Report:
    """One pass of the service."""
    return {
        "at": instant(record.at),
        "keys": list(record.keys),
        "seconds": record.seconds,
        "complete": record.complete,
        "outcomes": dict(record.outcomes),
        "requests": dict(record.requests),
        "errors": [{"source": source, "message": message} for source, message in record.errors],
        "failed": record.failed,
    }


def _incident(incident: Incident) -> Report:
    return {
        "id": incident.id,
        "title": incident.title,
        "date": incident.date.isoformat() if incident.date else None,
        "severity": str(incident.severity) if incident.severity else None,
        "services": list(incident.services),
        "teams": list(incident.teams),
        "url": incident.url,
        "source": incident.source,
        "file": incident.file,
        "recurrence_of": [
            {"post_mortem": hit.of, "score": hit.score, "items": list(hit.items)}
            for hit in incident.hits
        ],
    }
