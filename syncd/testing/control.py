"""What a tester can ask of a simulator, below `/_simulator/`.

These requests are not part of the tracker's API: they need no token, suffer no faults and are
not in the log. They are answered below the base URL too (`/api/1.0/_simulator/state`).
"""

import re
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from syncd.testing.exchange import Answer, RefusedError, Request

if TYPE_CHECKING:
    from syncd.testing.simulator import Simulator

_PATH = re.compile(r"(?:/.*)?/_simulator(?:/([^/]*))?/?")


def answer(simulator: "Simulator[Any]", request: Request) -> Answer | None:
    """The answer to a request of a tester, `None` if it is one of the tracker's API."""
    found = _PATH.fullmatch(request.path)
    if found is None:
        return None
    known = _CONTROLS.get((request.method, found[1] or ""))
    if known is None:
        return Answer(404, {"message": f"{request.line} is not known", "paths": paths()})
    try:
        with simulator.lock:
            return known(simulator, request)
    except RefusedError as refused:
        return refused.answer
    except ValueError as error:
        return Answer(400, {"message": str(error)})


def paths() -> list[str]:
    """What can be asked, as `METHOD /_simulator/NAME`."""
    return [f"{method} /_simulator/{name}".rstrip("/") for method, name in _CONTROLS]


def _index(simulator: "Simulator[Any]", _: Request) -> Answer:
    about = {"name": simulator.name, "url": simulator.url, "paths": paths()}
    return Answer(200, {**about, "faults": sorted(simulator.deeds)})


def _requests(simulator: "Simulator[Any]", request: Request) -> Answer:
    """Those that were answered; `?all=1` adds the ones that a fault cut off at once."""
    everything = request.query.get("all") == "1"
    shown = [asdict(entry) for entry in simulator.requests if entry.status or everything]
    return Answer(200, shown)


def _clear_requests(simulator: "Simulator[Any]", _: Request) -> Answer:
    simulator.clear_log()
    return Answer(204)


def _state(simulator: "Simulator[Any]", _: Request) -> Answer:
    return Answer(200, simulator.state().as_json())


def _faults(simulator: "Simulator[Any]", _: Request) -> Answer:
    return Answer(200, [asdict(fault) for fault in simulator.faults.waiting])


def _add_faults(simulator: "Simulator[Any]", request: Request) -> Answer:
    simulator.faults.add_all(request.json)
    return Answer(201, _faults(simulator, request).body)


def _clear_faults(simulator: "Simulator[Any]", _: Request) -> Answer:
    simulator.faults.clear()
    return Answer(204)


def _clock(simulator: "Simulator[Any]", _: Request) -> Answer:
    return Answer(200, {"now": simulator.clock.now().isoformat()})


def _set_clock(simulator: "Simulator[Any]", request: Request) -> Answer:
    """`{"now": "2026-03-01T09:00:00Z"}` goes on from there; `"running": false` stands still."""
    wanted = request.json
    if not isinstance(wanted, dict) or not isinstance(wanted.get("now"), str):
        message = 'a clock is set with {"now": "2026-03-01T09:00:00Z"}'
        raise RefusedError(400, {"message": message})
    running = bool(wanted.get("running", True))
    simulator.clock.set(datetime.fromisoformat(wanted["now"]), running=running)
    return _clock(simulator, request)


def _act(simulator: "Simulator[Any]", request: Request) -> Answer:
    """`{"as": "jane", "do": "close", ...}`: call a method of a human, the rest by name."""
    wanted = request.json
    if not isinstance(wanted, dict) or not {"as", "do"} <= set(wanted):
        raise RefusedError(400, {"message": 'an act looks like {"as": "jane", "do": "comment"}'})
    human = simulator.human(str(wanted.pop("as")))
    known = {name for name in dir(type(human)) if not name.startswith("_")}
    if (does := str(wanted.pop("do"))) not in known:
        raise RefusedError(400, {"message": f"do: {does!r} is not known", "acts": sorted(known)})
    try:
        done = getattr(human, does)(**wanted)
    except (TypeError, LookupError) as error:
        raise RefusedError(400, {"message": f"{does}: {error}"}) from error
    return Answer(200, {"done": str(done)})


def _announce(simulator: "Simulator[Any]", request: Request) -> Answer:
    """`{"url": "http://127.0.0.1:8080/webhooks/gh", "secret": "..."}`: post webhooks there."""
    wanted = request.json
    if not isinstance(wanted, dict) or not set(wanted) <= {"url", "secret"}:
        raise RefusedError(400, {"message": 'webhooks are asked for with "url" and "secret"'})
    simulator.announce(wanted.get("secret"), wanted.get("url"))
    return Answer(204)


def _deliveries(simulator: "Simulator[Any]", _: Request) -> Answer:
    shown = [
        {"event": sent.event, "headers": dict(sent.headers), "body": sent.body.decode()}
        for sent in simulator.deliveries
    ]
    return Answer(200, shown)


_CONTROLS: dict[tuple[str, str], Callable[["Simulator[Any]", Request], Answer]] = {
    ("GET", ""): _index,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _clear_requests,
    ("GET", "state"): _state,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _set_clock,
    ("POST", "act"): _act,
    ("POST", "webhooks"): _announce,
    ("GET", "webhooks"): _deliveries,
}
