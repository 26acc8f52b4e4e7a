"""The pages: made on the server, without script, and with every text escaped."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date
from importlib import resources
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from syncd import __version__, passes
from syncd.insight import Window
from syncd.insight.levels import completion_grade, recurrence_grade
from syncd.insight.review import Period
from syncd.memory import StoreError
from syncd.model import Incident, Level, Overview
from syncd.passes import UnknownTargetError
from syncd.report import review as report_review
from syncd.report import review_text
from syncd.report.metrics_wording import headlines
from syncd.report.templates import environment
from syncd.report.terminal import harmless
from syncd.service.choice import Choice, is_overdue
from syncd.service.openapi import BASE, ENDPOINTS
from syncd.service.site import Site

PAGES = (("/", "Action items"), ("/review", "Review"), ("/passes", "Passes"), (BASE, "API"))
_ON_A_PAGE = 100
_PASSES = 100
_WINDOW = 90  # days
_STATIC = {"syncd.css": "text/css; charset=utf-8", "syncd.svg": "image/svg+xml"}
_TO_DO = "to-do"


def routes(site: Site) -> list[Route]:
    """Every page, and what they load."""
    pages = _Pages(site)
    shown = {
        "/": pages.dashboard,
        "/review": pages.review,
        "/passes": pages.passes,
        "/post-mortems/{id:path}": pages.post_mortem,
        BASE: pages.api,
    }
    return [
        *(Route(path, _showing(show)) for path, show in shown.items()),
        Route("/static/{name}", _static),
    ]


def error_page(status: int, title: str, message: str, **headers: str) -> Response:
    """What somebody with a browser sees when something is not there."""
    values = {"status": status, "title": title, "message": message, "as_of": None}
    return HTMLResponse(_rendered("error.html", "", values), status, headers)


def _showing(show: Callable[[Request], str]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            return HTMLResponse(await run_in_threadpool(show, request))
        except StoreError:
            raise HTTPException(503, "the store is away", {"retry-after": "10"}) from None

    return endpoint


async def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(404, "there is no such file")
    content = resources.files("syncd.service").joinpath("static", name).read_bytes()
    return Response(content, media_type=_STATIC[name], headers={"cache-control": "max-age=3600"})


def outward(url: str) -> str | None:
    """An address that a page may link to; anything but the web is shown as text."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _environment() -> Environment:
    loader = PackageLoader("syncd.service")
    made = environment(loader, {"outward": outward, "heading": review_text.heading})
    made.globals |= {"pages": PAGES, "version": __version__}
    return made


_TEMPLATES = _environment()


def _rendered(template: str, here: str, values: Mapping[str, Any]) -> str:
    return _TEMPLATES.get_template(template).render({"here": here, **values})


