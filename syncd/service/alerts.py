"""`POST /webhooks/alertmanager`: which open action items bear on alerts that fire.

Alertmanager does not sign, so it has to send `service.token`.
Source: prometheus.io/docs/alerting/latest/configuration, "webhook_config": version 4 of its
message, a list of `alerts` with `status`, `labels`, `annotations` and `fingerprint`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from syncd import passes
from syncd.engine import InterruptedWorkError
from syncd.memory import StoreError
from syncd.passes import Firing, Related, World
from syncd.policy.relevance import Bearing
from syncd.ports import PortError
from syncd.ports.webhook import dicts_at, text_at
from syncd.report import related as report_related
from syncd.report.json import VERSION, Report, instant
from syncd.service.access import knows
from syncd.service.hooks import body_of
from syncd.service.site import Site

_MOST = 50  # different incidents in one message
_LONGEST = 300  # characters of an alert that a ticket hears
_log = structlog.get_logger()


class Alerts:
    """Answers what bears on alerts."""

    def __init__(self, site: Site) -> None:
        """The labels that name services and causes come from the configuration."""
        self._site = site

    async def endpoint(self, request: Request) -> Response:
        """Take in a message of Alertmanager."""
        token = self._site.settings.service.token.get_secret_value()
        if not token:
            raise HTTPException(404, "without service.token there is no such webhook")
        if not knows(token, request.headers.get("authorization", "")):
            raise HTTPException(401, "this needs service.token", {"www-authenticate": "Bearer"})
        body = await body_of(request)
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            raise HTTPException(400, "the body is no JSON") from None
        if not isinstance(message, dict) or not isinstance(message.get("alerts"), list):
            raise HTTPException(400, "the body has no alerts")
        try:
            return await run_in_threadpool(self._answer, message)
        except StoreError:
            raise HTTPException(503, "the store is away", {"retry-after": "10"}) from None

    def _answer(self, message: Mapping[str, Any]) -> Response:
        """What bears on each alert; their tickets hear of it when that has been answered."""
        if self._site.memory.last_pass() is None:
            raise HTTPException(503, "there was no pass yet", {"retry-after": "10"})
        firing = [
            each
            for each in dicts_at(message, "alerts")
            if text_at(each, "status") in {"firing", ""}
        ]
        asked: dict[tuple[tuple[str, ...], str], list[Mapping[str, Any]]] = {}
        for alert in firing:
            asked.setdefault(self._about(alert), []).append(alert)
        now = self._site.now()
        self._site.metrics.heard("alertmanager", "answered")
        incidents, to_tell = [], []
        for (services, cause), alerts in list(asked.items())[:_MOST]:
            found = self._related(services, cause)
            to_tell += [(_firing(alert, services, cause), found.found) for alert in alerts]
            incidents.append(self._incident(services, cause, alerts, found))
        report = {
            "version": VERSION,
            "now": instant(now),
            "alerts": len(firing),
            "incidents": incidents,
        }
        return JSONResponse(report, background=BackgroundTask(self._tell, to_tell))

    def _about(self, alert: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
        """The services and the words of an alert, by the labels that the configuration names."""
        table = self._site.settings.service
        services = _named(alert, table.alert_services)
        return tuple(services), " ".join(_named(alert, table.alert_causes))

    def _related(self, services: Sequence[str], cause: str) -> Related:
        world = self._site.world.at(self._site.now())
        return passes.related(world, services=services, cause=cause)

    def _incident(
        self,
        services: Sequence[str],
        cause: str,
        alerts: Sequence[Mapping[str, Any]],
        found: Related,
    ) -> Report:
        report = report_related.as_dict(
            found.found,
            service=services[0] if services else None,
            cause=cause or None,
            now=self._site.now(),
            as_of=found.as_of,
        )
        fingerprints = [text_at(alert, "fingerprint") for alert in alerts]
        return {"fingerprints": fingerprints, "services": list(services), **report}

    def _tell(self, to_tell: Sequence[tuple[Firing, Sequence[Bearing]]]) -> None:
        """Let the tickets hear of it, between two passes."""

        def tell(world: World) -> None:
            for alert, found in to_tell:
                for item, error in passes.tell_of_alert(world, alert, found):
                    if error is not None:
                        _log.warning("not told", item=item, error=error.message)

        try:
            self._site.rounds.aside(tell)
        except (StoreError, PortError, InterruptedWorkError) as error:
            _log.warning("not told", error=str(error))


def _firing(alert: Mapping[str, Any], services: Sequence[str], cause: str) -> Firing:
    named = text_at(alert, "labels", "alertname") or "an alert"
    where = f" ({', '.join(services)})" if services else ""
    words = cause.removeprefix(named).strip()
    return Firing(
        fingerprint=text_at(alert, "fingerprint") or named,
        since=text_at(alert, "startsAt") or "now",
        text=" ".join(f"{named}{where}{f': {words}' if words else ''}".split())[:_LONGEST],
    )


def _named(alert: Mapping[str, Any], names: Sequence[str]) -> Sequence[str]:
    found = (
        text_at(alert, place, name).strip() for name in names for place in ("labels", "annotations")
    )
    return list(dict.fromkeys(each for each in found if each))
