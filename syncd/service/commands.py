"""`POST /webhooks/slack`: what people ask by a slash command, answered to them alone.

What is asked changes nothing, and is answered from memory: no tracker or source is asked, since
Slack waits three seconds for an answer.
"""

from collections.abc import Sequence

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from syncd.memory import StoreError
from syncd.ports import PortError
from syncd.ports.command import Answerer, Asked, Challenge, Reply
from syncd.ports.webhook import Delivery, ForgedError
from syncd.service.answers import answer
from syncd.service.heard import Heard
from syncd.service.hooks import delivery_of, refusal
from syncd.service.site import Site

_AGAIN = Reply("This was answered already", "Ask again for how things stand now.")
_log = structlog.get_logger()


class Commands:
    """Takes commands in, and answers them."""

    def __init__(self, site: Site, adapter: str) -> None:
        """Those of the notifiers of one adapter; there may be several of them."""
        self._site, self._name = site, adapter
        self._heard = Heard()
        self._answerers: Sequence[Answerer] = [
            notifier
            for name, notifier in site.world.notifiers.items()
            if site.settings.notifiers[name].adapter == adapter
            and isinstance(notifier, Answerer)
            and notifier.takes_commands
        ]

    async def endpoint(self, request: Request) -> Response:
        """Answer a command."""
        if not self._answerers:
            raise HTTPException(404, "without signing_secret there is no such webhook")
        delivery = await delivery_of(request, self._site)
        return await run_in_threadpool(self._take, delivery)

    def _take(self, delivery: Delivery) -> Response:
        try:
            answerer, asked = self._genuine(delivery)
        except PortError as error:
            status, outcome = refusal(error)
            self._site.metrics.heard(self._name, outcome)
            return JSONResponse({"error": str(error)}, status)
        if isinstance(asked, Challenge):
            self._site.metrics.heard(self._name, "handshake")
            return PlainTextResponse(asked.text)
        if not self._heard.add(self._name, asked.id):
            self._site.metrics.heard(self._name, "again")
            return JSONResponse(dict(answerer.answer(_AGAIN)))
        try:
            reply = answer(self._site, asked)
        except StoreError as error:
            _log.warning("store away", notifier=self._name, error=str(error))
            self._site.metrics.heard(self._name, "unavailable")
            return JSONResponse({"error": "the store is away"}, 503, {"retry-after": "10"})
        self._site.metrics.heard(self._name, "answered")
        return JSONResponse(dict(answerer.answer(reply)))

    def _genuine(self, delivery: Delivery) -> tuple[Answerer, Asked | Challenge]:
        """What was asked, by the notifier whose secret signed it."""
        forged: ForgedError | None = None
        for answerer in self._answerers:
            try:
                return answerer, answerer.asked(delivery)
            except ForgedError as error:
                forged = error
        assert forged is not None  # noqa: S101  (there is a notifier, or it is 404)
        raise forged