class _Pages:
    def __init__(self, site: Site) -> None:
        self._site = site

    def dashboard(self, request: Request) -> str:
        standing, today = self._site.standing(), self._today()
        overview = standing.overview
        values: dict[str, Any] = {"overview": overview, "as_of": overview and overview.as_of}
        if overview is None:
            return _rendered("dashboard.html", "/", values)
        query = dict(request.query_params)
        query["status"] = {"all": ""}.get(query.get("status", _TO_DO), query.get("status", _TO_DO))
        choice = Choice.of(query)
        found = choice.items(overview.items, today)
        last_page = max(1, -(-len(found) // _ON_A_PAGE))
        asked = query.get("page", "1")
        page = min(int(asked), last_page) if asked.isdecimal() and len(asked) < 9 else 1
        first = (max(page, 1) - 1) * _ON_A_PAGE

        def link(**changed: object) -> str:
            chosen = {**asdict(choice), "status": choice.status or "all", **changed}
            return "/?" + urlencode({name: value for name, value in chosen.items() if value})

        window = Window.back(_WINDOW, today)
        world = self._site.world.at(self._site.now())
        measures = standing.once(
            f"measures of {today}", lambda: passes.measures(world, overview, window)
        )
        expected = self._site.settings.policy.measures
        errors = sum(1 for each in standing.findings if each.level is Level.ERROR)
        return _rendered(
            "dashboard.html",
            "/",
            values
            | {
                "counts": {
                    "all": len(overview.items),
                    "open": sum(1 for item in overview.items if item.status.is_open),
                    "overdue": sum(1 for item in overview.items if is_overdue(item, today)),
                    "findings": sum(1 for e in standing.findings if e.level is not Level.INFO),
                    "errors": errors,
                },
                "measures": measures,
                "completion_grade": completion_grade(measures.completion, expected) or "",
                "recurrence_grade": recurrence_grade(measures.recurrence, expected) or "",
                "target": expected.completion_target,
                "chart": _chart([month.completion.ratio for month in measures.trend]),
                "parked": self._site.memory.keys.parked(),
                "findings": [e for e in standing.findings if e.level is not Level.INFO],
                "items": found[first : first + _ON_A_PAGE],
                "found": len(found),
                "choice": choice,
                "page": max(page, 1),
                "last_page": last_page,
                "link": link,
                "teams": sorted({item.team for item in overview.items if item.team}),
                "owners": sorted({item.owner for item in overview.items if item.owner}),
                "today": today,
                "post_mortems": list(_post_mortems(overview)),
            },
        )

    def post_mortem(self, request: Request) -> str:
        name = request.path_params["id"]
        standing = self._site.standing()
        if standing.overview is None:
            raise HTTPException(404, "there was no pass yet")
        incident = _incident(standing.overview, name)
        try:
            found = passes.standing(self._site.world.at(self._site.now()), name)
        except UnknownTargetError as error:
            if incident is None:
                raise HTTPException(404, str(error)) from None
            found = None
        values = {
            "name": name,
            "incident": incident,
            "items": found.items if found else (),
            "findings": found.findings if found else (),
            "history": list(reversed(found.history)) if found else (),
            "today": self._today(),
            "as_of": standing.overview.as_of,
        }
        return _rendered("post_mortem.html", "", values)

    def review(self, request: Request) -> str:
        overview, now = self._site.standing().overview, self._site.now()
        asked = request.query_params.get("period", "")
        period = Period(asked) if asked in set(Period) else Period.WEEKLY
        values: dict[str, Any] = {"as_of": overview and overview.as_of, "report": None}
        if overview is not None:
            found = passes.review(self._site.world.at(now), overview, period=period)
            policy = self._site.settings.policy
            report = report_review.as_dict(found, policy=policy, now=now, as_of=overview.as_of)
            report = harmless(report)
            values |= {
                "report": report,
                "title": review_text.title(report),
                "headlines": list(headlines(report["metrics"])),
                "notes": list(review_text.left_out(report)),
            }
        return _rendered("review.html", "/review", values | {"periods": list(Period)})

    def passes(self, _request: Request) -> str:
        overview = self._site.standing().overview
        values = {
            "passes": self._site.memory.journal.newest(_PASSES),
            "parked": self._site.memory.keys.parked(),
            "as_of": overview and overview.as_of,
        }
        return _rendered("passes.html", "/passes", values)

    def api(self, _request: Request) -> str:
        overview = self._site.standing().overview
        values = {"endpoints": ENDPOINTS, "base": BASE, "as_of": overview and overview.as_of}
        return _rendered("api.html", BASE, values)

    def _today(self) -> date:
        return self._site.now().astimezone(UTC).date()


@dataclass(frozen=True, slots=True)
class _Column:
    """A month in the chart; without a height there is nothing to show."""

    height: int | None


def _chart(shares: Sequence[float | None]) -> Sequence[_Column]:
    newest = shares[-12:]
    if all(share is None for share in newest):
        return ()
    return [_Column(None if share is None else round(share * 100)) for share in newest]


def _post_mortems(overview: Overview) -> Iterator[Mapping[str, Any]]:
    """Those that have action items or were measured, the newest first."""
    all_of = Counter(item.post_mortem for item in overview.items)
    open_of = Counter(item.post_mortem for item in overview.items if item.status.is_open)
    known = {each.id: each for each in overview.measured.incidents}
    for name in sorted(known, key=lambda name: (known[name].date or date.min, name), reverse=True):
        yield {
            "id": name,
            "title": known[name].title,
            "date": known[name].date,
            "severity": known[name].severity,
            "hits": known[name].hits,
            "total": all_of[name],
            "closed": all_of[name] - open_of[name],
        }


def _incident(overview: Overview, name: str) -> Incident | None:
    return next((each for each in overview.measured.incidents if each.id == name), None)
