"""`syncd doctor --webhooks`: whether what trackers send by themselves arrives."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syncd.config import Settings
    from syncd.ports import Check, Tracker

CONFIGURED = ""
"""The address that stands for `service.listen`."""

_PATIENCE = 10.0  # seconds


def check_webhooks(
    settings: "Settings", address: str, trackers: "dict[str, Tracker]"
) -> "Iterator[Check]":
    """Send each webhook something that nobody signed: only syncd refuses that in its way.

    `address` is what trackers reach the service by, such as https://syncd.example.com.
    """
    from syncd.ports import Check
    from syncd.ports.webhook import Listener

    listeners = {n: each for n, each in trackers.items() if isinstance(each, Listener)}
    if not listeners:
        yield Check("webhooks", ok=True, message="no tracker here sends any: changes are polled")
    base = (address or _listened(settings)).rstrip("/")
    for name, listener in listeners.items():
        yield _check(f"trackers.{name}, webhook", f"{base}/webhooks/{name}", listener.webhook_setup)


def _check(subject: str, url: str, setup: str) -> "Check":
    import httpx

    from syncd.ports import Check

    try:
        answer = httpx.post(url, content=b"{}", timeout=_PATIENCE)
        told = answer.json() if answer.status_code in {401, 404} else {}
        outcome = told.get("outcome") if isinstance(told, dict) else None
    except ValueError:  # an answer in some other form, which is not syncd's
        outcome = None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = f"nothing answers at {url} ({type(error).__name__})"
        hint = "start syncd run; behind a proxy, name the address that it has outside"
        return Check(subject, ok=False, message=why, hint=hint)
    match outcome:
        case "forged":
            return Check(subject, ok=True, message=f"{url} takes what is signed. There: {setup}")
        case "no-webhook":
            why = "has no webhook: set webhook_secret there, restart syncd run, then"
            return Check(subject, ok=False, message=f"{url} {why} {setup}")
        case _:
            why = f"{url} answers with {answer.status_code}, and not as syncd does"
            hint = "see that the proxy passes POST /webhooks/ on to syncd run, as it is"
            return Check(subject, ok=False, message=why, hint=hint)


def _listened(settings: "Settings") -> str:
    """The service's own address, as it is reached from this machine."""
    from syncd.service.address import Address

    address = Address.parsed(settings.service.listen)
    host = "127.0.0.1" if address.host in {"0.0.0.0", "::"} else address.host  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{address.port}"
