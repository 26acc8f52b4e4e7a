"""`POST /webhooks/{tracker}`: what trackers tell by themselves, answered at once.

Whatever comes in says at most which post-mortems to look at again; so a delivery that is lost,
doubled, late or made up of old ones can do no more than cost a look.
"""

import asyncio
from collections.abc import Iterable

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from syncd.memory import StoreError
from syncd.ports import PortError
from syncd.ports.webhook import (
    Delivery,
    ForgedError,
    Listener,
    MalformedError,
    News,
    NoWebhookError,
    StaleDeliveryError,
)
from syncd.service.heard import Heard
from syncd.service.rounds import EVERYTHING, key_of, later_key_of
from syncd.service.site import Site

LARGEST = 1_000_000  # bytes
_SLOWEST = 10.0  # seconds for a whole body
_LONG_LAG = 10.0  # seconds; a tracker whose lists lag more is looked at once more after that
_MOST_SECRETS = 50  # of handshakes with one tracker
_STATUS = {
    NoWebhookError: (404, "no-webhook"),
    ForgedError: (401, "forged"),
    StaleDeliveryError: (401, "stale"),
    MalformedError: (400, "malformed"),
}
_log = structlog.get_logger()


class Hooks:
    """Takes webhooks in."""

    def __init__(self, site: Site) -> None:
        """Nothing heard yet."""
        self._site = site
        self._heard = Heard()

    async def endpoint(self, request: Request) -> Response:
        """Take in a delivery."""
        name = request.path_params["tracker"]
        tracker = self._site.world.trackers.get(name)
        if not isinstance(tracker, Listener):
            raise HTTPException(404, "no tracker of this name has a webhook")
        delivery = await delivery_of(request, self._site)
        return await run_in_threadpool(self._take, name, tracker, delivery)

    def _take(self, name: str, tracker: Listener, delivery: Delivery) -> Response:
        try:
            secrets = self._site.memory.keys.handshakes(name)
            news = tracker.refs(delivery, secrets)
            outcome, headers = self._act(name, news)
        except StoreError as error:
            _log.warning("store away", tracker=name, error=str(error))
            self._site.metrics.heard(name, "unavailable")
            return JSONResponse({"error": "the store is away"}, 503, {"retry-after": "10"})
        except PortError as error:
            status, outcome = refusal(error)
            self._site.metrics.heard(name, outcome)
            return JSONResponse({"outcome": outcome, "error": str(error)}, status)
        self._site.metrics.heard(name, outcome)
        return JSONResponse({"outcome": outcome}, headers=headers)

    def _act(self, name: str, news: News) -> tuple[str, dict[str, str]]:
        """Mark what the news are about."""
        if news.handshake is not None:
            if not self._site.memory.keys.shake(name, news.handshake, most=_MOST_SECRETS):
                raise ForgedError("there were too many handshakes: see docs/how-to/service.md")
            return "handshake", {"x-hook-secret": news.handshake}
        if news.id is not None and self._heard.has(name, news.id):
            return "again", {}
        known = self._known(name, news)
        keys = self._keys(news, known)
        self._mark(keys)
        lag = self._site.world.trackers[name].capabilities.lag
        if lag >= _LONG_LAG:
            for post_mortem in known:
                self._site.engine.mark(later_key_of(post_mortem), lag)
        if news.id is not None:
            self._heard.add(name, news.id)
        return ("queued" if keys else "nothing"), {}

    def _known(self, name: str, news: News) -> frozenset[str]:
        """The post-mortems that the news are about."""
        standing = self._site.view.last()
        return frozenset(
            post_mortem
            for touched in news.touched
            for post_mortem in standing.of_ticket(name, touched.ticket)
        )

    def _keys(self, news: News, known: frozenset[str]) -> frozenset[str]:
        keys = {EVERYTHING} if news.documents else set()
        if not known and any(touched.marked for touched in news.touched):
            keys.add(EVERYTHING)
        return frozenset(keys | {key_of(each) for each in known})

    def _mark(self, keys: Iterable[str]) -> None:
        """Have these looked at; what was parked has changed now, and gets another chance."""
        memory = self._site.memory
        parked = {each.key for each in memory.keys.parked()}.intersection(keys)
        if parked:
            memory.keys.release(parked)
        for key in keys:
            self._site.engine.mark(key)


def refusal(error: PortError) -> tuple[int, str]:
    """The status by which a delivery is refused, and what that is called."""
    return _STATUS.get(type(error), (400, "refused"))


async def delivery_of(request: Request, site: Site) -> Delivery:
    """What came in, whole.

    Raises:
        HTTPException: 413 or 408.
    """
    return Delivery(
        {key.lower(): value for key, value in request.headers.items()},
        await body_of(request),
        site.world.real_time.now(),
        dict(request.query_params),
    )


async def body_of(request: Request) -> bytes:
    """The body of a request, if it is neither too large nor too slow.

    Raises:
        HTTPException: 413 or 408.
    """
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > LARGEST:
        raise HTTPException(413, f"no more than {LARGEST:,} bytes are read")
    body = bytearray()
    try:
        async with asyncio.timeout(_SLOWEST):
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST:
                    raise HTTPException(413, f"no more than {LARGEST:,} bytes are read")
    except TimeoutError:
        raise HTTPException(408, "the body took too long", {"connection": "close"}) from None
    except ClientDisconnect:
        raise HTTPException(400, "the body ended early") from None
    return bytes(body)
