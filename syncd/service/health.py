"""Whether the service is alive, and whether it does its work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from syncd.memory import StoreError
from syncd.report.json import Report, instant
from syncd.service.site import Site

_LATE = 3  # polls without a pass
_AT_LEAST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be so."""

    name: str
    ok: bool
    detail: str


def readiness(site: Site) -> tuple[bool, Report]:
    """Whether everything is as it should be, and every check on its own."""
    checks = list(_checks(site))
    ready = all(check.ok for check in checks)
    told = [{"name": each.name, "ok": each.ok, "detail": each.detail} for each in checks]
    return ready, {"ready": ready, "checks": told}


def _checks(site: Site) -> Iterator[Check]:
    try:
        last = site.memory.last_pass()
        parked = len(site.memory.keys.parked())
    except StoreError:
        yield Check("store", ok=False, detail="it does not answer")
        return
    yield Check("store", ok=True, detail="it answers")
    yield _pass_check(last, site)
    yield Check("parked", ok=True, detail=f"{parked} left alone after too many failures")


def _pass_check(last: datetime | None, site: Site) -> Check:
    if last is None:
        return Check("last pass", ok=False, detail="there was none yet")
    longest = max(site.settings.poll * _LATE, _AT_LEAST)
    age = site.now() - last
    return Check("last pass", ok=age <= longest, detail=f"at {instant(last)}")
