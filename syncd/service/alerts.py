"""`POST /webhooks/alertmanager`: which open action items bear on alerts that fire.

Alertmanager does not sign, so it has to send `service.token`.
Source: prometheus.io/docs/alerting/latest/configuration, "webhook_config": version 4 of its
message, a list of `alerts` with `status`, `labels`, `annotations` and `fingerprint`.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from syncd import passes
from syncd.memory import StoreError
from syncd.ports.webhook import dicts_at, text_at
from syncd.report import related as report_related
from syncd.report.json import VERSION, Report, instant
from syncd.service.access import knows
from syncd.service.hooks import body_of
from syncd.service.site import Site

_MOST = 50  # different incidents in one message


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
        if self._site.memory.last_pass() is None:
            raise HTTPException(503, "there was no pass yet", {"retry-after": "10"})
        firing = [
            each
            for each in dicts_at(message, "alerts")
            if text_at(each, "status") in {"firing", ""}
        ]
        asked: dict[tuple[tuple[str, ...], str], list[str]] = {}
        for alert in firing:
            asked.setdefault(self._about(alert), []).append(text_at(alert, "fingerprint"))
        now = self._site.now()
        self._site.metrics.heard("alertmanager", "answered")
        report: Report = {
            "version": VERSION,
            "now": instant(now),
            "alerts": len(firing),
            "incidents": [
                {"fingerprints": fingerprints, **self._related(services, cause)}
                for (services, cause), fingerprints in list(asked.items())[:_MOST]
            ],
        }
        return JSONResponse(report)

    def _about(self, alert: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
        """The services and the words of an alert, by the labels that the configuration names."""
        table = self._site.settings.service
        services = _named(alert, table.alert_services)
        return tuple(services), " ".join(_named(alert, table.alert_causes))

    def _related(self, services: Sequence[str], cause: str) -> Report:
        world = self._site.world.at(self._site.now())
        found = passes.related(world, services=services, cause=cause)
        report = report_related.as_dict(
            found.found,
            service=services[0] if services else None,
            cause=cause or None,
            now=world.now,
            as_of=found.as_of,
        )
        return {"services": list(services), **report}


def _named(alert: Mapping[str, Any], names: Sequence[str]) -> Sequence[str]:
    found = (
        text_at(alert, place, name).strip() for name in names for place in ("labels", "annotations")
    )
    return list(dict.fromkeys(each for each in found if each))
