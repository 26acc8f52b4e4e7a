"""The application: which address is answered by what."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from syncd.service import api, pages
from syncd.service.access import WEBHOOKS, Access
from syncd.service.address import Address
from syncd.service.alerts import Alerts
from syncd.service.commands import Commands
from syncd.service.health import readiness
from syncd.service.hooks import Hooks
from syncd.service.metrics import CONTENT_TYPE
from syncd.service.openapi import BASE
from syncd.service.site import Site


def application(site: Site, address: Address) -> Starlette:
    """The application of a site that listens there."""

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        is_ready, report = await run_in_threadpool(readiness, site)
        return JSONResponse(report, 200 if is_ready else 503)

    async def metrics(_request: Request) -> Response:
        text = await run_in_threadpool(site.metrics.text)
        return Response(text, headers={"content-type": CONTENT_TYPE})

    return Starlette(
        routes=[
            Route("/healthz", alive),
            Route("/readyz", ready),
            Route("/metrics", metrics),
            Route(f"{WEBHOOKS}alertmanager", Alerts(site).endpoint, methods=["POST"]),
            Route(f"{WEBHOOKS}slack", Commands(site, "slack").endpoint, methods=["POST"]),
            Route(f"{WEBHOOKS}{{tracker}}", Hooks(site).endpoint, methods=["POST"]),
            *api.routes(site),
            *pages.routes(site),
        ],
        middleware=[
            Middleware(
                Access, token=site.settings.service.token.get_secret_value(), address=address
            )
        ],
        exception_handlers={HTTPException: _refused, Exception: _broken},
    )


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  (it is registered for these alone)
    return _told(request, error.status_code, error.detail, dict(error.headers or {}))


async def _broken(request: Request, _error: Exception) -> Response:
    return _told(request, 500, "this is a bug in syncd: its log says where", {})


def _told(request: Request, status: int, message: str, headers: dict[str, str]) -> Response:
    """JSON for programs, a page for people."""
    path = request.url.path
    if path.startswith((WEBHOOKS, f"{BASE}/")):
        return JSONResponse({"error": message}, status, headers)
    title = HTTPStatus(status).phrase
    return pages.error_page(status, title, message, **headers)
